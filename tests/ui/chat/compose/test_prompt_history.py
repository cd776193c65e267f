"""Walking through earlier prompts: every one once, newest first, and the draft at the end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gemini_desktop.ui.chat.compose.prompt_edit import PromptEdit
from gemini_desktop.ui.chat.compose.prompt_history import MOST, PromptHistory

UP, DOWN = Qt.Key.Key_Up, Qt.Key.Key_Down


def back(history: PromptHistory, box: str = "") -> list[str]:
    found: list[str] = []
    while (text := history.older(found[-1] if found else box)) is not None:
        found.append(text)
    return found


@given(st.lists(st.text("abc", min_size=1, max_size=2)), st.text("abc", max_size=2))
def test_there_and_back_again(prompts: list[str], draft: str) -> None:
    history = PromptHistory()
    for words in prompts:
        history.add(words)
    found = back(history, draft)
    assert found == [p for p in dict.fromkeys(reversed(prompts)) if p != draft]
    for expected in [*found[::-1][1:], draft] if found else []:
        assert history.newer() == expected
    assert history.newer() is None
    assert not history.walking


def test_the_last_prompt_of_the_conversation_comes_first() -> None:
    history = PromptHistory()
    history.fill(["newest", "middle", "oldest"])
    history.begin_with("oldest")
    assert back(history) == ["oldest", "newest", "middle"]


def test_what_was_sent_before_the_library_was_open_is_newer() -> None:
    history = PromptHistory()
    history.add("just sent")
    history.fill(["stored", "just sent", "older"])
    assert back(history) == ["just sent", "stored", "older"]


def test_it_is_bounded() -> None:
    history = PromptHistory()
    history.fill(map(str, range(1000)))
    history.add("one more")
    assert back(history) == ["one more", *map(str, range(MOST - 1))]


@pytest.fixture
def edit(qtbot: QtBot) -> PromptEdit:
    edit = PromptEdit()
    qtbot.addWidget(edit)
    edit.resize(300, 100)
    edit.show()
    qtbot.waitExposed(edit)
    edit.history.fill(["second", "first\nof two lines"])
    return edit


def press(edit: PromptEdit, *keys: Qt.Key) -> str:
    for key in keys:
        QTest.keyClick(edit, key)
    return edit.toPlainText()


def test_up_in_an_empty_box_brings_the_last_prompt(edit: PromptEdit) -> None:
    assert press(edit, UP) == "second"
    assert edit.textCursor().atEnd()
    assert press(edit, UP) == "first\nof two lines"
    assert press(edit, DOWN) == "second"
    assert press(edit, DOWN) == ""
    assert press(edit, DOWN) == ""


def test_in_a_prompt_of_two_lines_the_keys_first_go_through_them(edit: PromptEdit) -> None:
    edit.history.fill(["the oldest"])
    press(edit, UP, UP)
    assert press(edit, UP) == "first\nof two lines"
    assert edit.textCursor().blockNumber() == 0
    assert press(edit, UP) == "the oldest"
    assert press(edit, UP) == "the oldest"


def test_in_a_box_with_words_up_moves_the_caret(edit: PromptEdit) -> None:
    QTest.keyClicks(edit, "words")
    assert press(edit, UP) == "words"


def test_what_is_changed_is_a_draft(edit: PromptEdit) -> None:
    """Up no longer walks then, so that nothing that was typed is lost."""
    press(edit, UP)
    QTest.keyClicks(edit, "!")
    assert press(edit, UP) == "second!"
    assert press(edit, DOWN) == "second!"


def test_the_walk_can_be_undone(edit: PromptEdit) -> None:
    press(edit, UP)
    edit.undo()
    assert edit.toPlainText() == ""


def test_with_a_modifier_the_keys_are_the_text_fields_own(edit: PromptEdit) -> None:
    QTest.keyClick(edit, UP, Qt.KeyboardModifier.ShiftModifier)
    assert edit.toPlainText() == ""
