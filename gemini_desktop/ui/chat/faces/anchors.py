"""The links in a document as things that can be reached by keyboard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTextBlock, QTextDocument, QTextLine

from gemini_desktop.ui.chat.faces.spot import Spot
from gemini_desktop.ui.chat.text import notes


def link_spots(document: QTextDocument, origin: QPointF) -> list[Spot]:
    """One for each link, in reading order; of one over several lines, where it begins."""
    spots: list[Spot] = []
    block = document.begin()
    while block.isValid():
        for start, end, address, words in _links(block):
            (first, *_) = rects(document, start, end, origin)
            spots.append(
                Spot(first, notes.action(address, start, end), notes.explained(address) or words)
            )
        block = block.next()
    return spots


def rects(document: QTextDocument, start: int, end: int, origin: QPointF) -> Sequence[QRectF]:
    """The parts of lines that these characters of one paragraph cover; at least one."""
    block = document.findBlock(start)
    corner = document.documentLayout().blockBoundingRect(block).topLeft() + origin
    layout, first = block.layout(), block.position()
    found: list[QRectF] = []
    for number in range(layout.lineCount()):
        line = layout.lineAt(number)
        left = max(start - first, line.textStart())
        right = min(end - first, line.textStart() + line.textLength())
        if left < right:
            ends = [cursor_x(line, place) for place in (left, right)]
            rect = QRectF(min(ends), line.y(), max(6.0, abs(ends[1] - ends[0])), line.height())
            found.append(rect.translated(corner).adjusted(-3, 0, 3, 0))
    return found or [QRectF(corner.x(), corner.y(), 6, 6)]


def cursor_x(line: QTextLine, place: int) -> float:
    """The x of a character in its line. Qt gives it with the position that it is for."""
    x, _ = cast("tuple[float, int]", line.cursorToX(place))
    return x


def _links(block: QTextBlock) -> Iterator[tuple[int, int, str, str]]:
    """Start, end, address and words of the links in a paragraph."""
    pending: tuple[int, int, str, str] | None = None
    for iterator in cast("Iterable[QTextBlock.iterator]", block):
        fragment = iterator.fragment()
        address = fragment.charFormat().anchorHref()
        start = fragment.position()
        if pending is not None and pending[2] == address and pending[1] == start:
            pending = (pending[0], start + fragment.length(), address, pending[3] + fragment.text())
            continue
        if pending is not None:
            yield pending
        pending = None
        if address:
            pending = (start, start + fragment.length(), address, fragment.text())
    if pending is not None:
        yield pending
