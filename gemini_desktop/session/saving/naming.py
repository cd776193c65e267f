"""What a file is called that a capture is saved as."""

from __future__ import annotations

from datetime import datetime

from gemini_desktop.core.asking.asked import asked
from gemini_desktop.core.capture import RequestSent
from gemini_desktop.session.roles import CaptureSource
from gemini_desktop.store import captures

_MOST_WORDS = 36
_MOST_PARSED = 1 << 20


def name_of(source: CaptureSource) -> str:
    """The prompt's first words and when it was sent, in local time; a file keeps its name. Without
    an ending. Blocks: the request is read. Raises StoreError."""
    if not captures.ID.fullmatch(source.id):
        return source.id
    sent = next((r for r in source.records() if isinstance(r, RequestSent)), None)
    if sent is None:
        return source.id
    words = asked(sent.body) if len(sent.body) <= _MOST_PARSED else ""
    short = " ".join(words.split())[:_MOST_WORDS].strip() or sent.model or "capture"
    moment = datetime.fromtimestamp(sent.unix_ns / 1e9).astimezone()
    return f"{short} {moment:%Y-%m-%d %H-%M-%S}"
