"""An exchange without its secrets: for every copy that leaves this computer with its request.

What this program recorded is masked on the tape already. What was opened from elsewhere is not: a
browser's HAR holds the key in a header, in the address, or in the body, and a server may have sent
it back. Bodies keep their lengths, so that offsets stay true.
"""

from __future__ import annotations

import re
from collections import deque
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
_LOOKED_AT = 64 * 1024


def sanitised(records: Iterable[Record], *, patterns: bool = True) -> Iterator[Record]:
    """The records without secrets; each read has as many bytes as it had. Without `patterns` only
    what the request shows openly is taken for one, not what merely looks so."""
    body = _Body(patterns=patterns)
    for record in records:
        if isinstance(record, BytesReceived):
            yield from body.take(record)
            continue
        yield from body.release()
        match record:
            case RequestSent():
                body.mask.learn(_known(record))
                yield _request(record, patterns=patterns)
            case ResponseStarted():
                yield msgspec.structs.replace(record, headers=masked_headers(record.headers))
            case _:
                yield record
    yield from body.release()


class _Body:
    """Looks at whole values, and gives the reads again as they were cut."""

    def __init__(self, *, patterns: bool) -> None:
        self._patterns = patterns
        self.mask = BodyMask(())
        self._held = b""  # not looked at yet: its end may be the beginning of a secret
        self._ready = bytearray()
        self._reads: deque[tuple[int, int]] = deque()

    def take(self, read: BytesReceived) -> Iterator[BytesReceived]:
        """The next read; those that are ready."""
        self._reads.append((read.t_ns, len(read.data)))
        shown = self.mask.feed(read.data).shown
        for start in range(0, len(shown), _LOOKED_AT):  # a search in megabytes holds up the window
            looked_at, self._held = _cut(self._held + shown[start : start + _LOOKED_AT])
            self._ready += self._starred(looked_at)
        yield from self._whole()

    def release(self) -> Iterator[BytesReceived]:
        """All that is left: no read follows for now."""
        self._ready += self._starred(self._held + self.mask.release())
        self._held = b""
        yield from self._whole()

    def _starred(self, data: bytes) -> bytes:
        return starred_patterns(data) if self._patterns else data

    def _whole(self) -> Iterator[BytesReceived]:
        while self._reads and self._reads[0][1] <= len(self._ready):
            t_ns, length = self._reads.popleft()
            data = bytes(self._ready[:length])
            del self._ready[:length]
            yield BytesReceived(t_ns=t_ns, data=data)


def _request(sent: RequestSent, *, patterns: bool) -> RequestSent:
    body = _FIELD.sub(lambda found: found[1] + b"*" * len(found[2]) + b'"', sent.body)
    return msgspec.structs.replace(
        sent,
        url=_url(sent.url),
        headers=masked_headers(
            (name, MASK if _is_secret(name) and not _scheme(value) else value)
            for name, value in sent.headers
        ),
        body=starred_patterns(body) if patterns else body,
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
