"""While the program waits to try again: why, how long still, and the two ways to shorten it."""

from __future__ import annotations

import math

from PySide6.QtCore import QElapsedTimer, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from gemini_desktop.core.capture import RetryScheduled
from gemini_desktop.ui.controls import Label, paint

_TICK_MS = 200


class RetryBar(QWidget):
    """A strip above the composer; hidden unless an attempt is awaited."""

    retry_now_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("retryBar")
        self._reason = Label(size=12.5, wrap=True)
        self._left = Label(size=12.5, weight=600, tone="amber")
        self._now = QPushButton(self.tr("Retry now"))
        self._now.setObjectName("retryNowButton")
        self._now.clicked.connect(self.retry_now_requested)
        self._cancel = QPushButton(self.tr("Cancel"))
        self._cancel.setObjectName("cancelRetryButton")
        self._cancel.clicked.connect(self.cancel_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 8, 8)
        row.setSpacing(10)
        row.addWidget(self._reason, 1)
        row.addWidget(self._left, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._now)
        row.addWidget(self._cancel)
        self._wait_s = 0.0
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self.hide()

    @property
    def text(self) -> str:
        """What it says now."""
        return f"{self._reason.text()} {self._left.text()}"

    def show_wait(self, wait: RetryScheduled) -> None:
        """Count down to the next attempt."""
        self._wait_s = wait.wait_s
        self._reason.setText(wait.reason)
        self.setAccessibleName(wait.reason)
        self._since.start()
        self._tick()
        self._timer.start()
        self.show()

    def stop(self) -> None:
        """The wait is over, one way or another."""
        self._timer.stop()
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint.rounded(painter, QRectF(self.rect()), 10, "amber_tint")
        painter.end()

    def _tick(self) -> None:
        left = max(0, math.ceil(self._wait_s - self._since.elapsed() / 1000))
        self._left.setText(self.tr("{} s").format(left))
