"""How it stands with the sound that was played last."""

from __future__ import annotations

import msgspec


class Playing(msgspec.Struct, frozen=True):
    """Times in seconds; `problem` says why it cannot be played, empty where it can."""

    position: float = 0.0
    duration: float = 0.0
    running: bool = False
    problem: str = ""
