"""The drawer with the conversations that are kept: to search, to choose from, to put in order."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from gemini_desktop.ui.controls import IconButton, Label, PaneHeader
from gemini_desktop.ui.controls.search_edit import SearchEdit
from gemini_desktop.ui.library import chats_menu, sections, words
from gemini_desktop.ui.library.chats_menu import ChatsMenu
from gemini_desktop.ui.library.chats_model import ChatsModel
from gemini_desktop.ui.library.chats_view import ChatsView
from gemini_desktop.ui.library.entry import Entry, State
from gemini_desktop.ui.library.results import Result, ResultsModel
from gemini_desktop.ui.library.results_view import ResultsView
from gemini_desktop.ui.library.tag_bar import TagBar
from gemini_desktop.ui.qt_helpers import local_shortcut

__all__ = ["WIDTH", "ConversationDrawer", "Entry", "State"]

WIDTH = 240
_UNDO = QKeySequence.StandardKey.Undo
_PAUSE_MS = 120
"""After the last letter, before the words of all chats are looked through."""
_NEW_DAY_MS = 60_000


class ConversationDrawer(QWidget):
    """Shows what it is given, and asks by signals; each carries the ids of conversations."""

    selected = Signal(str)
    deleted = Signal(list)
    renamed = Signal(str, str)
    pinned = Signal(list, bool)
    archived = Signal(list, bool)
    tag_added = Signal(list, str)
    tag_removed = Signal(list, str)
    duplicated = Signal(str)
    undo_wanted = Signal()
    captures_wanted = Signal(str)
    export_wanted = Signal(list)
    new_requested = Signal()
    searched = Signal(str)
    """What was typed: at once empty, else a moment after the last letter."""
    result_opened = Signal(object)
    """A `results.Result` to go to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chatsDrawer")
        self.setAccessibleName(self.tr("Chats"))
        self._entries: Sequence[Entry] = ()
        self._order = sections.ORDERS[0]
        self._folded = set(sections.FOLDED_AT_FIRST)
        self._tagged: list[str] = []
        """Those of which the tags are edited."""
        self._model = ChatsModel(self)
        self.view = ChatsView(self._model)
        self.results = ResultsModel(self)
        self.results_view = ResultsView(self.results)
        self.field = SearchEdit("chatSearch", self.tr("Search chats"))
        self.field.setPlaceholderText(self.tr("Search chats"))
        self.tags = TagBar()
        self.menu = ChatsMenu(self)
        self._note = Label(size=11.5, tone="3", wrap=True)
        self._note.setContentsMargins(18, 4, 16, 4)
        self._empty = Label(tone="3", wrap=True)
        self._empty.setContentsMargins(16, 16, 16, 16)
        self._pause = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(self._search)
        self._clock = QTimer(self, interval=_NEW_DAY_MS)
        self._clock.timeout.connect(self._arrange)
        self._clock.start()
        self._lay_out()
        self._connect()
        self._show_parts()

    # --- what is shown ---------------------------------------------------------------------------

    @property
    def all_entries(self) -> Sequence[Entry]:
        """All conversations, the latest first."""
        return self._entries

    @property
    def entries(self) -> Sequence[Entry]:
        """Those with the chosen tag, if one is chosen, else all; the latest first."""
        tag = self.tags.tag
        return [each for each in self._entries if tag in each.tags] if tag else self._entries

    def show_entries(self, entries: Sequence[Entry], current: str) -> None:
        """Show these (given the latest first); `current` is the one that the chat shows."""
        self._entries = entries
        self.tags.show_tags(Counter(tag for each in entries for tag in each.tags if each.tags))
        self._arrange()
        self.view.show_current(current)
        self.results_view.show_current(current)

    def show_results(self, results: Sequence[Result], note: str = "") -> None:
        """Show what was found; `note` says what is still to come, or that there is more."""
        self.results.set_results(results)
        self._note.setText(note)
        count = self.locale().toString(len(results))
        self.field.setAccessibleDescription(self.tr("{0} found").format(count))
        self._show_parts()

    def state(self) -> dict[str, str]:
        """What is to be remembered over a restart."""
        return {"chats_order": self._order, "chats_folded": ",".join(sorted(self._folded))}

    def restore(self, state: Mapping[str, str]) -> None:
        """Take up what `state` gave; what is missing or unknown is left as it is."""
        if state.get("chats_order") in sections.ORDERS:
            self._order = state["chats_order"]
        if "chats_folded" in state:
            self._folded = set(filter(None, state["chats_folded"].split(",")))
        self._arrange()

    def focus_field(self) -> None:
        """One can type at once."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Called by Qt. Esc leaves what was found, wherever in the drawer the focus is."""
        if event.key() == Qt.Key.Key_Escape and self.field.text():
            self.field.clear()
            self._go_to_list()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Called by Qt."""
        return QSize(WIDTH, 400)

    def _arrange(self) -> None:
        anchor = self.view.anchor()
        self._model.order = self._order
        self._model.set_rows(
            sections.arranged(self.entries, self._order, self._folded, time.time_ns())
        )
        self.view.scroll_to_anchor(anchor)
        self._show_parts()

    def _show_parts(self) -> None:
        searching = bool(self.field.text().strip())
        found = self.results.rowCount() > 0
        there = self._model.rowCount() > 0
        if searching:
            empty = "" if found or self._pause.isActive() else self._nothing()
        else:
            empty = "" if there else self.tr("Your chats will be listed here, the newest first.")
        for view, shown in (
            (self.view, there and not searching),
            (self.results_view, found and searching),
        ):
            if view.hasFocus() and not shown:  # else the keys go to whatever stands next
                self.focus_field()
            view.setVisible(shown)
        self._note.setVisible(searching and bool(self._note.text()))
        self._empty.setText(empty)
        self._empty.setVisible(bool(empty))

    def _nothing(self) -> str:
        tag = self.tags.tag
        words = self.tr("Nothing found among the chats tagged “{0}”.").format(tag)
        return words if tag else self.tr("Nothing found.")

    # --- parts -----------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        header = PaneHeader(self.tr("Chats"))
        self._sort = IconButton("arrow-up-down", self.tr("Sort chats"), "sortChats")
        self._sort.clicked.connect(self._open_orders)
        header.add(self._sort)
        new = IconButton("plus", self.tr("New chat"), "drawerNewChatButton")
        new.clicked.connect(self.new_requested)
        header.add(new)
        bar = QVBoxLayout()
        bar.setContentsMargins(12, 10, 12, 6)
        bar.setSpacing(8)
        bar.addWidget(self.field)
        bar.addWidget(self.tags)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(header)
        column.addLayout(bar)
        column.addWidget(self._empty, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self._note)
        column.addWidget(self.view, 1)
        column.addWidget(self.results_view, 1)
        column.addStretch(0)
        self.setMinimumWidth(WIDTH)

    def _connect(self) -> None:
        self._model.renamed.connect(self.renamed)
        self.view.opened.connect(self.selected)
        self.view.delete_pressed.connect(self._delete)
        self.view.menu_wanted.connect(self._open_menu)
        self.view.folded.connect(self._fold)
        self.view.field_wanted.connect(self.focus_field)
        self.results_view.opened.connect(self.result_opened)
        self.results_view.field_wanted.connect(self.focus_field)
        self.field.textChanged.connect(self._typed)
        self.field.installEventFilter(self)
        self.tags.chosen.connect(self._tag_chosen)
        self.menu.asked.connect(self._asked)
        local_shortcut("Ctrl+D", self.view, self._pin)
        local_shortcut("Ctrl+Z", self.view, self.undo_wanted.emit)
        local_shortcut("Ctrl+T", self.view, self._edit_tags)
        self._orders = QMenu(self)
        group = QActionGroup(self._orders)
        for name, text in (
            ("activity", self.tr("Last activity")),
            ("created", self.tr("Created")),
            ("title", self.tr("Title")),
            ("size", self.tr("Size")),
        ):
            action = QAction(text, self._orders, checkable=True)
            action.setObjectName(name)
            group.addAction(action)
            self._orders.addAction(action)
        group.triggered.connect(self._ordered)

    def _open_orders(self) -> None:
        for action in self._orders.actions():
            action.setChecked(action.objectName() == self._order)
        self._orders.popup(self._sort.mapToGlobal(QPoint(0, self._sort.height() + 2)))

    def _ordered(self, action: QAction) -> None:
        self._order = action.objectName()
        self._arrange()
        self.view.viewport().update()

    def _fold(self, name: str) -> None:
        self._folded ^= {name}
        self._arrange()

    def _tag_chosen(self) -> None:
        self._arrange()
        if self.field.text().strip():
            self._search()

    # --- searching -------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Called by Qt. From the field, the arrow keys and Enter reach the list below it."""
        if (
            watched is self.field
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
        ):
            searching = bool(self.field.text().strip())
            match event.key():
                case Qt.Key.Key_Down:
                    self._go_to_list()
                    return True
                case Qt.Key.Key_Return | Qt.Key.Key_Enter if searching:
                    self.results_view.open_current()
                    return True
                case Qt.Key.Key_Escape if not self.field.text():
                    self._go_to_list()
                    return True
                case Qt.Key.Key_Z if event.matches(_UNDO) and not self.field.isUndoAvailable():
                    self.undo_wanted.emit()  # as in the list, which is gone with its last chat
                    return True
        return super().eventFilter(watched, event)

    def _go_to_list(self) -> None:
        view = self.results_view if self.field.text().strip() else self.view
        if view.isHidden():
            return
        view.setFocus(Qt.FocusReason.OtherFocusReason)
        if not view.currentIndex().isValid():
            view.setCurrentIndex(view.model().index(0, 0))

    def _typed(self, text: str) -> None:
        if text.strip():
            self._pause.start()
        else:
            self._pause.stop()
            self.results.set_results(())
            self._note.clear()
            self.searched.emit("")
        self._show_parts()

    def _search(self) -> None:
        self.searched.emit(self.field.text())

    # --- what is done with the chosen ones -------------------------------------------------------

    def _chosen(self) -> list[Entry]:
        found = (self._model.row_of(each) for each in self.view.chosen())
        entries = (self._model.entry(self._model.index(row)) for row in found)
        return [entry for entry in entries if entry is not None]

    def _open_menu(self, where: QPoint) -> None:
        self.menu.prepare(self._chosen())
        self.menu.popup(where)

    def _asked(self, name: str) -> None:
        ids = self.view.chosen()
        if not ids:  # they went while the menu was open: another window deletes, too
            return
        match name:
            case chats_menu.RENAME:
                self.view.rename_current()
            case chats_menu.PIN:
                self._pin()
            case chats_menu.ARCHIVE:
                self.archived.emit(ids, not all(entry.archived for entry in self._chosen()))
            case chats_menu.TAGS:
                self._edit_tags()
            case chats_menu.DUPLICATE:
                self.duplicated.emit(ids[0])
            case chats_menu.CAPTURES:
                self.captures_wanted.emit(ids[0])
            case chats_menu.EXPORT:
                self.export_wanted.emit(ids)
            case chats_menu.DELETE:
                self._delete()

    def _delete(self) -> None:
        ids = self.view.chosen()
        if ids:
            self.deleted.emit(ids)

    def _pin(self) -> None:
        chosen = self._chosen()
        if chosen:
            self.pinned.emit(self.view.chosen(), not all(entry.pinned for entry in chosen))

    def _edit_tags(self) -> None:
        chosen = self._chosen()
        if not chosen:
            return
        title = self.tr("Tags of {0} chats").format(len(chosen))
        if len(chosen) == 1:
            title = self.tr("Tags of “{0}”").format(words.title(chosen[0]))
        on = dict.fromkeys(tag for entry in chosen for tag in entry.tags)
        known = Counter(tag for entry in self._entries for tag in entry.tags)
        from gemini_desktop.ui.library.tag_editor import TagEditor

        editor = TagEditor(self, title, list(on), [tag for tag, _ in known.most_common()])
        self._tagged = [entry.id for entry in chosen]
        editor.added.connect(self._add_tag)
        editor.removed.connect(self._remove_tag)
        row = self.view.visualRect(self.view.currentIndex())
        editor.open_at(self.view.viewport().mapToGlobal(row.bottomLeft() + QPoint(16, 4)))

    def _add_tag(self, tag: str) -> None:
        self.tag_added.emit(self._tagged, tag)

    def _remove_tag(self, tag: str) -> None:
        self.tag_removed.emit(self._tagged, tag)
