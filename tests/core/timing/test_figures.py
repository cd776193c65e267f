"""The figures of captures whose times are known."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from gemini_desktop.core.answer import Answer
from gemini_desktop.core.capture import BytesReceived, Ended, Record
from gemini_desktop.core.timing import figures
from gemini_desktop.core.timing.timings import Timings
from tests.core.timing import made

CAPTURES = Path(__file__).parents[2] / "captures"


def taken(records: Iterable[Record]) -> Timings:
    """Read to its end, records first and then chunks, as a frame may have them."""
    records, answer, timings = list(records), Answer(), Timings()
    chunks = [chunk for record in records for chunk in answer.feed(record)] + answer.close()
    for record in records:
        timings.take_record(record)
    for chunk in chunks:
        timings.take_chunk(chunk)
    return timings


def test_each_moment_of_an_answer() -> None:
    found = figures.read(made.answered())
    assert found.first_byte_ms == 200
    assert found.first_thought_ms == 200
    assert found.first_answer_ms == 1200
    assert found.thinking_ms == 1000
    assert found.finished_ms == 3200
    assert found.total_ms == 3300


def test_the_time_is_told_apart() -> None:
    found = figures.read(made.answered())
    assert found.network_ms == 45
    assert found.server_ms == 155
    assert found.stream_ms == 3100
    assert found.waits_ms == 0
    assert found.network_ms + found.server_ms + found.stream_ms == found.total_ms


def test_rates_come_from_the_servers_count() -> None:
    found = figures.read(made.answered())
    assert found.thoughts is not None
    assert (found.thoughts.tokens, found.thoughts.source) == (120, "usage")
    assert found.thoughts.per_s == 120
    assert found.answer is not None
    assert (found.answer.tokens, found.answer.span_ms) == (40, 2000)
    assert found.answer.per_s == 20


def test_rates_are_estimated_where_nobody_counted() -> None:
    records: list[Record] = [
        made.request(0),
        made.head(1),
        made.read(10, made.text("a" * 40)),
        made.read(1010, made.text("b" * 40)),
        made.end(1020),
    ]
    found = figures.read(records)
    assert found.thoughts is None
    assert found.answer is not None
    assert (found.answer.tokens, found.answer.source, found.answer.per_s) == (20, "estimate", 20)


def test_an_answer_in_one_piece_has_no_rate() -> None:
    found = figures.read(
        [made.request(0), made.head(1), made.read(10, made.text("Hi")), made.end(11)]
    )
    assert found.answer is not None
    assert found.answer.per_s is None
    assert found.gaps is None
    assert found.bytes_per_s is None


@pytest.mark.parametrize(("total", "answer"), [(50, 30), (80, 50), (None, 50)])
def test_thoughts_are_not_counted_twice(total: int | None, answer: int) -> None:
    """30 + 20 as OpenAI adds them up, 50 + 30 as Google does."""
    usage = {
        "promptTokenCount": 0,
        "candidatesTokenCount": 50,
        "thoughtsTokenCount": 20 if total == 50 else 30,
    }
    if total is not None:
        usage["totalTokenCount"] = total
    records: list[Record] = [
        made.request(0),
        made.read(1, made.text("a")),
        made.read(2000, made.text("b", usageMetadata=usage)),
    ]
    found = figures.read(records)
    assert found.answer is not None
    assert found.answer.tokens == answer


def test_gaps_lie_between_reads_that_brought_events() -> None:
    """200 → 700 → 1200 → 1500 → 2700 → 3200 ms: the comment at 600 ends no silence."""
    gaps = figures.read(made.answered()).gaps
    assert gaps is not None
    assert gaps.count == 5
    assert gaps.median_ms == 500
    assert gaps.p90_ms == pytest.approx(500 + 700 * 0.6)
    assert gaps.p99_ms == pytest.approx(500 + 700 * 0.96)
    assert gaps.longest_ms == 1200
    assert gaps.longest_at_ms == 1500
    assert gaps.longest_event == 7


def test_reads_and_bytes() -> None:
    records = list(made.answered())
    size = sum(len(r.data) for r in records if isinstance(r, BytesReceived))
    found = figures.read(records)
    assert (found.bytes, found.reads, found.chunks) == (size, 7, 7)
    assert found.mean_read_bytes == size / 7
    assert found.chunks_per_read == 1
    assert found.bytes_per_s == pytest.approx(size / 3.0)


def test_parts_of_one_read_are_one_read() -> None:
    records: list[Record] = [
        made.request(0),
        made.read(5, b": a\n\n"),
        made.read(5, b": b\n\n"),
        made.end(9),
    ]
    assert figures.read(records).reads == 1


def test_of_a_wait_that_goes_on_only_what_has_passed_counts() -> None:
    timings = Timings()
    for record in list(made.refused_twice())[:11]:  # up to the second wait, of a second
        timings.take_record(record)
    assert figures.of(timings, 700 * made.MS).waits_ms == 500 + 90
    assert figures.of(timings, 1700 * made.MS).waits_ms == 500 + 1000
    assert figures.of(timings).waits_ms == 500


def test_a_refused_attempt_has_no_first_byte_of_the_answer() -> None:
    found = figures.read(made.refused_twice())
    assert found.first_byte_ms == 1710
    assert found.waits_ms == 1500
    assert found.gaps is None, "a wait is no silence"
    assert [attempt.status for attempt in found.attempts] == [429, 429, 200]
    assert [attempt.connection_reused for attempt in found.attempts] == [False, True, True]


def test_an_attempts_spans_follow_each_other() -> None:
    first, second, third = figures.read(made.refused_twice()).attempts
    assert [(span.name, span.begin_ms, span.length_ms) for span in first.spans] == [
        ("connect", 0, 10),
        ("send", 10, 1),
        ("server", 11, 39),
        ("stream", 50, 10),
        ("wait", 60, 500),
    ]
    assert [span.name for span in second.spans] == ["send", "server", "head", "stream", "wait"]
    assert first.spans[-1].detail == "429 Slow down"
    assert [span.name for span in third.spans] == ["send", "server", "head", "stream"]
    assert [attempt.how for attempt in (first, second, third)] == ["retry", "retry", "complete"]


def test_what_goes_on_reaches_until_now() -> None:
    timings = taken(list(made.answered())[:4])
    (attempt,) = timings.attempts.all
    spans = attempt.spans(90 * made.MS)
    assert spans[-1].name == "server"
    assert spans[-1].end_ns == 90 * made.MS


def test_a_long_queue_shows_and_a_short_one_does_not() -> None:
    late: list[Record] = [made.request(0), made.phase("send", 30, 31), made.head(40), made.end(50)]
    (attempt,) = taken(late).attempts.all
    assert attempt.reused
    assert [span.name for span in attempt.spans(0)] == ["queue", "send", "server", "head"]


def test_a_phase_that_failed_is_the_last() -> None:
    records: list[Record] = [
        made.request(0),
        made.phase("connect", 0, 70, failed=True),
        Ended(t_ns=71 * made.MS, how="failed"),
    ]
    (attempt,) = figures.read(records).attempts
    assert [(span.name, span.failed) for span in attempt.spans] == [("connect", True)]
    assert attempt.how == "failed"


def test_stopped_while_it_waited() -> None:
    records: list[Record] = [made.request(0), made.head(5, 429), made.retry(6, 60.0), made.end(500)]
    (attempt,) = figures.read(records).attempts
    assert attempt.spans[-1].name == "wait"
    assert attempt.spans[-1].length_ms == 494


def test_a_saved_body_has_one_attempt_without_a_past() -> None:
    found = figures.read(
        [BytesReceived(t_ns=0, data=made.text("x")), Ended(t_ns=0, how="complete")]
    )
    (attempt,) = found.attempts
    assert not attempt.connection_reused
    assert found.total_ms == 0
    assert found.network_ms == 0


def test_nothing_at_all() -> None:
    found = figures.read([])
    assert found.attempts == ()
    assert found.first_byte_ms is None


@pytest.mark.parametrize("path", sorted(CAPTURES.glob("*.sse")), ids=lambda p: p.name)
def test_real_bodies_give_the_same_whichever_came_first(path: Path) -> None:
    """Chunks may be told after all records, or one by one between them."""
    body = path.read_bytes()
    records: list[Record] = [made.request(0), made.head(20)]
    records += [
        BytesReceived(t_ns=(30 + 7 * n) * made.MS, data=body[at : at + 300])
        for n, at in enumerate(range(0, len(body), 300))
    ]
    records.append(made.end(40 + 7 * len(records)))
    assert figures.of(taken(records)) == figures.read(records)
