"""What a search of the conversations found: titles first, then places in them, as a model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from gemini_desktop.core.text.marks import marks_in
from gemini_desktop.ui.library import words
from gemini_desktop.ui.library.entry import Entry
from gemini_desktop.ui.qt_helpers import plain_tip

_Index = QModelIndex | QPersistentModelIndex
_FURTHEST, _BEFORE = 14, 10


class Result(NamedTuple):
    """A title that has the words, or (`turn_id`) a turn that has them. `marks` are their places in
    the text, (start, end) in characters; `kind` says what the text is (a prompt, a thought)."""

    entry: Entry
    text: str
    marks: tuple[tuple[int, int], ...]
    kind: str = ""
    turn_id: str = ""

    def near(self) -> Result:
        """With the first mark so near to the beginning that a narrow line shows it."""
        first = self.marks[0][0] if self.marks else 0
        if first <= _FURTHEST:
            return self
        start = first - _BEFORE
        start = self.text.find(" ", start, first) + 1 or start
        moved = tuple((a - start + 1, b - start + 1) for a, b in self.marks)
        return self._replace(text=f"…{self.text[start:]}", marks=moved)


class ResultsModel(QAbstractListModel):
    """Rows are results, in the order given; the delegate asks `result`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._results: list[Result] = []

    def set_results(self, results: Sequence[Result]) -> None:
        """Show these. What is only added at the end moves nothing."""
        known = len(self._results)
        if known and list(results[:known]) == self._results:
            if len(results) > known:
                self.beginInsertRows(QModelIndex(), known, len(results) - 1)
                self._results = list(results)
                self.endInsertRows()
            return
        self.beginResetModel()
        self._results = list(results)
        self.endResetModel()

    def result(self, index: _Index) -> Result:
        """What a row shows."""
        return self._results[index.row()]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Called by Qt."""
        return 0 if parent.isValid() else len(self._results)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """Called by Qt."""
        result = self._results[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return result.text
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{result.text}, {where(result)}"
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(f"{result.text}\n\n{words.tip(result.entry)}")
        return None


def where(result: Result) -> str:
    """What it is, and in which conversation; of a title, what else there is to the chat."""
    if not result.turn_id:
        parts = (words.turns(result.entry), ", ".join(result.entry.tags))
        return " · ".join(part for part in parts if part)
    kind = {
        "prompt": _tr("Prompt"),
        "thought": _tr("Thought"),
        "answer": _tr("Answer"),
        "call": _tr("Tool"),
        "error": _tr("Error"),
    }.get(result.kind, "")
    return " · ".join(part for part in (kind, words.title(result.entry)) if part)


def titles_with(entries: Sequence[Entry], needles: Sequence[str]) -> list[Result]:
    """The conversations with all of these in their title or tags, in the order given; what is
    archived comes last."""
    wanted = [needle.casefold() for needle in needles]
    if not wanted:
        return []
    found = []
    for entry in entries:
        title = entry.title.casefold()
        if entry.tags:
            title += "\n" + "\n".join(entry.tags).casefold()
        if all(word in title for word in wanted):
            found.append(entry)
    found.sort(key=lambda entry: entry.archived)
    titles = ((entry, words.title(entry)) for entry in found)
    return [Result(entry, title, _marks(title, needles)) for entry, title in titles]


def _marks(text: str, needles: Sequence[str]) -> tuple[tuple[int, int], ...]:
    patterns = (re.compile(re.escape(needle), re.IGNORECASE) for needle in needles)
    return tuple(marks_in(text, patterns))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Conversations", text)
