"""The tagged log of one capture, as a file or as text: decoded again, in a thread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from gemini_desktop.core.answer import Answer
from gemini_desktop.core.text_log import TAGS, TextLog
from gemini_desktop.session.roles import CaptureSource
from gemini_desktop.session.saving.job import Job
from gemini_desktop.store.atomic import replacing

_PIECE = 1000


def lines(source: CaptureSource, hidden: frozenset[str], job: Job) -> Iterator[str]:
    """All lines but those of the hidden tags; a line without a tag goes with the one before it.
    Raises StoreError and job.Stopped."""
    log, answer = TextLog(), Answer()
    tag = ""
    for line in _all(source, log, answer, job):
        if line.startswith("["):
            name = line[1 : line.find("]")]
            tag = name if name in TAGS else tag
        if tag not in hidden:
            yield line


def save(source: CaptureSource, target: Path, hidden: frozenset[str], job: Job) -> None:
    """Write them, whole or not at all. Raises StoreError and job.Stopped."""
    job.total = source.size()
    write(lines(source, hidden, job), target)


def write(found: Iterable[str], target: Path) -> None:
    """Write these lines, whole or not at all. Raises StoreError."""
    with replacing(target) as file:
        piece: list[str] = []
        for line in found:
            piece.append(line)
            if len(piece) == _PIECE:
                file.write(_encoded(piece))
                piece.clear()
        file.write(_encoded(piece))


def _all(source: CaptureSource, log: TextLog, answer: Answer, job: Job) -> Iterator[str]:
    for record in job.watch(source.records()):
        for chunk in answer.feed(record):
            yield from log.chunk(chunk)
    for chunk in answer.close():
        yield from log.chunk(chunk)
    yield from log.finish(answer.finish())


def _encoded(piece: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in piece).encode("utf-8", "replace")
