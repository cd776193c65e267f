"""One prompt as blocks: its files, its words as they were written, and its tools."""

from __future__ import annotations

from gemini_desktop.core.events import Media, ToolResult
from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.chat import cards, soft
from gemini_desktop.ui.chat.blocks import Block, Card, File, Prompt, PromptTools, Variant
from gemini_desktop.ui.chat.files import asked, media_block


class PromptBlocks:
    """The blocks of a prompt: attachments, then the words as they were written."""

    def __init__(self, turn: Turn) -> None:
        self.turn = turn
        self.blocks: list[Block] = []
        contents = [content for step in turn.steps for content in step.contents]
        for number, content in enumerate(contents):
            if isinstance(content, Media):
                self.blocks.append(media_block(content, f"attachment.{number}"))
            elif isinstance(content, ToolResult):
                self.blocks.append(cards.tool_result(content, f"result.{number}"))
        pieces = soft.pieces(turn.text)
        for number, piece in enumerate(pieces):
            first, last = number == 0, number == len(pieces) - 1
            self.blocks.append(Prompt(piece, first=first, last=last))
        self.blocks.append(PromptTools())
        self._fresh = True

    def refresh(self) -> int | None:
        """The first index that changed since the last call, None where none did."""
        changed, self._fresh = (0 if self._fresh else None), False
        return changed

    def set_last(self, *, last: bool) -> None:
        """Whether no other turn follows; a prompt has no buttons that this would take away."""

    def set_variant(self, variant: Variant) -> None:
        """Say which of the prompts at this place it is."""
        self.blocks[-1] = PromptTools(variant)
        self._fresh = True

    @property
    def unfinished(self) -> bool:
        """A prompt is shown at once."""
        return False

    def toggle(self, key: str) -> None:
        """Fold or unfold the card that carries this key."""
        for index, block in enumerate(self.blocks):
            if isinstance(block, Card) and block.key == key:
                self.blocks[index] = cards.folded(block, folded=not block.folded)
                self._fresh = True
            elif isinstance(block, File) and block.key == key:
                self.blocks[index] = asked(block)
                self._fresh = True
