"""The rules on signatures and inline data: what must be base64, and go back as it came."""

from __future__ import annotations

import base64
import binascii
import re

from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.events import (
    FunctionCall,
    Json,
    Media,
    StepDelta,
    StreamEvent,
    ThoughtSignature,
    ToolCall,
    ToolResult,
)
from gemini_desktop.core.files import file_kind
from gemini_desktop.core.lint.findings import Findings, quoted
from gemini_desktop.core.protocols import wire

_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"
_LOOKED_AT = 1 << 20
_GENERATION = re.compile(r"gemini-(\d{1,3})\b")
_FIRST_SIGNING = 3
_HEAD = 128
_TOLD_BY_TYPE = ("audio/", "video/", "text/")


def is_base64(text: str) -> bool:
    """Whether it is base64 in either alphabet. Of what is very long both ends are looked at."""
    if len(text) > 2 * _LOOKED_AT:
        text = text[:_LOOKED_AT] + text[-_LOOKED_AT - len(text) % 4 :]
    body = text.encode("ascii", "replace").rstrip(b"=")
    padding = len(text) - len(body)
    if padding > 2 or body.translate(None, _BASE64) or len(body) % 4 == 1:
        return False
    return not padding or (len(body) + padding) % 4 == 0


def must_sign(model: str) -> bool:
    """Whether this model's function calls have to come back with their signature."""
    found = _GENERATION.search(model)
    return found is not None and int(found[1]) >= _FIRST_SIGNING


def of_delta(event: StepDelta, chunk: Chunk, findings: Findings) -> None:
    """A delta's signature, or its media."""
    match event.content:
        case ThoughtSignature(signature=signature):
            _signature(signature, chunk, findings)
        case ToolCall(signature=signature) | ToolResult(signature=signature) if signature:
            _signature(signature, chunk, findings)
        case FunctionCall(extra=extra) if extra is not None:
            for signature in signatures_of(extra):
                _signature(signature, chunk, findings)
        case Media(data=data) if data:
            _media(event.content, chunk, findings)


def signatures_of(extra: Json) -> list[str]:
    """Those in the `extra_content` of a Chat Completions call, by whichever vendor."""
    spaces = list(extra.values()) if isinstance(extra, dict) else []
    found = (wire.text(space, "thoughtSignature") for space in spaces)
    return [signature for signature in found if signature]


def is_call(event: StreamEvent) -> bool:
    """Whether a delta begins a function call."""
    return (
        isinstance(event, StepDelta)
        and isinstance(event.content, FunctionCall)
        and bool(event.content.name)
    )


def _signature(signature: str, chunk: Chunk, findings: Findings) -> None:
    if not is_base64(signature):
        words = f"The signature {quoted(signature)} is not base64"
        findings.at("SIG01", words, chunk, f'"{signature}"')


def _media(media: Media, chunk: Chunk, findings: Findings) -> None:
    if not is_base64(_in_one_line(media.data)):
        if not any(note.id == "bad_base64" for note in chunk.notes):
            words = f"The data of {quoted(media.mime_type or media.kind)} are not base64"
            findings.at("GEN14", words, chunk, media.data[:64])
        return
    named = media.mime_type.strip().lower()
    if not named.startswith(_TOLD_BY_TYPE) or "pcm" in named or "l16" in named:
        return  # pictures are looked at by the decoder; raw samples may look like anything
    try:
        head = base64.b64decode(media.data[:_HEAD].translate(_STANDARD) + "==")
    except (binascii.Error, ValueError):
        return
    kind = file_kind.of(head)
    if kind is not None and kind.family != named.partition("/")[0]:
        words = f"The data are called {quoted(named)} and are a {kind.words}"
        findings.at("GEN15", words, chunk, f'"{media.mime_type}"')


def _in_one_line(data: str) -> str:
    """MIME's base64 (RFC 2045) has line ends."""
    return data.replace("\r", "").replace("\n", "") if "\n" in data else data


_STANDARD = str.maketrans({"-": "+", "_": "/", "=": None})
