"""Which stretch of time a picture shows, and where in it a moment lies."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QLocale

_LEAST_NS = 20_000
"""A closer look than this shows nothing more: reads take longer."""
_STEPS = (1, 2, 5)


class TimeScale:
    """From `begin_ns` to `end_ns` on so many pixels. It never leaves 0 to `whole_ns`.

    While it shows all there is, it goes on showing all as time goes on.
    """

    def __init__(self) -> None:
        self.whole_ns = 1_000_000
        self.begin_ns = 0.0
        self.end_ns = 1_000_000.0
        self.left = 0.0
        self.width = 1.0

    @property
    def span_ns(self) -> float:
        """How much time is shown."""
        return self.end_ns - self.begin_ns

    @property
    def is_whole(self) -> bool:
        """Whether all there is is shown."""
        return self.begin_ns <= 0 and self.end_ns >= self.whole_ns

    def place(self, left: float, width: float) -> None:
        """Where it is painted."""
        self.left, self.width = left, max(1.0, width)

    def reach(self, whole_ns: int) -> None:
        """There is so much time in all."""
        followed = self.is_whole
        self.whole_ns = max(1_000_000, whole_ns)
        if followed:
            self.show_all()
        else:
            self._show(self.begin_ns, self.span_ns)

    def show_all(self) -> None:
        """Show all there is."""
        self.begin_ns, self.end_ns = 0.0, float(self.whole_ns)

    def x(self, t_ns: float) -> float:
        """The place of a moment, which may be out of sight."""
        return self.left + (t_ns - self.begin_ns) * self.width / self.span_ns

    def t_ns(self, x: float) -> float:
        """The moment at a place."""
        return self.begin_ns + (x - self.left) * self.span_ns / self.width

    def zoom(self, factor: float, x: float) -> bool:
        """Look closer by a factor above 1, or from further away; the moment at `x` stays there.
        Whether that changed anything."""
        before = (self.begin_ns, self.end_ns)
        part = (x - self.left) / self.width
        span = max(_LEAST_NS, min(self.span_ns / factor, float(self.whole_ns)))
        self._show(self.t_ns(x) - part * span, span)
        return before != (self.begin_ns, self.end_ns)

    def pan(self, pixels: float) -> None:
        """Move what is shown to the right, which shows what was before it."""
        self._show(self.begin_ns - pixels * self.span_ns / self.width, self.span_ns)

    def bring(self, t_ns: float) -> None:
        """Bring a moment into sight, in the middle, unless it is there."""
        margin = self.span_ns * 0.02
        if not self.begin_ns - 1 <= t_ns - margin <= t_ns + margin <= self.end_ns + 1:
            self._show(t_ns - self.span_ns / 2, self.span_ns)

    def ticks(self, at_most: int) -> Iterator[tuple[float, str]]:
        """Round moments (in ns) with their words, evenly spread; the last names the unit."""
        step = step_ns(self.span_ns, max(1, at_most))
        unit_ns, unit = unit_of(self.end_ns)
        digits = 0
        while digits < 6 and step * 10**digits % unit_ns:
            digits += 1
        first = -(-int(self.begin_ns) // step)
        last = int(self.end_ns) // step
        for count in range(first, last + 1):
            words = QLocale().toString(count * step / unit_ns, "f", digits)
            yield float(count * step), f"{words} {unit}" if count == last else words

    def _show(self, begin_ns: float, span_ns: float) -> None:
        begin_ns = max(0.0, min(begin_ns, self.whole_ns - span_ns))
        self.begin_ns, self.end_ns = begin_ns, begin_ns + span_ns


def step_ns(span_ns: float, at_most: int) -> int:
    """The smallest round step (1, 2 or 5 and zeros; 10, 20, 30 s, then minutes) that makes at most
    so many of a span."""
    step = 1000
    while True:
        for times in _STEPS:
            if span_ns / (step * times) <= at_most:
                return step * times
        step *= 10


def unit_of(t_ns: float) -> tuple[int, str]:
    """The unit in which times up to this one read best, in nanoseconds, and its sign."""
    if t_ns < 1e6:
        return 1_000, "µs"
    return (1_000_000, "ms") if t_ns < 2e9 else (1_000_000_000, "s")


def length_text(length_ns: float) -> str:
    """A length of time in three digits or so: `412 µs`, `8.3 ms`, `1.24 s`, `2 min 5 s`."""
    locale = QLocale()
    if length_ns < 1e6:
        return f"{locale.toString(round(length_ns / 1e3))} µs"
    if length_ns < 9.95e6:
        return f"{locale.toString(length_ns / 1e6, 'f', 1)} ms"
    if length_ns < 999.5e6:
        return f"{locale.toString(round(length_ns / 1e6))} ms"
    if length_ns < 9.995e9:
        return f"{locale.toString(length_ns / 1e9, 'f', 2)} s"
    if length_ns < 99.95e9:
        return f"{locale.toString(length_ns / 1e9, 'f', 1)} s"
    minutes, seconds = divmod(round(length_ns / 1e9), 60)
    return f"{locale.toString(minutes)} min {locale.toString(seconds)} s"
