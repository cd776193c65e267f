"""Arguments of calls: text in fragments, values by path, contradictions."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core import arguments
from gemini_desktop.core.events import FunctionCall, Json, PartialArgument


def by_path(*pieces: tuple[str, Json] | tuple[str, Json, bool]) -> Json:
    """What pieces by path add up to."""
    return arguments.assembled(
        tuple(
            PartialArgument(path=p[0], value=p[1], will_continue=len(p) == 3 and p[2])
            for p in pieces
        )
    )


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ([("$.a", 1)], {"a": 1}),
        ([("$.a.b.c", None)], {"a": {"b": {"c": None}}}),
        ([("$.a[0].b", 1), ("$.a[1].b", 2)], {"a": [{"b": 1}, {"b": 2}]}),
        ([("$.a[2]", "x")], {"a": [None, None, "x"]}),
        ([("$['a b']", 1), ('$["c.d"]', 2)], {"a b": 1, "c.d": 2}),
        ([("$.a", "x", True), ("$.a", "y", True), ("$.a", "z")], {"a": "xyz"}),
        ([("$.a", "x", True), ("$.b", 1), ("$.a", "y")], {"a": "y", "b": 1}),
        ([("$.a", "x"), ("$.a", "y")], {"a": "y"}),
        ([("$.a", 1), ("$.a.b", 2)], {"a": 1}),
        ([("$.a[0]", 1), ("$.a.b", 2)], {"a": [1]}),
        ([("", 1), ("$", 2), ("nonsense", 3)], {}),
        ([("$.größe", 1)], {"größe": 1}),
        ([("$[0]", 1)], {"0": 1}),
    ],
)
def test_pieces_by_path(pieces: list[tuple[str, Json]], expected: Json) -> None:
    assert by_path(*pieces) == expected


def test_an_absurd_index_costs_no_memory() -> None:
    assert len(by_path(("$.a[99999999999999999999]", 1))["a"]) <= 10_001
    assert by_path((f"$.a[{'9' * 5000}]", 1))["a"][-1] == 1
    assert by_path(("$" + ".a" * 5000, 1)) == {}


@given(
    st.lists(
        st.tuples(st.text("$.[]'\"ab019", max_size=12), st.none() | st.text() | st.integers()),
        max_size=8,
    )
)
def test_no_path_raises(pieces: list[tuple[str, Json]]) -> None:
    assert isinstance(by_path(*pieces), dict)


@given(st.dictionaries(st.text(), st.none() | st.booleans() | st.integers() | st.text()), st.data())
def test_text_may_be_cut_anywhere(args: dict[str, Json], data: st.DataObject) -> None:
    text = json.dumps(args)
    at = data.draw(st.integers(0, len(text)))
    first = FunctionCall(id="1", name="f", arguments=text[:at])
    whole = arguments.joined(first, FunctionCall(arguments=text[at:]))
    assert (whole.id, whole.name) == ("1", "f")
    assert arguments.value(whole) == args


def test_joining_keeps_the_first_name_and_the_last_extra() -> None:
    whole = arguments.joined(
        FunctionCall(name="f", extra={"a": 1}),
        FunctionCall(id="1", name="g"),
        FunctionCall(id="2", extra={"b": 2}),
        FunctionCall(),
    )
    assert whole == FunctionCall(id="1", name="f", extra={"b": 2})


def test_values_that_are_not_whole() -> None:
    assert arguments.value(FunctionCall(arguments='{"a')) is None
    assert arguments.value(FunctionCall(arguments="  ")) == {}
    assert arguments.value(FunctionCall(arguments="[1]")) == [1]
    assert arguments.value(FunctionCall(arguments='{"a": NaN}'))["a"] != 0
    assert arguments.value(FunctionCall(arguments="[" * 100_000)) is None


def test_text_of_a_call() -> None:
    assert arguments.text(FunctionCall(arguments='{"a')) == '{"a'
    piece = PartialArgument(path="$.ä", value="ö")
    assert arguments.text(FunctionCall(partial=(piece,))) == '{"ä": "ö"}'
