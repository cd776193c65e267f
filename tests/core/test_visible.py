"""What a server says cannot move the cursor or turn a line around."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.visible import visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, 日本語, العربية\tand\nlines", "plain, 日本語, العربية\tand\nlines"),
        ("\x1b[2J", "␛[2J"),
        ("a\x00b\x7f\r", "a␀b␡␍"),
        ("\x9b1m", "⟨U+009B⟩1m"),
        ("\u202eevil\u202c", "⟨U+202E⟩evil⟨U+202C⟩"),
    ],
)
def test_spelling(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text())
def test_no_control_character_is_left(text: str) -> None:
    assert all(unicodedata.category(c) != "Cc" or c in "\t\n" for c in visible(text))
    assert visible(visible(text)) == visible(text)
