"""Entries of the list of captures, for its tests."""

from __future__ import annotations

from typing import Any

import msgspec

from gemini_desktop.session.exchanges import CaptureNote
from gemini_desktop.ui.inspector.captures.capture_words import Entry


def entry(number: int, *, live: bool = False, **more: Any) -> Entry:
    note = CaptureNote(
        id=f"capture {number}",
        created_unix_ns=1_700_000_000_000_000_000 + number,
        conversation_id="chat",
        turn_id=f"turn {number}",
        protocol="generate-content",
        profile="Home",
        model="gemini-x",
        outcome="complete",
        bytes=2048,
        ended=True,
        prompt=f"Question {number}",
        duration_ns=1_240_000_000,
        attempts=1,
        figured=True,
    )
    return Entry(msgspec.structs.replace(note, **more), live=live)
