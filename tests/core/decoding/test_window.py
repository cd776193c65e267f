"""Bytes are there from their read until they are let go of, whatever the reads."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.decoding.window import Window


@given(st.lists(st.binary(max_size=9), max_size=30), st.data())
def test_a_window_gives_what_lies_after_the_released(
    reads: list[bytes], data: st.DataObject
) -> None:
    """As a decoder asks: ranges grow, and only what is before the last one is released."""
    window = Window()
    body = b""
    released = 0
    for read in reads:
        window.append(read)
        body += read
        for _ in range(data.draw(st.integers(0, 3))):
            start = data.draw(st.integers(released, len(body)))
            end = data.draw(st.integers(start, len(body)))
            assert window.take(start, end) == body[start:end]
            released = data.draw(st.integers(released, end))
            window.release(released)


def test_released_reads_are_not_kept() -> None:
    window = Window()
    for number in range(10_000):
        window.append(b"0123456789")
        window.release(number * 10)
    assert len(window._pieces) < 1000
    assert sum(map(len, window._pieces)) == 10
    assert window.take(99_990, 100_000) == b"0123456789"


def test_a_read_in_use_is_not_copied() -> None:
    window = Window()
    read = b"x" * 1000
    window.append(read)
    assert window.take(0, 1000) is read
