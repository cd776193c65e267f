"""Captures whose times are known to the nanosecond."""

from __future__ import annotations

import json
from collections.abc import Iterable

from gemini_desktop.core.capture import (
    BytesReceived,
    Ended,
    PhasePassed,
    Record,
    RequestSent,
    ResponseStarted,
    RetryScheduled,
)

MS = 1_000_000


def request(at_ms: float, attempt: int = 1) -> RequestSent:
    return RequestSent(
        t_ns=round(at_ms * MS),
        unix_ns=0,
        method="POST",
        url="http://127.0.0.1/v1",
        headers=(),
        attempt=attempt,
        protocol="generate-content",
    )


def phase(name: str, begin_ms: float, end_ms: float, *, failed: bool = False) -> PhasePassed:
    return PhasePassed(
        t_ns=round(end_ms * MS),
        began_ns=round(begin_ms * MS),
        name=name,  # type: ignore[arg-type]
        failed=failed,
    )


def head(at_ms: float, status: int = 200) -> ResponseStarted:
    return ResponseStarted(t_ns=round(at_ms * MS), status=status)


def read(at_ms: float, *events: bytes) -> BytesReceived:
    return BytesReceived(t_ns=round(at_ms * MS), data=b"".join(events))


def retry(at_ms: float, wait_s: float, reason: str = "429") -> RetryScheduled:
    return RetryScheduled(t_ns=round(at_ms * MS), attempt=1, wait_s=wait_s, reason=reason)


def end(at_ms: float) -> Ended:
    return Ended(t_ns=round(at_ms * MS), how="complete")


def text(words: str, **more: object) -> bytes:
    return _event({"text": words}, **more)


def thought(words: str) -> bytes:
    return _event({"text": words, "thought": True})


def _event(part: dict[str, object], **more: object) -> bytes:
    finish = {"finishReason": more.pop("finish")} if "finish" in more else {}
    candidate = {"content": {"parts": [part], "role": "model"}, "index": 0, **finish}
    return b"data: " + json.dumps({"candidates": [candidate], **more}).encode() + b"\r\n\r\n"


USAGE = {
    "promptTokenCount": 5,
    "candidatesTokenCount": 40,
    "thoughtsTokenCount": 120,
    "totalTokenCount": 165,
}


def answered() -> Iterable[Record]:
    """Connected in 10 ms, TLS 30, sent 5; 100 to the head, 55 to the body; a second of thoughts;
    an answer of two seconds with a pause of 1.2; whole after 3.3 s."""
    return (
        request(0),
        phase("connect", 0, 10),
        phase("tls", 10, 40),
        phase("send", 40, 45),
        head(145),
        read(200, thought("Hm.")),
        read(600, b": alive\n\n"),
        read(700, thought("Well.")),
        read(1200, text("Twelve is "), text("a dozen")),
        read(1500, text(", and ")),
        read(2700, text("a half of it is ")),
        read(3200, text("six.", finish="STOP", usageMetadata=USAGE)),
        end(3300),
    )


def refused_twice() -> Iterable[Record]:
    """429 twice, with waits of 0.5 and 1 s, then an answer over the same connection."""
    return (
        request(0),
        phase("connect", 0, 10),
        phase("send", 10, 11),
        head(50, 429),
        read(50, b'{"error":{"code":429,"message":"Slow down"}}'),
        retry(60, 0.5, "429 Slow down"),
        request(560, 2),
        phase("send", 560, 561),
        head(600, 429),
        read(601, b'{"error":{"code":429,"message":"Slow down"}}'),
        retry(610, 1.0, "429 Slow down"),
        request(1610, 3),
        phase("send", 1610, 1611),
        head(1700),
        read(1710, text("At last", finish="STOP")),
        end(1720),
    )
