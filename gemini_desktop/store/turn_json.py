"""A turn as JSON, made in another thread without holding the interpreter for long.

msgspec writes a turn in one call, during which no other thread runs: a long answer kept the window
waiting for 25 ms. Its long texts are therefore written piece by piece and then put in as they are.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from gemini_desktop.core.events import Content, Json, Text, ThoughtText
from gemini_desktop.core.transcript import Step, Turn

_LONG = 256 * 1024
_AT_ONCE = 64 * 1024
_encode = msgspec.json.Encoder().encode


def writer(turn: Turn) -> Callable[[], bytes]:
    """What makes the JSON of the turn as it is now; it may change while that is done."""
    steps = [
        msgspec.structs.replace(step, contents=[*step.contents], parts=[*step.parts])
        for step in turn.steps
    ]
    kept = msgspec.structs.replace(turn, steps=steps)
    return lambda: _encode(msgspec.structs.replace(kept, steps=[*map(_written, steps)]))


def _written(step: Step) -> Step:
    """The step with its long texts as JSON already."""
    return msgspec.structs.replace(
        step,
        contents=[*map(_written_content, step.contents)],
        parts=[*map(_written_part, step.parts)],
    )


def _written_content(content: Content) -> Content:
    if isinstance(content, Text | ThoughtText) and len(content.text) > _LONG:
        return type(content)(text=_json(content.text))  # type: ignore[arg-type]
    return content


def _written_part(part: Json) -> Json:
    text = part.get("text") if isinstance(part, dict) else None
    if isinstance(text, str) and len(text) > _LONG:
        return {**part, "text": _json(text)}
    return part


def _json(text: str) -> msgspec.Raw:
    """The text between quotation marks."""
    pieces = [
        _encode(text[start : start + _AT_ONCE])[1:-1] for start in range(0, len(text), _AT_ONCE)
    ]
    return msgspec.Raw(b'"%b"' % b"".join(pieces))
