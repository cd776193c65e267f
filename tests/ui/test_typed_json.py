"""What is typed as JSON is read, or what is wrong with it is said in words for a person."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.ui import typed_json


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"a": 1,\n "b": }', "Line 2, column 7: Expecting value."),
        ("", "Line 1, column 1: Expecting value."),
        ('{"a": NaN}', "JSON has no NaN."),
        ("[-Infinity]", "JSON has no -Infinity."),
        ("[" * 200_000, "This is nested too deep."),
        ("1" * 5000, "There is a number of thousands of digits in it."),
    ],
)
def test_what_is_wrong_is_said(text: str, words: str) -> None:
    assert typed_json.read(text) == (None, words)


@given(st.recursive(st.none() | st.integers() | st.text(), lambda each: st.lists(each, max_size=3)))
def test_what_is_right_is_read(value: Any) -> None:
    assert typed_json.read(json.dumps(value)) == (value, "")


@given(st.text())
def test_whatever_is_typed_is_answered(text: str) -> None:
    value, words = typed_json.read(text)
    assert value is None or words == ""
