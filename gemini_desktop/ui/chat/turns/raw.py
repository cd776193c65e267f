"""An answer's block as its source: one for one, so that the place is the same in both looks."""

from __future__ import annotations

from gemini_desktop.ui.chat.turns.blocks import Block, Code, Markdown, Source


def source_of(block: Block) -> Block:
    """The block to show instead; what has no source in Markdown stays as it is."""
    match block:
        case Markdown() | Code():
            segment = block.segment
            ends = segment.first, block.last
            place = block.origin, block.place
            return Source(segment.source, block.part, *ends, block.lineage, *place)
    return block
