"""Archives of ours, unpacked with any Python."""

import tarfile
from pathlib import Path


def unpack(archive: Path, into: Path) -> None:
    """All of a tar file that comes from here, and so may be trusted."""
    with tarfile.open(archive) as tar:
        # Later versions want a filter named, and 3.11.2 knows no such argument.
        tar.extraction_filter = lambda member, _into: member
        tar.extractall(into)
