"""A folder as tar.gz: the same files give the same bytes, whoever packs them and when."""

from __future__ import annotations

import gzip
import tarfile
from pathlib import Path


def pack(folder: Path, target: Path, epoch: int) -> Path:
    """Write the folder with its name as the top of the archive.

    Args:
        folder: What to pack. Of the rights only whether a file can be run is kept.
        target: The archive, which is written anew.
        epoch: The time of every entry.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with (
        target.open("wb") as raw,
        gzip.GzipFile("", "wb", compresslevel=9, fileobj=raw, mtime=epoch) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for path in [folder, *sorted(folder.rglob("*"))]:
            name = str(path.relative_to(folder.parent))
            entry = _plain(archive.gettarinfo(path, name), epoch)
            if entry.islnk():  # a second name of a file becomes a file of its own
                entry.type, entry.linkname, entry.size = tarfile.REGTYPE, "", path.stat().st_size
            if entry.isreg():
                with path.open("rb") as content:
                    archive.addfile(entry, content)
            else:
                archive.addfile(entry)
    return target


def _plain(entry: tarfile.TarInfo, epoch: int) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    entry.mtime = epoch
    runs = entry.isdir() or entry.mode & 0o111
    entry.mode = 0o777 if entry.issym() else 0o755 if runs else 0o644
    return entry
