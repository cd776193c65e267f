"""Shows answers as their source, or as what that means."""

from __future__ import annotations

from gemini_desktop.ui.chat.page import Place, Row
from gemini_desktop.ui.chat.scrolled_page import ScrolledPage


def is_raw(view: ScrolledPage, row: int) -> bool:
    """Whether the answer in this row is shown as its source."""
    own = view.page.rows[row].raw
    return view.page.raw if own is None else own


def show_row(view: ScrolledPage, row: int, *, raw: bool) -> None:
    """Show one answer as its source, or as what that means."""
    _switch(view, [view.page.rows[row]], raw)


def show_all(view: ScrolledPage, *, raw: bool) -> None:
    """Show all answers as their source, those too that are still to come."""
    view.page.raw = raw
    _switch(view, view.page.rows, None)


def _switch(view: ScrolledPage, rows: list[Row], raw: bool | None) -> None:
    """Keep the share of the block above the upper edge, whatever its height will be."""
    page = view.page
    top = None if view.following else page.at(view.verticalScrollBar().value())
    height = page.rows[top.row].heights[top.block] if top is not None else 0.0
    for row in rows:
        row.raw = raw
    view.selection.clear()
    if top is None:
        view.jump_to_latest()
    else:
        page.face(top.row, top.block)
        now = page.rows[top.row].heights[top.block]
        share = min(1.0, top.offset / height) if height else 0.0
        view.show_from(Place(top.row, top.block, share * now))
    view.source_switched.emit()
