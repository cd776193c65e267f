"""The clone's own .venv, holding what a lock file names.

The stamp in it tells for which Python, place and lock file it was finished. It is removed
before anything is changed and written last: a .venv without a stamp is half made, and pip
cannot be trusted to mend one (it takes a package for installed once its metadata is there),
so such a one is made again from nothing.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import time
from typing import TYPE_CHECKING

from console import SetupError, run, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_WAIT_S = 30 * 60
_WINDOWS = os.name == "nt"


def folder(root: Path) -> Path:
    """Return where the clone's environment is."""
    return root / ".venv"


def tool(root: Path, name: str) -> Path:
    """Return the path of a program in the environment, which may not be there."""
    if _WINDOWS:
        return folder(root) / "Scripts" / f"{name}.exe"
    return folder(root) / "bin" / name


def is_current(root: Path, locks: Sequence[Path]) -> bool:
    """Tell whether the environment was finished for one of these lock files as they are now."""
    stamp = _read_stamp(root)
    return _is_of_this_python(root, stamp) and any(stamp == _stamp_for(root, x) for x in locks)


def install(root: Path, lock: Path, *, anew: bool = False) -> None:
    """Make the environment, or bring it up to date. Hold `exclusively` around it.

    Args:
        root: The folder that it is in.
        lock: The lock file.
        anew: Make it from nothing, so that it holds nothing but what the file names. Brought up to
            date, it keeps what the file named before, and what the user has put into it.

    Raises:
        SetupError: venv or pip failed; with what to do.
    """
    finished_once = _is_of_this_python(root, _read_stamp(root))
    _stamp_path(root).unlink(missing_ok=True)
    if anew or not finished_once:
        _make(root)
    say(f"installing what packaging/{lock.name} names (the first time about 90 MB to download)")
    # Every locked package has wheels. A source archive would run code that no hash covers.
    options = [
        "--require-hashes",
        "--no-deps",
        "--only-binary=:all:",
        "--disable-pip-version-check",
    ]
    if run([str(tool(root, "python")), "-m", "pip", "install", *options, "-r", str(lock)]) != 0:
        raise SetupError(
            "pip could not install the packages (see above). If the network or the package index\n"
            "was out of reach, start again; what was downloaded is kept."
        )
    _stamp_path(root).write_text(_stamp_for(root, lock), encoding="utf-8")


def _make(root: Path) -> None:
    say(f"making {folder(root)}")
    if run([sys.executable, "-m", "venv", "--clear", str(folder(root))]) != 0:
        raise SetupError(f"{sys.executable} could not make a virtual environment (see above)")


def _is_of_this_python(root: Path, stamp: str) -> bool:
    interpreter = stamp.partition("\n")[0]
    return interpreter == _interpreter(root) and tool(root, "python").is_file()


def _stamp_path(root: Path) -> Path:
    return folder(root) / "gemini-desktop-stamp.txt"


def _read_stamp(root: Path) -> str:
    try:
        return _stamp_path(root).read_text(encoding="utf-8")
    except OSError:
        return ""


def _stamp_for(root: Path, lock: Path) -> str:
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    return f"{_interpreter(root)}\n{lock.name} {digest}\n"


def _interpreter(root: Path) -> str:
    """Tell this Python from others; an environment also breaks when its folder is moved."""
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return f"{sys.implementation.name} {version} {sys.base_prefix} {folder(root)}"


@contextlib.contextmanager
def exclusively(root: Path) -> Iterator[None]:
    """Keep a second dev.py in this clone waiting; the system lets go if this one dies.

    The file lies beside .venv, not in it, for .venv is emptied when it is made again.
    Raises SetupError after half an hour.
    """
    with (root / ".venv.lock").open("a+b") as handle:
        _wait_for(handle.fileno())
        yield


def _wait_for(descriptor: int) -> None:
    deadline = time.monotonic() + _WAIT_S
    told = False
    while not _try_lock(descriptor):
        if time.monotonic() > deadline:
            raise SetupError("another dev.py has been installing for half an hour; end it first")
        if not told:
            say("another dev.py is installing here; waiting for it")
            told = True
        time.sleep(0.2)


def _try_lock(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
