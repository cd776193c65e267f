"""What is copied, in steps: as Markdown, or as plain text.

Plain text is what the blocks read as, so each of them has to be made. What makes them is imported
with this module, when something is copied first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gemini_desktop.core.events import Text
from gemini_desktop.core.transcript import Step, Turn
from gemini_desktop.ui.chat.hands import copying
from gemini_desktop.ui.chat.hands.selection import Point, Selection
from gemini_desktop.ui.chat.page import Page, Place, Row
from gemini_desktop.ui.chat.text import soft
from gemini_desktop.ui.chat.turns.blocks import Block, Code, Heading, Markdown, Prompt
from gemini_desktop.ui.chat.turns.conversation import AnswerBlocks, of_turn
from gemini_desktop.ui.chat.turns.shown_text import plain_text
from gemini_desktop.ui.chat.turns.turn_text import name_of


def exact(page: Page, selection: Selection) -> Iterator[str]:
    """What is selected over several blocks: whole ones as they came, parts as they are seen. All of
    it is the last step."""
    parts: list[tuple[str, bool]] = []
    for part in selection.parts(page):
        if part is not None:
            parts.append(part)
        yield ""
    yield copying.joined(parts)


def conversation(page: Page, *, plain: bool) -> Iterator[str]:
    """All prompts and answers, each under a heading."""
    for number, row in enumerate(page.rows):
        heading = name_of(row.turn)
        lead = "\n\n" if number else ""
        yield f"{lead}{heading}:\n\n" if plain else f"{lead}## {heading}\n\n"
        last = ""
        for part in turn(row, plain=plain):
            # What ends a turn is parted from the next by one empty line, like everything else.
            yield last
            last = part
        yield last.rstrip("\n")


def turn(row: Row, *, plain: bool) -> Iterator[str]:
    """The whole answer or prompt in this row."""
    shown = row.shown_turn
    if shown.role == "user":
        yield shown.text
    elif not plain:
        yield copying.answer(row.blocks, shown)
    else:
        content = row.content
        if not isinstance(content, AnswerBlocks) or content.raw or content.unfinished:
            live = isinstance(content, AnswerBlocks) and content.live
            content = of_turn(_said(copying.answer(row.blocks, shown)) if live else shown)
            while content.refresh() is not None or content.unfinished:
                yield ""
        answer = [block for block in content.blocks if _is_answer(block)]
        yield from _joined(answer, plain_text)


def _said(text: str) -> Turn:
    """A turn that says this, for an answer whose own turn is not complete yet."""
    step = Step(index=0, kind="model_output", contents=[Text(text=text)])
    return Turn(role="model", steps=[step])


def _is_answer(block: Block) -> bool:
    match block:
        case Markdown() | Code():
            return block.part == "answer"
        case Heading():
            return True
    return False


def _joined(blocks: list[Block], text_of: Callable[[Block], str]) -> Iterator[str]:
    """Plain texts of blocks with an empty line between them; pieces of one block are put together
    again."""
    begun = False
    for block in blocks:
        text = text_of(block)
        if text:
            yield f"{_between(block) if begun else ''}{text}"
            begun = True


def _between(block: Block) -> str:
    if not copying.goes_on(block):
        return "\n\n"
    match block:
        case Markdown() if soft.is_continued_paragraph(block.segment.prefix):
            return " "
        case Prompt():
            return ""
    return "\n"


def selected(page: Page, first: Point, last: Point, *, plain: bool) -> Iterator[str]:
    """Plain: what is selected, to the letter. Markdown: the sources of all blocks that are touched,
    for a part of one has none of its own."""
    begun = ended = False
    place: Place | None = Place(first.row, first.block)
    while place is not None and (place.row, place.block) <= (last.row, last.block):
        blocks = page.opened(place.row).blocks
        block = blocks[place.block] if place.block < len(blocks) else None
        text = ""
        if block is not None:
            text = _part(page, place, first, last) if plain else copying.source(block)
        if block is not None and text:
            lead = ""
            if plain:
                lead = _between(block) if begun else ""
            elif begun and not ended and not copying.goes_on(block):
                lead = "\n"
            yield lead + text
            begun, ended = True, text.endswith("\n")
        else:
            yield ""
        place = page.following(place)


def _part(page: Page, place: Place, first: Point, last: Point) -> str:
    here = (place.row, place.block)
    starts, ends = here == (first.row, first.block), here == (last.row, last.block)
    if not (starts or ends):
        return plain_text(page.rows[place.row].blocks[place.block])
    face = page.face(place.row, place.block)
    return face.text(first.character if starts else 0, last.character if ends else face.length())
