"""The mathematical font, with Qt's fonts for what it lacks, and a clock.

Imported late, by `layout`: it reads the font.
"""

from __future__ import annotations

from time import perf_counter
from xml.etree.ElementTree import Element

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QFont, QFontMetricsF, QPainterPath, QTransform
from ziafont.fonttypes import BBox
from ziafont.glyph import SimpleGlyph
from ziamath import zmath
from ziamath.config import config
from ziamath.mathfont import MathFont
from ziamath.styles import MathVariant

from gemini_desktop.ui import theme
from gemini_desktop.ui.chat.formulas.layout import MARKUP

NAME = "formulas"
_PIXELS = 100
_MARKUP = {chr(stand_in): chr(mark) for mark, stand_in in MARKUP.items()}


class TooSlowError(Exception):
    """The time for one formula is over."""


class FormulaFont(MathFont):
    """STIX Two Math, which ziamath brings along. `until` is when to give up, by perf_counter."""

    def __init__(self) -> None:
        super().__init__(zmath.fontname)
        self.until = 0.0
        self._own = QFont(theme.ui_font(14))
        self._own.setPixelSize(_PIXELS)
        self._metrics = QFontMetricsF(self._own)

    def findglyph(self, char: str, variant: MathVariant) -> SimpleGlyph:
        """Called by ziamath for each character, again and again: a good place to look at time."""
        if perf_counter() > self.until:
            raise TooSlowError(QCoreApplication.translate("Chat", "It takes too long to be drawn."))
        char = _MARKUP.get(char, char)
        glyph = super().findglyph(char, variant)
        if glyph.index == 0:
            glyph = super().glyph(char)
        return glyph if glyph.index or not char.strip() else self._foreign(char)

    def _foreign(self, char: str) -> SimpleGlyph:
        scale = self.info.layout.unitsperem / _PIXELS
        box = self._metrics.boundingRect(char)
        bounds = BBox(*(v * scale for v in (box.left(), box.right(), -box.bottom(), -box.top())))
        return _ForeignGlyph(self, char, bounds, self._metrics.horizontalAdvance(char) * scale)

    def trace(self, path: QPainterPath, element: Element) -> None:
        """Add the outline of a character that a `_ForeignGlyph` has placed."""
        outline = QPainterPath()
        outline.addText(0, 0, self._own, element.get("char", ""))
        scale = float(element.get("size", "0")) / _PIXELS
        move = QTransform.fromTranslate(float(element.get("x", "0")), float(element.get("y", "0")))
        path.addPath(move.scale(scale, scale).map(outline))


class _ForeignGlyph(SimpleGlyph):
    """A character that Qt draws: CJK, Arabic, whatever stands among words."""

    def __init__(self, font: FormulaFont, char: str, bounds: BBox, width: float) -> None:
        super().__init__(0, [], bounds, font)
        self._text = char
        self._width = round(width)

    def advance(self, nextchr: SimpleGlyph | None = None) -> int:
        """In the font's units."""
        del nextchr
        return self._width

    def place(self, x: float, y: float, point_size: float) -> Element:
        """An element of our own, for `FormulaFont.trace`."""
        return Element("glyph", char=self._text, x=str(x), y=str(y), size=str(point_size))


def load() -> FormulaFont:
    """The font, known to ziamath by `NAME` from now on."""
    config.svg2 = False  # outlines in place, no symbols to look up
    config.math.color = ""  # that of the text, unless the formula says otherwise
    font = FormulaFont()
    zmath.loadedfonts[NAME] = font
    return font
