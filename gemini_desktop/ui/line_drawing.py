"""The drawings of resources/icons: what they use of SVG, painted by Qt's own painter.

QtSvg can do far more, and takes a megabyte for as long as the window is open. These files are ours:
paths, circles, rectangles, lines and gradients in a view box. Whatever is not known here is an
error when the file is read, so that none can be drawn in part. After SVG 1.1, chapters 7 to 13.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QGradient,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPen,
    QTransform,
)

from gemini_desktop.ui.line_path import path_of

_TAG = re.compile(r"<(/?)([A-Za-z]+)((?:\s+[\w:-]+=\"[^\"]*\")*)\s*(/?)>")
_ATTRIBUTE = re.compile(r"([\w:-]+)=\"([^\"]*)\"")
_URL = re.compile(r"url\(#(.+)\)")
_HOLDERS = ("svg", "g", "defs")
_MITER_LIMIT = 4

_Attributes = Mapping[str, str]


class _Shape(NamedTuple):
    path: QPainterPath
    fill: str
    stroke: str
    pen: QPen
    """Without its colour."""


class LineDrawing:
    """One file, read once, to be drawn in any colour and size."""

    def __init__(self, source: str) -> None:
        """`source` is the file's text."""
        self._box = QRectF()
        self._shapes: list[_Shape] = []
        self._gradients: dict[str, QLinearGradient] = {}
        gradient = QLinearGradient()
        for name, own, inherited in _elements(source):
            if name == "svg":
                self._box = QRectF(*map(float, own["viewBox"].split()))
            elif name == "linearGradient":
                gradient = self._gradients[own["id"]] = _gradient(own)
            elif name == "stop":
                gradient.setColorAt(float(own["offset"]), QColor(own["stop-color"]))
            elif name not in _HOLDERS:
                self._shapes.append(_shape(name, inherited))

    def render(self, painter: QPainter, target: QRectF, colour: str) -> None:
        """Let the view box fill `target`. `colour` is what the file calls the current one."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self._box
        placed = QTransform.fromTranslate(target.x(), target.y())
        placed.scale(target.width() / box.width(), target.height() / box.height())
        placed.translate(-box.x(), -box.y())
        painter.setTransform(placed, True)  # noqa: FBT003 - Qt's: after what there is
        for shape in self._shapes:
            self._draw(painter, shape, colour)
        painter.restore()

    def _draw(self, painter: QPainter, shape: _Shape, colour: str) -> None:
        """What is filled lies below its outline."""
        if shape.fill != "none":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._brush(shape.fill, colour))
            painter.drawPath(shape.path)
        if shape.stroke != "none":
            pen = QPen(shape.pen)
            pen.setBrush(self._brush(shape.stroke, colour))
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(shape.path)

    def _brush(self, paint: str, colour: str) -> QBrush:
        if url := _URL.fullmatch(paint):
            return QBrush(self._gradients[url[1]])
        return QBrush(QColor(colour if paint == "currentColor" else paint))


def _elements(source: str) -> Iterator[tuple[str, _Attributes, _Attributes]]:
    """Each element with its own attributes, and with those too that its holders give it."""
    held: list[_Attributes] = [{}]
    for closes, name, written, ends in _TAG.findall(source):
        if closes:
            held.pop()
            continue
        own = dict(_ATTRIBUTE.findall(written))
        inherited = {**held[-1], **own}
        if not ends:
            held.append(inherited)
        yield name, own, inherited


def _shape(name: str, attributes: _Attributes) -> _Shape:
    path = _path(name, attributes)
    if attributes.get("fill-rule") != "evenodd":
        path.setFillRule(Qt.FillRule.WindingFill)
    pen = QPen()
    pen.setWidthF(float(attributes.get("stroke-width", 1)))
    pen.setMiterLimit(_MITER_LIMIT)
    round_cap = attributes.get("stroke-linecap") == "round"
    pen.setCapStyle(Qt.PenCapStyle.RoundCap if round_cap else Qt.PenCapStyle.FlatCap)
    round_join = attributes.get("stroke-linejoin") == "round"
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin if round_join else Qt.PenJoinStyle.SvgMiterJoin)
    return _Shape(path, attributes.get("fill", "#000000"), attributes.get("stroke", "none"), pen)


def _path(name: str, attributes: _Attributes) -> QPainterPath:
    def number(key: str) -> float:
        return float(attributes.get(key, 0))

    path = QPainterPath()
    match name:
        case "path":
            return path_of(attributes["d"])
        case "line":
            path.moveTo(number("x1"), number("y1"))
            path.lineTo(number("x2"), number("y2"))
        case "circle":
            radius = number("r")
            path.addEllipse(QPointF(number("cx"), number("cy")), radius, radius)
        case "rect":
            rect = QRectF(number("x"), number("y"), number("width"), number("height"))
            if radius := number("rx"):
                path.addRoundedRect(rect, radius, number("ry") or radius)
            else:
                path.addRect(rect)
        case _:
            message = f"The drawing has a <{name}>, which is not drawn here."
            raise ValueError(message)
    return path


def _gradient(attributes: _Attributes) -> QLinearGradient:
    x1, y1, x2, y2 = (float(attributes[key]) for key in ("x1", "y1", "x2", "y2"))
    gradient = QLinearGradient(x1, y1, x2, y2)
    gradient.setCoordinateMode(QGradient.CoordinateMode.ObjectMode)  # in parts of what is filled
    return gradient
