"""JSON values into the bytes of a stream: server-sent events, or one streamed array."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from gemini_desktop.net.demo.reply import Beat, Cue

EVENT_STREAM = "text/event-stream"
JSON = "application/json; charset=UTF-8"
DONE = "[DONE]"
"""The end mark, where the others are JSON values: it goes out as it is, without quotes."""


def event_stream(cues: Iterable[Cue], *, line_end: str = "\n") -> Iterator[Beat]:
    """One event a value; an Interactions value gets its event type as `event:` before its data.

    The Developer API ends its lines with CR LF.
    """
    named = ""
    for pause_s, value in cues:
        named = value.get("event_type", "") if isinstance(value, dict) else named and "done"
        head = f"event: {named}{line_end}" if named else ""
        data = (
            DONE if value == DONE else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        )
        yield Beat(pause_s, f"{head}data: {data}{line_end}{line_end}".encode())


def json_array(cues: Iterable[Cue], *, whole: bool = True) -> Iterator[Beat]:
    """One array, an element at a time, as generateContent streams without `alt=sse`.

    Without `whole` it is left open, as by a connection that broke.
    """
    opened = False
    for pause_s, value in cues:
        if value == DONE:
            continue
        start = ",\r\n" if opened else "["
        text = json.dumps(value, ensure_ascii=False, indent=2)
        yield Beat(pause_s, f"{start}{text}\n".encode())
        opened = True
    if whole:
        yield Beat(0.0, b"]" if opened else b"[]")
