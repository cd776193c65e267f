"""Stream events become blocks, live or stored, and nothing of them is lost."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from gemini_desktop.core.events import (
    Citation,
    FunctionCall,
    InteractionStarted,
    Media,
    StepDelta,
    StepStarted,
    StepStopped,
    StreamEvent,
    Text,
    ThoughtText,
    ToolResult,
    Unknown,
    UnknownContent,
    Usage,
    UsageReported,
)
from gemini_desktop.core.outcome import Outcome
from gemini_desktop.core.transcript import Turn, prompt
from gemini_desktop.core.turn_fold import TurnFold
from gemini_desktop.ui.chat import wording
from gemini_desktop.ui.chat.hands.turn_actions import Retry
from gemini_desktop.ui.chat.turns.blocks import (
    Block,
    Card,
    Code,
    Ending,
    File,
    Header,
    Heading,
    Markdown,
    Picture,
    Prompt,
    Sources,
    Status,
    ThoughtHead,
)
from gemini_desktop.ui.chat.turns.conversation import AnswerBlocks, of_turn
from gemini_desktop.ui.chat.turns.files import facts
from gemini_desktop.ui.chat.turns.prompt_blocks import PromptBlocks

SECOND = 1_000_000_000


def text(index: int, words: str) -> StepDelta:
    return StepDelta(index=index, content=Text(text=words))


def thought(index: int, words: str) -> StepDelta:
    return StepDelta(index=index, content=ThoughtText(text=words))


def answered(events: Iterable[StreamEvent | tuple[StreamEvent, int]]) -> AnswerBlocks:
    """A live answer after these events; a pair carries its time."""
    answer = AnswerBlocks(Turn(role="model"), live=True)
    for event in events:
        answer.apply(*(event if isinstance(event, tuple) else (event, 0)))
        refreshed(answer)
    return answer


def refreshed(answer: AnswerBlocks) -> list[Block]:
    answer.refresh()
    while answer.unfinished:
        answer.refresh()
    return answer.blocks


def kinds(blocks: Iterable[Block]) -> list[str]:
    return [type(block).__name__ for block in blocks]


def source(blocks: Iterable[Block]) -> str:
    return "".join(b.segment.source for b in blocks if isinstance(b, Markdown | Code))


def test_text_grows_and_what_is_final_stays_the_same_object() -> None:
    answer = answered([text(0, "One.\n\nTwo\n")])
    first = answer.blocks[1]
    answer.apply(text(0, "more.\n\n```py\nx"))
    assert answer.refresh() == 2  # after header and the final paragraph
    assert answer.blocks[1] is first
    assert kinds(answer.blocks) == ["Header", "Markdown", "Markdown", "Code", "Status"]
    assert source(answer.blocks) == "One.\n\nTwo\nmore.\n\n```py\nx"


def test_nothing_new_changes_nothing() -> None:
    answer = answered([text(0, "x")])
    assert answer.refresh() is None


def test_a_thought_is_folded_with_its_time() -> None:
    """First words while folded; all of it, on violet, once unfolded."""
    answer = answered(
        [
            (thought(0, "**Plan**\n\nFirst "), SECOND),
            (thought(0, "this.\n\nThen that."), 3 * SECOND),
            (StepStopped(index=0), 5 * SECOND),
            (text(1, "Done."), 5 * SECOND),
        ]
    )
    head = answer.blocks[1]
    assert isinstance(head, ThoughtHead)
    assert (head.preview, head.seconds, head.live) == ("Plan: First this. Then that.", 4.0, False)
    assert kinds(answer.blocks) == ["Header", "ThoughtHead", "Markdown", "Status"]
    answer.toggle(head.key)
    refreshed(answer)
    assert kinds(answer.blocks)[1:5] == ["ThoughtHead", "Markdown", "Markdown", "Markdown"]
    last = answer.blocks[4]
    assert isinstance(last, Markdown)
    assert (last.part, last.last) == ("thought", True)
    answer.toggle(head.key)
    refreshed(answer)
    assert kinds(answer.blocks) == ["Header", "ThoughtHead", "Markdown", "Status"]


def test_a_thought_in_progress_shows_its_last_words() -> None:
    answer = answered([thought(0, "Old.\n\n**New**\n\nNow this")])
    head = answer.blocks[1]
    assert isinstance(head, ThoughtHead)
    assert head.live
    assert head.preview == "Now this"


def test_fragments_of_a_call_are_one_card() -> None:
    pieces = [
        FunctionCall(id="c1", name="weather", arguments='{"city": "Kyo'),
        FunctionCall(arguments='to"}'),
    ]
    answer = answered([StepDelta(index=0, content=piece) for piece in pieces])
    (card,) = [b for b in answer.blocks if isinstance(b, Card)]
    assert (card.title, card.subtitle) == ("weather", "c1")
    assert card.body == '{\n  "city": "Kyoto"\n}'


def test_half_a_call_shows_what_there_is() -> None:
    answer = answered([StepDelta(index=0, content=FunctionCall(name="f", arguments='{"a": "x'))])
    assert [b.body for b in answer.blocks if isinstance(b, Card)] == ['{"a": "x']


def test_candidates_stand_apart() -> None:
    """Deltas of two candidates come interleaved and are read one after the other."""
    answer = answered(
        [
            StepStarted(index=0, kind="model_output"),
            text(0, "A1 "),
            StepStarted(index=1, kind="model_output", candidate=1),
            text(1, "B1 "),
            text(0, "A2"),
            text(1, "B2"),
        ]
    )
    assert kinds(answer.blocks) == [
        "Header", "Heading", "Markdown", "Heading", "Markdown", "Status",
    ]  # fmt: skip
    assert [b.text for b in answer.blocks if isinstance(b, Heading)] == [
        "Candidate 1", "Candidate 2",
    ]  # fmt: skip
    assert source(answer.blocks) == "A1 A2B1 B2"


def test_what_nobody_knows_is_shown_all_the_same() -> None:
    answer = answered(
        [
            StepDelta(index=0, content=UnknownContent(name="hologram", value={"a": 1})),
            Unknown(name="surprise"),
            Unknown(name="surprise"),
        ]
    )
    first, second = [b for b in answer.blocks if isinstance(b, Card)]
    assert (first.title, first.body) == ("hologram", '{\n  "a": 1\n}')
    assert (second.title, second.subtitle) == ("2 events of unknown kinds", "surprise × 2")


def test_pictures_results_and_sources_have_their_places() -> None:
    picture = Media(kind="image", mime_type="image/png", data="AAAA")
    sound = Media(kind="audio", mime_type="audio/wav", data="A" * 4000)
    answer = answered(
        [
            text(0, "See:"),
            StepDelta(index=0, content=picture),
            text(0, "and hear"),
            StepDelta(index=0, content=sound),
            StepDelta(index=1, content=ToolResult(kind="code_execution_result", is_error=True)),
            StepDelta(index=2, content=Citation(kind="url", uri="https://a.example", title="A")),
            StepDelta(index=2, content=Citation(kind="url", uri="https://a.example", title="A")),
        ]
    )
    assert kinds(answer.blocks) == [
        "Header", "Markdown", "Picture", "Markdown", "File", "Card", "Sources", "Status",
    ]  # fmt: skip
    assert answer.blocks[2].media is picture if isinstance(answer.blocks[2], Picture) else False
    (audio,) = [b for b in answer.blocks if isinstance(b, File)]
    assert facts(audio) == "audio/wav · 3.0 kB"
    (result,) = [b for b in answer.blocks if isinstance(b, Card)]
    assert (result.subtitle, result.tone) == ("failed", "red")
    assert [len(b.citations) for b in answer.blocks if isinstance(b, Sources)] == [1]


def test_the_model_is_named_when_it_says_so() -> None:
    answer = answered([InteractionStarted(model="gemini-x"), text(0, "x")])
    assert isinstance(answer.blocks[0], Header)
    assert answer.blocks[0].model == "gemini-x"


def test_tokens_are_totals_not_sums() -> None:
    answer = answered(
        [
            (text(0, "x"), SECOND),
            (UsageReported(usage=Usage(output=10, thoughts=5)), 2 * SECOND),
            (UsageReported(usage=Usage(output=30)), 3 * SECOND),
        ]
    )
    status = answer.blocks[-1]
    assert isinstance(status, Status)
    assert (status.output_tokens, status.thought_tokens) == (30, 5)


@pytest.mark.parametrize("kind", ["incomplete", "blocked", "failed", "cancelled", "awaiting"])
def test_every_end_but_a_plain_one_is_told(kind: str) -> None:
    outcome = Outcome(kind=kind, message="What happened.", advice="What to do.")  # type: ignore[arg-type]
    answer = answered([text(0, "x")])
    answer.finish(Turn(role="model", outcome=outcome))
    endings = [b.outcome for b in refreshed(answer) if isinstance(b, Ending)]
    assert endings == [outcome]


def test_a_plain_end_needs_no_words() -> None:
    answer = answered([text(0, "x")])
    answer.finish(Turn(role="model", outcome=Outcome(kind="complete", message="Complete.")))
    assert not [b for b in refreshed(answer) if isinstance(b, Ending)]


def test_a_link_defined_later_is_found() -> None:
    """The block above is shown anew once its address is known."""
    answer = answered([text(0, "See [docs].\n\nMore.\n\n")])
    before = answer.blocks[1]
    answer.apply(text(0, "[docs]: https://e.example\n\nEnd.\n\n"))
    refreshed(answer)
    after = answer.blocks[1]
    assert after is not before
    assert isinstance(after, Markdown)
    assert "DOCS" in after.references


def test_a_stored_turn_shows_as_the_live_one_did() -> None:
    events: list[tuple[StreamEvent, int]] = [
        (StepStarted(index=0, kind="thought"), SECOND),
        (thought(0, "Hmm."), SECOND),
        (StepStopped(index=0), 2 * SECOND),
        (StepStarted(index=1, kind="model_output"), 2 * SECOND),
        (text(1, "# T\n\n"), 2 * SECOND),
        (text(1, "- a\n- b\n\nend"), 3 * SECOND),
        (StepStopped(index=1), 4 * SECOND),
    ]
    fold = TurnFold()
    for event, t_ns in events:
        fold.apply(event, t_ns)
    live = answered(events)
    live.finish(fold.turn())
    stored = of_turn(fold.turn())
    assert kinds(refreshed(stored)) == kinds(refreshed(live))
    assert source(stored.blocks) == source(live.blocks)
    head = stored.blocks[1]
    assert isinstance(head, ThoughtHead)
    assert head.seconds == 1.0


def test_a_megabyte_at_once_is_cut_over_several_frames() -> None:
    answer = AnswerBlocks(Turn(role="model"), live=True)
    words = "A paragraph of some words.\n\n" * 40_000
    answer.apply(text(0, words))
    answer.refresh()
    assert answer.unfinished
    assert source(refreshed(answer)) == words


def test_a_prompt_is_shown_as_it_was_written() -> None:
    """No Markdown, attachments first, long ones in pieces."""
    words = "# not a heading\n" + "long line " * 2000
    blocks = PromptBlocks(
        prompt(words, [Media(kind="image", mime_type="image/png", data="AA==")])
    ).blocks
    assert isinstance(blocks[0], Picture)
    pieces = [b for b in blocks if isinstance(b, Prompt)]
    assert "".join(p.text for p in pieces) == words
    assert len(pieces) > 3
    assert [p.first for p in pieces][:2] == [True, False]
    assert pieces[-1].last


def test_next_steps_are_offered_below_the_last_answer() -> None:
    answer = answered([text(0, "x")])
    answer.finish(Turn(role="model", outcome=Outcome(kind="failed", message="No.")))
    (ending,) = [b for b in refreshed(answer) if isinstance(b, Ending)]
    assert Retry() in ending.next_steps
    answer.set_last(last=False)
    (ending,) = [b for b in refreshed(answer) if isinstance(b, Ending)]
    assert ending.next_steps == ()


def test_raw_sound_in_pieces_is_one_file_while_it_comes() -> None:
    pcm = Media(kind="audio", mime_type="audio/L16;rate=24000", data="AAAA" * 8000)
    other = Media(kind="audio", mime_type="audio/L16;rate=16000", data="AAAA")
    whole = Media(kind="audio", mime_type="audio/mpeg", data="SUQz")
    events = [StepDelta(index=0, content=m) for m in (pcm, pcm, pcm, other, whole, whole)]
    answer = answered(events[:2])
    assert kinds(answer.blocks) == ["Header", "File", "Status"]
    for event in events[2:]:
        answer.apply(event)
        refreshed(answer)
    found = [b for b in answer.blocks if isinstance(b, File)]
    assert [len(b.pieces) for b in found] == [3, 1, 1, 1]
    assert facts(found[0]) == "audio/L16 · 1.5 s · 72.0 kB"


def test_pictures_of_a_thought_stand_in_it_in_their_order() -> None:
    picture = Media(kind="image", mime_type="image/png", data="AAAA", thought=True)
    answer = answered(
        [
            StepStarted(index=0, kind="thought"),
            thought(0, "First.\n\nThen a sketch:"),
            StepDelta(index=0, content=picture),
            thought(0, "and **another**"),
            StepDelta(index=0, content=picture),
            StepStopped(index=0),
            text(1, "Done."),
        ]
    )
    assert kinds(answer.blocks) == ["Header", "ThoughtHead", "Markdown", "Status"]
    head = answer.blocks[1]
    assert isinstance(head, ThoughtHead)
    assert (head.pictures, head.preview) == (2, "First. Then a sketch:and another")
    answer.toggle(head.key)
    shown = refreshed(answer)
    assert kinds(shown)[2:-2] == ["Markdown", "Markdown", "Picture", "Markdown", "Picture"]
    last = shown[-3]
    assert isinstance(last, Picture)
    assert last.last


def test_a_thought_that_is_a_picture_alone_says_so() -> None:
    picture = Media(kind="image", mime_type="image/png", data="AAAA", thought=True)
    answer = answered([StepDelta(index=0, content=picture), StepStopped(index=0)])
    head = answer.blocks[1]
    assert isinstance(head, ThoughtHead)
    assert wording.thought_preview(head) == "One picture"
