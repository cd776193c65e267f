"""Places inside a JSON value."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.export import pointers


@given(st.lists(st.text(max_size=5), min_size=1, max_size=4))
def test_what_was_put_stands_under_these_names(names: list[str]) -> None:
    value: dict[str, Any] = {}
    holder = value
    for name in names[:-1]:
        holder[name] = {}
        holder = holder[name]
    assert pointers.put(value, pointers.joined(*names), 7)
    found: Any = value
    for name in names:
        found = found[name]
    assert found == 7


def test_names_are_escaped_as_the_standard_has_it() -> None:
    assert pointers.joined("a/b", "m~n", 3, "") == "/a~1b/m~0n/3/"
    value = {"a/b": {"m~n": [0, 1, 2, {"": 5}]}}
    assert pointers.put(value, "/a~1b/m~0n/3/", 6)
    assert value["a/b"]["m~n"][3] == {"": 6}


@pytest.mark.parametrize(
    "pointer",
    ["", "/a/3", "/a/-1", "/a/x", "/a/1/2", "/b/c", "/a/99999999999999999999", "/a/٣", "x"],
)
def test_where_nothing_can_stand_nothing_is_put(pointer: str) -> None:
    value: dict[str, Any] = {"a": [1, 2]}
    assert not pointers.put(value, pointer, 0)
    assert value == {"a": [1, 2]}


def test_a_new_member_may_be_put_a_new_place_may_not() -> None:
    value: dict[str, Any] = {"a": [1]}
    assert pointers.put(value, "/b", 2)
    assert not pointers.put(value, "/a/1", 2)
    assert pointers.put(value, "/a/0", 3)
    assert value == {"a": [3], "b": 2}
