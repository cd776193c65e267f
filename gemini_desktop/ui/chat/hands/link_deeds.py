"""What a click on a link does: the browser opens, mail is asked about, a footnote is jumped to."""

from __future__ import annotations

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from gemini_desktop.ui.chat.hands.actions import ToNote
from gemini_desktop.ui.chat.hands.marks import Marks
from gemini_desktop.ui.chat.page import Place
from gemini_desktop.ui.chat.scrolled_page import ScrolledPage
from gemini_desktop.ui.chat.text import links
from gemini_desktop.ui.chat.turns.blocks import Markdown


class LinkDeeds(QObject):
    """Acts for one view. `mail_asked`: the reader wants to write to this `mailto:` address, and
    has to be asked before another program is started."""

    mail_asked = Signal(str)

    def __init__(self, view: ScrolledPage, marks: Marks) -> None:
        super().__init__(view)
        self._view = view
        self._marks = marks
        self._came: tuple[int, str, int] | None = None

    def open(self, address: str) -> None:
        """Open a page of the web, ask about mail; nothing else is ever opened."""
        if links.is_safe(address):
            QDesktopServices.openUrl(QUrl(address))
        elif links.recipient(address):
            self.mail_asked.emit(address)

    def go(self, place: Place, action: ToNote) -> None:
        """Show the note of a mark, or the mark that one came from, else the first of the note."""
        blocks = self._view.page.rows[place.row].blocks
        numbers = list(range(len(blocks)))
        if not action.back:
            self._came = place.row, action.name, place.block
        elif self._came is not None and self._came[:2] == (place.row, action.name):
            numbers.insert(0, min(self._came[2], len(blocks) - 1))
        for number in numbers:
            block = blocks[number]
            if not isinstance(block, Markdown) or f"[^{action.name}]" not in block.segment.source:
                continue
            for spot in self._view.page.face(place.row, number).stops():
                other = spot.action
                if (
                    isinstance(other, ToNote)
                    and other.name == action.name
                    and other.back != action.back
                ):
                    there = Place(place.row, number, spot.rect.top())
                    self._view.reveal(there, spot.rect.height())
                    self._marks.focus((block, other))
                    return
