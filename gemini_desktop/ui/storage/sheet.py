"""Which recordings go: a list with ticks, largest first, and what goes with them in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QLocale, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTableView,
    QWidget,
)

from gemini_desktop.session.storage import Recording, months_ago, preselected
from gemini_desktop.ui import theme
from gemini_desktop.ui.controls import ComboBox, Label
from gemini_desktop.ui.controls.sheet import Sheet, sheet_button
from gemini_desktop.ui.inspector.events.summary import size_text
from gemini_desktop.ui.storage.box_delegate import BoxDelegate
from gemini_desktop.ui.storage.model import DATE, NAME, REMARK, SIZE, RecordingsModel

MONTHS = (1, 3, 6, 12)
_SIZE = (720, 560)
_ROW_HEIGHT = 30
_WIDTHS = {SIZE: 90, DATE: 100, REMARK: 130}


class RecordingsSheet(Sheet):
    """It asks, the presenter removes. Deleted by whoever opened it, when it is closed."""

    remove_requested = Signal(object)
    """list[Recording]: those that were ticked."""

    def __init__(self, recordings: Sequence[Recording], over: QWidget) -> None:
        title = QCoreApplication.translate("RecordingsSheet", "Remove recordings")
        super().__init__(over, "recordingsSheet", title, "closeRecordingsButton")
        self.model = RecordingsModel(recordings, self)
        self.rule = ComboBox("recordingsRuleBox")
        self.rule.setAccessibleName(self.tr("Choose by age"))
        self.rule.addItem(self.tr("Choose by hand"), 0)
        for months in MONTHS:
            words = (
                self.tr("Older than a month") if months == 1 else self.tr("Older than {0} months")
            )
            self.rule.addItem(words.format(months), months)
        self.rule.setToolTip(
            self.tr("Never ticks pinned chats, nor recordings that are the only copy.")
        )
        self.rule.setMinimumWidth(200)
        self.table = _Table(self.model)
        self.sum = Label("", size=12, tone="2")
        self.sum.setObjectName("recordingsSum")
        self.warning = Label("", size=12, tone="red", wrap=True)
        self.warning.setObjectName("recordingsWarning")
        self.remove = sheet_button(
            self.tr("Remove"),
            self.tr("They can come back until the window is closed."),
            "removeRecordingsButton",
            primary=True,
        )
        self.remove.clicked.connect(self._on_remove)
        self._lay_out()
        self.model.chosen_changed.connect(self._show_sum)
        self.rule.activated.connect(self._on_rule)
        self._show_sum()

    def open(self) -> None:
        """Show it, or bring it to the front."""
        super().open()
        if not self.table.selectionModel().hasSelection():
            self.table.selectRow(0)  # one sees where the keys go
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        words = self.tr(
            "Chats stay readable, with their pictures. What goes is what the server sent, byte by "
            "byte, with its times and the request: the inspector has nothing to show for these "
            "answers any more, and a lost library could not be read back from them."
        )
        above = QHBoxLayout()
        above.addWidget(self.rule)
        above.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.sum, 1)
        foot.addWidget(self.remove)
        column = self._column
        column.addWidget(Label(words, wrap=True))
        column.addLayout(above)
        column.addWidget(self.table, 1)
        column.addWidget(self.warning)
        column.addLayout(foot)

    def _place(self) -> None:
        self._centre(*map(theme.scaled, _SIZE))

    def _chosen(self) -> list[Recording]:
        return [each for each in self.model.recordings if each.id in self.model.chosen]

    def _show_sum(self) -> None:
        chosen = self._chosen()
        count, of = (QLocale().toString(n) for n in (len(chosen), len(self.model.recordings)))
        size = size_text(sum(each.bytes for each in chosen))
        self.sum.setText(self.tr("{0} of {1} chosen: {2}").format(count, of, size))
        self.remove.setEnabled(bool(chosen))
        only = sum(each.only_copy for each in chosen)
        self.warning.setVisible(only > 0)
        words = self.tr("{0} of them are the only copy of what they hold: no chat has it.")
        if only == 1:
            words = self.tr("One of them is the only copy of what it holds: no chat has it.")
        self.warning.setText(words.format(QLocale().toString(only)))

    def _on_rule(self, index: int) -> None:
        months = self.rule.itemData(index)
        if months:
            self.model.choose(preselected(self.model.recordings, months_ago(months)))

    def _on_remove(self) -> None:
        self.remove_requested.emit(self._chosen())
        self.hide()


class _Table(QTableView):
    """Space ticks all rows that are selected, or takes their ticks away."""

    def __init__(self, model: RecordingsModel) -> None:
        super().__init__()
        self._model = model
        self.setObjectName("recordingsTable")
        self.setAccessibleName(self.tr("Recordings"))
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setItemDelegate(BoxDelegate(self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setSortingEnabled(True)
        self.sortByColumn(SIZE, Qt.SortOrder.DescendingOrder)
        self._dress()
        theme.manager().changed.connect(self._dress)

    def _dress(self) -> None:
        line = QFontMetrics(theme.ui_font(13)).height()
        self.verticalHeader().setDefaultSectionSize(max(_ROW_HEIGHT, line + 12))
        for column, width in _WIDTHS.items():
            self.setColumnWidth(column, theme.scaled(width))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Called by Qt."""
        rows = {index.row() for index in self.selectedIndexes()}
        if event.key() != Qt.Key.Key_Space or not rows:
            super().keyPressEvent(event)
            return
        ticked = not all(self._model.is_ticked(row) for row in rows)
        for row in rows:
            self._model.set_ticked(row, ticked=ticked)
