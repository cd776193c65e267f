"""What has to be painted again after a flush: what stands still is moved, not painted.

A line more at the end moves the whole conversation up by its height; painting all of it again
was most of what a streamed answer cost.
"""

from __future__ import annotations

from math import ceil

import msgspec
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

_EDGE = 3
"""Focus rings and smoothed edges reach a little beyond a block."""


class Change(msgspec.Struct, frozen=True):
    """The blocks that changed, as y in the viewport.

    The first of them stood at `before` and stands at `after`; what is above it moved along. Its
    lines above `top` are as they were. What is below `bottom` did not change and stands where it
    stood; None where that cannot be said.
    """

    before: float
    after: float
    top: float
    bottom: float | None


def repaint(viewport: QWidget, change: Change) -> None:
    """Have the viewport show the change, with the least painting."""
    distance = change.after - change.before
    whole = round(distance)
    height, width = viewport.height(), viewport.width()
    exact = abs(distance - whole) < 1e-6 and (whole * viewport.devicePixelRatioF()).is_integer()
    if not exact or abs(whole) >= height:
        viewport.update()
        return
    bottom = height if change.bottom is None else min(height, ceil(change.bottom) + _EDGE)
    if whole:
        viewport.scroll(0, whole, QRect(0, 0, width, bottom))
    top = max(0, int(change.top) - _EDGE)
    if top < bottom:
        viewport.update(QRect(0, top, width, bottom - top))
