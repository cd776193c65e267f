"""Where the reader was in each conversation: `places.json`.

A file of its own, and not a part of the settings, which people read and edit. Losing it loses no
word of anybody's, so what cannot be read of it is forgotten.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from gemini_desktop.core.errors import StoreError
from gemini_desktop.store.atomic import write_atomically
from gemini_desktop.store.locks import locked

FILE = "places.json"
MOST = 500
"""Conversations whose place is kept: those that were read last."""
_LOCK_WAIT_S = 1.0


class ReadingPlace(msgspec.Struct, frozen=True, array_like=True):
    """A line of a conversation that stands at the upper edge of the view.

    By its turn and the block in it, and the share of the block that is above the edge, so that it
    is found again at another width and zoom. `last` is the turn at the end of the path: where more
    has come since, the reader rather wants to see that.
    """

    turn_id: str
    block: int
    share: float
    last: str


class Places:
    """The places of one home, as far as this program has read or set them. `save` blocks."""

    def __init__(self, home: Path) -> None:
        self._path = home / FILE
        self._known: dict[str, ReadingPlace] | None = None
        self._changed: dict[str, ReadingPlace | None] = {}

    def get(self, conversation_id: str) -> ReadingPlace | None:
        """Where the reader was; None for the end."""
        if self._known is None:
            self._known = self._read()
        return self._known.get(conversation_id)

    def set(self, conversation_id: str, place: ReadingPlace | None) -> None:
        """Remember it; `save` writes it."""
        if not conversation_id or self.get(conversation_id) == place:
            return
        assert self._known is not None  # noqa: S101 - `get` has read it
        self._known.pop(conversation_id, None)
        if place is not None:
            self._known[conversation_id] = place
        self._changed.pop(conversation_id, None)  # the last one is the latest
        self._changed[conversation_id] = place

    @property
    def changed(self) -> bool:
        """Whether there is something to write."""
        return bool(self._changed)

    def save(self) -> None:
        """Write what changed, beside what other windows wrote. Where that fails nothing is told:
        what fails here fails wherever something is at stake as well."""
        changed, self._changed = self._changed, {}
        with locked(self._path.parent, _LOCK_WAIT_S):
            kept = self._read()
            for conversation_id, place in changed.items():
                kept.pop(conversation_id, None)
                if place is not None:
                    kept[conversation_id] = place
            newest = dict(list(kept.items())[-MOST:])
            try:
                write_atomically(self._path, msgspec.json.encode(newest), private=True)
            except StoreError:
                return

    def _read(self) -> dict[str, ReadingPlace]:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=dict[str, ReadingPlace])
        except (OSError, msgspec.DecodeError, UnicodeError, RecursionError):
            return {}
