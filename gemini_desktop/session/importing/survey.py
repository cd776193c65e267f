"""What a file holds that could be imported; and what it is taken in from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from gemini_desktop.core.errors import GeminiDesktopError, StoreError
from gemini_desktop.core.importing.conversation import Item, Skipped
from gemini_desktop.core.importing.reading import refused
from gemini_desktop.session.importing import captures as importing_captures
from gemini_desktop.session.importing.captures import Recorded
from gemini_desktop.session.importing.report import (
    FileReport,
    empty,
    name_forms,
    named,
    note,
    skip,
)
from gemini_desktop.store.importing.files import ImportFile


def chats_in(path: Path) -> str:
    """What a file with chats in it is called, by its first bytes; empty for any other, also one
    that cannot be read. Blocking."""
    try:
        with ImportFile(path) as file:
            return file.parts[0].form.words if file.parts else ""
    except GeminiDesktopError:
        return ""


def surveyed(path: Path) -> FileReport:
    """What is in a file, without a library: nothing is taken in. Blocking."""
    report = FileReport(path=path)
    try:
        with ImportFile(path) as file:
            if file.parts:
                _survey(file, report)
            else:
                _survey_captures(file, report)
    except GeminiDesktopError as error:
        empty(report, error.failure)
    return report


def _survey(file: ImportFile, report: FileReport) -> None:
    name_forms(file, report)
    prints: set[str] = set()
    for item in items_of(file):
        if isinstance(item, Skipped):
            skip(report, item)
        elif not item.turns:
            skip(report, Skipped(name=named(item), reason="It is empty."))
        elif (fingerprint := item.fingerprint()) in prints:
            report.here += 1
        else:
            prints.add(fingerprint)
            note(report, item)


def _survey_captures(file: ImportFile, report: FileReport) -> None:
    if not file.is_capture:
        raise no_chats(file.path)
    found, skipped = recorded(file.path)
    report.words = importing_captures.WORDS
    for item in skipped:
        skip(report, item)
    for each in found:
        note(report, each.conversation)


def items_of(file: ImportFile) -> Iterator[Item]:
    """All that is in the file."""
    for part in file.parts:
        yield from part.items()


def recorded(path: Path) -> tuple[list[Recorded], list[Skipped]]:
    """What there is of recorded answers, at least one. Raises StoreError and ImportRefused."""
    try:
        found, skipped = importing_captures.recorded(path)
    except StoreError as error:
        if error.failure.kind == "no_capture":
            raise no_chats(path) from error
        raise
    if not found:
        raise no_chats(path)
    return found, skipped


def no_chats(path: Path) -> GeminiDesktopError:
    """What to raise for a file with nothing to take in."""
    words = "has no chats in a form that is known here"
    advice = _NO_PAGE if path.suffix.lower() in (".html", ".htm") else _KNOWN
    return refused(path.name, words, advice, kind="unknown_format")


_NO_PAGE = (
    "It is a web page. Choose the JSON file that lies beside it, such as conversations.json; of "
    "Google Takeout ask for My Activity as JSON."
)
_KNOWN = (
    "Known are transcripts of this program, Gemini contents, OpenAI messages (also JSON Lines), "
    "the exports of ChatGPT, Claude, Google AI Studio and Google Takeout."
)
