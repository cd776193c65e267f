"""One formula as paths, by ziamath: pure Python, with a mathematical font of its own.

Importing it reads that font (0.1 s), a formula takes 2 to 20 ms, and its time doubles with each
level of nesting: so it is imported late, used in a worker, and bounded in size and time.
"""

from __future__ import annotations

import re
import warnings
from contextlib import suppress
from functools import lru_cache
from threading import Lock
from time import thread_time
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QColor, QPainterPath, QPainterPathStroker

from gemini_desktop.core.text.formulas.find import MAX_CHARACTERS
from gemini_desktop.ui.chat.text.formulas.drawing import (
    SIZE,
    Drawing,
    FormulaError,
    Part,
    TooSlowError,
)
from gemini_desktop.ui.chat.text.formulas.stand_ins import MARKUP

if TYPE_CHECKING:
    from gemini_desktop.ui.chat.text.formulas.font import FormulaFont

_MAX_NESTING = 24
_busy = Lock()
"""The library keeps state in its font while it works."""
_BRACES = re.compile(r"\\.|[{}]", re.DOTALL)
_TEXT = re.compile(r"\\(?:text[a-z]{0,2}|mbox|mathrm|operatorname)\s*\{[^{}]*\}")
_MAX_WIDTH = 400 * SIZE
_DEFINES = re.compile(
    r"\\(?:(?:re|provide)?(?:new)?(?:command|environment)|DeclareMathOperator|def|let)(?![A-Za-z])"
)
_OPERATORS = frozenset("+-−=<>≤≥≈≡≠±∓∪∩∧∨×∈⊂⊆∼≃≅∝→⇒⟹⟺↦")
_COMMAND = re.compile(r"\\[A-Za-z]+")
_SIMPLER = (
    (re.compile(r"\\(?:nonumber|notag)(?![A-Za-z])|\\label\s*\{[^{}]*\}"), ""),
    (re.compile(r"\\tag\*?\s*\{([^{}]*)\}"), r"\\qquad\\text{(\1)}"),
    (re.compile(r"\\(?:begin|end)\{(?:equation|displaymath|math)\*?\}"), ""),
    (re.compile(r"\\(begin|end)\{(?:align|split|eqnarray|gather|multline)(?:ed)?\*?\}"),
     r"\\\1{aligned}"),
    (re.compile(r"\\(?:begin\{alignat(?:ed)?\*?\}\s*\{\d*\})"), r"\\begin{aligned}"),
    (re.compile(r"\\end\{alignat(?:ed)?\*?\}"), r"\\end{aligned}"),
    (re.compile(r"(\\begin\{(\w*matrix)\}(?:(?!\\begin\b).)*?\\end\{\2\})(?=\s*[\^_])", re.DOTALL),
     r"{\1}"),
    (re.compile(r"\\mathop\s*\{([^{}]*)\}"), r"\1"),
    (re.compile(r"\\operatorname\*"), r"\\operatorname"),
    (re.compile(r"\\[lr]Vert(?![A-Za-z])"), r"\\Vert "),
    (re.compile(r"\\[lr]vert(?![A-Za-z])"), r"\\vert "),
)  # fmt: skip
"""What ziamath does not know, in words that it does."""


def lay_out(tex: str, *, display: bool, budget_s: float = 0.4) -> Drawing:
    """The drawing of a formula.

    `budget_s` is the time of the processor that it may take; where other threads lay out
    formulas, they come first.

    Raises:
        FormulaError: it is wrong, not known, too large, or takes too long (TooSlowError).
    """
    _check(tex)
    with _busy:
        try:
            font = _font()
            font.until = thread_time() + budget_s
            return _drawing(tex, font, display=display)
        except FormulaError:
            raise
        except RecursionError as error:
            raise FormulaError(_tr("It is nested too deeply to be drawn.")) from error
        except TimeoutError as error:
            raise TooSlowError(_tr("It takes too long to be drawn.")) from error
        except Exception as error:  # the library raises whatever wrong LaTeX makes it stumble over
            raise FormulaError(_reason(error)) from error


def load() -> None:
    """Import the library and read its font, if that was not done yet."""
    with suppress(FormulaError):
        lay_out("x", display=False)


def is_loaded() -> bool:
    """Whether the library is there, so that a formula costs no more than its layout."""
    return _font.cache_info().currsize > 0


def is_free() -> bool:
    """Whether no other thread is laying out."""
    return not _busy.locked()


@lru_cache(maxsize=1)
def _font() -> FormulaFont:
    with warnings.catch_warnings():
        # ziamath opens its font by a function that Python 3.11 and 3.12 call deprecated.
        warnings.simplefilter("ignore", DeprecationWarning)
        from gemini_desktop.ui.chat.text.formulas import font

        return font.load()


def _check(tex: str) -> None:
    if len(tex) > MAX_CHARACTERS:
        raise FormulaError(_tr("It is too long to be drawn."))
    if _DEFINES.search(tex):
        raise FormulaError(_tr("It defines commands of its own."))
    depth = 0
    for mark in _BRACES.findall(tex):
        depth += {"{": 1, "}": -1}.get(mark, 0)
        if depth > _MAX_NESTING:
            raise FormulaError(_tr("It is nested too deeply to be drawn."))


def _reason(error: Exception) -> str:
    """What the tooltip says. The library names most errors by their class alone."""
    if str(error):
        return str(error)
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(error).__name__.removesuffix("Error"))
    return _tr("It is not complete: {}.").format(words.lower())


def _tr(text: str) -> str:
    return QCoreApplication.translate("Chat", text)


def _drawing(tex: str, font: FormulaFont, *, display: bool) -> Drawing:
    from ziamath.tex import tex2mml
    from ziamath.zmath import Math

    for pattern, simpler in _SIMPLER:
        tex = pattern.sub(simpler, tex)
    tex = _TEXT.sub(lambda match: match[0].translate(MARKUP), tex)
    markup = tex2mml(" ".join(tex.split()), inline=not display)
    if unknown := _COMMAND.search(re.sub(r"<mtext.*?</mtext>", "", markup)):
        raise FormulaError(_tr("{} is not a command that can be drawn.").format(unknown[0]))
    math = Math(markup, size=SIZE, font="formulas")
    box = math.node.bbox
    svg = Element("svg")
    math.node.draw(0, 0, svg)
    parts = tuple(part for element in svg.iter() if (part := _part(element, font)) is not None)
    if not parts:
        raise FormulaError(_tr("There is nothing in it to be drawn."))
    bounds = parts[0].path.boundingRect()
    for part in parts[1:]:
        bounds = bounds.united(part.path.boundingRect())
    left, right = min(0.0, box.xmin, bounds.left()), max(box.xmax, bounds.right())
    if not right - left + bounds.height() < _MAX_WIDTH:  # nor where it is no number
        raise FormulaError(_tr("It is too wide to be drawn."))
    for part in parts:
        part.path.translate(-left, 0)
    row = _outermost(math.node)
    return Drawing(
        parts,
        width=right - left,
        ascent=max(box.ymax, -bounds.top(), 0.0),
        descent=max(-box.ymin, bounds.bottom(), 0.0),
        breaks=tuple(x - left for x, is_operator in row if is_operator),
        places=tuple(x - left for x, _ in row),
    )


def _outermost(node: Any) -> list[tuple[float, bool]]:
    """Where things begin in the outermost row, and whether they are operators."""
    x = 0.0
    while len(node.nodes) == 1 and node.nodes[0].mtag == "mrow":
        x += node.nodexy[0][0]
        node = node.nodes[0]
    children = list(zip(node.nodexy, node.nodes, strict=False))
    return [(x + at[0], _is_operator(child)) for at, child in children[1:] if at[1] == 0]


def _is_operator(node: Any) -> bool:
    return bool(node.mtag == "mo" and str(node.string).strip() in _OPERATORS)


# --- SVG ---------------------------------------------------------------------------------------


def _part(element: Element, font: FormulaFont) -> Part | None:
    """The path of an element: ziamath writes no others than these."""
    path = QPainterPath()
    match element.tag:
        case "glyph":
            return Part(font.outline(element), _colour(element.get("fill", "")))
        case "path":  # a line struck through
            font.trace(path, element.get("d", ""))
        case "rect":
            path.addRect(*(float(element.get(name, "0")) for name in ("x", "y", "width", "height")))
        case "ellipse":
            x, y, rx, ry = (float(element.get(name, "0")) for name in ("cx", "cy", "rx", "ry"))
            path.addEllipse(x - rx, y - ry, 2 * rx, 2 * ry)
        case _:
            return None
    if width := element.get("stroke-width"):
        stroker = QPainterPathStroker()
        stroker.setWidth(float(width))
        path = stroker.createStroke(path)
        return Part(path, _colour(element.get("stroke", "")))
    path.setFillRule(Qt.FillRule.WindingFill)
    return Part(path, _colour(element.get("fill", "")))


def _colour(name: str) -> QColor | None:
    colour = QColor.fromString(name) if name not in ("", "black", "none") else QColor()
    return colour if colour.isValid() else None
