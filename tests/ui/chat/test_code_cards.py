"""Code is copied and saved whole; its lines are wrapped or scrolled, all pieces alike."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gemini_desktop.core.events import StepDelta, Text
from gemini_desktop.core.transcript import Step, Turn
from gemini_desktop.ui.chat.faces.base import Spot
from gemini_desktop.ui.chat.faces.code import CodeFace
from gemini_desktop.ui.chat.hands.actions import CopyCode
from gemini_desktop.ui.chat.hands.media_actions import MediaAction, SaveCode, ScrollCode, WrapCode
from gemini_desktop.ui.chat.hands.offers import Offer
from gemini_desktop.ui.chat.page import Place
from gemini_desktop.ui.chat.text import highlight
from gemini_desktop.ui.chat.turns.blocks import Code
from gemini_desktop.ui.chat.turns.conversation import AnswerBlocks
from gemini_desktop.ui.chat.view import ChatView
from tests.ui.chat.viewing import chat_view

LONG_LINE = "x = '" + "abcdefghij" * 60 + "'\n"
MANY = "".join(f"line_{n} = {n}\n" for n in range(200))


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[ChatView]:
    with chat_view(qtbot, 600, 500) as view:
        yield view


def show(view: ChatView, code: str, language: str = "py") -> None:
    text = f"```{language}\n{code}```\n\nAfter."
    step = Step(index=0, kind="model_output", contents=[Text(text=text)])
    view.show_turns([Turn(role="model", steps=[step])])
    view.verticalScrollBar().setValue(0)
    view.grab()


def pieces(view: ChatView) -> list[tuple[Place, CodeFace]]:
    found = []
    for index, block in enumerate(view.page.opened(0).blocks):
        face = view.page.face(0, index)
        if isinstance(block, Code) and isinstance(face, CodeFace):
            found.append((Place(0, index), face))
    return found


def spot(face: CodeFace, action: object) -> Spot:
    return next(s for s in face.spots if s.action == action)


def click(view: ChatView, action: MediaAction, share: float = 0.5) -> None:
    for _, face, corner in view.in_view():
        if isinstance(face, CodeFace) and any(s.action == action for s in face.spots):
            rect = spot(face, action).rect
            point = corner + QPointF(rect.left() + share * rect.width(), rect.center().y())
            QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point.toPoint())
            view.grab()
            return
    pytest.fail("not in view")


def test_long_lines_are_wrapped_until_the_reader_wants_them_whole(view: ChatView) -> None:
    show(view, LONG_LINE)
    wrapped = pieces(view)[0][1].height
    click(view, WrapCode())
    ((_, face),) = pieces(view)
    assert face.height < wrapped / 3
    assert spot(face, WrapCode()).name == "Wrap lines"
    click(view, WrapCode())
    assert pieces(view)[0][1].height == wrapped


def test_all_pieces_of_long_code_are_wrapped_alike(view: ChatView) -> None:
    show(view, MANY + LONG_LINE)
    before = [face.height for _, face in pieces(view)]
    assert len(before) == 4
    click(view, WrapCode())
    after = [face.height for _, face in pieces(view)]
    assert after[:3] == before[:3]
    assert after[3] < before[3]
    views = {
        id(view.page.code_views.of(view.page.rows[0].blocks[p.block])) for p, _ in pieces(view)
    }
    assert len(views) == 1


def test_lines_that_are_not_wrapped_scroll_by_wheel_key_and_bar(view: ChatView) -> None:
    show(view, LONG_LINE)
    click(view, WrapCode())
    place, _ = pieces(view)[0]
    shown = view.page.code_views.of(view.page.rows[0].blocks[place.block])
    assert shown is not None
    assert shown.width > 2 * shown.room
    turn(view, QPoint(-240, 0))
    assert shown.offset == 120
    turn(view, QPoint(0, -240), Qt.KeyboardModifier.ShiftModifier)
    assert shown.offset == 240
    click(view, ScrollCode(), share=1.0)
    assert shown.offset == pytest.approx(shown.width - shown.room)
    click(view, ScrollCode(), share=0.0)
    assert shown.offset == 0
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Tab)
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert shown.offset == 80
    QTest.keyClick(view, Qt.Key.Key_Left)
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert shown.offset == 0


def turn(
    view: ChatView, angle: QPoint, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """The wheel, over the first line of code."""
    point = QPointF(200, 80)
    event = QWheelEvent(
        point,
        view.viewport().mapToGlobal(point),
        QPoint(),
        angle,
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # noqa: FBT003 - Qt's constructor
    )
    QApplication.sendEvent(view.viewport(), event)
    view.grab()


def test_text_is_selected_where_it_is_seen_after_scrolling(view: ChatView) -> None:
    show(view, LONG_LINE)
    click(view, WrapCode())
    place, face = pieces(view)[0]
    left = face.character_at(QPointF(40, face.origin.y() + 8))
    view.hands.deeds.media.sideways(place, 400)
    view.grab()
    assert face.character_at(QPointF(40, face.origin.y() + 8)) > left + 30


def test_the_whole_code_is_saved_with_the_ending_of_its_language(
    view: ChatView, qtbot: QtBot
) -> None:
    show(view, MANY)
    with qtbot.waitSignal(view.save_requested) as caught:
        click(view, SaveCode())
    assert caught.args
    assert isinstance(offer := caught.args[0], Offer)
    assert (offer.name, offer.data().decode()) == ("code.py", MANY)


@pytest.mark.parametrize(
    ("language", "suffix"),
    [
        ("python", ".py"),
        ("js", ".js"),
        ("c++", ".cpp"),
        ("rust", ".rs"),
        ("json", ".json"),
        ("bash", ".sh"),
        ("html", ".html"),
        ("", ".txt"),
        ("no-such-language", ".txt"),
        ("../../x", ".txt"),
    ],
)
def test_endings(language: str, suffix: str) -> None:
    assert highlight.suffix(language) == suffix


def test_code_that_grows_can_only_be_copied(view: ChatView) -> None:
    """What the reader chose would be forgotten with the next piece."""
    answer = AnswerBlocks(Turn(role="model"), live=True)
    view.append(answer)
    answer.apply(StepDelta(index=0, content=Text(text="```py\nx = 1\n")), 1)
    view.flush()
    ((_, face),) = pieces(view)
    assert [type(s.action) for s in face.spots] == [CopyCode]
    answer.apply(StepDelta(index=0, content=Text(text="```\n\nAfter")), 2)
    view.flush()
    ((_, face),) = pieces(view)
    assert [type(s.action) for s in face.spots] == [WrapCode, SaveCode, CopyCode]


def test_the_place_stays_when_code_above_is_wrapped(view: ChatView) -> None:
    show(view, LONG_LINE + MANY)
    view.verticalScrollBar().setValue(3000)
    before = [(p, round(c.y())) for p, _, c in view.in_view()][1:]
    view.hands.deeds.media.act(Place(0, 1), WrapCode())
    assert [(p, round(c.y())) for p, _, c in view.in_view()][1:] == before


def test_a_megabyte_in_one_line_is_shown(view: ChatView, qtbot: QtBot) -> None:
    show(view, "y" * 1_000_000 + "\n")
    view.hands.deeds.media.act(Place(0, 1), WrapCode())
    view.grab()
    qtbot.waitUntil(lambda: len(pieces(view)) > 100, timeout=60_000)  # a slice between frames
