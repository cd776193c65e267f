"""Answers as their source: letter for letter, in the same place, also while they stream."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from gemini_desktop.core.events import StepDelta, Text
from gemini_desktop.core.transcript import Turn, prompt
from gemini_desktop.ui.chat.hands import raw_look
from gemini_desktop.ui.chat.hands.actions import CopyAnswer, Toggle
from gemini_desktop.ui.chat.page import Place
from gemini_desktop.ui.chat.turns.blocks import Code, Markdown, Source, ThoughtHead
from gemini_desktop.ui.chat.turns.conversation import AnswerBlocks
from gemini_desktop.ui.chat.view import ChatView
from tests.ui.chat.viewing import chat_view, says

SOURCE = (
    "# Title\n\nSome *words* and [a link][ref].\n\n\n```py\nx = 1\n\ny\n```\n\n"
    "| a | b |\n|---|---|\n| 1 | 2 |\n\n[ref]: https://e.example/\n\nLast **line**\n"
)
LONG = "\n\n".join(
    f"Paragraph **{n}** with a few [words](https://e.example/{n})." for n in range(90)
)


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[ChatView]:
    with chat_view(qtbot, 600, 400) as view:
        yield view


def shown(view: ChatView, row: int = 0) -> str:
    """What the faces of the answer paint, stretch after stretch on lines of their own."""
    blocks = view.page.opened(row).blocks
    documents = [
        view.page.face(row, index).document
        for index, block in enumerate(blocks)
        if isinstance(block, Source)
    ]
    return "\n".join(document.toPlainText() for document in documents if document is not None)


def test_the_source_is_shown_letter_for_letter(view: ChatView) -> None:
    view.show_turns([says(SOURCE)])
    raw_look.show_row(view, 0, raw=True)
    assert shown(view) == SOURCE.removesuffix("\n")
    assert not any(isinstance(b, Markdown | Code) for b in view.page.rows[0].blocks)
    raw_look.show_row(view, 0, raw=False)
    assert not any(isinstance(b, Source) for b in view.page.rows[0].blocks)


def test_one_answer_or_all_also_those_to_come(view: ChatView) -> None:
    view.show_turns([says("One *a*."), prompt("q"), says("Two *b*.")])
    raw_look.show_row(view, 2, raw=True)
    assert [raw_look.is_raw(view, n) for n in range(3)] == [False, False, True]
    raw_look.show_all(view, raw=True)
    assert shown(view, 0) == "One *a*."
    view.append(AnswerBlocks(says("Three *c*."), live=False))
    answer = AnswerBlocks(Turn(role="model"), live=True)
    view.append(answer)
    answer.apply(StepDelta(index=0, content=Text(text="Four *d*.")), 0)
    view.flush()
    assert shown(view, 4) == "Four *d*."
    raw_look.show_all(view, raw=False)
    assert shown(view, 0) == shown(view, 2) == shown(view, 4) == ""


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_the_place_is_kept_there_and_back(view: ChatView, share: float) -> None:
    view.show_turns([says(LONG)])
    bar = view.verticalScrollBar()
    bar.setValue(0)
    bar.setValue(round(bar.maximum() * share))
    before = view.page.at(bar.value())
    raw_look.show_row(view, 0, raw=True)
    there = view.page.at(bar.value())
    raw_look.show_row(view, 0, raw=False)
    back = view.page.at(bar.value())
    assert before is not None
    assert there is not None
    assert back is not None
    assert abs(there.block - before.block) <= 1
    assert back.block == before.block
    assert abs(back.offset - before.offset) <= 2


def test_the_end_stays_in_view(view: ChatView) -> None:
    view.show_turns([says(LONG)])
    raw_look.show_all(view, raw=True)
    assert view.following
    assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum()


def test_a_source_grows_with_its_answer(view: ChatView) -> None:
    """In pieces or at once, it looks the same."""
    answer = AnswerBlocks(Turn(role="model"), live=True)
    view.append(answer)
    raw_look.show_row(view, 0, raw=True)
    for start in range(0, len(SOURCE), 7):
        answer.apply(StepDelta(index=0, content=Text(text=SOURCE[start : start + 7])), 0)
        view.flush()
        view.grab()
    answer.finish(says(SOURCE))
    view.flush()
    assert shown(view) == SOURCE.removesuffix("\n")
    streamed = view.viewport().grab().toImage()
    heights = [view.page.rows[0].heights[n] for n in range(len(view.page.rows[0].blocks))]
    view.page.restyle()
    for index in range(len(heights)):
        view.page.face(0, index)
    assert [view.page.rows[0].heights[n] for n in range(len(heights))] == heights
    assert view.viewport().grab().toImage() == streamed


def test_thoughts_fold_in_both_looks(view: ChatView) -> None:
    view.show_turns([says("Answer.", thought="One *a*.\n\nTwo.")])
    raw_look.show_row(view, 0, raw=True)
    place, key = next(
        (Place(0, n), b.key)
        for n, b in enumerate(view.page.rows[0].blocks)
        if isinstance(b, ThoughtHead)
    )
    view.hands.deeds.act(place, Toggle(key))
    assert shown(view) == "One *a*.\n\nTwo.\nAnswer."


def test_the_source_is_copied_as_it_came(view: ChatView) -> None:
    view.show_turns([says(SOURCE)])
    raw_look.show_row(view, 0, raw=True)
    view.hands.deeds.select_all()
    view.hands.deeds.copy()
    assert QGuiApplication.clipboard().text() == SOURCE.strip("\n")
    view.hands.deeds.act(Place(0, 0), CopyAnswer())
    assert QGuiApplication.clipboard().text() == SOURCE
    view.hands.marks.clear()


def test_words_are_found_in_what_is_shown(view: ChatView, qtbot: QtBot) -> None:
    """In the source the marks count, in the rendered text they do not."""
    view.show_turns([says("Read **line** by line.", thought="The **line** too.")])
    finding = view.hands.finding
    finding.look_for("line by")
    qtbot.waitUntil(lambda: not finding.searching)
    assert finding.count == 1
    raw_look.show_row(view, 0, raw=True)
    qtbot.waitUntil(lambda: not finding.searching)
    assert finding.count == 0
    finding.look_for("**line**")
    qtbot.waitUntil(lambda: not finding.searching)
    assert finding.count == 2
    finding.stop()


def test_stretches_of_one_text_stand_close_and_a_thought_apart(view: ChatView) -> None:
    view.show_turns([says("One.\n\nTwo.", thought="Hm.\n\nWell.")])
    raw_look.show_row(view, 0, raw=True)
    head = next(b for b in view.page.rows[0].blocks if isinstance(b, ThoughtHead))
    view.hands.deeds.act(Place(0, 1), Toggle(head.key))
    blocks = view.page.rows[0].blocks
    sources = [n for n, block in enumerate(blocks) if isinstance(block, Source)]
    gaps = [view.page.gap(0, number) for number in sources]
    assert [gap > 0 for gap in gaps] == [False, False, True, False]
