"""Values become text: readable, bounded, whatever a server made of them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.ui.chat.text import structure
from tests.support import costs_less_than

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.floats(allow_nan=False),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=20,
)


def nested(depth: int) -> Any:
    value: Any = 1
    for number in range(depth):
        value = [value] if number % 2 else {"k": value}
    return value


@given(JSON)
def test_what_is_written_reads_back_as_the_same(value: Any) -> None:
    written = structure.text(value)
    if isinstance(value, str):
        assert written == value.strip("\n")
    elif value not in (None, "", {}, []):
        assert json.loads(written) == value


@given(JSON)
def test_both_writers_agree(value: Any) -> None:
    """The one in C is fast, the other takes what that cannot."""
    slow = "\n".join(structure._lines(value))
    assert slow == json.dumps(value, indent=2, ensure_ascii=False)


@pytest.mark.parametrize("value", [{"n": 2**80}, ["\ud800"], {"a": float("inf")}, nested(400)])
def test_odd_values_are_written_too(value: Any) -> None:
    assert structure.text(value)


def test_a_thousand_levels_make_no_desert_of_blanks() -> None:
    written = structure.text(nested(900))
    assert len(written) < 200_000
    assert max(map(len, written.split("\n"))) < 80
    assert structure.preview(nested(900)).lines == written.count("\n") + 1


def test_a_megabyte_is_written_in_no_time() -> None:
    value = [{"name": f"file-{n}", "bytes": n, "tags": ["a", "b"]} for n in range(14_000)]
    with costs_less_than(1):
        seen = structure.preview(value)
    assert (seen.lines, seen.more, seen.text.count("\n")) == (112_002, True, 9)


@pytest.mark.parametrize(
    ("value", "text", "lines", "more"),
    [
        (None, "", 0, False),
        ("", "", 0, False),
        ({}, "", 0, False),
        ("one\ntwo\n", "one\ntwo", 2, False),
        ("\n".join("x" * 10), "\n".join("x" * 10), 10, False),
        ("\n".join("x" * 11), "\n".join("x" * 10), 11, True),
        ("y" * 5000, "y" * 1200, 1, True),
        (0, "0", 1, False),
        (False, "false", 1, False),
    ],
)
def test_a_preview_says_what_is_not_seen(value: Any, text: str, lines: int, more: bool) -> None:
    assert structure.preview(value) == structure.Preview(text, lines, more)


@given(st.text(alphabet="ab\n", max_size=3000), st.integers(0, 4))
def test_pieces_add_up_and_are_small(text: str, longer: int) -> None:
    whole = text + "z" * (longer * 5000) + "\n" + text
    pieces = list(structure.pieces(whole))
    assert "".join(pieces) == whole
    assert all(0 < len(piece) <= 6000 and piece.count("\n") <= 60 for piece in pieces)
