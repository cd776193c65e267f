"""What can be done by clicking in the conversation; `deeds` carries it out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from gemini_desktop.ui.chat.hands.media_actions import MediaAction
from gemini_desktop.ui.chat.hands.turn_actions import TurnAction


@dataclass(frozen=True)
class Toggle:
    """Fold or unfold what carries this key."""

    key: str


@dataclass(frozen=True)
class CopyCode:
    """Copy the whole code that this block is a piece of."""


@dataclass(frozen=True)
class CopyAnswer:
    """Copy the source of the whole answer."""


@dataclass(frozen=True)
class CopyPrompt:
    """Copy the words of the whole prompt."""


@dataclass(frozen=True)
class Open:
    """Open an address: of the web in the browser, of mail after a question.

    `start` and `end` tell links apart that lead to one address: their characters in the document.
    """

    address: str
    start: int = -1
    end: int = -1


@dataclass(frozen=True)
class ToNote:
    """Show the footnote of this name, or go `back` to its mark. `start` and `end` as in Open."""

    name: str
    back: bool
    start: int = -1
    end: int = -1


Action: TypeAlias = (
    Toggle | CopyCode | CopyAnswer | CopyPrompt | Open | ToNote | MediaAction | TurnAction
)
