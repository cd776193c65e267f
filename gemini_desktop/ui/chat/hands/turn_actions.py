"""What can be done with a whole turn of the conversation; the view asks for it by a signal."""

from __future__ import annotations

from typing import TypeAlias

import msgspec


class Edit(msgspec.Struct, frozen=True):
    """Write this prompt anew. What came of it so far stays, as another branch."""


class Retry(msgspec.Struct, frozen=True):
    """Ask for another answer; the one that is there stays beside it."""


class Continue(msgspec.Struct, frozen=True):
    """Ask the model to go on where this answer stops."""


class Switch(msgspec.Struct, frozen=True):
    """Show the variant before this one (-1) or after it (1)."""

    step: int


class Delete(msgspec.Struct, frozen=True):
    """Delete this turn with what belongs to it; it can be undone."""


class Inspect(msgspec.Struct, frozen=True):
    """Show in the inspector how this answer came."""


class OpenSettings(msgspec.Struct, frozen=True):
    """Go where the key and the address are entered."""


TurnAction: TypeAlias = Edit | Retry | Continue | Switch | Delete | Inspect | OpenSettings
