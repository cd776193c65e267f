"""Captures as an HTTP Archive (HAR 1.2), which browsers and proxies open.

An entry is one request with its response: a capture of several attempts gives several. The body is
there whole as `content.text`; beside it stand the events in Chrome's own field,
`_eventSourceMessages`. No secret is in it (`export.sanitised`).
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec

from gemini_desktop import __version__
from gemini_desktop.core.capture import (
    BytesReceived,
    Ended,
    PhasePassed,
    Record,
    RequestSent,
    ResponseStarted,
    RetryScheduled,
)
from gemini_desktop.core.decoding.decoder import decode
from gemini_desktop.core.export.events import framed
from gemini_desktop.core.export.sanitised import sanitised
from gemini_desktop.core.timing import har_phases

_PIECE = 256 * 1024
_IN_BASE64 = _PIECE // 3 * 3
_UNKNOWN = -1  # what the standard writes for a phase or size that nobody measured
_EPOCH = "1970-01-01T00:00:00.000Z"
_encode = msgspec.json.encode


class _Exchange:
    """One request, and what came for it."""

    def __init__(self, sent: RequestSent) -> None:
        self.sent = sent
        self.head: ResponseStarted | None = None
        self.reads: list[BytesReceived] = []
        self.phases: list[PhasePassed] = []
        self.end_ns = sent.t_ns
        self.error = ""
        self.comment = ""

    def take(self, record: Record) -> None:
        self.end_ns = max(self.end_ns, record.t_ns)
        match record:
            case ResponseStarted():
                self.head = record
            case BytesReceived():
                self.reads.append(record)
            case PhasePassed():
                self.phases.append(record)
            case RetryScheduled():
                self.comment = f"Attempt {record.attempt} failed. {record.reason}".strip()
                if self.head is None:
                    self.error = record.reason or "failed"
            case Ended() if record.how != "complete":
                self.error = record.failure.kind if record.failure is not None else record.how
                self.comment = record.failure.message if record.failure is not None else ""


def write(captures: Iterable[Iterable[Record]]) -> Iterator[bytes]:
    """One archive of all these captures, in pieces of a few hundred KB. Of what stands before the
    first request of a capture (a body saved alone) an entry without address is made."""
    log = {"version": "1.2", "creator": {"name": "gemini-desktop", "version": __version__}}
    yield b'{"log":' + _encode(log)[:-1] + b',"pages":[],"entries":['
    between = b""
    for records in captures:
        for exchange in _exchanges(sanitised(records)):
            yield between
            yield from _entry(exchange)
            between = b","
    yield b"\n]}}\n"


def _exchanges(records: Iterable[Record]) -> Iterator[_Exchange]:
    current: _Exchange | None = None
    for record in records:
        if isinstance(record, RequestSent):
            if current is not None:
                yield current
            current = _Exchange(record)
            continue
        if current is None:
            nameless = RequestSent(t_ns=0, unix_ns=0, method="GET", url="about:blank", headers=())
            current = _Exchange(nameless)
            current.head = ResponseStarted(t_ns=0, status=200, reason="OK")
        current.take(record)
    if current is not None:
        yield current


def _entry(exchange: _Exchange) -> Iterator[bytes]:
    sent, head = exchange.sent, exchange.head
    times = _timings(exchange)
    entry: dict[str, Any] = {
        "startedDateTime": _date(sent.unix_ns),
        "time": round(sum(max(0, times[name]) for name in times if name != "ssl"), 3),
        "request": _request(sent, head),
        "cache": {},
        "timings": times,
    }
    if address := har_phases.address(exchange.phases):
        entry["serverIPAddress"] = address
    if exchange.comment:
        entry["comment"] = exchange.comment
    type_ = _header(head, "content-type")
    entry["_resourceType"] = "eventsource" if "event-stream" in type_ else "fetch"
    response = _response(exchange)
    size = sum(len(read.data) for read in exchange.reads)
    content = {"size": size, "mimeType": type_ or "x-unknown"}
    yield b"\n" + _encode(entry)[:-1]
    yield b',"response":' + _encode(response)[:-1]
    yield b',"content":' + _encode(content)[:-1]
    yield from _text(exchange.reads, type_)
    yield b"}}"
    yield from _messages(exchange)
    yield b"}"


def _request(sent: RequestSent, head: ResponseStarted | None) -> dict[str, Any]:
    query = parse_qsl(urlsplit(sent.url).query, keep_blank_values=True)
    request: dict[str, Any] = {
        "method": sent.method,
        "url": sent.url,
        "httpVersion": head.http_version if head is not None else "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(sent.headers),
        "queryString": _pairs(query),
        "headersSize": _UNKNOWN,
        "bodySize": len(sent.body),
    }
    if sent.body:
        named = (value for name, value in sent.headers if name.lower() == "content-type")
        type_ = next(named, "application/json")
        request["postData"] = {
            "mimeType": type_,
            "params": [],
            "text": sent.body.decode("utf-8", "replace"),
        }
    return request


def _response(exchange: _Exchange) -> dict[str, Any]:
    """All but the content. Without a response head the status is 0, as browsers write it."""
    head = exchange.head
    response: dict[str, Any] = {
        "status": head.status if head is not None else 0,
        "statusText": head.reason if head is not None else "",
        "httpVersion": head.http_version if head is not None else "",
        "cookies": [],
        "headers": _pairs(head.headers if head is not None else ()),
        "redirectURL": _header(head, "location"),
        "headersSize": _UNKNOWN,
        "bodySize": _UNKNOWN,
    }
    if exchange.error:
        response["_error"] = exchange.error
    return response


def _timings(exchange: _Exchange) -> dict[str, float]:
    """In ms. What was not measured is -1, but for `send`, which must be a time."""
    head_ns = exchange.head.t_ns if exchange.head is not None else exchange.end_ns
    return har_phases.written(exchange.phases, exchange.sent.t_ns, head_ns, exchange.end_ns)


def _text(reads: list[BytesReceived], type_: str) -> Iterator[bytes]:
    """The body; as base64 where it is no UTF-8, or where readers would disagree on its bytes."""
    body = b"".join(read.data for read in reads)
    text = _readable(body, type_)
    if text is None:
        yield b',"encoding":"base64","text":"'
        for start in range(0, len(body), _IN_BASE64):
            yield base64.b64encode(body[start : start + _IN_BASE64])
    else:
        yield b',"text":"'
        for start in range(0, len(text), _PIECE):
            yield _encode(text[start : start + _PIECE])[1:-1]
    yield b'"'


def _readable(body: bytes, type_: str) -> str | None:
    """As text, None where base64 is safer. Without a word on the charset mitmproxy writes Latin-1
    where that can be done, which is another body."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return None
    if body.isascii() or "utf-8" in type_.lower() or "json" in type_.lower():
        return text
    return None if _is_latin_1(text) else text


def _is_latin_1(text: str) -> bool:
    try:
        for start in range(0, len(text), _PIECE):
            text[start : start + _PIECE].encode("latin-1")
    except UnicodeEncodeError:
        return False
    return True


def _messages(exchange: _Exchange) -> Iterator[bytes]:
    """The events as Chrome keeps them: `time` in seconds since 1970. Only for what came as
    server-sent events."""
    records: list[Record] = [exchange.sent, *exchange.reads]
    if exchange.head is not None:
        records.insert(1, exchange.head)
    sent = exchange.sent
    between = b',"_eventSourceMessages":['
    for chunk in decode(records):
        if chunk.kind in ("event", "done") and framed(chunk):
            message = {
                "eventName": chunk.name,
                "eventId": chunk.id,
                "data": chunk.data,
                "time": round((sent.unix_ns + chunk.t_ns - sent.t_ns) / 1e9, 6),
            }
            yield between + _encode(message)
            between = b","
    if between == b",":
        yield b"]"


def _pairs(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]


def _header(head: ResponseStarted | None, name: str) -> str:
    headers = head.headers if head is not None else ()
    return next((value for key, value in headers if key.lower() == name), "")


def _date(unix_ns: int) -> str:
    """ISO 8601 with ms, in UTC."""
    try:
        moment = datetime.fromtimestamp(unix_ns / 1e9, UTC)
    except (ValueError, OverflowError, OSError):
        return _EPOCH
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _ms(duration_ns: int) -> float:
    return round(max(0, duration_ns) / 1e6, 3)
