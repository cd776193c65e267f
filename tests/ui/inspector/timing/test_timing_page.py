"""The Timing page in the whole inspector: looked at, clicked, zoomed and gone along by keyboard."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QHelpEvent, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from gemini_desktop.core.capture import BytesReceived, Ended, Record
from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui import theme
from gemini_desktop.ui.frames import Frame
from gemini_desktop.ui.inspector import InspectorPane
from gemini_desktop.ui.inspector.pages import TIMING
from gemini_desktop.ui.inspector.timing.lanes import lane_name
from gemini_desktop.ui.inspector.timing.waterfall import Waterfall
from tests.core.timing import made
from tests.ui.inspector.sources import MemorySource, from_body, text_events
from tests.ui.inspector.test_pane import _live, _stored

MS = made.MS
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def pane(qtbot: QtBot) -> Iterator[InspectorPane]:
    widget = InspectorPane()
    qtbot.addWidget(widget)
    widget.resize(500, 900)
    widget.show()
    widget.show_page(TIMING)
    yield widget
    widget.stop()
    widget.close()


def shown(pane: InspectorPane, records: Iterable[Record]) -> Waterfall:
    """A live exchange of these records, to its end, painted once."""
    _live(pane, MemorySource(records))
    waterfall = pane.pages.timing.waterfall
    QApplication.processEvents()  # the pages are laid out, with room for all rows
    waterfall.grab()
    return waterfall


def place(waterfall: Waterfall, lane: str, t_ms: float) -> QPoint:
    """Where a moment lies on a lane."""
    picture = waterfall.picture
    index = [lane_name(each) for each in picture.shown_lanes].index(lane)
    y = picture.lanes_top + (index + 0.5) * picture.lane_height
    return QPointF(picture.scale.x(t_ms * MS), y).toPoint()


def wheel(waterfall: Waterfall, at: QPoint, delta: QPoint) -> bool:
    """Turn the wheel; whether the waterfall took it for itself."""
    inverted = False
    event = QWheelEvent(
        QPointF(at), QPointF(waterfall.mapToGlobal(at)), QPoint(), delta,
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, inverted,
    )  # fmt: skip
    event.ignore()
    waterfall.wheelEvent(event)
    return event.isAccepted()


def figure(pane: InspectorPane, name: str) -> tuple[str, str]:
    lines = [x for section in pane.pages.timing.figures.sections for x in section.lines]
    return next((x.value, x.note) for x in lines if x.name == name)


def test_the_figures_are_those_of_the_capture(pane: InspectorPane) -> None:
    shown(pane, made.answered())
    assert figure(pane, "First byte") == ("200 ms", "")
    assert figure(pane, "Thinking") == ("1.00 s", "")
    assert figure(pane, "Network") == ("45 ms", "")
    assert figure(pane, "Thoughts") == ("120 tok/s", "120 counted")
    assert figure(pane, "Answer") == ("20 tok/s", "40 counted")
    assert figure(pane, "Median") == ("500 ms", "of 5")
    assert figure(pane, "Longest") == ("1.20 s", "before #7")


def test_the_sentence_says_who_kept_one_waiting(pane: InspectorPane) -> None:
    shown(pane, made.answered())
    assert pane.pages.timing.verdict == "Nothing arrived for 1.20 s before #7: network or server."
    pane.pages.timing.pace.take(Frame(5 * MS, 0, 2 * MS, 7 * MS, 9 * MS))
    pane.pages.timing.finish(Turn(role="model"))
    assert pane.pages.timing.verdict.endswith("this program took at most 9.0 ms for a frame.")


def test_it_says_when_it_was_this_program(pane: InspectorPane) -> None:
    records: list[Record] = [made.request(0), made.head(5)]
    steady = [made.read(10 + 20 * n, made.text("a")) for n in range(50)]
    shown(pane, [*records, *steady, made.end(1100)])
    assert pane.pages.timing.verdict == "No silence over 20 ms."
    pane.pages.timing.pace.take(Frame(500 * MS, 10 * MS, 80 * MS, 60 * MS, 150 * MS))
    pane.pages.timing.finish(Turn(role="model"))
    assert pane.pages.timing.verdict == "This program kept the window for 150 ms, at 0.50 s."
    assert figure(pane, "This program") == ("150 ms", "at most 150 ms")
    assert figure(pane, "Byte to screen") == ("150 ms", "at most 150 ms")


def test_a_long_silence_is_marked_with_its_length(pane: InspectorPane) -> None:
    before = [made.read(100 + 50 * n, made.text("a")) for n in range(9)]  # to 500 ms
    after = [made.read(1700 + 50 * n, made.text("b")) for n in range(9)]
    waterfall = shown(pane, [made.request(0), made.head(90), *before, *after, made.end(2200)])
    (gap,) = waterfall.picture.gaps
    assert (gap.begin_ns, gap.length_ns, gap.event) == (500 * MS, 1200 * MS, 9)
    at = place(waterfall, "Text", 1100)
    assert waterfall.tip_at(at.x(), at.y()) == "Silence of 1.20 s before #10"
    QTest.mouseClick(waterfall, LEFT, pos=at)
    assert pane.table.chosen_event() == 9


def test_even_pauses_are_no_silence(pane: InspectorPane) -> None:
    slow = [made.read(1000 * n, made.text("a")) for n in range(1, 9)]
    assert shown(pane, [made.request(0), *slow, made.end(9000)]).picture.gaps == []


def test_a_click_chooses_the_event(pane: InspectorPane) -> None:
    waterfall = shown(pane, made.answered())
    at = place(waterfall, "Text", 1500)
    assert waterfall.tip_at(at.x(), at.y()).startswith("#6 text at 1.500 s")
    assert "300 ms after the one before" in waterfall.tip_at(at.x(), at.y())
    QTest.mouseClick(waterfall, LEFT, pos=at)
    assert pane.table.chosen_event() == 5
    assert waterfall.picture.chosen == 5
    assert pane.pages.current == TIMING, "one stays where one is"
    QTest.mouseClick(waterfall, LEFT, pos=QPoint(4, 4))
    assert pane.table.chosen_event() == 5, "beside everything nothing happens"


def test_events_of_one_read_are_said_to_be(pane: InspectorPane) -> None:
    waterfall = shown(pane, made.answered())
    assert waterfall.event_words(4).endswith("(2 events in one read)")


def test_an_event_chosen_elsewhere_is_marked_and_brought_into_sight(pane: InspectorPane) -> None:
    waterfall = shown(pane, made.answered())
    waterfall.picture.scale.zoom(20, waterfall.picture.scale.left)
    pane.select_event(7)
    assert waterfall.picture.chosen == 7
    assert waterfall.picture.scale.begin_ns < 3200 * MS < waterfall.picture.scale.end_ns
    assert "#8" in waterfall.accessibleDescription()


def test_by_keyboard_one_goes_from_event_to_event(pane: InspectorPane) -> None:
    waterfall = shown(pane, made.answered())
    waterfall.setFocus()
    chosen = []
    for key in ("Right", "Right", "Right", "Left", "End", "Right", "Home", "Left"):
        QTest.keyClick(waterfall, getattr(Qt.Key, f"Key_{key}"))
        chosen.append(pane.table.chosen_event())
    assert chosen == [0, 1, 2, 1, 7, 7, 0, 0]


def test_by_keyboard_one_looks_closer_and_goes_along(pane: InspectorPane) -> None:
    waterfall = shown(pane, made.answered())
    scale = waterfall.picture.scale
    QTest.keyClick(waterfall, Qt.Key.Key_Plus)
    assert scale.span_ns < 3000 * MS
    begin = scale.begin_ns
    QTest.keyClick(waterfall, Qt.Key.Key_PageDown)
    assert scale.begin_ns > begin
    QTest.keyClick(waterfall, Qt.Key.Key_PageUp)
    QTest.keyClick(waterfall, Qt.Key.Key_Minus)
    for key in (Qt.Key.Key_0, Qt.Key.Key_A):  # the last is none of ours
        QTest.keyClick(waterfall, key)
        assert scale.is_whole


def test_the_wheel_zooms_and_lets_the_page_scroll_where_it_cannot(pane: InspectorPane) -> None:
    waterfall = shown(pane, made.answered())
    scale = waterfall.picture.scale
    at = place(waterfall, "Text", 2700)
    assert not wheel(waterfall, at, QPoint(0, -120))
    assert wheel(waterfall, at, QPoint(0, 120))
    assert scale.t_ns(at.x()) == pytest.approx(2700 * MS, rel=0.01)
    begin = scale.begin_ns
    assert wheel(waterfall, at, QPoint(120, 0))
    assert scale.begin_ns < begin


def test_who_looked_closer_can_see_all_again(pane: InspectorPane) -> None:
    waterfall = shown(pane, made.answered())
    whole = _button(pane, "wholeTime")
    assert whole.isHidden()
    QTest.keyClick(waterfall, Qt.Key.Key_Plus)
    assert whole.isVisible()
    whole.click()
    assert waterfall.picture.scale.is_whole
    assert whole.isHidden()
    wheel(waterfall, place(waterfall, "Text", 2700), QPoint(0, 120))
    assert whole.isVisible()
    pane.clear()
    assert whole.isHidden()


def test_dragging_moves_what_is_shown_and_chooses_nothing(pane: InspectorPane) -> None:
    waterfall = shown(pane, made.answered())
    waterfall.picture.scale.zoom(4, waterfall.picture.scale.x(1500 * MS))
    begin = waterfall.picture.scale.begin_ns
    at = place(waterfall, "Text", 1500)
    QTest.mousePress(waterfall, LEFT, pos=at)
    QTest.mouseMove(waterfall, at + QPoint(-40, 0))
    QTest.mouseRelease(waterfall, LEFT, pos=at + QPoint(-40, 0))
    assert waterfall.picture.scale.begin_ns > begin
    assert pane.table.chosen_event() == -1
    QTest.mouseDClick(waterfall, LEFT, pos=at)
    assert waterfall.picture.scale.is_whole


def test_steps_explain_themselves(pane: InspectorPane) -> None:
    waterfall = shown(pane, made.answered())
    picture = waterfall.picture
    y = picture.rows_top + 1.5 * picture.row_height
    tip = waterfall.tip_at(picture.scale.x(25 * MS), y)
    assert tip == "TLS 30 ms: agreeing on encryption"
    assert waterfall.tip_at(picture.scale.x(2000 * MS), y) == ""


def test_this_programs_frames_have_a_lane(pane: InspectorPane) -> None:
    waterfall = shown(pane, made.answered())
    assert waterfall.picture.own_height == 0
    pane.pages.timing.pace.take(Frame(1000 * MS, 1 * MS, 3 * MS, 20 * MS, 30 * MS))
    pane.pages.timing.finish(Turn(role="model"))
    waterfall.grab()
    picture = waterfall.picture
    assert picture.own_height > 0
    tip = waterfall.tip_at(picture.scale.x(1000 * MS), picture.own_top + 3)
    assert (
        "1.0 ms reading and decoding, 3.0 ms work, 20 ms painting; shown 30 ms after it came" in tip
    )
    assert "to 16 ms" in waterfall.tip_at(picture.scale.x(3000 * MS), picture.own_top + 3)


def test_the_figures_are_copied_as_text_and_as_json(pane: InspectorPane, qtbot: QtBot) -> None:
    shown(pane, made.refused_twice())
    clipboard = QGuiApplication.clipboard()
    for name in ("copyTiming", "copyTimingJson"):
        clipboard.setText("")
        _button(pane, name).click()
        assert "429" in clipboard.text()
    found = json.loads(clipboard.text())
    assert found["waits_ms"] == 1500
    assert found["first_byte_ms"] == 1710
    assert "this_program" not in found
    _button(pane, "copyTiming").click()
    text = clipboard.text()
    assert "Attempt 1: 429 retry 429 Slow down" in text
    assert "wait: 500 ms" in text


def _button(pane: InspectorPane, name: str) -> QAbstractButton:
    found = pane.findChild(QAbstractButton, name)
    assert found is not None
    return found


def test_without_a_capture_there_is_a_hint(pane: InspectorPane) -> None:
    pane.clear()
    assert pane.pages.timing.verdict.startswith("Send a prompt or open a capture")
    assert not _button(pane, "copyTiming").isEnabled()
    pane.pages.timing.waterfall.grab()


def test_a_wait_that_goes_on_grows(pane: InspectorPane, qtbot: QtBot) -> None:
    """Nothing comes, and yet the server's bar and the figures go on; only as long as it is live."""
    pane.begin(MemorySource([]))
    pane.take_record(made.request(0))
    pane.take_record(made.phase("send", 1, 2))
    pane.flush()
    page = pane.pages.timing

    def waited_ms() -> float:
        rows = page.waterfall.picture.rows
        return rows[-1].bars[-1].end_ns / MS if rows else 0.0

    qtbot.waitUntil(lambda: waited_ms() > 150)
    assert page.waterfall.picture.rows[-1].name == "Server"
    assert page.timings.last_ns == 2 * MS, "nothing was made up"
    pane.show_page("events")
    assert not page._beat.isActive()
    pane.show_page(TIMING)
    assert page._beat.isActive()
    pane.take_record(made.end(400))
    pane.end(Turn(role="model"))
    assert not page._beat.isActive()
    assert waited_ms() == 400


def test_pauses_after_refusals_are_named(pane: InspectorPane) -> None:
    shown(pane, made.refused_twice())
    words = "Of 1.72 s, 1.50 s were pauses after failed attempts (2 of them)."
    assert pane.pages.timing.verdict == words


def test_g_goes_from_silence_to_silence(pane: InspectorPane) -> None:
    times = [0, 50, 100, 900, 950, 1000, 2400, 2450, 2500, 2550, 2600]
    reads = [made.read(100 + at, made.text("a")) for at in times]
    waterfall = shown(pane, [made.request(0), *reads, made.end(2800)])
    chosen = []
    for _ in range(3):
        QTest.keyClick(waterfall, Qt.Key.Key_G)
        chosen.append(pane.table.chosen_event())
    assert chosen == [3, 6, 3]


def test_a_stored_capture_and_a_live_one_show_the_same(pane: InspectorPane, qtbot: QtBot) -> None:
    shown(pane, made.answered())
    live = pane.pages.timing.figures.sections
    _stored(qtbot, pane, MemorySource(made.answered()))
    pane.pages.timing.finish(Turn(role="model"))
    assert pane.pages.timing.figures.sections == live


def test_what_was_counted_is_there_again_at_once(pane: InspectorPane) -> None:
    shown(pane, made.answered())
    page = pane.pages.timing
    counted, sections = page.keep(), page.figures.sections
    page.start(None)
    assert page.timings.events == 0
    page.take_back(counted)
    page.finish(Turn(role="model"))
    assert page.figures.sections == sections


def test_out_of_sight_it_counts_and_does_not_paint(pane: InspectorPane) -> None:
    pane.show_page("events")
    _live(pane, MemorySource(made.answered()))
    assert pane.pages.timing.timings.chunks == 7
    assert pane.pages.timing.waterfall.picture.rows == []
    pane.show_page(TIMING)
    assert pane.pages.timing.waterfall.picture.rows != []


def test_a_figure_leads_to_its_event(pane: InspectorPane) -> None:
    shown(pane, made.answered())
    figures = pane.pages.timing.figures
    figures.grab()
    places = [
        QPoint(x, y)
        for x in range(0, figures.width(), 8)
        for y in range(0, figures.height(), 8)
        if (line := figures.line_at(QPointF(x, y))) is not None and line.event >= 0
    ]
    QTest.mouseMove(figures, places[0])
    QTest.mouseClick(figures, LEFT, pos=places[0])
    assert pane.table.chosen_event() == 6


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("width", [330, 500, 900])
def test_every_pixel_that_matters_is_painted(
    pane: InspectorPane, mode: str, width: int, qtbot: QtBot
) -> None:
    """The ticks of each lane have its colour, and nothing leaves the picture."""
    theme.manager().set_mode(mode)
    pane.resize(width, 900)
    waterfall = shown(pane, made.answered())
    image: QImage = waterfall.grab().toImage()
    for lane, t_ms, tone in (("Thoughts", 200, "violet"), ("Text", 1500, "accent")):
        at = place(waterfall, lane, t_ms)
        near = {image.pixelColor(at.x() + dx, at.y()).name() for dx in (0, 1)}
        assert theme.current().colour(tone) in near
    picture = waterfall.picture
    assert picture.scale.left + picture.scale.width <= waterfall.width()
    assert picture.height == waterfall.height()
    theme.manager().set_mode("system")


def test_zooming_the_text_makes_room_for_it(pane: InspectorPane) -> None:
    waterfall = shown(pane, made.answered())
    before = waterfall.sizeHint().height()
    theme.manager().set_zoom(200)
    assert waterfall.sizeHint().height() > 1.5 * before
    waterfall.grab()
    theme.manager().set_zoom(100)


def test_a_stream_of_many_events_is_one_pass(pane: InspectorPane, qtbot: QtBot) -> None:
    _stored(qtbot, pane, from_body(text_events(3000), read_bytes=4096))
    waterfall = pane.pages.timing.waterfall
    pane.pages.timing.finish(Turn(role="model"))
    waterfall.grab()
    assert pane.pages.timing.timings.chunks == 3000
    assert waterfall.picture.shown_lanes == [0, 1]


def test_focus_by_keyboard_is_seen_and_tips_come_by_themselves(pane: InspectorPane) -> None:
    waterfall = shown(pane, made.answered())
    plain = waterfall.grab().toImage()
    pane.activateWindow()
    for reason, ringed in (
        (Qt.FocusReason.MouseFocusReason, False),
        (Qt.FocusReason.TabFocusReason, True),
    ):
        waterfall.setFocus(reason)
        assert waterfall.hasFocus()
        assert (waterfall.grab().toImage() != plain) == ringed
        waterfall.clearFocus()
    for widget in (waterfall, pane.pages.timing.figures):
        tip = QHelpEvent(QEvent.Type.ToolTip, QPoint(90, 20), QPoint(90, 20))
        assert QApplication.sendEvent(widget, tip)


def test_bytes_without_times_have_no_waterfall(pane: InspectorPane) -> None:
    page = pane.pages.timing
    untimed: list[Record] = [made.request(0), BytesReceived(t_ns=0, data=text_events(3))]
    _live(pane, MemorySource([*untimed, Ended(t_ns=0, how="complete")]))
    assert page.verdict == "No times were recorded with these bytes."
    assert not page.waterfall.isVisible()
    buttons = page.findChildren(QAbstractButton)
    assert not any(b.isEnabled() for b in buttons if b.objectName().startswith("copyTiming"))
    shown(pane, made.refused_twice())
    assert page.waterfall.isVisible()
