"""Imports as Python does them, and some that it had better not do.

PySide6 puts a function of its own in the place of `__import__`, for its `from __feature__ import`
switch, which this program has no use for. With each import that function reads the new module's
source, and the standard library's linecache keeps all of its lines: 14 MB and a fifth of the time
that our modules take. A frozen program has no sources, and so loses nothing.
"""

from __future__ import annotations

import builtins
import contextlib
import linecache
import sys
from collections.abc import Iterator


def restore() -> None:
    """Call once PySide6 is imported. Does nothing where there is none, or one that leaves imports
    alone."""
    original = getattr(builtins, "__orig_import__", None)
    if original is not None:
        builtins.__import__ = original
        linecache.clearcache()  # a megabyte by now; a traceback reads its lines again


def import_frugally() -> None:
    """Import some packages without parts of theirs that nothing here uses: of asyncio its own TLS,
    for httpx brings another (4 MB and 15 ms, with OpenSSL), of msgspec the types of older Pythons.
    Call before anything else imports them."""
    with _without("ssl"):
        import asyncio  # noqa: F401
    with _without("typing_extensions"):
        import msgspec  # noqa: F401


@contextlib.contextmanager
def _without(name: str) -> Iterator[None]:
    """Have a module not be there while others are imported that get on without it. It can be
    imported afterwards; where it has been already, nothing happens."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]  # what Python takes for not there
    try:
        yield
    finally:
        del sys.modules[name]
