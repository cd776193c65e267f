"""The mathematical font, with Qt's fonts for what it lacks, and a clock.

Imported late, by `layout`: it reads the font.
"""

from __future__ import annotations

from functools import partial
from time import thread_time
from typing import Any
from xml.etree.ElementTree import Element

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainterPath, QTransform
from ziafont.fonttypes import BBox
from ziafont.glyph import SimpleGlyph
from ziamath import operators, zmath
from ziamath.config import config
from ziamath.mathfont import MathFont
from ziamath.nodes.mrow import Mrow
from ziamath.styles import MathVariant

from gemini_desktop.ui import theme
from gemini_desktop.ui.chat.text.formulas.stand_ins import MARKS

NAME = "formulas"
_PIXELS = 100


class FormulaFont(MathFont):
    """STIX Two Math, which ziamath brings along. `until` is when to give up, by thread_time."""

    def __init__(self) -> None:
        super().__init__(zmath.fontname)
        self.until = 0.0
        self._outlines: dict[str, QPainterPath] = {}
        self._own = QFont(theme.ui_font(14))
        self._own.setPixelSize(_PIXELS)
        self._metrics = QFontMetricsF(self._own)

    def findglyph(self, char: str, variant: MathVariant) -> SimpleGlyph:
        """Called by ziamath for each character, again and again: a good place to look at time."""
        if thread_time() > self.until:
            raise TimeoutError
        char = MARKS.get(char, char)
        glyph = super().findglyph(char, variant)
        if glyph.index == 0:
            glyph = super().glyph(char)
        return glyph if glyph.index or not char.strip() else self._foreign(char)

    def _foreign(self, char: str) -> SimpleGlyph:
        scale = self.info.layout.unitsperem / _PIXELS
        box = self._metrics.boundingRect(char)
        bounds = BBox(*(v * scale for v in (box.left(), box.right(), -box.bottom(), -box.top())))
        return _ForeignGlyph(self, char, bounds, self._metrics.horizontalAdvance(char) * scale)

    def glyph_fromid(self, glyphid: int) -> SimpleGlyph:
        """Called by ziamath. Such a glyph tells where it stands instead of writing out its path,
        which took a quarter of all the time."""
        glyph = super().glyph_fromid(glyphid)
        if "place" not in vars(glyph):
            vars(glyph)["place"] = partial(_placed, f"#{glyph.index}")
        return glyph

    def outline(self, element: Element) -> QPainterPath:
        """What a placed glyph looks like, at its place."""
        name = element.get("name", "")
        known = self._outlines.get(name)
        if known is None:
            known = self._outlines[name] = self._drawn(name)
        scale = float(element.get("size", "0")) / _PIXELS
        move = QTransform.fromTranslate(float(element.get("x", "0")), float(element.get("y", "0")))
        return move.scale(scale, scale).map(known)

    def _drawn(self, name: str) -> QPainterPath:
        """At a size of so many pixels: a glyph of this font, or a character of another one."""
        path = QPainterPath()
        if name.startswith("#"):
            glyph = super().glyph_fromid(int(name[1:]))
            svg = glyph.svgpath(scale_factor=_PIXELS / glyph.DFLT_SIZE_PT)
            self.trace(path, svg.get("d", "") if svg is not None else "")
        else:
            path.addText(0, 0, self._own, name)
        path.setFillRule(Qt.FillRule.WindingFill)
        return path

    def trace(self, path: QPainterPath, d: str) -> None:
        """Follow the words of an SVG path: M, L, Q, C and Z, with absolute coordinates."""
        _trace(path, d)


def _placed(name: str, x: float, y: float, point_size: float) -> Element:
    """An element of our own, for `FormulaFont.outline`."""
    return Element("glyph", name=name, x=str(x), y=str(y), size=str(point_size))


def _trace(path: QPainterPath, d: str) -> None:
    words = d.split()
    position = 0
    while position < len(words):
        command = words[position]
        count = {"M": 2, "L": 2, "Q": 4, "C": 6}.get(command, 0)
        numbers = [float(word) for word in words[position + 1 : position + 1 + count]]
        position += 1 + count
        match command:
            case "M":
                path.moveTo(*numbers)
            case "L":
                path.lineTo(*numbers)
            case "Q":
                path.quadTo(*numbers)
            case "C":
                path.cubicTo(*numbers)
            case _:
                path.closeSubpath()


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
        """As for a glyph of this font; `#` alone is in it."""
        return _placed(self._text, x, y, point_size)


class _Row(Mrow, tag="mrow"):  # takes the place of the library's own
    """A row that is measured first only where something in it is as high as the rest.

    The library does so for all rows, which doubles the time with each level of nesting.
    """

    def _get_height_nostretch(self, line: list[Element], **kwargs: Any) -> tuple[float, float]:
        if any(map(_stretches, line)):
            low, high = super()._get_height_nostretch(line, **kwargs)
            return low, high
        return 0.0, 0.0


def _stretches(element: Element) -> bool:
    """Whether this is, or begins or ends with, a bracket or bar that grows with its row."""
    if element.tag in ("mrow", "mtable", "mfrac", "mi", "mn", "mtext"):
        text = (element.text or "").strip()
        return element.tag == "mi" and text in operators.names
    if element.tag != "mo":
        return any(map(_stretches, element))
    text = (element.text or "").strip()
    if element.get("stretchy"):
        return element.get("stretchy") != "false"
    known = [operators.get_params(text, form) for form in ("prefix", "infix", "postfix")]
    return any(params.get("stretchy", "false") != "false" for params in known)


def load() -> FormulaFont:
    """The font, known to ziamath by `NAME` from now on."""
    config.svg2 = False  # outlines in place, no symbols to look up
    config.math.color = ""  # that of the text, unless the formula says otherwise
    font = FormulaFont()
    zmath.loadedfonts[NAME] = font
    return font
