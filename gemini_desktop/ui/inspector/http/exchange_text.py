"""The request as it was sent and the response head, as lines to read and as text to copy."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from PySide6.QtCore import QCoreApplication, QLocale

from gemini_desktop.core import json_text
from gemini_desktop.core.asking.preview import Preview
from gemini_desktop.core.capture import (
    Ended,
    Record,
    RequestSent,
    ResponseStarted,
    RetryScheduled,
)
from gemini_desktop.ui.inspector.detail.json_model import without_middles
from gemini_desktop.ui.inspector.events.summary import size_text
from gemini_desktop.ui.inspector.http import wire_size
from gemini_desktop.ui.inspector.http.wire_size import BodyReceived

_Line = tuple[str, str]
Shown: TypeAlias = Record | BodyReceived
"""A record, or what stands for the reads of one response."""
_MAX_PARSED = 8 * 1024 * 1024


def lines(records: Iterable[Shown], received: int) -> list[_Line]:
    """Each line with its colour token, after `received` bytes. Long values in the request's body
    lack their middle."""
    return list(_lines(records, received, whole=False))


def text(records: Iterable[Shown], received: int) -> str:
    """The same as text, with the request's body whole. Secrets are masked on the tape already."""
    return "\n".join(line for line, _ in _lines(records, received, whole=True)).strip() + "\n"


def draft_lines(preview: Preview) -> list[_Line]:
    """The lines of a request that was not sent."""
    head = [(f"{preview.method} {preview.url}", "accent")]
    head += [(f"{name}: {value}", "text") for name, value in preview.headers]
    if not preview.body:
        return head
    body = _body(preview.body.encode(), whole=False).split("\n")
    return [*head, ("", "text"), *((line, "text_2") for line in body)]


def _lines(records: Iterable[Shown], received: int, *, whole: bool) -> Iterator[_Line]:
    head: ResponseStarted | None = None
    for record in records:
        match record:
            case RequestSent():
                yield from _request(record, whole=whole)
            case ResponseStarted():
                head = record
                yield from _response(record)
            case BodyReceived():
                if head is not None:
                    yield wire_size.response_words(head, record), "text_3"
            case RetryScheduled():
                yield "", "text"
                wait = QLocale().toString(float(record.wait_s), "f", 1)
                words = _tr("Attempt {0} failed; the next follows after {1} s. {2}")
                yield words.format(record.attempt, wait, record.reason).strip(), "amber"
                yield "", "text"
            case Ended():
                yield from _end(record, received)


def _request(record: RequestSent, *, whole: bool) -> Iterator[_Line]:
    yield f"{record.method} {record.url}", "accent"
    for name, value in record.headers:
        yield f"{name}: {value}", "text"
    yield "", "text"
    if record.body:
        for line in _body(record.body, whole=whole).split("\n"):
            yield line, "text_2"
        yield "", "text"
    yield wire_size.request_words(record), "text_3"
    yield "", "text"


def _response(record: ResponseStarted) -> Iterator[_Line]:
    tone = "green" if record.status < 300 else "red" if record.status >= 400 else "amber"
    yield f"{record.http_version} {record.status} {record.reason}".rstrip(), tone
    for name, value in record.headers:
        yield f"{name}: {value}", "text"


def heads(records: Iterable[Shown], kind: type[RequestSent | ResponseStarted]) -> str:
    """The headers of all requests, or of all responses, for the clipboard."""
    found = (record for record in records if isinstance(record, kind))
    return "\n\n".join(
        "\n".join(f"{name}: {value}" for name, value in record.headers) for record in found
    )


def _end(record: Ended, received: int) -> Iterator[_Line]:
    yield "", "text"
    words = {
        "complete": _tr("The server closed the answer after {0} in {1} s."),
        "cancelled": _tr("Stopped by you after {0} in {1} s."),
        "failed": _tr("The connection failed after {0} in {1} s."),
    }[record.how]
    seconds = QLocale().toString(record.t_ns / 1e9, "f", 3)
    yield words.format(size_text(received), seconds), "text_3"
    if record.failure is not None:
        yield record.failure.message, "red"


def _body(body: bytes, *, whole: bool) -> str:
    if len(body) <= _MAX_PARSED:
        try:
            value = json_text.parse(body)
        except (ValueError, RecursionError):
            pass
        else:
            shown = value if whole else without_middles(value, 400)
            return json.dumps(shown, ensure_ascii=False, indent=2)
    readable = body.decode("utf-8", "replace")
    return readable if whole else str(without_middles(readable, 4000))


def _tr(words: str) -> str:
    return QCoreApplication.translate("Inspector", words)
