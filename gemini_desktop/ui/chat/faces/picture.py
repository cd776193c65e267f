"""An image, at the size shown; a placeholder while it is decoded, its facts where it cannot be."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from gemini_desktop.ui import theme
from gemini_desktop.ui.chat import wording
from gemini_desktop.ui.chat.faces import marking
from gemini_desktop.ui.chat.faces.base import Face, Line, Spot, Surroundings, paint_slice
from gemini_desktop.ui.chat.faces.text import THOUGHT_PADDING
from gemini_desktop.ui.chat.hands.actions import Action, Open
from gemini_desktop.ui.chat.hands.media_actions import CopyPicture, SaveFile, Zoom
from gemini_desktop.ui.chat.media.pictures import Pictures
from gemini_desktop.ui.chat.text import links
from gemini_desktop.ui.chat.turns.blocks import Picture

_MAX_WIDTH = 400
_MAX_HEIGHT = 480
_PROMPT_WIDTH = 240  # the user knows this picture: it is a reminder, not a find
_MIN_SIDE = 48
_ROW = 40
_RADIUS = 10
_BUTTON = 30
_ROOM_FOR_BUTTONS = 150
_SHADE = QColor(0, 0, 0, 150)
_ON_SHADE = "#ffffff"


class PictureFace(Face):
    """A picture with rounded corners; its buttons are seen under the pointer or the focus."""

    def __init__(self, block: Picture, pictures: Pictures) -> None:
        super().__init__()
        self._block = block
        self._media = block.media
        self._pictures = pictures
        self._shown = QRectF()
        self._words: Line | None = None

    def layout(self, width: float) -> None:
        """In its own proportions, never larger than it is nor than a screen."""
        super().layout(width)
        inset = THOUGHT_PADDING if self._block.part == "thought" else 0
        room = width - 2 * inset
        natural = self._pictures.size(self._media)
        problem = self._pictures.problem(self._media)
        if problem:
            self._words = Line(problem, theme.ui_font(13), "text_2")
            self._shown = QRectF(inset, 0, room, _ROW)
            self.spots = self._spots_of_row()
        else:
            mine = self._block.part == "prompt"
            size = _fitted(QSizeF(natural), min(room, _PROMPT_WIDTH) if mine else room)
            self._shown = QRectF(QPointF(width - size.width() if mine else inset, 0), size)
            self.spots = self._spots_of_picture(natural.width(), natural.height())
        below = THOUGHT_PADDING if self._block.part == "thought" and self._block.last else 0
        self.height = self._shown.height() + below

    def _spots_of_picture(self, width: int, height: int) -> tuple[Spot, ...]:
        name = _tr("Picture, {} × {} pixels: enlarge").format(
            wording.number(width), wording.number(height)
        )
        whole = Spot(self._shown, Zoom(), name)
        if self._shown.width() < _ROOM_FOR_BUTTONS or self._shown.height() < 2 * _BUTTON:
            return (whole,)
        right, top = self._shown.right() - _BUTTON - 8, self._shown.top() + 8
        save = QRectF(right, top, _BUTTON, _BUTTON)
        copy = save.translated(-_BUTTON - 6, 0)
        return (
            whole,
            Spot(copy, CopyPicture(), _tr("Copy picture")),
            Spot(save, SaveFile(), _tr("Save picture…")),
        )

    def _spots_of_row(self) -> tuple[Spot, ...]:
        place = QRectF(self._shown.right() - 36, 5, 30, 30)
        if self._media.data:
            return (Spot(place, SaveFile(), _tr("Save as a file…")),)
        if links.is_safe(self._media.uri):
            name = _tr("Open {}").format(links.host(self._media.uri))
            return (Spot(place, Open(self._media.uri), name),)
        return ()

    def paint(self, painter: QPainter, around: Surroundings) -> None:
        """Called by the view."""
        if self._block.part == "thought":
            ground = QRectF(0, -around.above, self.width, self.height + around.above)
            paint_slice(painter, ground, "violet_tint", first=False, last=self._block.last)
        if self._words is not None:
            self._paint_row(painter, around, self._words)
            return
        rect = self._shown
        ratio = painter.device().devicePixelRatio()
        pixmap = self._pictures.pixmap(self._media, rect.size(), ratio)
        if pixmap is None:
            paint_slice(painter, rect, "hover")
            middle = rect.center()
            self.paint_icon(painter, "image", "text_3", middle.x() - 12, middle.y() - 12, 24)
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        path = QPainterPath()
        path.addRoundedRect(rect, _RADIUS, _RADIUS)
        painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
        painter.drawPixmap(rect, pixmap, QRectF(pixmap.rect()))
        painter.restore()
        marking.outline(painter, around, rect)
        self._paint_buttons(painter, around)

    def _paint_row(self, painter: QPainter, around: Surroundings, words: Line) -> None:
        paint_slice(painter, self._shown, "ground", line="border")
        left = self._shown.left()
        self.paint_icon(painter, "image", "text_2", left + 12, 12, 16)
        words.paint(painter, self._shown.adjusted(38, 0, -44, 0))
        for spot in self.spots:
            icon = "download" if isinstance(spot.action, SaveFile) else "external-link"
            self.paint_button(painter, spot, icon, around)

    def _paint_buttons(self, painter: QPainter, around: Surroundings) -> None:
        if around.focused == Zoom():
            painter.setPen(QPen(QColor(theme.current().accent), 3))
            painter.setBrush(QColor(0, 0, 0, 0))
            painter.drawRoundedRect(self._shown.adjusted(1.5, 1.5, -1.5, -1.5), _RADIUS, _RADIUS)
        mine: set[Action] = {spot.action for spot in self.spots}
        if not mine & {around.hovered, around.focused, around.done}:
            return
        for spot, icon in zip(self.spots[1:], ("copy", "download"), strict=False):
            painter.setPen(QColor(0, 0, 0, 0))
            painter.setBrush(_SHADE)
            painter.drawRoundedRect(spot.rect, 8, 8)
            if spot.action in (around.hovered, around.focused):
                painter.setPen(QPen(QColor(_ON_SHADE), 2))
                painter.setBrush(QColor(255, 255, 255, 40))
                painter.drawRoundedRect(spot.rect.adjusted(1, 1, -1, -1), 7, 7)
            name = "check" if around.done == spot.action else icon
            corner = spot.rect.topLeft()
            self.paint_icon(painter, name, _ON_SHADE, corner.x() + 7, corner.y() + 7, 16)


def _fitted(size: QSizeF, room: float) -> QSizeF:
    most = QSizeF(min(room, _MAX_WIDTH), _MAX_HEIGHT)
    scale = min(1.0, most.width() / size.width(), most.height() / size.height())
    # A picture of a few pixels is still to be seen.
    scale = max(scale, min(_MIN_SIDE / size.height(), most.width() / size.width()))
    # And one that is a thousand times as long as wide is still to be hit.
    return QSizeF(max(4.0, size.width() * scale), max(4.0, min(_MAX_HEIGHT, size.height() * scale)))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Chat", text)
