"""Undoing a response's Content-Encoding within bounds.

httpx's own decompression has none: 272 bytes on the wire became 2 GiB. We ask for `identity`;
proxies send gzip all the same. Anything else is kept as it came, for the inspector, and is a
failure at the end.
"""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Iterator

from gemini_desktop.core.errors import Failure, LimitExceeded, describe
from gemini_desktop.core.failures import error_table
from gemini_desktop.core.outcome import BODY_CUT

MAX_RATIO = 200
"""Streams of JSON shrink to a fifth or a twentieth; only made-up ones to less than this."""
_RATIO_FREE_BYTES = 4 << 20
_MAX_SILENT = 64 * 1024
_GZIP = 31
_GZIP_MAGIC = b"\x1f\x8b"


class ContentCoding:
    """The body's bytes, decoded where they can be, in pieces of at most `most` bytes."""

    def __init__(self, coding: str, most: int) -> None:
        """`coding` is the value of Content-Encoding, empty where there is none."""
        self._most = most
        self._unzip: zlib._Decompress | None = None
        self._came = self._gone = 0
        self._silent = bytearray()  # what came before anything could be decoded
        self.failure: Failure | None = None
        """Set where the bytes are given as they came because they cannot be decoded."""
        coding = coding.strip().lower()
        if coding in ("gzip", "x-gzip"):
            self._unzip = zlib.decompressobj(_GZIP)
        elif coding not in ("", "identity"):
            self.failure = error_table.failure("content_coding", coding=coding[:40])

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The next bytes. Raises LimitExceeded where they swell beyond MAX_RATIO."""
        if self._unzip is None:
            return self._cut(data)
        return self._unzipped(self._unzip, data)

    def close(self) -> Failure | None:
        """What the end of the body tells: `failure`, or that the compressed data were cut."""
        if self._unzip is None or not self._came or self._unzip.eof:
            return self.failure
        return Failure(
            kind=BODY_CUT,
            message="The compressed answer ends before its own end.",
            advice="Try again; what came is in the inspector.",
        )

    def _cut(self, data: bytes) -> Iterator[bytes]:
        if len(data) <= self._most:
            if data:
                yield data
            return
        for start in range(0, len(data), self._most):
            yield data[start : start + self._most]

    def _unzipped(self, unzip: zlib._Decompress, data: bytes) -> Iterator[bytes]:
        self._came += len(data)
        if not self._gone and len(self._silent) < _MAX_SILENT:
            self._silent += data
        rest = data
        while rest:
            if unzip.eof:
                if not rest.startswith(_GZIP_MAGIC):
                    return  # padding after the end, which gzip itself passes over as well
                unzip = self._unzip = zlib.decompressobj(_GZIP)
            while True:
                before = unzip.copy()
                try:
                    piece = unzip.decompress(rest, self._most)
                except zlib.error as error:
                    yield from self._spoilt(before, rest, error)
                    return
                if not piece:
                    break
                self._check_ratio(len(piece))
                yield piece
                rest = unzip.unconsumed_tail
            rest = unzip.unused_data

    def _spoilt(self, unzip: zlib._Decompress, rest: bytes, error: zlib.error) -> Iterator[bytes]:
        """What can be decoded before the fault, and what follows as it came: zlib gives nothing
        of the call that meets a fault, so this one is made again byte by byte."""
        self._unzip = None
        self.failure = error_table.failure("bad_gzip", detail=describe(error))
        good: list[bytes] = []
        place = 0
        with contextlib.suppress(zlib.error):
            while place < len(rest):
                good.append(unzip.decompress(rest[place : place + 1]))
                place += 1
        decoded = b"".join(good)
        self._gone += len(decoded)
        yield from self._cut(decoded)
        yield from self._cut(rest[place:] if self._gone else bytes(self._silent) or rest)

    def _check_ratio(self, length: int) -> None:
        self._gone += length
        if self._gone > _RATIO_FREE_BYTES and self._gone > MAX_RATIO * self._came:
            raise LimitExceeded(
                error_table.failure(
                    "compression_bomb_too_large", came=f"{self._came:,}", gone=f"{self._gone:,}"
                )
            )
