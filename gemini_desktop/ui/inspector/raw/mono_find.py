"""Finds words in the lines of a view."""

from __future__ import annotations

from gemini_desktop.ui.inspector.raw.mono_view import MonoView
from gemini_desktop.ui.inspector.raw.text_rows import TextRows


class MonoFind:
    """Goes from hit to hit, around the end, in either case."""

    def __init__(self, view: MonoView) -> None:
        self._view = view
        self._words = ""
        self._at: tuple[int, int] | None = None

    def forget(self) -> None:
        """Begin at the top again: the text is another one."""
        self._at = None

    def go(self, content: TextRows, words: str, *, back: bool = False) -> tuple[int, int]:
        """To the next hit. Its number, from 1, and how many there are; zeros where there is
        none."""
        words = words.lower()
        hits = [
            (line, place)
            for line, text in enumerate(content.lines())
            for place in _places(text.lower(), words)
        ]
        if not hits:
            return 0, 0
        if words != self._words:
            self._words, self._at = words, None
        place = _step(hits, self._at, back=back)
        self._at = hits[place]
        line, start = hits[place]
        self._view.select(content.place(line, start), content.place(line, start + len(words)))
        return place + 1, len(hits)


def _step(hits: list[tuple[int, int]], at: tuple[int, int] | None, *, back: bool) -> int:
    if at is None:
        return len(hits) - 1 if back else 0
    if back:
        return max((n for n, hit in enumerate(hits) if hit < at), default=len(hits) - 1)
    return next((n for n, hit in enumerate(hits) if hit > at), 0)


def _places(text: str, words: str) -> list[int]:
    found: list[int] = []
    place = text.find(words)
    while place >= 0 and words:
        found.append(place)
        place = text.find(words, place + len(words))
    return found
