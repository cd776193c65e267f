"""How large request and response were on the wire, as far as the capture tells."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlsplit

from PySide6.QtCore import QCoreApplication

from gemini_desktop.core.capture import RequestSent, ResponseStarted
from gemini_desktop.ui.inspector.events.summary import number_text, size_text

_LINE_END = 2
_COLON = 2
_PLAIN = frozenset({"", "identity"})


class BodyReceived(NamedTuple):
    """The reads of one response: how many bytes, in how many reads. Stands in their place."""

    length: int
    reads: int


def request_words(record: RequestSent) -> str:
    """What the request took. Its head is near the truth only, as keys are masked."""
    target = urlsplit(record.url)
    line = f"{record.method} {target.path}?{target.query} HTTP/1.1"
    head = len(line.encode()) + _LINE_END + _headers(record.headers)
    words = _tr("Sent about {0}: head {1} (keys are masked), body {2}.")
    body = len(record.body)
    return words.format(size_text(head + body), size_text(head), size_text(body))


def response_words(record: ResponseStarted, body: BodyReceived) -> str:
    """What the response took, so far."""
    line = f"{record.http_version} {record.status} {record.reason}"
    head = len(line.encode("utf-8", "replace")) + _LINE_END + _headers(record.headers)
    reads = _tr("1 read") if body.reads == 1 else _tr("{0} reads").format(number_text(body.reads))
    coding = _header(record, "content-encoding").lower()
    if coding in _PLAIN:
        words = _tr("Received {0}: head {1}, body {2} in {3}.")
        total = size_text(head + body.length)
        return words.format(total, size_text(head), size_text(body.length), reads)
    words = _tr("Received compressed ({0}): head {1}, body {2} once unpacked, in {3}; {4}.")
    return words.format(
        coding, size_text(head), size_text(body.length), reads, _packed(record, body)
    )


def _packed(record: ResponseStarted, body: BodyReceived) -> str:
    length = _header(record, "content-length")
    if length.isascii() and length.isdecimal() and len(length) < 16:
        count = int(length)
        share = f"{100 * count / body.length:.0f} %" if body.length else "–"
        return _tr("{0} on the wire, {1} of that").format(size_text(count), share)
    return _tr("how many bytes came on the wire is not known, as the server did not say")


def _headers(headers: Iterable[tuple[str, str]]) -> int:
    """Bytes of the lines, and of the empty one after them."""
    lines = (len(f"{name}{value}".encode()) + _COLON + _LINE_END for name, value in headers)
    return sum(lines) + _LINE_END


def _header(record: ResponseStarted, wanted: str) -> str:
    return next((value for name, value in record.headers if name.lower() == wanted), "").strip()


def _tr(words: str) -> str:
    return QCoreApplication.translate("WireSize", words)
