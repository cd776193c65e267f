"""Permissions that hold for the tests' user, also where that is root (in a container, as a rule)."""

from __future__ import annotations

import contextlib
import ctypes
import os
from collections.abc import Iterator

_VERSION_3 = 0x20080522
_READS_AND_WRITES_ALL = 0b110
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH, of linux/capability.h."""


class _Header(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class _Sets(ctypes.Structure):
    _fields_ = [
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    ]


@contextlib.contextmanager
def mere_owner() -> Iterator[None]:
    """A file of mode 0 cannot be read, one in a folder of mode 0500 cannot be made: by this thread
    and those that it starts meanwhile."""
    if os.name == "nt" or os.geteuid() != 0:
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header, sets = _Header(_VERSION_3, 0), (_Sets * 2)()
    if libc.capget(ctypes.byref(header), sets) != 0:
        raise OSError(ctypes.get_errno(), "capget")
    before = sets[0].effective
    try:
        _apply(libc, header, sets, before & ~_READS_AND_WRITES_ALL)
        yield
    finally:
        _apply(libc, header, sets, before)


def _apply(libc: ctypes.CDLL, header: _Header, sets: ctypes.Array[_Sets], effective: int) -> None:
    sets[0].effective = effective
    if libc.capset(ctypes.byref(header), sets) != 0:
        raise OSError(ctypes.get_errno(), "capset")
