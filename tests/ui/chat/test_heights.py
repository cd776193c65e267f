"""The tree of heights agrees with plain sums."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.ui.chat.heights import Heights

numbers = st.lists(st.integers(0, 500), min_size=1, max_size=60)


def built(values: list[int]) -> Heights:
    heights = Heights()
    for value in values:
        heights.append(value)
    return heights


@given(numbers, st.data())
def test_sums_and_places(values: list[int], data: st.DataObject) -> None:
    """After appending, changing and cutting off, in any mixture."""
    heights = built(values)
    index = data.draw(st.integers(0, len(values) - 1))
    new = data.draw(st.integers(0, 500))
    assert heights.set(index, new) == new - values[index]
    values[index] = new
    length = data.draw(st.integers(1, len(values)))
    heights.truncate(length)
    del values[length:]
    heights.append(7)
    values.append(7)
    assert [heights.top(i) for i in range(len(values) + 1)] == [
        sum(values[:i]) for i in range(len(values) + 1)
    ]
    y = data.draw(st.integers(0, max(0, sum(values) - 1)))
    found, offset = heights.find(y)
    assert sum(values[:found]) + offset == y
    assert 0 <= offset < values[found]


def test_below_the_end_is_the_last() -> None:
    assert built([10, 10]).find(35) == (1, 25)
    assert built([10]).find(-5)[0] == 0


def test_an_empty_list_has_no_height() -> None:
    assert Heights().total() == pytest.approx(0)
