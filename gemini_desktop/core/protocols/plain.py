"""The events that bring a piece of text and nothing else: nearly all of nearly every stream.

Each protocol has a shape of them here, which msgspec reads straight from the event's text, without
building its JSON. What differs in anything (another field, another type, a second part) is not of
the shape: it is read field by field, as the parsers do, at three times the price.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeVar

import msgspec

_T = TypeVar("_T")


class _Shape(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    """Its kinds inherit that a field which is not named here makes another shape."""


class TextPart(_Shape):
    """generateContent: a part that is text; `thought` tells false from absent."""

    text: str
    thought: bool | msgspec.UnsetType = msgspec.UNSET


class _Content(_Shape):
    parts: tuple[TextPart]
    role: str | None = None


class _Candidate(_Shape):
    content: _Content
    index: int = 0


class TextChunk(_Shape, rename="camel"):
    """generateContent: one candidate with one part of text, and the running totals."""

    candidates: tuple[_Candidate]
    usage_metadata: msgspec.Raw = msgspec.Raw()
    response_id: str | None = None
    model_version: str | None = None
    create_time: str | None = None


class _TextDelta(_Shape):
    type: Literal["text"]
    text: str


class TextStepDelta(_Shape):
    """Interactions: a `step.delta`."""

    index: int
    delta: _TextDelta
    event_type: Literal["step.delta"] = "step.delta"
    event_id: str = ""


class _ChoiceDelta(_Shape):
    content: str
    role: str | None = None


class _TextChoice(_Shape):
    delta: _ChoiceDelta
    index: int = 0
    finish_reason: None = None
    logprobs: None = None


class TextCompletion(_Shape):
    """Chat Completions: one choice with a piece of text."""

    choices: tuple[_TextChoice]
    id: str | None = None
    model: str | None = None
    created: int | None = None
    object: str | None = None
    usage: None = None


def reader(shape: type[_T]) -> Callable[[str], _T | None]:
    """What reads JSON text as that shape; None where it is of another."""
    decode = msgspec.json.Decoder(shape).decode

    def read(data: str) -> _T | None:
        try:
            return decode(data)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            return None

    return read
