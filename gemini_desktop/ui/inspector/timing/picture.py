"""What the waterfall shows and where: the same for painting it and for telling what is under the
pointer."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF

from gemini_desktop.core.timing.gaps import Gap
from gemini_desktop.ui import theme
from gemini_desktop.ui.frames import Frame
from gemini_desktop.ui.inspector.timing.lanes import Lanes, lane_name, pixel_edges
from gemini_desktop.ui.inspector.timing.pace import Pace
from gemini_desktop.ui.inspector.timing.rows import Bar, Row
from gemini_desktop.ui.inspector.timing.scale import TimeScale

MARGIN = 16
NEAR_PX = 5
_MOST_OF_THE_WIDTH = 0.3
_LEAST_GAP_PX = 3
_SILENCE_NS = 250_000_000
_TIMES_THE_MEDIAN = 5


class Picture:
    """Rows above, lanes below, over one scale."""

    def __init__(self) -> None:
        self.scale = TimeScale()
        self.lanes = Lanes()
        self.rows: list[Row] = []
        self.gaps: list[Gap] = []
        self.pace = Pace()
        self.chosen = -1
        self.chosen_ns = 0
        self.dress()

    def dress(self) -> None:
        """The fonts of the theme, at the zoom of now."""
        self.font = theme.ui_font(11.5)
        self.small_font = theme.mono_font(10.5)
        self.title_font = theme.ui_font(11.5, 600)
        self.metrics = QFontMetricsF(self.font)
        self.small_metrics = QFontMetricsF(self.small_font)
        self.row_height = round(self.metrics.height() + 5)
        self.lane_height = round(self.metrics.height() + 2)
        self.axis_height = round(self.small_metrics.height() + 6)

    @property
    def shown_lanes(self) -> list[int]:
        """The lanes that hold events, from the top."""
        return self.lanes.used

    @property
    def rows_top(self) -> int:
        """Where the rows begin."""
        return self.axis_height

    @property
    def lanes_top(self) -> int:
        """Where the lanes begin."""
        return self.rows_top + len(self.rows) * self.row_height + 10

    @property
    def own_top(self) -> int:
        """Where this program's lane begins."""
        return self.lanes_top + len(self.shown_lanes) * self.lane_height + 4

    @property
    def own_height(self) -> int:
        """This program's lane is as tall as two, where there is anything to show."""
        return 2 * self.lane_height if len(self.pace) else 0

    @property
    def height(self) -> int:
        """All of it."""
        return self.own_top + self.own_height + 8

    def place(self, width: int, own_name: str) -> None:
        """Fit it into so many pixels: the names to the left, time to the right of them."""
        names = [row.name for row in self.rows] + [lane_name(lane) for lane in self.shown_lanes]
        if len(self.pace):
            names.append(own_name)
        widest = max((self.metrics.horizontalAdvance(name) for name in names), default=0.0)
        self.names_width = min(widest + 4, width * _MOST_OF_THE_WIDTH)
        left = MARGIN + self.names_width + 10
        self.scale.place(left, width - MARGIN - left)

    def row_at(self, y: float) -> Row | None:
        """The row at a height."""
        index = int((y - self.rows_top) // self.row_height)
        return self.rows[index] if 0 <= index < len(self.rows) else None

    def lane_at(self, y: float) -> int | None:
        """The lane at a height."""
        index = int((y - self.lanes_top) // self.lane_height)
        return self.shown_lanes[index] if 0 <= index < len(self.shown_lanes) else None

    def bar_at(self, x: float, y: float) -> Bar | None:
        """The bar at a place; one that is a hair wide is met beside itself too."""
        row = self.row_at(y)
        for bar in reversed(row.bars if row is not None else ()):
            left, right = self.edges(bar)
            if left - 2 <= x <= right + 2:
                return bar
        return None

    def edges(self, bar: Bar) -> tuple[float, float]:
        """From where to where a bar reaches: at least two pixels, and not out of the picture."""
        low, high = self.scale.left, self.scale.left + self.scale.width
        left = min(max(low, self.scale.x(bar.begin_ns)), high)
        right = max(left + 2, min(self.scale.x(bar.end_ns), high))
        return left, right

    def frame_edges(self) -> list[int]:
        """Where, among this program's frames, each pixel begins, and where the last one ends."""
        return pixel_edges(self.pace.times_ns, self.scale, len(self.pace))

    def frame_at(self, x: float) -> Frame | None:
        """The longest of the frames near a place."""
        times_ns, busy_ns = self.pace.times_ns, self.pace.busy_ns
        within = NEAR_PX * self.scale.span_ns / self.scale.width
        t_ns = self.scale.t_ns(x)
        first = bisect_left(times_ns, math.ceil(t_ns - within))
        last = bisect_right(times_ns, math.floor(t_ns + within))
        worst = max(range(first, last), key=busy_ns.__getitem__, default=-1)
        return self.pace.frame(worst) if worst >= 0 else None

    def silence_at(self, x: float) -> Gap | None:
        """The marked silence at a place."""
        t_ns = self.scale.t_ns(x)
        return next((gap for gap in self.gaps if gap.begin_ns < t_ns < gap.end_ns), None)

    def silence_rect(self, gap: Gap) -> QRectF | None:
        """Where a silence is marked, None where it is out of sight or too narrow to see."""
        left = max(self.scale.left, self.scale.x(gap.begin_ns) + 1)
        right = min(self.scale.left + self.scale.width, self.scale.x(gap.end_ns) - 1)
        if right - left < _LEAST_GAP_PX:
            return None
        height = len(self.shown_lanes) * self.lane_height
        return QRectF(left, self.lanes_top, right - left, height)


def silences(gaps: list[Gap], median_ns: float) -> list[Gap]:
    """Those long enough to be marked: a quarter of a second, and five times what is usual."""
    least = max(_SILENCE_NS, _TIMES_THE_MEDIAN * median_ns)
    return [gap for gap in gaps if gap.length_ns >= least]
