"""Qt's own file dialog in the window's colours: its arrows are black, also on a dark ground, and
it opens too narrow for its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QToolButton

from gemini_desktop.ui import theme

if TYPE_CHECKING:  # at run time when one opens, for PySide makes 130 KB of it
    from PySide6.QtWidgets import QFileDialog

_ICONS = {
    "backButton": "chevron-left",
    "forwardButton": "chevron-right",
    "toParentButton": "arrow-up",
    "newFolderButton": "folder-plus",
    "listModeButton": "layout-grid",
    "detailModeButton": "list",
}
_SIZE = QSize(820, 520)


def dress(dialog: QFileDialog) -> None:
    """Before it is opened. A dialog of the desktop has nothing to dress, and keeps its size."""
    for name, icon in _ICONS.items():
        button = dialog.findChild(QToolButton, name)
        if button is not None:
            button.setIcon(theme.icon(icon))
    room = dialog.screen().availableSize() - QSize(40, 60)
    dialog.resize(_SIZE.boundedTo(room))
