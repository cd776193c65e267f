"""HTTP Archive (HAR 1.2) entries as captures.

A HAR holds no read boundaries: the body comes as one read. Chrome and others keep Server-Sent
Events beside it as `_eventSourceMessages`; where there is no body, the stream is put together
from those.
"""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from gemini_desktop.core.capture import (
    BytesReceived,
    Capture,
    Ended,
    PhasePassed,
    Record,
    RequestSent,
    ResponseStarted,
)
from gemini_desktop.core.errors import Failure
from gemini_desktop.core.events import Json
from gemini_desktop.core.redact import masked_headers, masked_url
from gemini_desktop.core.timing import har_phases

_MOST_MS = 1e12


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
    head_ns, end_ns = _times(entry)
    sent = RequestSent(
        t_ns=0,
        unix_ns=_unix_ns(entry.get("startedDateTime")),
        method=str(request.get("method", "")),
        url=masked_url(str(request.get("url", ""))),
        headers=masked_headers(_headers(request)),
        body=str(_of(request, "postData").get("text", "")).encode("utf-8", "replace"),
    )
    return Capture(
        id=f"entry {number + 1}",
        records=(sent, *_way(entry, head_ns), *_answer(entry, response, head_ns, end_ns)),
    )


def _way(entry: dict[str, Any], head_ns: int) -> list[PhasePassed]:
    phases = har_phases.read(_of(entry, "timings"), str(entry.get("serverIPAddress") or "")[:80])
    return phases if all(phase.t_ns <= head_ns for phase in phases) else []


def _answer(
    entry: dict[str, Any], response: dict[str, Any], head_ns: int, end_ns: int
) -> Iterator[Record]:
    status = response.get("status")
    error = response.get("_error")
    if status != 0:  # browsers write 0 where no response came
        yield ResponseStarted(
            t_ns=head_ns,
            status=status if isinstance(status, int) else 200,
            reason=str(response.get("statusText", "")),
            http_version=_version(response.get("httpVersion")),
            headers=masked_headers(_headers(response)),
        )
        yield BytesReceived(t_ns=end_ns, data=_body(entry, _of(response, "content")))
    if status != 0 and not error:
        yield Ended(t_ns=end_ns, how="complete")
        return
    words = str(entry.get("comment") or error or "No response came.")
    kind = str(error or "no_response")
    yield Ended(t_ns=end_ns, how="failed", failure=Failure(kind=kind[:80], message=words))


def _times(entry: dict[str, Any]) -> tuple[int, int]:
    """When the response head and the end came, in ns from the start. Phases that were not measured
    are negative."""
    timings = _of(entry, "timings")
    names = ("blocked", "dns", "connect", "send", "wait", "receive")
    phases = [max(0.0, _number(timings.get(name))) for name in names]
    head_ms = sum(phases[:-1])
    return round(head_ms * 1e6), round(max(head_ms, _number(entry.get("time"))) * 1e6)


def _number(value: Json) -> float:
    usual = isinstance(value, int | float) and math.isfinite(value) and abs(value) < _MOST_MS
    return float(value) if usual else 0.0


def _unix_ns(value: Json) -> int:
    try:
        moment = datetime.fromisoformat(str(value))
        return round(moment.timestamp() * 1000) * 1_000_000
    except (ValueError, OverflowError, OSError):
        return 0


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
            try:
                return base64.b64decode(text)
            except binascii.Error:
                return text.encode()
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
