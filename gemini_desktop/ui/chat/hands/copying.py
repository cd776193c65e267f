"""What copying gives: stored text, never what a widget made of it."""

from __future__ import annotations

from collections.abc import Sequence

from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.chat.turns.blocks import (
    Block,
    Card,
    CardText,
    Code,
    Ending,
    File,
    Heading,
    Markdown,
    Prompt,
    Source,
    Sources,
    ThoughtHead,
)


def source(block: Block) -> str:
    """The block as it came: Markdown, code with its fences, JSON; empty for mere decoration."""
    match block:
        case Markdown() | Code():
            return block.segment.source
        case Prompt() | Source():
            return block.text
        case Card():
            return _of_card(block)
        case CardText():
            return block.text
        case File():
            return _of_file(block)
        case ThoughtHead():
            return block.preview if block.folded else ""
        case Sources():
            return "\n".join(f"{c.title} {c.uri}".strip() for c in block.citations)
        case Ending():
            return f"{block.outcome.message} {block.outcome.advice}".strip()
    return ""


def _of_card(block: Card) -> str:
    """Its head and, unless other blocks have it, the whole of its text."""
    named = [f"{block.title} {block.subtitle}".strip(), *block.chips]
    from gemini_desktop.ui.chat.text import structure

    pages = [f"{link.title} {link.uri} {link.note}".strip() for link in block.links]
    text = structure.text(block.value) if block.more and block.folded else block.body
    return "\n".join(filter(None, (*named, *pages, text)))


def _of_file(block: File) -> str:
    media = block.pieces[0]
    return " ".join(filter(None, (media.name, media.mime_type, media.uri)))


def whole_code(blocks: Sequence[Block], index: int) -> str:
    """The code that the block at `index` is a piece of."""
    first = index
    while first > 0:
        piece = blocks[first]
        if not isinstance(piece, Code) or piece.segment.first:
            break
        first -= 1
    code: list[str] = []
    for block in blocks[first:]:
        if not isinstance(block, Code):
            break
        code.append(block.segment.code)
        if block.segment.last:
            break
    return "".join(code)


def answer(blocks: Sequence[Block], turn: Turn) -> str:
    """The answer as it came: its text, without thoughts and decoration.

    Blocks know only what of it can be seen, so the turn's own text is taken where there is one;
    it knows the first candidate alone.
    """
    if turn.text and not any(isinstance(block, Heading) for block in blocks):
        return turn.text
    return joined(
        [
            (source(block), goes_on(block))
            for block in blocks
            if isinstance(block, Markdown | Code | Source) and block.part == "answer"
        ]
    )


def goes_on(block: Block) -> bool:
    """Whether the block is a later piece of what was cut to be laid out."""
    match block:
        case Markdown() | Code():
            return not block.segment.first
        case Prompt() | Source():
            return not block.first
        case CardText():
            return not block.first
    return False


def joined(parts: Sequence[tuple[str, bool]]) -> str:
    """Sources of blocks one after the other, each starting on a line of its own, but those that
    go on where the last one was cut."""
    text: list[str] = []
    ended = True
    for part, continued in parts:
        if part:
            text += [part] if ended or continued else ["\n", part]
            ended = part.endswith("\n")
    return "".join(text).strip("\n")


def whole(text: str) -> str:
    """The text for the clipboard, which holds whole characters: a lone half is replaced, where Qt
    would drop it in silence."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
