"""A parsed JSON value as a tree that is made as far as it is looked at."""

from __future__ import annotations

import json
from typing import Final

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from gemini_desktop.core.events import Json
from gemini_desktop.core.json.spans import Path
from gemini_desktop.ui.inspector.events.key_help import key_help
from gemini_desktop.ui.inspector.events.summary import one_line

PAGE: Final = 200
"""Children that come at once; a node for the rest stands after them."""

_HEAD, _TAIL = 120, 24
_LONG = 200
_Index = QModelIndex | QPersistentModelIndex


class Node:
    """One value. `children` is None until somebody looks."""

    __slots__ = ("children", "key", "parent", "row", "value")

    def __init__(self, key: str | int | None, value: Json, parent: Node | None, row: int) -> None:
        self.key = key
        self.value = value
        self.parent = parent
        self.row = row
        self.children: list[Node] | None = None

    @property
    def is_more(self) -> bool:
        """Whether it stands for children that were not made yet."""
        return isinstance(self.value, _More)

    @property
    def is_container(self) -> bool:
        """Whether it is an object or an array."""
        return isinstance(self.value, dict | list)

    def path(self) -> Path:
        """The keys from the root."""
        keys: list[str | int] = []
        node: Node | None = self
        while node is not None and node.key is not None:
            keys.append(node.key)
            node = node.parent
        return tuple(reversed(keys))


class _More:
    def __init__(self, rest: int) -> None:
        self.rest = rest


class JsonModel(QAbstractItemModel):
    """The members of an object or the items of an array are the top rows; another value is one."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._root = Node(None, {}, None, 0)
        self._root.children = []

    def set_value(self, value: Json) -> None:
        """Show another value."""
        self.beginResetModel()
        if isinstance(value, dict | list):
            self._root = Node(None, value, None, 0)
            self._root.children = _page(self._root, 0)
        else:
            self._root = Node(None, [value], None, 0)
            self._root.children = [Node(None, value, self._root, 0)]
        self.endResetModel()

    def node(self, index: _Index) -> Node:
        """The node of an index, the root for the invalid one."""
        if not index.isValid():
            return self._root
        node: Node = index.internalPointer()
        return node

    def show_more(self, index: _Index, count: int = PAGE) -> None:
        """Make so many more children in place of a "more" node."""
        node = self.node(index)
        parent = node.parent
        if not node.is_more or parent is None or parent.children is None:
            return
        at = self.parent(index)
        first = node.row
        self.beginRemoveRows(at, first, first)
        parent.children.pop()
        self.endRemoveRows()
        page = _page(parent, first, count)
        self.beginInsertRows(at, first, first + len(page) - 1)
        parent.children.extend(page)
        self.endInsertRows()

    def index_of(self, path: Path) -> QModelIndex:
        """The index of the value at a path, made where it was not so far; of the nearest one above
        it where there is none."""
        found = QModelIndex()
        for key in path:
            node = self.node(found)
            row = _row_of(node.value, key)
            if row < 0:
                break
            self._make(found, row)
            found = self.index(row, 0, found)
        return found

    def _make(self, index: QModelIndex, row: int) -> None:
        """Make an index's children up to a row."""
        node = self.node(index)
        if node.children is None:
            self.fetchMore(index)
        children = node.children or []
        if row >= len(children) or children[row].is_more:
            first = len(children) - 1
            count = (row - first) // PAGE * PAGE + PAGE
            self.show_more(self.index(first, 0, index), count)

    def index(self, row: int, column: int, parent: _Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        """Called by Qt."""
        children = self.node(parent).children
        if column != 0 or children is None or not 0 <= row < len(children):
            return QModelIndex()
        return self.createIndex(row, 0, children[row])

    def parent(self, index: _Index) -> QModelIndex:  # type: ignore[override]
        """Called by Qt."""
        parent = self.node(index).parent
        if parent is None or parent is self._root:
            return QModelIndex()
        return self.createIndex(parent.row, 0, parent)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Called by Qt."""
        children = self.node(parent).children
        return len(children) if children is not None else 0

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: ARG002, B008
        """Called by Qt."""
        return 1

    def hasChildren(self, parent: _Index = QModelIndex()) -> bool:  # noqa: B008
        """Called by Qt."""
        node = self.node(parent)
        return node.is_container and bool(node.value)

    def canFetchMore(self, parent: _Index) -> bool:
        """Called by Qt."""
        node = self.node(parent)
        return node.children is None and self.hasChildren(parent)

    def fetchMore(self, parent: _Index) -> None:
        """Called by Qt when a node is opened."""
        node = self.node(parent)
        if node.children is None and node.is_container:
            page = _page(node, 0)
            self.beginInsertRows(parent, 0, len(page) - 1)
            node.children = page
            self.endInsertRows()

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """Called by Qt: for screen readers, for searching by keyboard, and what a key means."""
        if role == Qt.ItemDataRole.ToolTipRole:
            return key_help(self.node(index).key) or None
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        node = self.node(index)
        shown = value_text(node.value)
        return shown if node.key is None or node.is_more else f"{node.key}: {shown}"


def value_text(value: Json) -> str:
    """A value in one line: a container by its count, a long text without its middle."""
    match value:
        case dict():
            return f"{{{len(value)}}}"
        case list():
            return f"[{len(value)}]"
        case str():
            return f'"{elided(value)}"'
        case _More():
            return f"… {value.rest:,}"
    return json.dumps(value, ensure_ascii=False)


def elided(text: str) -> str:
    """Without its middle where it is long, on one line."""
    if len(text) <= _LONG:
        return one_line(text, _LONG)
    return f"{one_line(text[:_HEAD], _HEAD)}…{one_line(text[-_TAIL:], _TAIL)}"


def is_elided(value: Json) -> bool:
    """Whether `value_text` leaves something out of it."""
    return isinstance(value, str) and len(value) > _LONG


def without_middles(value: Json, limit: int = 1000) -> Json:
    """The same value with long texts elided, so that it can be laid out as a whole."""
    match value:
        case str():
            if len(value) <= limit:
                return value
            half = limit // 2
            return f"{value[:half]} … {len(value) - limit:,} … {value[-half:]}"
        case list():
            return [without_middles(item, limit) for item in value]
        case dict():
            return {key: without_middles(item, limit) for key, item in value.items()}
    return value


def _row_of(value: Json, key: str | int) -> int:
    if isinstance(value, list):
        return key if isinstance(key, int) and 0 <= key < len(value) else -1
    if isinstance(value, dict) and key in value:
        return next(row for row, name in enumerate(value) if name == key)
    return -1


def _page(node: Node, first: int, count: int = PAGE) -> list[Node]:
    value = node.value
    last = min(first + count, len(value))
    if isinstance(value, dict):
        keys = list(value)[first:last]
        page = [Node(key, value[key], node, first + i) for i, key in enumerate(keys)]
    else:
        page = [Node(i, value[i], node, i) for i in range(first, last)]
    if last < len(value):
        page.append(Node(None, _More(len(value) - last), node, last))
    return page
