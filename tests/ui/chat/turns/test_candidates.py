"""Several candidates stand below each other, or one alone; what streams in meanwhile is kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gemini_desktop.core.events import StepDelta, StepStarted, Text
from gemini_desktop.core.transcript import Step, Turn
from gemini_desktop.ui.chat.faces.heading import HeadingFace
from gemini_desktop.ui.chat.hands import copying
from gemini_desktop.ui.chat.hands.media_actions import ShowCandidate
from gemini_desktop.ui.chat.turns.blocks import Heading, Markdown
from gemini_desktop.ui.chat.turns.conversation import AnswerBlocks
from gemini_desktop.ui.chat.view import ChatView
from tests.ui.chat.viewing import chat_view


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[ChatView]:
    with chat_view(qtbot, 500, 400) as view:
        yield view


def three() -> Turn:
    steps = [
        Step(index=n, kind="model_output", candidate=n, contents=[Text(text=f"Name {n}.")])
        for n in range(3)
    ]
    return Turn(role="model", steps=steps)


def texts(view: ChatView) -> list[str]:
    blocks = view.page.opened(0).blocks
    return [b.segment.source for b in blocks if isinstance(b, Markdown)]


def headings(view: ChatView) -> list[str]:
    return [b.text for b in view.page.opened(0).blocks if isinstance(b, Heading)]


def press(view: ChatView, action: ShowCandidate) -> None:
    for _, face, corner in view.in_view():
        for spot in face.spots:
            if spot.action == action:
                point = (corner + spot.rect.center()).toPoint()
                QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point)
                return
    pytest.fail("not in view")


def test_all_are_there_at_first_and_one_alone_when_asked(view: ChatView) -> None:
    view.show_turns([three()])
    assert headings(view) == ["Candidate 1", "Candidate 2", "Candidate 3"]
    press(view, ShowCandidate(2))
    assert (headings(view), texts(view)) == (["Candidate 2"], ["Name 1."])
    press(view, ShowCandidate(3))
    assert texts(view) == ["Name 2."]
    press(view, ShowCandidate(2))
    press(view, ShowCandidate(1))
    assert texts(view) == ["Name 0."]
    press(view, ShowCandidate(0))
    assert texts(view) == ["Name 0.", "Name 1.", "Name 2."]


def test_the_ends_lead_nowhere(view: ChatView) -> None:
    view.show_turns([three()])
    press(view, ShowCandidate(1))
    (face,) = [f for _, f, _ in view.in_view() if isinstance(f, HeadingFace)]
    assert [s.action for s in face.spots] == [ShowCandidate(2), ShowCandidate(0)]
    assert [s.name for s in face.spots] == ["Candidate 2 of 3", "Show all"]
    view.grab()


def test_it_works_by_keyboard(view: ChatView) -> None:
    view.show_turns([three()])
    view.verticalScrollBar().setValue(0)
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Tab)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert texts(view) == ["Name 0."]


def test_what_is_copied_is_what_is_shown(view: ChatView) -> None:
    view.show_turns([three()])
    row = view.page.opened(0)
    press(view, ShowCandidate(2))
    assert copying.answer(row.blocks, row.turn) == "Name 1."


def test_a_hidden_candidate_goes_on_coming(view: ChatView) -> None:
    answer = AnswerBlocks(Turn(role="model"), live=True)
    view.append(answer)
    for n in range(2):
        answer.apply(StepStarted(index=n, kind="model_output", candidate=n))
        answer.apply(StepDelta(index=n, content=Text(text=f"{n} begins,")), 1)
    view.flush()
    answer.show_candidate(1)
    view.flush()
    for n in range(2):
        answer.apply(StepDelta(index=n, content=Text(text=" goes on.")), 2)
    view.flush()
    assert texts(view) == ["0 begins, goes on."]
    answer.show_candidate(0)
    view.flush()
    assert texts(view) == ["0 begins, goes on.", "1 begins, goes on."]


def test_one_candidate_has_no_heading(view: ChatView) -> None:
    turn = three()
    view.show_turns([Turn(role="model", steps=turn.steps[:1])])
    assert headings(view) == []
