"""Long strings of a JSON text are marks while it is edited, and come back byte by byte."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.json.long_values import LONGEST, folded

PICTURE = "QUJD" * 1000


def test_a_picture_is_a_mark() -> None:
    body = json.dumps({"data": PICTURE, "text": "short"}).encode()
    found = folded(body)
    assert found is not None
    assert PICTURE not in found.text
    assert "⟦value 1: 4,000 characters⟧" in found.text
    edited = found.text.replace("short", "other")
    assert json.loads(found.unfolded(edited)) == {"data": PICTURE, "text": "other"}


def test_numbers_stay_as_they_are() -> None:
    found = folded(b'{"a":1.50,"b":18446744073709551616}')
    assert found is not None
    assert "1.50" in found.text
    assert "18446744073709551616" in found.text


def test_what_is_no_json_is_not_folded() -> None:
    assert folded(b"{oops") is None
    assert folded(b"\xff") is None


def test_what_a_text_field_would_change_is_escaped() -> None:
    found = folded('{"a":"\u00a0\u2028\u2029b"}'.encode())
    assert found is not None
    assert found.text == '{\n  "a": "\\u00a0\\u2028\\u2029b"\n}'


@given(
    st.dictionaries(
        st.text(max_size=20),
        st.text(max_size=20) | st.text(min_size=1, max_size=8).map(lambda t: t * LONGEST),
        max_size=4,
    )
)
def test_unfolded_it_says_the_same(value: dict[str, str]) -> None:
    body = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
    found = folded(body)
    assert found is not None
    assert json.loads(found.unfolded(found.text)) == json.loads(body)
