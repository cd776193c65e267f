"""The text of turns as they read, for those who hear it instead of seeing it."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QCoreApplication

from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.chat.page import Page
from gemini_desktop.ui.chat.turns.blocks import Block, Card, Heading, ThoughtHead
from gemini_desktop.ui.chat.turns.shown_text import plain_text
from gemini_desktop.ui.chat.wording import thought, thought_preview

MOST_BLOCKS = 300
"""A longer answer is told as its source: making all its blocks would take a second."""
_KEPT = 1000


def name_of(turn: Turn) -> str:
    """Who speaks."""
    if turn.role == "user":
        return QCoreApplication.translate("Chat", "Prompt")
    model = turn.model or QCoreApplication.translate("Chat", "Gemini")
    return QCoreApplication.translate("Chat", "Answer by {}").format(model)


class TurnTexts:
    """Made when they are asked for; blocks that stay are made once."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._known: OrderedDict[int, tuple[Block, str]] = OrderedDict()

    def text(self, number: int) -> str:
        """What the turn in this row says, as far as it is unfolded."""
        row = self._page.rows[number]
        if row.content is None or len(row.blocks) > MOST_BLOCKS:
            return row.turn.text if row.content is None else row.content.turn.text
        texts = [self._block(block) for block in row.blocks]
        return "\n\n".join(text for text in texts if text)

    def _block(self, block: Block) -> str:
        known = self._known.get(id(block))
        if known is None or known[0] is not block:
            known = self._known[id(block)] = (block, _said(block))
            if len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return known[1]


def _said(block: Block) -> str:
    match block:
        case ThoughtHead():
            return "\n".join(filter(None, (thought(block), thought_preview(block))))
        case Card():
            title = f"{block.title} {block.subtitle}".strip()
            return "\n".join(filter(None, (title, plain_text(block))))
        case Heading():
            return block.text
    return plain_text(block)
