"""Marks in the text of a block: what is selected, what was found, where the keyboard is."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QPainter,
    QPen,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)

from gemini_desktop.ui import theme
from gemini_desktop.ui.chat.faces.surroundings import Surroundings


def selections(
    document: QTextDocument, around: Surroundings
) -> list[QAbstractTextDocumentLayout.Selection]:
    """What is traced, then what was found, then what is selected, which may lie over it."""
    colours = theme.current()
    traced = [
        _traced(document, place) for each in around.traced for place in _stretches(document, *each)
    ]
    marked = [(place, colours.found, colours.text) for place in around.found]
    if around.found_now is not None:
        marked.append((around.found_now, colours.found_now, colours.found_text))
    if around.selected is not None:
        marked += [
            (stretch, colours.accent, colours.accent_text)
            for stretch in _stretches(document, *around.selected)
        ]
    return [*traced, *(_selection(document, *mark) for mark in marked)]


def ring(painter: QPainter, rect: QRectF) -> None:
    """The keyboard's mark."""
    painter.setPen(QPen(QColor(theme.current().accent), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 6, 6)


def outline(painter: QPainter, around: Surroundings, rect: QRectF, *, words: bool = False) -> None:
    """What came with what is chosen in the inspector, but shows none of its words. With `words` it
    shows them, where any are marked."""
    if not around.traced or (words and any(start < end for start, end in around.traced)):
        return
    painter.save()
    painter.setPen(QPen(QColor(theme.current().accent), 1.5, Qt.PenStyle.DashLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 9, 9)
    painter.restore()


def _traced(
    document: QTextDocument, place: tuple[int, int]
) -> QAbstractTextDocumentLayout.Selection:
    """Tinted and underlined: to be told from a selection, and in any colours."""
    colours = theme.current()
    selection = _selection(document, place, colours.traced, "")
    format_ = selection.format
    format_.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
    format_.setUnderlineColor(QColor(colours.accent))
    selection.format = format_
    return selection


def _selection(
    document: QTextDocument, place: tuple[int, int], ground: str, text: str
) -> QAbstractTextDocumentLayout.Selection:
    last = document.characterCount() - 1
    selection = QAbstractTextDocumentLayout.Selection()
    cursor = QTextCursor(document)
    cursor.setPosition(min(place[0], last))
    cursor.setPosition(min(place[1], last), QTextCursor.MoveMode.KeepAnchor)
    selection.cursor = cursor
    format_ = QTextCharFormat()
    format_.setBackground(QColor(ground))
    if text:
        format_.setForeground(QColor(text))
    selection.format = format_
    return selection


def _stretches(document: QTextDocument, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretch as it is read. In tables Qt would mark columns, where what is copied goes from
    left to right; so there each cell is marked by itself."""
    if not document.rootFrame().childFrames():
        yield start, end
        return
    block = document.findBlock(start)
    while block.isValid() and block.position() < end:
        last = block.position() + block.length() - 1
        if max(start, block.position()) < min(end, last):
            yield max(start, block.position()), min(end, last)
        block = block.next()
