"""What a face may need to know when it paints."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QRectF

from gemini_desktop.ui.chat.hands.actions import Action
from gemini_desktop.ui.chat.media.playing import Playing


class Surroundings(msgspec.Struct):
    """What a face may need to know when it paints.

    `above` is the gap to the block before, which a card over several blocks paints too;
    `selected` are character positions in its document (start, end), None where nothing is;
    `hovered` and `focused` are actions under the pointer and under the keyboard's mark;
    `done` was carried out a moment ago and is shown with a tick; `found` are stretches of the
    document that were looked for, `found_now` the one of them that the reader has come to;
    `caret` is the character before which the keyboard's caret stands; `playing` is how it stands
    with the sound of this block;
    `traced` are stretches of the document (or all of it) that came with what is chosen in the
    inspector;
    `near`: the pointer is at the turn; `edited`: the turn is being written anew.
    """

    clip: QRectF
    above: float = 0.0
    selected: tuple[int, int] | None = None
    hovered: Action | None = None
    focused: Action | None = None
    done: Action | None = None
    near: bool = False
    edited: bool = False
    found: Sequence[tuple[int, int]] = ()
    found_now: tuple[int, int] | None = None
    caret: int | None = None
    playing: Playing | None = None
    traced: Sequence[tuple[int, int]] = ()
