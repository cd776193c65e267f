"""The box to write in: it grows with its text, Enter sends, and a composing input method is left
alone."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QPalette,
    QResizeEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

from gemini_desktop.ui import theme
from gemini_desktop.ui.chat.compose import given
from gemini_desktop.ui.chat.compose.prompt_history import PromptHistory
from gemini_desktop.ui.qt_helpers import viewport_of

MAX_LINES = 8


class PromptEdit(QPlainTextEdit):
    """Plain text. `send_pressed` comes with Enter; Shift+Enter starts a new line."""

    send_pressed = Signal()
    focus_changed = Signal()
    files_given = Signal(list)
    """Files were pasted: their paths."""
    picture_given = Signal(object)
    """A `GivenPicture` was pasted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("promptEdit")
        self.setAccessibleName(self.tr("Prompt"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(0)
        viewport_of(self).setAutoFillBackground(False)
        self._composing = False
        self.history = PromptHistory()
        """What the Up key brings back into an empty box."""
        self._walking = False
        self.textChanged.connect(self._grow)
        # What is composed wraps too, and is no text yet.
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        self.textChanged.connect(self._on_edited)
        theme.manager().changed.connect(self._dress)
        self._dress()

    def set_text(self, text: str) -> None:
        """Begin anew with this text; nothing of what stood here can be undone back."""
        self.history.stop()
        self.setPlainText(text)
        self.moveCursor(QTextCursor.MoveOperation.End)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Called by Qt before a paste or a drop."""
        return given.has_any(source) or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Called by Qt for a paste: files and pictures become attachments, the rest text."""
        if paths := given.files(source):
            self.files_given.emit(paths)
        elif (picture := given.picture(source)) is not None:
            self.picture_given.emit(picture)
        else:
            super().insertFromMimeData(source)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Called by Qt: files are for the pane around us, which shows where they go; words that
        are dragged go where they are let go."""
        if given.has_any(event.mimeData()):
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Called by Qt. The frame around the box shows the focus."""
        super().focusInEvent(event)
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Called by Qt."""
        super().focusOutEvent(event)
        self.focus_changed.emit()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Called by Qt while Chinese, Japanese, Korean or accents are composed."""
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Called by Qt."""
        entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if self._composing:
            if not entered:  # it ends the composing, and is the input method's business
                super().keyPressEvent(event)
            return
        if entered:
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.textCursor().insertText("\n")  # Qt's own would be a line separator
                self.ensureCursorVisible()
            else:
                self.send_pressed.emit()
            return
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._walk(event):
            return
        super().keyPressEvent(event)

    def _walk(self, event: QKeyEvent) -> bool:
        """Go to an older or newer prompt, where the key cannot mean another line of this one."""
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain != Qt.KeyboardModifier.NoModifier:
            return False
        back = event.key() == Qt.Key.Key_Up
        if not (self.history.walking or (back and not self.toPlainText())):
            return False
        if not self._at_edge(top=back):
            return False
        text = self.history.older(self.toPlainText()) if back else self.history.newer()
        if text is not None:
            self._replace(text)
        return True

    def _at_edge(self, *, top: bool) -> bool:
        """Whether the caret is in the first line as it is shown, or in the last."""
        cursor = self.textCursor()
        moved = QTextCursor.MoveOperation.Up if top else QTextCursor.MoveOperation.Down
        return not cursor.movePosition(moved)

    def _replace(self, text: str) -> None:
        """Another text, as an edit that can be undone."""
        self._walking = True
        cursor = self.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()
        self._walking = False

    def _on_edited(self) -> None:
        if not self._walking:
            self.history.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Called by Qt: another width, other lines."""
        super().resizeEvent(event)
        self._grow()

    def sizeHint(self) -> QSize:
        """Called by Qt."""
        return QSize(200, self._height(1))

    def _height(self, lines: int) -> int:
        return lines * self.fontMetrics().lineSpacing() + 4

    def _grow(self) -> None:
        """As high as its lines, up to a limit from which on it scrolls."""
        lines = max(1, round(self.document().size().height()))
        self.setFixedHeight(self._height(min(MAX_LINES, lines)))
        more = lines > MAX_LINES
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if more else policy.ScrollBarAlwaysOff
        )

    def _dress(self) -> None:
        self.setFont(theme.ui_font(14))
        self.viewport().setFont(self.font())  # the placeholder's, which it does not inherit
        palette = QPalette(self.palette())
        colours = theme.current()
        palette.setColor(QPalette.ColorRole.Base, QColor(Qt.GlobalColor.transparent))
        palette.setColor(QPalette.ColorRole.Text, QColor(colours.text))
        palette.setColor(QPalette.ColorRole.PlaceholderText, QColor(colours.text_3))
        self.setPalette(palette)
        self._grow()
