"""What the forms for people say of a conversation, piece by piece."""

from __future__ import annotations

import base64

from gemini_desktop.core.events import (
    Citation,
    Content,
    FunctionCall,
    Media,
    Metadata,
    Text,
    ThoughtSignature,
    ThoughtText,
    ToolResult,
)
from gemini_desktop.core.export import embedded, sections
from gemini_desktop.core.export.document import Document
from gemini_desktop.core.export.sections import (
    Call,
    Candidate,
    End,
    Figures,
    File,
    Section,
    Source,
    Thought,
    Words,
)
from gemini_desktop.core.export.wanted import Wanted
from gemini_desktop.core.outcome import Outcome
from gemini_desktop.core.transcript import Step, Turn, prompt
from tests.core.export.some_turns import ALL, PIXEL, SOUND, conversation
from tests.support import costs_less_than


def of(*contents: Content, wanted: Wanted = ALL, **fields: object) -> list[Section]:
    """The pieces of an answer with one step."""
    step = Step(index=0, kind="model_output", contents=[*contents])
    turn = Turn(role="model", steps=[step], **fields)  # type: ignore[arg-type]
    [strand] = sections.strands(Document(turns=[turn]), wanted, embedded.link)
    return next(strand.turns).sections


def test_text_beside_text_is_one_piece_and_order_is_kept() -> None:
    found = of(
        Text(text="one "),
        Text(text="two"),
        ThoughtText(text="hm"),
        ThoughtSignature(signature="x"),
        Text(text="three"),
        Metadata(name="m", value=1),
        Text(text=" four"),
    )
    assert found == [Words("one two"), Thought("hm"), Words("three four")]


def test_sources_come_once_and_last() -> None:
    source = Citation(kind="web", uri="https://a.test", title=" A\nsource ")
    nameless = Citation(kind="web", uri="https://b.test")
    nowhere = Citation(kind="file", title="A file")
    found = of(source, Text(text="x"), source, nameless, nowhere)
    assert found == [
        Words("x"),
        Source("A source", "https://a.test"),
        Source("https://b.test", "https://b.test"),
    ]


def test_calls_and_results_say_what_they_hold() -> None:
    found = of(
        FunctionCall(name="f", arguments='{"a":1}'),
        ToolResult(kind="function_result", name="f", result="plain"),
        ToolResult(kind="function_result", result={"a": ["日", 1e999]}),
        ToolResult(kind="empty", result={}),
    )
    assert found == [
        Call("Call", "f", '{"a":1}', "json"),
        Call("function_result", "f", "plain", ""),
        Call("function_result", "", '{\n  "a": [\n    "日",\n    Infinity\n  ]\n}', "json"),
        Call("empty", "", "", ""),
    ]
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    [call] = of(ToolResult(kind="deep", result=deep))
    assert isinstance(call, Call)
    assert call.text == "(nested too deep to be shown)"
    while deep:
        deep = deep[0]  # type: ignore[assignment] # freed here, not all at once


def test_media_are_files_and_pieces_of_sound_are_one() -> None:
    sound = Media(kind="audio", mime_type="audio/L16;rate=24000", data=SOUND)
    found = of(
        sound,
        sound,
        Media(kind="image", mime_type="image/jpeg", data=PIXEL, name="a\nb.jpg"),
        Media(kind="document", mime_type="application/pdf", uri="https://a.test/x.pdf"),
        Media(kind="image", mime_type="image/png", data="?!"),
    )
    [heard, seen, linked, broken] = [section for section in found if isinstance(section, File)]
    assert len(found) == 4
    assert heard.label == "Sound (WAV)"
    wave = base64.b64decode(heard.address.removeprefix("data:audio/wav;base64,"))
    assert len(wave) == 44 + 2 * 1800
    assert (seen.label, seen.named, seen.here) == ("a b.jpg", True, True)
    assert seen.address.startswith("data:image/png;")  # by its bytes, whatever it is called
    assert (linked.address, linked.here, linked.label) == ("https://a.test/x.pdf", False, "File")
    assert (broken.address, broken.label) == ("", "Picture (image/png)")


def test_what_is_not_wanted_is_left_out_a_thought_s_picture_too() -> None:
    picture = Media(kind="image", mime_type="image/png", data=PIXEL, thought=True)
    after = Media(kind="image", mime_type="image/png", data=PIXEL, name="kept.png")
    found = of(
        ThoughtText(text="hm"),
        picture,
        FunctionCall(name="f"),
        after,
        wanted=Wanted(thoughts=False, tools=False),
    )
    assert [section.label for section in found if isinstance(section, File)] == ["kept.png"]
    assert len(found) == 1


def test_candidates_are_numbered_where_there_are_several() -> None:
    steps = [
        Step(index=n, kind="model_output", candidate=n, contents=[Text(text=f"{n}")])
        for n in range(2)
    ]
    made = Document(turns=[Turn(role="model", steps=steps)])
    [strand] = sections.strands(made, Wanted(), embedded.link)
    assert next(strand.turns).sections == [Candidate(1), Words("0"), Candidate(2), Words("1")]


def test_how_it_ended_is_said_where_it_did_not_end_well() -> None:
    assert of(Text(text="x"), outcome=Outcome(kind="complete", message="Complete.")) == [Words("x")]
    found = of(outcome=Outcome(kind="blocked", message="The answer\nwas blocked."))
    assert found == [End("blocked", "The answer was blocked.")]


def test_figures_only_where_they_are_wanted_and_known() -> None:
    assert of(Text(text="x"), created_unix_ns=10**18, wanted=Wanted()) == [Words("x")]
    assert of(created_unix_ns=10**18) == [Figures(("2001-09-09 01:46 UTC",))]
    assert of() == []


def test_branches_are_told_from_where_they_left() -> None:
    found = list(sections.strands(conversation(), ALL, embedded.link))
    assert [strand.kind for strand in found] == ["path", "branch"]
    assert [told.variant for told in found[0].turns] == [(1, 1), (2, 2), (1, 1), (1, 1)]
    assert found[1].after == "Why do rivers bend?"
    assert [told.turn.id for told in found[1].turns] == ["a1"]
    assert len(list(sections.strands(conversation(), Wanted(), embedded.link))) == 1


def test_branches_of_branches_are_told_once_each() -> None:
    turns = [
        prompt("root", id="r"),
        Turn(role="model", id="a", parent_id="r"),
        Turn(role="model", id="b", parent_id="r"),
        prompt("under a", id="c", parent_id="a"),
        prompt("also under a", id="d", parent_id="a"),
        prompt("another root", id="e"),
    ]
    found = list(sections.strands(Document(turns=turns, head="c"), ALL, embedded.link))
    told = [[told.turn.id for told in strand.turns] for strand in found]
    assert told == [["r", "a", "c"], ["b"], ["d"], ["e"]]
    assert [strand.after for strand in found] == ["", "root", "", ""]


def test_thousands_of_branches_cost_what_thousands_of_turns_do() -> None:
    answers = [Turn(role="model", id=str(n), parent_id="r") for n in range(10_000)]
    made = Document(turns=[prompt("root", id="r"), *answers], head="9999")
    with costs_less_than(6):
        found = [[*strand.turns] for strand in sections.strands(made, ALL, embedded.link)]
    assert len(found) == 10_000
    assert found[1][0].variant == (1, 10_000)


def test_the_files_of_a_turn_are_made_when_it_is_told() -> None:
    linked: list[bytes] = []

    def link(data: bytes, _: str, __: str) -> str:
        linked.append(data)
        return "-"

    picture = Media(kind="image", mime_type="image/png", data=PIXEL)
    made = Document(turns=[prompt("a", [picture]), prompt("b", [picture])])
    [strand] = sections.strands(made, Wanted(), link)
    for number, _ in enumerate(strand.turns, 1):
        assert len(linked) == number


def test_the_first_words_of_a_turn_are_one_short_line() -> None:
    assert sections.first_words(prompt("a\n b")) == "a b"
    assert sections.first_words(prompt("word " * 50)) == "word " * 11 + "word…"
