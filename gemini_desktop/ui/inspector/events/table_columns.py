"""Which columns the event table shows, how wide they are, and what it is sorted by."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHeaderView, QMenu

from gemini_desktop.ui.inspector.events.cells import (
    HIDDEN_AT_FIRST,
    NUMBER,
    SUMMARY,
    Cell,
    full_title,
)
from gemini_desktop.ui.inspector.events.events_model import EventsModel

_BY_KEY = {cell.key: cell for cell in Cell}
_LEAST_SUMMARY = 140
_MIN_WIDTH, _MAX_WIDTH = 24, 2000


class TableColumns(QObject):
    """The header's hands. A click sorts, a second turns the order round, a third gives back the
    order of arrival; a right click offers the columns."""

    resized = Signal()
    """Some column has another width now, or none."""
    widths_forgotten = Signal()
    """The columns are to be fitted again."""

    def __init__(self, header: QHeaderView, model: EventsModel, parent: QObject) -> None:
        super().__init__(parent)
        self._header = header
        self._model = model
        self._set_by_hand: dict[Cell, int] = {}
        self._fitting = False
        header.setSectionsClickable(True)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._offer)
        header.sectionClicked.connect(self._clicked)
        header.sectionResized.connect(self._resized)
        for cell in HIDDEN_AT_FIRST:
            header.hideSection(cell)
        self.menu = QMenu(self.tr("Columns and order"), header)
        self._actions = [self._action(cell) for cell in Cell if cell not in (NUMBER, SUMMARY)]
        self.menu.addSeparator()
        self._sorts = self._sort_menu()
        reset = self.menu.addAction(self.tr("Columns as at first"))
        reset.triggered.connect(self._reset)
        self.menu.aboutToShow.connect(self._tick_sort)

    def fit(self, cell: Cell, width: int) -> None:
        """Give a column the room that its texts need, unless the user has chosen a width."""
        self._fitting = True
        self._header.resizeSection(cell, self._set_by_hand.get(cell, width))
        self._fitting = False

    def show(self, cell: Cell, *, on: bool) -> None:
        """Show or hide a column."""
        self._actions_of(cell).setChecked(on)

    def is_shown(self, cell: Cell) -> bool:
        """Whether a column is shown."""
        return not self._header.isSectionHidden(cell)

    def sort(self, cell: Cell | None, *, descending: bool = False) -> None:
        """Sort by a column; None: as the events came."""
        self._model.sort_by(cell, descending=descending)

    def make_room(self, width: int) -> None:
        """The last column takes what the others leave of so many pixels, but keeps enough to be
        read: then the table scrolls sideways."""
        others = sum(self._header.sectionSize(cell) for cell in Cell if cell != SUMMARY)
        fits = width - others >= _LEAST_SUMMARY
        self._fitting = True
        self._header.setStretchLastSection(fits)
        if not fits:
            self._header.resizeSection(SUMMARY, _LEAST_SUMMARY)
        self._fitting = False

    def state(self) -> dict[str, str]:
        """What is to be remembered over a restart."""
        sorted_by = self._model.sorted_by
        order = "" if sorted_by is None else f"{'-' * self._model.descending}{sorted_by.key}"
        return {
            "event_columns": ",".join(cell.key for cell in Cell if self.is_shown(cell)),
            "event_widths": ",".join(f"{c.key}:{w}" for c, w in self._set_by_hand.items()),
            "event_sort": order,
        }

    def restore(self, state: Mapping[str, str]) -> None:
        """Take up what `state` gave; what is missing or damaged is left as it is."""
        if shown := {word for word in state.get("event_columns", "").split(",") if word in _BY_KEY}:
            for action in self._actions:
                cell = Cell(action.data())
                self.show(cell, on=cell.key in shown)
        for item in state.get("event_widths", "").split(","):
            key, _, width = item.partition(":")
            if key in _BY_KEY and width.isdecimal():
                cell = _BY_KEY[key]
                self._set_by_hand[cell] = max(_MIN_WIDTH, min(int(width), _MAX_WIDTH))
                self.fit(cell, 0)
        order = state.get("event_sort", "")
        if sorted_by := _BY_KEY.get(order.removeprefix("-")):
            self.sort(sorted_by, descending=order.startswith("-"))

    # Work.

    def _action(self, cell: Cell) -> QAction:
        action = self.menu.addAction(full_title(cell))
        action.setCheckable(True)
        action.setData(int(cell))
        action.setChecked(cell not in HIDDEN_AT_FIRST)
        action.toggled.connect(self._toggled)
        return action

    def _sort_menu(self) -> list[QAction]:
        menu = self.menu.addMenu(self.tr("Sort by"))
        sorts = []
        for cell in Cell:
            words = self.tr("Arrival") if cell == NUMBER else full_title(cell)
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setData(int(cell))
            action.triggered.connect(self._sort_chosen)
            sorts.append(action)
        return sorts

    def _sort_chosen(self) -> None:
        """As a click on the header; arrival is the order that no click is needed for."""
        action = self.sender()
        if isinstance(action, QAction):
            if action.data() == NUMBER:
                self.sort(None)
            else:
                self._clicked(action.data())

    def _tick_sort(self) -> None:
        by = self._model.sorted_by
        for action in self._sorts:
            action.setChecked(action.data() == (NUMBER if by is None else by))

    def _actions_of(self, cell: Cell) -> QAction:
        return next(action for action in self._actions if action.data() == cell)

    def _toggled(self, on: bool) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self._fitting = True
            self._header.setSectionHidden(action.data(), not on)
            self._fitting = False
            self.resized.emit()

    def _offer(self, place: QPoint) -> None:
        self.menu.popup(self._header.viewport().mapToGlobal(place))

    def _clicked(self, section: int) -> None:
        model = self._model
        if model.sorted_by != section:
            self.sort(Cell(section), descending=section == NUMBER)
        elif model.descending or section == NUMBER:
            self.sort(None)
        else:
            self.sort(Cell(section), descending=True)

    def _resized(self, section: int, _old: int, new: int) -> None:
        if self._fitting:
            return
        stretched = section == SUMMARY or not new  # hidden, or what is left of the row
        if not stretched and self._header.isVisible():
            self._set_by_hand[Cell(section)] = new
        if section != SUMMARY:
            self.resized.emit()

    def _reset(self) -> None:
        self._set_by_hand.clear()
        for action in self._actions:
            cell = Cell(action.data())
            self.show(cell, on=cell not in HIDDEN_AT_FIRST)
        self.sort(None)
        self.widths_forgotten.emit()
