"""The strip of open captures: a tab each, with a dot on the live one; hidden while there is one."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QTabBar, QWidget

from gemini_desktop.ui import theme
from gemini_desktop.ui.controls import IconButton
from gemini_desktop.ui.qt_helpers import plain_tip

_WIDEST = 220
_DOT = 10
_LEAST = 130


class OpenBar(QTabBar):
    """Says which tab was turned to and which is to be closed; decides nothing."""

    closed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("openCaptures")
        self.setAccessibleName(self.tr("Open captures"))
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self.setIconSize(QSize(_DOT, _DOT))
        self._live: set[int] = set()
        self.hide()
        theme.manager().changed.connect(self._dress)
        self._dress()

    def show_tab(self, index: int, title: str, *, live: bool) -> None:
        """Name a tab, and mark it as live or not."""
        words = title or self.tr("Chat")
        cut = words if len(words) <= 28 else words[:27].rstrip() + "…"
        self.setTabText(index, cut.replace("&", "&&"))
        self.setTabToolTip(index, plain_tip(words))
        spoken = self.tr("{0}, live").format(words) if live else words
        self.setAccessibleTabName(index, spoken)
        self.setTabIcon(index, _dot() if live else QIcon())

    def tabInserted(self, index: int) -> None:
        """Called by Qt. Each tab has a cross of its own."""
        cross = IconButton("x", self.tr("Close the capture"), "closeCapture", size=20, icon_size=13)
        cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Ctrl+W does it
        cross.clicked.connect(self._cross_clicked)
        self.setTabButton(index, QTabBar.ButtonPosition.RightSide, cross)
        self.setVisible(self.count() > 1)

    def tabRemoved(self, _index: int) -> None:
        """Called by Qt."""
        self.setVisible(self.count() > 1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Called by Qt. The middle button closes."""
        index = self.tabAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.MiddleButton and index >= 0:
            self.closed.emit(index)
        else:
            super().mouseReleaseEvent(event)

    def minimumTabSizeHint(self, index: int) -> QSize:
        """Called by Qt. Narrower than this a name says nothing: rather scroll."""
        hint = self.tabSizeHint(index)
        return QSize(min(hint.width(), _LEAST * theme.manager().zoom // 100), hint.height())

    def minimumSizeHint(self) -> QSize:
        """Called by Qt. It scrolls where it has no room."""
        return QSize(80, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Called by Qt. A line parts the strip from what it is about."""
        painter = QPainter(self)
        line = self.rect().adjusted(0, self.height() - 1, 0, 0)
        painter.fillRect(line, QColor(theme.current().border))
        painter.end()
        super().paintEvent(event)

    def _cross_clicked(self) -> None:
        cross = self.sender()
        if isinstance(cross, QWidget):
            middle = cross.geometry().center()
            index = self.tabAt(QPoint(middle.x(), middle.y()))
            if index >= 0:
                self.closed.emit(index)

    def _dress(self) -> None:
        self.setFont(theme.ui_font(12.5))


def _dot() -> QIcon:
    picture = QPixmap(2 * _DOT, 2 * _DOT)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.current().green))
    painter.drawEllipse(QRectF(4, 4, 12, 12))
    painter.end()
    picture.setDevicePixelRatio(2)
    return QIcon(picture)
