"""HTTP Archive (HAR 1.2) entries as captures.

A HAR holds no read boundaries: the body comes as one read. Chrome and others keep Server-Sent
Events beside it as `_eventSourceMessages`; where there is no body, the stream is put together
from those.
"""

from __future__ import annotations

import base64
import binascii
from typing import Any

from gemini_desktop.core.capture import BytesReceived, Capture, Ended, RequestSent, ResponseStarted
from gemini_desktop.core.events import Json


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


def _capture(entry: dict[str, Any], number: int) -> Capture:
    request, response = _of(entry, "request"), _of(entry, "response")
    status = response.get("status")
    return Capture(
        id=f"entry {number + 1}",
        records=(
            RequestSent(
                t_ns=0,
                unix_ns=0,
                method=str(request.get("method", "")),
                url=str(request.get("url", "")),
                headers=_headers(request),
                body=str(_of(request, "postData").get("text", "")).encode(),
            ),
            ResponseStarted(
                t_ns=0,
                status=status if isinstance(status, int) else 200,
                reason=str(response.get("statusText", "")),
                headers=_headers(response),
            ),
            BytesReceived(t_ns=0, data=_body(entry, _of(response, "content"))),
            Ended(t_ns=0, how="complete"),
        ),
    )


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
