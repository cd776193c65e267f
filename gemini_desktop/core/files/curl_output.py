"""What `curl -i` and `curl -v` write around a body: heads, and noise.

`-i` puts the response's heads in front of the body (those of an interim response, a proxy or a
redirect before the last one's). `-v` writes lines of its own to stderr, which end up in the same
file with `2>&1`: `> ` and `< ` before header lines, `* ` before remarks, `{ [5 bytes data]`, and
the progress meter. Taking them out moves what comes after them, so offsets count in the body that
is left.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from gemini_desktop.core.capture import RequestSent, ResponseStarted
from gemini_desktop.core.redact import masked_headers, masked_url

LONGEST_HEAD = 256 * 1024

_STATUS = re.compile(rb"HTTP/(\d(?:\.\d)?) (\d{3})(?: ([^\r\n]*))?\r?\n")
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_SAID = re.compile(rb"^([<>]) ?([^\r\n]*)\r?$", re.MULTILINE)
_REQUEST_LINE = re.compile(rb"([A-Z]{3,10}) (\S+) HTTP/[\d.]+")
_METER = rb"[ \r]*(?:% Total|Dload +Upload|\d{1,3} +[\d.]+[kMGT]? +\d)[^\n]*\n"
_NOISE = re.compile(
    rb"^(?:\* [^\n]*\n|[<>](?: [^\n]*)?\r?\n|[{}] \[\d+ bytes data\]\r?\n|" + _METER + rb")",
    re.MULTILINE,
)
_MARKS = (b"* ", b"> ", b"< ", b"  % Total")


class CurlOutput(NamedTuple):
    """What was found. `body_start` counts in the data that was given; None where the body is not
    one piece of it, but `body`."""

    request: RequestSent | None
    head: ResponseStarted | None
    body_start: int | None
    body: bytes = b""


def curl_output(data: bytes) -> CurlOutput | None:
    """What curl wrote around the body, None where it wrote nothing. Of a long file its first
    LONGEST_HEAD bytes are enough for `-i`."""
    if _STATUS.match(data):
        return _included(data)
    start = data[:LONGEST_HEAD].lstrip(b"\r\n")
    if start.startswith(_MARKS) and re.search(rb"^[<>] [^\n]*HTTP/", start, re.MULTILINE):
        return _verbose(data)
    return None


def _included(data: bytes) -> CurlOutput | None:
    head: ResponseStarted | None = None
    position = 0
    while (status := _STATUS.match(data, position)) is not None:
        end = _BLANK_LINE.search(data, status.end() - 2, position + LONGEST_HEAD)
        if end is None:
            return None
        head = _head(status, data[status.end() : end.start()])
        position = end.end()
    return CurlOutput(None, head, position)


def _verbose(data: bytes) -> CurlOutput:
    sent: list[bytes] = []
    said: list[bytes] = []
    for mark, line in _SAID.findall(data[:LONGEST_HEAD]):
        (sent if mark == b">" else said).append(line)
    body = _NOISE.sub(b"", data)
    plain = _included(body)  # -i and -v together
    if plain is not None:
        body = body[plain.body_start :]
    starts = [number for number, line in enumerate(said) if _STATUS.match(line + b"\n")]
    head = plain.head if plain is not None else None
    if starts:
        status = _STATUS.match(said[starts[-1]] + b"\n")
        head = _head(status, b"\n".join(said[starts[-1] + 1 :])) if status else head
    return CurlOutput(_request(sent), head, None, body)


def _head(status: re.Match[bytes], lines: bytes) -> ResponseStarted:
    return ResponseStarted(
        t_ns=0,
        status=int(status[2]),
        reason=(status[3] or b"").decode("latin-1").strip(),
        http_version=f"HTTP/{status[1].decode()}",
        headers=masked_headers(_headers(lines.splitlines())),
    )


def _request(lines: list[bytes]) -> RequestSent | None:
    """The last request: the ones before it were to a proxy, or were redirected."""
    starts = [number for number, line in enumerate(lines) if _REQUEST_LINE.match(line)]
    if not starts:
        return None
    line = _REQUEST_LINE.match(lines[starts[-1]])
    headers = _headers(lines[starts[-1] + 1 :])
    host = next((value for name, value in headers if name.lower() == "host"), "")
    method, path = (line[1].decode(), line[2].decode("latin-1")) if line else ("", "")
    url = path if path.startswith("http") or not host else f"https://{host}{path}"
    return RequestSent(
        t_ns=0, unix_ns=0, method=method, url=masked_url(url), headers=masked_headers(headers)
    )


def _headers(lines: list[bytes]) -> list[tuple[str, str]]:
    pairs = (line.decode("latin-1").partition(":") for line in lines)
    return [(name.strip(), value.strip()) for name, colon, value in pairs if colon and name.strip()]
