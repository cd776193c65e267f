"""A conversation as the list shows it, and the headings between."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

State: TypeAlias = Literal["", "live", "done", "failed"]
"""Whether an answer comes in, or has ended (well or not) while another conversation was shown."""


class Entry(NamedTuple):
    """One conversation; `updated_unix_ns` is its last turn. A tuple, as there may be ten thousand
    to be made and compared within a frame."""

    id: str
    title: str
    updated_unix_ns: int = 0
    state: State = ""
    created_unix_ns: int = 0
    turn_count: int = 0
    bytes: int = 0
    pinned: bool = False
    archived: bool = False
    tags: tuple[str, ...] = ()
    origin: str = ""
    """What the file was that it came from, in words."""

    @property
    def key(self) -> str:
        """What the row is known by, among those of headings too."""
        return self.id


class Heading(NamedTuple):
    """The line above a part of the list. `members` counts what is below it, also when folded."""

    key: str
    """Unlike any conversation's: a line end and the part's name."""
    members: int
    folded: bool

    @property
    def name(self) -> str:
        """Of the part."""
        return self.key[1:]


Row: TypeAlias = Entry | Heading
"""Both are known by what comes first in them, the `key`."""
