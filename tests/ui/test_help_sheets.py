"""The list of keys can be searched, and what is open of the two sheets makes way for the other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gemini_desktop.ui.controls import Label
from gemini_desktop.ui.help_sheets import HelpSheet, show_about, show_shortcuts

GROUPS = [
    ("File", [("New chat", "Ctrl+N"), ("Export", "Ctrl+Shift+X")]),
    ("Chat", [("Next turn", "Ctrl+Down")]),
]


@pytest.fixture
def over(qtbot: QtBot) -> Iterator[QWidget]:
    over = QWidget()
    over.resize(700, 500)
    with qtbot.waitExposed(over):
        over.show()
    yield over
    over.close()
    over.deleteLater()


def nothing() -> None:
    """Nobody waits for it."""


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("", ["New chat", "Export", "Next turn"]),
        ("ctrl+shift", ["Export"]),
        ("file", ["New chat", "Export"]),
        ("CHAT n", ["New chat", "Next turn"]),
        ("zebra", []),
    ],
)
def test_typing_leaves_the_rows_that_have_the_words(
    over: QWidget, typed: str, left: list[str]
) -> None:
    sheet = show_shortcuts(over, GROUPS, nothing)
    QTest.keyClicks(sheet.field, typed)
    assert sheet.words() == left
    shown = [label.text() for label in sheet.findChildren(Label) if label.isVisible()]
    assert ("No shortcut has these words." in shown) == (not left)
    assert ("Chat" in shown) == ("Next turn" in left)


def test_one_makes_way_for_the_other_and_is_gone_when_closed(over: QWidget) -> None:
    closed: list[str] = []
    keys = show_shortcuts(over, GROUPS, lambda: closed.append("keys"))
    assert keys.focusWidget() is keys.field
    about = show_about(over, lambda: closed.append("about"))
    assert not keys.isVisible()
    assert over.rect().contains(about.geometry())
    QTest.keyClick(about, Qt.Key.Key_Escape)
    assert closed == ["keys", "about"]
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert over.findChildren(HelpSheet) == []
