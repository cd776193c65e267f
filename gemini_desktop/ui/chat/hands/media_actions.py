"""What can be done with pictures, sounds, files and sources; `media_deeds` carries it out.

Each is about the block in which it was clicked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Zoom:
    """Show the picture over the window."""


@dataclass(frozen=True)
class CopyPicture:
    """Put the picture on the clipboard."""


@dataclass(frozen=True)
class SaveFile:
    """Save it as a file, with the bytes that came."""


@dataclass(frozen=True)
class AskToOpen:
    """Ask whether another program shall open it, or take the question back."""


@dataclass(frozen=True)
class OpenFile:
    """Have another program open it. Only ever offered as the answer to that question."""


@dataclass(frozen=True)
class Play:
    """Play the sound, or pause it."""


@dataclass(frozen=True)
class Seek:
    """Go to where the bar of the sound was clicked."""


@dataclass(frozen=True)
class ShowSource:
    """Go to the source of this number below the answer."""

    number: int


@dataclass(frozen=True)
class WrapCode:
    """Break long lines of the code, or show them as long as they are."""


@dataclass(frozen=True)
class SaveCode:
    """Save the whole code as a file."""


@dataclass(frozen=True)
class ScrollCode:
    """Go to where the bar below the code was clicked."""


@dataclass(frozen=True)
class ShowCandidate:
    """Show this candidate alone, counted from 1; 0 shows all below each other."""

    number: int


MediaAction: TypeAlias = (
    Zoom
    | CopyPicture
    | SaveFile
    | AskToOpen
    | OpenFile
    | Play
    | Seek
    | ShowSource
    | WrapCode
    | SaveCode
    | ScrollCode
    | ShowCandidate
)
