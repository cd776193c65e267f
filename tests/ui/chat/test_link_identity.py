"""From what is seen to its bytes and back, for every capture: the identity, also where Markdown
changed the look."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gemini_desktop.core.json.rewritten import rewritten
from gemini_desktop.core.json.spans import EventJson
from gemini_desktop.core.provenance.trace import CHARACTERS, Said, joined
from gemini_desktop.ui.chat.faces.card import CardFace
from gemini_desktop.ui.chat.text.alignment import Alignment, of_block
from gemini_desktop.ui.chat.turns.blocks import Block, Card, Code, Markdown
from gemini_desktop.ui.chat.turns.conversation import of_turn
from tests.core.provenance.test_trace import NAMES, Read, capture
from tests.core.reading import CAPTURES
from tests.ui.chat.text.test_alignment import shown, units
from tests.ui.chat.turns.test_origins import settled

pytestmark = pytest.mark.usefixtures("qapp")


def text_of(block: Block) -> str:
    """The text of the block's document."""
    if isinstance(block, Card):
        document = CardFace(block).document
        return document.toRawText() if document is not None else ""
    assert isinstance(block, Markdown | Code)
    return shown(block)


@cache
def read_with_blocks(name: str) -> tuple[Read, list[tuple[Block, str, Alignment]]]:
    """A capture, and what of its answer is text of a step."""
    read = capture(name, 1)
    found: list[tuple[Block, str, Alignment]] = []
    for block in settled(of_turn(read.turn)):
        origin = getattr(block, "origin", None)
        if origin is None or origin.kind not in CHARACTERS:
            continue
        if isinstance(block, Markdown | Code) or (isinstance(block, Card) and block.said):
            text = text_of(block)
            if text.strip():
                found.append((block, text, of_block(block, text)))
    return read, found


def source_of(block: Block) -> tuple[str, int]:
    if isinstance(block, Card):
        return block.said, 0
    assert isinstance(block, Markdown | Code)
    return block.segment.source, block.place


def check(read: Read, block: Block, found: Alignment, start: int, end: int) -> None:
    """What is seen from start to end of the block's document."""
    source, begin = source_of(block)
    first, last = found.source(start, end)
    if first >= last:
        return  # the program's own words: a host beside a link, say
    origin = block.origin  # type: ignore[union-attr]
    assert origin is not None
    said: Said = origin.said(begin + first, begin + last)
    sources = list(read.index.sources(said))
    back: list[Said] = []
    text = ""
    for each in sources:
        raw = read.chunks[each.event].raw
        span = each.bytes_in(raw)
        assert span is not None
        if rewritten(EventJson(raw), each.path) is None:
            text += read.text_of(each)
        back += read.index.words_of_bytes(each.event, raw, *span)
    (again,) = joined(back)
    assert again.start <= said.start < said.end <= again.end
    if text:
        assert text.replace("\r\n", "\n").replace("\r", "\n") == source[first:last]
        assert again == said
    place = origin.shown(said)
    assert place == (begin + first, begin + last)
    seen = found.shown(first, last)
    for position in range(start, end):
        one = found.source(position, position + 1)
        if one[0] < one[1]:  # blanks that lay out, and words of the program, say nothing
            assert any(begin <= position < stop for begin, stop in seen)
    assert found.source(seen[0][0], seen[-1][1]) == (first, last)


@pytest.mark.parametrize("name", NAMES)
def test_every_word_of_every_capture(name: str) -> None:
    read, blocks = read_with_blocks(name)
    for block, text, found in blocks:
        position = 0
        for word in text.split(" "):
            size = units(word)
            if word.strip():
                check(read, block, found, position, position + size)
            position += size + 1
        check(read, block, found, 0, units(text))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(NAMES), st.data())
def test_any_stretch_of_any_block(name: str, data: Any) -> None:
    read, blocks = read_with_blocks(name)
    if not blocks:
        return
    block, text, found = data.draw(st.sampled_from(blocks))
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    check(read, block, found, units(text[:start]), units(text[:end]))


def test_there_is_something_to_check() -> None:
    with_words = [name for name in NAMES if read_with_blocks(name)[1]]
    assert len(with_words) > 20
    assert len(NAMES) <= len(list(CAPTURES.iterdir()))
