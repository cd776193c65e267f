"""A capture as it stood at a moment of its replay, and its records at the pace they came with."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from gemini_desktop.core.capture import BytesReceived, Record, RequestSent
from gemini_desktop.core.decoding.long_reads import cut
from gemini_desktop.core.replay.score import LONG_NS, SHORT_NS
from gemini_desktop.session.roles import CaptureSource

if TYPE_CHECKING:
    from gemini_desktop.core.replay.player import Played


class AsItStood:
    """A capture of which only a beginning has come yet: what a replay shows to the inspector."""

    def __init__(self, whole: CaptureSource) -> None:
        self.whole = whole
        self._records = 0
        self._received = 0

    @property
    def id(self) -> str:
        """That of the whole capture."""
        return self.whole.id

    def begin(self) -> None:
        """Nothing has come."""
        self._records = self._received = 0

    def take(self, played: Played) -> None:
        """So much more has come."""
        if played.again:
            self.begin()
        if played.record is not None:
            self._records += 1
            if isinstance(played.record, BytesReceived):
                self._received += len(played.record.data)

    def records(self) -> Iterator[Record]:
        """The records so far; long reads in the pieces in which they are played."""
        for number, record in enumerate(cut(self.whole.records())):
            if number == self._records:
                return
            yield record

    def read(self, start: int, end: int) -> bytes:
        """Bytes of the body, as far as they have come."""
        return self.whole.read(start, min(end, self._received))

    def size(self) -> int:
        """Bytes of the body so far."""
        return self._received


def request_of(records: Iterable[Record]) -> RequestSent | None:
    """The first request of a capture, None where it begins in the middle."""
    return next((record for record in records if isinstance(record, RequestSent)), None)


async def at_pace(
    records: Iterable[Record],
    speed: float | None,
    *,
    skip_waits: bool = False,
    skipped: Callable[[float], None] | None = None,
) -> AsyncGenerator[Record, None]:
    """The records, each when its time has come: `speed` times as fast as they came, or at once
    (None). With `skip_waits` a long silence takes a second, and `skipped` hears how many seconds
    were left out."""
    clock = asyncio.get_running_loop().time
    began_s, left_out_ns, last_ns = clock(), 0, 0
    for record in cut(records):
        silence_ns = record.t_ns - last_ns
        if skip_waits and speed is not None and silence_ns > LONG_NS:
            left_out_ns += silence_ns - SHORT_NS
            if skipped is not None:
                skipped((silence_ns - SHORT_NS) / 1e9)
        last_ns = max(last_ns, record.t_ns)
        if speed is not None:
            due_s = began_s + (last_ns - left_out_ns) / 1e9 / speed
            await asyncio.sleep(max(0.0, due_s - clock()))
        yield record
