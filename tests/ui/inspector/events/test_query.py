"""The filter lets through exactly the events that a look at each alone would choose."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.ui.inspector.events.columns import Columns
from gemini_desktop.ui.inspector.events.query import QueryError, parse
from tests.ui.inspector.sources import MemorySource, capture, event, from_body


def _columns(source: MemorySource) -> Columns:
    columns = Columns()
    for chunk in source.decoded()[0]:
        columns.append(chunk)
    return columns


def _found(source: MemorySource, text: str, first: int = 0, last: int | None = None) -> list[int]:
    columns = _columns(source)
    end = len(columns) if last is None else last
    return parse(text).matching(columns, first, end, source.body, 0)


BODY = (
    event({"text": "Open the Response"})
    + event({"text": "thinking", "thought": True})
    + b": a comment\n\n"
    + event({"text": 'say "ja" 日落'})
    + b"data: {broken\n\n"
    + event({"text": "x" * 3000})
)
SOURCE = from_body(BODY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [0, 1, 2, 3, 4, 5]),
        ("open", [0]),
        ("Open", [0]),
        ("OPEN", []),
        ('"the resp"', [0]),
        ("日落", [3]),
        ('"ja', [3]),
        ("/thin.ing/", [1]),
        ("/RESPONSE/", []),
        ("/response/", [0]),
        ("/a b/", []),
        ("type:thought", [1]),
        ("type:text", [0, 3, 5]),
        ("type:text,thought", [0, 1, 3, 5]),
        ("type:te", [0, 3, 5]),
        ("not type:text", [1, 2, 4]),
        ("-type:text not comment", [1, 4]),
        ("error:", [4]),
        ("type:bad-json", [4]),
        ("size:>2k", [5]),
        ("size:<20", [2, 4]),
        ("not size:<1k", [5]),
        ("type:text xxx", [5]),
        ("type:", [0, 1, 2, 3, 4, 5]),
        ("size:>", [0, 1, 2, 3, 4, 5]),
    ],
)
def test_lets_through(text: str, expected: list[int]) -> None:
    assert _found(SOURCE, text) == expected


def test_escaped_json_is_found_by_its_character() -> None:
    source = from_body(b'data: {"candidates":[{"content":{"parts":[{"text":"\\u65e5"}]}}]}\n\n')
    assert _found(source, "日") == [0]


@pytest.mark.parametrize(("text", "words"), [("/(/", "cannot be read"), ("type:nope", "Known")])
def test_says_what_it_does_not_understand(text: str, words: str) -> None:
    with pytest.raises(QueryError, match=words):
        parse(text)


def test_a_size_that_is_none_is_refused() -> None:
    with pytest.raises(QueryError, match="10k"):
        parse("size:big")


def test_a_slash_without_its_end_is_text() -> None:
    assert _found(from_body(event({"text": "a /path"})), "/path") == [0]


def test_blocks_add_up_to_the_whole() -> None:
    source = capture("02_dev_thoughts_text.sse")
    count = len(_columns(source))
    whole = _found(source, "the")
    parts = [row for at in range(count) for row in _found(source, "the", at, at + 1)]
    assert whole == parts


def test_a_comment_inside_an_event_hides_none_of_its_bytes() -> None:
    source = from_body(b'data: {"a":\n: inside\ndata: "needle"}\n\n' + event({"text": "next"}))
    columns = _columns(source)
    assert columns.starts[0] > columns.starts[1]
    assert _found(source, "needle") == [1]
    assert _found(source, "inside") == [0, 1]


@given(
    st.lists(st.text("abAB /日", max_size=8), min_size=1, max_size=12),
    st.text("abAB日", min_size=1, max_size=3),
)
def test_text_is_found_where_it_is(texts: list[str], word: str) -> None:
    """Against the plain way: look into the bytes of each event."""
    source = from_body(b"".join(event({"text": text}) for text in texts))
    columns = _columns(source)
    slices = [source.body[a:b] for a, b in zip(columns.starts, columns.ends, strict=True)]
    flags = re.IGNORECASE if word == word.lower() else 0
    pattern = re.compile(re.escape(word.encode()), flags)
    expected = [row for row, raw in enumerate(slices) if pattern.search(raw)]
    assert _found(source, word) == expected
    assert _found(source, f"/{word}/") == expected
    assert _found(source, f"not {word}") == [r for r in range(len(slices)) if r not in expected]
