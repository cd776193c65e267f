"""How the waterfall is drawn."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gemini_desktop.ui import theme
from gemini_desktop.ui.inspector.timing.lanes import TONES, lane_name
from gemini_desktop.ui.inspector.timing.picture import MARGIN, Picture
from gemini_desktop.ui.inspector.timing.rows import Bar, Row
from gemini_desktop.ui.inspector.timing.scale import length_text

FRAME_NS = 16_000_000
"""What a frame may take before a person can see that it is late."""
_AXIS_PX = 64
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_CENTER = int(Qt.AlignmentFlag.AlignCenter)


def paint(painter: QPainter, picture: Picture, own_name: str) -> None:
    """All of it, from the ground up."""
    _axis(painter, picture)
    for index, row in enumerate(picture.rows):
        _row(painter, picture, row, picture.rows_top + index * picture.row_height)
    _silences(painter, picture)
    edges = picture.lanes.edges(picture.scale)
    for index, lane in enumerate(picture.shown_lanes):
        _lane(painter, picture, lane, edges, picture.lanes_top + index * picture.lane_height)
    if len(picture.pace):
        _own(painter, picture, own_name)
    _chosen(painter, picture)


def _colour(token: str) -> QColor:
    return QColor(theme.current().colour(token))


def _axis(painter: QPainter, picture: Picture) -> None:
    scale = picture.scale
    bottom = picture.own_top + picture.own_height
    painter.setFont(picture.small_font)
    ink, line = _colour("text_3"), QPen(_colour("border"), 1)
    right = scale.left + scale.width
    for t_ns, words in scale.ticks(max(2, int(scale.width / _AXIS_PX))):
        x = round(scale.x(t_ns)) + 0.5
        painter.setPen(line)
        painter.drawLine(QPointF(x, picture.axis_height - 3), QPointF(x, bottom))
        wide = picture.small_metrics.horizontalAdvance(words)
        painter.setPen(ink)
        at = min(max(scale.left, x - wide / 2), right - wide)
        painter.drawText(QPointF(at, picture.small_metrics.ascent() + 1), words)


def _name(painter: QPainter, picture: Picture, name: str, y: float, height: float) -> None:
    elided = picture.metrics.elidedText(name, Qt.TextElideMode.ElideRight, picture.names_width)
    painter.drawText(QRectF(MARGIN, y, picture.names_width, height), _LEFT, elided)


def _row(painter: QPainter, picture: Picture, row: Row, y: float) -> None:
    height = picture.row_height
    painter.setFont(picture.title_font if row.title else picture.font)
    painter.setPen(_colour("text" if row.title else "text_2"))
    _name(painter, picture, row.name, y, height)
    scale = picture.scale
    right_edge = scale.left + scale.width
    left = right = scale.left
    seen = False
    for bar in row.bars:
        if bar.end_ns < scale.begin_ns or bar.begin_ns > scale.end_ns:
            continue
        begin, end = picture.edges(bar)
        left, right, seen = (left if seen else begin), end, True
        _bar(painter, QRectF(begin, y + 4, end - begin, height - 8), bar)
    if not seen:
        return
    painter.setFont(picture.font)
    painter.setPen(_colour("text_2"))
    wide = picture.metrics.horizontalAdvance(row.note)
    place = QRectF(right + 6, y, wide + 2, height)
    if place.right() > right_edge:  # before the bar, or in the corner where there is no room
        place.moveRight(left - 6)
        if place.left() < scale.left:
            place.moveRight(right_edge)
            painter.fillRect(place.adjusted(-3, 3, 2, -3), _colour("surface"))
    painter.drawText(place, _LEFT, row.note)


def _bar(painter: QPainter, rect: QRectF, bar: Bar) -> None:
    colour = _colour(bar.tone)
    if not bar.pale:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(rect, 2, 2)
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 1, Qt.PenStyle.DashLine))
    painter.drawRoundedRect(rect.adjusted(0.5, 1.5, -0.5, -1.5), 2, 2)


def _silences(painter: QPainter, picture: Picture) -> None:
    painter.setFont(picture.small_font)
    for gap in picture.gaps:
        rect = picture.silence_rect(gap)
        if rect is None:
            continue
        painter.fillRect(rect, _colour("amber_tint"))
        words = length_text(gap.length_ns)
        if picture.small_metrics.horizontalAdvance(words) + 6 <= rect.width():
            painter.setPen(_colour("amber"))
            painter.drawText(rect, _CENTER, words)


def _lane(painter: QPainter, picture: Picture, lane: int, edges: list[int], y: float) -> None:
    height = picture.lane_height
    painter.setFont(picture.font)
    painter.setPen(_colour("text_2"))
    _name(painter, picture, lane_name(lane), y, height)
    scale = picture.scale
    ticks = [
        QRectF(scale.left + first, y + 2, max(2, last + 1 - first), height - 4)
        for first, last in picture.lanes.runs(lane, edges)
    ]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_colour(TONES[lane]))
    painter.drawRects(ticks)


def _own(painter: QPainter, picture: Picture, own_name: str) -> None:
    """A bar a frame, full height for what a person sees as late."""
    y, height = picture.own_top, picture.own_height
    painter.setFont(picture.font)
    painter.setPen(_colour("text_2"))
    _name(painter, picture, own_name, y, height)
    scale = picture.scale
    busy_ns, begins = picture.pace.busy_ns, picture.frame_edges()
    good: list[QRectF] = []
    late: list[QRectF] = []
    room = height - 4
    for pixel, (first, last) in enumerate(pairwise(begins)):
        if first == last:
            continue
        worst_ns = max(busy_ns[first:last])
        tall = max(1.0, room * min(1.0, worst_ns / FRAME_NS))
        bars = late if worst_ns > FRAME_NS else good
        bars.append(QRectF(scale.left + pixel, y + 2 + room - tall, 2, tall))
    painter.setPen(QPen(_colour("border_strong"), 1))
    right = scale.left + scale.width
    painter.drawLine(QPointF(scale.left, y + height - 1.5), QPointF(right, y + height - 1.5))
    painter.setPen(Qt.PenStyle.NoPen)
    for bars, tone in ((good, "text_3"), (late, "red")):
        painter.setBrush(_colour(tone))
        painter.drawRects(bars)


def _chosen(painter: QPainter, picture: Picture) -> None:
    scale = picture.scale
    if picture.chosen < 0 or not scale.begin_ns <= picture.chosen_ns <= scale.end_ns:
        return
    x = scale.x(picture.chosen_ns)
    painter.setPen(QPen(_colour("text"), 1))
    bottom = picture.own_top + picture.own_height
    painter.drawLine(QPointF(x, picture.axis_height - 3), QPointF(x, bottom))
    top = picture.axis_height - 3
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_colour("text"))
    painter.drawPolygon([QPointF(x - 4, top - 4), QPointF(x + 4, top - 4), QPointF(x, top + 1)])
