"""What can be done with pictures, sounds, files and sources; `media_deeds` carries it out.

Each is about the block in which it was clicked.
"""

from __future__ import annotations

from typing import TypeAlias

import msgspec


class Zoom(msgspec.Struct, frozen=True):
    """Show the picture over the window."""


class CopyPicture(msgspec.Struct, frozen=True):
    """Put the picture on the clipboard."""


class SaveFile(msgspec.Struct, frozen=True):
    """Save it as a file, with the bytes that came."""


class AskToOpen(msgspec.Struct, frozen=True):
    """Ask whether another program shall open it, or take the question back."""


class OpenFile(msgspec.Struct, frozen=True):
    """Have another program open it. Only ever offered as the answer to that question."""


class Play(msgspec.Struct, frozen=True):
    """Play the sound, or pause it."""


class Seek(msgspec.Struct, frozen=True):
    """Go to where the bar of the sound was clicked."""


class ShowSource(msgspec.Struct, frozen=True):
    """Go to the source of this number below the answer."""

    number: int


class WrapCode(msgspec.Struct, frozen=True):
    """Break long lines of the code, or show them as long as they are."""


class SaveCode(msgspec.Struct, frozen=True):
    """Save the whole code as a file."""


class ScrollCode(msgspec.Struct, frozen=True):
    """Go to where the bar below the code was clicked."""


class ShowCandidate(msgspec.Struct, frozen=True):
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
