"""The filter's place over the event table: the field, what it cannot read, and quick filters."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from gemini_desktop.ui.controls import IconButton, Label
from gemini_desktop.ui.inspector.events import filter_help
from gemini_desktop.ui.inspector.events.filter_chips import FilterChips
from gemini_desktop.ui.inspector.events.filter_edit import FilterEdit
from gemini_desktop.ui.inspector.events.filter_memory import FilterMemory
from gemini_desktop.ui.inspector.events.query import Query
from gemini_desktop.ui.inspector.events.tags import Tag

_LONGEST_ENTRY = 60


class FilterBar(QWidget):
    """Up and Down go through the filters that were used; the star keeps one."""

    query_changed = Signal(object)
    """What field and quick filters ask for together, a `Query`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.memory = FilterMemory()
        self.edit = FilterEdit(self.memory)
        self.chips = FilterChips()
        self._query = Query()
        self._star = IconButton("star", "", "saveFilter", size=30, icon_size=16)
        self._star.clicked.connect(self._toggle_saved)
        self._list = IconButton(
            "history",
            self.tr("Saved and recent filters, and what a filter can be"),
            "filterHistory",
            size=30,
            icon_size=16,
        )
        self._list.clicked.connect(self._offer)
        self.menu = QMenu(self)
        self._problem = Label(size=12, tone="red", wrap=True)
        self._problem.setObjectName("filterProblem")
        self._problem.hide()
        self._lay_out()
        self.edit.query_changed.connect(self._typed)
        self.edit.problem_changed.connect(self._show_problem)
        self.edit.textChanged.connect(self._show_star)
        self.chips.chosen.connect(self._ask)
        self._show_star()

    def state(self) -> dict[str, str]:
        """What is to be remembered over a restart."""
        text = "" if self.edit.problem else self.edit.text().strip()
        return {
            "event_filter": text,
            "event_tags": str(int(self.chips.tags)),
            **self.memory.state(),
        }

    def restore(self, state: Mapping[str, str]) -> None:
        """Take up what `state` gave; what is missing or damaged is left as it is."""
        self.memory.restore(state)
        self.edit.setText(state.get("event_filter", ""))
        tags = state.get("event_tags", "")
        if tags.isdecimal() and int(tags):
            self.chips.choose(Tag(int(tags) & 0x7F))
        self._show_star()

    def lift(self) -> None:
        """Ask for everything."""
        self.edit.clear()
        if self.chips.tags:
            self.chips.choose(Tag(0))

    # Work.

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.edit, 1)
        row.addWidget(self._star)
        row.addWidget(self._list)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, 12, 8)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self._problem)
        column.addWidget(self.chips)

    def _typed(self, query: Query) -> None:
        self._query = query
        self._ask()

    def _ask(self) -> None:
        self.query_changed.emit(self._query.with_tags(self.chips.tags))

    def _show_problem(self, problem: str) -> None:
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))

    def _show_star(self) -> None:
        text = self.edit.text()
        saved = self.memory.is_saved(text)
        self._star.setEnabled(bool(text.strip()))
        self._star.set_icon("star-filled" if saved else "star")
        self._star.set_tooltip(
            self.tr("Let go of this saved filter") if saved else self.tr("Save this filter")
        )

    def _toggle_saved(self) -> None:
        self.memory.toggle(self.edit.text())
        self._show_star()

    def _offer(self) -> None:
        self.fill_menu()
        corner = QPoint(self._list.width() - self.menu.sizeHint().width(), self._list.height() + 2)
        self.menu.popup(self._list.mapToGlobal(corner))

    def fill_menu(self) -> None:
        """Put the filters that there are now into the menu."""
        self.menu.clear()
        for title, texts in (
            (self.tr("Saved filters"), self.memory.saved),
            (self.tr("Recent filters"), self.memory.recent),
        ):
            if texts:
                self.menu.addAction(title).setEnabled(False)
            for text in texts:
                shown = text if len(text) <= _LONGEST_ENTRY else f"{text[:_LONGEST_ENTRY]}…"
                self._entry(text, shown)
        if not self.menu.isEmpty():
            self.menu.addSeparator()
        title = self.tr("What a filter can be (the star saves the one in the field)")
        self.menu.addAction(title).setEnabled(False)
        for text, meaning in filter_help.examples():
            self._entry(text, f"{text}\t{meaning}")

    def _entry(self, text: str, shown: str) -> None:
        action = self.menu.addAction(shown.replace("&", "&&"))
        action.setData(text)
        action.triggered.connect(self._chosen)

    def _chosen(self) -> None:
        action = self.sender()
        if not isinstance(action, QAction):
            return
        self.edit.setText(str(action.data()))
        self.edit.remember()
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
