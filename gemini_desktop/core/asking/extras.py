"""Headers and query parameters that a profile adds to each request.

A profile holds no secret, so a value may name where it is found: `env:VARIABLE`, read from the
environment when a request is sent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, TypeAlias

from gemini_desktop.core.errors import ConfigurationError, Failure

Pairs: TypeAlias = tuple[tuple[str, str], ...]
Fault: TypeAlias = Literal["", "name", "reserved", "value"]

_ENVIRONMENT = "env:"
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""A header's name (RFC 9110, section 5.1)."""
_RESERVED = frozenset(
    {"host", "content-length", "transfer-encoding", "connection", "accept-encoding", "te"}
)
"""The connection's own: another value would break it, or what this program can read."""


def header_fault(name: str, value: str) -> Fault:
    """Why a header cannot be sent, empty where it can."""
    if not _TOKEN.fullmatch(name):
        return "name"
    if name.lower() in _RESERVED:
        return "reserved"
    return "" if value.isascii() and (value.isprintable() or not value) else "value"


def variable(value: str) -> str:
    """The variable that a value is taken from, empty where it stands for itself."""
    return value.removeprefix(_ENVIRONMENT).strip() if value.startswith(_ENVIRONMENT) else ""


def is_hidden(name: str, value: str) -> bool:
    """Whether a value must not be shown: its name says so, or it comes from the environment."""
    from gemini_desktop.core.redact import is_secret

    return bool(variable(value)) or is_secret(name)


def resolved(pairs: Pairs, environ: Mapping[str, str]) -> tuple[Pairs, tuple[str, ...]]:
    """The pairs with what the environment says, and the values that must not be shown.

    Raises ConfigurationError where a variable is not set.
    """
    found = tuple((name, _found(name, value, environ)) for name, value in pairs)
    hidden = [
        new for (name, value), (_, new) in zip(pairs, found, strict=True) if is_hidden(name, value)
    ]
    return found, tuple(hidden)


def checked(headers: Pairs) -> Pairs:
    """The headers. Raises ConfigurationError where one cannot be sent."""
    for name, value in headers:
        if header_fault(name, value):
            raise ConfigurationError(
                Failure(
                    kind="extra_header",
                    message=f"The profile's header {name[:80]!r} cannot be sent.",
                    advice="Correct it in the settings: a name without blanks, a value in ASCII, "
                    "and none that belongs to the connection itself.",
                )
            )
    return headers


def _found(name: str, value: str, environ: Mapping[str, str]) -> str:
    source = variable(value)
    if not source:
        return value
    text = environ.get(source, "").strip()
    if not text:
        raise ConfigurationError(
            Failure(
                kind="variable_unset",
                message=f"{name} is to be taken from {source}, which is not set.",
                advice=f"Set the environment variable {source}, or change {name} in the settings.",
            )
        )
    return text
