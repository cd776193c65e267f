"""Languages are known by their names, and kinds of tokens by what they are a kind of."""

from __future__ import annotations

import pytest

from gemini_desktop.core.text.code_kinds import lexer, nearest

KNOWN = {"Name": "n", "Name.Function": "f"}


def test_a_language_keeps_every_character() -> None:
    found = lexer("python")
    assert found is not None
    code = "\n\n  print(1)"
    assert "".join(value for _, _, value in found.get_tokens_unprocessed(code)) == code
    assert lexer("no such language") is None


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("Token.Name.Function.Magic", "f"),
        ("Token.Name.Other", "n"),
        ("Name", "n"),
        ("Token.Text", ""),
        ("Token", ""),
        ("", ""),
    ],
)
def test_the_nearest_kind_counts(kind: str, expected: str) -> None:
    assert nearest(kind, KNOWN) == expected
