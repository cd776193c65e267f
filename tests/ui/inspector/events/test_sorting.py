"""A sort in turns gives the order of a sort at once, with equal keys as they came."""

from __future__ import annotations

import random
from array import array

from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.ui.inspector.events.sorting import Sorting


def _sorted(keys: list[int] | list[str], *, descending: bool) -> list[int]:
    sorting = Sorting(range(len(keys)), keys.__getitem__, descending=descending)
    while not sorting.done:
        sorting.advance(0)
    return list(sorting.order)


@given(st.lists(st.integers(-3, 50), max_size=60), st.booleans())
def test_sorts_numbers(keys: list[int], descending: bool) -> None:
    expected = sorted(range(len(keys)), key=keys.__getitem__, reverse=descending)
    assert _sorted(keys, descending=descending) == expected


@given(st.lists(st.text("abc", max_size=3), max_size=40))
def test_sorts_texts(keys: list[str]) -> None:
    expected = sorted(range(len(keys)), key=keys.__getitem__)
    assert _sorted(keys, descending=False) == expected


def test_sorts_many_in_short_turns() -> None:
    pick = random.Random(3)
    keys = [pick.randrange(500) for _ in range(50_000)]
    events = array("I", range(1, 50_000, 3))
    sorting = Sorting(events, keys.__getitem__, descending=False)
    turns = 0
    while not sorting.done:
        sorting.advance(0)
        turns += 1
    assert turns > 100
    assert list(sorting.order) == sorted(events, key=keys.__getitem__)
