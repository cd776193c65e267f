"""The events of a capture on lanes by kind: which pixels hold one, and which one it is."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication

from gemini_desktop.ui.inspector.events.columns import Columns
from gemini_desktop.ui.inspector.events.kinds import Kind
from gemini_desktop.ui.inspector.timing.scale import TimeScale

TONES: Final = ("violet", "accent", "green", "amber", "amber", "red", "text_3", "text_3")
"""Of the lanes, from the top."""
_THOUGHTS, _TEXT, _MEDIA, _CALLS, _USAGE, _ERRORS, _OTHER, _COMMENTS = range(len(TONES))
_OF_KIND = {
    Kind.THOUGHT: _THOUGHTS,
    Kind.SIGNATURE: _THOUGHTS,
    Kind.TEXT: _TEXT,
    Kind.IMAGE: _MEDIA,
    Kind.AUDIO: _MEDIA,
    Kind.VIDEO: _MEDIA,
    Kind.DOCUMENT: _MEDIA,
    Kind.CALL: _CALLS,
    Kind.TOOL: _CALLS,
    Kind.USAGE: _USAGE,
    Kind.FINISH: _USAGE,
    Kind.DONE: _USAGE,
    Kind.ERROR: _ERRORS,
    Kind.BROKEN: _ERRORS,
    Kind.TAIL: _ERRORS,
    Kind.PAGE: _ERRORS,
    Kind.COMMENT: _COMMENTS,
}
_LANE_OF_KIND = bytes(
    _OF_KIND.get(Kind(value), _OTHER) if value < len(Kind) else _OTHER for value in range(256)
)


def pixel_edges(times_ns: Sequence[int], scale: TimeScale, count: int) -> list[int]:
    """Where, in so many rising times, each pixel of the scale begins, and where the last one ends.
    A million times cost what a thousand do, twice."""
    width = max(1, int(scale.width))
    per_pixel = scale.span_ns / width
    found = []
    at = 0
    for pixel in range(width):
        at = bisect_left(times_ns, math.ceil(scale.begin_ns + pixel * per_pixel), at, count)
        found.append(at)
    found.append(bisect_right(times_ns, math.floor(scale.end_ns), at, count))
    return found


def lane_name(lane: int) -> str:
    """What a lane is called."""
    return (
        _tr("Thoughts"),
        _tr("Text"),
        _tr("Media"),
        _tr("Calls"),
        _tr("Usage, end"),
        _tr("Errors"),
        _tr("Other"),
        _tr("Comments"),
    )[lane]


def _tr(words: str) -> str:
    return QCoreApplication.translate("Waterfall", words)


class Lanes:
    """Looks into the columns and keeps one byte an event. What is asked costs a search for each
    pixel that shows something, however many events there are."""

    def __init__(self) -> None:
        self._columns = Columns()
        self._lanes = bytearray()
        self._used: set[int] = set()

    def catch_up(self, columns: Columns) -> None:
        """Take in what the columns have got since; from the beginning, if they are others."""
        if columns is not self._columns:
            self._columns, self._lanes, self._used = columns, bytearray(), set()
        new = columns.kinds[len(self._lanes) :].translate(_LANE_OF_KIND)
        self._lanes += new
        self._used.update(lane for lane in range(len(TONES)) if lane in new)

    @property
    def used(self) -> list[int]:
        """The lanes that hold anything, from the top."""
        return sorted(self._used)

    def lane_of(self, event: int) -> int:
        """The lane that an event lies on."""
        return self._lanes[event]

    def runs(self, lane: int, edges: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Neighbouring pixels that hold an event of the lane: first and last, counted from the left
        end of the scale that the edges are of."""
        last = edges[-1]
        begun = ended = -2
        at = self._lanes.find(lane, edges[0], last)
        while at >= 0:
            pixel = bisect_right(edges, at) - 1
            if pixel > ended + 1:
                if begun >= 0:
                    yield begun, ended
                begun = pixel
            ended = pixel
            # On to the first event that lies on another pixel.
            at = self._lanes.find(lane, edges[pixel + 1], last)
        if begun >= 0:
            yield begun, ended

    def edges(self, scale: TimeScale) -> list[int]:
        """The first event of each pixel of the scale, and the one after the last pixel's."""
        return pixel_edges(self._columns.times_ns, scale, len(self._lanes))

    def nearest(self, t_ns: float, within_ns: float, lane: int | None = None) -> int:
        """The event nearest to a moment, -1 where none is as near as that."""
        times: Sequence[int] = self._columns.times_ns
        count = len(self._lanes)
        low = bisect_left(times, math.ceil(t_ns - within_ns), 0, count)
        high = bisect_right(times, math.floor(t_ns + within_ns), 0, count)
        middle = bisect_left(times, math.ceil(t_ns), low, high)
        if lane is None:
            found = [event for event in (middle - 1, middle) if low <= event < high]
        else:
            ends = (self._lanes.rfind(lane, low, middle), self._lanes.find(lane, middle, high))
            found = [event for event in ends if event >= 0]
        return min(found, key=lambda event: abs(times[event] - t_ns), default=-1)

    def together(self, event: int) -> int:
        """How many events of all kinds came in the same read."""
        times: Sequence[int] = self._columns.times_ns
        at_ns, count = times[event], len(self._lanes)
        return bisect_right(times, at_ns, 0, count) - bisect_left(times, at_ns, 0, count)
