"""Several captures open at once: each is found again as it was left."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTabBar
from pytestqt.qtbot import QtBot

from gemini_desktop.core.answer import Answer
from gemini_desktop.session.roles import CaptureSource
from gemini_desktop.ui.inspector import InspectorPane
from gemini_desktop.ui.inspector.captures.open_capture import Place
from gemini_desktop.ui.inspector.captures.open_captures import KEPT
from gemini_desktop.ui.inspector.pages import EVENTS, LOG, RAW
from tests.ui.inspector.sources import MemorySource, capture, from_body, text_events

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def pane(qtbot: QtBot) -> Iterator[InspectorPane]:
    widget = InspectorPane()
    qtbot.addWidget(widget)
    widget.resize(600, 900)
    widget.show()
    yield widget
    widget.stop()
    widget.close()


def source(name: str, events: int = 20) -> MemorySource:
    """A capture of so many events."""
    made = from_body(text_events(events))
    return MemorySource(made.records(), name)


def loaded(qtbot: QtBot, pane: InspectorPane) -> None:
    qtbot.waitUntil(lambda: not pane.loading)


def titles(pane: InspectorPane) -> list[str]:
    return [pane.open.bar.tabText(index) for index in range(pane.open.bar.count())]


def shown(pane: InspectorPane) -> str:
    return pane.source.id if pane.source is not None else ""


def two(qtbot: QtBot, pane: InspectorPane) -> None:
    pane.show_capture(source("a", 30))
    loaded(qtbot, pane)
    pane.open.open_beside(source("b", 10), "The second")
    loaded(qtbot, pane)


def test_the_strip_is_there_only_where_there_is_a_choice(qtbot: QtBot, pane: InspectorPane) -> None:
    pane.show_capture(source("a"))
    assert not pane.open.bar.isVisible()
    pane.open.open_beside(source("b"), "The second")
    assert pane.open.bar.isVisible()
    assert titles(pane)[1] == "The second"
    pane.open.close_shown()
    assert not pane.open.bar.isVisible()
    assert shown(pane) == "a"


def test_a_capture_without_a_title_is_called_by_its_prompt(
    qtbot: QtBot, pane: InspectorPane
) -> None:
    pane.show_capture(source("a"))
    loaded(qtbot, pane)
    assert titles(pane) == ["Hi"]


def test_each_keeps_its_page_filter_event_and_place(qtbot: QtBot, pane: InspectorPane) -> None:
    two(qtbot, pane)
    pane.select_event(4)
    pane.show_page(RAW)
    pane.open.previous()
    assert (shown(pane), pane.pages.current) == ("a", EVENTS)
    pane.filter.setText("1")
    pane.select_event(21)
    pane.open.next()
    assert (shown(pane), pane.pages.current, pane.filter.text()) == ("b", RAW, "")
    qtbot.waitUntil(lambda: pane.table.chosen_event() == 4)
    pane.open.next()
    assert (shown(pane), pane.pages.current, pane.filter.text()) == ("a", EVENTS, "1")
    qtbot.waitUntil(lambda: pane.table.chosen_event() == 21)
    qtbot.waitUntil(lambda: pane.model.rowCount() < 30)


def test_what_was_decoded_is_there_at_once_and_nothing_twice(
    qtbot: QtBot, pane: InspectorPane
) -> None:
    pane.show_capture(source("a", 5_000))
    loaded(qtbot, pane)
    pane.open.open_beside(source("b", 10))
    loaded(qtbot, pane)
    pane.open.previous()
    assert pane.model.rowCount() == 5_000  # though it is still being read for the other pages
    assert pane.pages.timing.timings.chunks == 5_000
    loaded(qtbot, pane)
    assert pane.model.rowCount() == 5_000
    assert pane.pages.timing.timings.chunks == 5_000
    pane.show_page(LOG)
    assert pane.pages.log.view.model().rowCount() >= 5_000
    pane.select_event(4_321)
    assert b"piece 4321" in pane.model.raw(4_321)


def test_one_that_was_left_half_read_is_read_from_its_beginning(
    qtbot: QtBot, pane: InspectorPane
) -> None:
    pane.show_capture(source("a", 20_000))
    assert pane.loading
    pane.open.open_beside(source("b", 10))
    loaded(qtbot, pane)
    pane.open.previous()
    loaded(qtbot, pane)
    assert pane.model.rowCount() == 20_000


def test_only_the_last_ones_are_kept(qtbot: QtBot, pane: InspectorPane) -> None:
    for number in range(KEPT + 3):
        pane.open.open_beside(source(f"c{number}", 10))
        loaded(qtbot, pane)
    kept = [tab for tab in pane.open._tabs if tab.kept]
    assert len(kept) <= KEPT
    pane.open.bar.setCurrentIndex(0)
    loaded(qtbot, pane)
    assert (shown(pane), pane.model.rowCount()) == ("c0", 10)


def test_the_same_capture_is_not_opened_twice(qtbot: QtBot, pane: InspectorPane) -> None:
    two(qtbot, pane)
    pane.open.open_beside(source("a", 30))
    assert (len(pane.open), shown(pane)) == (2, "a")
    pane.open.open_here(source("b", 10))
    assert (len(pane.open), shown(pane)) == (2, "b")
    pane.open.open_here(source("c", 10))
    assert (len(pane.open), shown(pane)) == (2, "c")


def test_keys_turn_and_close(qtbot: QtBot, pane: InspectorPane) -> None:
    two(qtbot, pane)
    pane.activateWindow()
    pane.table.setFocus()
    QTest.keyClick(pane.table, Qt.Key.Key_Tab, CONTROL)
    assert shown(pane) == "a"
    QTest.keyClick(pane.table, Qt.Key.Key_Tab, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert shown(pane) == "b"
    QTest.keyClick(pane.table, Qt.Key.Key_W, CONTROL)
    assert (len(pane.open), shown(pane)) == (1, "a")
    QTest.keyClick(pane.table, Qt.Key.Key_W, CONTROL)
    assert (len(pane.open), shown(pane)) == (1, "")


def test_the_middle_button_and_the_cross_close(qtbot: QtBot, pane: InspectorPane) -> None:
    two(qtbot, pane)
    bar = pane.open.bar
    place: QPoint = bar.tabRect(0).center()
    QTest.mouseClick(bar, Qt.MouseButton.MiddleButton, pos=place)
    assert (len(pane.open), shown(pane)) == (1, "b")
    pane.open.open_beside(source("c"))
    cross = bar.tabButton(0, QTabBar.ButtonPosition.RightSide)
    QTest.mouseClick(cross, Qt.MouseButton.LeftButton)
    assert (len(pane.open), shown(pane)) == (1, "c")


def test_the_chat_has_a_tab_of_its_own_again_when_it_was_closed(
    qtbot: QtBot, pane: InspectorPane
) -> None:
    two(qtbot, pane)
    pane.open.close(0)
    pane.show_capture(source("of the chat"))
    assert (len(pane.open), shown(pane)) == (2, "of the chat")
    pane.open.next()
    loaded(qtbot, pane)
    assert shown(pane) == "b"


def live(pane: InspectorPane, made: MemorySource) -> Answer:
    answer = Answer()
    pane.begin(made)
    for record in made.records():
        for chunk in answer.feed(record):
            pane.take_chunk(chunk)
        pane.take_record(record)
    return answer


def test_a_live_one_is_marked_and_joined_again(qtbot: QtBot, pane: InspectorPane) -> None:
    """What came while another one was shown is read from the tape."""
    made = source("live", 50)
    joined: list[CaptureSource] = []

    def join(wanted: CaptureSource) -> None:
        joined.append(wanted)
        pane.join(wanted, len(list(made.records())), 50)

    pane.live_wanted.connect(join)
    answer = live(pane, made)
    pane.flush()
    pane.open.open_beside(source("b", 10))
    assert not pane.open.bar.tabIcon(0).isNull()
    assert "live" in pane.open.bar.accessibleTabName(0)
    loaded(qtbot, pane)
    assert pane.model.rowCount() == 10
    pane.open.previous()
    loaded(qtbot, pane)
    assert joined == [made]
    assert pane.model.rowCount() == 50
    turn = answer.finish()
    turn.capture_id = "live"
    pane.end(turn)
    assert pane.open.bar.tabIcon(0).isNull()


def test_one_that_ended_out_of_sight_is_shown_as_stored(qtbot: QtBot, pane: InspectorPane) -> None:
    made = source("live", 50)
    answer = live(pane, made)
    pane.open.open_beside(source("b", 10))
    loaded(qtbot, pane)
    turn = answer.finish()
    turn.capture_id = "live"
    pane.end(turn)
    assert pane.open.bar.tabIcon(0).isNull()
    assert pane.model.rowCount() == 10
    pane.open.previous()
    loaded(qtbot, pane)
    assert pane.model.rowCount() == 50


def test_a_live_one_that_nobody_knows_any_more_is_read_from_its_source(
    qtbot: QtBot, pane: InspectorPane
) -> None:
    live(pane, source("live", 50))
    pane.open.open_beside(source("b", 10))
    pane.open.previous()
    loaded(qtbot, pane)
    assert (shown(pane), pane.model.rowCount()) == ("live", 50)


def test_a_capture_opens_at_an_event_with_a_filter(qtbot: QtBot, pane: InspectorPane) -> None:
    place = Place(page=EVENTS, filter="piece", event=700, following=False)
    pane.open.open_beside(source("a", 1_000), place=place)
    qtbot.waitUntil(lambda: pane.table.chosen_event() == 700)
    assert pane.filter.text() == "piece"
    loaded(qtbot, pane)
    assert pane.table.chosen_event() == 700
    pane.open.open_here(source("a"), place=Place(page=EVENTS, event=3, following=False))
    assert pane.table.chosen_event() == 3


def test_the_outcome_and_the_notes_are_there_again(qtbot: QtBot, pane: InspectorPane) -> None:
    pane.show_capture(capture("31_dev_truncated_mid_event.sse"))
    loaded(qtbot, pane)
    notes = pane.pages.notes.texts()
    assert notes
    pane.open.open_beside(source("b", 10))
    loaded(qtbot, pane)
    assert pane.pages.notes.texts() != notes
    pane.open.previous()
    assert pane.pages.notes.texts() == notes
    loaded(qtbot, pane)
    assert pane.pages.notes.texts() == notes
