"""Imports as Python does them.

PySide6 puts a function of its own in the place of `__import__`, for its `from __feature__ import`
switch, which this program has no use for. With each import that function reads the new module's
source, and the standard library's linecache keeps all of its lines: 14 MB and a fifth of the time
that our modules take. A frozen program has no sources, and so loses nothing.
"""

from __future__ import annotations

import builtins


def restore() -> None:
    """Call once PySide6 is imported. Does nothing where there is none, or one that leaves imports
    alone."""
    original = getattr(builtins, "__orig_import__", None)
    if original is not None:
        builtins.__import__ = original
