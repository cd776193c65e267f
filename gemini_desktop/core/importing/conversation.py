"""What comes out of a foreign file: conversations, and what of it could not be read."""

from __future__ import annotations

from typing import Protocol

import msgspec

from gemini_desktop.core.digest import sha256
from gemini_desktop.core.export.apart import Reader
from gemini_desktop.core.transcript import Turn


class ImportedConversation(msgspec.Struct, kw_only=True):
    """One conversation of a foreign file, as a tree.

    `turns` stand with parents before their children; their ids are the file's own, unique in this
    conversation only. `head` is the last turn of the path that was shown last. `source_id` is what
    its maker calls the conversation, empty where the format has no such name. Times are
    nanoseconds since 1970, 0 where the file has none that can be.
    """

    format: str
    title: str = ""
    own_title: bool = False
    """Whether its user gave it that title."""
    source_id: str = ""
    created_unix_ns: int = 0
    updated_unix_ns: int = 0
    turns: list[Turn]
    head: str = ""
    tags: tuple[str, ...] = ()
    archived: bool = False
    pinned: bool = False
    notes: tuple[str, ...] = ()
    """Sentences on what could not be carried over."""

    def fingerprint(self) -> str:
        """The same for the same words in the same places, whatever else an export says anew each
        time (when it was made, links that expire)."""
        found = [self.format, self.title]
        for turn in self.turns:
            found += (turn.id, turn.parent_id, turn.role, turn.text, turn.thought_text)
            found.append(str(sum(len(step.contents) for step in turn.steps)))
        lengths = ",".join(str(len(text)) for text in found)
        words = "".join((lengths, *found))
        return sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


class Skipped(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation of the file that is left out, the others are not: which, and why."""

    name: str
    reason: str


class Damaged(Exception):
    """This conversation cannot be read; `str()` is the reason, a sentence for the user."""


class Assets(Protocol):
    """The files that lie beside the conversations in an archive."""

    def find(self, reference: str) -> tuple[str, bytes] | None:
        """The name and the bytes of the file that goes by this name or id; None where there is
        none, or one that is too large."""


class NoAssets:
    """For a file that comes alone."""

    def find(self, reference: str) -> tuple[str, bytes] | None:  # noqa: ARG002 - none is here
        """None."""
        return None


NO_ASSETS = NoAssets()


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader may want to know besides the JSON."""

    name: str = ""
    """The file's name without its ending: a title, where there is no other."""
    assets: Assets = NO_ASSETS
    beside: Reader | None = None
    """Gives a file in the JSON's own folder, or in one there (`core.export.apart`)."""


UNREADABLE_FILES = "Files in it could not be read: only their names are kept."
LYING_FILES = (
    "Files in it are not what they say: they are kept as documents, under a name that tells."
)
MISSING_FILES = "Files that are named in it are not in the export: only their names are kept."
UNKNOWN_KINDS = "Parts of it are of a kind that is not known here: they are kept as they came."

Item = ImportedConversation | Skipped
