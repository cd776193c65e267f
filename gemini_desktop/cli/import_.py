"""`gemini-desktop import`: chats from elsewhere into the library."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from gemini_desktop.cli.words import counted
from gemini_desktop.core.visible import visible
from gemini_desktop.session.importing.chats import FileReport, Importing, Progress, Report, surveyed
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.home import prepare_home
from gemini_desktop.store.sharing import using
from gemini_desktop.store.transcripts import Library

_NOT_TAKEN = 4
_MOST_LINES = 20


def run(arguments: argparse.Namespace) -> int:
    """Take the files in, or look at them; 4 where one was not taken in."""
    paths = [Path(name) for name in arguments.files]
    if arguments.dry_run:
        report = Report(files=[surveyed(path) for path in paths])
    else:
        home = prepare_home(arguments.home)
        with using(home):
            report = asyncio.run(_taken_in(paths, home))
    if arguments.json:
        sys.stdout.buffer.write(msgspec.json.encode(_object(report)) + b"\n")
    else:
        for line in _lines(report.files, dry=arguments.dry_run):
            print(visible(line))
    sys.stdout.flush()
    return _NOT_TAKEN if not all(file.is_in for file in report.files) else 0


async def _taken_in(paths: Sequence[Path], home: Path) -> Report:
    library = Library(home)
    await library.open()
    try:
        return await Importing(library, Captures(home)).run(paths, _tell)
    finally:
        await library.close()


def _tell(progress: Progress) -> None:
    if sys.stderr.isatty():
        words = f"{progress.done:4.0%}  {progress.file}: {counted(progress.conversations, 'chat')}"
        print(f"\r{visible(words)}", end="\n" if progress.done >= 1 else "", file=sys.stderr)


def _lines(files: Iterable[FileReport], *, dry: bool) -> Iterable[str]:
    rows = [_ROW, *(_row(file) for file in files)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_ROW))]
    for row in rows:
        yield "  ".join(
            cell.rjust(width) if column > 1 else cell.ljust(width)  # counts
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
    for file in files:
        yield from _details(file)
    if dry:
        yield "Nothing was changed: this was a dry run."


_ROW = ("FILE", "FORMAT", "CHATS", "TURNS", "HERE ALREADY", "LEFT OUT")


def _row(file: FileReport) -> tuple[str, ...]:
    counts = (file.conversations, file.turns, file.here, file.skipped_count)
    words = file.words if file.is_in else "not taken in"
    return (file.path.name, words, *(f"{count:,}" for count in counts))


def _details(file: FileReport) -> Iterable[str]:
    if file.failure is not None:
        yield file.failure.in_words
    if file.grown:
        grown = counted(len(file.grown), "chat")
        yield f"{file.path.name}: {grown} went on since the last import: new turns were added."
    if file.changed:
        changed = counted(file.changed, "chat")
        words = "kept beside the earlier one, as too much has changed"
        yield f"{file.path.name}: {words}: {changed}."
    for sentence, count in file.notes.items():
        yield f"{file.path.name}: {sentence} ({count}×)"
    for item in file.skipped[:_MOST_LINES]:
        yield f"{file.path.name}: left out {item.name}. {item.reason}"
    more = file.skipped_count - _MOST_LINES
    if more > 0:
        yield f"{file.path.name}: left out {more} more."


def _object(report: Report) -> dict[str, object]:
    return {
        "files": [
            {
                "file": str(file.path),
                "format": file.words,
                "conversations": file.conversations,
                "turns": file.turns,
                "already_here": file.here,
                "added_to": len(file.grown),
                "changed": file.changed,
                "left_out": [{"name": s.name, "reason": s.reason} for s in file.skipped],
                "left_out_count": file.skipped_count,
                "notes": file.notes,
                "error": file.failure,
            }
            for file in report.files
        ]
    }
