"""What the rows of the waterfall say of captures whose times are known."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from gemini_desktop.core.capture import Ended, Record
from gemini_desktop.core.errors import Failure
from gemini_desktop.ui.inspector.timing.rows import Row, rows
from tests.core.timing import made
from tests.core.timing.test_figures import taken


def shown(records: Iterable[Record]) -> list[Row]:
    timings = taken(records)
    return rows(timings, timings.last_ns)


def told(records: Iterable[Record]) -> list[tuple[str, str]]:
    return [(row.name, row.note) for row in shown(records)]


def test_an_answer_is_told_step_by_step() -> None:
    assert told(made.answered()) == [
        ("Connect", "10 ms"),
        ("TLS", "30 ms"),
        ("Send", "5.0 ms"),
        ("Server", "100 ms"),
        ("First event", "55 ms"),
        ("Thinking", "1.00 s"),
        ("Answer", "2.00 s"),
    ]


def test_each_step_begins_where_the_one_before_ended() -> None:
    bars = [row.bars[0] for row in shown(made.answered())]
    for before, after in pairwise(bars):
        assert after.begin_ns == before.end_ns


def test_several_attempts_have_a_title_each() -> None:
    found = told(made.refused_twice())
    assert found[:3] == [
        ("Attempt 1", "429, then 500 ms wait"),
        ("Attempt 2", "429, then 1.00 s wait"),
        ("Attempt 3", "200"),
    ]
    assert [name for name, _ in found[3:]] == ["Send", "Server", "First event", "Answer"]
    first = shown(made.refused_twice())[0]
    assert first.title
    assert first.bars[-1].pale, "a wait is only outlined"
    assert "429 Slow down" in first.bars[-1].tip


def test_an_answer_in_one_piece_says_so() -> None:
    assert told(made.refused_twice())[-1] == ("Answer", "in one piece")


def test_what_failed_is_red_and_says_so() -> None:
    records: list[Record] = [
        made.request(0),
        made.phase("connect", 0, 30, failed=True),
        Ended(t_ns=31 * made.MS, how="failed", failure=Failure(kind="refused", message="No.")),
    ]
    (row,) = shown(records)
    assert row.note == "30 ms, failed"
    assert row.bars[0].tone == "red"
    assert "it failed" in row.bars[0].tip


def test_an_attempt_without_an_answer_says_how_it_ended() -> None:
    failed: list[Record] = [
        made.request(0),
        made.phase("connect", 0, 3),
        made.retry(9, 0.1, "reset"),
    ]
    records = [*failed, made.request(120, 2), made.head(130, 503), made.end(140)]
    assert told(records)[0] == ("Attempt 1", "failed, then 111 ms wait")
    assert told(records)[1] == ("Attempt 2", "503")


def test_a_stream_of_neither_thoughts_nor_text_is_a_stream() -> None:
    records: list[Record] = [
        made.request(0),
        made.head(10),
        made.read(20, b": alive\n\n"),
        made.end(50),
    ]
    assert told(records)[-1] == ("Stream", "30 ms")


def test_thoughts_alone_last_until_the_last() -> None:
    thoughts = [made.read(100, made.thought("a")), made.read(400, made.thought("b"))]
    records: list[Record] = [made.request(0), made.head(1), *thoughts]
    assert told(records)[-1] == ("Thinking", "300 ms")


def test_nothing_is_nothing() -> None:
    assert told([]) == []
