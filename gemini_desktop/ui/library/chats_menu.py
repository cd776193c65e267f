"""What can be done with the chosen conversations, as a menu; the keys stand beside the words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from gemini_desktop.ui.library.entry import Entry

RENAME, PIN, ARCHIVE, TAGS, DUPLICATE, CAPTURES, EXPORT, DELETE = (
    "rename",
    "pin",
    "archive",
    "tags",
    "duplicate",
    "captures",
    "export",
    "delete",
)
_ALONE = (RENAME, DUPLICATE, CAPTURES)
"""What makes sense for one conversation only."""


class ChatsMenu(QMenu):
    """`asked` carries the name of what is to be done."""

    asked = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("chatsMenu")
        self._actions = {
            name: self._add(name, text, keys)
            for name, text, keys in (
                (RENAME, self.tr("Rename"), "F2"),
                (PIN, "", "Ctrl+D"),
                (ARCHIVE, "", ""),
                (TAGS, self.tr("Tags…"), "Ctrl+T"),
                (DUPLICATE, self.tr("Duplicate"), ""),
                (CAPTURES, self.tr("Show captures"), ""),
                (EXPORT, self.tr("Export…"), ""),
                (DELETE, self.tr("Delete"), "Del"),
            )
        }
        self.insertSeparator(self._actions[DUPLICATE])
        self.insertSeparator(self._actions[DELETE])
        self.triggered.connect(self._chosen)

    def prepare(self, chosen: Sequence[Entry]) -> None:
        """Offer what can be done with these."""
        for name in _ALONE:
            self._actions[name].setVisible(len(chosen) == 1)
        pinned = all(entry.pinned for entry in chosen)
        archived = all(entry.archived for entry in chosen)
        self._actions[PIN].setText(self.tr("Unpin") if pinned else self.tr("Pin"))
        self._actions[ARCHIVE].setText(
            self.tr("Take out of the archive") if archived else self.tr("Archive")
        )
        self._actions[DELETE].setText(
            self.tr("Delete")
            if len(chosen) == 1
            else self.tr("Delete {0} chats").format(self.locale().toString(len(chosen)))
        )

    def _add(self, name: str, text: str, keys: str) -> QAction:
        action = QAction(text, self)
        action.setObjectName(name)
        if keys:  # shown only: the list has the keys itself
            action.setShortcut(QKeySequence(keys))
            action.setShortcutVisibleInContextMenu(True)
        self.addAction(action)
        return action

    def _chosen(self, action: QAction) -> None:
        self.asked.emit(action.objectName())
