"""What is moved and painted in part looks as if all had been painted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.events import StepDelta, Text, ThoughtText, Usage, UsageReported
from gemini_desktop.core.transcript import Turn, prompt
from gemini_desktop.ui.chat.pane import ChatPane

ANSWER = (
    "## A heading\n\nPlain words that go on for more than a line, with **bold** and `code` in them,"
    " until the paragraph ends here.\n\n- **First**: some words.\n- **Second**: more of them.\n\n"
    "| name | figure |\n|------|-------:|\n| a b | 1 |\n| c d | 2 |\n\n> A quote, and\n> more.\n\n"
    "```python\ndef f(x):\n    return x  # why\n```\n\n**Short** *end*.\n\n日本語の文章です。\n\n"
)


@pytest.fixture
def pane(qtbot: QtBot) -> Iterator[ChatPane]:
    pane = ChatPane()
    qtbot.addWidget(pane)
    pane.resize(620, 480)
    pane.show()
    qtbot.waitExposed(pane)
    yield pane
    pane.clear()


def on_screen(pane: ChatPane) -> QImage:
    """What the window system has been given, after all that was waiting was painted."""
    QApplication.processEvents()
    screen = QGuiApplication.primaryScreen()
    viewport = pane.view.viewport()
    corner = viewport.mapTo(pane, QPoint(0, 0))
    return screen.grabWindow(
        pane.winId(), corner.x(), corner.y(), viewport.width(), viewport.height()
    ).toImage()


def take(pane: ChatPane, *events: StepDelta | UsageReported) -> None:
    pane.take(Chunk(number=0, kind="event", start=0, end=0, t_ns=1, raw=b"", events=events))
    pane.flush()


def check(pane: ChatPane, came: str) -> None:
    shown = on_screen(pane)
    pane.view.viewport().update()
    assert shown == on_screen(pane), came


@pytest.mark.parametrize("size", [7, 20, 90])
def test_a_streamed_answer_looks_as_if_painted_anew(pane: ChatPane, size: int) -> None:
    pane.begin(prompt("go on"), Turn(role="model"))
    source = ANSWER * 3
    for number, position in enumerate(range(0, len(source), size)):
        take(pane, StepDelta(index=0, content=Text(text=source[position : position + size])))
        if number % 9 == 0:
            take(pane, UsageReported(usage=Usage(output=number)))
        check(pane, source[: position + size])
    pane.end(Turn(role="model"))
    check(pane, "the end")


def test_so_does_one_that_is_read_further_up(pane: ChatPane) -> None:
    pane.begin(prompt("go on"), Turn(role="model"))
    take(pane, StepDelta(index=0, content=Text(text=ANSWER * 3)))
    for value in (0, 200, 500):
        pane.view.verticalScrollBar().setValue(value)
        for position in range(0, len(ANSWER), 40):
            more = ANSWER[position : position + 40]
            take(pane, StepDelta(index=0, content=Text(text=more)))
            check(pane, more)


def test_so_does_a_thought_before_an_answer(pane: ChatPane) -> None:
    pane.begin(prompt("go on"), Turn(role="model"))
    for position in range(0, len(ANSWER), 30):
        piece = ANSWER[position : position + 30]
        take(pane, StepDelta(index=0, content=ThoughtText(text=piece)))
        check(pane, piece)
    for position in range(0, len(ANSWER), 30):
        piece = ANSWER[position : position + 30]
        take(pane, StepDelta(index=1, content=Text(text=piece)))
        check(pane, piece)


def test_several_flushes_before_one_painting(pane: ChatPane) -> None:
    pane.begin(prompt("go on"), Turn(role="model"))
    source = ANSWER * 3
    for number, position in enumerate(range(0, len(source), 25)):
        take(pane, StepDelta(index=0, content=Text(text=source[position : position + 25])))
        if number % 3 == 0:
            check(pane, source[: position + 25])
