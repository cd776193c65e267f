"""Large values (pictures, sound, long texts), each kept once under the hash of its bytes."""

from __future__ import annotations

import contextlib
import os
import re
import threading
from pathlib import Path

from gemini_desktop.core.digest import sha256
from gemini_desktop.store.atomic import put_quickly
from gemini_desktop.store.failures import store_error

_putting = threading.Lock()
"""Between `put`, which may find a blob there, and `discard`, which may take it away."""
_HASH = re.compile(r"[0-9a-f]{64}")


class Blobs:
    """A folder of files named by the SHA-256 of their contents, in lower-case hex.

    Safe for several threads and processes at once: a file appears whole or not at all, and all who
    write the same name write the same bytes.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, data: bytes) -> str:
        """Keep `data`; its hash. Costs one hash where it is there already.

        Not synced to the disk, so that a large picture does not hold up the request that it goes
        with; a file that a power cut left short is written again.
        """
        digest = sha256(data).hexdigest()
        path = self.path(digest)
        try:
            with _putting:
                held = self._hold(path, len(data))
            if not held:
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                put_quickly(path, data)
        except OSError as error:
            raise store_error(error, "keep a large value", path, "Nothing else changed.") from error
        return digest

    def get(self, digest: str) -> bytes | None:
        """The bytes; None where they are not here or are no longer those that were put."""
        try:
            data = self.path(digest).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise store_error(error, "read a large value", self.path(digest)) from error
        return data if sha256(data).hexdigest() == digest else None

    def discard(self, digest: str, before_unix_s: float) -> int | None:
        """Remove a blob that was not put since that time; its size, None where it stays. The
        caller knows that nothing refers to it and nobody else puts any (`care.sweeping`)."""
        path = self.path(digest)
        with _putting, contextlib.suppress(OSError):
            found = path.stat()
            if found.st_mtime < before_unix_s:
                path.unlink()
                return found.st_size
        return None

    def path(self, digest: str) -> Path:
        """Where the blob lies. Raises ValueError for what is not a hash, such as a path."""
        if not is_hash(digest):
            raise ValueError(f"not a SHA-256 in hex: {digest[:80]!r}")
        return self.folder / digest[:2] / digest

    @staticmethod
    def _hold(path: Path, length: int) -> bool:
        """Whether it is there; its time is that of the last `put`."""
        try:
            if path.stat().st_size != length:
                return False
        except FileNotFoundError:
            return False
        with contextlib.suppress(OSError):  # a home that cannot be written
            os.utime(path)
        return True


def is_hash(text: str) -> bool:
    """Whether `text` is a SHA-256 in lower-case hex."""
    return _HASH.fullmatch(text) is not None
