"""The findings as rows: those of the severities that are not hidden."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from gemini_desktop.core.lint import RULES, SEVERITIES, Finding, Linter
from gemini_desktop.core.visible import visible
from gemini_desktop.ui.inspector.events.summary import number_text

_Index = QModelIndex | QPersistentModelIndex


class FindingsModel(QAbstractTableModel):
    """Shows what a linter has found; rows come in the order found while the exchange goes on, and
    in that of their bytes once it is over."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: list[Finding] = []
        self._rows: list[int] = []
        self._seen = 0
        self._hidden: frozenset[str] = frozenset()
        self._linter = Linter()

    def start(self, linter: Linter) -> None:
        """Another exchange."""
        self.beginResetModel()
        self._linter = linter
        self._items, self._rows, self._seen = [], [], 0
        self.endResetModel()

    def refresh(self) -> bool:
        """Take over what was found since; whether there was anything."""
        found = self._linter.findings.items
        if self._seen == len(found):
            return False
        fresh = found[self._seen :]
        self._seen = len(found)
        base = len(self._items)
        self._items += fresh
        rows = [base + n for n, each in enumerate(fresh) if self._is_shown(each)]
        if rows:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
            self._rows += rows
            self.endInsertRows()
        return True

    def finish(self) -> None:
        """The exchange is over: in the order of the bytes."""
        self.refresh()
        in_order = sorted(self._items, key=lambda each: (each.start, each.end))
        if in_order != self._items:
            self.beginResetModel()
            self._items = in_order
            self._rows = self._shown_rows()
            self.endResetModel()

    def set_hidden(self, severities: Collection[str]) -> None:
        """Show findings of the other severities only."""
        self.beginResetModel()
        self._hidden = frozenset(severities)
        self._rows = self._shown_rows()
        self.endResetModel()

    def counts(self) -> Counter[str]:
        """By severity, how many there are, also those beyond what is kept of a rule."""
        counted: Counter[str] = Counter(dict.fromkeys(SEVERITIES, 0))
        for rule, count in self._linter.findings.counts.items():
            counted[RULES[rule].severity] += count
        return counted

    def left_out(self, rule: str) -> int:
        """How many of a rule's findings were only counted."""
        kept = sum(each.rule == rule for each in self._items)
        return self._linter.findings.counts.get(rule, 0) - kept

    def finding(self, row: int) -> Finding | None:
        """The finding in a row, None where there is none."""
        return self._items[self._rows[row]] if 0 <= row < len(self._rows) else None

    def row_of(self, finding: Finding) -> int:
        """The row of a finding, -1 where it is not shown."""
        try:
            item = self._items.index(finding)
        except ValueError:
            return -1
        row = bisect_left(self._rows, item)
        return row if row < len(self._rows) and self._rows[row] == item else -1

    def line(self, row: int) -> str:
        """A row as `gemini-desktop lint` prints it."""
        found = self.finding(row)
        if found is None:
            return ""
        severity = RULES[found.rule].severity
        return f"{found.start}: {found.rule} {severity} {visible(found.message)}"

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Called by Qt."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, _parent: _Index = QModelIndex()) -> int:  # noqa: B008 - likewise
        """Called by Qt."""
        return 1

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """Called by Qt, for screen readers and tooltips; the delegate paints by itself."""
        found = self.finding(index.row())
        if found is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            words = self.tr("{0}, {1}: {2}. Byte {3}")
            severity = RULES[found.rule].severity
            message = visible(found.message)
            return words.format(severity, found.rule, message, number_text(found.start))
        return None

    def _is_shown(self, finding: Finding) -> bool:
        return RULES[finding.rule].severity not in self._hidden

    def _shown_rows(self) -> list[int]:
        return [n for n, each in enumerate(self._items) if self._is_shown(each)]
