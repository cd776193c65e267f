"""What came of an import: the counts of each file, what was left out and why."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import msgspec

from gemini_desktop.core.errors import Failure
from gemini_desktop.core.importing.conversation import ImportedConversation, Skipped
from gemini_desktop.core.importing.forms import WORDS
from gemini_desktop.session.importing import captures as importing_captures
from gemini_desktop.store.importing.files import ImportFile
from gemini_desktop.store.importing.grown import Grown

_MOST_SKIPPED = 1000
_MOST_NOTES = 200


def origin_words(origin: str) -> str:
    """What a conversation's `origin` is called; empty where it began here."""
    return _WORDS.get(origin, origin)


_WORDS = {**WORDS, importing_captures.FORMAT: importing_captures.WORDS}


class FileReport(msgspec.Struct, kw_only=True):
    """What came of one file."""

    path: Path
    words: str = ""
    """What the format is called; empty where it is none that we know."""
    conversations: int = 0
    """Those that are new in the library, and their turns."""
    turns: int = 0
    here: int = 0
    """Those that were in the library already."""
    changed: int = 0
    """Of the new ones those that were here, and are so different now that they stand beside."""
    grown: list[Grown] = msgspec.field(default_factory=list)
    """What was added to conversations that were here, as they went on since."""
    skipped: list[Skipped] = msgspec.field(default_factory=list)
    skipped_count: int = 0
    notes: dict[str, int] = msgspec.field(default_factory=dict)
    """Sentences on what could not be carried over, and in how many conversations."""
    failure: Failure | None = None
    """Why nothing of it was taken in."""
    batch: str = ""
    first: str = ""
    """The id of the first conversation, where any came."""

    @property
    def is_in(self) -> bool:
        """Whether what is in it is in the library now: any of it, at least."""
        return self.failure is None and bool(self.conversations or self.here or self.grown)


class Report(msgspec.Struct, kw_only=True):
    """What came of an import. `stopped`: the files after the last one were not looked at."""

    files: list[FileReport]
    stopped: bool = False

    @property
    def conversations(self) -> int:
        """New ones of all files."""
        return sum(file.conversations for file in self.files)

    @property
    def first(self) -> str:
        """The id of the first conversation that came or went on; empty for none."""
        new = (file.first for file in self.files)
        old = (each.earlier.id for file in self.files for each in file.grown)
        return next((each for each in (*new, *old) if each), "")

    @property
    def grown(self) -> int:
        """Those that were here and got turns, of all files."""
        return sum(len(file.grown) for file in self.files)

    @property
    def here(self) -> int:
        """Those that were here already, of all files."""
        return sum(file.here for file in self.files)


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far it is: `done` from 0 to 1 of all files, and what was read so far."""

    file: str
    done: float
    conversations: int


def name_forms(file: ImportFile, report: FileReport) -> None:
    """Say what was recognised, and in which encoding it is where that is odd."""
    report.words = ", ".join(dict.fromkeys(part.form.words for part in file.parts))
    notes = [part.encoding.note for part in file.parts if part.encoding.note]
    report.notes |= dict.fromkeys(notes, 1)


def note(report: FileReport, conversation: ImportedConversation) -> None:
    """Count a conversation that comes, and what it lacks."""
    report.conversations += 1
    report.turns += len(conversation.turns)
    for sentence, count in Counter(conversation.notes).items():
        if sentence in report.notes or len(report.notes) < _MOST_NOTES:
            report.notes[sentence] = report.notes.get(sentence, 0) + count


def skip(report: FileReport, item: Skipped) -> None:
    """Keep the name of what is left out; of very many the first ones."""
    report.skipped_count += 1
    if len(report.skipped) < _MOST_SKIPPED:
        report.skipped.append(item)


def named(conversation: ImportedConversation) -> str:
    """What to call it."""
    title = conversation.title or conversation.source_id
    return f"“{title[:80]}”" if title else "one without a name"


def empty(report: FileReport, failure: Failure) -> None:
    """Nothing came of it, for this reason."""
    report.failure = failure
    report.conversations = report.turns = report.here = report.changed = 0
    report.grown = []
    report.skipped, report.skipped_count, report.notes, report.first = [], 0, {}, ""
