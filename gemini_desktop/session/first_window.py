"""One window at a time over a home: a second start hands over what it was asked for, and ends.

Whoever holds the lock is the first window. It listens on a socket in a folder that only its user
can enter, named by the home and the screen (a window on another screen would be of no use). The
lock goes with its program, so a socket that a killed one left is known to be stale. Here is what
needs no Qt, for the second start is to be over before Qt would be loaded (nor msgspec, which takes
a third of the time that is left); `ui.instance` listens.

A message is one line of JSON, the reply one word. On Windows each start opens a window.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import socket
import stat
import sys
import time
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from gemini_desktop.arguments import WindowArguments
from gemini_desktop.store.home import find_home
from gemini_desktop.store.locks import Lock, lock

LONGEST = 1 << 20
"""Bytes of a message."""
REPLY = b"shown\n"
REPLY_WITHIN_S = 5.0
"""A window that opens just now on a slow computer is busy for seconds, and does not hang."""
STARTED_WITHIN_S = 15.0
"""How long one is waited for that starts or ends just now: it has the lock and does not listen."""
_SOCKET = "window"
_LONGEST_PATH = 100
"""Bytes of a socket's path: Linux takes 107, others fewer."""
_MOST_FILES = 1000
_PAUSE_S = 0.02
_TOKEN = re.compile(r"[\x21-\x7e]{0,512}")
_SILENT = (
    "Another window over this folder does not answer, so this one was opened beside it. Both can "
    "be worked in."
)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a second start asks of the first window: to come to the front, and to open these.

    `activation_token` (Wayland) and `startup_id` (X11) are the desktop's leave to take the focus.
    """

    version: int = 1
    files: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    activation_token: str = ""
    startup_id: str = ""


class Claim:
    """What `begin` found. A first window listens at `socket_path` and releases the lock at its
    end; any other has neither."""

    def __init__(
        self, held: Lock | None = None, socket_path: Path | None = None, notice: str = ""
    ) -> None:
        self._lock = held
        self.socket_path = socket_path
        self.notice = notice
        """A sentence for the user, where something was odd."""

    def release(self) -> None:
        """The window has gone. May be called twice."""
        if self.socket_path is not None:
            with contextlib.suppress(OSError):
                self.socket_path.unlink(missing_ok=True)
                self.socket_path.parent.rmdir()  # who waits for its lock makes another one
            self.socket_path = None
        if self._lock is not None:
            self._lock.release()
            self._lock = None


def begin(arguments: WindowArguments, environ: Mapping[str, str] | None = None) -> Claim | None:
    """Become the first window, or hand over to it: then None, and this program has nothing more to
    do. Also where the first one hangs, or where sockets and locks do not work, a window opens."""
    environ = os.environ if environ is None else environ
    if sys.platform == "win32":
        return Claim()
    deadline = time.monotonic() + STARTED_WITHIN_S
    while True:
        try:
            folder = _folder(find_home(arguments.home), environ)
        except OSError:
            return Claim()  # a home that cannot be used is told by whoever uses it
        held = lock(folder, exclusive=True)
        if held is not None and not held.is_of(folder) and time.monotonic() < deadline:
            held.release()
            continue  # another window ended just now, and took the folder with it
        if held is not None:
            with contextlib.suppress(OSError):  # else it cannot be listened at either
                (folder / _SOCKET).unlink(missing_ok=True)
            return Claim(held, folder / _SOCKET)
        if arguments.new_window:
            return Claim()
        match _hand_over(folder / _SOCKET, _asked(arguments, environ)):
            case True:
                return None
            case False:
                return Claim(notice=_SILENT)
        if time.monotonic() > deadline:
            return Claim(notice=_SILENT)
        time.sleep(_PAUSE_S)


def written(asked: Asked) -> bytes:
    """The message; a path that is no text keeps its bytes."""
    return json.dumps(asdict(asked)).encode("ascii") + b"\n"


def read(line: bytes) -> Asked | None:
    """A message, if it is one that `begin` could have sent: whoever can write to the socket may
    have written anything."""
    if len(line) > LONGEST:
        return None
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or said.get("version") != 1:
        return None
    files, links = _texts(said.get("files")), _texts(said.get("links"))
    tokens = [said.get(name, "") for name in ("activation_token", "startup_id")]
    if files is None or links is None or len(files) + len(links) > _MOST_FILES:
        return None
    if not all(Path(file).is_absolute() and "\0" not in file for file in files):
        return None
    if not all(isinstance(token, str) and _TOKEN.fullmatch(token) for token in tokens):
        return None
    return Asked(files=files, links=links, activation_token=tokens[0], startup_id=tokens[1])


def _texts(value: object) -> tuple[str, ...] | None:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        return None
    return tuple(value)


def _asked(arguments: WindowArguments, environ: Mapping[str, str]) -> Asked:
    """Paths as seen from here: the first window stands in another folder."""
    return Asked(
        files=tuple(str(file.absolute()) for file in arguments.files),
        links=arguments.links,
        activation_token=_token(environ, "XDG_ACTIVATION_TOKEN"),
        startup_id=_token(environ, "DESKTOP_STARTUP_ID"),
    )


def _token(environ: Mapping[str, str], name: str) -> str:
    value = environ.get(name, "")
    return value if _TOKEN.fullmatch(value) else ""


def _hand_over(path: Path, asked: Asked) -> bool | None:
    """Whether the window has taken it; None where nobody listens (yet, or any more)."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as peer:
        peer.settimeout(REPLY_WITHIN_S)
        try:
            peer.connect(str(path))
        except (FileNotFoundError, ConnectionRefusedError):
            return None
        except OSError:
            return False
        try:
            peer.sendall(written(asked))
            return peer.recv(len(REPLY)) == REPLY
        except TimeoutError:
            return False
        except OSError:
            return None  # it ended meanwhile


def _folder(home: Path, environ: Mapping[str, str]) -> Path:
    """Where lock and socket are, for this user alone. Raises OSError where there is no place."""
    screens = [environ.get(name, "") for name in ("WAYLAND_DISPLAY", "DISPLAY", "QT_QPA_PLATFORM")]
    known = "\n".join([os.path.realpath(home), *screens]).encode("utf-8", "surrogateescape")
    # They only need to tell apart the few homes of one user; hashlib would load OpenSSL first.
    digest = f"{zlib.crc32(known):08x}{zlib.adler32(known):08x}"
    name = f"gemini-desktop-{digest}"
    places = [Path(environ.get("TMPDIR") or "/tmp") / f"{name}-{os.getuid()}"]  # noqa: S108 - whose it is, is looked at
    runtime = Path(environ.get("XDG_RUNTIME_DIR", ""))
    places.insert(0, runtime / name if runtime.is_absolute() else home / "windows" / digest)
    for folder in places:
        if len(os.fsencode(folder / _SOCKET)) > _LONGEST_PATH:
            continue
        with contextlib.suppress(OSError):
            if home in folder.parents:
                home.mkdir(mode=0o700, parents=True, exist_ok=True)
                folder.parent.mkdir(mode=0o700, exist_ok=True)
            if _made(folder):
                return folder
    raise PermissionError(f"no place for the socket {name}")


def _made(folder: Path) -> bool:
    """Whether it is there and this user's. One that a window takes along at its end, between two of
    these steps, is made again: to go on elsewhere would be to become another first window."""
    while True:
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)  # its own exist_ok raises where the folder goes meanwhile
        with contextlib.suppress(FileNotFoundError):
            found = folder.lstat()
            if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
                return False
            folder.chmod(0o700)
            return True
