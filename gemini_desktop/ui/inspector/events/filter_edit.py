"""The filter field: what is asked for, whether it can be understood, and how many were found."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from gemini_desktop.ui import icons, theme
from gemini_desktop.ui.controls.search_edit import enable_clear_button
from gemini_desktop.ui.inspector.events import filter_help
from gemini_desktop.ui.inspector.events.filter_memory import FilterMemory
from gemini_desktop.ui.inspector.events.query import QueryError, parse
from gemini_desktop.ui.qt_helpers import mark_error, plain_tip

_ICON = 16


class FilterEdit(QLineEdit):
    """Filters while one types; Escape empties it."""

    query_changed = Signal(object)
    """A `Query`. Not sent while the text cannot be understood."""

    problem_changed = Signal(str)
    """Why the text cannot be understood, and where; empty where it can."""

    def __init__(self, memory: FilterMemory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._memory = memory
        self._at = -1
        """Which of `_recalled` Up and Down have come to; -1: none since something was typed."""
        self._recalled: list[str] = []
        self.setObjectName("eventFilter")
        self.setAccessibleName(self.tr("Filter events"))
        self.setPlaceholderText(self.tr("Text, /regex/, type:image, bytes>10k …"))
        enable_clear_button(self)
        self._count = ""
        self.problem = ""
        self.textChanged.connect(self._parse)
        self.editingFinished.connect(self.remember)
        self._dress()
        self._explain("")
        theme.manager().changed.connect(self._dress)

    def show_count(self, text: str) -> None:
        """Say how many events were found; empty for no filter."""
        if text != self._count:
            self._count = text
            self.setAccessibleDescription(self.problem or text)
            self._make_room()
            self.update()

    def remember(self) -> None:
        """This filter was used, as far as it can be understood."""
        if not self.problem:
            self._memory.used(self.text())

    def minimumSizeHint(self) -> QSize:
        """Called by Qt."""
        return QSize(90, super().minimumSizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Called by Qt."""
        match event.key():
            case Qt.Key.Key_Escape if self.text():
                self.remember()
                self.clear()
            case Qt.Key.Key_Up:
                self._recall(1)
            case Qt.Key.Key_Down:
                self._recall(-1)
            case _:
                self._at = -1
                super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Called by Qt."""
        super().paintEvent(event)
        painter = QPainter(self)
        colours = theme.current()
        top = (self.height() - _ICON) / 2
        square = self.rect().toRectF()
        square.setRect(9, top, _ICON, _ICON)
        name = "circle-alert" if self.problem else "search"
        ink = colours.red if self.problem else colours.text_3
        icons.paint(painter, name, ink, square)
        if self._count:
            painter.setFont(self._small)
            painter.setPen(colours.text_3)
            place = self.rect().adjusted(0, 0, -28, 0)
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(place, int(flags), self._count)
        painter.end()

    def _parse(self, text: str) -> None:
        try:
            query = parse(text)
        except QueryError as error:
            self._explain(self._located(error))
            return
        self._explain("")
        if query.empty:
            self.show_count("")
        self.query_changed.emit(query)

    def _located(self, error: QueryError) -> str:
        place = self.tr("At character {0}: {1}")
        return place.format(min(error.position, len(self.text())) + 1, error)

    def _recall(self, by: int) -> None:
        """Another of the recent filters, or what was typed before them."""
        if self._at < 0:
            typed = self.text()
            self._recalled = [typed, *(t for t in self._memory.recent if t != typed.strip())]
            self._at = 0
        self._at = max(0, min(self._at + by, len(self._recalled) - 1))
        self.setText(self._recalled[self._at])

    def _explain(self, problem: str) -> None:
        if problem == self.problem and self.toolTip():
            return
        self.problem = problem
        self.setToolTip(plain_tip(problem or filter_help.in_lines()))
        self.setAccessibleDescription(problem)
        self.problem_changed.emit(problem)
        mark_error(self, error=bool(problem))

    def _make_room(self) -> None:
        right = QFontMetrics(self._small).horizontalAdvance(self._count) + 8 if self._count else 0
        self.setTextMargins(_ICON + 4, 0, right, 0)

    def _dress(self) -> None:
        self.setFont(theme.ui_font(13))
        self._small = theme.mono_font(11)
        self._make_room()
