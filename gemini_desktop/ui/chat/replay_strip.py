"""In the composer's place while a capture is replayed: that it is so, and the way out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from gemini_desktop.ui import icons, theme
from gemini_desktop.ui.controls import Badge, Label, paint


class ReplayStrip(QWidget):
    """Hidden unless a capture is replayed. `badge` belongs into the header of the chat."""

    leave_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("replayStrip")
        self._instead_of: list[QWidget] = []
        self.badge = Badge(self.tr("Replay"), "accent", dot=True, object_name="replayBadge")
        self.badge.setToolTip(self.tr("An answer from before is played again."))
        self.badge.hide()
        self._words = Label(
            self.tr("A recorded answer, played again. Nothing is sent or kept."),
            size=12.5,
            wrap=True,
        )
        self.setAccessibleName(self._words.text())
        self._leave = QPushButton(self.tr("Back to chat"))
        self._leave.setObjectName("replayBack")
        self._leave.setToolTip(self.tr("Leave the replay; the conversation is as it was"))
        self._leave.clicked.connect(self.leave_asked)
        self._leave.setAutoDefault(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(42, 10, 10, 10)
        row.setSpacing(10)
        row.addWidget(self._words, 1)
        row.addWidget(self._leave, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    @property
    def active(self) -> bool:
        """Whether the chat shows a replay."""
        return not self.isHidden()

    def enter(self, instead_of: Sequence[QWidget]) -> None:
        """Stand in the place of these, as far as they can be seen."""
        if self.active:
            return
        self._instead_of = [widget for widget in instead_of if not widget.isHidden()]
        for widget in self._instead_of:
            widget.hide()
        self.show()
        self.badge.show()

    def leave(self) -> None:
        """Give way to them again."""
        if not self.active:
            return
        self.hide()
        self.badge.hide()
        for widget in self._instead_of:
            widget.show()
        self._instead_of = []

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        painter = paint.painter_for(self)
        rect = QRectF(self.rect())
        paint.rounded(painter, rect, 14, "accent_tint")
        target = QRectF(16, rect.center().y() - 8, 16, 16)
        icons.paint(painter, "history", theme.current().accent, target)
        painter.end()
