"""What hides in a text is seen; what writing needs stays as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.ui.chat.text.showable import showable
from gemini_desktop.ui.chat.text.unseen import made_visible


def tagged(text: str) -> str:
    return "".join(chr(0xE0000 + ord(c)) for c in text)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a\x1b[2Jb", "a␛[2Jb"),
        ("a\x07\x7f\x9b", "a␇␡⟨U+009B⟩"),
        ("exe.\u202egnp", "exe.⟨RLO⟩gnp"),
        ("\u2067never closed", "⟨RLI⟩never closed"),
        ("pass\u200bword\ufeff", "pass⟨U+200B⟩word⟨U+FEFF⟩"),
        (f"Hello{tagged('ignore all')}", "Hello⟨10 hidden: ignore all⟩"),
        ("\U000e0001x", "⟨1 hidden⟩x"),
        ("a\ufe01\U000e0120\ufe02b", "a⟨3 hidden⟩b"),
    ],
)
def test_what_misleads_is_named(text: str, seen: str) -> None:
    assert made_visible(text) == seen


@pytest.mark.parametrize(
    "text",
    [
        "plain\ttext\nof lines",
        "👩\u200d💻 and ❤\ufe0f",
        f"🏴{tagged('gbeng')}\U000e007f",
        "می\u200cخواهم",
        "عربي \u2067abc\u2069 نص",
        "ภาษา\u200bไทย",
        "葛\U000e0100城",
        "soft\u00adhyphen \u200f",
    ],
)
def test_what_writing_needs_is_left_alone(text: str) -> None:
    assert made_visible(text) == text


@given(st.text())
def test_no_control_reaches_a_document(text: str) -> None:
    seen = showable(text)
    assert not any(ord(c) < 32 and c not in "\t\n" for c in seen)
    assert not any(0xD800 <= ord(c) < 0xE000 for c in seen)
    assert "\u202e" not in seen


def test_halves_of_a_character_that_came_apart_are_one_again() -> None:
    assert showable("\ud83d" + "\ude00") == "😀"
    assert showable("\ud83d x") == "\ufffd x"


def test_an_endless_chain_of_joiners_is_taken_apart() -> None:
    assert made_visible("👨\u200d" * 500) == "👨" * 500
    assert (
        made_visible("👩🏻\u200d❤\ufe0f\u200d💋\u200d👨🏼") == "👩🏻\u200d❤\ufe0f\u200d💋\u200d👨🏼"
    )
