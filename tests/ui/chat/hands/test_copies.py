"""Copies: the source, or what it reads as; of a selection, an answer, everything."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from gemini_desktop.core.events import StepDelta, Text
from gemini_desktop.core.transcript import Turn, prompt
from gemini_desktop.ui.chat.hands import raw_look
from gemini_desktop.ui.chat.hands.selection import Point
from gemini_desktop.ui.chat.page import Place
from gemini_desktop.ui.chat.turns.conversation import AnswerBlocks
from gemini_desktop.ui.chat.view import ChatView
from tests.ui.chat.viewing import chat_view, says

SOURCE = (
    "# Title\n\nSome *words* and [a link](https://e.example/).\n\n- one\n- **two**\n\n"
    "```py\nx = 1\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
)
PLAIN = "Title\n\nSome words and a link.\n\none\ntwo\n\nx = 1\n\na\tb\n1\t2"


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[ChatView]:
    with chat_view(qtbot, 600, 700) as view:
        yield view


def clipboard(view: ChatView, qtbot: QtBot) -> str:
    qtbot.waitUntil(lambda: view.hands.deeds.copies.ready)
    return QGuiApplication.clipboard().text()


def test_an_answer_without_a_selection(view: ChatView, qtbot: QtBot) -> None:
    view.show_turns([prompt("Question"), says(SOURCE, thought="Hidden.")])
    view.hands.deeds.copy_markdown()
    assert clipboard(view, qtbot) == SOURCE
    view.hands.deeds.copy_plain()
    assert clipboard(view, qtbot) == PLAIN


def test_an_answer_shown_as_its_source_or_streaming(view: ChatView, qtbot: QtBot) -> None:
    """Plain text is what it reads as, whatever is shown."""
    answer = AnswerBlocks(Turn(role="model"), live=True)
    view.append(answer)
    answer.apply(StepDelta(index=0, content=Text(text=SOURCE)), 0)
    view.flush()
    view.hands.deeds.copy_plain()
    assert clipboard(view, qtbot) == PLAIN
    answer.finish(says(SOURCE))
    view.flush()
    raw_look.show_row(view, 0, raw=True)
    view.hands.deeds.copy_plain()
    assert clipboard(view, qtbot) == PLAIN


def test_a_selection_over_blocks(view: ChatView, qtbot: QtBot) -> None:
    """Plain, to the letter; as Markdown, the blocks that it touches."""
    view.show_turns([says("First *one* here.\n\nMiddle **two**.\n\nLast `three` there.")])
    view.hands.selection.span(Point(0, 1, 6), Point(0, 3, 10))
    view.hands.deeds.copy_plain()
    assert clipboard(view, qtbot) == "one here.\n\nMiddle two.\n\nLast three"
    view.hands.deeds.copy_markdown()
    assert clipboard(view, qtbot) == ("First *one* here.\n\nMiddle **two**.\n\nLast `three` there.")


def test_the_whole_conversation(view: ChatView, qtbot: QtBot) -> None:
    """Also turns that were never shown; thoughts are left out."""
    turns = [prompt("One?"), says("*First*.", "Hm.", "m-1"), prompt("Two?"), says("Second.\n")]
    view.show_turns(turns * 30)
    view.hands.deeds.copy_chat()
    one = (
        "## Prompt\n\nOne?\n\n## Answer by m-1\n\n*First*.\n\n"
        "## Prompt\n\nTwo?\n\n## Answer by Gemini\n\nSecond."
    )
    assert clipboard(view, qtbot) == "\n\n".join([one] * 30)
    view.hands.deeds.copy_chat_plain()
    text = clipboard(view, qtbot)
    assert text.startswith("Prompt:\n\nOne?\n\nAnswer by m-1:\n\nFirst.\n\nPrompt:\n\nTwo?")
    assert text.count("Second.") == 30
    assert "*" not in text


def test_pieces_of_a_long_block_are_one(view: ChatView, qtbot: QtBot) -> None:
    code = "".join(f"line {n}\n" for n in range(400))
    view.show_turns([says(f"```\n{code}```\n")])
    view.hands.deeds.copy_plain()
    assert clipboard(view, qtbot) == code.strip("\n")


def test_a_megabyte_is_copied_between_frames(view: ChatView, qtbot: QtBot) -> None:
    words = "Plain **words** of a paragraph, quite a few of them in a row.\n\n"
    view.show_turns([says(words * 4_000)])
    view.hands.deeds.copy_chat_plain()
    assert not view.hands.deeds.copies.ready
    text = clipboard(view, qtbot)
    assert text.count("Plain words of") == 4_000


@pytest.mark.parametrize("from_row", [0, 1])
def test_what_is_being_copied_is_whole_though_another_chat_is_shown(
    view: ChatView, qtbot: QtBot, from_row: int
) -> None:
    text = "\n\n".join(f"Paragraph {n} with **bold** words." for n in range(800))
    view.show_turns([prompt("A question"), says(text)])
    view.page.opened(1)
    qtbot.waitUntil(lambda: not view.page.unfinished())
    last = len(view.page.rows[1].blocks) - 1
    view.hands.selection.span(Point(0, 0, 0), Point(1, last, 0))
    copies = view.hands.deeds.copies
    copies.copy(None, plain=True)
    assert not copies.ready
    if from_row:
        view.replace_from(from_row, [])
    else:
        view.show_turns([prompt("Another")])
    copied = clipboard(view, qtbot)
    assert "Paragraph 798" in copied
    assert "Another" not in copied


def test_nothing_is_copied_of_nothing(view: ChatView, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("before")
    view.hands.deeds.copy_markdown()
    view.hands.deeds.copy_plain()
    view.hands.deeds.copy_chat()
    assert clipboard(view, qtbot) == "before"


def test_the_menu_of_an_answer_offers_it_all(view: ChatView, qtbot: QtBot) -> None:
    view.show_turns([says(SOURCE)])
    view.hands.deeds.show_menu(QPoint(5, 5), Place(0, 2), "")
    menu = next(m for m in view.findChildren(QMenu) if m.isVisible())
    entries = {action.text(): action for action in menu.actions()}
    entries["Copy as plain text"].trigger()
    assert clipboard(view, qtbot) == PLAIN
    entries["Copy as Markdown"].trigger()
    assert clipboard(view, qtbot) == SOURCE
    assert not entries["Show source"].isChecked()
    entries["Show source"].trigger()
    assert raw_look.is_raw(view, 0)
    menu.close()


def test_copying_everything_opens_nothing_and_moves_nothing(view: ChatView, qtbot: QtBot) -> None:
    """Ctrl+A and Ctrl+C over thousands of turns that were never seen: all of them are copied, between
    frames, and what is in view stays where it is."""
    texts = [f"Answer {n}.\n\n" + "Some **words** more. " * 30 for n in range(3_000)]
    view.show_turns([says(text) for text in texts])
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() - 300)
    seen = [(p.row, p.block, c.y()) for p, _, c in view.in_view()]
    view.hands.deeds.select_all()
    view.hands.deeds.copy()
    copied = clipboard(view, qtbot)
    assert copied == "\n".join(texts)
    assert sum(row.content is not None for row in view.page.rows) < 60
    assert [(p.row, p.block, c.y()) for p, _, c in view.in_view()] == seen
