"""Filters that were used, and those that the user keeps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

_MOST_RECENT = 20
_MOST_SAVED = 50


class FilterMemory:
    """A filter is one line, so each list is remembered as lines."""

    def __init__(self) -> None:
        self.recent: list[str] = []
        """The last used first; none twice."""
        self.saved: list[str] = []
        """In the order in which they were saved."""

    def used(self, text: str) -> None:
        """The user has filtered by this."""
        text = text.strip()
        if text:
            self.recent = [text, *(known for known in self.recent if known != text)][:_MOST_RECENT]

    def is_saved(self, text: str) -> bool:
        """Whether the user keeps this filter."""
        return text.strip() in self.saved

    def toggle(self, text: str) -> bool:
        """Save a filter, or let go of a saved one; whether it is saved now."""
        text = text.strip()
        if text in self.saved:
            self.saved.remove(text)
            return False
        if text:
            self.saved = [*self.saved, text][-_MOST_SAVED:]
        return bool(text)

    def state(self) -> dict[str, str]:
        """What is to be remembered over a restart."""
        return {
            "event_filters_recent": "\n".join(self.recent),
            "event_filters_saved": "\n".join(self.saved),
        }

    def restore(self, state: Mapping[str, str]) -> None:
        """Take up what `state` gave."""
        self.recent = _lines(state.get("event_filters_recent", ""))[:_MOST_RECENT]
        self.saved = _lines(state.get("event_filters_saved", ""))[:_MOST_SAVED]


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(_known(text.split("\n"))))


def _known(lines: Iterable[str]) -> Iterable[str]:
    return (line.strip() for line in lines if line.strip())
