"""Which response of an exchange a chunk belongs to, also where its records were told long before.

An exchange may have several responses: attempts at the same answer, and hops of one (`hops`). Their
bytes lie one after the other in the body, so the place of a chunk tells.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

import msgspec

from gemini_desktop.core.capture import BytesReceived, Record, RequestSent, ResponseStarted
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.decoding.hops import Hop, Hops


class Response(msgspec.Struct, frozen=True):
    """One response: its first byte in the body, its status, and what its request was."""

    start: int
    status: int
    hop: Hop


class Responses:
    """`take` each record, then ask before each chunk."""

    def __init__(self) -> None:
        self._ahead: deque[Response] = deque()
        self._hops = Hops()
        self._hop: Hop = "again"
        self._received = 0

    def take(self, record: Record) -> None:
        """The next record."""
        match record:
            case BytesReceived():
                self._received += len(record.data)
            case RequestSent():
                self._hop = self._hops.sent(record)
            case ResponseStarted():
                self._ahead.append(Response(self._received, record.status, self._hop))

    def begun(self, chunk: Chunk) -> Iterator[Response]:
        """The responses that have begun since, at this chunk at the latest; as a rule none."""
        while self._ahead and self._ahead[0].start <= chunk.start:
            yield self._ahead.popleft()

    def rest(self) -> Iterator[Response]:
        """Those after the last chunk, once there are no more."""
        while self._ahead:
            yield self._ahead.popleft()
