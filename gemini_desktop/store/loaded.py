"""What the library gives: a conversation's path, and answers whose end nobody saw."""

from __future__ import annotations

from collections.abc import Container

import msgspec

from gemini_desktop.core.outcome import Outcome
from gemini_desktop.core.transcript import Turn


class Conversation(msgspec.Struct, kw_only=True):
    """A conversation's current path, oldest turn first.

    `variants` has the turns of the path that stand beside others: their ids to those of all that
    share their parent, oldest first.
    """

    id: str
    title: str
    turns: list[Turn]
    variants: dict[str, tuple[str, ...]] = {}


class UnfinishedTurn(msgspec.Struct, frozen=True, kw_only=True):
    """An answer whose end nobody wrote down: it still comes, or the program died."""

    conversation_id: str
    turn: Turn


def unlinked(turns: list[Turn], moved: Container[str]) -> list[Turn]:
    """Answers that came after a turn which is deleted by now are no longer followed at the server:
    it would go on from the deleted words."""
    linked = True
    for turn in turns:
        linked = linked and turn.id not in moved
        if not linked:
            turn.interaction_id = ""
    return turns


UNREADABLE = Outcome(
    kind="incomplete",
    reason="unreadable",
    message="This turn could not be read from the library.",
    advice="Open its recording in the inspector: the bytes are kept.",
)
