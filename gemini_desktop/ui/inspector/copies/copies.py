"""What can be copied and saved, and from where it is asked: keys, menus and buttons."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Signal
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QWidget

from gemini_desktop.core.export.forms import Form
from gemini_desktop.ui.inspector.copies import menus
from gemini_desktop.ui.inspector.copies.ask import Ask, Deed
from gemini_desktop.ui.inspector.copies.popup import under
from gemini_desktop.ui.inspector.copies.selected import count_of, selected
from gemini_desktop.ui.inspector.events.events_page import EventsPage
from gemini_desktop.ui.inspector.own_keys import OwnKeys


class Copies(QObject):
    """Watches the event table of one inspector."""

    asked = Signal(object)
    """An `ask.Ask`."""

    def __init__(
        self,
        page: EventsPage,
        save_button: QAbstractButton,
        open_count: Callable[[], int],
        parent: QObject,
    ) -> None:
        """`open_count` tells how many captures are open."""
        super().__init__(parent)
        self.leading: list[QAction] = []
        """What others offer above the forms."""
        self._open_count = open_count
        self._model = page.model
        self._table = page.table
        self._save_button = save_button
        self._table.installEventFilter(self)
        OwnKeys(self._table, menus.COPY_JSON, self.copy_json)  # the chat has them for the window
        self._table.viewport().installEventFilter(self)
        save_button.clicked.connect(self.show_capture_menu)
        self._more = page.detail.more
        self._more.clicked.connect(self._show_more)

    def show_capture_menu(self) -> QMenu:
        """Open the menu of the whole capture under its button."""
        button = self._save_button
        return under(button, menus.of_capture(button, self.asked.emit, self._open_count()))

    def show_event_menu(self, where: QPoint) -> QMenu:
        """Open the menu of the chosen events at a place on the screen."""
        menu = self._event_menu(self._table)
        menu.popup(where)
        return menu

    def copy_json(self) -> None:
        """Ask for the chosen events as JSON."""
        if count_of(self._table):
            self._ask_of_chosen("copy", "json")

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Called by Qt for the table and its viewport."""
        if isinstance(event, QContextMenuEvent):
            self._on_context_menu(event)
            return True
        return False

    def _on_context_menu(self, event: QContextMenuEvent) -> None:
        if event.reason() != QContextMenuEvent.Reason.Keyboard:
            self.show_event_menu(event.globalPos())
            return
        place = self._table.visualRect(self._table.currentIndex()).bottomLeft()
        inside = self._table.viewport().rect().contains(place)
        self.show_event_menu(
            self._table.viewport().mapToGlobal(place if inside else QPoint(16, 16))
        )

    def _show_more(self) -> None:
        under(self._more, self._event_menu(self._more))

    def _ask_of_chosen(self, deed: Deed, form: Form) -> None:
        self.asked.emit(Ask(deed, form, selected(self._table, self._model)))

    def _event_menu(self, parent: QWidget) -> QMenu:
        menu = menus.of_events(
            parent,
            self._ask_of_chosen,
            self.asked.emit,
            count_of(self._table),
            whole=self._save_button.isEnabled(),
        )
        if parent is self._table:  # whose header has no focus, so no menu by keyboard
            menu.addSeparator()
            menu.addMenu(self._table.columns.menu)
        if self.leading:
            first = menu.insertSeparator(menu.actions()[0])
            menu.insertActions(first, self.leading)
        return menu
