"""The JSON tree with its search and, below it, the path of the chosen value: to read, and to type
where to go."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from gemini_desktop.core.events import Json
from gemini_desktop.core.json.path import JsonPathError, find
from gemini_desktop.core.json.spans import Path, path_text
from gemini_desktop.ui import theme
from gemini_desktop.ui.controls import Label
from gemini_desktop.ui.inspector.detail.json_search import MAX_HITS, JsonSearch
from gemini_desktop.ui.inspector.detail.json_tree import JsonTree
from gemini_desktop.ui.inspector.events.summary import number_text
from gemini_desktop.ui.inspector.own_keys import OwnKeys
from gemini_desktop.ui.inspector.raw.search_strip import SearchStrip
from gemini_desktop.ui.late import Late
from gemini_desktop.ui.qt_helpers import tab_before


class TreePage(QWidget):
    """Ctrl+F searches names and values; Ctrl+G goes to the field of the path."""

    path_chosen = Signal(object)
    """The user has gone to a value by its path or by the search."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value: Json = {}
        self._at = -1
        self._asked = ""
        self.tree = JsonTree()
        self.path = PathEdit()
        self._problem = Label(size=12, tone="red", wrap=True)
        self._problem.setObjectName("jsonPathProblem")
        self._problem.setContentsMargins(16, 0, 8, 0)
        self._problem.hide()
        self._search = JsonSearch(self)
        beside = QHBoxLayout()
        beside.setContentsMargins(8, 2, 0, 0)
        beside.addWidget(self.tree)
        foot = QHBoxLayout()
        foot.setContentsMargins(11, 0, 8, 3)
        foot.addWidget(self.path)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(beside, 1)
        column.addWidget(self._problem)
        column.addLayout(foot)
        self.tree.installEventFilter(self)
        OwnKeys(self.tree, "Ctrl+G", self.path.take_focus)
        self.tree.path_changed.connect(self._show_path)
        self.tree.copied.connect(self.path.say)
        self.path.returnPressed.connect(self._go)
        self.path.textEdited.connect(partial(self._tell, ""))
        self.path.left.connect(self._leave_path)
        self._search.changed.connect(self._found_more)

    @Late
    def search(self) -> SearchStrip:
        """Where one says what to look for."""
        strip = SearchStrip("treeSearch", bytes_too=False, parent=self)
        strip.asked.connect(self._look_for)
        strip.closed.connect(self._search_closed)
        self._column.insertWidget(0, strip)
        tab_before(strip, self.tree)
        return strip

    @property
    def problem(self) -> str:
        """What is wrong with the path that was typed; empty for nothing."""
        return self._problem.text()

    def show_value(self, value: Json) -> None:
        """Show another event's JSON."""
        self._value = value
        self._search.stop()
        self._asked = ""
        if (search := TreePage.search.made(self)) is not None:
            search.show_count("")
            search.tell("")
        self._tell("")
        self.tree.show_value(value)
        self._show_path(())

    def seek(self, step: int = 0) -> None:
        """Go on (1) or back (-1) to a hit, or (0) ask what to look for."""
        self.search.seek(step)

    # The path.

    def _show_path(self, path: Path) -> None:
        self._tell("")
        self.path.show_path(path_text(path))

    def _go(self) -> None:
        try:
            path = find(self._value, self.path.text())
        except JsonPathError as error:
            self._tell(str(error))
            self.path.setCursorPosition(error.at)
            return
        self.path.setModified(False)
        if path:
            self.tree.choose_path(path)
        else:
            self.tree.scrollToTop()
        self._show_path(path)
        self.tree.setFocus(Qt.FocusReason.OtherFocusReason)
        self.path_chosen.emit(path)

    def _leave_path(self) -> None:
        self._show_path(self.tree.chosen_path())
        self.tree.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell(self, problem: str, *_: str) -> None:
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self.path.setAccessibleDescription(problem)

    # The search.

    def _look_for(self, words: str, _how: str, back: bool) -> None:
        if words != self._asked:
            self._asked, self._at = words, -1
            self._search.look_for(self._value, words)
            if self._search.hits or self._search.searching:
                return
        self._step(-1 if back else 1)

    def _step(self, by: int) -> None:
        hits = self._search.hits
        if hits:
            self._at = (
                (self._at + by) % len(hits) if self._at >= 0 else 0 if by > 0 else len(hits) - 1
            )
            self.tree.choose_path(hits[self._at])
        self._count()

    def _found_more(self) -> None:
        if self._at < 0 and self._search.hits:
            self._step(1)
        else:
            self._count()

    def _count(self) -> None:
        hits = len(self._search.hits)
        if hits:
            more = "+" if self._search.searching or hits >= MAX_HITS else ""
            at, count = number_text(self._at + 1), number_text(hits)
            self.search.show_count(self.tr("{0} of {1}").format(at, count + more))
        self.search.tell("" if hits or self._search.searching else self.tr("No hits"))

    def _search_closed(self) -> None:
        self._search.stop()
        self._asked = ""
        self.tree.setFocus(Qt.FocusReason.OtherFocusReason)

    # Keys.

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Called by Qt for the tree, which copies by itself: its keys come before the window's."""
        if (
            watched is self.tree
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and _copies(event)
        ):
            event.accept()
            return True
        return False


class PathEdit(QLineEdit):
    """Looks like a line of text until one goes there. Escape leaves it as it was."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("jsonPath")
        self.setAccessibleName(self.tr("Path of the chosen value"))
        self.setToolTip(self.tr("The path of the chosen value; type another one to go there"))
        self.setFrame(False)
        self.setProperty("field", "bare")
        self._dress()
        theme.manager().changed.connect(self._dress)

    def show_path(self, text: str) -> None:
        """Show a path, from its beginning."""
        if not self.hasFocus() or not self.isModified():
            self.setText(text)
            self.setCursorPosition(0 if not self.hasFocus() else len(text))
            self.setPlaceholderText("")

    def say(self, words: str) -> None:
        """Tell what was done, for whoever rests the pointer here or reads by ear."""
        self.setAccessibleDescription(words)

    def take_focus(self) -> None:
        """Ready to type over what it holds."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Called by Qt."""
        super().focusOutEvent(event)
        self.setModified(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Called by Qt."""
        if event.key() == Qt.Key.Key_Escape:
            self.setModified(False)
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _dress(self) -> None:
        self.setFont(theme.mono_font(12))


def _copies(event: QKeyEvent) -> bool:
    control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
    return event.key() == Qt.Key.Key_C and bool(control)
