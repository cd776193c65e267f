"""Drawer, chat, inspector and settings side by side, as many as the width allows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from gemini_desktop.ui import folding, pane_focus, theme
from gemini_desktop.ui.controls import Hairline
from gemini_desktop.ui.library.drawer import WIDTH as DRAWER_WIDTH

NAMES = ("chats", "inspector", "settings")
_ROOM_FIRST = ("inspector", "chats", "settings")
_FIRST_WIDTHS = (10_000, 500, 264)
"""Chat, inspector, settings: the chat takes what the others leave."""
_BESIDE = ("inspector", "settings")
"""In the splitter, behind the chat."""
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
        self._resting: set[str] = set()
        """Wanted, but to be shown only in a wider window than `_rested_at`, or when called."""
        self._rested_at = 0
        self._displaced: set[str] = set()
        """They stood where the pane stands that was called last."""
        self._edge = Hairline(vertical=True)
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
        self._zoom = 100
        self._narrow: set[str] = set()
        """Panes beside the chat that have their width from another zoom."""
        self._rescale()
        self._splitter.setSizes(self._first_widths())
        theme.manager().changed.connect(self._rescale)

    def is_shown(self, name: str) -> bool:
        """Whether the pane is open and has room."""
        return not self._panes[name].isHidden()

    def toggle(self, name: str) -> None:
        """Close the pane if it can be seen; else open it, in the place of others if need be. Those
        come back when it is closed; for what had no room before, nobody has asked now."""
        before = self._shown()
        if name in before:
            self._wanted.discard(name)
            self._insisted = ""
            self._resting = self._wanted - before - self._displaced
            self._rested_at = self.width()
            self._fold()
        else:
            self._wanted.add(name)
            self._insisted = name
            self._resting = set()
            self._fold()
            self._displaced = before - self._shown()

    def show_chat(self) -> None:
        """Bring the chat back where another pane has its place; that one comes back when called."""
        if self._chat.isHidden():
            self._insisted = ""
            self._fold()
            prompt = self._chat.findChild(QWidget, "promptEdit")
            if prompt is not None:  # else the keys go to whatever stands first
                prompt.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def wanted(self) -> list[str]:
        """What is open, or would be if there were room."""
        return [name for name in NAMES if name in self._wanted]

    def set_wanted(self, names: Iterable[str]) -> None:
        """Open these; a name that is none is passed over."""
        self._wanted = set(names) & set(NAMES)
        self._insisted = ""
        self._resting = set()
        self._fold()

    @property
    def widths(self) -> list[int]:
        """Chat, inspector, settings; 0 for one that is not shown."""
        return self._splitter.sizes()

    def set_widths(self, widths: Sequence[int]) -> None:
        """Take up widths of an earlier time; others than three are passed over."""
        if len(widths) == self._splitter.count() and any(widths):
            kept = zip(widths, self._first_widths(), strict=True)
            self._splitter.setSizes([width or default for width, default in kept])

    def shown_panes(self) -> list[QWidget]:
        """From left to right, the chat among them."""
        drawer, *right = (self._panes[name] for name in NAMES)
        return [pane for pane in (drawer, self._chat, *right) if not pane.isHidden()]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Called by Qt."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._hold_chat()
            if event.size().width() > self._rested_at:
                self._resting = set()
            self._fold(replaces=self._chat.isHidden())  # a smaller window must not lose the chat

    @staticmethod
    def _first_widths() -> list[int]:
        return [theme.scaled(width) for width in _FIRST_WIDTHS]

    def _hold_chat(self) -> None:
        """Its least width; all there is where that is less: what is wider would be cut."""
        self._chat.setMinimumWidth(min(theme.scaled(folding.CHAT_LEAST), self.width()))

    def _rescale(self) -> None:
        """At another zoom the panes hold what they held, or fold: cut words say nothing."""
        zoom = theme.scaled(100)
        chat, *beside = self._splitter.sizes()
        self._hold_chat()
        self._panes["chats"].setMinimumWidth(theme.scaled(DRAWER_WIDTH))
        before, self._zoom = self._zoom, zoom
        self._fold()
        if zoom != before:
            wanted = [width * zoom // before for width in beside]
            self._splitter.setSizes([max(1, chat + sum(beside) - sum(wanted)), *wanted])
            self._narrow = set(_BESIDE)
            self._widen()

    def _widen(self) -> None:
        """What another zoom has made too narrow gets its least width from the chat, which has room:
        else it would have been folded. The user may still draw it narrower."""
        if self._chat.isHidden():
            return
        shown = {name for name in self._narrow if not self._panes[name].isHidden()}
        self._narrow -= shown
        if not shown:
            return
        self._splitter.refresh()
        chat, *beside = self._splitter.sizes()
        wanted = [
            max(width, theme.scaled(_LEAST[name])) if name in shown else width
            for name, width in zip(_BESIDE, beside, strict=True)
        ]
        if wanted != beside:
            self._splitter.setSizes([max(1, chat + sum(beside) - sum(wanted)), *wanted])

    def _shown(self) -> set[str]:
        return {name for name in NAMES if self.is_shown(name)}

    def _holding_focus(self) -> QWidget | None:
        focus: QWidget | None = self.window().focusWidget()
        panes = (self._chat, *self._panes.values())
        return next((each for each in panes if focus and each.isAncestorOf(focus)), None)

    def _fold(self, *, replaces: bool = True) -> None:
        before = [pane.isHidden() for pane in (*self._panes.values(), self._chat)]
        least = {
            name: max(theme.scaled(_LEAST[name]), pane.minimumSizeHint().width())
            for name, pane in self._panes.items()
        }
        order = [name for name in _ROOM_FIRST if name in self._wanted - self._resting]
        shown, chat = folding.shown(
            order,
            least,
            self.width(),
            insisted=self._insisted,
            replaces=replaces,
            chat_least=max(theme.scaled(folding.CHAT_LEAST), self._chat.minimumSizeHint().width()),
        )
        held = self._holding_focus()
        self._chat.setVisible(chat)
        # The drawer keeps its width beside the chat, and fills the window in place of it.
        alone = not chat and "chats" in shown
        drawer = _UNLIMITED if alone else theme.scaled(DRAWER_WIDTH)
        self._panes["chats"].setMaximumWidth(drawer)
        self._splitter.setHidden(alone)
        for name, pane in self._panes.items():
            pane.setVisible(name in shown)
        self._edge.setVisible("chats" in shown)
        self._widen()
        if held is not None and held.isHidden():  # else Qt gives it to whatever stands first
            pane_focus.go_to_next([self._chat] if chat else self.shown_panes(), None)
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
