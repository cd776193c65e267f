"""Code as HTML, its words coloured by what they are (by Pygments)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from gemini_desktop.core.export.page import safe
from gemini_desktop.core.text.code_kinds import lexer as lexer_of
from gemini_desktop.core.text.code_kinds import nearest

if TYPE_CHECKING:
    from pygments.lexer import Lexer

_MOST_CHARACTERS = 200_000
"""Longer pieces stay plain."""

_CLASSES = {
    "Keyword": "k",
    "Name.Function": "f",
    "Name.Class": "f",
    "Name.Decorator": "f",
    "Name.Tag": "f",
    "Name.Builtin": "f",
    "Name.Attribute": "n",
    "Literal.Number": "n",
    "Literal.String": "s",
    "Comment": "c",
    "Operator.Word": "k",
    "Generic.Inserted": "s",
    "Generic.Deleted": "d",
    "Generic.Heading": "f",
}
COLOURS = {
    "k": "#7c4dd8",
    "f": "#2563eb",
    "n": "#b45309",
    "s": "#147d3b",
    "c": "#656d7a",
    "d": "#c81e1e",
}
"""On white; the style sheet has those for dark pages."""


def coloured(code: str, language: str, *, inline: bool = False) -> str:
    """The code as HTML. With `inline` the colours stand at each word, else they are classes."""
    lexer = lexer_of(language.strip().lower()) if language else None
    if lexer is None or len(code) > _MOST_CHARACTERS:
        return safe.text(code)
    return "".join(_spans(lexer, code, inline=inline))


def _spans(lexer: Lexer, code: str, *, inline: bool) -> Iterator[str]:
    for _, kind, value in lexer.get_tokens_unprocessed(code):
        class_, words = _class(str(kind)), safe.text(value)
        if not class_ or not value.strip():
            yield words
        elif inline:
            yield f'<span style="color:{COLOURS[class_]}">{words}</span>'
        else:
            yield f'<span class="{class_}">{words}</span>'


@lru_cache(maxsize=256)
def _class(kind: str) -> str:
    return nearest(kind, _CLASSES)
