"""A private X screen whose pixels can be read while programs draw on it.

Xvfb keeps its picture in a file. So what a program shows, and when, is seen from outside, the same
way for any program, and only once it has arrived at the server.
"""

from __future__ import annotations

import contextlib
import ctypes
import ctypes.util
import mmap
import os
import shutil
import struct
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

WIDTH, HEIGHT = 1472, 920
_ROWS = 46
_ALIKE = 0.995
"""A caret blinks for ever: so much of the last picture is the whole of it."""
_CLIENT_MESSAGE = 33
_POLL_S = 0.001


class Screen:
    """The display's name, and looks at its pixels, from about every twentieth row."""

    def __init__(self, display: str, picture: mmap.mmap) -> None:
        self.display = display
        self._picture = picture
        head, *_ = struct.unpack_from(">I", picture, 0)
        colours, line = struct.unpack_from(">I", picture, 76)[0], _line_bytes(picture)
        first = head + colours * 12
        self._rows = [first + y * line for y in range(5, HEIGHT, HEIGHT // _ROWS)]
        self._empty = self.look()

    def look(self) -> bytes:
        """The pixels of those rows."""
        return b"".join(self._picture[row : row + WIDTH * 4] for row in self._rows)

    def wait_until_empty(self, limit_s: float = 10) -> None:
        """Until nothing is drawn any more. Raises TimeoutError."""
        self._wait(lambda look: look == self._empty, limit_s)

    def wait_for_paint(self, limit_s: float = 60) -> int:
        """Until something is drawn; the time of it on the monotonic clock in ns. Raises
        TimeoutError."""
        return self._wait(lambda look: look != self._empty, limit_s)

    def whole_ns(self, quiet_s: float, limit_s: float) -> int:
        """When that was first shown of which the picture is still made after `quiet_s` without
        more than a caret's change, or after `limit_s`."""
        seen = [(time.monotonic_ns(), self.look())]
        changed = began = time.monotonic()
        while (now := time.monotonic()) - changed < quiet_s and now - began < limit_s:
            time.sleep(_POLL_S * 3)
            look = self.look()
            if look != seen[-1][1]:
                if not _alike(look, seen[-1][1]):
                    changed = now
                seen.append((time.monotonic_ns(), look))
        last = seen[-1][1]
        return next(at for at, look in seen if _alike(look, last))

    def close_windows(self) -> None:
        """Ask every window to close, as its close button does."""
        x11 = ctypes.CDLL(ctypes.util.find_library("X11") or "libX11.so.6")
        for name in ("XOpenDisplay", "XDefaultRootWindow", "XInternAtom"):
            getattr(x11, name).restype = ctypes.c_void_p
        display = ctypes.c_void_p(x11.XOpenDisplay(self.display.encode()))
        try:
            for window in _windows(x11, display):
                message = _Message(_CLIENT_MESSAGE, 0, 1, display, window)
                message.kind = x11.XInternAtom(display, b"WM_PROTOCOLS", 0)
                message.format = 32
                message.data[0] = x11.XInternAtom(display, b"WM_DELETE_WINDOW", 0)
                whole = ctypes.create_string_buffer(bytes(message), 24 * 8)
                x11.XSendEvent(display, window, 0, ctypes.c_long(0), whole)
        finally:
            x11.XCloseDisplay(display)  # sends what waits

    def _wait(self, wanted: Callable[[bytes], bool], limit_s: float) -> int:
        end = time.monotonic() + limit_s
        while not wanted(self.look()):
            if time.monotonic() > end:
                raise TimeoutError(f"nothing changed on the screen in {limit_s} s")
            time.sleep(_POLL_S)
        return time.monotonic_ns()


def is_installed() -> bool:
    """Whether there can be a screen on this machine."""
    return shutil.which("Xvfb") is not None


@contextlib.contextmanager
def screen() -> Iterator[Screen]:
    """A screen of our own."""
    with tempfile.TemporaryDirectory(prefix="bench-x-") as folder:
        read, write = os.pipe()
        size = f"{WIDTH}x{HEIGHT}x24"
        command = ["Xvfb", "-displayfd", str(write), "-screen", "0", size, "-fbdir", folder]
        with subprocess.Popen(
            [*command, "-nolisten", "tcp", "-noreset", "-nocursor"],
            pass_fds=[write],
            stderr=subprocess.DEVNULL,
        ) as server:
            os.close(write)
            try:
                display = ":" + os.read(read, 16).decode().strip()
                with (Path(folder) / "Xvfb_screen0").open("rb") as file:
                    picture = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
                    with picture:
                        yield Screen(display, picture)
            finally:
                os.close(read)
                server.terminate()


class _Message(ctypes.Structure):
    """Xlib's XClientMessageEvent."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", ctypes.c_ulong),
        ("kind", ctypes.c_ulong),
        ("format", ctypes.c_int),
        ("data", ctypes.c_long * 5),
    )


def _windows(x11: ctypes.CDLL, display: ctypes.c_void_p) -> list[int]:
    """Without a window manager these are the root's children."""
    root, parent = ctypes.c_ulong(), ctypes.c_ulong()
    children, count = ctypes.POINTER(ctypes.c_ulong)(), ctypes.c_uint()
    x11.XQueryTree(
        display, ctypes.c_ulong(x11.XDefaultRootWindow(display)), ctypes.byref(root),
        ctypes.byref(parent), ctypes.byref(children), ctypes.byref(count),
    )  # fmt: skip
    return [children[index] for index in range(count.value)]


def _line_bytes(picture: mmap.mmap) -> int:
    """From the header of an XWD file: big-endian words, the 13th is the bytes of a line."""
    found: int = struct.unpack_from(">I", picture, 48)[0]
    return found


def _alike(one: bytes, other: bytes) -> bool:
    if one == other:
        return True
    pixels = len(one) // 4
    pairs = zip(memoryview(one).cast("I"), memoryview(other).cast("I"), strict=True)
    return sum(a == b for a, b in pairs) >= pixels * _ALIKE
