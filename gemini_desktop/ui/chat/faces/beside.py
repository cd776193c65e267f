"""What stands beside text and Qt cannot draw well: markers of lists, bars of quotes, rules, the
cards behind nested code. All on the side on which the text begins, which may be the right one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, cast

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPen,
    QTextBlock,
    QTextDocument,
    QTextList,
)

from gemini_desktop.ui import icons, theme
from gemini_desktop.ui.chat.faces.base import paint_slice
from gemini_desktop.ui.chat.text.render import BULLET, CODE, QUOTE, RULE, TASK, WITHIN
from gemini_desktop.ui.chat.text.text_style import QUOTE_INDENT

_NUMBER_GAP = 8.0
_BULLET_AT = 12.5
"""From the text to the middle of a bullet."""
_BOX = 13.0
_DOT = 2.6
_BAR_GAP = 30
"""Bars that are nearer to each other are one."""

Kind = Literal["rule", "code", "bar", "bullet", "number", "box", "checked"]


class Mark(msgspec.Struct, frozen=True):
    """A thing at `rect` of the document, that belongs to the paragraph with this number.

    `words` are those of a number; `level` is that of a bullet; `list` and `ordinal` tell which
    item of which list it stands before.
    """

    block: int
    kind: Kind
    rect: QRectF
    words: str = ""
    level: int = 0
    list: int = -1
    ordinal: int = 0
    is_right: bool = False


def find(document: QTextDocument, known: Sequence[Mark] = (), since: float = 0.0) -> list[Mark]:
    """All marks of the laid-out document. What was `known` is kept above the y `since`."""
    if any(mark.kind == "bar" for mark in known):
        known = ()
    block = document.begin()
    if known and since > 0:
        block = document.lastBlock()
        layout = document.documentLayout()
        while block.previous().isValid() and layout.blockBoundingRect(block).bottom() >= since:
            block = block.previous()
    first = block.blockNumber()
    marks = [mark for mark in known if mark.block < first]
    while block.isValid():
        _add(marks, block, document.textWidth())
        block = block.next()
    return marks


def _add(marks: list[Mark], block: QTextBlock, width: float) -> None:
    format_ = block.blockFormat()
    is_listed = format_.objectIndex() >= 0 and _list_of(block) is not None
    if not (
        is_listed
        or format_.hasProperty(RULE)
        or format_.hasProperty(CODE)
        or format_.hasProperty(QUOTE)
    ):
        return
    rect = block.document().documentLayout().blockBoundingRect(block)
    number = block.blockNumber()
    is_right = block.textDirection() == Qt.LayoutDirection.RightToLeft
    for level, lists in enumerate(str(format_.property(WITHIN) or "").split()):
        inset = level * QUOTE_INDENT + int(lists) * block.document().indentWidth()
        left = width - inset - 3 if is_right else inset
        _add_bar(marks, block, level, QRectF(left, rect.top() + 2, 3, _low_edge(block) - 1))
    if format_.hasProperty(RULE):
        left = format_.leftMargin()
        line = QRectF(left, rect.center().y(), width - left - format_.rightMargin(), 1)
        marks.append(Mark(number, "rule", line))
    if format_.hasProperty(CODE):
        left = rect.left() + block.layout().lineAt(0).x() - format_.textIndent() - 12
        right = max(left + 40, width - format_.rightMargin() + 12)
        box = QRectF(left, rect.top() - 10, right - left, rect.height() + 20)
        marks.append(Mark(number, "code", box))
    if is_listed:
        marks.append(_marker(marks, block, rect, is_right=is_right))


# --- lists ---------------------------------------------------------------------------------------


def _list_of(block: QTextBlock) -> QTextList | None:
    """Qt's types do not say that there may be none."""
    return cast("QTextList | None", block.textList())


def _marker(marks: Sequence[Mark], block: QTextBlock, rect: QRectF, *, is_right: bool) -> Mark:
    """The marker of an item; its rectangle lies between the text and where a marker may begin,
    from the top of the first line to its baseline."""
    format_ = block.blockFormat()
    list_ = block.textList().format()
    key = format_.objectIndex()
    before = next((m.ordinal for m in reversed(marks) if m.list == key), list_.start() - 1)
    line = block.layout().lineAt(0)
    baseline = rect.top() + line.y() + line.ascent()
    if is_right:
        edge = block.document().textWidth() - list_.indent() * block.document().indentWidth()
        edge -= format_.rightMargin()
        place = QRectF(edge, rect.top(), 0, baseline - rect.top())
    else:
        edge = rect.left() + block.layout().lineAt(0).x()
        place = QRectF(edge, rect.top(), 0, baseline - rect.top())
    kind: Kind = "number"
    words = f"{before + 1}{list_.numberSuffix()}"
    if format_.hasProperty(TASK):
        kind, words = ("checked" if format_.intProperty(TASK) > 1 else "box"), ""
    elif list_.hasProperty(BULLET):
        kind, words = "bullet", ""
    level = list_.intProperty(BULLET)
    return Mark(block.blockNumber(), kind, place, words, level, key, before + 1, is_right)


# --- quotes --------------------------------------------------------------------------------------


def _add_bar(marks: list[Mark], block: QTextBlock, level: int, bar: QRectF) -> None:
    """Bars of one quote are one bar, across the gaps between its paragraphs, on the side of its
    first words."""
    for number in range(len(marks) - 1, -1, -1):
        above = marks[number]
        if above.kind == "bar" and above.level == level:
            if bar.top() - above.rect.bottom() < _BAR_GAP:
                whole = QRectF(above.rect)
                whole.setBottom(bar.bottom())
                marks[number] = replace(above, rect=whole)
                return
            break
    marks.append(Mark(block.blockNumber(), "bar", bar, level=level))


def _low_edge(block: QTextBlock) -> float:
    """The y in the block at which its last line ends. Qt sets text low in a line of fixed height
    and leaves what is above out of the block's own height."""
    layout = block.layout()
    if not layout.lineCount():
        return 0.0
    last = layout.lineAt(layout.lineCount() - 1)
    return last.y() + last.height()


# --- painting ------------------------------------------------------------------------------------


def paint(
    painter: QPainter, marks: Sequence[Mark], origin: QPointF, font: QFont, clip: QRectF
) -> None:
    """Paint the marks of a document that stands at `origin`, as far as they are in the clip."""
    colours = theme.current()
    for mark in marks:
        rect = mark.rect.translated(origin)
        if rect.bottom() < clip.top() - 2 or rect.top() > clip.bottom() + 2:
            continue
        match mark.kind:
            case "code":
                paint_slice(painter, rect, "code_bg", line="border", radius=8, clip=clip)
            case "rule":
                painter.fillRect(rect, QColor(colours.border))
            case "bar":
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(colours.border_strong))
                painter.drawRoundedRect(rect, 1.5, 1.5)
            case _:
                _paint_marker(painter, mark, rect, font)


def _paint_marker(painter: QPainter, mark: Mark, place: QRectF, font: QFont) -> None:
    metrics = QFontMetricsF(font)
    side = 1 if mark.is_right else -1
    middle = place.bottom() - metrics.xHeight() / 2
    colour = QColor(theme.current().text_2)
    match mark.kind:
        case "number":
            painter.setFont(font)
            painter.setPen(colour)
            words = f"\u200f{mark.words}\u200f" if mark.is_right else mark.words
            left = place.left() + _NUMBER_GAP
            if not mark.is_right:
                left = place.left() - _NUMBER_GAP - metrics.horizontalAdvance(words)
            painter.drawText(QPointF(left, place.bottom()), words)
        case "bullet":
            _paint_bullet(painter, QPointF(place.left() + side * _BULLET_AT, middle), mark, colour)
        case _:
            centre = QPointF(place.left() + side * (_NUMBER_GAP + _BOX / 2), middle)
            box = QRectF(centre.x() - _BOX / 2, centre.y() - _BOX / 2, _BOX, _BOX)
            _paint_box(painter, box, checked=mark.kind == "checked")


def _paint_bullet(painter: QPainter, centre: QPointF, mark: Mark, colour: QColor) -> None:
    """A disc, a ring, then squares, as lists go deeper."""
    if mark.level == 2:
        painter.setPen(QPen(colour, 1.1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(centre, _DOT - 0.3, _DOT - 0.3)
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    if mark.level == 1:
        painter.drawEllipse(centre, _DOT, _DOT)
    else:
        painter.drawRect(QRectF(centre.x() - 2.2, centre.y() - 2.2, 4.4, 4.4))


def _paint_box(painter: QPainter, box: QRectF, *, checked: bool) -> None:
    colours = theme.current()
    if checked:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent))
        painter.drawRoundedRect(box, 3, 3)
        icons.paint(painter, "check", colours.accent_text, box.adjusted(1.5, 1.5, -1.5, -1.5))
    else:
        painter.setPen(QPen(QColor(colours.text_3), 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(0.6, 0.6, -0.6, -0.6), 3, 3)
