"""An exchange that is looked at after it has begun: nothing is missing, and nothing comes twice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from gemini_desktop.core.answer import Answer
from gemini_desktop.core.capture import Record
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.ui.controls import Badge
from gemini_desktop.ui.inspector import InspectorPane
from tests.ui.inspector.sources import MemorySource, from_body, text_events


@pytest.fixture
def pane(qtbot: QtBot) -> Iterator[InspectorPane]:
    widget = InspectorPane()
    qtbot.addWidget(widget)
    widget.resize(500, 900)
    widget.show()
    yield widget
    widget.stop()
    widget.close()


def steps(source: MemorySource, answer: Answer) -> list[tuple[Record, list[Chunk]]]:
    return [(record, answer.feed(record)) for record in source.records()]


def starts(pane: InspectorPane) -> list[int]:
    return list(pane.model.columns.starts)


@pytest.mark.parametrize("after", [0, 1, 2, 3, 40, 4000])
def test_one_that_goes_on_is_joined(qtbot: QtBot, pane: InspectorPane, after: int) -> None:
    source = from_body(text_events(3000), read_bytes=64)
    answer = Answer()
    all_steps = steps(source, answer)
    whole = [chunk.start for _, chunks in all_steps for chunk in chunks]
    after = min(after, len(all_steps))
    pane.join(source, after, sum(len(chunks) for _, chunks in all_steps[:after]))
    for record, chunks in all_steps[after:]:  # some of it comes before the rest is read
        pane.take_record(record)
        for chunk in chunks:
            pane.take_chunk(chunk)
        pane.flush()
    pane.end(answer.finish())
    qtbot.waitUntil(lambda: not pane.loading)
    qtbot.waitUntil(lambda: len(pane.model.columns) == len(whole))
    assert starts(pane) == whole
    assert "Incomplete" in [badge.text for badge in pane.findChildren(Badge) if badge.isVisible()]


def test_chunks_that_were_held_back_come_once(qtbot: QtBot, pane: InspectorPane) -> None:
    """What looks like the beginning of a secret is on the tape before it is decoded live."""
    source = from_body(text_events(10), read_bytes=100_000)
    answer = Answer()
    all_steps = steps(source, answer)
    chunks = [chunk for _, some in all_steps for chunk in some]
    pane.join(source, 3, 4)  # all bytes are there, and four chunks were told of
    qtbot.waitUntil(lambda: not pane.loading)
    assert len(pane.model.columns) == 4
    for chunk in chunks[4:]:
        pane.take_chunk(chunk)
    pane.flush()
    assert starts(pane) == [chunk.start for chunk in chunks]


def test_what_comes_in_does_not_reach_another_capture(qtbot: QtBot, pane: InspectorPane) -> None:
    live, stored = from_body(text_events(50)), from_body(text_events(7))
    answer = Answer()
    all_steps = steps(live, answer)
    pane.begin(live)
    pane.show_capture(stored)
    qtbot.waitUntil(lambda: not pane.loading)
    for record, chunks in all_steps:
        pane.take_record(record)
        for chunk in chunks:
            pane.take_chunk(chunk)
    pane.flush()
    pane.end(answer.finish())
    assert len(pane.model.columns) == len(stored.decoded()[0])
    assert pane.source is stored
