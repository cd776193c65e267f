"""When each byte of a body was on the wire, worked out without any of the program's own code.

The wire is HTTP/1.1 as a packet capture or the server's own notes have it: pieces with times. The
answer is a staircase: at this time the first so many bytes of the body (after chunks and gzip) had
come. gzip gives a byte as soon as the compressed bytes before it are there.
"""

from __future__ import annotations

import re
import zlib
from bisect import bisect_left
from collections.abc import Iterable

_is_chunked = re.compile(rb"(?i)\ntransfer-encoding: *chunked").search
_is_zipped = re.compile(rb"(?i)\ncontent-encoding: *gzip").search


class Staircase:
    """Feed it what was on the wire, in order, from the first byte of the response head on."""

    def __init__(self) -> None:
        self._wire = bytearray()
        self._head_read = self._chunked = False
        self._unzip: zlib._Decompress | None = None
        self._times_ns: list[int] = []
        self._ends: list[int] = []
        self.body = bytearray()
        """What has come of the body, after chunks and gzip."""

    def feed(self, t_ns: int, data: bytes) -> None:
        """So much more was on the wire, at this time."""
        self._wire += data
        if not self._head_read:
            self._read_head()
        if self._head_read:
            for part in self._take_chunks() if self._chunked else self._take_all():
                self.body += self._unzip.decompress(part) if self._unzip else part
        if self.body and (not self._ends or len(self.body) > self._ends[-1]):
            self._times_ns.append(t_ns)
            self._ends.append(len(self.body))

    def came_ns(self, end: int) -> int:
        """When the first `end` bytes of the body had come."""
        return self._times_ns[bisect_left(self._ends, end)]

    def _read_head(self) -> None:
        at = self._wire.find(b"\r\n\r\n")
        if at >= 0:
            head, self._wire = self._wire[:at], self._wire[at + 4 :]
            self._head_read = True
            self._chunked = _is_chunked(head) is not None
            self._unzip = zlib.decompressobj(31) if _is_zipped(head) else None
            self._left = 0

    def _take_all(self) -> Iterable[bytes]:
        taken, self._wire = bytes(self._wire), bytearray()
        return [taken] if taken else []

    def _take_chunks(self) -> Iterable[bytes]:
        """What of the chunks' content is there; a chunk counts from its first byte on."""
        while self._wire:
            if self._left:
                taken = bytes(self._wire[: self._left])
                del self._wire[: self._left]
                self._left -= len(taken)
                yield taken
                continue
            line = re.match(rb"(?:\r\n)?([0-9a-fA-F]+)\r\n", self._wire)
            if line is None:
                return
            self._left = int(line[1], 16)  # before the bytes go that the match refers to
            del self._wire[: line.end()]
