"""The page of the merged answer: made when it is looked at, and the way back to the events."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gemini_desktop.ui.controls import Chip
from gemini_desktop.ui.inspector.merged.merged_page import MergedPage
from gemini_desktop.ui.inspector.merged.merged_tree import origin_words
from gemini_desktop.ui.inspector.pages import EVENTS, MERGED
from gemini_desktop.ui.inspector.pane import InspectorPane
from tests.core.lint.checking import sse
from tests.ui.inspector.sources import MemorySource, capture, from_body

TEXT = ("candidates", 0, "content", "parts", 0, "text")


def said(text: str, **more: Any) -> str:
    content = {"parts": [{"text": text}], "role": "model"}
    return json.dumps({"candidates": [{"content": content}], **more})


def contradictory() -> MemorySource:
    return from_body(
        sse(
            said("Hello ", responseId="r-1", modelVersion="m"),
            said("there, ", responseId="r-2", modelVersion="m"),
            said("friend", responseId="r-2", modelVersion="n"),
        ).encode()
    )


@pytest.fixture
def pane(qtbot: QtBot) -> Iterator[InspectorPane]:
    widget = InspectorPane()
    qtbot.addWidget(widget)
    widget.resize(640, 860)
    widget.show()
    yield widget
    widget.stop()
    widget.close()


def shown(qtbot: QtBot, pane: InspectorPane, source: MemorySource) -> MergedPage:
    pane.show_capture(source)
    qtbot.waitUntil(lambda: not pane.loading)
    pane.show_page(MERGED)
    page = pane.pages.merged
    qtbot.waitUntil(lambda: not page.reading)
    return page


def event_chips(page: MergedPage) -> list[str]:
    chips = [chip for chip in page.strip.findChildren(Chip) if chip.isVisible()]
    return [chip.text() for chip in chips]


def test_nothing_is_put_together_until_somebody_looks(qtbot: QtBot, pane: InspectorPane) -> None:
    pane.show_capture(capture("01_dev_plain_text.sse"))
    qtbot.waitUntil(lambda: not pane.loading)
    page = pane.pages.merged
    assert page.result.events == 0
    pane.show_page(MERGED)
    qtbot.waitUntil(lambda: page.result.events == 4)
    value = page.result.value
    assert value["candidates"][0]["content"]["parts"][0]["text"].startswith("Tides rise and fall")
    assert value["candidates"][0]["finishReason"] == "STOP"


def test_the_line_above_says_what_it_is(qtbot: QtBot, pane: InspectorPane) -> None:
    page = shown(qtbot, pane, capture("20_ix_text.sse"))
    assert page.result.kind == "Interaction"
    page.copy()
    assert json.loads(QGuiApplication.clipboard().text()) == page.result.value
    page.grab()


def test_a_value_tells_its_events(qtbot: QtBot, pane: InspectorPane) -> None:
    page = shown(qtbot, pane, contradictory())
    assert page.tree.choose_path(TEXT)
    assert page.strip.text == "From 3 events, 1 – 3"
    assert page.tree.words(TEXT) == "3 events, 1 – 3"
    assert event_chips(page) == ["Event 1", "Event 3"]
    page.tree.choose_path(("candidates", 0, "content", "role"))
    assert page.strip.text == "From event 1"
    assert event_chips(page) == ["Event 1"]
    page.grab()


def test_the_tooltip_says_it_where_there_is_no_room(qtbot: QtBot, pane: InspectorPane) -> None:
    page = shown(qtbot, pane, contradictory())
    assert page.tree.tip(TEXT).startswith("From 3 events, 1 – 3")
    assert page.tree.tip(()) == ""


def test_contradictions_are_counted_chosen_and_told(qtbot: QtBot, pane: InspectorPane) -> None:
    page = shown(qtbot, pane, contradictory())
    chip = page.findChild(Chip, "nextConflict")
    assert chip is not None
    assert chip.isVisible()
    assert chip.text() == "Contradictions 2"
    chip.click()
    assert page.tree.chosen_path() == ("responseId",)
    assert "event 1 says" in page.strip.text
    assert event_chips(page) == ["Event 1", "Event 2"]
    chip.click()
    assert page.tree.chosen_path() == ("modelVersion",)
    chip.click()
    assert page.tree.chosen_path() == ("responseId",)
    page.grab()


def test_a_clean_answer_has_no_contradictions(qtbot: QtBot, pane: InspectorPane) -> None:
    page = shown(qtbot, pane, capture("20_ix_text.sse"))
    chip = page.findChild(Chip, "nextConflict")
    assert chip is not None
    assert not chip.isVisible()


def test_a_click_chooses_the_event_and_enter_leads_to_it(qtbot: QtBot, pane: InspectorPane) -> None:
    page = shown(qtbot, pane, contradictory())
    page.tree.choose_path(("modelVersion",))
    page.tree.clicked.emit(page.tree.currentIndex())
    assert pane.table.chosen_event() == 2
    assert pane.pages.current == MERGED
    QTest.keyClick(page.tree, Qt.Key.Key_Return)
    assert pane.pages.current == EVENTS
    assert pane.table.chosen_event() == 2


def test_a_chip_leads_to_its_event(qtbot: QtBot, pane: InspectorPane) -> None:
    page = shown(qtbot, pane, contradictory())
    page.tree.choose_path(("responseId",))
    chip = page.findChild(Chip, "mergedEvent1")
    assert chip is not None
    chip.click()
    assert pane.pages.current == EVENTS
    assert pane.table.chosen_event() == 1


def test_what_comes_live_is_added(qtbot: QtBot, pane: InspectorPane) -> None:
    source = contradictory()
    chunks, turn = source.decoded()
    pane.begin(source)
    records = list(source.records())
    for record in records:
        pane.take_record(record)
    pane.take_chunk(chunks[0])
    pane.flush()
    pane.show_page(MERGED)
    page = pane.pages.merged
    qtbot.waitUntil(lambda: not page.reading)
    qtbot.waitUntil(lambda: page.result.events == 1)
    pane.take_chunk(chunks[1])
    pane.flush()
    qtbot.waitUntil(lambda: page.result.events == 2)
    assert page.result.value["candidates"][0]["content"]["parts"][0]["text"] == "Hello there, "
    pane.take_chunk(chunks[2])
    pane.end(turn)
    assert page.result.events == 3
    assert page.result.value["candidates"][0]["content"]["parts"][0]["text"].endswith("friend")


def test_another_capture_in_sight_is_put_together_at_once(
    qtbot: QtBot, pane: InspectorPane
) -> None:
    page = shown(qtbot, pane, contradictory())
    pane.show_capture(capture("20_ix_text.sse"))
    qtbot.waitUntil(lambda: not pane.loading and not page.reading)
    qtbot.waitUntil(lambda: page.result.kind == "Interaction")
    assert page.result.events == 10
    pane.clear()
    assert page.result.value is None
    assert not page.strip.isVisible()


def test_an_exchange_without_json_says_so(qtbot: QtBot, pane: InspectorPane) -> None:
    page = shown(qtbot, pane, capture("38_html_502_proxy.html", status=502))
    assert page.result.value is None
    page.grab()


def test_it_stays_there_while_another_capture_is_shown(qtbot: QtBot, pane: InspectorPane) -> None:
    page = shown(qtbot, pane, contradictory())
    kept = page.keep()
    assert kept is not None
    page.start(None)
    assert page.result.value is None
    page.start(contradictory())
    page.take_back(kept)
    assert page.result.events == 3


@pytest.mark.parametrize(
    ("numbers", "words"),
    [((), ""), ((4,), "event 5"), ((0, 3, 7), "3 events, 1 – 8")],
)
def test_events_in_words(numbers: tuple[int, ...], words: str) -> None:
    assert origin_words(numbers) == words
