"""Clears away what a program that was killed has left half done.

Whatever is written whole or not at all is first written beside its place (`store.atomic`,
`store.blobs`, `store.context`, `store.importing.chat_files`, the copies of `store.migrations`);
kill -9 leaves that file there, and a capture's folder without its tape.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from gemini_desktop.store import context
from gemini_desktop.store.sharing import Sharing
from gemini_desktop.store.tape_files import BODY, RECORDS

OLD_S = 24 * 3600
"""Nothing of ours takes a day to write: such a file is nobody's, whoever uses the home."""
BESIDE_S = 600
"""In the user's own folders a program may work that is on another computer: none pauses so long."""
_WORKING = re.compile(r"gemini-desktop-[0-9a-z_]{8}")
_TEMPORARY = re.compile(
    r"\.gemini-desktop-(?:(?P<pid>\d+)-)?[0-9a-z_]{8,16}\.part"
    r"|\.[0-9a-f]{16}\.part|context\.part"  # of earlier versions
    r"|library\.db\.before-\d+\.part"
)


def clear(home: Path, sharing: Sharing, capture_ids: Iterable[str]) -> int:
    """Remove what was left; how many files and folders. Blocks: a look at each folder of the home.

    While another program uses the home too, only what is older than a day goes. `capture_ids` are
    captures that were there when this program started: one of which there is nothing but the
    prompt gets an empty tape, so that it is shown as one that was cut off.
    """
    found = list(_found(home))
    with sharing.alone() as alone:
        alone = alone and sys.platform != "win32"  # where nobody can know
        gone = sum(remove(path) for path in found if alone or is_old(path))
        if alone:
            gone += sum(_mend(home / "captures" / capture_id) for capture_id in capture_ids)
    return gone


def clear_temporary(folder: Path | None = None) -> int:
    """Remove the working folders (`tempfile`) of our own that are a day old: copies of recordings
    and chats that nobody would look for in the system's place for such files."""
    gone = 0
    for path in _folders(folder or Path(tempfile.gettempdir())):
        if _WORKING.fullmatch(path.name) and _is_ours(path) and is_old(path):
            gone += remove(path)
    return gone


def _is_ours(path: Path) -> bool:
    with contextlib.suppress(OSError):
        return sys.platform == "win32" or path.lstat().st_uid == os.getuid()
    return False


def clear_beside(target: Path) -> int:
    """Remove what killed programs have left where an export or a backup is to be written."""
    gone = 0
    with contextlib.suppress(OSError):
        for path in target.parent.glob(".gemini-desktop-*.part"):
            name = _TEMPORARY.fullmatch(path.name)
            if name and (is_old(path, BESIDE_S) if is_dead(name["pid"]) else is_old(path)):
                gone += remove(path)
    return gone


def is_temporary(name: str, pid: str) -> bool:
    """Whether a file is called as those are that this program gives another name when they are
    whole."""
    found = _TEMPORARY.fullmatch(name)
    return found is not None and found["pid"] == pid


def is_dead(pid: str | None) -> bool:
    """Whether no program of this computer has that number now."""
    if pid is None or sys.platform == "win32":
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        pass
    return False


def _found(home: Path) -> Iterator[Path]:
    folders = [home / name for name in ("drafts", "blobs", "captures", "imported")]
    places = [home, *folders, *(inner for folder in folders for inner in _folders(folder))]
    for place in places:
        with contextlib.suppress(OSError), os.scandir(place) as entries:
            for entry in entries:
                name = _TEMPORARY.fullmatch(entry.name)
                if name and name["pid"] != str(os.getpid()):
                    yield Path(entry.path)


def _folders(place: Path) -> list[Path]:
    try:
        with os.scandir(place) as entries:
            return [Path(e.path) for e in entries if e.is_dir(follow_symlinks=False)]
    except OSError:
        return []


def is_old(path: Path, age_s: float = OLD_S) -> bool:
    """Whether nothing has changed there for so long; False for what cannot be looked at."""
    with contextlib.suppress(OSError):
        return time.time() - path.stat().st_mtime > age_s
    return False


def remove(path: Path) -> int:
    """A file or a folder; 1 where it is gone then."""
    with contextlib.suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
        return 1
    return 0


def _mend(folder: Path) -> int:
    """A capture that was cut off before its first record."""
    missing = [name for name in (BODY, RECORDS) if not (folder / name).exists()]
    if not missing:
        return 0
    with contextlib.suppress(OSError):
        if (folder / context.FILE).exists() or len(missing) == 1:
            for name in missing:
                (folder / name).touch(mode=0o600)
                (folder / name).chmod(0o600)
        else:
            shutil.rmtree(folder)
        return 1
    return 0
