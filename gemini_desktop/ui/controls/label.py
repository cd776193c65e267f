"""A label whose size, weight and tone follow the theme and the zoom."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QWidget

from gemini_desktop.ui import theme


class Label(QLabel):
    """Plain text (never read as rich text) in `size` pixels at 100 %.

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
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self.setWordWrap(wrap)
        self._size, self._weight, self._mono = size, weight, mono
        self.setProperty("tone", tone)
        self._dress()
        theme.manager().changed.connect(self._dress)

    def set_tone(self, tone: str) -> None:
        """Change the colour."""
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            self.style().unpolish(self)
            self.style().polish(self)

    def _dress(self) -> None:
        face = theme.mono_font if self._mono else theme.ui_font
        font = face(self._size, self._weight)
        font.setCapitalization(self.font().capitalization())
        self.setFont(font)


def caption(text: str, parent: QWidget | None = None) -> Label:
    """The heading of a group of settings."""
    label = Label(text, size=11, weight=600, tone="3", parent=parent)
    font = label.font()
    font.setCapitalization(QFont.Capitalization.AllUppercase)
    font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.3)
    label.setFont(font)
    return label
