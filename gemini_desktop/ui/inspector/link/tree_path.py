"""Goes to a value of a JSON tree by its path."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QAbstractItemView, QTreeView

from gemini_desktop.core.json_spans import Path
from gemini_desktop.ui.inspector.detail.json_model import JsonModel


def choose(tree: QTreeView, path: Path) -> bool:
    """Choose the value at this path and bring it into view; as near as there is a value. False
    where not even its first name is there."""
    model = tree.model()
    if not isinstance(model, JsonModel):
        return False
    found = QModelIndex()
    for key in path:
        child = _child(model, found, key)
        if not child.isValid():
            break
        found = child
    if not found.isValid():
        return False
    tree.setCurrentIndex(found)
    tree.scrollTo(found, QAbstractItemView.ScrollHint.PositionAtCenter)
    return True


def _child(model: JsonModel, parent: QModelIndex, key: str | int) -> QModelIndex:
    """The member or item under this key, made where it was not so far."""
    if model.canFetchMore(parent):
        model.fetchMore(parent)
    row = 0
    while row < model.rowCount(parent):
        index = model.index(row, 0, parent)
        node = model.node(index)
        if node.is_more:
            model.show_more(index)
            continue
        if node.key == key and type(node.key) is type(key):
            return index
        row += 1
    return QModelIndex()
