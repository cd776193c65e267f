"""Where the reader is in a conversation, in words that outlive the window, its width and zoom."""

from __future__ import annotations

from typing import NamedTuple

from gemini_desktop.ui.chat.page import Place
from gemini_desktop.ui.chat.scrolled_page import ScrolledPage


class Spot(NamedTuple):
    """What stands at the upper edge: a turn, a block of it, the share of that above the edge;
    negative for the margin above the first one."""

    turn_id: str
    block: int
    share: float


def spot_of(view: ScrolledPage) -> Spot | None:
    """Where the reader is; None at the end, which stays in view while more comes."""
    if view.following:
        return None
    top = view.page.at(view.verticalScrollBar().value())
    if top is None:
        return None
    row = view.page.rows[top.row]
    if top.offset < 0:
        return Spot(row.turn.id, 0, -1.0)
    height = row.heights[top.block] if top.block < len(row.heights) else 0.0
    share = top.offset / height if height else 0.0
    return Spot(row.turn.id, top.block, round(min(1.0, share), 4))


def show_spot(view: ScrolledPage, spot: Spot) -> bool:
    """Bring it to the upper edge; False where its turn is not there."""
    for number, row in enumerate(view.page.rows):
        if row.turn.id == spot.turn_id:
            blocks = view.page.opened(number).blocks
            if not blocks:
                return False
            if spot.share < 0 and (top := view.page.at(0.0)) is not None:
                view.show_from(top)
                return True
            block = min(max(0, spot.block), len(blocks) - 1)
            view.page.face(number, block)
            height = view.page.rows[number].heights[block]
            view.show_from(Place(number, block, spot.share * height))
            return True
    return False
