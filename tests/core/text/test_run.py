"""A text run is the text that was added, however many pieces it came in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.text.run import TextRun


@given(st.lists(st.text(max_size=3)), st.integers(1, 2000))
def test_the_pieces_add_up(pieces: list[str], times: int) -> None:
    run = TextRun()
    for piece in pieces:
        run.add(piece)
    for _ in range(times):
        run.add("x")
    whole = "".join(pieces) + "x" * times
    assert run.text() == whole
    assert run.take() == whole
    assert run.take() == ""


def test_empty_pieces_are_no_text() -> None:
    run = TextRun()
    for _ in range(3000):
        assert not run
        run.add("")
    run.add("a")
    assert run
    for _ in range(3000):
        run.add("")
    assert run
    assert run.take() == "a"
    assert not run


def test_few_objects_are_kept() -> None:
    run = TextRun()
    for _ in range(100_000):
        run.add("a piece")
    assert len(run._blocks) + len(run._pieces) < 1200
