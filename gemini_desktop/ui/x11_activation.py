"""Takes the focus on X11 with the leave that the desktop gave to another start of the program.

Qt asks for the focus with the time of its own last event, which a window manager that guards the
focus finds too old, and Qt knows nothing of a start that ends without a window: the pointer would
stay busy for half a minute. So both messages are sent here (EWMH 1.5, `_NET_ACTIVE_WINDOW`; the
freedesktop.org Startup Notification protocol 0.1, `remove`), by libxcb, on a connection of their
own: where it is not there, or the display is none, nothing happens.
"""

from __future__ import annotations

import ctypes
import re
import struct
import sys
from collections.abc import Iterator
from typing import Self

_CLIENT_MESSAGE = 33
_SUBSTRUCTURE = 0x80000 | 0x100000
_PROPERTY_CHANGE = 0x400000
_INPUT_ONLY = 2
_CHUNK = 20
_TIME = re.compile(r"_TIME(\d{1,10})\Z")


def activate(window_id: int, startup_id: str) -> bool:
    """Give the window the focus as of the start with this id, and tell the desktop that it is
    over; whether both were sent."""
    if not startup_id or sys.platform in ("win32", "darwin"):
        return False
    try:
        with _Connection() as display:
            time = _TIME.search(startup_id)
            if time is not None:
                data = struct.pack("=5I", 1, int(time[1]) & 0xFFFFFFFF, 0, 0, 0)
                display.send("_NET_ACTIVE_WINDOW", 32, window_id, data, _SUBSTRUCTURE)
            display.broadcast("_NET_STARTUP_INFO", f'remove: ID="{_quoted(startup_id)}"')
    except (OSError, AttributeError):  # no libxcb, or an odd one
        return False
    return True


def _quoted(startup_id: str) -> str:
    return startup_id.replace("\\", "\\\\").replace('"', '\\"')


class _Iterator(ctypes.Structure):
    _fields_ = (("data", ctypes.c_void_p), ("rem", ctypes.c_int), ("index", ctypes.c_int))


class _Cookie(ctypes.Structure):
    _fields_ = (("sequence", ctypes.c_uint),)


class _Connection:
    """To the display of this program. Raises OSError where there is none."""

    def __init__(self) -> None:
        self._xcb = ctypes.CDLL("libxcb.so.1")
        self._free = ctypes.CDLL(None).free
        self._free.argtypes = [ctypes.c_void_p]
        self._xcb.xcb_connect.restype = ctypes.c_void_p
        self._xcb.xcb_get_setup.restype = ctypes.c_void_p
        self._xcb.xcb_setup_roots_iterator.restype = _Iterator
        self._xcb.xcb_intern_atom.restype = _Cookie
        self._xcb.xcb_intern_atom_reply.restype = ctypes.c_void_p
        self._xcb.xcb_generate_id.restype = ctypes.c_uint32
        self._display = ctypes.c_void_p(self._xcb.xcb_connect(None, None))
        self._root = 0

    def __enter__(self) -> Self:
        if self._xcb.xcb_connection_has_error(self._display):
            self._xcb.xcb_disconnect(self._display)
            raise OSError("no display")
        setup = ctypes.c_void_p(self._xcb.xcb_get_setup(self._display))
        screen = self._xcb.xcb_setup_roots_iterator(setup).data
        self._root = ctypes.cast(screen, ctypes.POINTER(ctypes.c_uint32))[0]
        return self

    def __exit__(self, *_: object) -> None:
        self._xcb.xcb_flush(self._display)
        self._xcb.xcb_disconnect(self._display)

    def send(self, kind: str, unit: int, window: int, data: bytes, mask: int) -> None:
        """Send a client message of 20 bytes to the root window."""
        event = struct.pack("=BBHII", _CLIENT_MESSAGE, unit, 0, window, self._atom(kind)) + data
        self._xcb.xcb_send_event(
            self._display, 0, ctypes.c_uint32(self._root), ctypes.c_uint32(mask), event
        )

    def broadcast(self, kind: str, text: str) -> None:
        """Send a text in as many messages as it takes, the first of a kind of its own."""
        sender = ctypes.c_uint32(self._xcb.xcb_generate_id(self._display))
        # depth, parent, x, y, width, height, border, class, visual, no attributes
        self._xcb.xcb_create_window(
            self._display, 0, sender, ctypes.c_uint32(self._root), 0, 0, 1, 1, 0, _INPUT_ONLY,
            0, 0, None,
        )  # fmt: skip
        for number, piece in enumerate(_pieces(text.encode() + b"\0")):
            begins = "_BEGIN" if number == 0 else ""
            self.send(kind + begins, 8, sender.value, piece, _PROPERTY_CHANGE)
        self._atom(kind)  # once this is answered, all before it was read

    def _atom(self, name: str) -> int:
        cookie = self._xcb.xcb_intern_atom(self._display, 0, len(name), name.encode())
        reply = self._xcb.xcb_intern_atom_reply(self._display, cookie, None)
        if not reply:
            raise OSError("the display answers no more")
        atom = ctypes.cast(reply, ctypes.POINTER(ctypes.c_uint32))[2]
        self._free(reply)
        return int(atom)


def _pieces(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), _CHUNK):
        yield data[start : start + _CHUNK].ljust(_CHUNK, b"\0")
