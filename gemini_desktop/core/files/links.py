"""Links of the program's own scheme, which a page or another program may follow.

    gemini-desktop:new                  begin a new chat
    gemini-desktop:new?prompt=WORDS     the same, with these words in the box, not sent
    gemini-desktop:open?file=/A/PATH    open a recorded stream

Anybody can write one, so it does no more than a hand would undo: nothing is sent, and the file is
one that this program reads anyway, named by a full path on this computer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

SCHEME = "gemini-desktop"
MOST_CHARACTERS = 100_000
"""Of a whole link; no system hands over more than about as many."""

_FILES = (".gcap", ".har", ".sse", ".json", ".jsonl", ".ndjson", ".txt", ".log")
# A path that begins with two slashes is a server's on Windows, which then would learn who asks.
_LOCAL_PATH = re.compile(r"/(?!/)|[A-Za-z]:[\\/](?![\\/])")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Link:
    """What a link asks for: a file, or else a new chat."""

    prompt: str = ""
    file: str = ""


def is_link(argument: str) -> bool:
    """Whether it is of our scheme, whatever it says."""
    return argument[: len(SCHEME) + 1].lower() == f"{SCHEME}:"


def read_link(argument: str) -> Link | None:
    """What the link asks for; None where that is nothing that we do."""
    if not is_link(argument) or len(argument) > MOST_CHARACTERS:
        return None
    try:
        parts = urlsplit(argument)
        asked = parse_qs(parts.query, max_num_fields=8, errors="strict")
    except ValueError:
        return None
    verb = (parts.netloc + parts.path).strip("/")
    prompt, file = asked.get("prompt", [""])[0], asked.get("file", [""])[0]
    if verb == "new" and (prompt or not parts.query):
        return Link(prompt=_UNSEEN.sub("", prompt.replace("\r\n", "\n")))
    if verb == "open" and _is_readable(file):
        return Link(file=file)
    return None


def _is_readable(file: str) -> bool:
    return (
        _LOCAL_PATH.match(file) is not None and file.isprintable() and file.lower().endswith(_FILES)
    )
