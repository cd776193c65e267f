"""Colours for code, by Pygments, put on a document's layout without touching its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QTextCharFormat, QTextDocument, QTextLayout

from gemini_desktop.core.text.code_kinds import lexer as lexer_of
from gemini_desktop.core.text.code_kinds import nearest
from gemini_desktop.ui import theme

if TYPE_CHECKING:
    from pygments.lexer import Lexer

_MAX_CHARACTERS = 20_000
"""Longer pieces stay plain: colouring is a comfort, not worth a frame."""

_ENDING = re.compile(r"\*\.[a-z0-9]+", re.IGNORECASE)

_TONES = {
    "Keyword": "violet",
    "Name.Function": "accent",
    "Name.Class": "accent",
    "Name.Decorator": "accent",
    "Name.Tag": "accent",
    "Name.Attribute": "amber",
    "Name.Builtin": "accent",
    "Literal.String": "green",
    "Literal.Number": "amber",
    "Comment": "text_3",
    "Operator.Word": "violet",
    "Generic.Inserted": "green",
    "Generic.Deleted": "red",
    "Generic.Heading": "accent",
}


def apply(document: QTextDocument, code: str, language: str) -> None:
    """Colour the document, whose text is this code; nothing happens for an unknown language."""
    if not language or len(code) > _MAX_CHARACTERS:
        return
    lexer = lexer_of(language.lower())
    if lexer is None:
        return
    block = document.begin()
    ranges: list[QTextLayout.FormatRange] = []
    for start, length, tone in _runs(lexer, code):
        while block.isValid() and start >= block.position() + block.length():
            block.layout().setFormats(ranges)
            block, ranges = block.next(), []
        if not block.isValid():
            break
        range_ = QTextLayout.FormatRange()
        range_.start = start - block.position()
        range_.length = length
        format_ = QTextCharFormat()
        format_.setForeground(QColor(theme.current().colour(tone)))
        range_.format = format_
        ranges.append(range_)
    if block.isValid():
        block.layout().setFormats(ranges)


def suffix(language: str) -> str:
    """The ending of files in this language; `.txt` where it is not known."""
    lexer = lexer_of(language.lower()) if language else None
    endings = [name[1:] for name in lexer.filenames if _ENDING.fullmatch(name)] if lexer else []
    return endings[0] if endings else ".txt"


def _runs(lexer: Lexer, code: str) -> Iterator[tuple[int, int, str]]:
    """Coloured stretches as start, length and tone, none longer than a line. Positions count
    UTF-16 units, as Qt does."""
    position = 0
    for _, kind, value in lexer.get_tokens_unprocessed(code):
        tone = _tone(kind)
        for number, line in enumerate(value.split("\n")):
            position += 1 if number else 0
            length = _units(line)
            if tone and length:
                yield position, length, tone
            position += length


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


@lru_cache(maxsize=256)
def _tone(kind: object) -> str:
    return nearest(str(kind), _TONES)
