"""The part of an expression that is looked for first is in whatever the expression matches."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.ui.inspector.events.filter.words import certain_part, needle

_ATOMS = st.sampled_from(
    ["a", "b", "sun", ".", "\\.", "\\d", "\\s", "[ab]", "[^]a]", "[]a\\]]", "(ab)", "(a)", "\\/",
     "-", " ", '"', ":", "^", "$", "\\x41", "\\\\", "\\n", ","]
)  # fmt: skip
_COUNTS = st.sampled_from(["", "", "", "*", "+", "?", "{0}", "{2}", "{1,2}", "*?"])
_PARTS = st.tuples(_ATOMS, _COUNTS).map(lambda pair: pair[0] + pair[1])
_SOURCES = st.lists(_PARTS, min_size=1, max_size=6).map("".join) | st.lists(
    _PARTS, min_size=2, max_size=4
).map("|".join)


@given(st.data(), _SOURCES)
def test_what_matches_holds_the_certain_part(data: st.DataObject, source: str) -> None:
    try:
        pattern = re.compile(source)
    except re.error:
        return
    text = data.draw(st.from_regex(pattern) | st.text("absun.-A ,", max_size=12))
    if pattern.search(text):
        assert certain_part(source) in text


@pytest.mark.parametrize(
    ("source", "part"),
    [
        ("river .*777", "river "),
        ("colou?r", "colo"),
        ("a+bc", "bc"),
        ("(ab)+xyz", "xyz"),
        ("ab|cd", ""),
        ("(?i)ab", ""),
        ("[xyz]{3}long", ""),
        ("\\.\\.\\.", "..."),
        ("\\d\\d:\\d\\d", ":"),
    ],
)
def test_what_is_taken(source: str, part: str) -> None:
    assert certain_part(source) == part


def test_a_word_is_known_in_each_spelling() -> None:
    assert needle('a"b').spellings == (b'a"b', b'a\\"b')
    assert b"\\u65e5" in needle("日").spellings
    assert b"\\u00E9" in needle("É").spellings or b"\\u00C9" in needle("É").spellings
    assert not needle("777").fold
    assert needle("sun").fold
