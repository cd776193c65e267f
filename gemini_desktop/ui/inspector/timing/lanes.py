"""The events of a capture on lanes by kind: which pixels hold one, and which one it is."""

from __future__ import annotations

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
        new = self._columns.kinds[len(self._lanes) :].translate(_LANE_OF_KIND)
        self._lanes += new
        self._used.update(new)

    @property
    def used(self) -> list[int]:
        """The lanes that hold anything, from the top."""
        return sorted(self._used)

    def lane_of(self, event: int) -> int:
        """The lane that an event lies on."""
        return self._lanes[event]

    def runs(self, lane: int, scale: TimeScale) -> Iterator[tuple[int, int]]:
        """Neighbouring pixels of the scale that hold an event of the lane: first and last, counted
        from its left end."""
        times: Sequence[int] = self._columns.times_ns
        width = int(scale.width)
        per_pixel = scale.span_ns / width
        first = bisect_left(times, scale.begin_ns, 0, len(self._lanes))
        last = bisect_right(times, scale.end_ns, 0, len(self._lanes))
        begun = ended = -2
        at = self._lanes.find(lane, first, last)
        while at >= 0:
            pixel = min(width - 1, int((times[at] - scale.begin_ns) / per_pixel))
            if pixel > ended + 1:
                if begun >= 0:
                    yield begun, ended
                begun = pixel
            ended = pixel
            # On to the first event that lies on another pixel.
            next_at = bisect_left(times, scale.begin_ns + (pixel + 1) * per_pixel, at + 1, last)
            at = self._lanes.find(lane, next_at, last)
        if begun >= 0:
            yield begun, ended

    def nearest(self, t_ns: float, within_ns: float, lane: int | None = None) -> int:
        """The event nearest to a moment, -1 where none is as near as that."""
        times: Sequence[int] = self._columns.times_ns
        count = len(self._lanes)
        low = bisect_left(times, t_ns - within_ns, 0, count)
        high = bisect_right(times, t_ns + within_ns, 0, count)
        middle = bisect_left(times, t_ns, low, high)
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
