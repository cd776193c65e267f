"""What must never be shown or written: known secrets, and headers that carry them.

Masking keeps lengths in bodies, so that every offset stays true: a secret that a server echoes is
overwritten by as many asterisks, also where two reads cut it. Until the second read comes, its
beginning is not shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from gemini_desktop.core.secret_forms import forms

MASK = "***"

_SECRET_HEADERS = frozenset(
    {
        "authorization",
        "proxy-authorization",
        "x-goog-api-key",
        "api-key",
        "x-api-key",
        "cookie",
        "set-cookie",
    }
)
_SECRET_QUERY = re.compile(r"(?i)([?&](?:key|api_key|apikey|access_token|token)=)[^&#]*")
_LOOKS_SECRET = re.compile(
    r"(?i:(\b(?:bearer|basic)\s+|\b(?:x-goog-api-key|authorization)\W{1,4}))[\w.~+/=-]{8,}"
    r"|\bAIza[\w-]{16,}|\bya29\.[\w-]{8,}|\bsk-[\w-]{16,}"
    r"|\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)",
    re.DOTALL,
)
"""Keys and tokens of Google's and OpenAI's make, JSON Web Tokens, private keys (PEM)."""
_LOOKS_SECRET_IN_BYTES = re.compile(_LOOKS_SECRET.pattern.encode(), re.DOTALL)
_DATA_LETTERS = re.compile(rb"[\w+/=-]{48}\Z")
_USER_INFO = re.compile(
    r"(?<=://)(?:[^/?#\s]+@|[^/?#\s:@\[]*:(?!\d{1,5}(?:[/?#]|$))[^?#\s]{0,4096}@)"
)
"""A password with a slash in it, which belongs escaped, is still a password; but it has an end, or
each of many addresses in a text would be searched to the end of all."""


_SECRET_WORDS = ("key", "auth", "token", "cookie", "secret", "passw", "credential", "session")


def is_secret(header: str) -> bool:
    """Whether a header that a user named so carries something secret. For what a server names
    it is too wide: a count of tokens left is none."""
    return any(word in header.lower() for word in _SECRET_WORDS)


def masked_headers(
    headers: Iterable[tuple[str, str]], secrets: Iterable[str] = ()
) -> tuple[tuple[str, str], ...]:
    """The headers with the values of secret ones masked; `Bearer` and the like stay readable."""
    known = list(secrets)
    return tuple((name, _masked_value(name, value, known)) for name, value in headers)


def masked_url(url: str) -> str:
    """The URL without the value of `key=` and its kin, and without user name and password."""
    return _USER_INFO.sub(MASK + "@", _SECRET_QUERY.sub(r"\1" + MASK, url))


def masked_patterns(text: str) -> str:
    """The text without what looks like a key, a token or a private key: for whoever writes and
    does not know which secrets there are."""
    return masked_url(_LOOKS_SECRET.sub(lambda found: f"{found[1] or ''}{MASK}", text))


def starred_patterns(data: bytes) -> bytes:
    """The bytes with asterisks, as many, over what looks like a key, a token or a private key; the
    same object where there is none. In the middle of base64 such letters come about by chance, and
    are left: a picture must not lose a byte."""

    def starred(found: re.Match[bytes]) -> bytes:
        if _DATA_LETTERS.search(data, max(0, found.start() - 48), found.start()):
            return found[0]
        kept = found[1] or b""
        return kept + b"*" * (len(found[0]) - len(kept))

    masked = _LOOKS_SECRET_IN_BYTES.sub(starred, data)
    return data if masked == data else masked


def masked_text(text: str, secrets: Iterable[str]) -> str:
    """The text without any of the known secrets, in whatever form."""
    for secret in secrets:
        for form in forms(secret):
            text = text.replace(form, MASK)
    return text


def _masked_value(name: str, value: str, secrets: Iterable[str]) -> str:
    if name.lower() not in _SECRET_HEADERS:
        return masked_text(value, secrets)
    scheme, blank, _ = value.partition(" ")
    return f"{scheme} {MASK}" if blank and scheme.isalpha() else MASK


class Masked(NamedTuple):
    """A read after masking: for the disk, and for whoever shows it.

    `before` lists earlier bytes of the body, as (offset, length), which belong to a secret that
    this read completed and must be overwritten where they are stored. `shown` is what may be
    shown: without an end that may be the beginning of a secret, and with what was kept back
    before.
    """

    data: bytes
    before: tuple[tuple[int, int], ...]
    shown: bytes


class BodyMask:
    """Masks known secrets in a body that comes in reads."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._secrets: list[bytes] = []
        self._keep = 0
        self.learn(secrets)
        self._tail = b""
        self._held = b""
        self._offset = 0
        self.hits = 0

    def learn(self, secrets: Iterable[str]) -> None:
        """Mask these too from now on, in all their forms."""
        new = (form.encode() for secret in secrets for form in forms(secret))
        self._secrets = list(dict.fromkeys((*self._secrets, *new)))
        self._keep = max((len(s) for s in self._secrets), default=1) - 1
        self._letters = frozenset(b"".join(self._secrets))

    def feed(self, data: bytes) -> Masked:
        """The next read, masked. The same object when there is nothing to mask."""
        if not self._secrets:
            return Masked(data, (), data)
        before = self._across(data)
        masked = self._within(data, before)
        held = bytearray(self._held)
        for start, length, _ in before:
            place = start - (self._offset - len(held))
            held[place : place + length] = b"*" * length
        self._offset += len(data)
        # The unmasked tail: a secret that began here must be recognised in the next read.
        self._tail = (self._tail + data)[-self._keep :] if self._keep else b""
        kept = self._begun()
        shown = bytes(held) + masked if held else masked
        if kept:
            shown, self._held = shown[:-kept], shown[-kept:]
        else:
            self._held = b""
        return Masked(masked, tuple((start, length) for start, length, _ in before), shown)

    def release(self) -> bytes:
        """What was kept back, when no read follows: it was no secret after all."""
        held, self._held, self._tail = self._held, b"", b""
        return held

    def _begun(self) -> int:
        """How many bytes at the end may be the beginning of a secret."""
        longest = 0
        if not self._tail or self._tail[-1] not in self._letters:
            return 0  # most reads end with a line
        for secret in self._secrets:
            place = self._tail.find(secret[:1])
            while place >= 0:
                if secret.startswith(self._tail[place:]):
                    longest = max(longest, len(self._tail) - place)
                    break
                place = self._tail.find(secret[:1], place + 1)
        return longest

    def _across(self, data: bytes) -> list[tuple[int, int, int]]:
        """Secrets that begin in an earlier read and end in this one, as (offset of their first
        byte, bytes of it in earlier reads, bytes of it in this read)."""
        if not self._tail or self._tail[-1] not in self._letters:
            return []
        seam = self._tail + data[: self._keep]
        found: list[tuple[int, int, int]] = []
        for secret in self._secrets:
            place = seam.find(secret)
            while place >= 0:
                earlier = len(self._tail) - place
                if 0 < earlier < len(secret):
                    found.append((self._offset - earlier, earlier, len(secret) - earlier))
                place = seam.find(secret, place + 1)
        return found

    def _within(self, data: bytes, across: list[tuple[int, int, int]]) -> bytes:
        spans = [(0, inside) for _, _, inside in across]
        for secret in self._secrets:
            place = data.find(secret)
            while place >= 0:
                spans.append((place, place + len(secret)))
                place = data.find(secret, place + len(secret))
        if not spans:
            return data
        self.hits += len(spans)
        masked = bytearray(data)
        for start, end in spans:
            masked[start:end] = b"*" * (end - start)
        return bytes(masked)
