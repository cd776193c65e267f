"""How each kind of block looks."""

from __future__ import annotations

from typing import assert_never

from gemini_desktop.ui.chat.faces.base import Face
from gemini_desktop.ui.chat.faces.card import CardFace, CardTextFace
from gemini_desktop.ui.chat.faces.code import CodeFace
from gemini_desktop.ui.chat.faces.ending import EndingFace
from gemini_desktop.ui.chat.faces.file import FileFace
from gemini_desktop.ui.chat.faces.heading import HeadingFace
from gemini_desktop.ui.chat.faces.picture import PictureFace
from gemini_desktop.ui.chat.faces.prompt_tools import PromptToolsFace
from gemini_desktop.ui.chat.faces.small import HeaderFace, StatusFace
from gemini_desktop.ui.chat.faces.source import SourceFace
from gemini_desktop.ui.chat.faces.sources import SourcesFace
from gemini_desktop.ui.chat.faces.text import MarkdownFace, PromptFace
from gemini_desktop.ui.chat.faces.thought import ThoughtHeadFace
from gemini_desktop.ui.chat.media.pictures import Pictures
from gemini_desktop.ui.chat.turns.blocks import (
    Block,
    Card,
    CardText,
    Code,
    Ending,
    File,
    Header,
    Heading,
    Markdown,
    Picture,
    Prompt,
    PromptTools,
    Source,
    Sources,
    Status,
    ThoughtHead,
)


def face_of(block: Block, pictures: Pictures) -> Face:  # noqa: C901 - a flat table
    """A face for this block, not laid out yet."""
    match block:
        case Markdown() if block.segment.kind == "unseen":
            return Face()  # of no height
        case Markdown():
            return MarkdownFace(block)
        case Code():
            return CodeFace(block)
        case Source():
            return SourceFace(block)
        case Prompt():
            return PromptFace(block)
        case PromptTools():
            return PromptToolsFace(block)
        case Header():
            return HeaderFace(block)
        case Heading():
            return HeadingFace(block)
        case ThoughtHead():
            return ThoughtHeadFace(block)
        case Picture():
            return PictureFace(block, pictures)
        case File():
            return FileFace(block)
        case Card():
            return CardFace(block)
        case CardText():
            return CardTextFace(block)
        case Sources():
            return SourcesFace(block)
        case Ending():
            return EndingFace(block)
        case Status():
            return StatusFace(block)
    assert_never(block)
