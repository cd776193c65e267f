"""The page of findings: chips for the severities, the list, and the chosen finding below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedLayout, QVBoxLayout, QWidget

from gemini_desktop.core.lint import SEVERITIES, Finding
from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.controls import Chip, Label
from gemini_desktop.ui.inspector.events.summary import number_text
from gemini_desktop.ui.inspector.findings.finding_detail import FindingDetail
from gemini_desktop.ui.inspector.findings.findings_model import FindingsModel
from gemini_desktop.ui.inspector.findings.findings_view import MARKS, FindingsView
from gemini_desktop.ui.inspector.findings.linting import Linting
from gemini_desktop.ui.inspector.part import Batch, Part

if TYPE_CHECKING:  # at run time it would bring httpx along before the first paint
    from gemini_desktop.session.live import CaptureSource


class FindingsPage(QWidget, Part):
    """Shows what the linter finds in what comes in, live or stored."""

    finding_chosen = Signal(object)
    """The finding that the user chose."""
    event_wanted = Signal(object)
    """The finding whose event is to be shown on its page."""
    bytes_wanted = Signal(object)
    """The finding whose bytes are to be shown on theirs."""

    def __init__(self, linting: Linting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.linting = linting
        """What finds them."""
        self._count = 0
        self.model = FindingsModel(self)
        self.view = FindingsView(self.model)
        self.detail = FindingDetail()
        self._empty = Label(size=12.5, tone="3", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setContentsMargins(24, 0, 24, 0)
        self._chips = {severity: self._chip(severity) for severity in SEVERITIES}
        self._lay_out()
        self.view.row_chosen.connect(self._row_chosen)
        self.view.opened.connect(self._opened)
        self.detail.event_wanted.connect(self._want_event)
        self.detail.bytes_wanted.connect(self._want_bytes)
        self._show_found()

    @property
    def empty_words(self) -> str:
        """What stands in place of the list; empty while there are rows."""
        return self._empty.text() if self._stack.currentWidget() is self._empty else ""

    def start(self, source: CaptureSource | None) -> None:
        """Another capture, of which nothing is known yet."""
        self.linting.start(source)
        self.model.start(self.linting.linter)
        self.detail.show_finding(None, None)
        self._show_counts()

    def take(self, batch: Batch) -> None:
        """Look for what is odd about these."""
        self.linting.take(batch)

    def refresh(self) -> None:
        """Show what was found."""
        self.linting.refresh()
        if self.model.refresh() or sum(self.linting.linter.findings.counts.values()) != self._count:
            self._show_counts()

    def finish(self, turn: Turn) -> None:
        """The exchange is over: now what is missing at its end can be told."""
        if self.linting.over:
            return
        self.linting.finish(turn)
        chosen = self.chosen()
        self.model.finish()
        self._show_counts()
        if chosen is not None and (row := self.model.row_of(chosen)) >= 0:
            self.view.choose(row, centre=False)

    def keep(self) -> object:
        """What was found, once all of it is."""
        return self.linting.keep()

    def take_back(self, kept: object) -> None:
        """Show again what was found before."""
        self.linting.take_back(kept)
        self._show_found()

    def _show_found(self) -> None:
        self.model.start(self.linting.linter)
        if self.linting.over:
            self.model.finish()
        else:
            self.model.refresh()
        self._show_counts()

    def chosen(self) -> Finding | None:
        """The finding that is chosen."""
        return self.model.finding(self.view.chosen_row())

    def _row_chosen(self, row: int) -> None:
        found = self.model.finding(row)
        left_out = self.model.left_out(found.rule) if found is not None else 0
        self.detail.show_finding(found, self.linting.source, left_out)
        if found is not None:
            self.finding_chosen.emit(found)

    def _opened(self, row: int) -> None:
        found = self.model.finding(row)
        if found is not None and found.number is not None:
            self.event_wanted.emit(found)

    def _want_event(self) -> None:
        if (found := self.chosen()) is not None:
            self.event_wanted.emit(found)

    def _want_bytes(self) -> None:
        if (found := self.chosen()) is not None:
            self.bytes_wanted.emit(found)

    def _filter(self) -> None:
        chosen = self.chosen()
        hidden = [name for name, chip in self._chips.items() if not chip.isChecked()]
        self.model.set_hidden(hidden)
        row = self.model.row_of(chosen) if chosen is not None else -1
        if row >= 0:
            self.view.choose(row, centre=False)
        else:
            self.detail.show_finding(None, None)
        self._show_counts()

    def _show_counts(self) -> None:
        counts = self.model.counts()
        for severity, chip in self._chips.items():
            chip.set_text(self._chip_words(severity, counts[severity]))
            chip.setVisible(counts[severity] > 0)
        total = counts.total()
        self._bar.setVisible(total > 0)
        shown = self.model.rowCount() > 0
        self._empty.setText(self._empty_words(total))
        self._stack.setCurrentWidget(self.view if shown else self._empty)
        self._count = total

    def _chip_words(self, severity: str, count: int) -> str:
        words = {
            "error": self.tr("Errors {0}"),
            "warning": self.tr("Warnings {0}"),
            "info": self.tr("Info {0}"),
        }
        return words[severity].format(number_text(count))

    def _empty_words(self, total: int) -> str:
        if total:
            return self.tr("All findings are hidden. Press a severity above to see its findings.")
        if self.linting.source is None:
            return self.tr("What is odd about an exchange appears here, with its bytes.")
        if self.linting.over:
            return self.tr("Nothing odd was found in this exchange.")
        return self.tr("Nothing odd so far.")

    def _chip(self, severity: str) -> Chip:
        icon, tone = MARKS[severity]
        chip = Chip("", tone, icon_name=icon, object_name=f"findings-{severity}")
        chip.setCheckable(True)
        chip.setChecked(True)
        tips = {
            "error": self.tr("Show what is lost or wrong"),
            "warning": self.tr("Show what a client may lose or misread"),
            "info": self.tr("Show what is legal, and worth knowing"),
        }
        chip.setToolTip(tips[severity])
        chip.toggled.connect(self._filter)
        return chip

    def _lay_out(self) -> None:
        self._bar = QWidget()
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(16, 4, 8, 6)
        row.setSpacing(6)
        for chip in self._chips.values():
            row.addWidget(chip)
        row.addStretch(1)
        upper = QWidget()
        self._stack = QStackedLayout(upper)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.view)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(1)
        splitter.addWidget(upper)
        splitter.addWidget(self.detail)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar)
        column.addWidget(splitter, 1)
