"""One exchange, read to its end: its chunks, the turn they add up to, and the outcome.

The window, the command line, exports and the tests all read an exchange through this, live or
from a capture, so they cannot disagree on what it said or how it ended.
"""

from __future__ import annotations

from collections.abc import Iterable

from gemini_desktop.core.capture import (
    BytesReceived,
    Ended,
    Record,
    RequestSent,
    ResponseStarted,
    RetryScheduled,
)
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.decoding.decoder import Decoder
from gemini_desktop.core.events import StepDelta, StreamEvent, Text, ThoughtText
from gemini_desktop.core.outcome import Evidence, Outcome, judge
from gemini_desktop.core.protocols.table import PROTOCOLS
from gemini_desktop.core.sse import MAX_EVENT_BYTES
from gemini_desktop.core.transcript import Turn
from gemini_desktop.core.turn_fold import TurnFold


class Answer:
    """Reads the records of one exchange. `outcome` is None until the end is known."""

    def __init__(
        self,
        protocol: str = "",
        turn: Turn | None = None,
        *,
        max_event_bytes: int = MAX_EVENT_BYTES,
    ) -> None:
        self.decoder = Decoder(protocol, max_event_bytes=max_event_bytes)
        self._turn = turn or Turn(role="model")
        self._turn.first_token_ns = self._turn.elapsed_ns = None
        self.fold = TurnFold(self._turn)
        self.requests = 0
        self.events = 0
        self.received_bytes = 0
        self.first_byte_ns: int | None = None
        self.last_ns = 0
        self.waits: list[RetryScheduled] = []
        """The attempts that failed and were made again."""
        self.ended: Ended | None = None
        self.outcome: Outcome | None = None
        self._done_seen = False
        self._tail_seen = False
        self._attempt_from = 0
        self._waited_ns = 0
        self._location = ""

    def feed(self, record: Record) -> list[Chunk]:
        """Take one record in; the chunks that it completed."""
        self.last_ns = record.t_ns
        match record:
            case BytesReceived():
                self.received_bytes += len(record.data)
                if self.first_byte_ns is None:
                    self.first_byte_ns = record.t_ns
            case RequestSent():
                self.requests += 1
                if self.waits:
                    self._waited_ns += record.t_ns - self.waits[-1].t_ns
            case ResponseStarted():
                named = (v for name, v in record.headers if name.lower() == "location")
                self._location = next(named, "")
            case RetryScheduled():
                self.waits.append(record)
            case Ended():
                self.ended = record
        chunks = self._folded(self.decoder.feed(record))
        if isinstance(record, RequestSent) and self.decoder.hops.hop != "again":
            self.fold.read_on(add_usage=self.decoder.hops.hop == "continuation")
        self._turn.elapsed_ns = record.t_ns
        if isinstance(record, ResponseStarted | RetryScheduled):
            self._attempt()  # what the one before left unfinished has just come
        return chunks

    def _attempt(self) -> None:
        """Another attempt begins: how the one before it failed no longer matters."""
        self._done_seen = self._tail_seen = False
        self._attempt_from = self.received_bytes
        self.fold.errors.clear()

    def close(self) -> list[Chunk]:
        """The chunks that only the end completes, where no `Ended` record said that it came."""
        return self._folded(self.decoder.close()) if self.ended is None else []

    def finish(self) -> Turn:
        """The whole turn with its outcome. Without an `Ended` record it was interrupted."""
        self.close()
        turn = self.fold.turn()
        row = PROTOCOLS.get(self.decoder.protocol)
        self.outcome = turn.outcome = judge(
            Evidence(
                http_status=self.decoder.http_status,
                ended=self._end(),
                finished=tuple(self.fold.finished.values()),
                errors=tuple(self.fold.errors),
                status=self.fold.status,
                first_candidate=_first_candidate(turn),
                has_content=self.fold.has_content,
                received_bytes=self.received_bytes - self._attempt_from,
                requests=self.requests,
                waited_s=self._waited_ns / 1e9,
                page=self.decoder.page,
                readable=self.decoder.readable,
                unreadable=self.decoder.unreadable,
                location=self._location,
                terminal=self._done_seen and row is not None and row.done_ends,
                cut=self._tail_seen,
                notes=tuple(self.decoder.notes),
            )
        )
        return turn

    def _end(self) -> Ended | None:
        """How it ended; an answer that grew beyond the limit failed, whatever came after."""
        failure = self.decoder.failure
        if failure is None or (self.ended is not None and self.ended.failure is not None):
            return self.ended
        return Ended(t_ns=self.last_ns, how="failed", failure=failure)

    def _folded(self, chunks: list[Chunk]) -> list[Chunk]:
        for chunk in chunks:
            self.events += chunk.kind != "comment"
            if chunk.kind == "done":
                self._done_seen = True
            elif chunk.kind == "tail":
                self._tail_seen = True
            for event in chunk.events:
                self.fold.apply(event, chunk.t_ns)
                if self._turn.first_token_ns is None and _is_token(event):
                    self._turn.first_token_ns = chunk.t_ns
        return chunks


def _first_candidate(turn: Turn) -> int | None:
    """The lowest of several candidates, None where there is but one."""
    candidates = {step.candidate for step in turn.steps}
    return min(candidates) if len(candidates) > 1 else None


def _is_token(event: StreamEvent) -> bool:
    return (
        isinstance(event, StepDelta)
        and isinstance(event.content, Text | ThoughtText)
        and bool(event.content.text)
    )


def read(records: Iterable[Record], protocol: str = "") -> Turn:
    """The turn that a capture's records add up to, with its outcome."""
    answer = Answer(protocol)
    for record in records:
        answer.feed(record)
    return answer.finish()
