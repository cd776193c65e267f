"""How an exchange ended, for scripts: an exit code and a JSON object."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from gemini_desktop.core.answer import Answer
from gemini_desktop.core.errors import Failure
from gemini_desktop.core.events import Media
from gemini_desktop.core.failures.error_table import TABLE, Row, is_limit
from gemini_desktop.core.files import media_files
from gemini_desktop.core.outcome import Outcome
from gemini_desktop.core.visible import visible

_SAID_NO, _NETWORK, _INCOMPLETE = 1, 3, 4
_ABOUT_THE_REQUEST = frozenset({"options_left_out"})


def exit_code(answer: Answer) -> int:
    """0 complete, 1 the API said no, 3 network, 4 incomplete or malformed, 130 cancelled."""
    outcome = answer.outcome
    match outcome.kind if outcome else "incomplete":
        case "complete" | "awaiting":
            return 0
        case "blocked":
            return _SAID_NO
        case "cancelled":
            return 130
        case "failed":
            return _failed(answer)
        case _:
            return _INCOMPLETE


def _failed(answer: Answer) -> int:
    status = answer.decoder.http_status
    if answer.fold.errors and not any(note.id == "not_a_stream" for note in answer.decoder.notes):
        return _SAID_NO
    if status >= 300:
        return _SAID_NO
    failure = answer.ended.failure if answer.ended is not None else None
    row = TABLE.get(failure.kind) if failure is not None else None
    if answer.fold.finished or (row is not None and row.place == "server"):
        return _SAID_NO  # an interaction that the server ended as failed
    return _NETWORK if failure is not None and not _is_malformed(failure, row) else _INCOMPLETE


def _is_malformed(failure: Failure, row: Row | None) -> bool:
    """Whether the connection stood, and what came over it was not as it should be."""
    return is_limit(failure) or (row is not None and row.place == "answer")


def tell_trouble(answer: Answer) -> None:
    """A sentence on stderr where the answer is not simply complete."""
    outcome = answer.outcome
    if outcome is not None and outcome.kind != "complete":
        print(visible(f"{outcome.message} {outcome.advice}".rstrip()), file=sys.stderr)
        if outcome.failure is not None and outcome.failure.detail:
            print(visible(outcome.failure.detail), file=sys.stderr)


def tell_notes(answer: Answer) -> None:
    """On stderr, what of the request did not reach the server."""
    for note in answer.decoder.notes:
        if note.id in _ABOUT_THE_REQUEST:
            print(f"[NOTE] {note.message}", file=sys.stderr)


def tell_media(saved: Mapping[int, Path]) -> None:
    """On stderr, where pictures and sounds lie now."""
    for path in dict.fromkeys(saved.values()):
        print(f"[MEDIA] {path}", file=sys.stderr)


def as_json(answer: Answer, saved: Mapping[int, Path]) -> str:
    """The whole exchange as one JSON object (the shape stands in `as_object`)."""
    return msgspec.json.encode(as_object(answer, saved)).decode()


def as_object(answer: Answer, saved: Mapping[int, Path]) -> dict[str, Any]:
    """outcome, notes, text, thoughts, finish_reason, usage, error, events, requests, media. `saved`
    says where the media lie, by their number."""
    turn = answer.fold.turn()
    outcome = answer.outcome or Outcome(kind="incomplete")
    usage = msgspec.to_builtins(turn.usage) if turn.usage else {}
    usage.pop("raw", None)
    return {
        "outcome": "error" if outcome.kind == "failed" else outcome.kind,
        "notes": [
            {"id": note.id, "message": note.message, "start": note.start, "end": note.end}
            for note in outcome.notes
        ],
        "text": turn.text,
        "thoughts": turn.thought_text,
        "finish_reason": turn.finish.get("0"),
        "usage": usage,
        "error": _error(outcome),
        "events": answer.events,
        "requests": answer.requests,
        "media": [_media(m, saved.get(n)) for n, m in enumerate(media_files.media_of(turn))],
    }


def _error(outcome: Outcome) -> dict[str, Any] | None:
    failure = outcome.failure
    if outcome.kind not in ("failed", "incomplete") or failure is None:
        return None
    return {
        "kind": failure.kind,
        "status": failure.status,
        "message": failure.message,
        "advice": failure.advice,
        "detail": failure.detail,
    }


def _media(media: Media, path: Path | None) -> dict[str, Any]:
    try:
        length = len(media.decoded())
    except ValueError:
        length = None
    return {
        "mime_type": media.mime_type,
        "bytes": length,
        "path": str(path) if path else media.uri or None,
    }
