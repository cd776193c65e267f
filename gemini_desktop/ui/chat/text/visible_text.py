"""What a part of a laid-out block reads as: the text that is seen, without Qt's own marks.

`QTextCursor.selectedText` puts noncharacters (U+FDD0, U+FDD1) where table cells begin and end;
no other program can do anything with them. Cells are parted by tabs and rows by line ends here,
which is what spreadsheets and editors take.
"""

from __future__ import annotations

from typing import cast

from PySide6.QtGui import QTextBlock, QTextCursor, QTextDocument, QTextTable

from gemini_desktop.ui.chat.text.citing import SIGN
from gemini_desktop.ui.chat.text.formulas import typed

_LINE_SEPARATOR = "\u2028"


def visible_text(document: QTextDocument, start: int, end: int) -> str:
    """The text between two positions, `end` exclusive; what lies past the document is left out."""
    text = ""
    before: tuple[QTextTable, int] | None = None
    block = document.findBlock(start)
    first = block.position()
    while block.isValid() and (block.position() < end or block.position() == first):
        row = _row(block)
        if block.position() != first:
            text += "\t" if row is not None and row == before and _starts_cell(block) else "\n"
        text += _part(block, start, end)
        before = row
        block = block.next()
    return SIGN.sub("", text).replace(_LINE_SEPARATOR, "\n")


def _part(block: QTextBlock, start: int, end: int) -> str:
    """Through a cursor, as positions count UTF-16 units and a Python string's do not."""
    last = block.position() + block.length() - 1
    cursor = QTextCursor(block)
    cursor.setPosition(min(max(start, block.position()), last))
    cursor.setPosition(min(end, last), QTextCursor.MoveMode.KeepAnchor)
    return typed.with_sources(cursor.selectedText(), block.document(), cursor.selectionStart())


def _row(block: QTextBlock) -> tuple[QTextTable, int] | None:
    """The table and the row that the block stands in."""
    table = _table(block)
    return None if table is None else (table, table.cellAt(block.position()).row())


def _starts_cell(block: QTextBlock) -> bool:
    table = _table(block)
    return table is not None and table.cellAt(block.position()).firstPosition() == block.position()


def _table(block: QTextBlock) -> QTextTable | None:
    """The innermost table around the block; Qt's types do not say that there may be none."""
    return cast("QTextTable | None", QTextCursor(block).currentTable())
