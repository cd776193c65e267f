"""The blocks of turns that are not on the page yet, for those who must read all of a conversation.

To open them on the page would take in their heights, and move what is seen.
"""

from __future__ import annotations

from collections.abc import Generator

from gemini_desktop.ui.chat.page import Row
from gemini_desktop.ui.chat.turns.conversation import AnswerBlocks, TurnBlocks, of_turn
from gemini_desktop.ui.chat.turns.prompt_blocks import PromptBlocks


def cut(row: Row, *, raw: bool = False) -> Generator[None, None, TurnBlocks]:
    """The turn's blocks: those on the page, else made for the purpose, in steps. `raw`: as their
    source, where the row does not say otherwise."""
    if row.content is not None:
        return row.content
    content = PromptBlocks(row.turn) if row.turn.role == "user" else of_turn(row.turn)
    if isinstance(content, AnswerBlocks):
        content.show_raw(raw=raw if row.raw is None else row.raw)
    while content.refresh() is not None or content.unfinished:
        yield
    return content
