"""Paths as people write them: what is written by `path_text` is read, what is wrong is told where."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.json.path import JsonPathError, find, parse
from gemini_desktop.core.json.spans import path_text

_NAMES = st.text(max_size=8)
_JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_NAMES, inner, max_size=4),
    max_leaves=20,
)


@given(st.lists(_NAMES | st.integers(0, 10**9), max_size=6))
def test_what_is_written_is_read(keys: list[str | int]) -> None:
    assert parse(path_text(tuple(keys))) == tuple(keys)


@given(_JSON, st.data())
def test_each_value_is_found_by_its_path(value: Any, data: st.DataObject) -> None:
    path: tuple[str | int, ...] = ()
    inner = value
    while isinstance(inner, dict | list) and inner and data.draw(st.booleans()):
        keys = list(inner) if isinstance(inner, dict) else list(range(len(inner)))
        key = data.draw(st.sampled_from(keys))
        inner, path = inner[key], (*path, key)
    assert find(value, path_text(path)) == path


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("$", ()),
        ("", ()),
        ("  $  ", ()),
        ("$.a.b", ("a", "b")),
        ("a.b", ("a", "b")),
        (".a", ("a",)),
        ("candidates[0].content", ("candidates", 0, "content")),
        ("$['a b'][\"c'd\"]", ("a b", "c'd")),
        (r"$['it\'s']", ("it's",)),
        (r"$['\u65e5\n']", ("日\n",)),
        ("$[ 0 ][-1]", (0, -1)),
        ("$.日本.x-y", ("日本", "x-y")),
        ("$[0].a", (0, "a")),
    ],
)
def test_usual_ways_to_write(text: str, path: tuple[str | int, ...]) -> None:
    assert parse(text) == path


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("$..a", 1),
        ("$.a[", 3),
        ("$.a[*]", 3),
        ("$.a[1:2]", 3),
        ("$.a b", 3),
        ("$.a[?@.b]", 3),
        ("$.", 1),
        (r"$['\q']", 1),
        ("$.a]", 3),
    ],
)
def test_what_cannot_be_read_is_told_where(text: str, at: int) -> None:
    with pytest.raises(JsonPathError, match=r"\w") as raised:
        parse(text)
    assert raised.value.at == at


VALUE = {"candidates": [{"content": {"parts": [{"text": "x"}]}}, {}], "0": "zero"}


@pytest.mark.parametrize(
    ("text", "words", "at"),
    [
        ("$.nothing", "There is no nothing in $; it has candidates, 0.", 1),
        ("$.candidates[2]", "$.candidates has 2 items; there is no [2].", 12),
        ("$.candidates[-3]", "$.candidates has 2 items; there is no [-3].", 12),
        ("$.candidates.content", "$.candidates is a list: [0] is its first item.", 12),
        ("$.candidates[1].content", "There is no content in $.candidates[1]; it has nothing.", 15),
        ("$['0'].x", "$['0'] is a single value, with nothing in it.", 6),
    ],
)
def test_a_path_that_leads_nowhere_says_how_far_it_led(text: str, words: str, at: int) -> None:
    with pytest.raises(JsonPathError) as raised:
        find(VALUE, text)
    assert str(raised.value) == words
    assert raised.value.at == at


def test_indexes_from_the_end_become_plain() -> None:
    assert find(VALUE, "$.candidates[-2].content") == ("candidates", 0, "content")
    assert find(VALUE, "$[0]") == ("0",)
