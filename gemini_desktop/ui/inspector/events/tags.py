"""The tags of an event: those of the log that its lines have, and what else one looks for."""

from __future__ import annotations

from enum import IntFlag

from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.events import StepDelta, Text, Unknown, UnknownContent
from gemini_desktop.ui.inspector.events.kinds import Kind


class Tag(IntFlag):
    """One bit each, so that a byte holds all of an event."""

    RAW = 1
    """Came over the wire, as all events do."""
    CHUNK = 2
    """Adds to an answer's text."""
    ERROR = 4
    """The server said no."""
    JSON_ERROR = 8
    """Is no JSON, or was cut off."""
    COMMENT = 16
    UNKNOWN = 32
    """Holds something that no protocol is known to say."""
    NOTE = 64
    """One of the outcome's notes is about its bytes."""

    @property
    def word(self) -> str:
        """The NAME of `tag:NAME` in the filter."""
        return (self.name or "").lower()


_BY_KIND = {
    Kind.ERROR: Tag.RAW | Tag.ERROR,
    Kind.PAGE: Tag.RAW | Tag.ERROR,
    Kind.BROKEN: Tag.RAW | Tag.JSON_ERROR,
    Kind.TAIL: Tag.RAW | Tag.JSON_ERROR,
    Kind.COMMENT: Tag.RAW | Tag.COMMENT,
}
_PLAIN_TEXT = int(Tag.RAW | Tag.CHUNK)


def tags_of(chunk: Chunk, kind: Kind) -> int:
    """The tags of an event that is called `kind`."""
    if kind is Kind.TEXT and len(chunk.events) == 1:
        return _PLAIN_TEXT
    tags = _BY_KIND.get(kind, Tag.RAW)
    for event in chunk.events:
        if isinstance(event, StepDelta):
            content = event.content
            if isinstance(content, Text) and content.text:
                tags |= Tag.CHUNK
            elif isinstance(content, UnknownContent):
                tags |= Tag.UNKNOWN
        elif isinstance(event, Unknown):
            tags |= Tag.UNKNOWN
    return int(tags)
