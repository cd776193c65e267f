"""What an empty conversation shows: one sentence and three prompts to try."""

from __future__ import annotations

import json

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gemini_desktop import resources
from gemini_desktop.ui import icons, theme
from gemini_desktop.ui.controls import paint
from gemini_desktop.ui.controls.label import Label

_WIDTH = 560
_BEFORE, _AFTER = 46, 14
"""Room for the icon before the words, and after them."""
_WRAPPED = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)
_SIDE = 32
_LOOK = ("message-square", "accent")
_LOOKS = {"code": ("terminal", "violet"), "map": ("globe", "green"), "image": ("image", "amber")}
"""Icon and hue by the word in prompts.json."""


class EmptyState(QWidget):
    """`prompt_chosen` brings one of the samples."""

    prompt_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title = Label(self.tr("What would you like to know?"), size=20, weight=600)
        title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        title.setWordWrap(True)
        self._words = Label(
            self.tr("Every byte of the answer shows up in the inspector as it arrives."),
            size=14,
            tone="2",
        )
        self._words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._words.setWordWrap(True)
        self._spark = _Spark()
        self._column = column = QVBoxLayout()
        column.setSpacing(8)
        column.addStretch(3)
        column.addWidget(self._spark, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(4)
        column.addWidget(title)
        column.addWidget(self._words)
        column.addSpacing(16)
        self.samples = [
            Sample(*_LOOKS.get(sample["icon"], _LOOK), sample["prompt"], self)
            for sample in _samples()
        ]
        for sample in self.samples:
            column.addWidget(sample)
            sample.clicked.connect(self._chosen)
        column.addStretch(4)
        inner = QWidget(self)
        inner.setLayout(column)
        inner.setMaximumWidth(_WIDTH)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(_SIDE, 0, _SIDE, 0)
        outer.addStretch(1)
        outer.addWidget(inner, 1000)
        outer.addStretch(1)

    def minimumSizeHint(self) -> QSize:
        """Called by Qt: it takes the room that is left, and asks for none."""
        return QSize(_SIDE, 0)

    def hasHeightForWidth(self) -> bool:
        """Called by Qt: what is shown follows from the height, and not the other way round."""
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Called by Qt. Where a tall prompt box leaves little room, what matters least goes."""
        super().resizeEvent(event)
        width = min(_WIDTH, event.size().width() - 2 * _SIDE)
        spare: list[QWidget] = [self._spark, self._words, *reversed(self.samples), self._title]
        for widget in spare:
            widget.show()
        for widget in spare:
            if self._column.heightForWidth(width) <= event.size().height():
                return
            widget.hide()

    def set_demo(self, demo: bool) -> None:
        """Say that nobody is asked but the program itself."""
        self._words.setText(
            self.tr("This is the demo: answers come from this computer. No key, no network.")
            if demo
            else self.tr("Every byte of the answer shows up in the inspector as it arrives.")
        )

    def _chosen(self) -> None:
        sample = self.sender()
        if isinstance(sample, Sample):
            self.prompt_chosen.emit(sample.text())


def _samples() -> list[dict[str, str]]:
    """The prompts that the demo has an answer for."""
    text = resources.path("demo", "prompts.json").read_text("utf-8")
    samples: list[dict[str, str]] = json.loads(text)["samples"]
    return samples


class Sample(QAbstractButton):
    """A prompt to click, a card over the whole width."""

    def __init__(self, icon: str, tone: str, prompt: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon, self._tone = icon, tone
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        # Not Fixed: that would be as high as one line, however many there are.
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setText(prompt)
        self.setAccessibleName(prompt)
        self.setToolTip(prompt)
        self._dress()
        theme.manager().changed.connect(self._dress)

    def sizeHint(self) -> QSize:
        """Called by Qt."""
        return QSize(_WIDTH, self.heightForWidth(_WIDTH))

    def heightForWidth(self, width: int) -> int:
        """Called by Qt. A long prompt takes several lines where the pane is narrow."""
        words = self.fontMetrics().boundingRect(
            QRect(0, 0, max(1, width - _BEFORE - _AFTER), 10_000), _WRAPPED, self.text()
        )
        return max(46, words.height() + 26)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        painter = paint.painter_for(self)
        rect = QRectF(self.rect())
        fill = "hover" if self.underMouse() or self.isDown() else "surface"
        paint.rounded(painter, rect, 10, fill, "border")
        paint.focus_ring(painter, self, rect, 10)
        colours = theme.current()
        middle = rect.center().y()
        icons.paint(painter, self._icon, colours.colour(self._tone), QRectF(15, middle - 9, 18, 18))
        painter.setPen(QColor(colours.text))
        painter.drawText(rect.adjusted(_BEFORE, 0, -_AFTER, 0), _WRAPPED, self.text())
        painter.end()

    def _dress(self) -> None:
        self.setFont(theme.ui_font(14))
        self.updateGeometry()


class _Spark(QWidget):
    """The program's sign."""

    needs_no_sheet = True

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(44, 44)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint.rounded(painter, QRectF(self.rect()), 12, "accent_tint")
        icons.paint(painter, "sparkles", theme.current().accent, QRectF(10, 10, 24, 24))
        painter.end()
