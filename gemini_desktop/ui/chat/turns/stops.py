"""Where there may be something to click, as far as a block tells without being laid out."""

from __future__ import annotations

from gemini_desktop.ui.chat.text import running_text
from gemini_desktop.ui.chat.turns.blocks import Block, Header, Heading, Markdown, Prompt, Source


def may_have_stops(block: Block) -> bool:
    """Whether it pays to lay the block out to see what can be clicked in it."""
    match block:
        case Markdown():
            source = block.segment.source
            return bool(block.cites) or "[" in source or running_text.may_link(source)
        case Heading():
            return block.count > 1
        case Prompt() | Source() | Header():
            return False
    return True
