"""Where and as whom to connect: one profile, which holds no secret."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

ProtocolName: TypeAlias = Literal["generate-content", "interactions", "chat-completions"]
AuthKind: TypeAlias = Literal["none", "api-key", "bearer", "service-account", "adc"]
"""`adc` are Google's application-default credentials."""

TOKEN_AUTH: frozenset[AuthKind] = frozenset({"service-account", "adc"})
"""The kinds whose token is asked for anew every hour; `Profile.secret` plays no part in them."""

MOST_RETRIES = 20


class Timeouts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How long to wait, in seconds; None waits for ever.

    `silence_s` bounds each wait on the wire: connecting, to the whole response head, between
    reads. `connect_s` bounds connecting alone (None: as `silence_s`), `first_event_s` the wait
    from the request to the first event, `stall_s` the wait for the next event, `total_s` the whole
    exchange with all its attempts and the waits between them. Comments do not count as events.
    """

    silence_s: float | None = 60.0
    stall_s: float | None = None
    connect_s: float | None = None
    first_event_s: float | None = None
    total_s: float | None = None


class Profile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One way to reach a model. Frozen; edit with `msgspec.structs.replace`.

    `secret` names where the key is found, it is never the key: `keyring` (under the profile's
    name), `env:VARIABLE`, or empty for none.
    """

    name: str
    protocol: ProtocolName = "generate-content"
    base_url: str = "https://generativelanguage.googleapis.com"
    auth: AuthKind = "api-key"
    secret: str = "keyring"
    model: str = "gemini-3.8-flash"
    headers: tuple[tuple[str, str], ...] = ()
    timeouts: Timeouts = Timeouts()
    max_retries: int = 4
    """How many attempts may follow the first where one failed in a way that may pass."""
    follow: bool = True
    """Go on by itself: resume what runs in the background on the server after the connection was
    lost, and continue an answer that is longer than one response."""
    event_stream: bool = True
    """Ask generateContent for Server-Sent Events (`alt=sse`); without it comes a JSON array."""
    project: str = ""
    """Google Cloud's id or number of it; empty takes the credentials' own."""
    location: str = ""
    """Where on Vertex AI: a region, `us`, `eu` or `global` (as if empty). Where it is set, a
    request to Google goes to Vertex AI, whatever the auth."""
    service_account_file: str = ""
    """The path of the key file, never what is in it."""
    quota_project: str = ""
    """Who pays, where that is not the project; empty takes the credentials' own."""
    allow_token_host: str = ""
    """The one host besides Google's that the credentials may have a token asked of."""
    query: tuple[tuple[str, str], ...] = ()
    """Added to the address of each request."""
    proxy: str = ""
    """`http://host:port`, without a password; empty takes the environment's, `direct` none."""
    ca_file: str = ""
    """Certificates (PEM) that are trusted besides the system's."""
    insecure: bool = False
    """Take any certificate: whoever sits on the line can read the key and change the answers."""
    demo: bool = False
    """The built-in demo server: nothing leaves this computer."""
