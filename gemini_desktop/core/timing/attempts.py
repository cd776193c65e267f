"""Each attempt of an exchange as a row of spans, in the order in which they passed."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from gemini_desktop.core.capture import (
    Ended,
    PhasePassed,
    Record,
    RequestSent,
    ResponseStarted,
    RetryScheduled,
)

SpanName: TypeAlias = Literal[
    "queue", "lookup", "connect", "tunnel", "tls", "send", "server", "head", "stream", "wait"
]
"""`queue`: until the connection was begun or free. `server`: from the request to the first byte of
the answer. `head`: from there to the first byte of its body. `stream`: while the body came.
`wait`: the pause before the next attempt. The others are `PhasePassed`."""

_NETWORK = frozenset({"lookup", "connect", "tunnel", "tls", "send"})
_SHOWN_QUEUE_NS = 1_000_000


class Span(NamedTuple):
    """A stretch of time, in nanoseconds since the exchange began."""

    name: SpanName
    begin_ns: int
    end_ns: int
    detail: str = ""
    failed: bool = False

    @property
    def length_ns(self) -> int:
        """How long it took."""
        return self.end_ns - self.begin_ns


class Attempt:
    """One request and what came of it, as far as is known."""

    def __init__(self, number: int, sent_ns: int) -> None:
        self.number = number
        self.sent_ns = sent_ns
        self.phases: list[PhasePassed] = []
        self.head: ResponseStarted | None = None
        self.first_read_ns: int | None = None
        self.over_ns: int | None = None
        """When it had ended, None while it goes on."""
        self.how = ""
        """`complete`, `cancelled`, `failed`; `retry` where another attempt follows."""
        self.reason = ""
        """Why it failed, where it says."""
        self.wait_until_ns: int | None = None
        """When the next attempt began; while it is waited for, when it should."""

    @property
    def status(self) -> int | None:
        """The HTTP status, None before the response head."""
        return self.head.status if self.head is not None else None

    @property
    def reused(self) -> bool:
        """Whether it went over a connection that was open already. False where nobody looked."""
        return any(phase.name == "send" for phase in self.phases) and not any(
            phase.name == "connect" for phase in self.phases
        )

    def spans(self, now_ns: int) -> list[Span]:
        """What it went through, each beginning where the one before ended, or later. What goes on
        reaches until `now_ns`. A queue too short to matter is left out."""
        end_ns = now_ns if self.over_ns is None else self.over_ns
        spans: list[Span] = []
        at_ns = self.sent_ns
        if self.phases and self.phases[0].began_ns - at_ns >= _SHOWN_QUEUE_NS:
            spans.append(Span("queue", at_ns, self.phases[0].began_ns))
        for phase in self.phases:
            spans.append(Span(phase.name, phase.began_ns, phase.t_ns, phase.detail, phase.failed))
            at_ns = phase.t_ns
        spans += self._answer(at_ns, max(at_ns, end_ns))
        if self.over_ns is not None and self.wait_until_ns is not None:
            spans.append(Span("wait", self.over_ns, self.wait_until_ns, self.reason))
        return spans

    def _answer(self, asked_ns: int, end_ns: int) -> list[Span]:
        failed = self.how in ("failed", "retry")
        if self.phases and self.phases[-1].failed:
            return []
        if self.head is None:
            return [Span("server", asked_ns, end_ns, failed=failed)]
        spans = [Span("server", asked_ns, max(asked_ns, self.head.t_ns))]
        body_ns = self.first_read_ns
        if body_ns is None:
            spans.append(Span("head", self.head.t_ns, max(end_ns, self.head.t_ns), failed=failed))
            return spans
        if body_ns > self.head.t_ns:
            spans.append(Span("head", self.head.t_ns, body_ns))
        spans.append(Span("stream", body_ns, max(end_ns, body_ns), failed=failed))
        return spans

    def network_ns(self) -> int:
        """What the connection and the sending took."""
        return sum(p.t_ns - p.began_ns for p in self.phases if p.name in _NETWORK)


class Attempts:
    """Fed with records, it knows all attempts."""

    def __init__(self) -> None:
        self.all: list[Attempt] = []

    def read(self, t_ns: int) -> None:
        """Bytes of the body came."""
        if not self.all:  # a saved body has no request
            self.all.append(Attempt(1, t_ns))
        last = self.all[-1]
        if last.first_read_ns is None:
            last.first_read_ns = t_ns

    def take(self, record: Record) -> None:
        """Take in what is no read."""
        if isinstance(record, RequestSent):
            if self.all and self.all[-1].wait_until_ns is not None:
                self.all[-1].wait_until_ns = record.t_ns
            self.all.append(Attempt(len(self.all) + 1, record.t_ns))
            return
        if not self.all:
            self.all.append(Attempt(1, record.t_ns))
        last = self.all[-1]
        match record:
            case PhasePassed():
                last.phases.append(record)
            case ResponseStarted():
                last.head = record
            case RetryScheduled():
                last.over_ns, last.how = record.t_ns, "retry"
                last.reason = record.reason
                last.wait_until_ns = record.t_ns + round(record.wait_s * 1e9)
            case Ended():
                _end(last, record)


def _end(last: Attempt, record: Ended) -> None:
    if last.how == "retry":  # ended while it waited
        last.wait_until_ns = record.t_ns
        return
    last.over_ns, last.how = record.t_ns, record.how
    if record.failure is not None:
        last.reason = record.failure.message
