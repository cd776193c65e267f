"""How a replay goes: how fast, by what steps, and whether long silences are played out."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QActionGroup, QColor, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QWidget

from gemini_desktop.core.replay.score import Step
from gemini_desktop.ui import icons, theme
from gemini_desktop.ui.controls import paint

AT_ONCE = 0.0
"""The speed that is no speed: as fast as it can."""
SPEEDS = (0.5, 1.0, 2.0, 10.0, 100.0, AT_ONCE)
STEPS: tuple[Step, ...] = ("read", "event", "chunk")


class PaceButton(QAbstractButton):
    """Shows the speed; a click opens the menu of all three."""

    changed = Signal()
    """`speed`, `step` or `skip_waits` is another one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("replayPace")
        self.speed = 1.0
        self.step: Step = "event"
        self.skip_waits = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip(self.tr("Speed, steps and long waits"))
        self.clicked.connect(self._clicked)
        theme.manager().changed.connect(self._dress)
        self._dress()

    def speed_text(self, speed: float) -> str:
        """A speed in words."""
        return self.tr("Max") if speed == AT_ONCE else f"{speed:g}×"

    def open_menu(self, where: QPoint) -> QMenu:
        """The menu, its lower edge at this point of the screen."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        speeds = QActionGroup(menu)
        for speed in SPEEDS:
            words = self.tr("As fast as it can") if speed == AT_ONCE else self.speed_text(speed)
            action = speeds.addAction(words)
            action.setCheckable(True)
            action.setChecked(speed == self.speed)
            action.triggered.connect(partial(self.set_speed, speed))
        menu.addActions(speeds.actions())
        menu.addSeparator()
        steps = QActionGroup(menu)
        names = (
            self.tr("Step by network read"),
            self.tr("Step by event"),
            self.tr("Step by chunk of the answer"),
        )
        for step, name in zip(STEPS, names, strict=True):
            action = steps.addAction(name)
            action.setCheckable(True)
            action.setChecked(step == self.step)
            action.triggered.connect(partial(self.set_step, step))
        menu.addActions(steps.actions())
        menu.addSeparator()
        skip = menu.addAction(self.tr("Skip long waits (over 5 s)"))
        skip.setCheckable(True)
        skip.setChecked(self.skip_waits)
        skip.triggered.connect(self.set_skip_waits)
        menu.ensurePolished()
        menu.popup(where - QPoint(0, menu.sizeHint().height()))
        return menu

    def set_speed(self, speed: float, _checked: bool = True) -> None:
        """Play so much faster than it came."""
        self.speed = speed
        self._dress()
        self.changed.emit()

    def set_step(self, step: Step, _checked: bool = True) -> None:
        """Step by this."""
        self.step = step
        self.changed.emit()

    def set_skip_waits(self, skip: bool) -> None:
        """Shorten silences of more than five seconds, or play them out."""
        self.skip_waits = skip
        self.changed.emit()

    def sizeHint(self) -> QSize:
        """Called by Qt. As wide for one speed as for another."""
        metrics = self.fontMetrics()
        wide = max(metrics.horizontalAdvance(self.speed_text(speed)) for speed in SPEEDS)
        return QSize(wide + 30, max(28, metrics.height() + 10))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        painter = paint.painter_for(self)
        rect = QRectF(self.rect())
        if self.isEnabled() and (self.underMouse() or self.isDown()):
            paint.rounded(painter, rect, 8, "border" if self.isDown() else "hover")
        paint.focus_ring(painter, self, rect, 8)
        painter.setPen(QColor(theme.current().text_2))
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(rect.adjusted(0, 0, -22, 0), int(right), self.text())
        arrow = QRectF(rect.right() - 19, rect.center().y() - 6, 13, 13)
        icons.paint(painter, "chevron-down", theme.current().text_3, arrow)
        painter.end()

    def _clicked(self) -> None:
        self.open_menu(self.mapToGlobal(QPoint(0, -4)))

    def _dress(self) -> None:
        self.setFont(theme.ui_font(12.5, 500))
        self.setText(self.speed_text(self.speed))
        self.setAccessibleName(self.tr("Replay speed {}").format(self.text()))
        self.updateGeometry()
        self.update()
