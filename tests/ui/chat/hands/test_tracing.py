"""What is asked about in the conversation, and the marks on it, in a real view."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from gemini_desktop.core.events import FunctionCall, Text, ThoughtText
from gemini_desktop.core.provenance.trace import Said
from gemini_desktop.core.transcript import Step, Turn, prompt
from gemini_desktop.ui.chat.faces.base import Surroundings
from gemini_desktop.ui.chat.hands.selection import Point
from gemini_desktop.ui.chat.page import Place
from gemini_desktop.ui.chat.turns.blocks import Card, Markdown, ThoughtHead
from gemini_desktop.ui.chat.view import ChatView
from tests.ui.chat.viewing import chat_view, says

LONG = "\n\n".join(f"Paragraph {n} of **bold** words." for n in range(60))


def named(turn: Turn, id_: str) -> Turn:
    return msgspec.structs.replace(turn, id=id_)


def asked(view: ChatView, qtbot: QtBot) -> list[object]:
    with qtbot.waitSignal(view.hands.tracing.asked) as signal:
        assert view.hands.tracing.ask()
    return list(signal.args or [])


def block_of(view: ChatView, row: int, kind: type) -> int:
    blocks = view.page.opened(row).blocks
    return next(i for i, block in enumerate(blocks) if isinstance(block, kind))


def traced(view: ChatView, row: int, index: int) -> list[tuple[int, int]]:
    face = view.page.face(row, index)
    around = Surroundings(clip=QRectF(view.rect()))
    view.hands.mark(around, Place(row, index), face)
    return [(start, min(end, face.length())) for start, end in around.traced]


def test_a_selection_over_several_blocks_is_a_stretch_of_each(qtbot: QtBot) -> None:
    with chat_view(qtbot) as view:
        view.show_turns([named(says("One **two**\n\n- three\n- `four` five\n"), "a")])
        first, last = block_of(view, 0, Markdown), len(view.page.opened(0).blocks) - 2
        end = view.page.face(0, last).document
        assert end is not None
        view.hands.selection.span(Point(0, first, 4), Point(0, last, 10))
        assert asked(view, qtbot) == ["a", [Said(0, "text", 6, 9), Said(0, "text", 15, 28)]]


def test_only_the_first_turn_that_came_by_wire_is_asked_about(qtbot: QtBot) -> None:
    with chat_view(qtbot) as view:
        turns = [prompt("Hi", id="p"), named(says("One"), "a"), named(says("Two"), "b")]
        view.show_turns(turns)
        last = block_of(view, 2, Markdown)
        view.page.opened(1)
        view.hands.selection.span(Point(0, 0, 0), Point(2, last, 3))
        assert asked(view, qtbot) == ["a", [Said(0, "text", 0, 3)]]
        view.hands.selection.span(Point(0, 0, 0), Point(0, 0, 2))
        assert not view.hands.tracing.ask()


def test_without_a_selection_the_word_under_the_pointer_counts(qtbot: QtBot) -> None:
    with chat_view(qtbot) as view:
        view.show_turns([named(says("The **sun** is hot."), "a")])
        index = block_of(view, 0, Markdown)
        place, face, corner = next(seen for seen in view.in_view() if seen[0].block == index)
        point = corner + QPointF(face.x_of(5), face.line_at(5).center().y())
        assert view.hands.tracing.chosen((place, point)) == ("a", [Said(0, "text", 6, 9)])
        far = view.hands.tracing.chosen((place, QPointF(-50, -50)))
        assert far == ("a", [Said(0, "text", 0, 19)])


def test_the_caret_asks_for_its_word(qtbot: QtBot) -> None:
    with chat_view(qtbot) as view:
        view.show_turns([named(says("The **sun** is hot."), "a")])
        index = block_of(view, 0, Markdown)
        view.hands.selection.start(Point(0, index, 5))
        assert view.hands.tracing.chosen() == ("a", [Said(0, "text", 6, 9)])


def test_nothing_is_asked_of_an_empty_page(qtbot: QtBot) -> None:
    with chat_view(qtbot) as view:
        assert not view.hands.tracing.ask()
        view.hands.tracing.reveal()


def test_marks_stand_on_the_words_alone_and_go_again(qtbot: QtBot) -> None:
    with chat_view(qtbot) as view:
        view.show_turns([named(says("The **sun** is `hot`.\n\nAnd *on*."), "a")])
        first = block_of(view, 0, Markdown)
        view.hands.tracing.mark("a", [Said(0, "text", 6, 9)])
        assert traced(view, 0, first) == [(4, 7)]
        assert traced(view, 0, first + 1) == []
        view.hands.tracing.mark("a", [Said(0, "text", 6, 18), Said(0, "text", 23, 99)])
        assert traced(view, 0, first) == [(4, 13)]
        assert traced(view, 0, first + 1) == [(0, 7)]
        view.hands.tracing.mark("another", [Said(0, "text", 6, 9)])
        assert traced(view, 0, first) == []
        view.hands.tracing.clear()
        assert view.hands.tracing.marked == ("", [])


def test_marks_are_painted_and_nothing_is_laid_out_anew(qtbot: QtBot) -> None:
    def picture(view: ChatView) -> QImage:
        return view.viewport().grab().toImage()

    with chat_view(qtbot) as view:
        call = Step(index=1, kind="function_call", contents=[FunctionCall(name="f", arguments="")])
        turn = named(says("The **sun** is hot."), "a")
        turn.steps.append(call)
        view.show_turns([turn])
        plain = picture(view)
        faces = [view.page.face(0, index) for index in range(len(view.page.opened(0).blocks))]
        height = view.page.height()
        view.hands.tracing.mark("a", [Said(0, "text", 6, 9)])
        words = picture(view)
        view.hands.tracing.mark("a", [Said(1, "arguments", 0, 0)])
        card = picture(view)
        assert plain != words != card != plain
        view.hands.tracing.clear()
        assert picture(view) == plain
        assert view.page.height() == height
        assert faces == [view.page.face(0, i) for i in range(len(view.page.opened(0).blocks))]


def test_revealing_opens_the_thought_and_scrolls_to_the_words(qtbot: QtBot) -> None:
    with chat_view(qtbot) as view:
        step = Step(index=0, kind="thought", contents=[ThoughtText(text="I think\n\nof **suns**.")])
        answer = Step(index=1, kind="model_output", contents=[Text(text=LONG)])
        view.show_turns([Turn(role="model", id="a", steps=[step, answer])])
        qtbot.waitUntil(lambda: not view.page.unfinished())
        before = view.verticalScrollBar().value()
        view.hands.tracing.mark("a", [Said(0, "thought", 14, 18)])
        assert view.verticalScrollBar().value() == before
        head = block_of(view, 0, ThoughtHead)
        assert traced(view, 0, head) == [(0, 0)]
        view.hands.tracing.reveal()
        qtbot.waitUntil(lambda: view.verticalScrollBar().value() < before)
        head = block_of(view, 0, ThoughtHead)
        assert traced(view, 0, head) == []
        assert traced(view, 0, head + 2) == [(3, 7)]
        view.hands.tracing.mark("a", [Said(1, "text", len(LONG) - 6, len(LONG))])
        view.hands.tracing.reveal()
        assert view.verticalScrollBar().value() > before / 2


def test_words_of_a_call_in_its_card(qtbot: QtBot) -> None:
    with chat_view(qtbot) as view:
        call = FunctionCall(name="f", arguments='{"city":"Paris","n":1}')
        step = Step(index=2, kind="function_call", contents=[call])
        view.show_turns([Turn(role="model", id="a", steps=[step])])
        index = block_of(view, 0, Card)
        face = view.page.face(0, index)
        assert face.document is not None
        place = face.document.toRawText().index("Paris")
        view.hands.selection.span(Point(0, index, place), Point(0, index, place + 5))
        assert asked(view, qtbot) == ["a", [Said(2, "arguments", 9, 14)]]
        view.hands.tracing.mark("a", [Said(2, "arguments", 9, 14)])
        assert traced(view, 0, index) == [(place, place + 5)]
        view.hands.selection.clear()
        view.hands.tracing.mark("a", [Said(2, "arguments", 0, 22)])
        assert traced(view, 0, index) == [(0, face.length())]


def test_the_source_of_an_answer_is_traced_as_it_is(qtbot: QtBot) -> None:
    with chat_view(qtbot) as view:
        view.show_turns([named(says("The **sun** is hot."), "a")])
        view.hands.deeds.show_sources(shown=True)
        index = next(
            i for i in range(len(view.page.opened(0).blocks)) if view.page.face(0, i).length() == 19
        )
        view.hands.selection.span(Point(0, index, 4), Point(0, index, 9))
        assert asked(view, qtbot) == ["a", [Said(0, "text", 4, 9)]]
        view.hands.tracing.mark("a", [Said(0, "text", 4, 9)])
        assert traced(view, 0, index) == [(4, 9)]
