"""Places of words in a text."""

import re

from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.text.marks import marks_in


def test_they_stand_in_order_and_what_overlaps_is_one() -> None:
    patterns = [re.compile("three"), re.compile("one"), re.compile("ree")]
    assert marks_in("one, two, three", patterns) == [(0, 3), (10, 15)]
    assert marks_in("abcd", [re.compile("abc"), re.compile("bcd")]) == [(0, 4)]
    assert marks_in("abab", [re.compile("ab")]) == [(0, 2), (2, 4)]
    assert marks_in("nothing", [re.compile("x")]) == []


@given(st.text("ab", max_size=30), st.lists(st.text("ab", min_size=1, max_size=3), max_size=4))
def test_every_character_of_a_hit_is_marked_once(text: str, words: list[str]) -> None:
    patterns = [re.compile(word) for word in words]
    hit = {place for each in patterns for m in each.finditer(text) for place in range(*m.span())}
    marked = [place for start, end in marks_in(text, patterns) for place in range(start, end)]
    assert marked == sorted(hit)
