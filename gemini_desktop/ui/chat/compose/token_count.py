"""How many tokens would be sent: a quiet number in the composer's row that can be clicked."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QActionGroup, QColor, QContextMenuEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QWidget

from gemini_desktop.ui import theme
from gemini_desktop.ui.controls import paint
from gemini_desktop.ui.qt_helpers import plain_tip

WAYS = ("click", "typing", "never")
"""When a server is asked: when the number is clicked, also while typing pauses, or never."""


class TokenCount(QAbstractButton):
    """Shows what it is told. `clicked` asks for an exact count."""

    way_chosen = Signal(str)
    """One of `WAYS`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tokenCount")
        self._way = WAYS[0]
        self._room = True
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.manager().changed.connect(self._dress)
        self._dress()
        self.show_nothing()

    def show_nothing(self) -> None:
        """There is nothing to send."""
        self.setText("")
        self.hide()

    def set_room(self, room: bool) -> None:
        """Whether there is a place for it in the row."""
        self._room = room
        self.setVisible(room and bool(self.text()))

    def show_count(self, tokens: int, *, exact: bool, files: int = 0, explained: str = "") -> None:
        """Say how many; `files` of them could not be guessed. `explained` becomes the tooltip."""
        number = QLocale().toString(tokens)
        words = self.tr("1 token") if tokens == 1 else self.tr("{} tokens").format(number)
        text = words if exact else f"≈ {words}"
        if files:
            text += self.tr(" + 1 file") if files == 1 else self.tr(" + {} files").format(files)
        self.setText(text)
        self.setAccessibleName(text if exact else self.tr("About {}").format(text[2:]))
        self.setAccessibleDescription(explained)
        self.setToolTip(plain_tip(explained))
        self.updateGeometry()
        self.update()
        self.setVisible(self._room)

    def set_asking(self, *, possible: bool, way: str) -> None:
        """Whether a click can have it counted, and when it is counted by itself."""
        self._way = way
        asks = possible and way != "never"
        self.setEnabled(possible)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if possible else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if asks else Qt.CursorShape.ArrowCursor)

    def sizeHint(self) -> QSize:
        """Called by Qt."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 12, metrics.height() + 8)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        painter = paint.painter_for(self)
        painter.setOpacity(1.0)  # it can be read also where it cannot be clicked
        rect = QRectF(self.rect())
        hovered = self.isEnabled() and self.underMouse()
        if hovered:
            paint.rounded(painter, rect, 6, "hover")
        paint.focus_ring(painter, self, rect, 6)
        painter.setPen(QColor(theme.current().colour("text_2" if hovered else "text_3")))
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), self.text())
        painter.end()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Called by Qt: the mouse's other button, or the menu key."""
        self.open_menu(event.globalPos())

    def open_menu(self, where: QPoint) -> QMenu:
        """Let the user choose when the server is asked."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        group = QActionGroup(menu)
        labels = (
            self.tr("Have it counted when this is clicked"),
            self.tr("Have it counted whenever typing pauses"),
            self.tr("Only estimate, never ask the server"),
        )
        for way, label in zip(WAYS, labels, strict=True):
            action = group.addAction(label)
            action.setCheckable(True)
            action.setChecked(way == self._way)
            action.setData(way)
        group.triggered.connect(self._choose)
        menu.addActions(group.actions())
        menu.popup(where)
        return menu

    def _choose(self, action: object) -> None:
        self.way_chosen.emit(str(action.data()))  # type: ignore[attr-defined]

    def _dress(self) -> None:
        self.setFont(theme.ui_font(12))
        self.updateGeometry()
