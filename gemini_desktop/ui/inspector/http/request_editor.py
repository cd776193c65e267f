"""A request's body to edit and send again. What is no JSON is said where it is typed."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from gemini_desktop.core.json.long_values import Folded, folded
from gemini_desktop.ui import theme, typed_json
from gemini_desktop.ui.controls import Label

_QUIET_MS = 300


class RequestEditor(QWidget):
    """Ctrl+Enter sends, Escape leaves."""

    sent = Signal(bytes)
    """The body, as it was typed."""
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folded = Folded("", {})
        self._original = b""
        self.edit = QPlainTextEdit()
        self.edit.setObjectName("requestEdit")
        self.edit.setAccessibleName(self.tr("Body of the request"))
        self.edit.setProperty("field", "true")
        self.edit.setTabChangesFocus(True)
        self.edit.textChanged.connect(self._changed)
        self._fault = Label("", size=12, wrap=True)
        self._fault.setObjectName("requestFault")
        self.send = QPushButton(self.tr("Send"))
        self.send.setObjectName("sendEdited")
        self.send.setProperty("primary", "true")
        self.send.setToolTip(self.tr("Send this body with the profile's key (Ctrl+Enter)"))
        self.send.clicked.connect(self.submit)
        leave = QPushButton(self.tr("Cancel"))
        leave.setObjectName("leaveEdited")
        leave.setToolTip(self.tr("Leave without sending (Esc)"))
        leave.clicked.connect(self.left)
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET_MS)
        self._quiet.timeout.connect(self._check)
        foot = QHBoxLayout()
        foot.addWidget(self._fault, 1)
        foot.addWidget(leave)
        foot.addWidget(self.send)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, 8, 8)
        column.addWidget(self.edit, 1)
        column.addLayout(foot)
        self._dress()
        theme.manager().changed.connect(self._dress)

    def show_body(self, body: bytes) -> None:
        """Begin with this one; long values are marks that must stay as they are."""
        self._original = body
        self._folded = folded(body) or Folded(body.decode("utf-8", "replace"), {})
        self.edit.setPlainText(self._folded.text)
        self.edit.moveCursor(QTextCursor.MoveOperation.Start)
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self._check()

    @property
    def fault(self) -> str:
        """Why the text is no JSON, empty where it is."""
        return self._fault.text()

    def submit(self) -> None:
        """Send the body, where it is JSON; what was not changed goes out byte by byte the same."""
        self._check()
        if self.fault:
            return
        text = self.edit.toPlainText()
        if text == self._folded.text:
            self.sent.emit(self._original)
        else:
            self.sent.emit(self._folded.unfolded(text).encode("utf-8", "replace"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Called by Qt, for keys that the text does not take."""
        control = Qt.KeyboardModifier.ControlModifier
        match event.key():
            case Qt.Key.Key_Escape:
                self.left.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if event.modifiers() & control:
                self.submit()
            case _:
                super().keyPressEvent(event)

    def _changed(self) -> None:
        self._quiet.start()

    def _check(self) -> None:
        self._quiet.stop()
        _, words = typed_json.read(self.edit.toPlainText())
        self._fault.setText(words)
        self._fault.set_tone("red")
        self.send.setEnabled(not words)

    def _dress(self) -> None:
        self.edit.setFont(theme.mono_font(12))
