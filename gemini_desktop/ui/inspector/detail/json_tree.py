"""The JSON tree of an event: values in colour, long ones elided, with their size beside them."""

from __future__ import annotations

import json
from collections import deque

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPalette,
)
from PySide6.QtWidgets import (
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from gemini_desktop.core.events import Json
from gemini_desktop.core.json.spans import Path, path_text
from gemini_desktop.ui import icons, theme
from gemini_desktop.ui.inspector.detail.json_model import JsonModel, Node, is_elided, value_text
from gemini_desktop.ui.inspector.events.event_delegate import ChipPainter
from gemini_desktop.ui.inspector.events.summary import size_text
from gemini_desktop.ui.qt_helpers import viewport_of

ROW_HEIGHT = 22
_OPEN_ROWS = 40
"""About as many rows are opened by themselves."""
_OPEN_CHILDREN = 12
_MOST_OPENED = 2000
"""As many rows are opened at the most when all below is asked for."""
_MAX_REMEMBERED = 500
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class JsonTree(QTreeView):
    """Opens the first levels; what the user opens or closes stays so for the next event."""

    path_changed = Signal(object)
    """The path of the chosen value, as `path_text` takes it."""
    value_opened = Signal(object)
    """The user wants to see the whole of the text at this path."""
    bytes_wanted = Signal(object)
    """The user wants to see the bytes of the value at this path."""
    copied = Signal(str)
    """What was put on the clipboard, in words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("jsonTree")
        self.setAccessibleName(self.tr("JSON of the event"))
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QTreeView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setExpandsOnDoubleClick(True)
        self._model = JsonModel(self)
        self.setModel(self._model)
        self._delegate = JsonDelegate(self._model, self)
        self.setItemDelegate(self._delegate)
        self._wishes: dict[Path, bool] = {}
        self._by_user = True
        self.expanded.connect(self._remember_open)
        self.collapsed.connect(self._remember_closed)
        self.activated.connect(self._activated)
        self.clicked.connect(self._model.show_more)
        self.customContextMenuRequested.connect(self._open_menu)
        self._dress()
        theme.manager().changed.connect(self._dress)

    def show_value(self, value: Json) -> None:
        """Show another event's JSON."""
        self._model.set_value(value)
        self._by_user = False
        self._open_first_levels()
        self._by_user = True

    def choose_path(self, path: Path) -> bool:
        """Choose the value at a path and bring it into sight; of one that is not here the nearest
        above it. False where nothing of it is here."""
        index = self._model.index_of(path)
        if not index.isValid():
            return False
        self.setCurrentIndex(index)
        self.scrollTo(index)
        return self._model.node(index).path() == path

    def chosen_path(self) -> Path:
        """The path of the chosen value, empty for the whole."""
        node = self._chosen()
        return node.path() if node is not None else ()

    def currentChanged(
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Called by Qt."""
        super().currentChanged(current, previous)
        self.path_changed.emit(self.chosen_path())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Called by Qt."""
        control = Qt.KeyboardModifier.ControlModifier
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_value()
        elif event.key() == Qt.Key.Key_C and event.modifiers() & control:
            shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            (self.copy_json if shift else self.copy_path)()
        elif event.key() == Qt.Key.Key_Asterisk:
            self.expand_below()
        else:
            super().keyPressEvent(event)

    def copy_value(self) -> None:
        """Put the chosen value on the clipboard, whole: a text as it is, the rest as JSON."""
        node = self._chosen()
        if node is not None:
            value = node.value
            _copy(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
            self.copied.emit(self.tr("Copied the value"))

    def copy_json(self) -> None:
        """Put the chosen value on the clipboard as indented JSON."""
        node = self._chosen()
        if node is not None:
            _copy(json.dumps(node.value, ensure_ascii=False, indent=2))
            self.copied.emit(self.tr("Copied as JSON"))

    def copy_path(self) -> None:
        """Put the way to the chosen value on the clipboard, as RFC 9535 writes it."""
        node = self._chosen()
        if node is not None:
            _copy(path_text(node.path()))
            self.copied.emit(self.tr("Copied the path"))

    def drawBranches(
        self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Called by Qt: a chevron in place of the style's own branches."""
        if not self._model.hasChildren(index):
            return
        name = "chevron-down" if self.isExpanded(index) else "chevron-right"
        side = 12.0
        square = QRectF(rect.right() - side - 1, rect.center().y() - side / 2 + 0.5, side, side)
        icons.paint(painter, name, theme.current().text_3, square)

    def _chosen(self) -> Node | None:
        index = self.currentIndex()
        node = self._model.node(index) if index.isValid() else None
        return None if node is None or node.is_more else node

    def _open_first_levels(self) -> None:
        """Breadth first, until enough is in sight; the user's own wishes come before."""
        shown = self._model.rowCount()
        queue = deque(self._model.index(row, 0) for row in range(shown))
        while queue:
            index = queue.popleft()
            node = self._model.node(index)
            if not node.is_container or not node.value:
                continue
            few = len(node.value) <= _OPEN_CHILDREN and shown + len(node.value) <= _OPEN_ROWS
            if not self._wishes.get(node.path(), few):
                continue
            self._model.fetchMore(index)
            self.setExpanded(index, True)  # noqa: FBT003 - Qt's own
            count = self._model.rowCount(index)
            shown += count
            queue.extend(self._model.index(row, 0, index) for row in range(count))

    def _remember_open(self, index: QModelIndex) -> None:
        self._wish(index, is_open=True)

    def _remember_closed(self, index: QModelIndex) -> None:
        self._wish(index, is_open=False)

    def _wish(self, index: QModelIndex, *, is_open: bool) -> None:
        if self._by_user and len(self._wishes) < _MAX_REMEMBERED:
            self._wishes[self._model.node(index).path()] = is_open

    def menu(self) -> QMenu:
        """What can be done with the chosen value; goes away when it is closed."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Copy value") + "\tCtrl+C", self.copy_value)
        menu.addAction(self.tr("Copy as JSON") + "\tCtrl+Shift+C", self.copy_json)
        menu.addAction(self.tr("Copy path") + "\tCtrl+Alt+C", self.copy_path)
        menu.addSeparator()
        node = self._chosen()
        if node is not None and isinstance(node.value, str):
            menu.addAction(self.tr("Show the whole text") + "\tEnter", self._open_value)
        menu.addAction(self.tr("Show its bytes"), self._want_bytes)
        if node is not None and node.is_container:
            menu.addSeparator()
            menu.addAction(self.tr("Expand all below") + "\t*", self.expand_below)
            menu.addAction(self.tr("Collapse all below"), self.collapse_below)
        return menu

    def _open_menu(self, where: QPoint) -> None:
        index = self.indexAt(where)
        if index.isValid():
            self.setCurrentIndex(index)
        if self._chosen() is not None:
            self.menu().popup(self.viewport().mapToGlobal(where))

    def expand_below(self) -> None:
        """Open the chosen value and all in it, as far as some thousand rows go."""
        opened = 0
        queue = deque([self.currentIndex()])
        while queue and opened < _MOST_OPENED:
            index = queue.popleft()
            if not index.isValid() or not self._model.hasChildren(index):
                continue
            self._model.fetchMore(index)
            self.expand(index)
            count = self._model.rowCount(index)
            opened += count
            queue.extend(self._model.index(row, 0, index) for row in range(count))

    def collapse_below(self) -> None:
        """Close the chosen value and all in it."""
        queue = deque([self.currentIndex()])
        while queue:
            index = queue.popleft()
            if index.isValid():
                self.collapse(index)
                rows = range(self._model.rowCount(index))
                queue.extend(self._model.index(row, 0, index) for row in rows)

    def _activated(self, index: QModelIndex) -> None:
        node = self._model.node(index)
        if node.is_more:
            self._model.show_more(index)
        elif isinstance(node.value, str):
            self._open_value()

    def _open_value(self) -> None:
        self.value_opened.emit(self.chosen_path())

    def _want_bytes(self) -> None:
        self.bytes_wanted.emit(self.chosen_path())

    def _dress(self) -> None:
        self._delegate.refresh()
        palette = self.palette()  # Qt paints what is left of the chosen row by itself
        palette.setColor(QPalette.ColorRole.Highlight, QColor(theme.current().selection))
        self.setPalette(palette)
        self.setIndentation(max(14, 15 * theme.manager().zoom // 100))
        viewport_of(self).update()


class JsonDelegate(QStyledItemDelegate):
    """Paints a row: the key, and the value in the colour of its type."""

    def __init__(self, model: JsonModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._chip = ChipPainter()
        self.refresh()

    def refresh(self) -> None:
        """Take over theme and zoom."""
        colours = theme.current()
        self._chip.refresh()
        self._font = theme.mono_font(12)
        self._metrics = QFontMetrics(self._font)
        self._selection = QColor(colours.selection)
        self._hover = QColor(colours.hover)
        self._key = QColor(colours.text)
        self._pale = QColor(colours.text_3)
        self._by_type = {
            str: QColor(colours.green),
            int: QColor(colours.amber),
            float: QColor(colours.amber),
            bool: QColor(colours.violet),
            type(None): QColor(colours.violet),
        }

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Called by Qt."""
        height = max(ROW_HEIGHT * theme.manager().zoom // 100, self._metrics.height() + 4)
        return QSize(200, height)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Called by Qt."""
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self._selection)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, self._hover)
        node = self._model.node(index)
        painter.setFont(self._font)
        left = rect.left() + 4
        if node.key is not None:
            left = self._run(painter, rect, left, str(node.key), self._key)
            left = self._run(painter, rect, left, ": ", self._pale)
        self._paint_value(painter, rect, left, node)

    def _paint_value(self, painter: QPainter, rect: QRect, left: int, node: Node) -> None:
        value = node.value
        colour = self._by_type.get(type(value), self._pale)
        text = value_text(value)
        if not is_elided(value):
            self._run(painter, rect, left, text, colour)
            return
        size = size_text(len(value))
        chip = self._chip.width(size)
        room = QRect(rect)
        room.setRight(rect.right() - chip - 16)
        left = self._run(painter, room, left, text, colour)
        place = QRect(rect)
        place.setLeft(left + 8)
        self._chip.paint(painter, place, size, "neutral")

    def _run(self, painter: QPainter, rect: QRect, left: int, text: str, colour: QColor) -> int:
        """Draw a piece of the line; where the next one begins."""
        room = rect.right() - left
        if room <= 0:
            return left
        wide = self._metrics.horizontalAdvance(text)
        if wide > room:
            text = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            wide = room
        painter.setPen(colour)
        painter.drawText(QRect(left, rect.top(), room, rect.height()), _LEFT, text)
        return left + wide


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
