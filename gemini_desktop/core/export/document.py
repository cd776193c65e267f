"""A transcript as one JSON document: lossless, versioned, readable by `load`."""

from __future__ import annotations

import msgspec

from gemini_desktop.core.errors import Failure, GeminiDesktopError
from gemini_desktop.core.transcript import Transcript, Turn

FORMAT = "gemini-desktop transcript"
VERSION = 1


class Document(msgspec.Struct, kw_only=True):
    """What the file holds: all turns with their steps, raw parts, usage and outcome."""

    format: str = FORMAT
    version: int = VERSION
    title: str = ""
    turns: list[Turn]


def render(transcript: Transcript, title: str = "") -> bytes:
    """The document, indented by two, with a line end at the end."""
    document = Document(title=title, turns=transcript.turns)
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def load(data: bytes) -> Document:
    """The document in `data`. Raises GeminiDesktopError where it is none, or a later version."""
    try:
        document = msgspec.json.decode(data, type=Document)
    except (msgspec.DecodeError, RecursionError) as error:
        raise GeminiDesktopError(
            Failure(
                kind="bad_transcript",
                message="This file is no transcript of gemini-desktop, or it is damaged.",
                advice="Choose a file that Save transcript… wrote as JSON.",
                detail=str(error),
            )
        ) from error
    if document.format != FORMAT or document.version > VERSION:
        raise GeminiDesktopError(
            Failure(
                kind="later_transcript",
                message=f"This file is a “{document.format}”, version {document.version}.",
                advice="Open it with a later version of this program.",
            )
        )
    return document
