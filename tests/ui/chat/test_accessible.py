"""What a screen reader is told of the conversation, and what it can do there."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gemini_desktop.core.capture import RetryScheduled
from gemini_desktop.core.events import StepDelta, Text, Usage
from gemini_desktop.core.outcome import Outcome
from gemini_desktop.core.transcript import Turn, prompt
from gemini_desktop.ui.chat.announcing import Announcer
from gemini_desktop.ui.chat.pane import ChatPane
from gemini_desktop.ui.chat.turns.blocks import ThoughtHead
from gemini_desktop.ui.chat.turns.conversation import AnswerBlocks
from gemini_desktop.ui.chat.view import ChatView
from tests.ui.chat.viewing import chat_view, says

Role = QAccessible.Role
SOURCE = "Read **line** by line, see [here](https://e.example/).\n\n```py\nx = 1\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"


@pytest.fixture(autouse=True)
def _assisted() -> Iterator[None]:
    """As if a screen reader were running."""
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[ChatView]:
    with chat_view(qtbot, 600, 600) as view:
        yield view


def root(view: ChatView) -> QAccessibleInterface:
    return QAccessible.queryAccessibleInterface(view)


def name(interface: QAccessibleInterface) -> str:
    return interface.text(QAccessible.Text.Name)


def buttons(turn: QAccessibleInterface) -> list[tuple[Role, str]]:
    children = [turn.child(n) for n in range(turn.childCount())]
    return [(child.role(), name(child)) for child in children]


def test_the_view_is_a_list_of_turns(view: ChatView) -> None:
    view.show_turns([prompt("How?"), says(SOURCE, model="m-1"), prompt("And?"), says("So.")])
    accessible = root(view)
    assert accessible.role() == Role.List
    assert name(accessible) == "Conversation"
    turns = [accessible.child(n) for n in range(accessible.childCount())]
    assert [turn.role() for turn in turns] == [Role.ListItem] * 4
    assert [name(turn) for turn in turns] == [
        "Prompt",
        "Answer by m-1",
        "Prompt",
        "Answer by Gemini",
    ]
    assert [accessible.indexOfChild(turn) for turn in turns] == [0, 1, 2, 3]
    for turn in turns:
        assert turn.isValid()
        assert turn.state().focusable
        assert turn.state().readOnly
        assert turn.parent() is accessible
        assert turn.window() is view.window().windowHandle()


def test_a_turn_reads_as_it_is_seen(view: ChatView) -> None:
    view.show_turns([prompt("How?"), says(SOURCE, thought="Hm.")])
    turn = root(view).child(1)
    text = turn.text(QAccessible.Text.Value)
    assert "Read line by line, see here." in text
    assert "x = 1" in text
    assert "a\tb\n1\t2" in text
    assert text.startswith("Thought\nHm.")
    reader = turn.textInterface()
    assert reader.characterCount() == len(text)
    assert reader.text(0, -1) == text
    start = text.index("line")
    assert reader.text(start, start + 4) == "line"
    assert reader.selectionCount() == 0
    assert reader.cursorPosition() == 0
    assert reader.characterRect(0) == turn.rect()


def test_buttons_and_links_are_children_that_can_be_pressed(view: ChatView) -> None:
    view.show_turns([prompt("How?"), says(SOURCE, thought="Hm.")])
    view.grab()
    turn = root(view).child(1)
    known = buttons(turn)
    assert (Role.Link, "here") in known
    assert (Role.Button, "Copy code") in known
    assert (Role.Button, "Copy answer") in known
    for number, (_, words) in enumerate(known):
        button = turn.child(number)
        assert turn.indexOfChild(button) == number
        assert button.parent() is turn
        action = button.actionInterface()
        assert action.actionNames() == ["Press"]
        assert action.keyBindingsForAction("Press") == ["Return"]
        if words == "Copy code":
            action.doAction("Press")
            assert QGuiApplication.clipboard().text() == "x = 1\n"
    view.hands.marks.clear()


def test_a_thought_is_unfolded_by_its_button(view: ChatView) -> None:
    view.show_turns([says("Answer.", thought="First.\n\nSecond.")])
    view.grab()
    turn = root(view).child(0)
    assert "Second." in turn.text(QAccessible.Text.Value)  # the preview
    (fold,) = [n for n, (_, words) in enumerate(buttons(turn)) if "unfold" in words]
    turn.child(fold).actionInterface().doAction("Press")
    head = next(b for b in view.page.rows[0].blocks if isinstance(b, ThoughtHead))
    assert not head.folded
    assert buttons(turn)[fold][1] == "Thought, fold"


def test_everything_has_its_place_on_the_screen(view: ChatView) -> None:
    view.show_turns([prompt("How?"), says(SOURCE)])
    view.grab()
    accessible = root(view)
    corner = view.viewport().mapToGlobal(QPoint(0, 0))
    last = corner.y()
    for row in range(2):
        turn = accessible.child(row)
        area = turn.rect()
        assert area.left() == corner.x()
        assert area.top() >= last
        last = area.bottom()
        assert not turn.state().offscreen
        for number in range(turn.childCount()):
            button = turn.child(number)
            centre = button.rect().center()
            assert area.contains(centre)
            assert turn.childAt(centre.x(), centre.y()) is button
            assert accessible.childAt(centre.x(), centre.y()) is turn


def test_turns_out_of_view_are_told_without_opening_them(view: ChatView) -> None:
    view.show_turns([t for n in range(500) for t in (prompt(f"Q {n}"), says(f"Answer {n}."))])
    accessible = root(view)
    assert accessible.childCount() == 1000
    turn = accessible.child(3)
    assert turn.text(QAccessible.Text.Value) == "Answer 1."
    assert turn.state().offscreen
    assert turn.rect().bottom() < view.viewport().mapToGlobal(QPoint(0, 0)).y()
    assert turn.childCount() == 0
    assert sum(row.content is not None for row in view.page.rows) < 60
    turn.textInterface().scrollToSubstring(0, 5)
    assert not turn.state().offscreen
    assert turn.childCount() > 0


def test_tab_tells_what_it_has_come_to(view: ChatView) -> None:
    view.show_turns([prompt("How?"), says(SOURCE)])
    for _ in range(5):
        QTest.keyClick(view, Qt.Key.Key_Tab)
        child = root(view).focusChild()
        if child.role() == Role.Link:
            break
    assert (child.role(), name(child)) == (Role.Link, "here")
    assert child.state().focused
    names = []
    for _ in range(3):
        QTest.keyClick(view, Qt.Key.Key_Tab)
        names.append(name(root(view).focusChild()))
    assert "Copy code" in names
    assert not child.state().focused


def test_objects_outlive_what_they_stood_for(view: ChatView) -> None:
    """Whoever holds one when another conversation is shown is told that it is void, or reads what
    stands there now."""
    view.show_turns([prompt("How?"), says(SOURCE)])
    view.grab()
    accessible = root(view)
    turn = accessible.child(1)
    button = turn.child(0)
    reader = turn.textInterface()
    view.show_turns([])
    gc.collect()
    assert not turn.isValid()
    assert not button.isValid()
    assert turn.state().invalid
    assert name(turn) == name(button) == ""
    assert reader.characterCount() == 0
    assert turn.rect().isEmpty()
    view.show_turns([prompt("One"), prompt("Two")])
    assert turn.isValid()
    assert turn.text(QAccessible.Text.Value) == "Two"


def test_objects_outlive_their_view(qtbot: QtBot) -> None:
    view = ChatView()
    view.resize(600, 400)
    view.show()
    view.show_turns([prompt("How?"), says(SOURCE)])
    view.grab()
    turn = root(view).child(1)
    button = turn.child(0)
    view.show_turns([])
    view.close()
    view.deleteLater()
    with qtbot.waitSignal(view.destroyed):
        pass
    del view
    gc.collect()
    assert not turn.isValid()
    assert not button.isValid()
    assert name(turn) == ""
    assert turn.rect().isEmpty()


# --- announcements -------------------------------------------------------------------------------


@pytest.fixture
def pane(qtbot: QtBot) -> Iterator[ChatPane]:
    pane = ChatPane()
    qtbot.addWidget(pane)
    pane.resize(700, 600)
    pane.show()
    qtbot.waitExposed(pane)
    yield pane
    pane.find_bar.close_bar()
    pane.view.show_turns([])


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Outcome(kind="complete"), "Answer complete, 412 tokens."),
        (Outcome(kind="failed", message="No route."), "Answer failed: No route."),
        (Outcome(kind="cancelled", message="Stopped by you."), "Stopped."),
        (Outcome(kind="incomplete", message="Cut."), "Answer incomplete: Cut."),
        (Outcome(kind="blocked", message="Safety."), "Answer blocked: Safety."),
        (Outcome(kind="awaiting", message="A call."), "The answer waits for you: A call."),
    ],
)
def test_the_end_is_announced_once_and_no_piece(
    pane: ChatPane, outcome: Outcome, words: str
) -> None:
    said: list[str] = []
    pane.announcer.announced.connect(said.append)
    pane.begin(prompt("q"), Turn(role="model"))
    answer = pane._answer
    assert isinstance(answer, AnswerBlocks)
    for _ in range(50):
        answer.apply(StepDelta(index=0, content=Text(text="word ")), 0)
        pane.view.flush()
    turn = says("word " * 50)
    turn.outcome = outcome
    turn.usage = Usage(output=412)
    pane.end(turn)
    assert said == [words]


def test_tokens_are_left_out_where_nobody_counted(qtbot: QtBot, view: ChatView) -> None:
    announcer = Announcer(view)
    with qtbot.waitSignal(announcer.announced) as caught:
        announcer.ended(says("So."))
    assert caught.args == ["Answer complete."]


def test_a_wait_is_announced(pane: ChatPane) -> None:
    said: list[str] = []
    pane.announcer.announced.connect(said.append)
    pane.take_record(
        RetryScheduled(t_ns=0, attempt=2, wait_s=8.2, reason="The server is busy (429).")
    )
    assert said == ["The server is busy (429). Trying again in 8 s."]
    pane.retry_bar.stop()


def test_the_number_of_hits_is_announced_when_the_search_has_settled(
    pane: ChatPane, qtbot: QtBot
) -> None:
    said: list[str] = []
    pane.announcer.announced.connect(said.append)
    pane.show_conversation([says("one two one")])
    pane.open_find()
    pane.find_bar.edit.setText("one")
    qtbot.waitUntil(lambda: bool(said))
    pane.find_bar.go_on()
    pane.find_bar.edit.setText("none")
    qtbot.waitUntil(lambda: len(said) == 3)
    assert said == ["1 of 2", "2 of 2", "No hits"]
