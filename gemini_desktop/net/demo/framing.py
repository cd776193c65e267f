"""JSON values into the bytes of a stream: server-sent events, or one streamed array."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from gemini_desktop.core.events import Json
from gemini_desktop.net.demo.reply import Beat, Cue

EVENT_STREAM = "text/event-stream"
JSON = "application/json; charset=UTF-8"


def event_stream(
    cues: Iterable[Cue], *, line_end: str = "\n", done: bool = False
) -> Iterator[Beat]:
    """One `data:` event a value; an Interactions value also gets its name as `event:`.

    The Developer API ends its lines with CR LF. `done` adds the end mark `[DONE]`.
    """
    for pause_s, value in cues:
        name = value.get("event_type") if isinstance(value, dict) else None
        head = f"event: {name}{line_end}" if name else ""
        yield Beat(pause_s, f"{head}data: {_compact(value)}{line_end}{line_end}".encode())
    if done:
        yield Beat(0.0, f"data: [DONE]{line_end}{line_end}".encode())


def json_array(cues: Iterable[Cue]) -> Iterator[Beat]:
    """One array, an element at a time, as generateContent streams without `alt=sse`."""
    opened = False
    for pause_s, value in cues:
        start = ",\r\n" if opened else "["
        text = json.dumps(value, ensure_ascii=False, indent=2)
        yield Beat(pause_s, f"{start}{text}\n".encode())
        opened = True
    yield Beat(0.0, b"]" if opened else b"[]")


def _compact(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
