"""The first picture of the window: its lines are where the panes will have theirs."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from gemini_desktop import app
from gemini_desktop.store.opened_home import open_home
from gemini_desktop.ui import outline, theme
from gemini_desktop.ui.window_state import numbers
from tests.support import RunCoroutine

NUMBERS = st.lists(st.integers(0, 5000), max_size=10)


@given(NUMBERS)
def test_lines_survive_as_text(found: list[int]) -> None:
    lines = outline.decoded(found)
    if lines is None:
        assert not 3 <= len(found) <= 7
    else:
        assert outline.decoded(numbers(lines.encoded())) == lines


def test_the_lines_keep_their_distance_from_the_edges(qtbot: QtBot) -> None:
    """As the panes do: what a window is wider is the chat's."""
    widget = outline.Outline()
    qtbot.addWidget(widget)
    widget.show_lines(outline.Lines(1000, 20, 30, (293, 600)))
    for width, edges in ((1000, (293, 600)), (1010, (293, 610)), (980, (293, 580)), (1300, ())):
        widget.resize(width, 700)
        assert widget.lines() == outline.Lines(width, 20, 30, edges)


def test_it_is_painted_in_the_colours_of_the_theme(qtbot: QtBot) -> None:
    """No flash of light in dark mode."""
    widget = outline.Outline()
    qtbot.addWidget(widget)
    widget.resize(1300, 700)
    told = []
    widget.painted.connect(lambda: told.append(True))
    for mode in ("dark", "light"):
        theme.manager().set_mode(mode)
        picture = widget.grab().toImage()
        assert picture.pixelColor(300, 300) == QColor(theme.current().surface)
        assert picture.pixelColor(10, 300) == QColor(theme.current().ground)
        assert picture.pixelColor(widget.lines().edges[0], 300) == QColor(theme.current().border)
    assert len(told) == 2
    theme.manager().set_mode("system")


@pytest.mark.parametrize("panes", ["", "inspector,settings", "chats,inspector", "chats,settings"])
def test_no_line_jumps_when_the_panes_come(home: Path, panes: str, run_qt: RunCoroutine) -> None:
    """The outline of a start shows what the window before it had."""

    async def scenario() -> None:
        window = app.build(home)
        window.restore({"panes": panes})
        window.resize(1472, 920)
        window.show()
        await asyncio.sleep(0)
        after = app.Application()
        after.restore_place(window.state())
        after.resize(window.size())
        after.show()
        await asyncio.sleep(0)
        lines = after.outline.lines()
        assert lines.encoded() == window.state()["outline"]
        if panes == "inspector,settings":  # as in a new window
            after.outline.show_lines(None)
            assert after.outline.lines() == lines
        after.hide()
        after.deleteLater()
        window.close()
        await window.presenter.closed.wait()
        window.deleteLater()

    run_qt(scenario())


def test_a_window_that_is_closed_as_an_outline_closes_once_it_can(
    home: Path, run_qt: RunCoroutine
) -> None:
    async def scenario() -> None:
        window = app.Application()
        window.show()
        window.close()
        assert window.isVisible(), "there is nothing yet that could put things away"
        window.fill(open_home(home), demo_pace=0)
        window.presenter.start()
        await window.presenter.closed.wait()
        assert not window.isVisible()
        window.deleteLater()

    run_qt(scenario())
