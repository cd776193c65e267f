"""An image, at the size shown; a placeholder while it is decoded, its facts where it cannot be."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, QSizeF
from PySide6.QtGui import QPainter, QPainterPath

from gemini_desktop.ui import theme
from gemini_desktop.ui.chat.blocks import Picture
from gemini_desktop.ui.chat.faces.base import Face, Line, Surroundings, paint_slice
from gemini_desktop.ui.chat.pictures import Pictures

_MAX_WIDTH = 400
_MAX_HEIGHT = 480
_MIN_SIDE = 48


class PictureFace(Face):
    """A picture with rounded corners."""

    def __init__(self, block: Picture, pictures: Pictures) -> None:
        super().__init__()
        self._media = block.media
        self._pictures = pictures
        self._shown = QSizeF()
        self._words: Line | None = None

    def layout(self, width: float) -> None:
        """In its own proportions, never larger than it is nor than a screen."""
        super().layout(width)
        natural = self._pictures.size(self._media)
        if natural.isEmpty():
            text = self._pictures.problem(self._media)
            self._words = Line(text, theme.ui_font(13), "text_2")
            self._shown = QSizeF(width, 40)
        else:
            most = QSizeF(min(width, _MAX_WIDTH), _MAX_HEIGHT)
            size = QSizeF(natural)
            scale = min(1.0, most.width() / size.width(), most.height() / size.height())
            # A picture of a few pixels is still to be seen.
            scale = max(scale, min(_MIN_SIDE / size.height(), most.width() / size.width()))
            self._shown = QSizeF(size.width() * scale, size.height() * scale)
        self.height = self._shown.height()

    def paint(self, painter: QPainter, around: Surroundings) -> None:
        """Called by the view."""
        del around
        rect = QRectF(0, 0, self._shown.width(), self.height)
        if self._words is not None:
            paint_slice(painter, rect, "ground", line="border")
            self.paint_icon(painter, "image", "text_2", 12, 12, 16)
            self._words.paint(painter, rect.adjusted(38, 0, -12, 0))
            return
        ratio = painter.device().devicePixelRatio()
        pixmap = self._pictures.pixmap(self._media, self._shown, ratio)
        if pixmap is None:
            paint_slice(painter, rect, "hover")
            problem = self._pictures.problem(self._media)
            if problem:
                Line(problem, theme.ui_font(12), "text_2").paint(
                    painter, rect.adjusted(12, 0, -12, 0)
                )
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        path = QPainterPath()
        path.addRoundedRect(rect, 10, 10)
        painter.setClipPath(path)
        painter.drawPixmap(rect, pixmap, QRectF(pixmap.rect()))
        painter.restore()

    def description(self) -> str:
        """For screen readers."""
        return QCoreApplication.translate("Chat", "Picture, {}").format(self._media.mime_type)
