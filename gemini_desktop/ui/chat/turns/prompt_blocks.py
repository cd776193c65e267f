"""One prompt as blocks: its files, its words as they were written, and its tools."""

from __future__ import annotations

from collections.abc import Sequence

from gemini_desktop.core.events import Media, ToolResult, UnknownContent
from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.chat.text import soft
from gemini_desktop.ui.chat.turns import cards
from gemini_desktop.ui.chat.turns.blocks import Block, File, Prompt, PromptTools, Variant
from gemini_desktop.ui.chat.turns.card_section import CardSection
from gemini_desktop.ui.chat.turns.files import asked, media_block
from gemini_desktop.ui.chat.turns.next_steps import can_edit


class PromptBlocks:
    """The blocks of a prompt: attachments, then the words as they were written."""

    def __init__(self, turn: Turn) -> None:
        self.turn = turn
        self._parts: list[Block | CardSection] = []
        contents = [content for step in turn.steps for content in step.contents]
        for number, content in enumerate(contents):
            if isinstance(content, Media):
                self._parts.append(media_block(content, f"attachment.{number}"))
            elif isinstance(content, ToolResult):
                self._parts.append(cards.tool_result(content, f"result.{number}"))
            elif isinstance(content, UnknownContent):
                self._parts.append(cards.unknown(content, f"unknown.{number}"))
        pieces = soft.pieces(turn.text)
        for number, piece in enumerate(pieces):
            first, last = number == 0, number == len(pieces) - 1
            self._parts.append(Prompt(piece, first=first, last=last))
        self._parts.append(PromptTools(can_edit=can_edit(turn)))
        self.blocks: list[Block] = []
        self._fresh = True
        self._compose()

    def refresh(self) -> int | None:
        """The first index that changed since the last call, None where none did."""
        if self.unfinished:
            self._compose()
        changed, self._fresh = (0 if self._fresh else None), False
        return changed

    def set_last(self, *, last: bool) -> None:
        """Whether no other turn follows; a prompt has no buttons that this would take away."""

    def set_variant(self, variant: Variant) -> None:
        """Say which of the prompts at this place it is."""
        self._parts[-1] = PromptTools(variant, can_edit(self.turn))
        self._compose()

    @property
    def unfinished(self) -> bool:
        """A prompt is shown at once; only a long result of a function takes more frames."""
        return any(isinstance(part, CardSection) and part.unfinished for part in self._parts)

    def toggle(self, key: str) -> None:
        """Fold or unfold the card that carries this key."""
        for index, part in enumerate(self._parts):
            if isinstance(part, CardSection) and part.key == key:
                part.fold(folded=not part.folded)
            elif isinstance(part, File) and part.key == key:
                self._parts[index] = asked(part)
        self._compose()

    def hidden(self, key: str) -> Sequence[Block]:
        """The blocks of the card with this key, as long as it is folded."""
        for part in self._parts:
            if isinstance(part, CardSection) and part.key == key and part.folded:
                return part.whole
        return ()

    def _compose(self) -> None:
        self.blocks = []
        for part in self._parts:
            if isinstance(part, CardSection):
                part.refresh()
                self.blocks += part.blocks
            else:
                self.blocks.append(part)
        self._fresh = True
