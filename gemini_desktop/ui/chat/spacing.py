"""Distances between blocks, and guesses at the height of what was not laid out yet."""

from __future__ import annotations

from gemini_desktop.ui.chat.turns.blocks import (
    Block,
    Card,
    CardText,
    Code,
    File,
    Header,
    Markdown,
    Picture,
    Prompt,
    PromptTools,
    Source,
    Status,
    ThoughtHead,
)

COLUMN = 820.0
PAGE_TOP = 16.0
PAGE_BOTTOM = 24.0
_WIDE = 560
_BLOCK = 14.0
_HEADING = 20.0
_OUTPUT = 6.0
_CARD = 8.0
_LINE = 22.0
_CHARACTER = 7.4


def margin(width: float) -> float:
    """The empty space at either side of the text in a pane of this width."""
    return 46.0 if width >= _WIDE else 24.0


def above(previous: Block | None, block: Block) -> float:  # noqa: C901 - a flat table
    """The empty space above a block, after this other one in the same turn."""
    if previous is None:
        return 0.0
    from gemini_desktop.ui.chat.text.soft import is_continued_paragraph

    match block:
        case Code() if not block.segment.first:
            return 0.0
        case CardText():
            return 0.0
        case Card() if isinstance(previous, Code) and previous.part == "tool":
            return _OUTPUT
        case File() if isinstance(previous, File):
            return _CARD
        case Card() if isinstance(previous, Card | CardText):
            return _CARD
        case Source(part="thought") if isinstance(previous, ThoughtHead):
            return 0.0
        case Source() if isinstance(previous, Source) and previous.part == block.part:
            return 0.0
        case Prompt() if not block.first and isinstance(previous, Prompt):
            return 0.0
        case Markdown() if is_continued_paragraph(block.segment.prefix) or (
            not block.segment.first
        ):
            return 0.0
        case Markdown() if block.segment.kind == "unseen":
            return 0.0
        case Picture(part="thought") if isinstance(previous, ThoughtHead):
            return 0.0
        case Markdown(part="thought") | Code(part="thought") if isinstance(previous, ThoughtHead):
            return 0.0
        case Markdown() if block.segment.source.lstrip()[:1] == "#":
            return _HEADING
        case Status():
            return 8.0
        case PromptTools():
            return 2.0
    return _BLOCK


def above_turn(role: str) -> float:
    """The empty space above a turn."""
    return 20.0 if role == "user" else 0.0  # the tools of the prompt are space enough


def estimated(block: Block, width: float) -> float:
    """About how high a block will be."""
    match block:
        case Markdown() if block.segment.kind == "unseen":
            return 0.0
        case Markdown():
            return _lines(block.segment.source, width) * _LINE
        case Code():
            return (block.segment.code.count("\n") + 1) * 21 + 50
        case Source():
            return _lines(block.text.removesuffix("\n"), width) * _LINE
        case Prompt():
            return _lines(block.text, width * 0.89) * _LINE + 20
        case Picture():
            return 260.0
        case File():
            return 54.0
        case ThoughtHead():
            return 90.0 if block.folded else 34.0
        case Card():
            return 44.0 + len(block.links) * 20 + min(10, block.body.count("\n") + 1) * 20
        case CardText():
            return _lines(block.text, width) * 19.0
        case Header() | Status() | PromptTools():
            return 28.0
    return 60.0


def estimated_turn(characters: int, width: float) -> float:
    """About how high a turn of so many characters will be."""
    return 100.0 + characters * _CHARACTER / max(80.0, width) * _LINE * 1.2


def _lines(text: str, width: float) -> int:
    per_line = max(10.0, width / _CHARACTER)
    if len(text) > 4000:
        return round(len(text) / per_line) + 1
    return sum(1 + int(len(line) / per_line) for line in text.split("\n"))
