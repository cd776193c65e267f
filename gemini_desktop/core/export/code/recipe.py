"""What a copied request consists of, whichever language it is written in.

No secret is in it: where one stood, stands where it comes from, an environment variable or the
command that gives a Google token.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeAlias
from urllib.parse import quote, urlsplit

import msgspec

from gemini_desktop.core.asking.extras import header_fault, is_hidden, variable
from gemini_desktop.core.asking.preview import credentials
from gemini_desktop.core.capture import RequestSent
from gemini_desktop.core.export.sanitised import sanitised
from gemini_desktop.core.profile import TOKEN_AUTH, Profile
from gemini_desktop.core.protocols.endpoint import is_vertex_host
from gemini_desktop.core.redact import MASK
from gemini_desktop.core.request import HttpRequest


class Secret(msgspec.Struct, frozen=True):
    """Where a secret comes from: a variable, or without one the command for a Google token."""

    variable: str = ""


Text: TypeAlias = tuple[str | Secret, ...]
"""Words with secrets between them; no empty words."""

TOKEN_COMMAND = ("gcloud", "auth", "print-access-token")
GOOGLE_TOKEN = Secret()
_KEY = Secret("GEMINI_API_KEY")
_NO_NAME = re.compile(r"[^A-Z0-9]+")
_USER_INFO = re.compile(r"(?<=://)[^/?#\s]+(?=@)")
_QUERY_NAME = re.compile(r"[?&]([^=&?]*)=\Z")
_OF_THE_CONNECTION = frozenset({"host", "content-length", "connection", "transfer-encoding",
                                "accept-encoding", "user-agent", "te"})  # fmt: skip


class Recipe(msgspec.Struct, frozen=True, kw_only=True):
    """One request. `protocol` is empty where nobody knows it."""

    method: str
    url: Text
    headers: tuple[tuple[str, Text], ...]
    body: bytes
    protocol: str = ""

    @property
    def secrets(self) -> list[Secret]:
        """All of them, in the order in which they stand; each once."""
        texts = (self.url, *(value for _, value in self.headers))
        found = (part for text in texts for part in text if isinstance(part, Secret))
        return list(dict.fromkeys(found))

    def header(self, name: str) -> Text:
        """The value of a header, empty where there is none."""
        return next((value for key, value in self.headers if key.lower() == name), ())


def of(request: HttpRequest, profile: Profile) -> Recipe:
    """A built request, with the headers that the profile adds."""
    headers: list[tuple[str, Text]] = [(name, _text(value)) for name, value in request.headers]
    for name, value in profile.headers:
        hidden = is_hidden(name, value)
        headers.append((name, (_named(name, value),) if hidden else _text(value)))
    for name, value in credentials(profile, MASK):
        headers.append((name, _filled(value, _source(profile))))
    return Recipe(
        method=request.method,
        url=_url(request.url, profile),
        headers=tuple(headers),
        body=request.body,
        protocol=profile.protocol,
    )


def of_sent(sent: RequestSent) -> Recipe:
    """A recorded request. What the connection itself adds is left to whoever sends it again."""
    (masked,) = (r for r in sanitised([sent]) if isinstance(r, RequestSent))
    headers = [
        (name, _filled(value, _guessed(name, sent)))
        for name, value in masked.headers
        if name.lower() not in _OF_THE_CONNECTION and not header_fault(name, value)
    ]
    return Recipe(
        method=masked.method,
        url=_masked_url(masked.url),
        headers=tuple(headers),
        body=masked.body,
        protocol=sent.protocol,
    )


def _url(url: str, profile: Profile) -> Text:
    before, user, after = _split(url, _USER_INFO)
    parts: list[str | Secret] = [before, Secret("USER_AND_PASSWORD")] if user else []
    rest = after if user else url
    for name, value in profile.query:
        if is_hidden(name, value):
            key = f"{quote(name, safe='')}="
            head, found, tail = rest.rpartition(key + quote(value, safe=""))
            if found:
                parts += [head + key, _named(name, value)]
                rest = tail
    return _joined([*parts, rest])


def _masked_url(url: str) -> Text:
    parts: list[str | Secret] = []
    for place, piece in enumerate(url.split(MASK)):
        if place:
            before = parts[-1] if parts and isinstance(parts[-1], str) else ""
            parts.append(_in_url(before, piece))
        parts.append(piece)
    return _joined(parts)


def _in_url(before: str, after: str) -> Secret:
    if after.startswith("@") and before.endswith("://"):
        return Secret("USER_AND_PASSWORD")
    named = _QUERY_NAME.search(before)
    name = named[1] if named else "secret"
    return _KEY if name == "key" else _named(name, "")


def _filled(value: str, source: Secret) -> Text:
    """A masked value, with where the secret in it comes from."""
    if MASK in value and not value.strip("*"):
        return (source,)
    parts: list[str | Secret] = []
    for place, piece in enumerate(value.split(MASK)):
        parts += [source, piece] if place else [piece]
    return _joined(parts)


def _guessed(name: str, sent: RequestSent) -> Secret:
    """A recorded header does not say where its secret came from; the host says something."""
    if name.lower() == "x-goog-api-key":
        return _KEY
    if name.lower() != "authorization":
        return _named(name, "")
    try:
        host = urlsplit(sent.url).hostname or ""
    except ValueError:
        host = ""
    if is_vertex_host(host):
        return GOOGLE_TOKEN
    if host.endswith("openai.com"):
        return Secret("OPENAI_API_KEY")
    return _KEY if host.endswith("googleapis.com") else Secret("ACCESS_TOKEN")


def _named(name: str, value: str) -> Secret:
    """The variable that the value is taken from, or one named like its header."""
    return Secret(variable(value) or _NO_NAME.sub("_", name.upper()).strip("_") or "SECRET")


def _source(profile: Profile) -> Secret:
    if profile.auth in TOKEN_AUTH:
        return GOOGLE_TOKEN
    if profile.secret.startswith("env:"):
        return Secret(profile.secret.removeprefix("env:").strip())
    return _KEY if profile.auth == "api-key" else Secret("ACCESS_TOKEN")


def _split(text: str, pattern: re.Pattern[str]) -> tuple[str, str, str]:
    found = pattern.search(text)
    return (text[: found.start()], found[0], text[found.end() :]) if found else (text, "", "")


def _text(value: str) -> Text:
    return (value,) if value else ()


def _joined(parts: Iterable[str | Secret]) -> Text:
    return tuple(part for part in parts if part != "")
