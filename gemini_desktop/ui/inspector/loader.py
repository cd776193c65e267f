"""Decodes a stored capture in short turns, so that the window lives on meanwhile."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from gemini_desktop.core.capture import Record
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.decoding.long_reads import cut
from gemini_desktop.core.errors import StoreError

if TYPE_CHECKING:  # at run time it would bring httpx along before the first paint
    from gemini_desktop.core.answer import Answer
    from gemini_desktop.session.live import CaptureSource

SLICE_S = 0.004


class Loader(QObject):
    """One capture at a time; starting another or `stop` cancels the one before."""

    loaded = Signal(object, object)
    """What one turn brought: a list of records and a list of chunks."""
    finished = Signal(object)
    """The whole turn, with its outcome."""
    caught_up = Signal()
    """All has been read that `join` was told of."""
    failed = Signal(str)
    """The rest cannot be read, and why; nothing more will come."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._slice)
        self._records: Iterator[Record] = iter(())
        self._answer: Answer  # of what is read
        self._left: int | None = None
        """How many chunks there are to come of an exchange that goes on; None of one that ended."""

    @property
    def running(self) -> bool:
        """Whether there is more to come."""
        return self._timer.isActive()

    def start(self, source: CaptureSource) -> None:
        """Read a capture from its beginning. The first turn's worth comes at once."""
        self._read(cut(source.records()), None)

    def join(self, source: CaptureSource, records: int, chunks: int) -> None:
        """Read so much of the capture of an exchange that goes on. Of the records both numbers
        hold: what looks like the beginning of a secret is on the tape before it is decoded."""
        self._read(cut(islice(source.records(), records)), chunks)

    def _read(self, records: Iterator[Record], chunks: int | None) -> None:
        from gemini_desktop.core.answer import Answer

        self._records, self._left = records, chunks
        self._answer = Answer()
        self._timer.start()
        self._slice()

    def stop(self) -> None:
        """Read no further; `finished` will not come."""
        self._timer.stop()
        self._records = iter(())

    def _slice(self) -> None:
        deadline = time.perf_counter() + SLICE_S
        records: list[Record] = []
        chunks: list[Chunk] = []
        ended, trouble = False, ""
        while time.perf_counter() < deadline:
            try:
                record = next(self._records, None)
            except StoreError as error:
                record, trouble = None, error.failure.message
            if record is None:
                ended = True
                break
            records.append(record)
            chunks += self._answer.feed(record)
        if self._left is not None:
            chunks = chunks[: self._left]
            self._left -= len(chunks)
        if not ended:
            self.loaded.emit(records, chunks)
            return
        self.stop()
        if trouble:
            self.loaded.emit(records, chunks)
            self.failed.emit(trouble)
            return
        if self._left is not None:
            self.loaded.emit(records, chunks)
            self.caught_up.emit()
            return
        from gemini_desktop.core.answer import Answer

        chunks += self._answer.close()
        self.loaded.emit(records, chunks)
        turn, self._answer = self._answer.finish(), Answer()  # its text is not kept twice
        self.finished.emit(turn)
