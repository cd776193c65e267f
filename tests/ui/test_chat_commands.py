"""The menus and shortcuts reach the chat, and offer nothing where there is nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gemini_desktop.core.events import Text
from gemini_desktop.core.transcript import Step, Turn, prompt
from gemini_desktop.ui import chat_commands
from gemini_desktop.ui.bridge import Bridge
from gemini_desktop.ui.chat.hands import raw_look
from gemini_desktop.ui.chat.pane import ChatPane
from gemini_desktop.ui.main_window import MainWindow

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    chat = ChatPane()
    window = MainWindow().furnish(chat, QWidget(), QWidget(), Bridge())
    chat_commands.connect(window.commands, chat)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)
    yield window
    chat.find_bar.close_bar()
    chat.view.show_turns([])


def pane(window: MainWindow) -> ChatPane:
    assert isinstance(window.chat, ChatPane)
    return window.chat


def says(text: str) -> Turn:
    steps = [Step(index=0, kind="model_output", contents=[Text(text=text)])]
    return Turn(role="model", steps=steps)


def key(window: MainWindow, which: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
    focus: QWidget | None = window.focusWidget()
    QTest.keyClick(focus if focus is not None else window, which, modifiers)


def test_nothing_is_offered_for_an_empty_chat(window: MainWindow) -> None:
    commands = window.commands
    actions = (commands.find, commands.copy_chat, commands.copy_plain, commands.raw_answer)
    assert not any(action.isEnabled() for action in actions)
    pane(window).show_conversation([prompt("q"), says("*a*")])
    assert all(action.isEnabled() for action in actions)
    pane(window).clear()
    assert not any(action.isEnabled() for action in actions)


def test_keys_reach_the_chat(window: MainWindow, qtbot: QtBot) -> None:
    chat = pane(window)
    chat.show_conversation([prompt("q"), says("Some *words*.")])
    key(window, Qt.Key.Key_C, CTRL | ALT)
    assert QGuiApplication.clipboard().text() == "Some words."
    key(window, Qt.Key.Key_C, CTRL | SHIFT)
    assert QGuiApplication.clipboard().text() == "Some *words*."
    key(window, Qt.Key.Key_M, CTRL)
    assert raw_look.is_raw(chat.view, 1)
    key(window, Qt.Key.Key_M, CTRL)
    assert not raw_look.is_raw(chat.view, 1)
    key(window, Qt.Key.Key_M, CTRL | SHIFT)
    assert window.commands.raw.isChecked()
    assert raw_look.is_raw(chat.view, 0)
    window.commands.raw.trigger()
    key(window, Qt.Key.Key_F, CTRL)
    assert not chat.find_bar.isHidden()


def test_the_menu_copies_the_whole_chat(window: MainWindow) -> None:
    pane(window).show_conversation([prompt("q"), says("Some *words*.")])
    window.commands.copy_chat.trigger()
    assert QGuiApplication.clipboard().text() == (
        "## Prompt\n\nq\n\n## Answer by Gemini\n\nSome *words*."
    )
    window.commands.copy_chat_plain.trigger()
    assert QGuiApplication.clipboard().text() == (
        "Prompt:\n\nq\n\nAnswer by Gemini:\n\nSome words."
    )


def test_the_caret_is_turned_on_and_off(window: MainWindow) -> None:
    chat = pane(window)
    chat.show_conversation([prompt("q"), says("Some words.")])
    window.commands.caret.trigger()
    assert chat.view.hands.caret.shown
    assert window.focusWidget() is chat.view
    QTest.keyClick(chat.view, Qt.Key.Key_Right)
    head = chat.view.hands.selection.head
    assert head is not None
    assert head.character == 1
    window.commands.caret.trigger()
    assert not chat.view.hands.caret.shown
