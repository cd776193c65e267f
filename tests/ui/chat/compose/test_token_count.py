"""The number of tokens as it is read, seen and reached."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gemini_desktop.ui.chat.compose.token_count import WAYS, TokenCount


@pytest.fixture
def number(qtbot: QtBot) -> TokenCount:
    number = TokenCount()
    qtbot.addWidget(number)
    number.set_asking(possible=True, way="click")
    return number


@pytest.mark.parametrize(
    ("tokens", "exact", "files", "text", "name"),
    [
        (412, False, 0, "≈ 412 tokens", "About 412 tokens"),
        (412, True, 0, "412 tokens", "412 tokens"),
        (1, False, 0, "≈ 1 token", "About 1 token"),
        (7, False, 1, "≈ 7 tokens + 1 file", "About 7 tokens + 1 file"),
        (0, False, 3, "≈ 0 tokens + 3 files", "About 0 tokens + 3 files"),
    ],
)
def test_what_it_says(
    number: TokenCount, tokens: int, exact: bool, files: int, text: str, name: str
) -> None:
    """A screen reader says “about”, where eyes see a sign."""
    number.show_count(tokens, exact=exact, files=files, explained="Why it is so.")
    assert number.isVisible()
    assert (number.text(), number.accessibleName()) == (text, name)
    assert number.toolTip() == number.accessibleDescription() == "Why it is so."
    assert number.sizeHint().width() > number.fontMetrics().horizontalAdvance(text)


def test_without_words_there_is_no_number(number: TokenCount) -> None:
    number.show_count(3, exact=True)
    number.show_nothing()
    assert not number.isVisible()
    number.set_room(room=True)
    assert not number.isVisible()


def test_it_is_pressed_by_keyboard_where_it_does_something(number: TokenCount) -> None:
    pressed: list[None] = []
    number.clicked.connect(lambda: pressed.append(None))
    number.show_count(3, exact=False)
    QTest.keyClick(number, Qt.Key.Key_Space)
    assert len(pressed) == 1
    number.set_asking(possible=False, way="click")
    assert number.focusPolicy() == Qt.FocusPolicy.NoFocus
    QTest.mouseClick(number, Qt.MouseButton.LeftButton)
    assert len(pressed) == 1


@pytest.mark.parametrize("way", WAYS)
def test_the_menu_shows_and_changes_the_way(number: TokenCount, way: str) -> None:
    number.show_count(3, exact=False)
    number.set_asking(possible=True, way=way)
    chosen: list[str] = []
    number.way_chosen.connect(chosen.append)
    menu = number.open_menu(QPoint(0, 0))
    assert [action.data() for action in menu.actions() if action.isChecked()] == [way]
    for action in menu.actions():
        action.trigger()
    menu.close()
    assert chosen == list(WAYS)


def test_it_can_be_painted_in_all_states(number: TokenCount) -> None:
    number.show_count(3, exact=False)
    number.resize(number.sizeHint())
    plain = number.grab().toImage()
    number.set_asking(possible=False, way="never")
    assert number.grab().toImage() == plain, "it is read as well where it cannot be pressed"
