"""One line at the foot of the window: how it goes, and the figures of the last answer."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QLocale, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from gemini_desktop.ui import theme
from gemini_desktop.ui.controls import Badge, Label, paint

_DOTS = {"idle": "text_3", "busy": "accent", "good": "green", "warning": "amber", "error": "red"}


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of an answer; None where it is not."""

    model: str = ""
    first_token_s: float | None = None
    tokens_per_s: float | None = None
    input_tokens: int | None = None
    thought_tokens: int | None = None
    output_tokens: int | None = None


class StatusLine(QWidget):
    """State left, figures right; the figures give way when there is no room for both."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusLine")
        self._dot = "idle"
        self._state = Label(size=11.5, tone="2", elide=True)
        self._figures = Label(size=11.5, tone="3", elide=True)
        self._figures.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._figures.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._warning = Badge("", "red", object_name="insecureBadge")
        self._warning.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(32, 5, 16, 4)
        row.setSpacing(16)
        row.addWidget(self._state)
        row.addWidget(self._warning)
        row.addWidget(self._figures, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_state(self.tr("Ready"))

    @property
    def text(self) -> str:
        """The whole line, as a screen reader gets it."""
        words = (self._state.text(), self._warning.text, self._figures.text())
        return " · ".join(part for part in words if part)

    def show_state(self, text: str, kind: str = "idle") -> None:
        """`kind` is idle, busy, good, warning or error; the text says it too."""
        self._state.setText(text)
        self._dot = kind if kind in _DOTS else "idle"
        self._tell()

    def show_insecure(self, *, insecure: bool) -> None:
        """Warn, for as long as it is so, that the profile in use checks no certificate."""
        self._warning.set(self.tr("Certificates not checked") if insecure else "")
        self._warning.setToolTip(
            self.tr("Whoever sits on the line can read the key. See Network in the settings.")
        )
        self._warning.setVisible(insecure)
        self._tell()

    def show_figures(self, figures: Figures) -> None:
        """Show what is known, in the user's own number format."""
        locale = QLocale()
        parts = [figures.model]
        if figures.first_token_s is not None:
            seconds = locale.toString(float(figures.first_token_s), "f", 2)
            parts.append(self.tr("first token %1 s").replace("%1", seconds))
        if figures.tokens_per_s is not None:
            rate = locale.toString(float(figures.tokens_per_s), "f", 0)
            parts.append(self.tr("%1 tokens/s").replace("%1", rate))
        counts = (
            (self.tr("%1 in"), figures.input_tokens),
            (self.tr("%1 thought"), figures.thought_tokens),
            (self.tr("%1 out"), figures.output_tokens),
        )
        tokens = [words.replace("%1", locale.toString(count)) for words, count in counts if count]
        parts.append(" + ".join(tokens))
        self._figures.setText(" · ".join(part for part in parts if part))
        self._tell()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        painter = QPainter(self)
        colours = theme.current()
        painter.fillRect(self.rect(), QColor(colours.ground))
        painter.fillRect(0, 0, self.width(), 1, QColor(colours.border))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        dot = QRectF(16, self.height() / 2 - 3, 7, 7)
        paint.rounded(painter, dot, 3.5, _DOTS[self._dot])
        painter.end()

    def _tell(self) -> None:
        self.setAccessibleName(self.text)
        self.update()
