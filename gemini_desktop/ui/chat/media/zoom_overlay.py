"""One picture over the whole window: as large as fits, or as it is, or anything between.

A child of the window, not a dialog: nothing waits for it, and it goes with Esc or a click.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QWidget

from gemini_desktop.core.events import Media
from gemini_desktop.ui import theme
from gemini_desktop.ui.chat.media.pictures import Pictures
from gemini_desktop.ui.controls import paint
from gemini_desktop.ui.controls.icon_button import IconButton

_SCRIM = QColor(10, 12, 16, 225)
_MARGIN = 24
_STEP = 1.25
_PAN = 80
_MOST = 16.0
_LEAST = 0.02
_NOTCH = 120
_KEYS = frozenset(
    {
        Qt.Key.Key_Escape,
        Qt.Key.Key_Plus,
        Qt.Key.Key_Equal,
        Qt.Key.Key_Minus,
        Qt.Key.Key_0,
        Qt.Key.Key_1,
        Qt.Key.Key_C,
    }
)


class ZoomOverlay(QWidget):
    """Shows a picture over `parent`. `copy_requested` and `save_requested` are for its owner.

    A scale of 1 is one pixel of the picture on one of the screen.
    """

    copy_requested = Signal()
    save_requested = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget, media: Media, name: str) -> None:
        super().__init__(parent)
        self.setObjectName("zoomOverlay")
        self.setAccessibleName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._media = media
        self._pictures = Pictures(self)
        self._pictures.ready.connect(self.update)
        self._natural = QSizeF(self._pictures.size(media))
        self._scale: float | None = None  # None: as large as fits
        self._shift = QPointF()
        self._pressed: QPointF | None = None
        self._panned = False
        self._bar = self._tools()
        parent.installEventFilter(self)
        self.setGeometry(parent.rect())
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    # --- scale -----------------------------------------------------------------------------------

    @property
    def scale(self) -> float:
        """Pixels of the screen for one of the picture."""
        return self._fit() if self._scale is None else self._scale

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Larger or smaller; what is at this point of the window stays there."""
        at = at if at is not None else QRectF(self.rect()).center()
        before = self._picture_rect()
        least = min(_LEAST, self._fit())
        self._scale = max(least, min(_MOST, self.scale * factor))
        share = QPointF(
            (at.x() - before.left()) / max(1.0, before.width()),
            (at.y() - before.top()) / max(1.0, before.height()),
        )
        after = self._picture_rect()
        now = QPointF(
            after.left() + share.x() * after.width(), after.top() + share.y() * after.height()
        )
        self._pan(at - now)
        self._changed()

    def fit(self) -> None:
        """As large as the window allows, but never larger than it is."""
        self._scale, self._shift = None, QPointF()
        self._changed()

    def show_pixels(self) -> None:
        """As it is."""
        self.zoom(1.0 / self.scale)

    def _fit(self) -> float:
        room = QRectF(self.rect()).adjusted(_MARGIN, 64, -_MARGIN, -_MARGIN).size()
        ratio = self.devicePixelRatioF()
        across = room.width() * ratio / max(1.0, self._natural.width())
        down = room.height() * ratio / max(1.0, self._natural.height())
        return max(_LEAST / 10, min(1.0, across, down))

    def _picture_rect(self) -> QRectF:
        size = self._natural * self.scale / self.devicePixelRatioF()
        rect = QRectF(QPointF(), size)
        rect.moveCenter(QRectF(self.rect()).center() + QPointF(0, 20) + self._shift)
        return rect

    def _pan(self, by: QPointF) -> None:
        """Move it, as far as some of it stays in the middle of the window."""
        size = self._natural * self.scale / self.devicePixelRatioF()
        x = max(0.0, size.width() / 2 - 40)
        y = max(0.0, size.height() / 2 - 40)
        moved = self._shift + by
        self._shift = QPointF(max(-x, min(x, moved.x())), max(-y, min(y, moved.y())))
        self.update()

    def _changed(self) -> None:
        self._percent.setText(f"{self.scale * 100:.0f} %")
        fitted = self._scale is None
        words = self.tr("Show as it is (1)") if fitted else self.tr("Fit the window (0)")
        self._percent.setToolTip(words)
        self.update()

    # --- events ----------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Called by Qt. The window's shortcuts rest while the picture is looked at."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and (event.key() in _KEYS or event.matches(QKeySequence.StandardKey.Save))
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Called by Qt."""
        pans = {
            Qt.Key.Key_Left: (_PAN, 0),
            Qt.Key.Key_Right: (-_PAN, 0),
            Qt.Key.Key_Up: (0, _PAN),
            Qt.Key.Key_Down: (0, -_PAN),
        }
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_requested.emit()
        elif event.matches(QKeySequence.StandardKey.Save):
            self.save_requested.emit()
        elif event.key() in pans:
            self._pan(QPointF(*pans[Qt.Key(event.key())]))
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(_STEP)
        elif event.key() == Qt.Key.Key_Minus:
            self.zoom(1 / _STEP)
        elif event.key() == Qt.Key.Key_0:
            self.fit()
        elif event.key() == Qt.Key.Key_1:
            self.show_pixels()
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close()
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Called by Qt: the wheel zooms at the pointer."""
        notches = event.angleDelta().y() / _NOTCH
        if notches:
            self.zoom(_STEP**notches, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Called by Qt."""
        self._pressed, self._panned = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Called by Qt: dragging moves the picture."""
        if self._pressed is None:
            return
        moved = event.position() - self._pressed
        if self._panned or moved.manhattanLength() >= QApplication.startDragDistance():
            self._panned = True
            self._pressed = event.position()
            self._pan(moved)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Called by Qt: a click that moved nothing closes."""
        pressed, self._pressed = self._pressed, None
        if pressed is not None and not self._panned:
            self.close()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Called by Qt."""
        super().resizeEvent(event)
        self._bar.adjustSize()
        self._bar.move(max(0, self.width() - self._bar.width() - 16), 14)
        self._changed()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Called by Qt: Tab goes through these buttons alone, not to what is behind them."""
        stops: list[QWidget] = [self, *self._buttons]
        now = next((n for n, stop in enumerate(stops) if stop.hasFocus()), 0)
        stops[(now + (1 if forward else -1)) % len(stops)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Called by Qt for the window's events: it stays as large as that."""
        parent = self.parentWidget()
        if parent is not None and watched is parent and event.type() == QEvent.Type.Resize:
            self.setGeometry(parent.rect())
        return super().eventFilter(watched, event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Called by Qt."""
        super().closeEvent(event)
        self._pictures.clear()
        self.closed.emit()

    def tick(self) -> None:
        """Show that the picture was copied."""
        self.copy_button.set_icon("check")

    # --- painting --------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), _SCRIM)
        rect = self._picture_rect()
        wanted = self._natural if self.scale > self._fit() else self._natural * self.scale
        pixmap = self._pictures.pixmap(self._media, wanted, 1.0)
        if pixmap is None:
            painter.setPen(QColor("#c9cfd8"))
            painter.setFont(theme.ui_font(14))
            words = self._pictures.problem(self._media) or self.tr("Decoding…")
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), words)
        else:
            smooth = QPainter.RenderHint.SmoothPixmapTransform
            painter.setRenderHint(smooth, self.scale < 3)
            painter.drawPixmap(rect, pixmap, QRectF(pixmap.rect()))
        painter.end()

    # --- tools -----------------------------------------------------------------------------------

    def _tools(self) -> QWidget:
        bar = _Bar(self)
        row = QHBoxLayout(bar)
        row.setContentsMargins(6, 5, 6, 5)
        row.setSpacing(2)
        smaller = IconButton("minus", self.tr("Smaller (−)"), "zoomOutButton")
        larger = IconButton("plus", self.tr("Larger (+)"), "zoomInButton")
        self._percent = QPushButton()
        self._percent.setObjectName("zoomPercent")
        self._percent.setFlat(True)
        self._percent.setFixedWidth(64)
        self._percent.setAccessibleName(self.tr("Fit the window, or show as it is"))
        self.copy_button = IconButton("copy", self.tr("Copy picture"), "zoomCopyButton")
        save = IconButton("download", self.tr("Save picture…"), "zoomSaveButton")
        close = IconButton("x", self.tr("Close (Esc)"), "zoomCloseButton")
        self._buttons = [smaller, self._percent, larger, self.copy_button, save, close]
        for button in self._buttons:
            row.addWidget(button)
        smaller.clicked.connect(self._smaller)
        larger.clicked.connect(self._larger)
        self._percent.clicked.connect(self._toggle)
        self.copy_button.clicked.connect(self.copy_requested)
        save.clicked.connect(self.save_requested)
        close.clicked.connect(self.close)
        return bar

    def _smaller(self) -> None:
        self.zoom(1 / _STEP)

    def _larger(self) -> None:
        self.zoom(_STEP)

    def _toggle(self) -> None:
        if self._scale is None:
            self.show_pixels()
        else:
            self.fit()


class _Bar(QWidget):
    """The tools, on a ground of their own."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        painter = paint.painter_for(self)
        paint.rounded(painter, QRectF(self.rect()), 10, "raised", "border")
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Called by Qt: between the buttons a click closes nothing."""
        event.accept()
