"""What an event is called in the inspector: one word and one colour for each."""

from __future__ import annotations

from enum import IntEnum
from typing import TypeAlias

from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.events import (
    Citation,
    Content,
    ErrorReported,
    FunctionCall,
    InteractionFinished,
    InteractionStarted,
    Media,
    Metadata,
    StatusChanged,
    StepDelta,
    StepStarted,
    StepStopped,
    StreamEvent,
    Text,
    ThoughtSignature,
    ThoughtText,
    ToolCall,
    ToolResult,
    Unknown,
    UnknownContent,
    UsageReported,
)


class Kind(IntEnum):
    """In the order of weight: an event that means several things is called by the first of them."""

    ERROR = 0
    BROKEN = 1
    IMAGE = 2
    AUDIO = 3
    VIDEO = 4
    DOCUMENT = 5
    CALL = 6
    TOOL = 7
    THOUGHT = 8
    TEXT = 9
    UNKNOWN = 10
    FINISH = 11
    CITATION = 12
    STATUS = 13
    START = 14
    USAGE = 15
    SIGNATURE = 16
    METADATA = 17
    STEP = 18
    COMMENT = 19
    DONE = 20
    TAIL = 21
    PAGE = 22
    OTHER = 23

    @property
    def label(self) -> str:
        """The word on the chip, and the NAME of `type:NAME` in the filter."""
        return _LABELS.get(self, self.name.lower())

    @property
    def tone(self) -> str:
        """A tone of the theme's badges."""
        return _TONES.get(self, "neutral")

    @property
    def is_error(self) -> bool:
        """Whether F8 stops here."""
        return self in ERRORS


ERRORS = frozenset({Kind.ERROR, Kind.BROKEN, Kind.TAIL, Kind.PAGE})

_LABELS = {Kind.BROKEN: "bad json", Kind.TAIL: "cut off"}
_TONES = {
    Kind.ERROR: "red",
    Kind.BROKEN: "red",
    Kind.TAIL: "red",
    Kind.PAGE: "red",
    Kind.IMAGE: "green",
    Kind.AUDIO: "green",
    Kind.VIDEO: "green",
    Kind.DOCUMENT: "green",
    Kind.THOUGHT: "violet",
    Kind.SIGNATURE: "violet",
    Kind.TEXT: "accent",
    Kind.CALL: "amber",
    Kind.UNKNOWN: "amber",
    Kind.USAGE: "amber",
    Kind.FINISH: "green",
}
_BY_CHUNK = {"comment": Kind.COMMENT, "done": Kind.DONE, "tail": Kind.TAIL, "text": Kind.PAGE}
_Types: TypeAlias = dict[type, Kind]
_BY_EVENT: _Types = {
    Unknown: Kind.UNKNOWN,
    UsageReported: Kind.USAGE,
    InteractionStarted: Kind.START,
    StepStarted: Kind.STEP,
    StepStopped: Kind.STEP,
    StatusChanged: Kind.STATUS,
    ErrorReported: Kind.ERROR,
}
_BY_CONTENT: _Types = {
    Text: Kind.TEXT,
    ThoughtText: Kind.THOUGHT,
    ThoughtSignature: Kind.SIGNATURE,
    FunctionCall: Kind.CALL,
    ToolCall: Kind.TOOL,
    ToolResult: Kind.TOOL,
    Citation: Kind.CITATION,
    Metadata: Kind.METADATA,
    UnknownContent: Kind.UNKNOWN,
}
_BY_MEDIA = {
    "image": Kind.IMAGE,
    "audio": Kind.AUDIO,
    "video": Kind.VIDEO,
    "document": Kind.DOCUMENT,
}


def kind_of(chunk: Chunk) -> Kind:
    """What this event is called."""
    if chunk.kind in _BY_CHUNK:
        return _BY_CHUNK[chunk.kind]
    if chunk.error:
        return Kind.BROKEN
    if not chunk.events:
        return Kind.OTHER
    return min(kind_of_event(event) for event in chunk.events)


def kind_of_event(event: StreamEvent) -> Kind:
    """What one of its meanings is called."""
    if isinstance(event, StepDelta):
        return _kind_of_content(event.content)
    if isinstance(event, InteractionFinished):
        return Kind.ERROR if event.blocked else Kind.FINISH
    return _BY_EVENT.get(type(event), Kind.OTHER)


def _kind_of_content(content: Content) -> Kind:
    if isinstance(content, Text | ThoughtText) and not content.text:
        return Kind.OTHER  # the empty last piece of a stream: what comes with it matters more
    if isinstance(content, Media):
        return _BY_MEDIA[content.kind]
    return _BY_CONTENT.get(type(content), Kind.OTHER)
