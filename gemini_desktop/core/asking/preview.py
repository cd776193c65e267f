"""What would be sent, before it is: address, headers with the secrets masked, body for people."""

from __future__ import annotations

from urllib.parse import quote

import msgspec

from gemini_desktop.core.asking.extras import is_hidden
from gemini_desktop.core.profile import Profile
from gemini_desktop.core.protocols.table import PROTOCOLS
from gemini_desktop.core.redact import MASK, masked_headers, masked_url
from gemini_desktop.core.request import HttpRequest, Options
from gemini_desktop.core.transcript import Transcript


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """A request for people: nothing in it is secret."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: str
    """JSON with two blanks a level, as its fields are sent."""

    def __str__(self) -> str:
        lines = [f"{self.method} {self.url}", *(f"{name}: {v}" for name, v in self.headers)]
        return "\n".join([*lines, "", self.body] if self.body else lines)


def preview(profile: Profile, transcript: Transcript, options: Options) -> Preview:
    """The request for the next answer. Raises ConfigurationError where it cannot be sent."""
    return of(PROTOCOLS[profile.protocol].build(profile, transcript, options), profile)


def of(request: HttpRequest, profile: Profile) -> Preview:
    """A built request, with the headers that the profile adds."""
    own = [(name, MASK if is_hidden(name, v) else v) for name, v in profile.headers]
    sent = request.with_headers(own).with_headers(credentials(profile, MASK))
    return Preview(
        method=request.method,
        url=masked_url(_without_hidden(request.url, profile)),
        headers=masked_headers(sent.headers),
        body=pretty(request.body),
    )


def _without_hidden(url: str, profile: Profile) -> str:
    for name, value in profile.query:
        if is_hidden(name, value):
            name, value = quote(name, safe=""), quote(value, safe="")
            url = url.replace(f"{name}={value}", f"{name}={MASK}")
    return url


def credentials(profile: Profile, secret: str) -> tuple[tuple[str, str], ...]:
    """The headers in which the profile's key or token travels (`net.auth` sends the same)."""
    if profile.auth == "none":
        return ()
    if profile.auth == "api-key" and profile.protocol != "chat-completions":
        return (("x-goog-api-key", secret),)
    payer = profile.quota_project.strip()
    own = (("x-goog-user-project", payer),) if payer and profile.auth != "bearer" else ()
    return (("Authorization", f"Bearer {secret}"), *own)


def pretty(body: bytes) -> str:
    """JSON bytes, indented; bytes that are no JSON as text."""
    if not body:
        return ""
    try:
        return msgspec.json.format(body, indent=2).decode()
    except (msgspec.DecodeError, UnicodeDecodeError):
        return body.decode("utf-8", "replace")
