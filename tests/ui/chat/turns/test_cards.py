"""Calls and results as cards: queries, pages, code and output; long ones folded, never stalling."""

from __future__ import annotations

import time
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from gemini_desktop.core.events import (
    FunctionCall,
    PartialArgument,
    StepDelta,
    StepStopped,
    ToolCall,
    ToolResult,
    UnknownContent,
)
from gemini_desktop.core.transcript import Step, Turn
from gemini_desktop.ui.chat.faces.card import CardFace, CardTextFace
from gemini_desktop.ui.chat.hands import copying
from gemini_desktop.ui.chat.hands.actions import Toggle
from gemini_desktop.ui.chat.page import Place
from gemini_desktop.ui.chat.turns import cards
from gemini_desktop.ui.chat.turns.blocks import Block, Card, CardText, Code
from gemini_desktop.ui.chat.turns.card_section import CardSection
from gemini_desktop.ui.chat.turns.conversation import AnswerBlocks, of_turn
from gemini_desktop.ui.chat.turns.prompt_blocks import PromptBlocks
from gemini_desktop.ui.chat.turns.sections import Section
from gemini_desktop.ui.chat.view import ChatView
from tests.core.reading import body
from tests.seeds.wire import read
from tests.support import costs_less_than

pytestmark = pytest.mark.usefixtures("qapp")

LONG = [{"name": f"file-{n}", "bytes": n} for n in range(200)]


def refreshed(section: Section) -> list[Block]:
    section.refresh()
    while section.unfinished:
        section.refresh()
    return section.blocks


def card(section: Section) -> Card:
    (found,) = refreshed(section)
    assert isinstance(found, Card)
    return found


def call(kind: str, arguments: Any = None, **more: Any) -> Section:
    return cards.tool_call(ToolCall(kind=kind, arguments=arguments, **more), "k")


def result(kind: str, value: Any, **more: Any) -> Section:
    return cards.tool_result(ToolResult(kind=kind, result=value, **more), "k")


# --- what is said of a tool --------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["google_search_call", "GOOGLE_SEARCH_WEB"])
def test_queries_are_chips(kind: str) -> None:
    found = card(call(kind, {"queries": ["one", "二"]}))
    assert (found.title, found.chips, found.body) == ("Google Search", ("one", "二"), "")


@pytest.mark.parametrize(
    "arguments",
    [{"queries": ["one"], "more": 1}, {"queries": []}, None, [1], {"queries": {"a": 1}}],
)
def test_what_says_more_than_queries_is_shown_whole(arguments: Any) -> None:
    found = card(call("google_search_call", arguments))
    assert found.chips == ()
    assert bool(found.body) == bool(arguments)


def test_pages_are_links_with_how_it_went() -> None:
    asked = card(call("url_context_call", {"urls": ["https://a.example/x", "https://b.example/"]}))
    assert [link.uri for link in asked.links] == ["https://a.example/x", "https://b.example/"]
    found = card(
        result(
            "url_context_result",
            [
                {"url": "https://a.example/x", "status": "success"},
                {
                    "retrievedUrl": "https://b.example/",
                    "urlRetrievalStatus": "URL_RETRIEVAL_STATUS_ERROR",
                },
            ],
        )
    )
    assert [link.note for link in found.links] == ["success", "error"]
    face = CardFace(found)
    face.layout(400)
    assert len(face.stops()) == 2


def test_an_address_that_no_click_may_open_is_text() -> None:
    found = card(result("google_search_result", [{"url": "javascript:alert(1)", "title": "x"}]))
    face = CardFace(found)
    face.layout(400)
    assert not face.stops()
    assert face.document is not None
    assert "x" in face.document.toPlainText()


def test_suggestions_are_words_not_html() -> None:
    html = "<style>a{}</style><a href='https://g.example'>Mount &amp; more</a><a>second</a>"
    found = card(result("google_search_result", [{"search_suggestions": html}]))
    assert found.chips == ("Mount & more", "second")


@pytest.mark.parametrize("kind", ["executableCode", "code_execution_call"])
def test_code_is_code_and_none_of_the_answer(kind: str) -> None:
    section = call(kind, {"language": "PYTHON", "code": "print('```')\n"})
    (block,) = refreshed(section)
    assert isinstance(block, Code)
    assert (block.segment.language, block.segment.code) == ("python", "print('```')\n")
    assert block.closed
    assert copying.answer([block], Turn(role="model")) == ""


def test_output_is_what_was_printed() -> None:
    for value in ("9592\n", {"outcome": "OUTCOME_OK", "output": "9592\n"}):
        found = card(result("codeExecutionResult", value))
        assert (found.title, found.body, found.tone) == ("Output", "9592", "green")
    late = card(result("codeExecutionResult", {"outcome": "OUTCOME_DEADLINE_EXCEEDED"}))
    assert (late.subtitle, late.tone) == ("deadline exceeded", "red")
    assert card(result("code_execution_result", "")).subtitle == "nothing was printed"


def test_every_tool_of_the_capture_is_shown() -> None:
    answer = of_turn(read(body("25")))
    while answer.refresh() is not None or answer.unfinished:
        pass
    titles = [b.title for b in answer.blocks if isinstance(b, Card)]
    assert "Google Search" in titles
    assert any(isinstance(b, Code) and b.part == "tool" for b in answer.blocks)


# --- arguments that grow -----------------------------------------------------------------------------


def growing(*fragments: FunctionCall) -> list[str]:
    """The body after each fragment, and after the end."""
    answer = AnswerBlocks(Turn(role="model"), live=True)
    bodies = []
    for fragment in fragments:
        answer.apply(StepDelta(index=0, content=fragment), 1)
        answer.refresh()
        bodies += [b.body for b in answer.blocks if isinstance(b, Card)]
    answer.apply(StepStopped(index=0), 2)
    answer.refresh()
    return bodies + [b.body for b in answer.blocks if isinstance(b, Card)]


def test_arguments_are_seen_as_they_come() -> None:
    seen = growing(
        FunctionCall(id="1", name="f", arguments='{"city": "Ky'), FunctionCall(arguments='oto"}')
    )
    assert seen == ['{"city": "Ky', '{\n  "city": "Kyoto"\n}', '{\n  "city": "Kyoto"\n}']


def test_arguments_by_path_are_seen_as_they_come() -> None:
    def part(value: str) -> FunctionCall:
        piece = PartialArgument(path="$.city", value=value, will_continue=value == "Ky")
        return FunctionCall(name="f", partial=(piece,))

    assert growing(part("Ky"), part("oto")) == [
        '{\n  "city": "Ky"\n}',
        '{\n  "city": "Kyoto"\n}',
        '{\n  "city": "Kyoto"\n}',
    ]


def test_of_long_arguments_the_end_is_seen_while_they_come() -> None:
    seen = growing(
        FunctionCall(name="f", arguments='{"a": "' + "x" * 5000), FunctionCall(arguments="END")
    )
    assert seen[1].startswith("…")
    assert seen[1].endswith("END")


def test_a_call_in_thousands_of_fragments_costs_no_square() -> None:
    section = cards.CallSection("k")
    with costs_less_than(15):
        for _ in range(2_000):
            section.append(FunctionCall(arguments="x" * 100))
            section.refresh()


# --- folding -----------------------------------------------------------------------------------------


def test_a_long_result_is_folded_and_says_how_long_it_is() -> None:
    section = result("file_search_result", LONG)
    folded = card(section)
    assert (folded.more, folded.lines, folded.body.count("\n")) == (True, 802, 9)
    face = CardFace(folded)
    face.layout(500)
    assert [spot.name for spot in face.spots][-1] == "Show all (802 lines)"
    assert '"file-199"' in copying.source(folded)


def test_unfolded_all_of_it_is_there_in_pieces() -> None:
    section = result("file_search_result", LONG)
    folded = card(section)
    hidden = section.whole if isinstance(section, CardSection) else ()
    assert isinstance(section, CardSection)
    section.fold(folded=False)
    head, *pieces = refreshed(section)
    assert isinstance(head, Card)
    assert (head.folded, head.body) == (False, "")
    texts = [piece.text for piece in pieces if isinstance(piece, CardText)]
    assert len(texts) == len(pieces) == len(hidden)
    assert "".join(texts).count("\n") == folded.lines - 1
    assert [isinstance(p, CardText) and (p.first, p.last) for p in pieces][:: len(pieces) - 1] == [
        (True, False),
        (False, True),
    ]
    section.fold(folded=True)
    assert card(section).body == folded.body


def test_a_megabyte_unfolds_over_frames_none_of_which_is_long() -> None:
    value = [{"name": f"file-{n}", "bytes": n, "tags": ["a", "b"]} for n in range(14_000)]
    section = result("file_search_result", value)
    card(section)
    assert isinstance(section, CardSection)
    section.fold(folded=False)
    longest = 0.0
    while True:
        started = time.thread_time()
        section.refresh()
        longest = max(longest, time.thread_time() - started)
        if not section.unfinished:
            break
    assert longest < 1
    assert len(section.blocks) > 1000


def test_one_endless_line_is_folded_too() -> None:
    section = result("mcp_server_tool_result", "y" * 3_000_000)
    folded = card(section)
    assert len(folded.body) == 1200
    assert isinstance(section, CardSection)
    section.fold(folded=False)
    pieces = [b for b in refreshed(section) if isinstance(b, CardText)]
    assert max(len(piece.text) for piece in pieces) == 6000
    face = CardTextFace(pieces[-1])
    face.layout(300)
    assert [spot.name for spot in face.spots] == ["Show less"]


def test_cards_fold_by_their_key_in_answers_and_prompts() -> None:
    found = ToolResult(kind="function_result", name="f", result=LONG)
    answer = AnswerBlocks(Turn(role="model"), live=True)
    answer.apply(StepDelta(index=0, content=found), 1)
    answer.refresh()
    prompt = PromptBlocks(Turn(role="user", steps=read_step(found)))
    for content in (answer, prompt):
        (folded,) = [b for b in content.blocks if isinstance(b, Card)]
        assert content.hidden(folded.key)
        content.toggle(folded.key)
        content.refresh()
        while content.unfinished:
            content.refresh()
        assert any(isinstance(b, CardText) for b in content.blocks)
        content.toggle(folded.key)
        content.refresh()
        assert not any(isinstance(b, CardText) for b in content.blocks)


def read_step(found: ToolResult) -> list[Any]:
    return [Step(index=0, kind="function_result", contents=[found])]


def test_the_unknown_is_shown_as_it_came() -> None:
    found = card(cards.of(UnknownContent(name="hologram", value={"a": [1]}), "k"))
    assert found.title == "hologram"
    assert found.body == '{\n  "a": [\n    1\n  ]\n}'


def test_folding_from_the_foot_leads_back_to_the_head(qtbot: QtBot) -> None:
    view = ChatView()
    qtbot.addWidget(view)
    view.resize(500, 300)
    view.show()
    found = ToolResult(kind="function_result", name="f", result=LONG)
    after = [UnknownContent(name="after", value="x\n" * 8)] * 6
    steps = [Step(index=0, kind="function_result", contents=[found, *after])]
    view.show_turns([Turn(role="model", steps=steps)])
    view.verticalScrollBar().setValue(0)
    blocks = view.page.opened(0).blocks
    (number,) = [n for n, b in enumerate(blocks) if isinstance(b, Card) and b.more]
    head = blocks[number]
    assert isinstance(head, Card)
    view.hands.deeds.act(Place(0, number), Toggle(head.key))
    while view.page.unfinished():
        view._go_on()
    blocks = view.page.opened(0).blocks
    foot = max(n for n, b in enumerate(blocks) if isinstance(b, CardText))
    view.reveal(Place(0, foot))
    assert view.verticalScrollBar().value() > 5000
    view.hands.deeds.act(Place(0, foot), Toggle(head.key))
    assert any(place == Place(0, number, place.offset) for place, _, _ in view.in_view())
    view.show_turns([])


def test_a_file_that_an_import_lacks_is_named_in_its_place() -> None:
    missing = UnknownContent(name="missing file", value={"name": "photo.png", "type": "image"})
    turn = Turn(role="user", steps=[Step(index=0, kind="user_input", contents=[missing])])
    [found] = [block for block in PromptBlocks(turn).blocks if isinstance(block, Card)]
    assert (found.title, found.subtitle) == ("photo.png", "missing in the import")
    assert found.body == ""
    unreadable = UnknownContent(name="unreadable file", value={"name": "", "type": "image/png"})
    nameless = card(cards.of(unreadable, "k"))
    assert (nameless.title, nameless.subtitle) == (
        "A file",
        "unreadable in the import",
    )
    odd = card(cards.of(UnknownContent(name="missing file", value=[1]), "k"))
    assert odd.subtitle == "unknown content"
