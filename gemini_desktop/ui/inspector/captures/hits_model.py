"""What a search of all captures found, as a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from gemini_desktop.ui.inspector.captures import capture_words
from gemini_desktop.ui.inspector.captures.capture_words import Entry
from gemini_desktop.ui.passage_words import kind_word
from gemini_desktop.ui.qt_helpers import plain_tip

if TYPE_CHECKING:  # at run time it would bring the store along before the first paint
    from gemini_desktop.session.searching import Hit

_Index = QModelIndex | QPersistentModelIndex


class HitsModel(QAbstractListModel):
    """Hits in captures that are listed; one of a capture that was deleted meanwhile is none."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hits: list[tuple[Hit, Entry]] = []

    def set_hits(self, hits: Sequence[Hit], entries: Mapping[str, Entry]) -> None:
        """Show these, in this order."""
        self.beginResetModel()
        self._hits = [(h, entries[h.capture_id]) for h in hits if h.capture_id in entries]
        self.endResetModel()

    def hit(self, index: _Index) -> tuple[Hit, Entry]:
        """A row's hit, and the capture that it is in."""
        return self._hits[index.row()]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Called by Qt."""
        return 0 if parent.isValid() else len(self._hits)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """Called by Qt; the delegate asks `hit`."""
        hit, entry = self._hits[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return hit.snippet
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{hit.snippet}, {where(hit, entry)}"
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(f"{hit.snippet}\n\n{capture_words.tip(entry)}")
        return None


def where(hit: Hit, entry: Entry) -> str:
    """In which capture, and where in it."""
    place = kind_word(hit.kind)
    if hit.event >= 0:
        place = _tr("{0}, event {1}").format(place, hit.event + 1)
    return " · ".join(part for part in (place, entry.note.prompt or entry.note.id) if part)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Captures", text)
