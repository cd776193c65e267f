"""What can be done with a whole turn of the conversation; the view asks for it by a signal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Edit:
    """Write this prompt anew. What came of it so far stays, as another branch."""


@dataclass(frozen=True)
class Retry:
    """Ask for another answer; the one that is there stays beside it."""


@dataclass(frozen=True)
class Continue:
    """Ask the model to go on where this answer stops."""


@dataclass(frozen=True)
class Switch:
    """Show the variant before this one (-1) or after it (1)."""

    step: int


@dataclass(frozen=True)
class Delete:
    """Delete this turn with what belongs to it; it can be undone."""


@dataclass(frozen=True)
class Inspect:
    """Show in the inspector how this answer came."""


@dataclass(frozen=True)
class OpenSettings:
    """Go where the key and the address are entered."""


TurnAction: TypeAlias = Edit | Retry | Continue | Switch | Delete | Inspect | OpenSettings
