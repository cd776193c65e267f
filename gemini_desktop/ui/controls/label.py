"""A label whose size, weight and tone follow the theme and the zoom."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QWidget

from gemini_desktop.ui import theme
from gemini_desktop.ui.qt_helpers import plain_tip

_TONES = {"2": "text_2", "3": "text_3", "red": "red", "amber": "amber", "green": "green"}


class Label(QLabel):
    """Plain text (never read as rich text) in `size` pixels at 100 %.

    `elide` cuts what does not fit with an ellipsis, and then shows the whole as a tooltip.
    `tone`: empty for the main text colour, `2` and `3` for paler ones, or red, amber, green.
    """

    def __init__(
        self,
        text: str = "",
        *,
        size: float = 13,
        weight: int = 400,
        tone: str = "",
        mono: bool = False,
        wrap: bool = False,
        elide: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self.setWordWrap(wrap)
        self._elide = elide
        self.needs_no_sheet = not elide  # which brings a tooltip
        self._size, self._weight, self._mono = size, weight, mono
        self.setProperty("tone", tone)
        self._dress()
        theme.manager().changed.connect(self._dress)

    def setToolTip(self, text: str) -> None:
        """A tooltip goes by the sheet where its widget does."""
        if text and self.testAttribute(Qt.WidgetAttribute.WA_SetStyle):
            self.setStyle(None)  # type: ignore[arg-type]  # none of its own
        super().setToolTip(text)

    def minimumSizeHint(self) -> QSize:
        """Called by Qt."""
        hint = super().minimumSizeHint()
        return QSize(0, hint.height()) if self._elide else hint

    def paintEvent(self, event: QPaintEvent) -> None:
        """Called by Qt."""
        if not self._elide:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        room = self.contentsRect()
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(self.alignment()), text)
        painter.end()
        self.setToolTip(plain_tip(self.text()) if text != self.text() else "")

    def set_tone(self, tone: str) -> None:
        """Change the colour."""
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            self._colour()

    def _dress(self) -> None:
        face = theme.mono_font if self._mono else theme.ui_font
        font = face(self._size, self._weight)
        font.setCapitalization(self.font().capitalization())
        self.setFont(font)
        self._colour()

    def _colour(self) -> None:
        palette = QPalette()
        if tone := self.property("tone"):
            palette.setColor(QPalette.ColorRole.WindowText, theme.current().colour(_TONES[tone]))
        self.setPalette(palette)


def caption(text: str, parent: QWidget | None = None) -> Label:
    """The heading of a group of settings."""
    label = Label(text, size=11, weight=600, tone="3", parent=parent)
    font = label.font()
    font.setCapitalization(QFont.Capitalization.AllUppercase)
    font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.3)
    label.setFont(font)
    return label
