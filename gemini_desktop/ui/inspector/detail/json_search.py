"""Finds text in the names and values of a JSON value, in short turns."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer, Signal

from gemini_desktop.core.events import Json
from gemini_desktop.core.json.spans import Path

MAX_HITS = 5000
SLICE_S = 0.004


class JsonSearch(QObject):
    """Hits are paths, in the order of the text. A letter in either case is found unless the words
    that are looked for have a capital."""

    changed = Signal()
    """More was found, or all was looked at."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._slice)
        self._walk: Iterator[tuple[Path, Json]] = iter(())
        self._words = ""
        self._exact = False
        self.hits: list[Path] = []

    @property
    def searching(self) -> bool:
        """Whether there is more to look at."""
        return self._timer.isActive()

    def look_for(self, value: Json, words: str) -> None:
        """Begin anew. The first turn's worth is done at once."""
        self._exact = words != words.lower()
        self._words = words
        self.hits = []
        self._walk = walk(value)
        self._timer.start()
        self._slice()

    def stop(self) -> None:
        """Look no further, and forget the hits."""
        self._timer.stop()
        self._walk = iter(())
        self.hits = []

    def _slice(self) -> None:
        deadline = time.perf_counter() + SLICE_S
        for count, (path, value) in enumerate(self._walk):
            if self._holds(path, value):
                self.hits.append(path)
                if len(self.hits) >= MAX_HITS:
                    break
            if count % 64 == 63 and time.perf_counter() > deadline:
                self.changed.emit()
                return
        self._timer.stop()
        self.changed.emit()

    def _holds(self, path: Path, value: Json) -> bool:
        key = path[-1] if path else ""
        if isinstance(key, str) and self._in(key):
            return True
        if isinstance(value, dict | list):
            return False
        return self._in(value if isinstance(value, str) else json.dumps(value))

    def _in(self, text: str) -> bool:
        return self._words in (text if self._exact else text.lower())


def walk(value: Json) -> Iterator[tuple[Path, Json]]:
    """Every value within a value with its path, in the order of the text; not the value itself,
    unless it is single."""
    if not isinstance(value, dict | list):
        yield (), value
        return
    stack: list[tuple[Path, Iterator[tuple[str | int, Json]]]] = [((), _members(value))]
    while stack:
        path, members = stack[-1]
        member = next(members, None)
        if member is None:
            stack.pop()
            continue
        key, inner = member
        inside = (*path, key)
        yield inside, inner
        if isinstance(inner, dict | list):
            stack.append((inside, _members(inner)))


def _members(value: Json) -> Iterator[tuple[str | int, Json]]:
    if isinstance(value, dict):
        return iter(value.items())
    return iter(enumerate(value))
