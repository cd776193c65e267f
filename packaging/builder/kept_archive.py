"""Runs in the frozen program before it: modules come from the file that it was started from.

Many are imported when they are wanted, perhaps hours later. PyInstaller opens the program's file
anew for each, by its name; after an update that is another version's, whose bytes at that place are
anything, and after a removal it ends the program in the middle of a sentence. Here the file stays
open, so that it is there as long as somebody runs it; a module takes one call of the system then,
not six. Windows lets nobody replace what runs.
"""

from __future__ import annotations

import marshal
import os
import sys
import zlib

TYPE_CHECKING = False  # typing takes longer to import than `--version` has left to do
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Protocol

    class Archive(Protocol):
        """PyInstaller's reader, as far as it is used; the table of contents has kind, place and
        length of each module by its name."""

        toc: dict[str, tuple[int, int, int]]
        extract: Callable[..., Any]
        _filename: str
        _start_offset: int


_NAMESPACE_PACKAGE = 3


def keep_open(archive: Archive) -> None:
    """Let it read from the file as it is now, for as long as the program runs."""
    file = os.open(archive._filename, os.O_RDONLY)  # noqa: SLF001 - it tells it no other way
    start = archive._start_offset  # noqa: SLF001 - as above

    def extract(name: str, raw: bool = False) -> Any:
        kind, place, length = archive.toc[name]
        if kind == _NAMESPACE_PACKAGE:
            return None
        content = zlib.decompress(os.pread(file, length, start + place))
        return content if raw else marshal.loads(content)

    archive.extract = extract


if __name__ == "__main__" and sys.platform != "win32":
    keep_open(sys.modules["pyimod02_importers"].pyz_archive)
