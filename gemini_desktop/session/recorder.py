"""Where the records of one exchange go: to the tape, to the decoder, then to the listener, with
the secrets that a server echoes masked before any of them."""

from __future__ import annotations

from gemini_desktop.core.answer import Answer
from gemini_desktop.core.capture import (
    BytesReceived,
    Ended,
    Record,
    ResponseStarted,
    RetryScheduled,
)
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.errors import LimitExceeded, StoreError
from gemini_desktop.core.events import ErrorReported, InteractionFinished
from gemini_desktop.core.outcome import Note
from gemini_desktop.core.redact import BodyMask
from gemini_desktop.net.exchange import Progress
from gemini_desktop.session.going_on import GoingOn
from gemini_desktop.session.roles import Listener, Tape

_ENDS = (InteractionFinished, ErrorReported)


class Recorder:
    """The sink of one exchange."""

    def __init__(
        self,
        tape: Tape,
        listener: Listener,
        answer: Answer,
        mask: BodyMask,
        going_on: GoingOn | None = None,
    ) -> None:
        self._going_on = going_on
        self._tape = tape
        self._listener = listener
        self._answer = answer
        self.mask = mask
        self.head: ResponseStarted | None = None
        """The response head of the attempt that goes on."""

    def __call__(self, record: Record) -> Progress:
        """Take the next record. Raises LimitExceeded where nothing after it can be read, StoreError
        where it cannot be kept."""
        shown: list[Record] = []
        if isinstance(record, BytesReceived):
            record, read = self._masked(record)
            shown.append(read)
        else:
            if held := self.mask.release():
                shown.append(BytesReceived(t_ns=record.t_ns, data=held))
            shown.append(record)
        if isinstance(record, ResponseStarted):
            self.head = record
        elif isinstance(record, RetryScheduled):
            self.head = None
        self._keep(record)
        chunks = [chunk for each in shown for chunk in self._answer.feed(each)]
        self._listener.record(record)
        progress = Progress.NOTHING
        for chunk in chunks:
            self._listener.chunk(chunk)
            if self._going_on is not None:
                self._going_on.seen(chunk)
            if chunk.kind == "done":
                progress = Progress.DONE
            elif chunk.kind != "comment" and chunk.data.strip() and progress is not Progress.DONE:
                progress = self._progress(chunk, progress)
        failure = self._answer.decoder.failure
        if failure is not None and isinstance(record, BytesReceived):
            raise LimitExceeded(failure)
        return progress

    def _progress(self, chunk: Chunk, before: Progress) -> Progress:
        """An event; or the last one that there is a reason to wait for."""
        ends = any(isinstance(event, _ENDS) for event in chunk.events)
        if ends and (self._answer.fold.is_over or self._answer.fold.errors):
            return Progress.OVER
        return before if before is Progress.OVER else Progress.EVENT

    def _keep(self, record: Record) -> None:
        try:
            self._tape.append(record)
        except StoreError:
            # What ends the exchange because nothing can be written is told once, not twice.
            if not isinstance(record, Ended):
                raise

    def _masked(self, record: BytesReceived) -> tuple[BytesReceived, BytesReceived]:
        """The read for the tape, and what of it (and of the ones before) may be shown by now."""
        masked = self.mask.feed(record.data)
        for offset, length in masked.before:
            self._tape.overwrite(offset, b"*" * length)
        if masked.data is not record.data:
            self._answer.decoder.notes.append(
                Note(id="secret_masked", message="The server echoed a secret; it is masked.")
            )
            record = BytesReceived(t_ns=record.t_ns, data=masked.data)
        if masked.shown is masked.data:
            return record, record
        return record, BytesReceived(t_ns=record.t_ns, data=masked.shown)
