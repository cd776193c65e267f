"""Which way text runs: as its first letter does that has a direction of its own (UAX #9, P2)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token


_LOOKED_AT = 500


def is_right_to_left(text: str) -> bool | None:
    """None where no character says it: digits, marks, emoji."""
    for character in text[:_LOOKED_AT]:
        match unicodedata.bidirectional(character):
            case "L":
                return False
            case "R" | "AL":
                return True
    return None


def words(inlines: Iterable[Token]) -> str:
    """The words of inline tokens, without formulas, code and addresses."""
    return "".join(
        child.content
        for inline in inlines
        for child in inline.children or ()
        if child.type == "text"
    )
