"""HTTP Archive (HAR 1.2) entries as captures.

A HAR holds no read boundaries (`har_times` says what is made of that). Chrome and others keep
Server-Sent Events beside the body as `_eventSourceMessages`; where there is no body, the stream is
put together from those. Keys that the file shows openly are masked, also where the server sent
them back, as in a recording of our own.
"""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Iterator
from typing import Any

from gemini_desktop.core.capture import (
    Capture,
    Ended,
    PhasePassed,
    Record,
    RequestSent,
    ResponseStarted,
)
from gemini_desktop.core.errors import Failure
from gemini_desktop.core.events import Json
from gemini_desktop.core.export.sanitised import sanitised
from gemini_desktop.core.har.times import Times
from gemini_desktop.core.timing import har_phases


def is_har(json: Json) -> bool:
    """Whether parsed JSON is a HAR."""
    return isinstance(json, dict) and isinstance(_of(json, "log").get("entries"), list)


def captures(json: Json) -> list[Capture]:
    """One capture an entry, in the file's order; what an entry lacks is left out."""
    return [
        _capture(entry, number)
        for number, entry in enumerate(_of(json, "log").get("entries", []))
        if isinstance(entry, dict)
    ]


def capture(entry: Json, number: int) -> Capture | None:
    """One entry's capture; `number` counts from 0. None for what is no entry."""
    return _capture(entry, number) if isinstance(entry, dict) else None


def _capture(entry: dict[str, Any], number: int) -> Capture:
    request, response = _of(entry, "request"), _of(entry, "response")
    times = Times(entry)
    sent = RequestSent(
        t_ns=0,
        unix_ns=times.unix_ns,
        method=str(request.get("method", "")),
        url=str(request.get("url", "")),
        headers=_headers(request),
        body=str(_of(request, "postData").get("text", "")).encode("utf-8", "replace"),
    )
    records = (sent, *_way(entry, times.head_ns), *_answer(entry, response, times))
    return Capture(
        id=f"entry {number + 1}",
        records=tuple(sanitised(records, patterns=False)),
    )


def _way(entry: dict[str, Any], head_ns: int) -> list[PhasePassed]:
    phases = har_phases.read(_of(entry, "timings"), str(entry.get("serverIPAddress") or "")[:80])
    return phases if all(phase.t_ns <= head_ns for phase in phases) else []


def _answer(entry: dict[str, Any], response: dict[str, Any], times: Times) -> Iterator[Record]:
    status = response.get("status")
    error = response.get("_error")
    if status != 0:  # browsers write 0 where no response came
        yield ResponseStarted(
            t_ns=times.head_ns,
            status=status if isinstance(status, int) else 200,
            reason=str(response.get("statusText", "")),
            http_version=_version(response.get("httpVersion")),
            headers=_headers(response),
        )
        yield from times.reads(_body(entry, _of(response, "content")))
    if status != 0 and not error:
        yield Ended(t_ns=times.end_ns, how="complete")
        return
    words = str(entry.get("comment") or error or "No response came.")
    kind = str(error or "no_response")
    yield Ended(t_ns=times.end_ns, how="failed", failure=Failure(kind=kind[:80], message=words))


def _version(value: Json) -> str:
    """As this program writes it: browsers write `h2` and `http/2.0` too."""
    known = {"h2": "HTTP/2", "http/2.0": "HTTP/2", "h3": "HTTP/3", "http/1.0": "HTTP/1.0"}
    text = str(value or "").lower()
    return known.get(text, text.upper() if text.startswith("http/") else "HTTP/1.1")


def _of(holder: Json, key: str) -> dict[str, Any]:
    value = holder.get(key) if isinstance(holder, dict) else None
    return value if isinstance(value, dict) else {}


def _headers(message: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    headers = message.get("headers")
    if not isinstance(headers, list):
        return ()
    return tuple(
        (str(header.get("name", "")), str(header.get("value", "")))
        for header in headers
        if isinstance(header, dict)
    )


def _body(entry: dict[str, Any], content: dict[str, Any]) -> bytes:
    text = content.get("text")
    if isinstance(text, str) and text:
        if content.get("encoding") == "base64":
            with contextlib.suppress(ValueError):  # no base64, or not even letters of it
                return base64.b64decode(text)
        return text.encode("utf-8", "replace")
    messages = entry.get("_eventSourceMessages")
    return b"".join(map(_event, messages)) if isinstance(messages, list) else b""


def _event(message: Json) -> bytes:
    if not isinstance(message, dict):
        return b""
    lines = [f"data: {line}" for line in str(message.get("data", "")).split("\n")]
    if message.get("eventName") not in (None, "", "message"):
        lines.insert(0, f"event: {message['eventName']}")
    if message.get("eventId"):
        lines.insert(0, f"id: {message['eventId']}")
    return ("\n".join(lines) + "\n\n").encode("utf-8", "replace")
