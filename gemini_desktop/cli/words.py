"""Words for the terminal that more than one command says."""

from __future__ import annotations

from gemini_desktop.core.errors import ConfigurationError, Failure


def counted(number: int, what: str) -> str:
    """`1 chat`, `2 chats`."""
    return f"{number} {what if number == 1 else what + 's'}"


def misused(message: str, advice: str) -> ConfigurationError:
    """What to raise where the arguments cannot mean anything: exit code 2."""
    return ConfigurationError(Failure(kind="usage", message=message, advice=advice))
