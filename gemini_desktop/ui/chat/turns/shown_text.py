"""The text of a block as it is shown, without laying it out: for searching and for plain copies."""

from __future__ import annotations

from PySide6.QtGui import QTextDocument

from gemini_desktop.ui.chat.faces.card import CardFace
from gemini_desktop.ui.chat.faces.ending import EndingFace
from gemini_desktop.ui.chat.faces.source import shown_source
from gemini_desktop.ui.chat.faces.sources import SourcesFace
from gemini_desktop.ui.chat.text.render import render
from gemini_desktop.ui.chat.text.showable import showable
from gemini_desktop.ui.chat.text.table_text import table_text
from gemini_desktop.ui.chat.text.text_style import style_for
from gemini_desktop.ui.chat.text.visible_text import visible_text
from gemini_desktop.ui.chat.turns.blocks import (
    Block,
    Card,
    CardText,
    Code,
    Ending,
    Markdown,
    Prompt,
    Source,
    Sources,
)


def searched_text(block: Block) -> str:
    """The text of the block's document, so that places in it are places there; of a folded card,
    all of it. Empty for what has no text to select."""
    match block:
        case Markdown():
            if (text := table_text(block)) is not None:
                return text
            document = _document(block)
            return document.toRawText() if document is not None else ""
        case Card():
            if block.folded and block.more:
                return ""  # what it hides is searched instead
            shown = CardFace(block).document
            return shown.toRawText() if shown is not None else ""
        case Sources() | Ending():
            document = _document(block)
            return document.toRawText() if document is not None else ""
    return _plain(block)


def plain_text(block: Block) -> str:
    """The block as it reads, for other programs: cells of a table are parted by tabs."""
    document = _document(block)
    if document is not None:
        return visible_text(document, 0, document.characterCount() - 1).strip("\n")
    return _plain(block)


def _plain(block: Block) -> str:
    match block:
        case Code():
            return showable(block.segment.code.removesuffix("\n"))
        case Source():
            return shown_source(block)
        case CardText():
            return showable(block.text.removesuffix("\n"))
        case Prompt():
            return showable(block.text.rstrip("\n"))
    return ""


def _document(block: Block) -> QTextDocument | None:
    """What the block's face would paint; code and prompts need none to be known."""
    match block:
        case Markdown() if block.segment.kind == "unseen":
            return None
        case Markdown():
            return render(block, style_for(block.part))
        case Card():
            return CardFace(block).document
        case Sources():
            return SourcesFace(block).document
        case Ending():
            return EndingFace(block).document
    return None
