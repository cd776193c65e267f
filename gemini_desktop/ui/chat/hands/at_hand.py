"""What a key acts on that names no place itself."""

from __future__ import annotations

from PySide6.QtCore import QPoint

from gemini_desktop.ui.chat.hands.caret import Caret
from gemini_desktop.ui.chat.page import Place
from gemini_desktop.ui.chat.scrolled_page import ScrolledPage


def place_at_hand(view: ScrolledPage, caret: Caret) -> tuple[Place, QPoint] | None:
    """What the menu key asks about: the focused spot, the caret, else what is in the middle of
    the view; and the point of the viewport where that is."""
    focused, point = view.marks.focused, caret.point()
    middle = view.viewport().height() / 2
    best: tuple[Place, QPoint] | None = None
    for place, face, corner in view.in_view():
        block = view.page.rows[place.row].blocks[place.block]
        if focused is not None and focused[0] is block:
            for spot in face.stops():
                if spot.action == focused[1]:
                    return place, (corner + spot.rect.center()).toPoint()
        if best is None or corner.y() <= middle:
            best = (place, QPoint(round(corner.x()) + 24, max(12, round(corner.y()) + 12)))
    if caret.shown and point is not None and focused is None:
        for place, face, corner in view.in_view():
            if (place.row, place.block) == (point.row, point.block):
                line = face.line_at(point.character).translated(corner)
                return place, QPoint(
                    round(face.x_of(point.character) + corner.x()), round(line.bottom())
                )
    return best
