"""One file above the box: its picture or kind, its name, its size, and the way to take it off."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gemini_desktop.core.events import Media
from gemini_desktop.ui import icons, theme
from gemini_desktop.ui.chat.compose.attachments import Attachment
from gemini_desktop.ui.chat.media.pictures import Pictures
from gemini_desktop.ui.chat.text.showable import showable
from gemini_desktop.ui.controls import paint
from gemini_desktop.ui.controls.icon_button import IconButton
from gemini_desktop.ui.qt_helpers import plain_tip

_WIDTH = 216
_SIDE = 40
_GAP = 8
_ICONS = {"image": "image", "audio": "audio-lines", "video": "play", "document": "file-text"}


class AttachmentCard(QWidget):
    """Shows one `Attachment`; `removed` carries its key."""

    removed = Signal(int)

    def __init__(self, file: Attachment, pictures: Pictures, parent: QWidget) -> None:
        super().__init__(parent)
        self.file = file
        self._pictures = pictures
        self._problem = ""
        self.remove = IconButton(
            "x",
            self.tr("Remove {}").format(file.name),
            "removeAttachment",
            size=24,
            icon_size=14,
            parent=self,
        )
        self.remove.clicked.connect(self._remove)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 4, 4)
        row.addStretch(1)
        row.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignTop)
        theme.manager().changed.connect(self.update)
        self.show_state("")

    @staticmethod
    def size_for(width: int) -> QSizeF:
        """How large each card is in a box of this width."""
        zoom = theme.manager().zoom / 100
        return QSizeF(min(_WIDTH * max(1.0, zoom), width), max(_SIDE, 38 * zoom) + 2 * _GAP)

    def show_state(self, problem: str) -> None:
        """What is known of the file has changed; `problem` says in a few words why it cannot be
        sent."""
        self._problem = problem
        self.setAccessibleName(
            ", ".join(w for w in (self.file.name, self.file.facts, problem) if w)
        )
        self.setToolTip(plain_tip(showable(self.file.name)))
        self.update()

    def _remove(self) -> None:
        self.removed.emit(self.file.key)

    # --- painting --------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        painter = paint.painter_for(self)
        rect = QRectF(self.rect())
        fill, line = ("red_tint", "red") if self._problem else ("ground", "border")
        paint.rounded(painter, rect, 10, fill, line)
        side = rect.height() - 2 * _GAP
        square = QRectF(_GAP, _GAP, side, side)
        self._paint_square(painter, square)
        words = rect.adjusted(square.right() + 10, _GAP, -30, -_GAP)
        self._paint_words(painter, words)
        painter.end()

    def _paint_square(self, painter: QPainter, square: QRectF) -> None:
        media = self.file.media
        if media is not None and media.kind == "image" and self._paint_picture(painter, square):
            return
        colours = theme.current()
        paint.rounded(painter, square, 6, "" if self._problem else "hover")
        name, colour = _ICONS["document"], colours.text_2
        if self._problem:
            name, colour = "circle-alert", colours.red
        elif media is not None:
            name = _ICONS.get(media.kind, name)
        elif self.file.reading:
            name = "clock"
        target = QRectF(0, 0, 20, 20)
        target.moveCenter(square.center())
        icons.paint(painter, name, colour, target)

    def _paint_picture(self, painter: QPainter, square: QRectF) -> bool:
        """Fill the square with the middle of the picture; False while there is none."""
        media: Media | None = self.file.media
        if media is None or (size := self._pictures.size(media)).isEmpty():
            return False
        scale = square.width() / min(size.width(), size.height())
        wanted = QSizeF(size) * min(scale, 512 / max(size.width(), size.height()))
        pixmap = self._pictures.pixmap(media, wanted, self.devicePixelRatioF())
        if pixmap is None:
            return False
        part = QRectF(pixmap.rect())
        side = min(part.width(), part.height())
        middle = QRectF(0, 0, side, side)
        middle.moveCenter(part.center())
        clip = QPainterPath()
        clip.addRoundedRect(square, 6, 6)
        painter.save()
        painter.setClipPath(clip)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(square, pixmap, middle)
        painter.restore()
        return True

    def _paint_words(self, painter: QPainter, room: QRectF) -> None:
        colours = theme.current()
        upper = QRectF(room.left(), room.top(), room.width(), room.height() / 2)
        lower = upper.translated(0, room.height() / 2)
        elide = Qt.TextElideMode
        bottom, top = Qt.AlignmentFlag.AlignBottom, Qt.AlignmentFlag.AlignVCenter
        painter.setFont(theme.ui_font(12.5, 500))
        painter.setPen(QColor(colours.text))
        name = painter.fontMetrics().elidedText(
            showable(self.file.name), elide.ElideMiddle, int(upper.width())
        )
        painter.drawText(upper, int(bottom), name)
        painter.setFont(theme.ui_font(11.5))
        painter.setPen(QColor(colours.red if self._problem else colours.text_2))
        facts = painter.fontMetrics().elidedText(
            self._problem or self.file.facts, elide.ElideRight, int(lower.width())
        )
        painter.drawText(lower, int(top), facts)

    def changeEvent(self, event: QEvent) -> None:
        """Called by Qt: another screen, another sharpness."""
        super().changeEvent(event)
        self.update()
