"""Drawer, chat, inspector and settings side by side, as many as the width allows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from gemini_desktop.ui import folding
from gemini_desktop.ui.controls import Hairline
from gemini_desktop.ui.library.drawer import WIDTH as DRAWER_WIDTH

NAMES = ("chats", "inspector", "settings")
_ROOM_FIRST = ("inspector", "chats", "settings")
_FIRST_WIDTHS = (10_000, 500, 264)
"""Chat, inspector, settings: the chat takes what the others leave."""
_UNLIMITED = 16_777_215
"""Qt's QWIDGETSIZE_MAX."""
_LEAST = {"chats": DRAWER_WIDTH + 1, "inspector": 380, "settings": 264}


class Panes(QWidget):
    """What the user wants open is remembered apart from what fits just now."""

    changed = Signal()
    """Other panes are shown than before."""

    def __init__(
        self, drawer: QWidget, chat: QWidget, inspector: QWidget, settings: QWidget
    ) -> None:
        super().__init__()
        self._panes = {"chats": drawer, "inspector": inspector, "settings": settings}
        self._chat = chat
        self._wanted = {"inspector", "settings"}
        self._insisted = ""
        self._edge = Hairline(vertical=True)
        chat.setMinimumWidth(folding.CHAT_LEAST)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        for stretch, pane in ((1, chat), (0, inspector), (0, settings)):
            self._splitter.addWidget(pane)
            self._splitter.setStretchFactor(self._splitter.count() - 1, stretch)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(drawer)
        row.addWidget(self._edge)
        row.addWidget(self._splitter, 1)
        self._fold()
        self._splitter.setSizes(list(_FIRST_WIDTHS))

    def is_shown(self, name: str) -> bool:
        """Whether the pane is open and has room."""
        return not self._panes[name].isHidden()

    def toggle(self, name: str) -> None:
        """Close the pane if it can be seen; else open it, in the place of others if need be."""
        if self.is_shown(name):
            self._wanted.discard(name)
            self._insisted = ""
        else:
            self._wanted.add(name)
            self._insisted = name
        self._fold()

    @property
    def wanted(self) -> list[str]:
        """What is open, or would be if there were room."""
        return [name for name in NAMES if name in self._wanted]

    def set_wanted(self, names: Iterable[str]) -> None:
        """Open these; a name that is none is passed over."""
        self._wanted = set(names) & set(NAMES)
        self._insisted = ""
        self._fold()

    @property
    def widths(self) -> list[int]:
        """Chat, inspector, settings; 0 for one that is not shown."""
        return self._splitter.sizes()

    def set_widths(self, widths: Sequence[int]) -> None:
        """Take up widths of an earlier time; others than three are passed over."""
        if len(widths) == self._splitter.count() and any(widths):
            kept = zip(widths, _FIRST_WIDTHS, strict=True)
            self._splitter.setSizes([width or default for width, default in kept])

    def shown_panes(self) -> list[QWidget]:
        """From left to right, the chat among them."""
        drawer, *right = (self._panes[name] for name in NAMES)
        return [pane for pane in (drawer, self._chat, *right) if not pane.isHidden()]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Called by Qt."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fold(replaces=self._chat.isHidden())  # a smaller window must not lose the chat

    def _fold(self, *, replaces: bool = True) -> None:
        before = [pane.isHidden() for pane in (*self._panes.values(), self._chat)]
        least = {
            name: max(_LEAST[name], pane.minimumSizeHint().width())
            for name, pane in self._panes.items()
        }
        order = [name for name in _ROOM_FIRST if name in self._wanted]
        shown, chat = folding.shown(
            order,
            least,
            self.width(),
            insisted=self._insisted,
            replaces=replaces,
            chat_least=max(folding.CHAT_LEAST, self._chat.minimumSizeHint().width()),
        )
        self._chat.setVisible(chat)
        # The drawer keeps its width beside the chat, and fills the window in place of it.
        alone = not chat and "chats" in shown
        self._panes["chats"].setMaximumWidth(_UNLIMITED if alone else DRAWER_WIDTH)
        self._splitter.setHidden(alone)
        for name, pane in self._panes.items():
            pane.setVisible(name in shown)
        self._edge.setVisible("chats" in shown)
        if [pane.isHidden() for pane in (*self._panes.values(), self._chat)] != before:
            self.changed.emit()


def stacked(upper: QWidget, lower: QWidget, *, stretched: int = 1) -> QWidget:
    """One above the other; the room goes to the one of this number."""
    both = QWidget()
    column = QVBoxLayout(both)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for index, widget in enumerate((upper, lower)):
        column.addWidget(widget, 1 if index == stretched else 0)
    return both
