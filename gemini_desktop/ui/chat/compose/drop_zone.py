"""What shows, while files hang over the chat, that they can be let go there."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gemini_desktop.ui import icons, theme

_INSET = 12
_GROUND = 235  # of 255: what lies below stays in sight


class DropZone(QWidget):
    """Covers its parent while it is shown; lets all events through. `title` and `hint` are for
    another place than the chat."""

    def __init__(
        self, parent: QWidget, *, title: str = "", hint: str = "", icon: str = "paperclip"
    ) -> None:
        super().__init__(parent)
        self.setObjectName("dropZone")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(title or self.tr("Drop files here to attach them"))
        self._title = title or self.tr("Drop to attach to your prompt")
        self._hint = hint or self.tr(
            "Pictures, sound, video, PDF and text. Recorded streams are opened instead."
        )
        self._icon = icon
        self.hide()

    def cover(self) -> None:
        """Show it over the whole parent."""
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.raise_()
        self.show()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        colours = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QColor(colours.surface)
        ground.setAlpha(_GROUND)
        painter.fillRect(self.rect(), ground)
        frame = QRectF(self.rect()).adjusted(_INSET, _INSET, -_INSET, -_INSET)
        pen = QPen(QColor(colours.accent), 2, Qt.PenStyle.DashLine)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        tint = QColor(colours.accent_tint)
        tint.setAlpha(170)
        painter.setBrush(tint)
        painter.drawRoundedRect(frame, 16, 16)
        self._paint_words(painter, frame)
        painter.end()

    def _paint_words(self, painter: QPainter, frame: QRectF) -> None:
        colours = theme.current()
        icon = QRectF(0, 0, 34, 34)
        icon.moveCenter(frame.center())
        icon.translate(0, -34)
        icons.paint(painter, self._icon, colours.accent, icon)
        line = QRectF(frame.left() + 16, icon.bottom() + 12, frame.width() - 32, 26)
        painter.setFont(theme.ui_font(16, 600))
        painter.setPen(QColor(colours.text))
        painter.drawText(line, int(Qt.AlignmentFlag.AlignCenter), self._title)
        painter.setFont(theme.ui_font(13))
        painter.setPen(QColor(colours.text_2))
        below = line.translated(0, 28).adjusted(0, 0, 0, 24)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(below, int(flags), self._hint)
