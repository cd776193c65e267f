"""What is asked for (Options) and what goes over the wire for it (HttpRequest)."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import msgspec

ThinkingLevel: TypeAlias = Literal["minimal", "low", "medium", "high", "xhigh"]


class HttpRequest(msgspec.Struct, frozen=True, kw_only=True):
    """One HTTP request, ready but for the auth headers, which `net.auth` adds."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


class Options(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The parameters of one turn. None (or empty) is not sent, so that the server's default rules.

    Newest models answer 400 to sampling fields that nobody asked for, so nothing is sent unset.
    """

    system_instruction: str = ""
    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    max_output_tokens: int | None = None
    candidate_count: int | None = None
    seed: int | None = None
    stop_sequences: tuple[str, ...] = ()
    thinking_level: ThinkingLevel | None = None
    thinking_budget: int | None = None
    """Tokens; -1 lets the model choose, 0 switches thinking off (2.5 models)."""
    include_thoughts: bool | None = None
    google_search: bool = False
    response_modalities: tuple[str, ...] = ()
    raw: dict[str, Any] = msgspec.field(default_factory=dict)
    """Merged over the built body, key by key and deep; the last word is the user's."""
