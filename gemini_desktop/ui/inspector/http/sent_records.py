"""The records of an exchange without the bytes of its reads, for the page that tells of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemini_desktop.core.capture import BytesReceived, Record, RequestSent
from gemini_desktop.ui.inspector.http.wire_size import BodyReceived
from gemini_desktop.ui.inspector.part import Batch, Part

if TYPE_CHECKING:  # at run time it would bring httpx along before the first paint
    from gemini_desktop.session.live import CaptureSource
    from gemini_desktop.ui.inspector.http.exchange_text import Shown


class SentRecords(Part):
    """Keeps of reads only how many they were."""

    def __init__(self) -> None:
        self.all: list[Shown] = []
        self.received = 0
        """Bytes of all reads."""
        self.changed = False
        """Whether something came that the page has not shown yet."""

    @property
    def sent(self) -> RequestSent | None:
        """What was sent first; None where nothing was, or the file does not say."""
        return next((r for r in self.all if isinstance(r, RequestSent)), None)

    def start(self, _source: CaptureSource | None) -> None:
        """Another exchange, of which nothing is known yet."""
        self.all = []
        self.received = 0
        self.changed = False

    def take(self, batch: Batch) -> None:
        """Keep what is no read, and count the reads."""
        for record in batch.records:
            self.add(record)

    def add(self, record: Record) -> None:
        """Keep one, or count it."""
        if isinstance(record, BytesReceived):
            self.received += len(record.data)
            self._count(len(record.data))
        else:
            self.all.append(record)
            self.changed = True

    def _count(self, length: int) -> None:
        """All reads of a response are one entry; it is shown with the next record that is none."""
        last = self.all[-1] if self.all else None
        if isinstance(last, BodyReceived):
            self.all[-1] = BodyReceived(last.length + length, last.reads + 1)
        else:
            self.all.append(BodyReceived(length, 1))
            self.changed = True
