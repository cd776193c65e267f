"""Words for the terminal that more than one command says."""

from __future__ import annotations


def counted(number: int, what: str) -> str:
    """`1 chat`, `2 chats`."""
    return f"{number} {what if number == 1 else what + 's'}"
