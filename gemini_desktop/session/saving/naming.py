"""What a file is called that a capture is saved as."""

from __future__ import annotations

import re
from datetime import datetime

from gemini_desktop.core.asking.asked import asked
from gemini_desktop.core.capture import RequestSent
from gemini_desktop.session.roles import CaptureSource

_MOST_WORDS = 36
_MOST_PARSED = 1 << 20
_OWN_ID = re.compile(r"\d{8}T\d{6}\.\d{6}Z-[0-9a-f]{6}")


def name_of(source: CaptureSource) -> str:
    """The prompt's first words and when it was sent, in local time; a file keeps its name. Without
    an ending. Blocks: the request is read. Raises StoreError."""
    if not _OWN_ID.fullmatch(source.id):
        return source.id
    sent = next((r for r in source.records() if isinstance(r, RequestSent)), None)
    if sent is None:
        return source.id
    words = asked(sent.body) if len(sent.body) <= _MOST_PARSED else ""
    short = " ".join(words.split())[:_MOST_WORDS].strip() or sent.model or "capture"
    moment = datetime.fromtimestamp(sent.unix_ns / 1e9).astimezone()
    return f"{short} {moment:%Y-%m-%d %H-%M-%S}"
