"""Transcripts to files: Markdown, JSON or the tagged log, written whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal, TypeAlias

from gemini_desktop.core.decoding.decoder import decode
from gemini_desktop.core.text_log import TextLog
from gemini_desktop.core.transcript import Transcript, Turn
from gemini_desktop.session.live import CaptureSource
from gemini_desktop.store.atomic import write_atomically

Form: TypeAlias = Literal["markdown", "json", "log"]


def save_transcript(
    path: Path,
    form: Form,
    transcript: Transcript,
    *,
    title: str,
    open_capture: Callable[[str], CaptureSource],
) -> None:
    """Write the transcript. Blocking: a long log is decoded again from its captures.

    Raises StoreError where the file cannot be written; what was there before stays as it was.
    """
    from gemini_desktop.core.export import document, markdown  # with all of CommonMark

    match form:
        case "markdown":
            data = markdown.render(transcript, title).encode()
        case "json":
            data = document.render(transcript, title)
        case "log":
            data = "".join(f"{line}\n" for line in _log(transcript, open_capture)).encode()
    write_atomically(path, data)


def form_of(path: Path) -> Form:
    """The form that a file's name asks for; Markdown where it does not say."""
    suffix = path.suffix.lower()
    if suffix in (".json", ".log", ".txt"):
        return "json" if suffix == ".json" else "log"
    return "markdown"


def _log(transcript: Transcript, open_capture: Callable[[str], CaptureSource]) -> Iterator[str]:
    for turn in transcript.turns:
        if turn.role == "user":
            yield f"[PROMPT] {turn.text}"
        elif turn.capture_id:
            yield from _answer_log(turn, open_capture(turn.capture_id))
        else:
            yield from TextLog().finish(turn)
        yield ""


def _answer_log(turn: Turn, capture: CaptureSource) -> Iterator[str]:
    log = TextLog()
    for chunk in decode(capture.records()):
        yield from log.chunk(chunk)
    yield from log.finish(turn)
