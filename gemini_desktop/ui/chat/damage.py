"""What has to be painted again after a flush: what stands still is moved, not painted.

A line more at the end moves the whole conversation up by its height; painting all of it again
was most of what a streamed answer cost.
"""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

_EDGE = 3
"""Focus rings and smoothed edges reach a little beyond a block."""


def repaint(viewport: QWidget, before: float, after: float, changed: float) -> None:
    """Have the viewport show what changed, with the least painting.

    `before` and `after` are where the first changed block stood and stands, `changed` is where its
    first changed line stands now; all as y in the viewport. What is above only moved along.
    """
    distance = after - before
    whole = round(distance)
    ratio = viewport.devicePixelRatioF()
    exact = abs(distance - whole) < 1e-6 and (whole * ratio).is_integer()
    if not exact or abs(whole) >= viewport.height():
        viewport.update()
        return
    if whole:
        viewport.scroll(0, whole, viewport.rect())
    top = max(0, int(changed) - _EDGE)
    if top < viewport.height():
        viewport.update(QRect(0, top, viewport.width(), viewport.height() - top))
