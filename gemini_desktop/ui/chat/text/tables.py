"""Tables: hairlines between the rows, a bold head, no box."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QFont,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
    QTextFrameFormat,
    QTextTable,
    QTextTableCellFormat,
    QTextTableFormat,
)

from gemini_desktop.ui.chat.text import direction
from gemini_desktop.ui.chat.text.formulas.set_in_line import SHARE
from gemini_desktop.ui.chat.text.text_style import TextStyle

if TYPE_CHECKING:
    from markdown_it.token import Token

MAX_COLUMNS = 24
"""A wider table is shown as its text: Qt's layout of many columns takes seconds."""

_MANY = 6
_SMALLER = 0.88
"""More columns than that are set nearer to each other, in smaller letters."""

_ALIGNMENTS = {
    "left": Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute,
    "right": Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute,
    "center": Qt.AlignmentFlag.AlignHCenter,
}
"""Absolute: also where the words of a cell run from right to left. Without an alignment they stand
where they begin."""


class Cell(msgspec.Struct, frozen=True):
    """One cell: its inline token and its alignment."""

    inline: Token
    align: str


class Table(msgspec.Struct, frozen=True):
    """The rows of a table; `head` says whether the first one is its head."""

    rows: list[list[Cell]] = msgspec.field(default_factory=list)
    head: bool = True

    @property
    def columns(self) -> int:
        """The number of columns."""
        return max(map(len, self.rows), default=0)

    def as_text(self) -> str:
        """The table as lines, cells parted by bars."""
        return "\n".join(" | ".join(cell.inline.content for cell in row) for row in self.rows)


def read(tokens: Sequence[Token], *, has_head: bool) -> Table:
    """The table in these tokens, without its head where an earlier piece has shown it."""
    rows: list[list[Cell]] = []
    align = ""
    for token in tokens:
        match token.type:
            case "tr_open":
                rows.append([])
            case "th_open" | "td_open":
                align = str(token.attrGet("style") or "").removeprefix("text-align:")
            case "inline":
                rows[-1].append(Cell(token, align))
    return Table(rows if has_head else rows[1:], head=has_head)


def insert(
    cursor: QTextCursor,
    table: Table,
    style: TextStyle,
    write: Callable[[Token, QTextCharFormat], None],
) -> None:
    """Put the table where the cursor stands; `write` types a cell's content there."""
    shares, small = _shares(table), round(style.font.pixelSize() * _SMALLER)
    format_ = _format(style)
    is_right = bool(direction.is_right_to_left(direction.words(c.inline for c in table.rows[0])))
    if is_right:
        format_.setAlignment(Qt.AlignmentFlag.AlignRight)
    grid = cursor.insertTable(len(table.rows), table.columns, format_)
    for number, row in enumerate(table.rows):
        is_head = table.head and number == 0
        for column, cell in enumerate(row):
            # Qt lays tables out from the left; so the first column is the last one.
            place = (number, table.columns - 1 - column if is_right else column)
            share = shares[column]
            _cell(cursor, grid, place, cell, style, is_head=is_head, share=share, rtl=is_right)
            characters = _characters(style, is_head=is_head)
            if table.columns > _MANY:
                characters.setProperty(QTextFormat.Property.FontPixelSize, small)
            write(cell.inline, characters)
    cursor.setPosition(grid.lastPosition())
    cursor.movePosition(QTextCursor.MoveOperation.NextBlock)


def _format(style: TextStyle) -> QTextTableFormat:
    format_ = QTextTableFormat()
    format_.setBorder(0)
    format_.setBorderCollapse(True)
    format_.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_None)
    format_.setCellSpacing(0)
    format_.setCellPadding(0)
    format_.setBorderBrush(style.border)
    return format_


def _cell(
    cursor: QTextCursor,
    grid: QTextTable,
    place: tuple[int, int],
    cell: Cell,
    style: TextStyle,
    *,
    is_head: bool,
    share: float,
    rtl: bool,
) -> None:
    target = grid.cellAt(*place)
    format_ = QTextTableCellFormat()
    format_.setTopPadding(5)
    format_.setBottomPadding(5)
    side = 12 if grid.columns() <= _MANY else 6
    format_.setLeftPadding(0 if place[1] == 0 and not rtl else side)
    format_.setRightPadding(0 if place[1] == grid.columns() - 1 and rtl else side)
    format_.setBottomBorder(1)
    format_.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    format_.setBottomBorderBrush(style.muted if is_head else style.border)
    target.setFormat(format_)
    cursor.setPosition(target.firstPosition())
    block = style.block()
    block.setAlignment(_ALIGNMENTS.get(cell.align, Qt.AlignmentFlag.AlignLeft))
    block.setProperty(SHARE, share)
    if rtl and direction.is_right_to_left(direction.words([cell.inline])) is None:
        block.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # numbers stand where words do
    cursor.setBlockFormat(block)


def _shares(table: Table) -> list[float]:
    """How much of the width each column may need, for what cannot be wrapped: as much as its
    longest cell needs of all, at least half of an equal part."""
    longest = [1.0] * table.columns
    for row in table.rows:
        for column, cell in enumerate(row):
            longest[column] = min(80.0, max(longest[column], len(cell.inline.content)))
    return [max(0.5 / table.columns, length / sum(longest)) for length in longest]


def _characters(style: TextStyle, *, is_head: bool) -> QTextCharFormat:
    characters = style.characters()
    if is_head:
        characters.setFontWeight(QFont.Weight.DemiBold)
    return characters
