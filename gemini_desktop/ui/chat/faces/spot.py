"""A place in a face that can be clicked."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QRectF

from gemini_desktop.ui.chat.hands.actions import Action


class Spot(msgspec.Struct, frozen=True):
    """A place that can be clicked: what it does, and its name for readers and tooltips."""

    rect: QRectF
    action: Action
    name: str
