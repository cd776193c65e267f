"""The figures of an exchange's time, in milliseconds: for the window, for JSON and for tests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from gemini_desktop.core.answer import Answer
from gemini_desktop.core.capture import Record
from gemini_desktop.core.events import Usage
from gemini_desktop.core.timing.attempts import Attempt
from gemini_desktop.core.timing.gaps import Gap, Gaps
from gemini_desktop.core.timing.timings import Run, Timings

_MS = 1e6
_MEASURABLE_NS = 1_000_000


class SpanFigures(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A stretch of an attempt; `name` as in `attempts.SpanName`."""

    name: str
    begin_ms: float
    length_ms: float
    detail: str = ""
    failed: bool = False


class AttemptFigures(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt: how it ended, and through what it went."""

    number: int
    status: int | None
    how: str
    reason: str
    connection_reused: bool
    spans: tuple[SpanFigures, ...]


class RateFigures(msgspec.Struct, frozen=True, kw_only=True):
    """Tokens of one kind. `source`: `usage` as the server counted them, or `estimate` by their
    letters. No rate where they all came at once."""

    tokens: int
    source: Literal["usage", "estimate"]
    span_ms: float
    per_s: float | None


class GapFigures(msgspec.Struct, frozen=True, kw_only=True):
    """Silences between two events. The longest ended with event `longest_event`, counted from 1."""

    count: int
    median_ms: float
    p90_ms: float
    p99_ms: float
    longest_ms: float
    longest_event: int
    longest_at_ms: float


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """Milliseconds since the exchange began, or lengths; None where it did not come to that.

    `network_ms` is connecting, encryption and sending; `server_ms` the wait for the first byte of
    the body after the request was out; `stream_ms` from then to the end; `waits_ms` the pauses
    between attempts; each over all attempts. `timed` is false where the capture holds no times:
    then no moment is known.
    """

    timed: bool
    total_ms: float
    first_byte_ms: float | None
    first_thought_ms: float | None
    first_answer_ms: float | None
    thinking_ms: float | None
    finished_ms: float | None
    network_ms: float
    server_ms: float
    stream_ms: float
    waits_ms: float
    thoughts: RateFigures | None
    answer: RateFigures | None
    gaps: GapFigures | None
    bytes: int
    bytes_per_s: float | None
    reads: int
    mean_read_bytes: float | None
    chunks: int
    chunks_per_read: float | None
    attempts: tuple[AttemptFigures, ...]


def of(timings: Timings, now_ns: int | None = None) -> Figures:
    """The figures as far as the exchange has come: until the last that is known of it, or until
    now where it goes on."""
    now_ns = timings.last_ns if now_ns is None else now_ns
    attempts = timings.attempts.all
    first_ns, last_ns = timings.first_byte_ns, timings.last_read_ns
    streamed_ns = 0 if first_ns is None else last_ns - first_ns
    reads = timings.reads
    timed = timings.timed
    return Figures(
        timed=timed,
        total_ms=now_ns / _MS,
        first_byte_ms=_ms(first_ns),
        first_thought_ms=_ms(timings.thoughts.first_ns if timed else None),
        first_answer_ms=_ms(timings.answer.first_ns if timed else None),
        thinking_ms=_ms(thinking_ns(timings) if timed else None),
        finished_ms=_ms(timings.finished_ns if timed else None),
        network_ms=sum(a.network_ns() for a in attempts) / _MS,
        server_ms=_spent(attempts, now_ns, "server", "head"),
        stream_ms=_spent(attempts, now_ns, "stream"),
        waits_ms=_spent(attempts, now_ns, "wait"),
        thoughts=_rate(timings.thoughts, _thought_tokens(timings.usage), thinking_ns(timings)),
        answer=_rate(timings.answer, _answer_tokens(timings.usage), _answer_ns(timings)),
        gaps=_gaps(timings.gaps),
        bytes=timings.received,
        bytes_per_s=timings.received / (streamed_ns / 1e9)
        if streamed_ns > _MEASURABLE_NS
        else None,
        reads=reads,
        mean_read_bytes=timings.received / reads if reads else None,
        chunks=timings.chunks,
        chunks_per_read=timings.chunks / reads if reads else None,
        attempts=tuple(_attempt(attempt, now_ns) for attempt in attempts),
    )


def read(records: Iterable[Record], protocol: str = "") -> Figures:
    """The figures of a capture."""
    answer, timings = Answer(protocol), Timings()
    for record in records:
        timings.take_record(record)
        for chunk in answer.feed(record):
            timings.take_chunk(chunk)
    for chunk in answer.close():
        timings.take_chunk(chunk)
    return of(timings)


def thinking_ns(timings: Timings) -> int | None:
    """From the first thought to the first piece of the answer; to the last thought where there is
    no answer, or where it came first. None without thoughts."""
    thoughts, answer = timings.thoughts, timings.answer
    if thoughts.first_ns is None:
        return None
    if answer.first_ns is not None and answer.first_ns >= thoughts.first_ns:
        return answer.first_ns - thoughts.first_ns
    return thoughts.last_ns - thoughts.first_ns


def _answer_ns(timings: Timings) -> int | None:
    answer = timings.answer
    return None if answer.first_ns is None else answer.last_ns - answer.first_ns


def _ms(t_ns: int | None) -> float | None:
    return None if t_ns is None else t_ns / _MS


def _spent(attempts: list[Attempt], now_ns: int, *names: str) -> float:
    spans = (span for attempt in attempts for span in attempt.spans(now_ns) if span.name in names)
    # A wait that goes on has an end, which has not come.
    return sum(max(0, min(span.end_ns, now_ns) - span.begin_ns) for span in spans) / _MS


def _thought_tokens(usage: Usage | None) -> int | None:
    return usage.thoughts if usage is not None else None


def _answer_tokens(usage: Usage | None) -> int | None:
    """Chat Completions counts thoughts among the output, Google's own protocols do not: the total
    tells which."""
    if usage is None or usage.output is None:
        return None
    thoughts = usage.thoughts or 0
    if usage.total is not None and usage.total == (usage.input or 0) + usage.output:
        return max(0, usage.output - thoughts)
    return usage.output


def _rate(run: Run, counted: int | None, span_ns: int | None) -> RateFigures | None:
    if run.first_ns is None or span_ns is None:
        return None
    tokens = counted or round(run.tokens)
    return RateFigures(
        tokens=tokens,
        source="usage" if counted else "estimate",
        span_ms=span_ns / _MS,
        per_s=tokens / (span_ns / 1e9) if span_ns > _MEASURABLE_NS and tokens else None,
    )


def _gaps(gaps: Gaps) -> GapFigures | None:
    if not gaps.count:
        return None
    median, p90, p99 = gaps.percentiles(0.5, 0.9, 0.99)
    longest: Gap = gaps.longest()[0]
    return GapFigures(
        count=gaps.count,
        median_ms=median / _MS,
        p90_ms=p90 / _MS,
        p99_ms=p99 / _MS,
        longest_ms=longest.length_ns / _MS,
        longest_event=longest.event + 1,
        longest_at_ms=longest.begin_ns / _MS,
    )


def _attempt(attempt: Attempt, now_ns: int) -> AttemptFigures:
    return AttemptFigures(
        number=attempt.number,
        status=attempt.status,
        how=attempt.how,
        reason=attempt.reason,
        connection_reused=attempt.reused,
        spans=tuple(
            SpanFigures(
                name=span.name,
                begin_ms=span.begin_ns / _MS,
                length_ms=span.length_ns / _MS,
                detail=span.detail,
                failed=span.failed,
            )
            for span in attempt.spans(now_ns)
        ),
    )
