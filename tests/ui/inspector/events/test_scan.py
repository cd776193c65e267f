"""A filter at work in turns; typing on looks only among what was found before."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemini_desktop.ui.inspector.events.columns import Columns
from gemini_desktop.ui.inspector.events.query import parse
from gemini_desktop.ui.inspector.events.scan import Scan
from tests.ui.inspector.sources import MemorySource, event, from_body, text_events


def _columns(source: MemorySource) -> Columns:
    columns = Columns()
    for chunk in source.decoded()[0]:
        columns.append(chunk)
    return columns


def _whole(scan: Scan) -> list[int]:
    while not scan.advance(0):
        pass
    return list(scan.rows)


MANY = from_body(text_events(3000), read_bytes=65_536)


@pytest.mark.parametrize(
    ("before", "after", "narrows"),
    [
        ("", "sun", True),
        ("sun", "", False),
        ("sun", "sunset", True),
        ("sunset", "sun", False),
        ("sun", "Sunset", True),
        ("Sun", "sunset", False),
        ("sun", "sunset type:text", True),
        ("sun type:text", "sunset", False),
        ("type:text", "type:text bytes>10k", True),
        ("type:text", "type:thought", False),
        ("not sun", "not sunset", False),
        ("sun or sea", "sunset or sea", False),
        ("日", "日本", True),
        ("é", "été", False),  # the second has a letter that is found in either case
        ("e", "é", False),
    ],
)
def test_what_asks_for_more(before: str, after: str, narrows: bool) -> None:
    assert parse(after).narrows(parse(before)) == narrows


def test_typing_on_reads_only_where_something_was_found() -> None:
    columns = _columns(MANY)
    first = Scan(parse('"piece 77"'), columns, MANY)
    assert len(_whole(first)) == 11
    MANY.reads = 0
    second = Scan(parse('"piece 777"'), columns, MANY, first)
    assert _whole(second) == [777]
    assert MANY.reads <= 2
    assert _whole(Scan(parse('"piece 777"'), columns, MANY)) == [777]


def test_what_the_first_had_not_seen_is_looked_at() -> None:
    columns = _columns(MANY)
    first = Scan(parse("piece"), columns, MANY)
    first.advance(0)
    assert 0 < len(first.rows) < 3000
    assert len(_whole(Scan(parse("piece"), columns, MANY, first))) == 3000


_WORDS = st.text(alphabet='abAé日\\/"', max_size=3)


@settings(deadline=None)
@given(
    st.lists(_WORDS, min_size=1, max_size=12),
    _WORDS.filter(bool),
    st.text(alphabet="abAé日", max_size=2),
    st.integers(0, 3),
)
def test_it_finds_what_a_fresh_look_finds(
    texts: list[str], word: str, more: str, turns: int
) -> None:
    source = from_body(b"".join(event({"text": text}) for text in texts))
    columns = _columns(source)
    quoted = word.replace('"', "")
    before, after = parse(f'"{quoted}"'), parse(f'"{quoted}{more}"')
    first = Scan(before, columns, source)
    for _ in range(turns):
        first.advance(0)
    assert _whole(Scan(after, columns, source, first)) == _whole(Scan(after, columns, source))
