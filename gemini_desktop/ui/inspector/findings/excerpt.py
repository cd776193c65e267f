"""The bytes of a finding with those around them, in one line of signs."""

from __future__ import annotations

import re

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gemini_desktop.core.visible import visible
from gemini_desktop.ui import theme
from gemini_desktop.ui.controls import paint

AROUND = 48
MOST = 160
_LINE_ENDS = re.compile("[\r\n\t]")
_SIGNS = {"\r": "␍", "\n": "␊", "\t": "␉"}


def signs(raw: bytes) -> str:
    """The bytes as text in one line, every control character as a sign."""
    text = _LINE_ENDS.sub(lambda found: _SIGNS[found[0]], raw.decode("utf-8", "replace"))
    return visible(text)


class Excerpt(QWidget):
    """Before, marked, after; what does not fit is cut off at the end, the mark stays in sight."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("findingExcerpt")
        self._parts = ("", "", "")
        self._ground = "amber_tint"
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._dress()
        theme.manager().changed.connect(self._dress)

    @property
    def parts(self) -> tuple[str, str, str]:
        """The text before the mark, in it, and after it."""
        return self._parts

    def show_bytes(self, before: bytes, marked: bytes, after: bytes, ground: str) -> None:
        """Show these bytes, the middle ones on the tint of this name. An empty mark is a place
        between two bytes."""
        inside = signs(marked[:MOST]) + ("…" if len(marked) > MOST else "")
        self._parts = (signs(before), inside, signs(after))
        self._ground = ground
        self.setAccessibleName(self.tr("Bytes: {0}").format(inside or self._parts[2]))
        self.update()

    def sizeHint(self) -> QSize:
        """Called by Qt."""
        return QSize(200, self._metrics.height() + 14)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        painter = paint.painter_for(self)
        colours = theme.current()
        rect = QRectF(self.rect())
        paint.rounded(painter, rect, 6, "code_bg", "border")
        painter.setFont(self._font)
        painter.setClipRect(rect.adjusted(8, 0, -8, 0))
        before, marked, after = self._parts
        # At most a third of the room for what stands before.
        before = self._metrics.elidedText(
            before, Qt.TextElideMode.ElideLeft, max(20, self.width() // 3)
        )
        left = 10.0
        align = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        for text, ink in ((before, "text_3"), (marked, "text"), (after, "text_3")):
            width = self._metrics.horizontalAdvance(text)
            if text is marked:
                spot = QRectF(left - 1, 4, max(width, 1) + 2, rect.height() - 8)
                paint.rounded(painter, spot, 3, self._ground)
                if not text:
                    line = QRectF(left, 5, 2, rect.height() - 10)
                    paint.rounded(painter, line, 1, self._ground.removesuffix("_tint"))
                    width = 4
            painter.setPen(QColor(colours.colour(ink)))
            painter.drawText(QRectF(left, 0, width + 2, rect.height()), align, text)
            left += width
        painter.end()

    def _dress(self) -> None:
        self._font = theme.mono_font(11.5)
        self._metrics = QFontMetrics(self._font)
        self.updateGeometry()
        self.update()
