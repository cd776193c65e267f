"""Where the words that were searched for stand in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable


def marks_in(text: str, patterns: Iterable[re.Pattern[str]]) -> list[tuple[int, int]]:
    """Where the patterns stand, (start, end) in characters, in order, and none within or over
    another."""
    marks: list[tuple[int, int]] = []
    for start, end in sorted(m.span() for pattern in patterns for m in pattern.finditer(text)):
        if marks and start < marks[-1][1]:
            marks[-1] = (marks[-1][0], max(end, marks[-1][1]))
        else:
            marks.append((start, end))
    return marks
