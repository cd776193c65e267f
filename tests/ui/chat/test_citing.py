"""Numbers of sources stand where the wire's bytes say, tear nothing, and are in no copy."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gemini_desktop.core.events import Citation, Content, Metadata, StepDelta, StepStopped, Text
from gemini_desktop.core.transcript import Step, Turn
from gemini_desktop.ui.chat.faces.sources import FEW, SourcesFace
from gemini_desktop.ui.chat.faces.text import MarkdownFace
from gemini_desktop.ui.chat.hands import copying
from gemini_desktop.ui.chat.hands.media_actions import ShowSource
from gemini_desktop.ui.chat.page import Place
from gemini_desktop.ui.chat.text import citing, source_links
from gemini_desktop.ui.chat.text.markdown import parse
from gemini_desktop.ui.chat.text.render import render
from gemini_desktop.ui.chat.text.segments import Segment, Splitter
from gemini_desktop.ui.chat.text.text_style import style_for
from gemini_desktop.ui.chat.turns.blocks import Block, Card, Cite, Code, Markdown, Sources
from gemini_desktop.ui.chat.turns.conversation import AnswerBlocks, of_turn
from gemini_desktop.ui.chat.turns.shown_text import plain_text
from gemini_desktop.ui.chat.view import ChatView
from tests.core.reading import body
from tests.seeds.wire import read
from tests.ui.chat.viewing import chat_view

pytestmark = pytest.mark.usefixtures("qapp")

EXAMPLES: list[str] = json.loads(
    (Path(__file__).parent / "commonmark_examples.json").read_text(encoding="utf-8")
)["examples"]


def cites(text: str, words: str, number: int = 1) -> Citation:
    start = len(text[: text.index(words)].encode())
    uri = f"https://{number}.example.org/"
    return Citation(kind="web", uri=uri, start=start, end=start + len(words.encode()))


def answered(text: str, *citations: Citation) -> AnswerBlocks:
    contents: list[Content] = [Text(text=text), *citations]
    turn = Turn(role="model", steps=[Step(index=0, kind="model_output", contents=contents)])
    answer = of_turn(turn)
    while answer.refresh() is not None or answer.unfinished:
        pass
    return answer


def shown(block: Block) -> str:
    """The text of the document, the signs without their joiners."""
    assert isinstance(block, Markdown)
    return render(block, style_for("answer")).toPlainText().replace("\u2060", "")


def texts(answer: AnswerBlocks) -> list[str]:
    return [shown(b) for b in answer.blocks if isinstance(b, Markdown)]


# --- places ------------------------------------------------------------------------------------------


def test_places_count_bytes_of_utf8() -> None:
    text = "Mount Fuji (富士山) is 3,776 m high. 👍 And the next."
    answer = answered(
        text, cites(text, "Mount Fuji (富士山) is 3,776 m high."), cites(text, "And the next.", 2)
    )
    assert texts(answer) == ["Mount Fuji (富士山) is 3,776 m high.[1] 👍 And the next.[2]"]


def test_the_captured_search_has_its_numbers_where_its_words_end() -> None:
    turn = read(body("09"))
    answer = of_turn(turn)
    answer.refresh()
    said = "".join(texts(answer))
    citations = [c for s in turn.steps for c in s.contents if isinstance(c, Citation)]
    assert citations
    for citation in citations:
        words = (citation.details or {}).get("segment", {}).get("text", "")
        if words:
            assert f"{words.rstrip()}[" in said


def test_what_is_cited_twice_at_one_place_has_its_numbers_in_order() -> None:
    text = "One. Two."
    second, first = cites(text, "Two.", 2), cites(text, "One. Two.", 1)
    again = replace_end(cites(text, "Two.", 2))
    answer = answered(text, cites(text, "One.", 3), second, first, again)
    assert texts(answer) == ["One.[1] Two.[2][3]"]
    (sources,) = [b for b in answer.blocks if isinstance(b, Sources)]
    assert [c.uri for c in sources.citations] == [f"https://{n}.example.org/" for n in (3, 2, 1)]


def replace_end(citation: Citation) -> Citation:
    """The same, with the blank before it."""
    return Citation(kind="web", uri=citation.uri, start=(citation.start or 0) - 1, end=citation.end)


@pytest.mark.parametrize(
    ("source", "words", "expected"),
    [
        ("A **bold.** end", "A **bold.", "A bold.[1] end"),
        ("A **bold.** end", "A **bold.**", "A bold.[1] end"),
        ("A **bold** end", "A **bold", "A bold[1] end"),
        ("A `code` end", "A `co", "A code[1] end"),
        ("A `code` end", "A `code", "A code[1] end"),
        ("A [link](https://e.example) end", "A [li", "A link end[1]"),
        ("A [link](https://e.example) end", "A [link](https://e.example)", "A link[1] end"),
        (
            "See https://e.example/page now",
            "See https://e.example/page",
            "See https://e.example/page[1] now",
        ),
        ("Half a wo", "Half a w", "Half a wo[1]"),
        ("# Heading\n\ntext", "# Heading", "Heading[1]"),
        ("* item\n* other", "* item", "item[1]\nother"),
        ("line one\nline two", "line one", "line one[1] line two"),
        ("words  \n", "words  \n", "words[1]"),
        ("一。\n二", "一。", "一。[1]二"),
        ("![alt](x.png)", "![alt", "[alt: x.png][1]"),
    ],
)
def test_a_number_never_stands_inside_a_mark(source: str, words: str, expected: str) -> None:
    assert texts(answered(source, cites(source, words)))[0] == expected


def test_in_a_table_it_stands_in_the_cell() -> None:
    source = "| a | b |\n|--|--|\n| one | two |\n| three | four |\n"
    answer = answered(source, cites(source, "one"), cites(source, "| three | four |", 2))
    (block,) = [b for b in answer.blocks if isinstance(b, Markdown)]
    said = shown(block)
    assert "one[1]" in said
    assert "four[2]" in said
    assert plain_text(block).strip() == "a\tb\none\ttwo\nthree\tfour"


def test_code_has_no_numbers_and_its_source_is_listed_all_the_same() -> None:
    source = "Before:\n\n```py\nx = 1\n```\n\nAfter."
    answer = answered(source, cites(source, "x = 1"), cites(source, "Before:\n\n```py\nx", 2))
    assert texts(answer) == ["Before:[2]", "After."]
    assert [b.segment.code for b in answer.blocks if isinstance(b, Code)] == ["x = 1\n"]
    assert [len(b.citations) for b in answer.blocks if isinstance(b, Sources)] == [2]


@pytest.mark.parametrize("span", [(None, None), (5, 5), (9, 3), (0, 9999), (-4, 3), (0, None)])
def test_places_that_cannot_be_are_only_listed(span: tuple[int | None, int | None]) -> None:
    citation = Citation(kind="web", uri="https://e.example/", start=span[0], end=span[1])
    answer = answered("Some words.", citation)
    assert texts(answer) == ["Some words."]
    assert any(isinstance(b, Sources) for b in answer.blocks)


def test_where_the_count_is_wrong_the_words_tell() -> None:
    """Some gateways count characters."""
    text = "富士山は高い。 It is high. More."
    wrong = Citation(
        kind="web",
        uri="https://e.example/",
        start=9,
        end=20,
        details={"segment": {"text": "It is high."}},
    )
    assert texts(answered(text, wrong)) == ["富士山は高い。 It is high.[1] More."]


def test_lines_may_end_in_any_way() -> None:
    text = "One.\r\nTwo.\r\n\r\nThree.\rFour."
    answer = answered(text, cites(text, "Two."), cites(text, "Four.", 2))
    assert texts(answer) == ["One. Two.[1]", "Three. Four.[2]"]


# --- nothing is torn ---------------------------------------------------------------------------------


def without_signs(block: Markdown) -> str:
    return citing.SIGN.sub("", render(block, style_for("answer")).toRawText())


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(EXAMPLES), st.lists(st.integers(0, 400), min_size=1, max_size=4))
def test_with_numbers_everything_else_reads_as_before(source: str, places: list[int]) -> None:
    splitter = Splitter()
    segments = [*splitter.feed(source), *splitter.close()]
    blocks: list[Block] = [
        Code(s, closed=True) if s.kind == "code" else Markdown(s, splitter.references)
        for s in segments
    ]
    text = "".join(s.source for s in segments)
    found = [citing.Cited(0, min(place, len(text)), (n,)) for n, place in enumerate(places, 1)]
    changed = list(blocks)
    for index, block in citing.cited(blocks, text, found):
        changed[index] = block
    for before, after in zip(blocks, changed, strict=True):
        if isinstance(before, Markdown) and isinstance(after, Markdown):
            plain = render(before, style_for("answer")).toRawText()
            assert without_signs(after) == plain
            signs = len(citing.SIGN.findall(render(after, style_for("answer")).toRawText()))
            assert signs == sum(len(c.numbers) for c in after.cites)
            assert copying.source(after) == copying.source(before)


@given(st.text(max_size=60), st.integers(-5, 200), st.integers(-5, 200))
def test_any_place_in_any_text_is_within_it(text: str, start: int, end: int) -> None:
    citation = Citation(kind="web", uri="u", start=start, end=end)
    for found in citing.stretches(text, [(citation, 1)]):
        assert 0 <= found.start < found.end <= len(text)


def test_a_server_cannot_forge_a_number() -> None:
    hostile = "A \ufdd2\U000f0000 and \u2060\u2060[1] [x](source:1) end."
    answer = answered(hostile, cites(hostile, "end."))
    (block,) = [b for b in answer.blocks if isinstance(b, Markdown)]
    assert block.cites == ()
    document = render(block, style_for("answer"))
    assert "⟨U+2060⟩" in document.toPlainText()
    assert not source_links.number_of("https://source:1/")
    assert not source_links.number_of("source:x")
    assert parse("[x](source:1)")  # a link for the parser, none for the reader: not http
    face = MarkdownFace(block)
    face.layout(500)
    assert not face.stops()


def test_a_number_joins_no_word_of_the_next_line() -> None:
    segment = Segment("a\nb")
    block = Markdown(segment, cites=(Cite(1, (7,)),))
    assert shown(block) == "a[7] b"


# --- in the answer -----------------------------------------------------------------------------------


def test_live_and_stored_show_the_same() -> None:
    text = "One. Two.\n\nThree."
    live = AnswerBlocks(Turn(role="model"), live=True)
    for piece in (text[:7], text[7:]):
        live.apply(StepDelta(index=0, content=Text(text=piece)), 1)
        live.refresh()
    live.apply(StepDelta(index=0, content=cites(text, "One.")), 2)
    live.apply(StepDelta(index=0, content=cites(text, "Three.", 2)), 2)
    live.refresh()
    assert texts(live) == ["One. Two.", "Three."]  # it may still grow
    live.apply(StepStopped(index=0), 3)
    live.refresh()
    while live.unfinished:  # a busy computer needs more than one frame
        live.refresh()
    assert texts(live) == ["One.[1] Two.", "Three.[2]"]
    assert texts(answered(text, cites(text, "One."), cites(text, "Three.", 2))) == texts(live)


def test_a_source_that_comes_after_the_end_is_placed_too() -> None:
    text = "One. Two."
    live = AnswerBlocks(Turn(role="model"), live=True)
    live.apply(StepDelta(index=0, content=Text(text=text)), 1)
    live.apply(StepStopped(index=0), 1)
    live.refresh()
    live.apply(StepDelta(index=0, content=cites(text, "One.")), 2)
    first = live.refresh()
    assert texts(live) == ["One.[1] Two."]
    assert first == 1


def test_blocks_without_a_number_stay_the_same_objects() -> None:
    text = "First.\n\nSecond.\n\nThird."
    live = AnswerBlocks(Turn(role="model"), live=True)
    live.apply(StepDelta(index=0, content=Text(text=text)), 1)
    live.apply(StepStopped(index=0), 1)
    live.refresh()
    before = list(live.blocks)
    live.apply(StepDelta(index=0, content=cites(text, "Second.")), 2)
    assert live.refresh() == 2
    assert live.blocks[1] is before[1]
    assert live.blocks[3] is before[3]


def test_copies_have_no_numbers() -> None:
    text = "One. **Two**.\n\nThree."
    answer = answered(text, cites(text, "One."), cites(text, "Three.", 2))
    turn = answer.turn
    assert copying.answer(answer.blocks, turn) == text
    assert [plain_text(b) for b in answer.blocks if isinstance(b, Markdown)] == [
        "One. Two.",
        "Three.",
    ]


# --- in the view -------------------------------------------------------------------------------------


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[ChatView]:
    with chat_view(qtbot, 600, 420) as view:
        yield view


def many(count: int) -> Turn:
    paragraphs = [f"Paragraph {n} says something of its own at some length." for n in range(count)]
    text = "\n\n".join(paragraphs)
    citations = [cites(text, p, n + 1) for n, p in enumerate(paragraphs)]
    return Turn(
        role="model",
        steps=[Step(index=0, kind="model_output", contents=[Text(text=text), *citations])],
    )


def lit(view: ChatView) -> int:
    mark = view.hands.marks.done
    return mark[1].number if mark is not None and isinstance(mark[1], ShowSource) else 0


def test_a_click_on_a_number_shows_its_source(view: ChatView) -> None:
    view.show_turns([many(30)])
    view.verticalScrollBar().setValue(0)
    view.grab()
    place, face, corner = next(
        (p, f, c) for p, f, c in view.in_view() if isinstance(f, MarkdownFace)
    )
    (stop,) = face.stops()
    assert stop.name.replace("\u2060", "") == "[1]"
    point = corner + QPointF(stop.rect.center().x(), stop.rect.top() + 7)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point.toPoint())
    assert lit(view) == 1
    assert any(isinstance(f, SourcesFace) for _, f, _ in view.in_view())
    assert place.row == 0


def test_a_number_is_reached_by_keyboard_and_unfolds_its_source(view: ChatView) -> None:
    view.show_turns([many(FEW + 4)])
    row = view.page.opened(0)
    index = next(n for n, b in enumerate(row.blocks) if isinstance(b, Sources))
    assert view.page.face(0, index).document is not None
    view.hands.deeds.media.act(Place(0, 1), ShowSource(FEW + 3))
    assert lit(view) == FEW + 3
    block = row.blocks[index]
    assert isinstance(block, Sources)
    assert not block.folded
    view.setFocus()
    view.verticalScrollBar().setValue(0)
    QTest.keyClick(view, Qt.Key.Key_Tab)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert lit(view) == 1


def test_a_tooltip_names_the_source(view: ChatView) -> None:
    view.show_turns([many(2)])
    explained = view.hands.deeds.explained(Place(0, 1), source_links.address(2))
    assert "2.example.org" in explained
    assert view.hands.deeds.explained(Place(0, 1), "https://a.example/x").startswith("a.example")


# --- beside the text ---------------------------------------------------------------------------------


def beside(name: str, value: Any, text: str = "富士山 is high.") -> AnswerBlocks:
    contents: list[Content] = [Text(text=text), Metadata(name=name, value=value)]
    turn = Turn(role="model", steps=[Step(index=0, kind="model_output", contents=contents)])
    answer = of_turn(turn)
    while answer.refresh() is not None or answer.unfinished:
        pass
    return answer


def test_what_was_searched_for_stands_above_the_sources() -> None:
    answer = of_turn(read(body("09")))
    answer.refresh()
    kinds = [type(b).__name__ for b in answer.blocks]
    assert kinds.index("Card") == kinds.index("Sources") - 1
    (card,) = [b for b in answer.blocks if isinstance(b, Card)]
    assert card.chips == ("highest mountain in Europe", "Mount Elbrus height")


@pytest.mark.parametrize("value", [None, [], {}, {"webSearchQueries": [1, {}, " "]}, "x"])
def test_no_search_no_card(value: Any) -> None:
    answer = beside("groundingMetadata", value)
    assert not any(isinstance(b, Card) for b in answer.blocks)


def test_annotations_of_chat_completions_count_characters() -> None:
    inner = {"url": "https://a.example/", "title": "A", "start_index": 0, "end_index": 3}
    answer = beside("annotations", [{"type": "url_citation", "url_citation": inner}])
    assert texts(answer) == ["富士山[1] is high."]
    (sources,) = [b for b in answer.blocks if isinstance(b, Sources)]
    assert [c.title for c in sources.citations] == ["A"]


@pytest.mark.parametrize("value", [None, "x", [1], [{}], [{"url_citation": 3}], [{"url": 3}]])
def test_odd_annotations_do_no_harm(value: Any) -> None:
    assert texts(beside("annotations", value)) == ["富士山 is high."]


def test_hundreds_of_numbers_are_placed_over_frames_and_none_is_forgotten() -> None:
    """A report is cut over several frames, then cited over several: no frame is long."""
    paragraphs = [f"Paragraph {n} says **something** of its own; 富士山." for n in range(600)]
    text = "\n\n".join(paragraphs)
    contents: list[Content] = [
        Text(text=text),
        *(cites(text, p, n + 1) for n, p in enumerate(paragraphs)),
    ]
    answer = of_turn(
        Turn(role="model", steps=[Step(index=0, kind="model_output", contents=contents)])
    )
    longest, frames = 0.0, 0
    while answer.unfinished:
        started = time.thread_time()
        answer.refresh()
        longest = max(longest, time.thread_time() - started)
        frames += 1
    assert sum(len(b.cites) for b in answer.blocks if isinstance(b, Markdown)) == 600
    assert frames > 3
    assert longest < 1
