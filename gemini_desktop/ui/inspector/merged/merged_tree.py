"""The merged answer as a tree: beside each value the events that it came from."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QToolTip, QWidget

from gemini_desktop.core.json.spans import Path
from gemini_desktop.core.merged import Conflict, Merged, Merger
from gemini_desktop.ui import theme
from gemini_desktop.ui.inspector.detail.json_tree import JsonDelegate, JsonTree
from gemini_desktop.ui.inspector.events.key_help import key_help
from gemini_desktop.ui.inspector.events.summary import number_text
from gemini_desktop.ui.qt_helpers import plain_tip

_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_MAX_REMEMBERED = 5_000


def origin_words(numbers: Sequence[int]) -> str:
    """The events that a value came from, in a few words; empty where there are none."""
    if not numbers:
        return ""
    first, last = number_text(numbers[0] + 1), number_text(numbers[-1] + 1)
    if len(numbers) == 1:
        return QCoreApplication.translate("Merged", "event {0}").format(first)
    words = QCoreApplication.translate("Merged", "{0} events, {1} – {2}")
    return words.format(number_text(len(numbers)), first, last)


class MergedTree(JsonTree):
    """A JSON tree whose rows tell their events; a contradiction is tinted."""

    entered = Signal(object)
    """The path of the value that was entered or clicked twice."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mergedTree")
        self.setAccessibleName(self.tr("The merged answer"))
        self.setExpandsOnDoubleClick(False)
        self._merger = Merger()
        self._conflicts: dict[Path, Conflict] = {}
        self._words: dict[Path, str] = {}
        self._delegate = _MergedDelegate(self)
        self.setItemDelegate(self._delegate)

    def show_merged(self, merged: Merged, merger: Merger) -> None:
        """Show this answer; what was open and chosen stays so."""
        chosen = self.chosen_path()
        top = self.verticalScrollBar().value()
        self._merger = merger
        self._conflicts = {each.path: each for each in merged.conflicts}
        self._words.clear()
        self.show_value(merged.value if merged.value is not None else {})
        if chosen:
            self.choose_path(chosen)
        self.verticalScrollBar().setValue(top)

    def conflict(self, path: Path) -> Conflict | None:
        """The contradiction at this path, None where there is none."""
        return self._conflicts.get(path)

    def words(self, path: Path) -> str:
        """What stands beside the value at this path."""
        known = self._words.get(path)
        if known is None:
            known = origin_words(self._merger.origins(path)) if path else ""
            if len(self._words) < _MAX_REMEMBERED:
                self._words[path] = known
        return known

    def path_at(self, index: QModelIndex | QPersistentModelIndex) -> Path:
        """The path of a row; empty for one that stands for more."""
        node = self._model.node(index)
        return () if node.is_more else node.path()

    def tip(self, path: Path) -> str:
        """What the tooltip says: where the value came from, and what its key means."""
        words = self.words(path)
        told = self.tr("From {0}").format(words) if words else ""
        help_ = key_help(path[-1]) if path else ""
        return "\n".join(filter(None, (told, help_)))

    def viewportEvent(self, event: QEvent) -> bool:
        """Called by Qt. The tooltip says it also where there is no room beside the value."""
        if isinstance(event, QHelpEvent):
            tip = self.tip(self.path_at(self.indexAt(event.pos())))
            QToolTip.showText(event.globalPos(), plain_tip(tip), self)
            return True
        return super().viewportEvent(event)

    def _activated(self, index: QModelIndex) -> None:
        if path := self.path_at(index):
            self.entered.emit(path)
        else:
            super()._activated(index)


class _MergedDelegate(JsonDelegate):
    def __init__(self, tree: MergedTree) -> None:
        self._tree = tree
        super().__init__(tree._model, tree)  # noqa: SLF001 - the base class's own

    def refresh(self) -> None:
        super().refresh()
        self._small = theme.ui_font(11)
        self._small_metrics = QFontMetrics(self._small)
        self._tint = QColor(theme.current().amber_tint)
        self._amber = QColor(theme.current().amber)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        path = self._tree.path_at(index)
        contradicts = self._tree.conflict(path) is not None
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self._selection)
        elif contradicts:
            painter.fillRect(rect, self._tint)
        words = self._tree.words(path)
        width = self._small_metrics.horizontalAdvance(words) + 24 if words else 0
        if width > rect.width() // 2:
            words, width = "", 0  # the value comes first where there is little room
        inner = QStyleOptionViewItem(option)
        inner.rect = rect.adjusted(0, 0, -width, 0)
        super().paint(painter, inner, index)
        if words:
            painter.setFont(self._small)
            painter.setPen(self._amber if contradicts else self._pale)
            painter.drawText(rect.adjusted(0, 0, -12, 0), _RIGHT, words)
