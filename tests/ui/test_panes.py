"""At another zoom the panes hold as many words as before, or fold."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gemini_desktop.ui import theme
from gemini_desktop.ui.panes import Panes


@pytest.fixture
def panes(qtbot: QtBot) -> Iterator[Panes]:
    panes = Panes(QWidget(), QWidget(), QWidget(), QWidget())
    qtbot.addWidget(panes)
    panes.resize(1420, 800)
    panes.show()
    QApplication.processEvents()
    yield panes
    theme.manager().set_zoom(100)


def zoomed(panes: Panes, percent: int) -> list[int]:
    theme.manager().set_zoom(percent)
    QApplication.processEvents()
    return panes.widths


def test_what_has_room_grows_with_its_words_and_the_rest_folds(panes: Panes) -> None:
    chat, inspector, settings = panes.widths
    assert (inspector, settings) == (500, 264)
    assert zoomed(panes, 120)[1:] == pytest.approx([600, 316], abs=3)
    assert zoomed(panes, 100) == pytest.approx([chat, inspector, settings], abs=3)
    assert zoomed(panes, 160)[1:] == pytest.approx([800, 0], abs=100)
    assert zoomed(panes, 300)[1:] == [0, 0]
    panes.toggle("settings")
    assert panes.is_shown("settings")


def test_smaller_words_leave_the_panes_as_they_are(panes: Panes) -> None:
    before = panes.widths
    assert zoomed(panes, 70) == before


def test_a_pane_that_was_closed_meanwhile_comes_back_wide_enough(panes: Panes) -> None:
    panes.toggle("inspector")
    zoomed(panes, 130)
    panes.toggle("inspector")
    QApplication.processEvents()
    assert panes.widths[1] >= 1.3 * 380


def test_a_width_that_the_user_drew_stays(panes: Panes) -> None:
    panes.set_widths([824, 330, 264])
    for _ in range(2):
        panes.toggle("inspector")
    QApplication.processEvents()
    assert panes.widths == [824, 330, 264]


def test_the_chat_comes_back_from_behind_another_pane(panes: Panes) -> None:
    panes.resize(600, 800)
    panes.toggle("chats")
    QApplication.processEvents()
    assert panes.shown_panes() == [panes._panes["chats"]]
    panes.show_chat()
    assert panes._chat in panes.shown_panes()
    assert "chats" in panes.wanted
    panes.resize(1420, 800)
    QApplication.processEvents()
    assert panes.is_shown("chats")


@pytest.mark.parametrize("percent", [100, 300])
def test_no_part_of_the_chat_is_cut_where_there_is_less_room_than_it_wants(
    panes: Panes, percent: int
) -> None:
    """On a small screen at a large scale, and at a large zoom."""
    theme.manager().set_zoom(percent)
    panes.setMinimumWidth(1)  # as the window does
    panes.resize(390, 300)
    QApplication.processEvents()
    assert panes.widths[0] == 390
    panes.resize(1420, 800)
    QApplication.processEvents()
    assert panes.widths[0] >= 420 * percent // 100
