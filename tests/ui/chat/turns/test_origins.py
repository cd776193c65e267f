"""Where each block's text stands in what its step said: stored or live, however it was cut."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core import answer
from gemini_desktop.core.decoding.decoder import decode
from gemini_desktop.core.events import (
    FunctionCall,
    Media,
    StepDelta,
    StepStarted,
    StepStopped,
    Text,
    ThoughtText,
)
from gemini_desktop.core.provenance.trace import CHARACTERS, Provenance, Said
from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.chat.turns.blocks import Block, Card, Code, File, Markdown, Picture, Source
from gemini_desktop.ui.chat.turns.conversation import AnswerBlocks, of_turn
from gemini_desktop.ui.chat.turns.origins import Origin
from tests.core.reading import CAPTURES, records

NAMES = sorted(path.name for path in CAPTURES.iterdir() if path.suffix == ".sse")


def settled(content: AnswerBlocks) -> list[Block]:
    """All blocks, with every thought unfolded."""
    while content.refresh() is not None or content.unfinished:
        pass
    for block in list(content.blocks):
        if (key := getattr(block, "key", "")) and getattr(block, "folded", False):
            content.toggle(key)
    while content.refresh() is not None or content.unfinished:
        pass
    return content.blocks


def check(blocks: list[Block], said: dict[tuple[int, str], str]) -> int:
    """Each block's source stands where it says; how many have."""
    found = 0
    for block in blocks:
        if not isinstance(block, Markdown | Code | Source) or block.origin is None:
            continue
        origin = block.origin
        if origin.kind not in CHARACTERS:
            continue
        source = block.text if isinstance(block, Source) else block.segment.source
        place = origin.said(block.place, block.place + len(source))
        text = said[place.step, place.kind][place.start : place.end]
        assert text.replace("\r\n", "\n").replace("\r", "\n") == source
        assert origin.shown(place) == (block.place, block.place + len(source))
        found += 1
    return found


def texts(turn: Turn) -> dict[tuple[int, str], str]:
    found: dict[tuple[int, str], str] = {}
    for step in turn.steps:
        found[step.index, "text"] = step.text
        found[step.index, "thought"] = step.thought_text
    return found


@pytest.mark.parametrize("name", NAMES)
def test_blocks_of_captures_stored_and_live(name: str) -> None:
    exchange = records((CAPTURES / name).read_bytes(), seed=3)
    turn = answer.read(exchange)
    stored = settled(of_turn(turn))
    live = AnswerBlocks(Turn(role="model"), live=True)
    index = Provenance()
    for event, chunk in enumerate(decode(exchange)):
        index.take(event, chunk)
        for each in chunk.events:
            live.apply(each, chunk.t_ns)
        live.refresh()
    live.finish(turn)
    said = texts(turn)
    for blocks in (stored, settled(live)):
        check(blocks, said)
        for block in blocks:
            origin = getattr(block, "origin", None)
            if isinstance(block, Markdown | Code) and block.part == "tool":
                assert origin is not None
            if not isinstance(origin, Origin):
                continue
            assert index.beginning(origin.step, origin.kind), (block, origin.whole())
    shown = [b for b in stored if isinstance(b, Picture | File | Card)]
    assert all(
        getattr(b, "origin", None)
        for b in shown
        if getattr(b, "key", "") not in ("unknown", "searched")
    )


pieces = st.lists(st.text(alphabet="ab \r\n`*#-", max_size=6), max_size=12)


@given(pieces)
def test_line_ends_of_every_kind_cut_anywhere(made: list[str]) -> None:
    live = AnswerBlocks(Turn(role="model"), live=True)
    live.apply(StepStarted(index=4, kind="model_output"))
    for piece in made:
        live.apply(StepDelta(index=4, content=Text(text=piece)))
        live.refresh()
    live.apply(StepStopped(index=4))
    check(settled(live), {(4, "text"): "".join(made)})
    live.show_raw(raw=True)
    check(settled(live), {(4, "text"): "".join(made)})


@given(st.lists(st.tuples(st.sampled_from(["text", "thought", "call", "media"]), pieces)))
def test_sections_of_one_step(made: list[tuple[str, list[str]]]) -> None:
    """Text after something else goes on counting where the text before it stopped."""
    live = AnswerBlocks(Turn(role="model"), live=True)
    said: dict[tuple[int, str], str] = {}
    media = 0
    for kind, parts in made:
        for part in parts:
            content: Any = {
                "text": Text(text=part),
                "thought": ThoughtText(text=part),
                "call": FunctionCall(arguments=part),
                "media": Media(kind="image", mime_type="image/png", data="QUJD"),
            }[kind]
            media += kind == "media"
            live.apply(StepDelta(index=0, content=content))
            said[0, kind] = said.get((0, kind), "") + part
    blocks = settled(live)
    check(blocks, said)
    pictures = [b.origin for b in blocks if isinstance(b, Picture) and b.origin is not None]
    assert [p.whole() for p in pictures] == [Said(0, "media", n, n + 1) for n in range(media)]


def test_a_step_that_begins_anew_counts_from_nothing() -> None:
    live = AnswerBlocks(Turn(role="model"), live=True)
    for words in ("first", "second"):
        live.apply(StepStarted(index=0, kind="model_output"))
        live.apply(StepDelta(index=0, content=Text(text=words)))
        live.apply(StepStopped(index=0))
    blocks = [b for b in settled(live) if isinstance(b, Markdown)]
    assert [b.origin.whole() for b in blocks if b.origin] == [
        Said(0, "text", 0, 5),
        Said(0, "text", 0, 6),
    ]


def test_an_origin_knows_only_what_is_its_own() -> None:
    origin = Origin(2, "text", 10)
    origin.add(Text(text="a\r\nb"))
    assert origin.whole() == Said(2, "text", 10, 14)
    assert origin.said(0, 2) == Said(2, "text", 10, 13)
    assert origin.shown(Said(2, "text", 0, 11)) == (0, 1)
    assert origin.shown(Said(2, "text", 13, 99)) == (2, 3)
    assert origin.shown(Said(2, "text", 14, 99)) is None
    assert origin.shown(Said(2, "thought", 10, 12)) is None
    assert origin.shown(Said(1, "text", 10, 12)) is None
