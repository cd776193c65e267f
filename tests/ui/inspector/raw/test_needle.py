"""What is typed into the search: text, hexadecimal numbers, the number of a byte."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.ui.inspector.raw import needle


def _in(found: needle.Needle, raw: bytes) -> bool:
    return found.first(raw, len(raw)) is not None and found.last(raw, len(raw)) is not None


@given(st.text(min_size=1, max_size=20), st.booleans())
def test_text_is_found_as_utf8_and_as_json_writes_it(text: str, plain: bool) -> None:
    found = needle.needle(text, "text")
    assert found is not None
    if not any(0xD800 <= ord(character) < 0xE000 for character in text):
        assert _in(found, b"\x00" + text.encode() + b"\xff")
    written = json.dumps({"text": text}, ensure_ascii=plain)
    assert _in(found, written.encode("utf-8", "surrogatepass"))


def test_both_cases_are_found() -> None:
    found = needle.needle("finishReason", "text")
    assert found is not None
    assert _in(found, b'"FINISHREASON"')


@given(st.binary(min_size=1, max_size=20), st.sampled_from(["{}", "0x{}", "{} ", " {}", "\\x{}"]))
def test_hex_is_read_however_it_is_written(raw: bytes, form: str) -> None:
    typed = "".join(form.format(f"{byte:02X}") for byte in raw)
    assert needle.hex_bytes(typed) == raw
    found = needle.needle(typed, "hex")
    assert found is not None
    assert _in(found, b"__" + raw)


@pytest.mark.parametrize("typed", ["g1", "1", "123", "0x", "-1", "日"])
def test_what_is_no_hex_is_said(typed: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        needle.needle(typed, "hex")


def test_nothing_typed_is_no_pattern() -> None:
    assert needle.needle("", "text") is None
    assert needle.needle("", "hex") is None


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("1234", 1234),
        ("1,234", 1234),
        ("1 234", 1234),
        ("0x4d2", 1234),
        ("4D2h", 1234),
        ("0x4D2h", 1234),
        ("+16", 1016),
        ("+0x10", 1016),
        ("-1", 4999),
        ("1000", 1000),
        ("5000", 5000),
    ],
)
def test_a_byte_by_its_number(typed: str, place: int) -> None:
    assert needle.offset(typed, 1000, 5000) == place


@pytest.mark.parametrize(
    "typed", ["", "x", "4d2", "0x", "h", "12.5e3", "999", "5001", "+9999", "--1"]
)
def test_what_is_no_byte_here_is_said(typed: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        needle.offset(typed, 1000, 5000)
