"""What a search of the conversations found: titles first, then places in them, as a model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from gemini_desktop.core.text.marks import marks_in
from gemini_desktop.ui.library import words
from gemini_desktop.ui.library.entry import Entry
from gemini_desktop.ui.passage_words import kind_word
from gemini_desktop.ui.qt_helpers import plain_tip

_Index = QModelIndex | QPersistentModelIndex
_FURTHEST, _BEFORE = 14, 10
_ROOM = 24
"""Narrow letters for which each line has room; wide ones, as the Chinese, count twice."""


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
        first, end = self.marks[0] if self.marks else (0, 0)
        if first <= _FURTHEST or (end <= _ROOM and _width(self.text[:end]) <= _ROOM):
            return self
        start = first - _BEFORE
        start = self.text.find(" ", start, first) + 1 or start
        moved = tuple((a - start + 1, b - start + 1) for a, b in self.marks)
        return self._replace(text=f"…{self.text[start:]}", marks=moved)


def _width(text: str) -> int:
    return sum(2 if letter >= "\u2e80" else 1 for letter in text)


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
    parts = (kind_word(result.kind), words.title(result.entry))
    return " · ".join(part for part in parts if part)


def titles_with(entries: Sequence[Entry], needles: Sequence[str], most: int) -> list[Result]:
    """The first `most` conversations with all of these in their title or tags, in the order given;
    what is archived comes last. Marks are sought only in those that are shown: two letters are in
    a thousand titles of ten thousand."""
    if not needles:
        return []
    found = [(entry, "\n".join((entry.title, *entry.tags)).casefold()) for entry in entries]
    for needle in needles:
        wanted = needle.casefold()
        found = [each for each in found if wanted in each[1]]
    shown = sorted((entry for entry, _ in found), key=lambda entry: entry.archived)[:most]
    patterns = [re.compile(re.escape(needle), re.IGNORECASE) for needle in needles]
    titles = ((entry, words.title(entry)) for entry in shown)
    return [Result(entry, title, tuple(marks_in(title, patterns))) for entry, title in titles]
