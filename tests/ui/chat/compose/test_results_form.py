"""The form for results of calls: a field for each, checked in its place, sent by keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gemini_desktop.core.events import FunctionCall, ToolResult
from gemini_desktop.core.outcome import Outcome
from gemini_desktop.core.transcript import Step, Turn, prompt
from gemini_desktop.ui.chat.pane import ChatPane
from gemini_desktop.ui.controls.field import Field

CONTROL = Qt.KeyboardModifier.ControlModifier


def waiting(*names: str) -> Turn:
    return Turn(
        role="model",
        steps=[
            Step(index=i, kind="function_call", contents=[FunctionCall(id=name, name=name)])
            for i, name in enumerate(names)
        ],
        outcome=Outcome(kind="complete", reason="STOP", message="Complete."),
    )


@pytest.fixture
def pane(qtbot: QtBot) -> Iterator[ChatPane]:
    window = QWidget()  # without a layout: the form's height does not reach its size hints
    qtbot.addWidget(window)
    pane = ChatPane(window)
    pane.resize(700, 600)
    window.show()
    qtbot.waitExposed(window)
    yield pane
    pane.view.page.show([])


def fields(pane: ChatPane) -> list[QPlainTextEdit]:
    found = pane.results.findChildren(QPlainTextEdit, "resultEdit")
    return [field for field in found if field.isVisible()]


def test_it_is_there_while_calls_wait(pane: ChatPane) -> None:
    assert not pane.results.isVisible()
    pane.show_conversation([prompt("Weather?"), waiting("get_weather", "get_time")])
    assert pane.results.isVisible()
    assert [f.accessibleName() for f in fields(pane)] == [
        "Result of get_weather",
        "Result of get_time",
    ]
    assert "2 calls" in pane.results.accessibleName()
    pane.begin(prompt("Never mind"), Turn(role="model"))
    assert not pane.results.isVisible()
    pane.end(waiting("get_time"))
    assert "get_time" in pane.results.accessibleName()
    pane.clear()
    assert not pane.results.isVisible()


def test_results_are_given_in_the_order_of_the_calls(pane: ChatPane) -> None:
    given: list[ToolResult] = []
    pane.results.given.connect(given.extend)
    pane.show_conversation([prompt("Weather?"), waiting("get_weather", "get_time", "nothing")])
    first, second, _ = fields(pane)
    first.setPlainText('{"celsius": 18}')
    second.setPlainText("a quarter past noon")
    button = pane.results.findChild(QPushButton, "sendResultsButton")
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert [(r.call_id, r.result) for r in given] == [
        ("get_weather", {"celsius": 18}),
        ("get_time", "a quarter past noon"),
        ("nothing", {}),
    ]
    assert not pane.results.isVisible()


def test_broken_json_is_told_at_its_place_and_nothing_is_sent(pane: ChatPane) -> None:
    given: list[ToolResult] = []
    pane.results.given.connect(given.extend)
    pane.show_conversation([prompt("Weather?"), waiting("get_weather")])
    (field,) = fields(pane)
    field.setPlainText('{"celsius": 18,\n "wind" 4}')
    QTest.keyClick(field, Qt.Key.Key_Return, CONTROL)
    assert not given
    (around,) = pane.results.findChildren(Field)
    assert around.error.startswith("Line 2, column 9: Expecting ':' delimiter.")
    assert field.textCursor().selectedText() == "4"
    field.setPlainText('{"celsius": 18}')
    assert not around.error
    QTest.keyClick(field, Qt.Key.Key_Return, CONTROL)
    assert given[0].result == {"celsius": 18}


def test_all_of_it_is_reached_by_tab(pane: ChatPane) -> None:
    pane.window().activateWindow()
    pane.show_conversation([prompt("Weather?"), waiting("get_weather", "get_time")])
    first, second = fields(pane)
    first.setFocus()
    QTest.keyClicks(first, "warm")
    QTest.keyClick(first, Qt.Key.Key_Tab)
    assert pane.window().focusWidget() is second
    QTest.keyClick(second, Qt.Key.Key_Tab)
    assert pane.window().focusWidget() is pane.composer.edit
    for widget in (pane.composer.edit, second, first):
        QTest.keyClick(widget, Qt.Key.Key_Backtab)
    assert pane.window().focusWidget() is pane.results.findChild(QPushButton, "sendResultsButton")
    QTest.keyClick(second, Qt.Key.Key_Return)
    assert second.toPlainText() == "\n", "Enter writes on, for JSON has lines"


def test_many_calls_scroll(pane: ChatPane, qtbot: QtBot) -> None:
    pane.show_conversation([prompt("All?"), waiting(*(f"call_{i}" for i in range(30)))])
    assert len(fields(pane)) == 30
    qtbot.waitUntil(lambda: pane.results.height() < 340)


def test_screen_readers_are_told(pane: ChatPane) -> None:
    """That results are waited for, and what is wrong with one; once each."""
    said: list[str] = []
    pane.announcer.announced.connect(said.append)
    pane.show_conversation([prompt("Weather?"), waiting("get_weather")])
    assert said == ["The model waits for the result of get_weather."]
    (field,) = fields(pane)
    field.setPlainText("{")
    QTest.keyClick(field, Qt.Key.Key_Return, CONTROL)
    assert said[1].startswith("Line 1, column 2")
    pane.composer.attachments.fail(pane.composer.attachments.add("a.png"), "a.png: empty.")
    assert said[2] == "a.png: empty."
    assert len(said) == 3
