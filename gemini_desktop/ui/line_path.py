"""The path of an SVG's `d` attribute as Qt draws it.

After SVG 1.1, chapter 8, and for arcs its appendix F.6. Of the commands those are known that the
drawings in resources/icons use.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

_BETWEEN = re.compile(r"[\s,]*")
_NUMBER = re.compile(r"[-+]?(?:\d*\.\d+|\d+\.?)(?:[eE][-+]?\d+)?")
_FLAG = re.compile(r"[01]")
_NUMBERS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "Z": 0}
_MOST_TURN = math.pi / 2 + 0.001
"""What of an arc one curve stands for, in radians; a whole quarter is one in spite of rounding."""


def path_of(data: str) -> QPainterPath:
    """The path. A command that is not known raises ValueError."""
    pen = _Pen()
    for command, numbers in _commands(data):
        pen.do(command, numbers)
    return pen.path


def _commands(data: str) -> Iterator[tuple[str, list[float]]]:
    """Each command with its numbers; one that is written once for many comes as often."""
    letter, at = "", _past_gap(data, 0)
    while at < len(data):
        if data[at].isalpha():
            letter, at = data[at], at + 1
        numbers = list[float]()
        for kind in _pattern(letter):
            at = _past_gap(data, at)
            found = kind.match(data, at)
            if found is None:
                message = (
                    f"The drawing's path breaks off in {letter!r}, before {data[at : at + 9]!r}."
                )
                raise ValueError(message)
            numbers.append(float(found[0]))
            at = found.end()
        yield letter, numbers
        at = _past_gap(data, at)
        letter = {"M": "L", "m": "l", "Z": "", "z": ""}.get(letter, letter)


def _pattern(letter: str) -> tuple[re.Pattern[str], ...]:
    """What follows a command. Two numbers of an arc are flags, and need no gap after them."""
    if letter in ("A", "a"):
        return (_NUMBER, _NUMBER, _NUMBER, _FLAG, _FLAG, _NUMBER, _NUMBER)
    if letter.upper() not in _NUMBERS:
        message = f"The drawing's path has a command {letter!r}, which is not drawn here."
        raise ValueError(message)
    return (_NUMBER,) * _NUMBERS[letter.upper()]


def _past_gap(data: str, at: int) -> int:
    gap = _BETWEEN.match(data, at)
    return gap.end() if gap else at


class _Pen:
    """Draws one command after the other; a small letter counts from where it stands."""

    def __init__(self) -> None:
        self.path = QPainterPath()
        self._x = self._y = 0.0
        self._begun = (0.0, 0.0)

    def do(self, command: str, numbers: list[float]) -> None:
        x, y = (self._x, self._y) if command.islower() else (0.0, 0.0)
        match command.upper():
            case "M":
                self._to(x + numbers[0], y + numbers[1])
                self._begun = (self._x, self._y)
                self.path.moveTo(self._x, self._y)
            case "L":
                self._line(x + numbers[0], y + numbers[1])
            case "H":
                self._line(x + numbers[0], self._y)
            case "V":
                self._line(self._x, y + numbers[0])
            case "C":
                ends = [QPointF(x + numbers[i], y + numbers[i + 1]) for i in (0, 2, 4)]
                self.path.cubicTo(*ends)
                self._to(ends[2].x(), ends[2].y())
            case "A":
                self._arc(numbers, x + numbers[5], y + numbers[6])
            case "Z":
                self.path.closeSubpath()
                self._to(*self._begun)

    def _to(self, x: float, y: float) -> None:
        self._x, self._y = x, y

    def _line(self, x: float, y: float) -> None:
        self.path.lineTo(x, y)
        self._to(x, y)

    def _arc(self, numbers: list[float], x: float, y: float) -> None:
        """Along an ellipse to a point: the larger or the smaller way round, clockwise or not."""
        rx, ry, turned, large, clockwise = (abs(numbers[0]), abs(numbers[1]), *numbers[2:5])
        begin, end = (self._x, self._y), (x, y)
        self._to(x, y)
        if begin == end:
            return
        if not rx or not ry:
            self.path.lineTo(x, y)
            return
        cos, sin = math.cos(math.radians(turned)), math.sin(math.radians(turned))
        half_x, half_y = (begin[0] - x) / 2, (begin[1] - y) / 2
        reach_x, reach_y = cos * half_x + sin * half_y, cos * half_y - sin * half_x
        short = reach_x * reach_x / (rx * rx) + reach_y * reach_y / (ry * ry)
        if short > 1:  # it would not come so far
            rx, ry = rx * math.sqrt(short), ry * math.sqrt(short)
        # Where the ellipse is a circle with a radius of one.
        x0, x1 = (cos / rx * px + sin / rx * py for px, py in (begin, end))
        y0, y1 = (-sin / ry * px + cos / ry * py for px, py in (begin, end))
        away = math.sqrt(max(0.0, 1 / ((x1 - x0) * (x1 - x0) + (y1 - y0) * (y1 - y0)) - 0.25))
        if large == clockwise:
            away = -away
        middle_x = 0.5 * (x0 + x1) - away * (y1 - y0)
        middle_y = 0.5 * (y0 + y1) + away * (x1 - x0)
        first = math.atan2(y0 - middle_y, x0 - middle_x)
        turn = math.atan2(y1 - middle_y, x1 - middle_x) - first
        if turn < 0 and clockwise:
            turn += math.tau
        elif turn > 0 and not clockwise:
            turn -= math.tau
        back = (cos * rx, -sin * ry, sin * rx, cos * ry)
        pieces = math.ceil(abs(turn) / _MOST_TURN)
        for piece in range(pieces):
            ends = (first + piece * turn / pieces, first + (piece + 1) * turn / pieces)
            self.path.cubicTo(
                *(
                    QPointF(back[0] * px + back[1] * py, back[2] * px + back[3] * py)
                    for px, py in _curve(middle_x, middle_y, *ends)
                )
            )


def _curve(x: float, y: float, a: float, b: float) -> tuple[tuple[float, float], ...]:
    """The rest of a curve along the circle with a radius of one around a point, from angle to
    angle."""
    quarter = math.sin((b - a) / 4)
    reach = 8 / 3 * quarter * quarter / math.sin((b - a) / 2)
    end_x, end_y = x + math.cos(b), y + math.sin(b)
    return (
        (x + math.cos(a) - reach * math.sin(a), y + math.sin(a) + reach * math.cos(a)),
        (end_x + reach * math.sin(b), end_y - reach * math.cos(b)),
        (end_x, end_y),
    )
