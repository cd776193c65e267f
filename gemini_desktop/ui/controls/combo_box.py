"""A drop-down list in the window's style; it may take free text as well."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QCompleter,
    QListView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QWidget,
)

from gemini_desktop.ui import icons, theme
from gemini_desktop.ui.controls import paint

_AROUND_TEXT = 38
"""The padding at the left, and the arrow with its room at the right."""


class ComboBox(QComboBox):
    """The wheel scrolls the page, not the value, unless the list has the focus."""

    def __init__(
        self, object_name: str = "", *, editable: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setEditable(editable)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(14)
        self._has_list = self._has_offers = False
        completer = self.completer()
        if completer is not None:
            # Completing in line would turn one model's id into a longer one at Enter.
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Called by Qt."""
        return QSize(super().sizeHint().width(), max(32, self.fontMetrics().height() + 14))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Called by Qt. Whoever is to type needs the list of what may be meant."""
        completer = self.completer()
        if completer is not None and not self._has_offers:
            self._has_offers = True
            offers = QListView()  # the completer owns it
            offers.setProperty("offers", "true")
            offers.setFrameShape(QListView.Shape.NoFrame)
            completer.setPopup(offers)
            offers.setItemDelegate(QStyledItemDelegate(self))
        super().focusInEvent(event)

    def view(self) -> QAbstractItemView:
        """The list, which is made with nine widgets when it is asked for."""
        if not self._has_list:
            self._has_list = True
            self.setItemDelegate(QStyledItemDelegate(self))  # the default one knows no style sheet
        return super().view()

    def showPopup(self) -> None:
        """Called by Qt."""
        self.view()
        super().showPopup()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Called by Qt."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        """Called by Qt. It would cut a text that is too long in the midst of a letter."""
        super().initStyleOption(option)
        room = self.width() - _AROUND_TEXT
        elided = self.fontMetrics().elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, room
        )
        option.currentText = elided

    def paintEvent(self, event: QPaintEvent) -> None:
        """Called by Qt. A style sheet takes the arrow from a file of one colour: draw it here."""
        super().paintEvent(event)
        painter = paint.painter_for(self)
        target = QRectF(self.width() - 24, (self.height() - 15) / 2, 15, 15)
        icons.paint(painter, "chevron-down", theme.current().text_2, target)
        painter.end()
