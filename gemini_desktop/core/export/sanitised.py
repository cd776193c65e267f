"""An exchange without its secrets: for every copy that leaves this computer with its request.

What this program recorded is masked on the tape already. What was opened from elsewhere is not: a
browser's HAR holds the key in a header, in the address, or in the body, and a server may have sent
it back. Bodies keep their lengths, so that offsets stay true.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

import msgspec

from gemini_desktop.core.capture import BytesReceived, Record, RequestSent, ResponseStarted
from gemini_desktop.core.redact import (
    MASK,
    BodyMask,
    is_secret,
    masked_headers,
    masked_url,
    starred_patterns,
)

_FIELD = re.compile(
    rb'("(?i:(?:x-)?(?:goog-)?api[-_]?key|(?:access|refresh|id)[-_]?token|(?:client[-_]?)?secret'
    rb'|password|private[-_]?key|authorization|cookie)"\s*:\s*")((?:[^"\\]|\\.)+)"'
)
"""A field of a request's JSON that is named like a secret, its value a text."""
_QUERY = re.compile(r"[?&]([^=&#]+)=([^&#]+)")
_USER_INFO = re.compile(r"://([^/?#\s]+)@")
_BETWEEN = re.compile(r"[;=:,\s]+")  # the parts of a cookie, and of a user's name and password
_LEAST_PART = 8
_NOT_IN_A_SECRET = b'\n\r"}]>'
_LONGEST_HELD = 64 * 1024


def sanitised(records: Iterable[Record]) -> Iterator[Record]:
    """The records without secrets. Reads may be cut elsewhere; the bytes come in their order, none
    more and none fewer, none earlier than it came."""
    mask = BodyMask(())
    held = b""
    t_ns = 0
    for record in records:
        t_ns = record.t_ns
        if isinstance(record, BytesReceived):
            ready, held = _cut(held + mask.feed(record.data).shown)
            if ready:
                yield BytesReceived(t_ns=t_ns, data=starred_patterns(ready))
            continue
        if held := held + mask.release():
            yield BytesReceived(t_ns=t_ns, data=starred_patterns(held))
            held = b""
        match record:
            case RequestSent():
                mask.learn(_known(record))
                yield _request(record)
            case ResponseStarted():
                yield msgspec.structs.replace(record, headers=masked_headers(record.headers))
            case _:
                yield record
    if held := held + mask.release():
        yield BytesReceived(t_ns=t_ns, data=starred_patterns(held))


def _request(sent: RequestSent) -> RequestSent:
    body = _FIELD.sub(lambda found: found[1] + b"*" * len(found[2]) + b'"', sent.body)
    return msgspec.structs.replace(
        sent,
        url=_url(sent.url),
        headers=masked_headers(
            (name, MASK if _is_secret(name) and not _scheme(value) else value)
            for name, value in sent.headers
        ),
        body=starred_patterns(body),
    )


def _url(url: str) -> str:
    def masked(found: re.Match[str]) -> str:
        return f"{found[0][0]}{found[1]}={MASK}" if is_secret(unquote(found[1])) else found[0]

    return masked_url(_QUERY.sub(masked, url))


def _is_secret(header: str) -> bool:
    """A client may have named a header in its own way; `:authority` is the host."""
    return is_secret(header) and not header.startswith(":")


def _known(sent: RequestSent) -> Iterator[str]:
    """The secrets that a request shows openly, whole and in their parts: a server may have sent
    them back."""
    query = [(unquote(name), unquote(value)) for name, value in _QUERY.findall(sent.url)]
    found = [value for name, value in (*sent.headers, *query) if _is_secret(name)]
    found += [field[2].decode("utf-8", "replace") for field in _FIELD.finditer(sent.body)]
    found += _USER_INFO.findall(sent.url)
    for value in found:
        bare = value.removeprefix(_scheme(value)).strip()
        parts = (part for part in _BETWEEN.split(bare) if len(part) >= _LEAST_PART)
        yield from (text for text in dict.fromkeys((bare, *parts)) if text.strip("*"))


def _scheme(value: str) -> str:
    """`Bearer` and the like, which stays readable."""
    scheme, blank, _ = value.partition(" ")
    return scheme if blank and scheme.isalpha() else ""


def _cut(data: bytes) -> tuple[bytes, bytes]:
    """What can be looked at by now, and the end that may be the beginning of a secret."""
    place = max(data.rfind(bytes([letter])) for letter in _NOT_IN_A_SECRET) + 1
    if len(data) - place > _LONGEST_HELD:
        return data, b""
    return data[:place], data[place:]
