"""What comes of an import, in place: how far it is, and then what came, and what was left out.

It lies over the window like a sheet of paper and holds up nothing: one can go on chatting.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QCoreApplication, QLocale, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gemini_desktop.session.importing.chats import FileReport, Progress, Report
from gemini_desktop.ui import theme
from gemini_desktop.ui.controls import Label, ProgressLine
from gemini_desktop.ui.controls.sheet import MARGIN, Sheet, sheet_button

_WIDEST = 600
_TOP = 56
_LOW = 600
_MOST_LINES = 500


class ImportSheet(Sheet):
    """One import at a time; `begin`, `show_progress`, and `show_report` in the end. An import goes
    on where it is closed."""

    stop_requested = Signal()
    undo_requested = Signal()
    show_requested = Signal()

    def __init__(self, over: QWidget) -> None:
        super().__init__(over, "importSheet", _tr("Import"), "closeImportButton")
        self._line = ProgressLine()
        self._doing = Label("", tone="2", elide=True)
        self._rows: list[QWidget] = []
        self._files = QVBoxLayout()
        self._files.setContentsMargins(0, 0, 8, 0)
        self._files.setSpacing(10)
        self._files.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._details = QPlainTextEdit()
        self._details.setReadOnly(True)
        self._details.setProperty("field", "quiet")
        self._details.setAccessibleName(self.tr("What was left out, and why"))
        self._details.setTabChangesFocus(True)
        self._stop = sheet_button(self.tr("Stop"), self.tr("Take in nothing of this file"))
        self._stop.clicked.connect(self.stop_requested)
        self._undo = sheet_button(self.tr("Undo"), self.tr("Take out again what was imported"))
        self._undo.clicked.connect(self.undo_requested)
        self._show = sheet_button(
            self.tr("Show"), self.tr("Show the first chat that came"), primary=True
        )
        self._show.clicked.connect(self.show_requested)
        self._lay_out()

    @property
    def text(self) -> str:
        """All that it says."""
        labels = [label.text() for row in self._rows for label in row.findChildren(Label)]
        labels = [
            each.text() for each in (self._title, self._doing) if not each.isHidden()
        ] + labels
        return "\n".join([*labels, self._details.toPlainText()])

    def begin(self) -> None:
        """Show that it begins."""
        self._clear()
        self._set_running(running=True)
        self._title.setText(self.tr("Importing…"))
        self._doing.setText("")
        self._line.set_done(0)
        self.open()
        self._stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, words: str) -> None:
        """How it goes, in the place of the title."""
        self._title.setText(words)
        self._place()

    def show_progress(self, progress: Progress) -> None:
        """Say how far it is."""
        count = QLocale().toString(progress.conversations)
        self._doing.setText(self.tr("{0}: {1} chats").format(progress.file, count))
        self._line.set_done(progress.done)

    def show_stopped(self) -> None:
        """It was stopped."""
        self._set_running(running=False)
        self._title.setText(self.tr("Import stopped"))
        self._show_lines([self.tr("Nothing was taken in of the file that was being read.")])
        self._offer(shown=False)
        self._place()
        self._take_focus()

    def show_report(self, report: Report) -> None:
        """Say what came of it."""
        self._set_running(running=False)
        self._title.setText(headline(report))
        self._rows = [_file_row(file) for file in report.files]
        for row in self._rows:
            self._files.addWidget(row)
        many = len(report.files) > 1
        self._show_lines(
            [
                f"{file.path.name}: {line}" if many else line
                for file in report.files
                for line in details(file)
            ]
        )
        self._offer(shown=report.conversations + report.grown > 0)
        self._place()
        self._take_focus()
        self._announce()

    def show_undone(self) -> None:
        """What came is gone again."""
        self._title.setText(self.tr("Import undone"))
        self._offer(shown=False)
        self._take_focus()
        self._announce()

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setLayout(self._files)
        self._scroll = QScrollArea()
        self._scroll.setWidget(inner)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setAccessibleName(self.tr("Files"))
        self._scroll.viewport().setAutoFillBackground(False)
        inner.setAutoFillBackground(False)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        for button in (self._stop, self._undo, self._show):
            foot.addWidget(button)
        column = self._column
        column.setSpacing(10)
        column.addWidget(self._line)
        column.addWidget(self._doing)
        column.addWidget(self._scroll, 1)
        column.addWidget(self._details, 1)
        column.addLayout(foot)

    def _escape(self) -> None:
        if self._stop.isHidden():
            self.hide()

    def _clear(self) -> None:
        for row in self._rows:
            self._files.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = []
        self._show_lines([])

    def _set_running(self, *, running: bool) -> None:
        under_way: tuple[QWidget, ...] = (self._line, self._doing, self._stop)
        afterwards: tuple[QWidget, ...] = (self._scroll, self._undo, self._show)
        for widget in under_way:
            widget.setVisible(running)
        for widget in afterwards:
            widget.setVisible(not running)

    def _offer(self, *, shown: bool) -> None:
        self._undo.setVisible(shown)
        self._show.setVisible(shown)

    def _show_lines(self, lines: Sequence[str]) -> None:
        kept = list(lines[:_MOST_LINES])
        if len(lines) > _MOST_LINES:
            kept.append(self.tr("…and {0} more.").format(len(lines) - _MOST_LINES))
        self._details.setPlainText("\n".join(kept))
        self._details.setVisible(bool(kept))

    def _place(self) -> None:
        """As high as it needs to be, and no higher than there is room."""
        room = self._over.rect()
        top = _TOP if room.height() > _LOW else MARGIN
        most = room.height() - 2 * top
        width = min(theme.scaled(_WIDEST), room.width() - 2 * MARGIN)
        inner = width - 60
        wanted = sum(_height(row, inner) + 10 for row in self._rows)
        self._scroll.setMinimumHeight(min(wanted + 4, most // 3))
        metrics = self._details.fontMetrics()
        said = self._details.toPlainText().split("\n")
        lines = sum(1 + metrics.horizontalAdvance(line[:999]) // inner for line in said[:8])
        height = min(lines, 8) * metrics.lineSpacing() + 18
        self._details.setMinimumHeight(min(height, most // 4))
        self._column.activate()
        height = min(self._column.totalMinimumSize().height(), most)
        left = room.left() + (room.width() - width) // 2
        self.setGeometry(left, room.top() + top, width, height)

    def _take_focus(self) -> None:
        """The button that had it is gone."""
        if self.isHidden():
            return
        here: QWidget | None = self.focusWidget()
        if here is None or not here.isVisible() or here is self._stop:
            target = self._close if self._show.isHidden() else self._show
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _announce(self) -> None:
        event = QAccessibleAnnouncementEvent(self, self._title.text())
        QAccessible.updateAccessibility(event)


def headline(report: Report) -> str:
    """What came, in a sentence."""
    if report.grown and not report.conversations:
        return _tr("{0} went on since the last import").format(_chats(report.grown))
    if not report.conversations:
        here = report.here and all(file.is_in for file in report.files)
        return (
            _tr("Nothing new: these chats are here already")
            if here
            else _tr("Nothing was imported")
        )
    words = _chats(report.conversations)
    return _tr("{0} imported").format(words)


def details(file: FileReport) -> Iterator[str]:
    """What is to be said of a file besides: what is lacking, and what was left out."""
    many = file.conversations > 1
    for sentence, count in file.notes.items():
        yield f"{sentence} ({_chats(count)})" if many else sentence
    if file.changed:
        yield _tr("Kept beside the earlier one, as too much has changed: {0}.").format(
            _chats(file.changed)
        )
    for item in file.skipped:
        yield _tr("Left out {0}: {1}").format(item.name, item.reason)
    more = file.skipped_count - len(file.skipped)
    if more > 0:
        yield _tr("…and {0} more.").format(more)


def summary(file: FileReport) -> str:
    """A file's counts."""
    parts = [file.words, _chats(file.conversations)]
    if file.grown:
        parts.append(_tr("{0} went on").format(QLocale().toString(len(file.grown))))
    if file.here:
        parts.append(_tr("{0} here already").format(QLocale().toString(file.here)))
    if file.skipped_count:
        parts.append(_tr("{0} left out").format(QLocale().toString(file.skipped_count)))
    return " · ".join(part for part in parts if part)


def _file_row(file: FileReport) -> QWidget:
    row = QWidget()
    column = QVBoxLayout(row)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    column.addWidget(Label(file.path.name, weight=500, elide=True))
    if file.failure is None:
        column.addWidget(Label(summary(file), tone="2", wrap=True))
        return row
    column.addWidget(Label(file.failure.message, tone="red", wrap=True))
    if file.failure.advice:
        column.addWidget(Label(file.failure.advice, tone="2", wrap=True))
    return row


def _height(row: QWidget, width: int) -> int:
    wrapped = row.heightForWidth(width)
    return wrapped if wrapped > 0 else row.sizeHint().height()


def _chats(count: int) -> str:
    return _tr("1 chat") if count == 1 else _tr("{0} chats").format(QLocale().toString(count))


def _tr(text: str) -> str:
    return QCoreApplication.translate("ImportSheet", text)
