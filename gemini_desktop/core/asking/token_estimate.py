"""About how many tokens a request will have, without asking anybody.

A token is about four Latin letters, two Greek or Cyrillic ones, or a little more than one Chinese,
Japanese or Korean character: measured by how many bytes a character takes in UTF-8, which a
computer counts at once. Where a server has counted the conversation so far, its count is used.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from gemini_desktop.core.events import Content, FunctionCall, Media, Text, ToolResult
from gemini_desktop.core.protocols.attachments import holds_text
from gemini_desktop.core.protocols.wire import dumped
from gemini_desktop.core.transcript import Turn

PICTURE_TOKENS = 258
"""What Google counts for a picture of at most 384 pixels, and for each tile of a larger one."""
_OF_A_CHARACTER = 0.25
_OF_A_FURTHER_BYTE = 0.3


class Estimate(NamedTuple):
    """About so many tokens, and so many files (sound, film, PDF) that cannot be guessed."""

    tokens: int
    files: int


def of_text(text: str) -> float:
    """About how many tokens these words are."""
    if text.isascii():  # known without a look at the letters
        return len(text) * _OF_A_CHARACTER
    further = len(text.encode("utf-8", "replace")) - len(text)
    return len(text) * _OF_A_CHARACTER + further * _OF_A_FURTHER_BYTE


def estimate(turns: Sequence[Turn], instruction: str = "") -> Estimate:
    """Of a request that carries these turns, oldest first, the prompt last."""
    start, tokens = _counted(turns)
    if not start:
        tokens += of_text(instruction)
    files = 0
    for turn in turns[start:]:
        for step in turn.steps:
            for content in step.contents:
                cost = _of(content)
                files += cost is None
                tokens += cost or 0
    return Estimate(math.ceil(tokens), files)


def _counted(turns: Sequence[Turn]) -> tuple[int, float]:
    """How many turns, from the first on, the last counted answer stands for, and its count."""
    for number in range(len(turns) - 1, -1, -1):
        usage = turns[number].usage
        if usage is not None and usage.input is not None:
            return number + 1, usage.input + (usage.output or 0)
    return 0, 0.0


def _of(content: Content) -> float | None:
    match content:
        case Text():
            return of_text(content.text)
        case Media(kind="image"):
            return PICTURE_TOKENS
        case Media():
            return _of_file(content) if holds_text(content) else None
        case FunctionCall():
            return of_text(content.name + content.arguments)
        case ToolResult():
            return of_text(content.name + dumped(content.result))
        case _:
            return 0.0


def _of_file(media: Media) -> float:
    """By its bytes alone: it is asked for at each pause in typing, and the file may be large."""
    return len(media.data) * 3 // 4 * _OF_A_CHARACTER
