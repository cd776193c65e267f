"""The inspector's part of the link: which event said what, of the capture that is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from gemini_desktop.core.capture import RequestSent
from gemini_desktop.core.provenance.trace import CHARACTERS, Provenance, Said, Source, joined
from gemini_desktop.ui.inspector.events.events_model import EventsModel
from gemini_desktop.ui.inspector.part import Batch, Part

if TYPE_CHECKING:  # at run time it would bring httpx along before the first paint
    from gemini_desktop.core.json.spans import Path
    from gemini_desktop.session.live import CaptureSource


class Found(NamedTuple):
    """Where words came from: the first event, the path to them in it, and the bytes of the body
    from the first word to the last."""

    event: int
    path: Path
    start: int
    end: int


class WordIndex(QObject, Part):
    """Grows with the capture; keeps numbers alone."""

    grew = Signal()
    """More is known; or another capture is shown, of which nothing is known so far."""

    def __init__(self, model: EventsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.provenance = Provenance()

    # Of a part.

    def start(self, source: CaptureSource | None) -> None:
        """Another capture."""
        del source
        self.provenance = Provenance()
        self.grew.emit()

    def take(self, batch: Batch) -> None:
        """Keep where the words of these events stand."""
        for record in batch.records:
            if isinstance(record, RequestSent) and record.protocol:
                self.provenance.protocol = record.protocol
        for event, chunk in enumerate(batch.chunks, batch.first):
            self.provenance.take(event, chunk)

    def refresh(self) -> None:
        """Once a frame, after events came."""
        self.grew.emit()

    def keep(self) -> Provenance:
        """The index of the capture that is shown."""
        return self.provenance

    def take_back(self, kept: object) -> None:
        """That of a capture that is shown again."""
        if isinstance(kept, Provenance):
            self.provenance = kept
            self.grew.emit()

    # What others ask.

    def find(self, said: Sequence[Said]) -> Found | None:
        """Where this came from; None where that is not known, or not yet."""
        first = next((source for each in said if (source := self._first(each))), None)
        last = next((source for each in reversed(said) if (source := self._last(each))), None)
        if first is None or last is None:
            return None
        begin, end = self._bytes(first), self._bytes(last)
        if begin is None or end is None:
            return None
        start, stop = min(begin[0], end[0]), max(begin[1], end[1])
        path = first.path
        if first[:2] == last[:2] and last.end >= 0:
            path = first._replace(end=last.end).path_in(self._model.raw(first.event))
        return Found(first.event, path, start, stop)

    def words_of_bytes(self, start: int, end: int) -> list[Said]:
        """What these bytes of the body said: whole events, and parts of the first and the last."""
        model = self._model
        first, last = model.event_at_offset(start), model.event_at_offset(max(start, end - 1))
        if first < 0:
            return []
        found = self._part(first, start, end)
        if last > first:
            found += self._part(last, start, end)
        if last - first > 1:
            found += self.provenance.words(first + 1, last - 1)
        return joined(found)

    def _part(self, event: int, start: int, end: int) -> list[Said]:
        begin, stop = self._model.columns.starts[event], self._model.columns.ends[event]
        if start <= begin and end >= stop:  # all of it: no need to look at megabytes of a picture
            return self.provenance.words(event, event)
        return self.provenance.words_of_bytes(
            event, self._model.raw(event), start - begin, end - begin
        )

    def _first(self, said: Said) -> Source | None:
        if said.kind == "arguments" and said.start == 0:
            return self.provenance.beginning(said.step, said.kind)
        one = said._replace(end=said.start + 1) if said.end > said.start else said
        return next(self.provenance.sources(one), None)

    def _last(self, said: Said) -> Source | None:
        one = said._replace(start=said.end - 1) if said.end > said.start else said
        if said.kind in CHARACTERS and said.end > self.provenance.length(said.step, said.kind):
            return None  # it has not come so far
        return next(self.provenance.sources(one), None)

    def _bytes(self, source: Source) -> tuple[int, int] | None:
        columns = self._model.columns
        if source.event >= len(columns):
            return None
        start, raw = columns.starts[source.event], self._model.raw(source.event)
        span = source.bytes_in(raw)
        return (start + span[0], start + span[1]) if span is not None else (start, start + len(raw))
