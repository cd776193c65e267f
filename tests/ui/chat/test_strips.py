"""Strips are made when they have something to say, and stand as if they had been there always."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, permutations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gemini_desktop.core.capture import RetryScheduled
from gemini_desktop.ui.chat.pane import ChatPane

FROM_TOP = ("unsaved_strip", "retry_bar", "results", "mail_bar", "edit_banner")


@pytest.fixture
def pane(qtbot: QtBot) -> Iterator[ChatPane]:
    window = QMainWindow()
    qtbot.addWidget(window)
    pane = ChatPane()
    window.setCentralWidget(pane)
    window.resize(900, 800)
    with qtbot.waitActive(window):
        window.show()
    yield pane
    window.close()


def made(pane: ChatPane) -> list[str]:
    return [name for name in (*FROM_TOP, "find_bar") if name in vars(pane)]


def strip(pane: ChatPane, name: str) -> QWidget:
    found = getattr(pane, name)
    assert isinstance(found, QWidget)
    return found


def test_a_conversation_without_events_has_none_of_them(pane: ChatPane) -> None:
    pane.clear()
    pane.show_conversation([])
    pane.leave()
    assert not pane.close_find()
    QTest.keyClick(pane.composer.edit, Qt.Key.Key_Escape)
    assert made(pane) == []


@pytest.mark.parametrize("order", list(permutations(FROM_TOP))[::17])
def test_they_stand_in_one_order_whenever_they_are_made(
    pane: ChatPane, qtbot: QtBot, order: tuple[str, ...]
) -> None:
    for name in order:
        strip(pane, name).show()
    qtbot.waitUntil(lambda: strip(pane, order[-1]).height() > 0)
    qtbot.wait(0)
    shown = [strip(pane, name) for name in FROM_TOP]
    for upper, lower in pairwise([*shown, pane.composer]):
        assert (
            upper.mapTo(pane, upper.rect().bottomLeft()).y()
            < lower.mapTo(pane, lower.rect().topLeft()).y()
        )


@pytest.mark.parametrize("order", list(permutations(FROM_TOP))[::17])
def test_tab_goes_through_them_from_the_top(
    pane: ChatPane, qtbot: QtBot, order: tuple[str, ...]
) -> None:
    for name in order:
        strip(pane, name).show()
    qtbot.wait(0)
    pane.unsaved_strip.ask()
    names: list[str] = []
    for _ in range(30):
        focus = pane.window().focusWidget()
        assert focus is not None
        if focus is pane.composer.edit:
            break
        own = next(name for name in FROM_TOP if strip(pane, name).isAncestorOf(focus))
        names += [] if names[-1:] == [own] else [own]
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    else:
        pytest.fail("Tab did not come to the prompt box")
    assert names == [*FROM_TOP]


def test_the_find_bar_stands_below_the_head_and_before_the_text(
    pane: ChatPane, qtbot: QtBot
) -> None:
    pane.open_find()
    qtbot.waitUntil(lambda: pane.find_bar.y() == pane.header.height())
    assert pane.window().focusWidget() is pane.find_bar.edit
    assert not pane.close_find("other words")
    assert pane.close_find("")
    assert pane.find_bar.isHidden()
    pane.find_next()
    assert not pane.find_bar.isHidden(), "it asks what to look for"
    QTest.keyClick(pane.find_bar.edit, Qt.Key.Key_Escape)
    pane.find_previous()
    assert not pane.find_bar.isHidden()


def test_a_strip_made_late_asks_as_the_pane(pane: ChatPane, qtbot: QtBot) -> None:
    pane.take_record(RetryScheduled(t_ns=1, attempt=2, wait_s=30.0, reason="busy"))
    assert made(pane) == ["retry_bar"]
    assert pane.retry_bar.isVisible()
    for name, signal in (
        ("retryNowButton", pane.retry_now_requested),
        ("cancelRetryButton", pane.stop_requested),
    ):
        button = pane.retry_bar.findChild(QPushButton, name)
        assert button is not None
        with qtbot.waitSignal(signal, timeout=1000):
            button.click()
    pane.leave()
    assert pane.retry_bar.isHidden()


def test_it_has_the_theme_and_the_size_of_the_text_that_rule_when_it_is_made(
    pane: ChatPane,
) -> None:
    from gemini_desktop.ui import theme

    theme.manager().set_zoom(150)
    try:
        late = pane.edit_banner.findChild(QPushButton, "cancelEditButton")
        there = pane.empty
        assert late is not None
        assert late.font().pixelSize() == there.font().pixelSize() == 20
    finally:
        theme.manager().set_zoom(100)
