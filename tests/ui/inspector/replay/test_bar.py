"""The bar: what it says, what it asks for, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gemini_desktop.core.chunk import Chunk
from gemini_desktop.ui import theme
from gemini_desktop.ui.inspector import InspectorPane
from gemini_desktop.ui.inspector.part import Batch
from gemini_desktop.ui.inspector.replay.bar import Moment, ReplayBar
from gemini_desktop.ui.inspector.replay.pace import AT_ONCE, SPEEDS
from tests.ui.inspector.sources import capture

SECOND = 1_000_000_000


@pytest.fixture
def pane(qtbot: QtBot) -> Iterator[InspectorPane]:
    widget = InspectorPane()
    qtbot.addWidget(widget)
    widget.resize(500, 900)
    widget.pages.replay.take_keys_of(widget)
    widget.show()
    widget.show_capture(capture("02_dev_thoughts_text.sse"))
    qtbot.waitUntil(lambda: not widget.loading)
    qtbot.waitExposed(widget)
    widget.activateWindow()
    yield widget
    widget.stop()
    widget.close()


@pytest.fixture
def bar(pane: InspectorPane) -> ReplayBar:
    return pane.pages.replay


def asked(bar: ReplayBar) -> list[object]:
    heard: list[object] = []
    bar.play_asked.connect(lambda: heard.append("play"))
    bar.step_asked.connect(lambda back: heard.append("back" if back else "on"))
    bar.end_asked.connect(lambda start: heard.append("start" if start else "end"))
    bar.sought.connect(lambda share: heard.append(round(share, 1)))
    bar.leave_asked.connect(lambda: heard.append("leave"))
    return heard


def test_a_capture_that_is_shown_can_be_played(bar: ReplayBar, pane: InspectorPane) -> None:
    """It stands at its end: one can play it or step back, but not on."""
    events = len(pane.model.columns)
    assert bar.isVisible()
    assert bar.moment.event == bar.moment.events == events
    assert bar.moment.now_ns == bar.moment.duration_ns > 0
    assert bar.play.isEnabled()
    assert bar.back.isEnabled()
    assert not bar.on.isEnabled()
    assert not bar.leave.isVisible()
    assert f"{events} / {events}" in bar.clock.text
    pane.clear()
    assert not bar.isVisible()


def test_what_comes_in_cannot_be_played_before_it_has_ended(pane: InspectorPane) -> None:
    source = capture("01_dev_plain_text.sse")
    bar = pane.pages.replay
    pane.begin(source)
    chunks, turn = source.decoded()
    for record in source.records():
        pane.take_record(record)
    for chunk in chunks:
        pane.take_chunk(chunk)
    pane.flush()
    assert not bar.play.isEnabled()
    assert not bar.slider.isEnabled()
    assert bar.moment.event == len(chunks)
    pane.end(turn)
    assert bar.play.isEnabled()


def test_each_button_asks(bar: ReplayBar) -> None:
    heard = asked(bar)
    bar.set_replaying(replaying=True)
    bar.show_moment(Moment(SECOND, 2 * SECOND, 4, 9))
    for button in (bar.back, bar.play, bar.on, bar.leave):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert heard == ["back", "play", "on", "leave"]


def test_a_moment_is_told_in_time_and_events(bar: ReplayBar) -> None:
    bar.set_replaying(replaying=True)
    bar.show_moment(Moment(1_234_000_000, 2 * SECOND, 4, 9))
    assert bar.clock.text == "1.234 s, 4 / 9"
    assert "event 4 of 9" in bar.clock.toolTip()
    assert bar.slider.value() == round(0.617 * bar.slider.maximum())
    assert "1.234 s" in bar.slider.accessibleName()
    bar.show_moment(Moment(1_234_000_000, 2 * SECOND, 4, 9, "38 s skipped"))
    assert bar.clock.text == "1.234 s, 38 s skipped"
    bar.show_moment(Moment(0, 2 * SECOND, 0, 9))
    assert not bar.back.isEnabled()
    assert bar.on.isEnabled()


def test_a_file_without_times_is_told_in_events_alone(bar: ReplayBar) -> None:
    """Seconds of our own pace would pass for the server's."""
    bar.set_replaying(replaying=True)
    bar.show_moment(Moment(SECOND, 2 * SECOND, 4, 9, timed=False))
    assert bar.clock.text == "4 / 9, no times"
    assert bar.clock.toolTip() == "Event 4 of 9; this file has no times"
    bar.show_moment(Moment(SECOND, 2 * SECOND, 5, 9, "waits to retry", timed=False))
    assert bar.clock.text == "5 / 9, waits to retry"
    bar.set_replaying(replaying=False)
    bar.start(None)
    bar.take(Batch([], 0, [Chunk(number=0, kind="event", start=0, end=1, t_ns=0, raw=b"x")]))
    bar.refresh()
    assert bar.clock.text == "1 / 1, no times"


def test_play_becomes_pause(bar: ReplayBar) -> None:
    assert (bar.play.icon_name, bar.play.accessibleName()) == ("play", "Play the capture again")
    bar.set_playing(playing=True)
    assert (bar.play.icon_name, bar.play.accessibleName()) == ("pause", "Pause")


def test_a_click_on_the_slider_goes_there_and_dragging_goes_on(bar: ReplayBar) -> None:
    heard = asked(bar)
    middle = QPoint(bar.slider.width() // 2, bar.slider.height() // 2)
    QTest.mousePress(bar.slider, Qt.MouseButton.LeftButton, pos=middle)
    assert heard == [0.5]
    QTest.mouseMove(bar.slider, middle + QPoint(bar.slider.width() // 4, 0))
    bar.slider.show_share(0.0)
    assert bar.slider.value() > bar.slider.maximum() // 4, "the user's hand is on it"
    QTest.mouseRelease(bar.slider, Qt.MouseButton.LeftButton, pos=middle)
    bar.slider.show_share(0.0)
    assert bar.slider.value() == 0


def test_the_keyboard_plays_and_steps_from_anywhere(bar: ReplayBar, pane: InspectorPane) -> None:
    heard = asked(bar)
    bar.set_replaying(replaying=True)
    bar.show_moment(Moment(SECOND, 2 * SECOND, 4, 9))
    pane.table.setFocus()
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Comma, Qt.Key.Key_Period):
        QTest.keyClick(pane.table, key)
    assert heard == ["play", "back", "on"]


def test_what_is_typed_into_the_filter_stays_there(bar: ReplayBar, pane: InspectorPane) -> None:
    heard = asked(bar)
    pane.filter.setFocus()
    QTest.keyClicks(pane.filter, "a, b. c")
    assert pane.filter.text() == "a, b. c"
    assert heard == []


def test_space_presses_the_button_that_has_the_focus(bar: ReplayBar, pane: InspectorPane) -> None:
    heard = asked(bar)
    bar.back.setFocus()
    QTest.keyClick(bar.back, Qt.Key.Key_Space)
    assert heard == ["back"]


def test_home_and_end_are_the_bars_alone(bar: ReplayBar, pane: InspectorPane) -> None:
    """In the table they are the table's own."""
    heard = asked(bar)
    bar.slider.setFocus()
    QTest.keyClick(bar.slider, Qt.Key.Key_Home)
    QTest.keyClick(bar.slider, Qt.Key.Key_End)
    assert heard == ["start", "end"]
    pane.table.setFocus()
    QTest.keyClick(pane.table, Qt.Key.Key_Home)
    assert heard == ["start", "end"]


def test_the_menu_sets_speed_step_and_waits(bar: ReplayBar) -> None:
    changes: list[None] = []
    bar.pace.changed.connect(lambda: changes.append(None))
    texts = [action.text() for action in shown_menu(bar).actions() if action.text()]
    assert texts[: len(SPEEDS)] == ["0.5×", "1×", "2×", "10×", "100×", "As fast as it can"]
    choose(bar, "10×")
    assert (bar.pace.speed, bar.pace.text()) == (10.0, "10×")
    choose(bar, "As fast as it can")
    assert (bar.pace.speed, bar.pace.text()) == (AT_ONCE, "Max")
    choose(bar, "Step by network read")
    assert bar.pace.step == "read"
    assert "One read back" in bar.back.toolTip()
    choose(bar, "Skip long waits (over 5 s)")
    assert bar.pace.skip_waits
    assert len(changes) == 4
    ticked = [action.text() for action in shown_menu(bar).actions() if action.isChecked()]
    assert ticked == ["As fast as it can", "Step by network read", "Skip long waits (over 5 s)"]


def shown_menu(bar: ReplayBar) -> QMenu:
    menu = bar.pace.open_menu(bar.pace.mapToGlobal(QPoint(0, 0)))
    menu.close()
    return menu


def choose(bar: ReplayBar, words: str) -> None:
    menu = bar.pace.open_menu(bar.pace.mapToGlobal(QPoint(0, 0)))
    next(action for action in menu.actions() if action.text() == words).trigger()
    menu.close()


@pytest.mark.parametrize("zoom", [100, 200])
def test_it_fits_a_narrow_inspector(bar: ReplayBar, zoom: int) -> None:
    """With the numbers of a long capture, and at twice the size."""
    bar.set_replaying(replaying=True)
    bar.show_moment(Moment(99_999_000_000, 99_999_000_000, 99_999, 99_999))
    theme.manager().set_zoom(zoom)
    try:
        QApplication.processEvents()
        limit = 380 if zoom == 100 else 560
        assert bar.minimumSizeHint().width() <= limit
    finally:
        theme.manager().set_zoom(100)


def test_everything_in_it_says_what_it_is(bar: ReplayBar) -> None:
    bar.set_replaying(replaying=True)
    for widget in (bar.back, bar.play, bar.on, bar.slider, bar.pace, bar.leave):
        assert widget.accessibleName()
        assert widget.toolTip()
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_it_is_painted_in_both_themes(qtbot: QtBot) -> None:
    """What can be seen differs from theme to theme, and with the moment."""
    holder = QWidget()
    qtbot.addWidget(holder)
    bar = ReplayBar()
    QVBoxLayout(holder).addWidget(bar)
    holder.resize(480, 60)
    holder.show()
    bar.start(capture("01_dev_plain_text.sse"))
    bar.set_replaying(replaying=True)
    images = []
    for mode in ("light", "dark"):
        theme.manager().set_mode(mode)
        for now_ns in (0, SECOND):
            bar.show_moment(Moment(now_ns, 2 * SECOND, 4, 9))
            images.append(bytes(holder.grab().toImage().constBits()))
    theme.manager().set_mode("light")
    assert len(set(images)) == 4
