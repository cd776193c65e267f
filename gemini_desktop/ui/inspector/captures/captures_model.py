"""The list of captures as a model: text is made for the rows that are painted, and for no other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from gemini_desktop.ui.inspector.captures import capture_words
from gemini_desktop.ui.inspector.captures.capture_words import Entry
from gemini_desktop.ui.qt_helpers import plain_tip

_Index = QModelIndex | QPersistentModelIndex


class CapturesModel(QAbstractListModel):
    """Rows are the entries that hold every word of the filter, in the order given; those of one
    chat alone, if that is wanted."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: Sequence[Entry] = ()
        self._shown: list[Entry] = []
        self._words: list[str] = []
        self._chat = ""
        self._shared: frozenset[str] = frozenset()
        self.open_ids: frozenset[str] = frozenset()
        """The captures that are open just now, for their mark."""

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Show these. Rows that stay the same stay chosen."""
        if list(entries) == list(self._entries):
            return
        self._entries = entries
        self._show()

    def set_filter(self, text: str) -> None:
        """Show only what holds all these words, each in whatever field."""
        words = text.casefold().split()
        if words != self._words:
            self._words = words
            self._show()

    def set_chat(self, conversation_id: str, shared: frozenset[str] = frozenset()) -> None:
        """Show only the captures of this conversation; `shared` are those of others of which it has
        an answer too. Empty for all."""
        if (conversation_id, shared) != (self._chat, self._shared):
            self._chat, self._shared = conversation_id, shared
            self._show()

    def in_chat(self, entry: Entry) -> bool:
        """Whether it is of the chat that is wanted, if one is."""
        return self._chat in ("", entry.note.conversation_id) or entry.id in self._shared

    def set_open(self, ids: frozenset[str]) -> None:
        """Mark these as open."""
        if ids != self.open_ids:
            self.open_ids = ids
            if self._shown:
                self.dataChanged.emit(self.index(0), self.index(len(self._shown) - 1))

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def filtered(self) -> bool:
        """Whether some may be hidden."""
        return bool(self._words or self._chat)

    def entry(self, index: _Index) -> Entry:
        """What a row shows."""
        return self._shown[index.row()]

    def row_of(self, capture_id: str) -> int:
        """The row of a capture, -1 where it is not shown."""
        return next((row for row, e in enumerate(self._shown) if e.id == capture_id), -1)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Called by Qt."""
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """Called by Qt; the delegate asks `entry`."""
        entry = self._shown[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return capture_words.title(entry)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(capture_words.tip(entry))
            case Qt.ItemDataRole.AccessibleTextRole:
                word, _ = capture_words.outcome(entry)
                opened = self.tr("open") if entry.id in self.open_ids else ""
                words = (capture_words.title(entry), word, capture_words.details(entry), opened)
                return ", ".join(filter(None, words))
        return None

    def _show(self) -> None:
        self.beginResetModel()
        words = self._words
        of_chat = [e for e in self._entries if self.in_chat(e)] if self._chat else self._entries
        self._shown = [e for e in of_chat if all(word in e.haystack for word in words)]
        self.endResetModel()
