"""Durations and sizes as people read them."""

from __future__ import annotations

import pytest

from gemini_desktop.ui.chat import wording


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.0, "0.0 s"),
        (0.0004, "1 ms"),
        (0.036, "36 ms"),
        (0.0949, "95 ms"),
        (0.095, "0.1 s"),
        (9.94, "9.9 s"),
        (9.96, "10 s"),
        (59.4, "59 s"),
        (61.2, "1 min 1 s"),
    ],
)
def test_durations(value: float, words: str) -> None:
    """What took less than a tenth is not called nothing."""
    assert wording.seconds(value) == words


@pytest.mark.parametrize(
    ("count", "words"),
    [(999, "999 B"), (1000, "1.0 kB"), (999_949, "999.9 kB"), (999_950, "1.0 MB")],
)
def test_sizes(count: int, words: str) -> None:
    """In the unit of the rest of the window."""
    assert wording.size(count) == words
