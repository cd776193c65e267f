"""A table of uniform rows that follows its end: the event table and the log are of this kind."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from gemini_desktop.ui import theme
from gemini_desktop.ui.controls import JumpButton
from gemini_desktop.ui.inspector.events.summary import number_text
from gemini_desktop.ui.qt_helpers import viewport_of

_Index = QModelIndex | QPersistentModelIndex


BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class _Header(QHeaderView):
    def sizeHint(self) -> QSize:
        """Called by Qt, which measures the titles in bold to find out how high they are. That takes
        a face of 0.3 MB that may be shown nowhere; where a height is set, nobody needs to know."""
        least = self.minimumHeight()
        return QSize(0, least) if least == self.maximumHeight() else super().sizeHint()


class RowsView(QTableView):
    """Follows the newest row until the user scrolls up or selects; End follows again.

    Row heights are fixed and set once: measured by contents, 10,000 rows would take seconds.
    """

    following_changed = Signal(bool)
    row_chosen = Signal(int)
    """The user chose a row; -1 when nothing is chosen any more."""

    def __init__(self, object_name: str, accessible_name: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setAccessibleName(accessible_name)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setCornerButtonEnabled(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        columns = _Header(Qt.Orientation.Horizontal, self)
        self.setHorizontalHeader(columns)
        columns.setSectionsClickable(True)
        columns.setHighlightSections(False)
        columns.setStretchLastSection(True)
        columns.setMinimumSectionSize(24)
        self._following = True
        self._from_top = False
        self.hovered_row = -1
        """The row under the pointer: a row lights up as a whole, not cell by cell."""
        self._seen = 0
        """What had come when the end was followed last."""
        self.jump = JumpButton(viewport_of(self))
        self.jump.clicked.connect(self._jump)
        self.verticalScrollBar().sliderMoved.connect(self._scrolled_by_hand)
        self.verticalScrollBar().actionTriggered.connect(self._scrolled_by_hand)

    @property
    def following(self) -> bool:
        """Whether new rows scroll into sight."""
        return self._following

    def set_following(self, on: bool) -> None:
        """Follow the end, or stay."""
        if on != self._following:
            self._following = on
            self.following_changed.emit(on)
        if on:
            self.scrollToBottom()
        self._count_new()

    def read_from_top(self) -> None:
        """Rows are read from the first on: the end is not followed, and nothing is missed there."""
        self._from_top = True
        self.set_following(False)

    def set_row_height(self, height: int) -> None:
        """The height of all rows, in pixels."""
        header = self.verticalHeader()
        header.setMinimumSectionSize(height)
        header.setDefaultSectionSize(height)

    def dress_header(self) -> None:
        """Give the titles the font of now. They are painted in that of the viewport, which does not
        follow its header once the style sheet has given it one."""
        header, font = self.horizontalHeader(), theme.ui_font(11.5, 600)
        for widget in (header, viewport_of(header)):
            widget.setFont(font)

    def follow(self) -> None:
        """Once a frame, after rows came: scroll if the end is to be followed."""
        if self._following:
            self.scrollToBottom()
        self._count_new()

    def chosen_row(self) -> int:
        """The chosen row, -1 if there is none."""
        index = self.currentIndex()
        selection = self.selectionModel()
        return index.row() if selection.isSelected(index) else -1

    def choose(self, row: int, *, centre: bool = True) -> None:
        """Choose a row by program; it scrolls into sight and the end is no longer followed."""
        index = self.model().index(row, 0)
        if not index.isValid():
            return
        self.set_following(False)
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        hint = QAbstractItemView.ScrollHint
        self.scrollTo(index, hint.PositionAtCenter if centre else hint.EnsureVisible)

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """Called by Qt."""
        super().currentChanged(current, previous)
        if current.row() != previous.row():
            if current.isValid():
                self.set_following(False)
            self.row_chosen.emit(current.row())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Called by Qt, which would make the first row the current one, far from the one in sight.
        Who comes by keyboard starts at the last row that is seen; others choose for themselves."""
        if self.chosen_row() >= 0 or self.currentIndex().isValid():
            super().focusInEvent(event)
            return
        if event.reason() in BY_KEYBOARD:
            bottom = self.rowAt(self.viewport().height() - 1)
            count = self.model().rowCount()
            self.choose(bottom if bottom >= 0 else count - 1, centre=False)
        QWidget.focusInEvent(self, event)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Called by Qt. j and k as Down and Up; End follows, Escape lets go of the row."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        match event.key():
            case Qt.Key.Key_J if plain:
                self._step(1)
            case Qt.Key.Key_K if plain:
                self._step(-1)
            case Qt.Key.Key_End:
                self.let_go()
                self.set_following(True)
            case Qt.Key.Key_Escape if self.chosen_row() >= 0:
                self.let_go()
            case _:
                super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Called by Qt."""
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(event.position().toPoint().y()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Called by Qt. A row that was at the end stays in sight when the room shrinks."""
        super().resizeEvent(event)
        self.follow()
        self.jump.place()

    def leaveEvent(self, event: QEvent) -> None:
        """Called by Qt."""
        super().leaveEvent(event)
        self._hover(-1)

    def let_go(self) -> None:
        """Choose nothing."""
        self.setCurrentIndex(QModelIndex())
        self.clearSelection()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Called by Qt."""
        super().wheelEvent(event)
        self._scrolled_by_hand()

    def come(self) -> int:
        """How much has come so far, shown or not."""
        return self.model().rowCount() if self.model() is not None else 0

    def rows_since(self, come: int) -> int:
        """How many of the rows came after that."""
        return self.come() - come

    def _count_new(self) -> None:
        """While the end is not followed: how much has come that may be out of sight."""
        come = self.come()
        if self._following or self._from_top or come < self._seen:
            self._seen = come
        new = self.rows_since(self._seen)
        if new:
            self.jump.set_text(self.tr("{0} new").format(number_text(new)))
        self.jump.setVisible(new > 0)

    def _jump(self) -> None:
        self.let_go()
        self.set_following(True)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _hover(self, row: int) -> None:
        old, self.hovered_row = self.hovered_row, row
        if row != old:
            for changed in (old, row):
                top, height = self.rowViewportPosition(changed), self.rowHeight(changed)
                self.viewport().update(0, top, self.viewport().width(), height)

    def _step(self, by: int) -> None:
        count = self.model().rowCount()
        row = self.currentIndex().row()
        row = count - 1 if row < 0 else row + by
        if 0 <= row < count:
            self.choose(row, centre=False)

    def _scrolled_by_hand(self) -> None:
        bar = self.verticalScrollBar()
        at_end = bar.sliderPosition() >= bar.maximum() - 2
        if not at_end:
            self.set_following(False)
        elif self.chosen_row() < 0 and not self._following:
            self.set_following(True)
