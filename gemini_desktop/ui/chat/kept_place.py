"""Where a turn stands in the view, so that another one can stand there in its place."""

from __future__ import annotations

from gemini_desktop.ui.chat.page import Page, Place


class KeptPlace:
    """Made before the turns from a row on are replaced; `after` it, the place is known."""

    def __init__(self, page: Page, number: int, scrolled: float, height: float) -> None:
        """`scrolled` is the y of the page at the upper edge of the view, which is so high."""
        self._page = page
        self._number = number
        self._height = height
        self._top = page.at(scrolled)
        last = self._last()
        self._edges = (
            None
            if last is None
            else (page.top(Place(number, 0)) - scrolled, page.top(last) - scrolled)
        )

    def after(self) -> Place | None:
        """What is to stand at the upper edge now. What is above the row stays where it is, and so
        does the top of the row, or its last line where that alone was in view (it may have been
        clicked). A row of which neither was seen is shown from its beginning."""
        above = self._top if self._top is not None and self._top.row < self._number else None
        last = self._last()
        if last is None or self._edges is None:
            return above
        begins, ends = self._edges
        if 0 <= begins < self._height:
            return above or Place(self._number, 0, -begins)
        if 0 <= ends < self._height:
            return self._page.walked(last, -ends)
        return Place(self._number, 0)

    def _last(self) -> Place | None:
        if self._number >= len(self._page.rows):
            return None
        return Place(self._number, len(self._page.opened(self._number).blocks) - 1)
