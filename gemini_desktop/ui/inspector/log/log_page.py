"""The tagged log: [RAW], [CHUNK], [COMPLETE_RESPONSE], [ERROR], [JSON_ERROR]."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QPainter
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from gemini_desktop.core.text_log import TAGS
from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui import theme
from gemini_desktop.ui.controls import Chip
from gemini_desktop.ui.inspector.events.summary import number_text
from gemini_desktop.ui.inspector.lines_view import LinesView
from gemini_desktop.ui.inspector.log.log_model import LogModel
from gemini_desktop.ui.inspector.log.log_tools import LogTools
from gemini_desktop.ui.inspector.part import Batch, Part
from gemini_desktop.ui.inspector.row_delegate import RowDelegate
from gemini_desktop.ui.inspector.rows_view import RowsView

if TYPE_CHECKING:  # at run time it would bring httpx along before the first paint
    from gemini_desktop.session.live import CaptureSource

_ROW_HEIGHT = 22
_TONES = {
    "RAW": "neutral",
    "CHUNK": "accent",
    "COMPLETE_RESPONSE": "green",
    "ERROR": "red",
    "JSON_ERROR": "red",
}
_SHORT = {"COMPLETE_RESPONSE": "COMPLETE"}
_Index = QModelIndex | QPersistentModelIndex


class LogPage(QWidget, Part):
    """A chip for each tag, with its count, shows or hides its lines; a line leads to its event."""

    event_chosen = Signal(int)
    copy_requested = Signal()
    """All lines that are shown are to be copied."""
    save_requested = Signal(object)
    """These lines are to be saved (a list of texts); None for all that are shown."""

    def __init__(self, model: LogModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = model
        self.view = _LogView(model)
        self._told = False
        self._chips: dict[str, Chip] = {}
        row = QHBoxLayout()
        row.setContentsMargins(16, 4, 8, 6)
        row.setSpacing(6)
        for tag in TAGS:
            chip = Chip(_SHORT.get(tag, tag), _TONES[tag], object_name=f"log{tag}")
            chip.setCheckable(True)
            chip.setChecked(True)
            chip.setToolTip(self.tr("Show the lines tagged {0}").format(f"[{tag}]"))
            chip.toggled.connect(self._filter)
            row.addWidget(chip)
            self._chips[tag] = chip
        row.addStretch(1)
        self.tools = LogTools()
        row.addWidget(self.tools)
        self.tools.copy.clicked.connect(self.copy)
        self.tools.save.clicked.connect(self.save)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self.show_menu)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.tools.state)
        column.addWidget(self.view, 1)
        self.view.row_chosen.connect(self._chosen)
        self.tools.show_source(model.source is not None)
        self.refresh()

    def start(self, source: CaptureSource | None) -> None:
        """Another capture: an empty log that follows its end."""
        self.model.start(source)
        self.tools.show_source(source is not None)
        self.refresh()
        self.view.set_following(True)

    def take(self, batch: Batch) -> None:
        """Add the lines of these events."""
        self.model.take(batch)

    def finish(self, turn: Turn) -> None:
        """Add the lines of the end."""
        self.model.finish(turn)
        self.refresh()

    def refresh(self) -> None:
        """Once a frame: counts, and the end in sight if it is followed."""
        counts = self.model.counts()
        for tag, chip in self._chips.items():
            chip.set_text(f"{_SHORT.get(tag, tag)} {number_text(counts[tag])}")
            chip.setVisible(tag in ("RAW", "CHUNK", "COMPLETE_RESPONSE") or counts[tag] > 0)
        self.view.follow()

    def copy(self) -> None:
        """Copy the chosen lines, or ask for all that are shown where one or none is chosen."""
        if len(self.view.chosen_rows()) > 1:
            self.view.copy()
        else:
            self.copy_requested.emit()

    def save(self) -> None:
        """Ask for all lines that are shown as a file."""
        self.save_requested.emit(None)

    def save_chosen(self) -> None:
        """Ask for the chosen lines as a file."""
        lines = [self.model.line(row) for row in self.view.chosen_rows()]
        if lines:
            self.save_requested.emit(lines)

    def show_menu(self, where: QPoint) -> QMenu:
        """What can be done with lines, for the mouse and the menu key."""
        menu = QMenu(self.view)
        menu.setObjectName("logMenu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chosen = len(self.view.chosen_rows())
        copy = QKeySequence(QKeySequence.StandardKey.Copy)
        keys = copy.toString(QKeySequence.SequenceFormat.NativeText)
        lines = self.tr("Copy the line") if chosen == 1 else self.tr("Copy the chosen lines")
        menu.addAction(f"{lines}\t{keys}", self.view.copy).setEnabled(chosen > 0)
        menu.addAction(self.tr("Save the chosen lines…"), self.save_chosen).setEnabled(chosen > 0)
        menu.addSeparator()
        menu.addAction(self.tr("Copy the log"), self.copy_requested.emit)
        menu.addAction(self.tr("Save the log…"), self.save)
        menu.popup(self.view.viewport().mapToGlobal(where))
        return menu

    def show_event(self, event: int) -> None:
        """Choose the first line of an event."""
        row = self.model.row_of(event)
        if row >= 0 and self.model.event_at(max(0, self.view.chosen_row())) != event:
            self._told = True
            self.view.choose(row)
            self._told = False

    def _filter(self) -> None:
        hidden = [tag for tag, chip in self._chips.items() if not chip.isChecked()]
        self.model.set_hidden(hidden)
        self.view.follow()

    def _chosen(self, row: int) -> None:
        if row >= 0 and not self._told:  # who tells us which event it is knows it already
            self.event_chosen.emit(self.model.event_at(row))


class _LogView(LinesView):
    def __init__(self, model: LogModel) -> None:
        super().__init__("logView", model.line)
        self.setAccessibleName(self.tr("Log"))
        self._model = model
        self._delegate = _LogDelegate(model, self)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.horizontalHeader().hide()
        self._dress()
        theme.manager().changed.connect(self._dress)

    def _dress(self) -> None:
        self._delegate.refresh()
        self.set_row_height(self._delegate.row_height())
        self.viewport().update()


class _LogDelegate(RowDelegate):
    def __init__(self, model: LogModel, view: RowsView) -> None:
        self._model = model
        super().__init__(view, _ROW_HEIGHT)

    def refresh(self) -> None:
        super().refresh()
        colours = theme.current()
        self._inks = {
            tag: QColor(colours.text_3 if tone == "neutral" else colours.colour(tone))
            for tag, tone in _TONES.items()
        }

    def paint_cell(self, painter: QPainter, rect: QRect, index: _Index, *, selected: bool) -> None:
        del selected
        row = index.row()
        line, tag = self._model.shown_line(row), self._model.tag_at(row)
        place = rect.adjusted(16, 0, -8, 0)
        mark = f"[{tag}]"
        if line.startswith(mark):
            self.words(painter, place, mark, self.mono, self._inks[tag])
            place.setLeft(place.left() + self.metrics(self.mono).horizontalAdvance(mark))
            line = line[len(mark) :]
        ink = self.pale if tag == "RAW" else self.text
        self.cut_words(painter, place, line, self.mono, ink)
