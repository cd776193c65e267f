"""Zooming and resizing: the line that was at the top stays there, there and back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gemini_desktop.core.events import Text
from gemini_desktop.core.transcript import Step, Turn
from gemini_desktop.ui import theme
from gemini_desktop.ui.chat.view import ChatView

SHORT = "\n\n".join(f"Paragraph {n} with a few words in it." for n in range(80))
LONG = "\n\n".join(
    " ".join(f"word{n}.{m}" + "x" * (m * 7 % 11) for m in range(300)) for n in range(6)
)
MIXED = "\n\n".join(
    f"Words {n} " * 40 + f"\n\n```py\nx = {n}\ny = {n}\n```\n\n- one\n- two {n}" for n in range(30)
)


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[ChatView]:
    view = ChatView()
    qtbot.addWidget(view)
    view.resize(700, 500)
    view.show()
    qtbot.waitExposed(view)
    yield view
    theme.manager().set_zoom(100)
    view.show_turns([])


def says(text: str) -> Turn:
    steps = [Step(index=0, kind="model_output", contents=[Text(text=text)])]
    return Turn(role="model", steps=steps)


def at_top(view: ChatView) -> tuple[int, int]:
    """The block at the upper edge, and the character that its first seen line begins with."""
    for place, face, corner in view.in_view():
        if corner.y() + face.height > 0 and face.length():
            return place.block, face.character_at(QPointF(0, max(0.0, -corner.y()) + 3))
    pytest.fail("nothing is seen")


def scroll(view: ChatView, angle: int, modifiers: Qt.KeyboardModifier) -> None:
    here = QPointF(100, 100)
    inverted = False
    event = QWheelEvent(
        here,
        view.viewport().mapToGlobal(here),
        QPoint(),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        inverted,
    )
    QApplication.sendEvent(view.viewport(), event)


def go_to(view: ChatView, share: float) -> None:
    bar = view.verticalScrollBar()
    bar.setValue(0)
    for _ in range(200):
        if bar.value() >= share * bar.maximum():
            return
        bar.setValue(bar.value() + 100)


@pytest.mark.parametrize("text", [SHORT, LONG, MIXED], ids=["short", "long", "mixed"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("how", ["zoom", "width"])
def test_the_line_at_the_top_stays(view: ChatView, text: str, share: float, how: str) -> None:
    view.show_turns([says(text)])
    go_to(view, share)
    before = at_top(view)
    for step in (1, 2, 3, 4, 3, 2, 1, 0):
        if how == "zoom":
            theme.manager().set_zoom(100 + 20 * step)
        else:
            view.resize(700 - 70 * step, 500)
        block, character = at_top(view)
        assert block == before[0], step
        assert abs(character - before[1]) < 140, step  # about a line
    assert abs(at_top(view)[1] - before[1]) < 100


def test_the_end_stays_in_view(view: ChatView) -> None:
    view.show_turns([says(MIXED)])
    for percent in (150, 80, 100):
        theme.manager().set_zoom(percent)
        assert view.following
        assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum()


def test_the_wheel_zooms_with_ctrl_and_scrolls_without(view: ChatView) -> None:
    view.show_turns([says(SHORT)])
    view.verticalScrollBar().setValue(0)
    scroll(view, 120, Qt.KeyboardModifier.ControlModifier)
    assert theme.manager().zoom == 100 + theme.ZOOM_STEP
    assert view.verticalScrollBar().value() == 0
    scroll(view, -240, Qt.KeyboardModifier.ControlModifier)
    assert theme.manager().zoom == 100 - theme.ZOOM_STEP
    scroll(view, -120, Qt.KeyboardModifier.NoModifier)
    assert theme.manager().zoom == 100 - theme.ZOOM_STEP
    assert view.verticalScrollBar().value() > 0


def test_small_steps_of_a_touchpad_add_up(view: ChatView) -> None:
    view.show_turns([says(SHORT)])
    for _ in range(8):
        scroll(view, 15, Qt.KeyboardModifier.ControlModifier)
    assert theme.manager().zoom == 100 + theme.ZOOM_STEP
