"""Which network reads brought the chosen event, and when each came."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QVBoxLayout, QWidget

from gemini_desktop.ui import theme
from gemini_desktop.ui.controls import Label
from gemini_desktop.ui.inspector.detail.reads_model import ReadsModel
from gemini_desktop.ui.inspector.events.summary import number_text, size_text
from gemini_desktop.ui.inspector.raw.reads import Reads
from gemini_desktop.ui.inspector.rows_view import RowsView

_PADDING = 18


class ReadsPage(QWidget):
    """A row a read; the chosen one's bytes are selected wherever bytes are shown."""

    bytes_chosen = Signal(object, object)
    """The bytes of the event that the chosen read brought."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ReadsModel(self)
        self.summary = Label(size=12.5, tone="2", wrap=True)
        self.summary.setContentsMargins(16, 2, 8, 4)
        self.table = _ReadsTable(self.model)
        self.table.row_chosen.connect(self._chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.summary)
        beside = QHBoxLayout()
        beside.setContentsMargins(8, 0, 0, 0)
        beside.addWidget(self.table)
        column.addLayout(beside, 1)

    def show_event(self, reads: Reads, start: int, end: int) -> None:
        """Show the reads of another event."""
        self.table.let_go()
        self.model.show_event(reads, start, end)
        self.table.fit_columns()
        self.table.read_from_top()
        self.table.scrollToTop()
        self.summary.setText(self._words(end - start))

    def clear(self) -> None:
        """Show none: those that were shown may be there no more."""
        self.show_event(Reads(), 0, 0)

    def _words(self, size: int) -> str:
        count = self.model.rowCount()
        if not count:
            return self.tr("No read of these bytes is known.")
        first, last = self.model.read(0), self.model.read(count - 1)
        if count == 1:
            at = _seconds(first.t_ns)
            return self.tr("One read brought these {0}, at {1}.").format(size_text(size), at)
        return self.tr("{0} reads brought these {1}, from {2} to {3}.").format(
            number_text(count), size_text(size), _seconds(first.t_ns), _seconds(last.t_ns)
        )

    def _chosen(self, row: int) -> None:
        if 0 <= row < self.model.rowCount():
            self.bytes_chosen.emit(*self.model.part(row))


class _ReadsTable(RowsView):
    def __init__(self, model: ReadsModel) -> None:
        super().__init__("readsTable", "")
        self.setAccessibleName(self.tr("Reads of the event"))
        self.setModel(model)
        columns = self.horizontalHeader()
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        columns.setStretchLastSection(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._dress()
        theme.manager().changed.connect(self._dress)
        theme.manager().changed.connect(self.fit_columns)

    def fit_columns(self) -> None:
        """To the titles and to the first and the last row, whose numbers are the largest as a rule:
        to measure all of thousands of reads would take longer than to show them."""
        model, bold = self.model(), QFontMetrics(self.horizontalHeader().font())
        rows = {0, model.rowCount() - 1} if model.rowCount() else set()
        for column in range(model.columnCount()):
            title = str(model.headerData(column, Qt.Orientation.Horizontal))
            cells = [str(model.index(row, column).data()) for row in rows]
            wide = max(map(self.fontMetrics().horizontalAdvance, cells), default=0)
            self.setColumnWidth(column, max(wide, bold.horizontalAdvance(title)) + _PADDING)

    def rows_since(self, come: int) -> int:  # noqa: ARG002
        """None: all reads of an event are there at once."""
        return 0

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Called by Qt."""
        row = self.chosen_row()
        if event.matches(QKeySequence.StandardKey.Copy) and row >= 0:
            model = self.model()
            cells = [model.index(row, place).data() for place in range(model.columnCount())]
            QGuiApplication.clipboard().setText("\t".join(map(str, cells)))
        else:
            super().keyPressEvent(event)

    def _dress(self) -> None:
        self.setFont(theme.mono_font(12))
        metrics = QFontMetrics(theme.mono_font(12))
        self.set_row_height(max(24, metrics.height() + 6))
        self.dress_header()


def _seconds(t_ns: int) -> str:
    return f"+{QLocale().toString(t_ns / 1e9, 'f', 3)} s"
