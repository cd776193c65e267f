"""Above the prompt box when a mail address was clicked: whether to start the mail program."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from gemini_desktop.ui.chat.text import links
from gemini_desktop.ui.controls import Label, paint


class MailBar(QWidget):
    """A strip that asks; hidden until there is something to ask. `answered` comes either way."""

    answered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mailBar")
        self._address = ""
        self._words = Label(size=12.5, wrap=True)
        self._open = QPushButton(self.tr("Open"))
        self._open.setObjectName("openMailButton")
        self._open.clicked.connect(self._opened)
        self._cancel = QPushButton(self.tr("Cancel"))
        self._cancel.setObjectName("cancelMailButton")
        self._cancel.clicked.connect(self.stop)
        for button in (self._open, self._cancel):
            button.setAutoDefault(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 8, 6)
        row.setSpacing(10)
        row.addWidget(self._words, 1)
        row.addWidget(self._open, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._cancel, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    @property
    def text(self) -> str:
        """What it asks."""
        return self._words.text()

    def ask(self, address: str) -> None:
        """Ask about this `mailto:` address; the keyboard goes to the answer."""
        recipient = links.recipient(address)
        if not recipient:
            return
        self._address = address
        self._words.setText(self.tr("Write to {} in your mail program?").format(recipient))
        self.setAccessibleName(self._words.text())
        self.show()
        self._open.setFocus(Qt.FocusReason.OtherFocusReason)

    def stop(self) -> None:
        """No answer is wanted any more."""
        self._address = ""
        if self.isVisible():
            self.hide()
            self.answered.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Called by Qt: Esc is Cancel."""
        if event.key() == Qt.Key.Key_Escape:
            self.stop()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        painter = paint.painter_for(self)
        paint.rounded(painter, QRectF(self.rect()), 10, "accent_tint")
        painter.end()

    def _opened(self) -> None:
        address = self._address
        self.stop()
        if links.recipient(address):
            QDesktopServices.openUrl(QUrl(address))
