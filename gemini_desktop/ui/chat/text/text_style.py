"""Sizes, colours and distances of running text, from the theme in force."""

from __future__ import annotations

import msgspec
from PySide6.QtGui import QColor, QFont, QTextBlockFormat, QTextCharFormat

from gemini_desktop.ui import theme
from gemini_desktop.ui.chat.turns.blocks import Part

LINE_HEIGHT = 1.57
PARAGRAPH_GAP = 12
LIST_GAP = 4
INDENT = 24
QUOTE_INDENT = 16
_HEADING_SIZES = {1: 1.5, 2: 1.28, 3: 1.12, 4: 1.0, 5: 1.0, 6: 1.0}


class TextStyle(msgspec.Struct, frozen=True):
    """How the text of one part looks."""

    font: QFont
    mono: QFont
    colour: QColor
    muted: QColor
    accent: QColor
    tint: QColor
    border: QColor
    line_px: float

    def block(self) -> QTextBlockFormat:
        """A paragraph: lines of one height, also where a CJK or emoji face steps in."""
        format_ = QTextBlockFormat()
        format_.setLineHeight(self.line_px, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        return format_

    def characters(self) -> QTextCharFormat:
        """Plain words."""
        format_ = QTextCharFormat()
        format_.setFont(self.font)
        format_.setForeground(self.colour)
        return format_

    def heading(self, level: int) -> tuple[QTextBlockFormat, QTextCharFormat]:
        """A heading of level 1 to 6."""
        size = self.font.pixelSize() * _HEADING_SIZES[level]
        characters = self.characters()
        font = QFont(self.font)
        font.setPixelSize(round(size))
        font.setWeight(QFont.Weight.DemiBold)
        characters.setFont(font)
        block = self.block()
        block.setLineHeight(round(size * 1.4), QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        return block, characters


def style_for(part: Part) -> TextStyle:
    """The style of answers or thoughts in the theme and zoom of now."""
    colours = theme.current()
    size = 14 if part == "answer" else 13
    font = theme.ui_font(size)
    return TextStyle(
        font=font,
        mono=theme.mono_font(size - 1.2),
        colour=QColor(colours.text if part == "answer" else colours.text_2),
        muted=QColor(colours.text_3),
        accent=QColor(colours.accent),
        tint=QColor(colours.hover),
        border=QColor(colours.border),
        line_px=round(font.pixelSize() * LINE_HEIGHT),
    )
