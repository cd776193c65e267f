"""Another branch in the place of the one that is shown: what is above stays, and nothing is left of
what was below."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gemini_desktop.core.events import StepDelta, Text
from gemini_desktop.core.transcript import Step, Turn, prompt
from gemini_desktop.ui.chat.faces.base import Surroundings
from gemini_desktop.ui.chat.hands.turn_actions import Switch
from gemini_desktop.ui.chat.page import Place
from gemini_desktop.ui.chat.turns.blocks import Variant
from gemini_desktop.ui.chat.turns.conversation import AnswerBlocks
from gemini_desktop.ui.chat.turns.prompt_blocks import PromptBlocks
from gemini_desktop.ui.chat.view import ChatView
from tests.support import costs_less_than
from tests.ui.chat.viewing import chat_view

LONG = "\n\n".join(f"Paragraph {n} with a few words in it." for n in range(40))


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[ChatView]:
    with chat_view(qtbot, 600, 400) as view:
        yield view


def said(words: str, turn_id: str = "") -> Turn:
    step = Step(index=0, kind="model_output", contents=[Text(text=words)])
    return Turn(role="model", id=turn_id, steps=[step])


def conversation(*words: str) -> list[Turn]:
    """Prompts and answers in turn."""
    return [
        prompt(text, id=f"t{n}") if n % 2 == 0 else said(text, f"t{n}")
        for n, text in enumerate(words)
    ]


def seen(view: ChatView) -> list[tuple[int, int, float]]:
    return [(place.row, place.block, corner.y()) for place, _, corner in view.in_view()]


def settled(view: ChatView) -> None:
    while view.page.unfinished():
        view._go_on()


def picture(view: ChatView) -> object:
    settled(view)
    return view.viewport().grab().toImage()


def test_the_top_of_a_switched_turn_stays(view: ChatView) -> None:
    view.show_turns(conversation("q", LONG, "another", "short", "more", LONG))
    view.reveal(Place(2, 0))
    before = {(row, block): y for row, block, y in seen(view) if row <= 2}
    assert (1, 40) in before
    view.replace_from(2, conversation("an edited one", LONG))
    after = {(row, block): y for row, block, y in seen(view)}
    for place in [(1, 40), (2, 0)]:
        assert abs(after[place] - before[place]) <= 1
    assert len(view.page.rows) == 4


def test_of_a_long_answer_the_last_line_stays_under_the_pointer(view: ChatView) -> None:
    """Its beginning is far above: what was clicked is what must not move."""
    view.show_turns(conversation("q", LONG))
    view.page.set_variants({"t1": Variant(1, 2)})
    view.jump_to_latest()
    last = Place(1, len(view.page.rows[1].blocks) - 1)
    before = view.page.top(last) - view.verticalScrollBar().value()
    other = said(LONG + "\n\n" + LONG, "other")
    view.replace_from(1, [other], {"other": Variant(2, 2)})
    settled(view)
    last = Place(1, len(view.page.rows[1].blocks) - 1)
    assert abs(view.page.top(last) - view.verticalScrollBar().value() - before) <= 1


def test_a_turn_that_is_not_in_view_is_shown_from_its_beginning(view: ChatView) -> None:
    """And what stands between here and there is not laid out for it."""
    words = ["q", "a"] * 1500
    view.show_turns(conversation(*words))
    with costs_less_than(5):
        view.replace_from(2, conversation(*words)[2:], {})
    assert seen(view)[0][:2] == (2, 0)
    assert not view.following
    view.replace_from(2990, conversation("q", LONG), {})
    assert seen(view)[0][:2] == (2990, 0)


def test_a_focused_switch_keeps_the_focus(view: ChatView) -> None:
    view.show_turns(conversation("q", "one answer"))
    view.set_variants({"t1": Variant(2, 3)})
    view.setFocus()
    for _ in range(12):
        QTest.keyClick(view, Qt.Key.Key_Tab)
        mark = view.hands.marks.focused
        if mark is not None and mark[1] == Switch(1):
            break
    view.replace_from(1, [said("another", "x")], {"x": Variant(3, 3)})
    mark = view.hands.marks.focused
    assert mark is not None
    assert mark[1] == Switch(-1)  # there is no next one now
    assert mark[0] in view.page.rows[1].blocks


def test_the_tools_stay_under_a_pointer_that_has_not_moved(view: ChatView) -> None:
    """A second click leads on to the next variant."""
    view.show_turns(conversation("q", "one answer"))
    view.set_variants({"t1": Variant(2, 3)})
    for place, face, corner in view.in_view():
        for spot in face.spots:
            if place.row == 1 and spot.action == Switch(-1):
                QTest.mouseMove(view.viewport(), (corner + spot.rect.center()).toPoint())
    view.replace_from(1, [said("another", "x")], {"x": Variant(1, 3)})
    around = Surroundings(QRectF())
    for place, face, _ in view.in_view():
        view.hands.mark(around, place, face)
        assert around.near == (place.row == 1)
    QApplication.sendEvent(view.viewport(), QEvent(QEvent.Type.Leave))
    view.replace_from(1, [said("a third", "y")], {"y": Variant(3, 3)})
    assert not view.hands.marks.pointed


def test_nothing_is_left_of_an_empty_branch(view: ChatView) -> None:
    view.show_turns(conversation("q", LONG))
    view.replace_from(0, [])
    assert seen(view) == []
    assert view.verticalScrollBar().maximum() == 0


def test_what_is_the_last_answer_again_offers_its_next_steps(view: ChatView) -> None:
    view.show_turns(conversation("q", "one", "r", "two"))
    view.page.opened(1)
    view.replace_from(2, [])
    content = view.page.rows[1].content
    assert isinstance(content, AnswerBlocks)
    assert content._is_last


def test_a_growing_answer_can_go_and_come_back(view: ChatView) -> None:
    """As it has grown meanwhile, also where it was laid out before."""
    view.show_turns(conversation("q", "a"))
    answer = AnswerBlocks(Turn(role="model", id="live"), live=True)
    asked = prompt("on", id="p")
    view.append(PromptBlocks(asked))
    view.append(answer)
    answer.apply(StepDelta(index=0, content=Text(text="one\n\n")), 0)
    view.flush()
    view.replace_from(2, [])
    answer.apply(StepDelta(index=0, content=Text(text="two\n\n")), 0)
    view.flush()  # nothing to show of it
    assert len(view.page.rows) == 2
    view.append(PromptBlocks(asked))
    view.append(answer)
    answer.apply(StepDelta(index=0, content=Text(text="three\n\n")), 0)
    view.flush()
    settled(view)
    assert len(view.page.rows[3].heights) == len(answer.blocks)
    grown = picture(view)
    fresh = said("one\n\ntwo\n\nthree\n\n", "live")
    answer.finish(fresh)
    view.flush()
    ended = picture(view)
    view.show_turns([*conversation("q", "a"), asked, fresh])
    assert picture(view) == ended
    assert grown != ended


@pytest.mark.parametrize("seed", range(12))
def test_after_any_switching_it_looks_as_if_shown_anew(view: ChatView, seed: int) -> None:
    dice = random.Random(seed)
    turns = conversation("q", "one\n\ntwo", "r", LONG[:600], "s", "short")
    view.show_turns(turns)
    for _ in range(dice.randint(1, 5)):
        bar = view.verticalScrollBar()
        bar.setValue(round(dice.random() * bar.maximum()))
        number = dice.randint(0, len(turns))
        new = [said(f"Branch {n}.\n\n" * (n * 9 + 1)) for n in range(dice.randint(0, 4))]
        turns = [*turns[:number], *new]
        view.replace_from(number, new, {})
        settled(view)
    view.jump_to_latest()
    switched = seen(view)
    view.show_turns(turns)
    settled(view)
    fresh = seen(view)
    assert [entry[:2] for entry in switched] == [entry[:2] for entry in fresh]
    # Heights that are still guessed, far above, decide on less than a pixel.
    assert all(abs(a[2] - b[2]) <= 1 for a, b in zip(switched, fresh, strict=True))
