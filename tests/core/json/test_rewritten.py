"""Objects that a parser wrote anew: each character of the text has its bytes, and back."""

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core import json_text
from gemini_desktop.core.json.rewritten import Rewritten, rewritten
from gemini_desktop.core.json.spans import EventJson
from gemini_desktop.core.protocols import wire
from tests.core.json.test_spans import framed, texts, values, written


def of(raw: bytes) -> Rewritten:
    found = rewritten(EventJson(raw), ("args",))
    assert found is not None
    return found


@given(
    st.dictionaries(texts, values, max_size=4) | st.lists(values, max_size=4),
    st.sampled_from(["lf", "crlf", "cr", "bare"]),
    st.randoms(use_true_random=False),
)
def test_any_part_has_its_bytes_and_these_are_its_own(
    value: Any, how: str, chance: random.Random
) -> None:
    raw = framed(written({"before": 1, "args": value, "after": "x"}, chance), how)
    event = EventJson(raw)
    found = of(raw)
    parsed = json_text.parse(event.text.decode("utf-8", "replace"))["args"]
    assert found.text == wire.dumped(parsed)
    assert found.bytes_of(0, len(found.text)) == event.span(("args",))
    for _ in range(12):
        start = chance.randrange(len(found.text))
        end = chance.randrange(start, len(found.text)) + 1
        first, last = found.bytes_of(start, end)
        back = found.characters_of(first, last)
        assert back is not None
        assert back[0] <= start < end <= back[1]
        assert found.bytes_of(*back) == (first, last)


def test_a_word_in_an_argument() -> None:
    raw = b'data: {"args": { "city" : "San\\u0020Francisc\\u006f", "n": 1.50 } }\n\n'
    found = of(raw)
    assert found.text == '{"city":"San Francisco","n":1.5}'
    place = found.text.index("Francisco")
    first, last = found.bytes_of(place, place + 9)
    assert raw[first:last] == rb"Francisc\u006f"
    assert found.characters_of(first, last) == (place, place + 9)
    number = found.text.index("1.5")
    first, last = found.bytes_of(number, number + 1)
    assert raw[first:last] == b"1.50"
    assert found.characters_of(first + 1, first + 2) == (number, number + 3)


def test_names_that_come_twice_leave_the_whole() -> None:
    raw = b'{"args": {"a": 1, "a": 2}}'
    found = of(raw)
    assert found.text == '{"a":2}'
    assert found.bytes_of(2, 3) == (9, 25)
    assert found.characters_of(12, 13) == (0, 7)


@pytest.mark.parametrize("raw", [b'{"args": "text"}', b'{"args": 5}', b"{}", b'{"args": {"a": }}'])
def test_what_is_no_object_was_not_written_anew(raw: bytes) -> None:
    assert rewritten(EventJson(raw), ("args",)) is None


def test_bytes_outside_say_nothing() -> None:
    found = of(b'{"args": {"a": 1}, "b": 2}')
    assert found.characters_of(0, 5) is None
    assert found.characters_of(20, 25) is None
    assert found.bytes_of(3, 3) == (12, 12)
