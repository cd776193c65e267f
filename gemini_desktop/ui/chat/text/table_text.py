"""The text of a table's document without making a table, for which Qt takes much longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QTextCursor

from gemini_desktop.ui.chat.text import running_text, tables
from gemini_desktop.ui.chat.text.inline import InlineWriter
from gemini_desktop.ui.chat.text.markdown import parse
from gemini_desktop.ui.chat.text.render import new_document
from gemini_desktop.ui.chat.text.showable import showable
from gemini_desktop.ui.chat.text.text_style import TextStyle, style_for
from gemini_desktop.ui.chat.turns.blocks import Markdown

if TYPE_CHECKING:
    from markdown_it.token import Token

_CELL, _END = "\ufdd0", "\ufdd1"
"""What a QTextDocument has before each cell, and after the last one."""
_FEW_BARS = 100
"""A smaller table is made as fast as it is thought about."""
_MANY_BRACKETS = 500


def table_text(block: Markdown) -> str | None:
    """The raw text of the document; None where the block is not one large table and no more."""
    source = block.segment.source
    if source.count("|") < _FEW_BARS or source.count("[") > _MANY_BRACKETS or block.cites:
        return None
    tokens = parse(block.segment.prefix + source, block.references)
    tops = [token.type for token in tokens if token.level == 0]
    if tops != ["table_open", "table_close"]:
        return None
    table = tables.read(tokens, has_head=not block.segment.prefix)
    if not table.rows or table.columns > tables.MAX_COLUMNS:
        return None
    style = style_for(block.part)
    texts = [
        _cell_text(row[column].inline, style) if column < len(row) else ""
        for row in table.rows
        for column in range(table.columns)
    ]
    return f"{_CELL}{_CELL.join(texts)}{_END}"


def _cell_text(inline: Token, style: TextStyle) -> str:
    text = ""
    for child in inline.children or []:
        match child.type:
            case "text" if not ("[^" in child.content or running_text.may_link(child.content)):
                text += showable(child.content)
            case "code_inline":
                text += showable(child.content)
            case "strong_open" | "strong_close" | "em_open" | "em_close" | "s_open" | "s_close":
                pass
            case _:
                return _typed(inline, style)
    return text


def _typed(inline: Token, style: TextStyle) -> str:
    """What is typed for links, formulas, notes and the like is for the writer to say."""
    document = new_document(style.font)
    InlineWriter(QTextCursor(document), style).write(inline, style.characters())
    return document.toRawText()
