"""The inspector's index of words: found as they come, by event, by bytes, kept with a tab."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from gemini_desktop.core.provenance.trace import Said
from gemini_desktop.ui.inspector import InspectorPane
from tests.ui.inspector.sources import MemorySource, capture, from_body


@pytest.fixture
def pane(qtbot: QtBot) -> Iterator[InspectorPane]:
    widget = InspectorPane()
    qtbot.addWidget(widget)
    widget.resize(500, 900)
    widget.show()
    yield widget
    widget.stop()
    widget.close()


def shown(qtbot: QtBot, pane: InspectorPane, source: MemorySource) -> MemorySource:
    pane.show_capture(source)
    qtbot.waitUntil(lambda: not pane.loading)
    return source


def texts(*words: str) -> bytes:
    return b"".join(
        b"data: "
        + json.dumps({"candidates": [{"content": {"parts": [{"text": word}]}}]}).encode()
        + b"\n\n"
        for word in words
    )


def test_words_lead_to_their_bytes_within_one_event_and_across(
    qtbot: QtBot, pane: InspectorPane
) -> None:
    body = texts("one ", "two ", "three é")
    shown(qtbot, pane, from_body(body))
    words = pane.pages.words
    found = words.find([Said(0, "text", 4, 7)])
    assert found is not None
    assert found.event == 1
    assert body[found.start : found.end] == b"two"
    assert found.path == ("candidates", 0, "content", "parts", 0, "text")
    found = words.find([Said(0, "text", 1, 15)])
    assert found is not None
    assert (found.event, body[found.start : found.end][:5]) == (0, b'ne "}')
    assert body[found.start : found.end].endswith(rb"\u00e9")
    assert words.find([Said(0, "text", 10, 16)]) is None, "it has not come so far"
    assert words.find([Said(3, "text", 0, 1)]) is None
    assert words.find([]) is None


def test_bytes_lead_to_words(qtbot: QtBot, pane: InspectorPane) -> None:
    body = texts("one ", "two ", "three", "four")
    shown(qtbot, pane, from_body(body))
    words = pane.pages.words
    assert words.provenance.words(2, 2) == [Said(0, "text", 8, 13)]
    start, end = body.index(b"wo"), body.index(b"our") + 1
    assert words.words_of_bytes(start, end) == [Said(0, "text", 5, 15)]
    assert words.words_of_bytes(0, len(body)) == [Said(0, "text", 0, 17)]
    assert words.words_of_bytes(0, 5) == []
    assert words.words_of_bytes(len(body) + 5, len(body) + 9) == []


def test_nothing_is_known_of_no_capture(pane: InspectorPane) -> None:
    words = pane.pages.words
    assert words.words_of_bytes(0, 10) == []
    assert words.find([Said(0, "text", 0, 1)]) is None


def test_another_capture_begins_anew_and_says_so(qtbot: QtBot, pane: InspectorPane) -> None:
    shown(qtbot, pane, from_body(texts("one")))
    with qtbot.waitSignal(pane.pages.words.grew):
        shown(qtbot, pane, from_body(texts("other words")))
    found = pane.pages.words.find([Said(0, "text", 0, 5)])
    assert found is not None
    assert pane.model.read(found.start, found.end) == b"other"


def test_what_is_kept_is_given_back(qtbot: QtBot, pane: InspectorPane) -> None:
    shown(qtbot, pane, from_body(texts("one")))
    words = pane.pages.words
    kept = words.keep()
    words.start(None)
    assert words.find([Said(0, "text", 0, 1)]) is None
    words.take_back("something else")
    assert words.find([Said(0, "text", 0, 1)]) is None
    words.take_back(kept)
    assert words.find([Said(0, "text", 0, 1)]) is not None


@pytest.mark.parametrize(
    "name", ["02_dev_thoughts_text.sse", "18_openai_vertex_text.sse", "25_ix_server_tools.sse"]
)
def test_every_event_and_its_words_agree(qtbot: QtBot, pane: InspectorPane, name: str) -> None:
    source = shown(qtbot, pane, capture(name))
    words, columns = pane.pages.words, pane.model.columns
    for event in range(len(columns)):
        start, end = columns.starts[event], columns.ends[event]
        assert words.words_of_bytes(start, end) == sorted(words.provenance.words(event, event))
        for said in words.provenance.words(event, event):
            found = words.find([said])
            assert found is not None
            if said.end > said.start:
                assert found.event <= event
                assert source.body[found.start : found.end]
