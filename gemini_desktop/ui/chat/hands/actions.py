"""What can be done by clicking in the conversation; `deeds` carries it out."""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from gemini_desktop.ui.chat.hands.media_actions import MediaAction
from gemini_desktop.ui.chat.hands.turn_actions import TurnAction


class Toggle(msgspec.Struct, frozen=True):
    """Fold or unfold what carries this key."""

    key: str


class CopyCode(msgspec.Struct, frozen=True):
    """Copy the whole code that this block is a piece of."""


class CopyAnswer(msgspec.Struct, frozen=True):
    """Copy the source of the whole answer."""


class CopyPrompt(msgspec.Struct, frozen=True):
    """Copy the words of the whole prompt."""


class Open(msgspec.Struct, frozen=True):
    """Open an address: of the web in the browser, of mail after a question.

    `start` and `end` tell links apart that lead to one address: their characters in the document.
    """

    address: str
    start: int = -1
    end: int = -1


class ToNote(msgspec.Struct, frozen=True):
    """Show the footnote of this name, or go `back` to its mark. `start` and `end` as in Open."""

    name: str
    back: bool
    start: int = -1
    end: int = -1


Action: TypeAlias = (
    Toggle | CopyCode | CopyAnswer | CopyPrompt | Open | ToNote | MediaAction | TurnAction
)
