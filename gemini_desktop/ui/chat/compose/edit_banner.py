"""Above the prompt box while an earlier prompt is written anew: that it is so, and the way out."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from gemini_desktop.ui import icons, theme
from gemini_desktop.ui.controls import Label, paint

_ICON = 16


class EditBanner(QWidget):
    """A strip above the composer; hidden unless a prompt is being edited."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("editBanner")
        self._words = Label(size=12.5, wrap=True)
        self._words.setText(
            self.tr("Editing an earlier prompt. What came of it stays, as another branch.")
        )
        self.setAccessibleName(self._words.text())
        self._cancel = QPushButton(self.tr("Cancel"))
        self._cancel.setObjectName("cancelEditButton")
        self._cancel.setToolTip(self.tr("Leave the prompt as it is (Esc)"))
        self._cancel.clicked.connect(self.cancelled)
        row = QHBoxLayout(self)
        row.setContentsMargins(14 + _ICON + 8, 6, 8, 6)
        row.setSpacing(10)
        row.addWidget(self._words, 1)
        row.addWidget(self._cancel, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._words.text()

    def open(self) -> None:
        """Show it, and tell those who do not see it."""
        self.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.text))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        painter = paint.painter_for(self)
        paint.rounded(painter, QRectF(self.rect()), 10, "accent_tint")
        place = QRectF(14, (self.height() - _ICON) / 2, _ICON, _ICON)
        icons.paint(painter, "pencil", theme.current().colour("accent"), place)
        painter.end()
