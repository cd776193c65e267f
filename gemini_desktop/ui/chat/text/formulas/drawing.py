"""A formula that was laid out, and what may be wrong with one. What lays it out is `layout`."""

from __future__ import annotations

import msgspec
from PySide6.QtGui import QColor, QPainterPath

SIZE = 24.0
"""The font size of a drawing, in its own units."""


class FormulaError(Exception):
    """A formula that cannot be drawn; the message says why, for a tooltip."""


class Part(msgspec.Struct, frozen=True):
    """A filled path; `colour` where the formula asks for one, else that of the text."""

    path: QPainterPath
    colour: QColor | None


class Drawing(msgspec.Struct, frozen=True, eq=False):
    """Parts with the baseline's beginning at 0, 0; y grows downwards.

    It may be broken into lines before these x: `breaks` are those of its outermost operators,
    `places` those of all that stands in its outermost row.
    """

    parts: tuple[Part, ...]
    width: float
    ascent: float
    descent: float
    breaks: tuple[float, ...] = ()
    places: tuple[float, ...] = ()


class TooSlowError(FormulaError):
    """The time is over."""
