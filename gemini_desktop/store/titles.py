"""What a conversation is called, and how it is tagged: short, on one line."""

from __future__ import annotations

from collections.abc import Iterable

from gemini_desktop.core.events import Media
from gemini_desktop.core.transcript import Turn

TITLE_CHARACTERS = 60
OWN_TITLE_CHARACTERS = 200
TAG_CHARACTERS = 40


def shortened(text: str) -> str:
    """A title: the first line that holds something, in at most 60 characters."""
    line = next((line for line in text.splitlines() if line.strip()), "")
    words = " ".join(line.split())
    return words if len(words) <= TITLE_CHARACTERS else words[: TITLE_CHARACTERS - 1].rstrip() + "…"


def own_title(text: str) -> str:
    """A title of the user's own: on one line, and as long as anybody would want it."""
    return " ".join(text.split())[:OWN_TITLE_CHARACTERS].rstrip()


def title_of(turn: Turn) -> str:
    """What a conversation is called that begins with this turn: by its words, else by the files
    that it brings; empty for an answer."""
    if turn.role != "user":
        return ""
    contents = (content for step in turn.steps for content in step.contents)
    names = (content.name for content in contents if isinstance(content, Media) and content.name)
    return shortened(turn.text) or shortened(", ".join(names))


def title_from(turns: Iterable[Turn]) -> str:
    """What a conversation of these turns is called: by the first prompt that gives a title."""
    return next(filter(None, map(title_of, turns)), "")


def tag_of(text: str) -> str:
    """A tag: one line of at most 40 characters, without a # before it; empty where nothing is
    left."""
    return " ".join(text.split()).lstrip("#").strip()[:TAG_CHARACTERS].rstrip()
