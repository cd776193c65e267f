"""What a conversation is called, and how it is tagged: short, on one line."""

from __future__ import annotations

TITLE_CHARACTERS = 60
TAG_CHARACTERS = 40


def shortened(text: str) -> str:
    """A title: the first line that holds something, in at most 60 characters."""
    line = next((line for line in text.splitlines() if line.strip()), "")
    words = " ".join(line.split())
    return words if len(words) <= TITLE_CHARACTERS else words[: TITLE_CHARACTERS - 1].rstrip() + "…"


def tag_of(text: str) -> str:
    """A tag: one line of at most 40 characters, without a # before it; empty where nothing is
    left."""
    return " ".join(text.split()).lstrip("#").strip()[:TAG_CHARACTERS].rstrip()
