"""Where and as whom to connect: one profile, which holds no secret."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

ProtocolName: TypeAlias = Literal["generate-content", "interactions", "chat-completions"]
AuthKind: TypeAlias = Literal["none", "api-key", "bearer"]


class Timeouts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How long to wait, in seconds; None waits for ever.

    `silence_s` bounds each wait on the wire: connecting, to the first byte, between reads.
    `stall_s` bounds the wait for the next event; comments do not count as events.
    """

    silence_s: float | None = 60.0
    stall_s: float | None = None


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
    event_stream: bool = True
    """Ask generateContent for Server-Sent Events (`alt=sse`); without it comes a JSON array."""
    demo: bool = False
    """The built-in demo server: nothing leaves this computer."""
