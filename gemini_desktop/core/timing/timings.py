"""What an exchange shows of its time while it comes in: one pass, the same cost for each chunk."""

from __future__ import annotations

from gemini_desktop.core.asking.token_estimate import of_text
from gemini_desktop.core.capture import BytesReceived, Ended, Record
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.events import (
    Content,
    InteractionFinished,
    Media,
    StepDelta,
    Text,
    ThoughtText,
    Usage,
    UsageReported,
)
from gemini_desktop.core.timing.attempts import Attempts
from gemini_desktop.core.timing.gaps import Gaps
from gemini_desktop.core.usage import merged


class Run:
    """The pieces of one kind (thoughts, or the answer): from when to when, and how much text."""

    def __init__(self) -> None:
        self.first_ns: int | None = None
        self.last_ns = 0
        self.tokens = 0.0
        """About how many, by their letters."""

    def take(self, t_ns: int, text: str) -> None:
        """A piece came."""
        if self.first_ns is None:
            self.first_ns = t_ns
        self.last_ns = t_ns
        self.tokens += of_text(text)


class Timings:
    """Fed with the records and the chunks of one exchange, each in order. Times are nanoseconds
    since it began.

    Whether a record or its chunks come first does not matter. A gap lies between two events of one
    attempt that came in different reads; comments, which servers send to say that they live, end
    none.
    """

    def __init__(self) -> None:
        self.attempts = Attempts()
        self.gaps = Gaps()
        self.thoughts = Run()
        self.answer = Run()
        self.usage: Usage | None = None
        self.first_token_ns: int | None = None
        """The first piece of a thought or of text."""
        self.finished_ns: int | None = None
        """When the answer said that it was whole."""
        self.last_ns = 0
        """The last thing that is known to have happened."""
        self.last_read_ns = 0
        self.ended: Ended | None = None
        self.received = 0
        self.reads = 0
        self.events = 0
        """Of all kinds, comments too."""
        self.comments = 0
        self._read_ns = -1
        self._event_ns: int | None = None

    @property
    def chunks(self) -> int:
        """Events that are no comments."""
        return self.events - self.comments

    @property
    def timed(self) -> bool:
        """Whether anybody noted times: a file that holds but the bytes tells none."""
        return self.last_ns > 0 or not self.received

    @property
    def first_byte_ns(self) -> int | None:
        """When the first byte of the body came: of the attempt that brought the first token, else
        of the last that brought anything. None where no times are known."""
        if not self.timed:
            return None
        reads = [a.first_read_ns for a in self.attempts.all if a.first_read_ns is not None]
        if self.first_token_ns is not None:
            reads = [read_ns for read_ns in reads if read_ns <= self.first_token_ns] or reads
        return reads[-1] if reads else None

    def take_record(self, record: Record) -> None:
        """Take a record in."""
        t_ns = record.t_ns
        if t_ns > self.last_ns:
            self.last_ns = t_ns
        if isinstance(record, BytesReceived):
            self.received += len(record.data)
            if t_ns != self._read_ns:  # else a part of the same read
                self._read_ns = self.last_read_ns = t_ns
                self.reads += 1
                self.attempts.read(t_ns)
            return
        if isinstance(record, Ended):
            self.ended = record
        self.attempts.take(record)

    def take_chunk(self, chunk: Chunk) -> None:
        """Take a chunk in. Written for speed: it runs for every event."""
        number = self.events
        self.events = number + 1
        kind = chunk.kind
        if kind == "comment":
            self.comments += 1
            return
        t_ns = chunk.t_ns
        before = self._event_ns
        if t_ns != before and (kind == "event" or kind == "done"):
            if before is not None and t_ns > before and not self._resent(before, t_ns):
                self.gaps.add(before, t_ns, number)
            self._event_ns = t_ns
        for event in chunk.events:
            if type(event) is StepDelta:
                self._piece(event.content, t_ns)
            elif isinstance(event, UsageReported):
                self.usage = merged(self.usage, event.usage)
            elif isinstance(event, InteractionFinished):
                self.finished_ns = t_ns

    def _resent(self, after_ns: int, until_ns: int) -> bool:
        """Whether another attempt began between two events."""
        attempts = self.attempts.all
        return len(attempts) > 1 and any(
            after_ns <= attempt.sent_ns <= until_ns for attempt in attempts[1:]
        )

    def _piece(self, content: Content, t_ns: int) -> None:
        if isinstance(content, Text):
            run = self.answer
        elif isinstance(content, ThoughtText):
            run = self.thoughts
        else:
            if isinstance(content, Media) and not content.thought:
                self.answer.take(t_ns, "")
            return
        if content.text:
            if self.first_token_ns is None:
                self.first_token_ns = t_ns
            run.take(t_ns, content.text)
