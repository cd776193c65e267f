"""What copying gives: stored text, never what a widget made of it."""

from __future__ import annotations

from collections.abc import Sequence

from gemini_desktop.ui.chat.blocks import (
    Block,
    Card,
    Code,
    Ending,
    Markdown,
    Prompt,
    Sources,
    ThoughtHead,
)


def source(block: Block) -> str:
    """The block as it came: Markdown, code with its fences, JSON; empty for mere decoration."""
    match block:
        case Markdown() | Code():
            return block.segment.source
        case Prompt():
            return block.text
        case Card():
            return "\n".join(filter(None, (f"{block.title} {block.subtitle}".strip(), block.body)))
        case ThoughtHead():
            return block.preview if block.folded else ""
        case Sources():
            return "\n".join(f"{c.title} {c.uri}".strip() for c in block.citations)
        case Ending():
            return f"{block.outcome.message} {block.outcome.advice}".strip()
    return ""


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


def joined(parts: Sequence[str]) -> str:
    """Sources of blocks one after the other, each starting on a line of its own."""
    text = ""
    for part in parts:
        if part:
            text += part if not text or text.endswith("\n") else f"\n{part}"
    return text.strip("\n")
