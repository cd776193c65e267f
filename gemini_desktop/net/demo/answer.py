"""An answer before any protocol: stream events, with the pause before each.

A tape decodes into one and the composer writes one; each `wire_*` module puts it into JSON.
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from gemini_desktop.core.events import StreamEvent


class Moment(NamedTuple):
    """Wait `pause_s` seconds, then `event` happens."""

    pause_s: float
    event: StreamEvent


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What is said, in order. Without `whole` it stops without an end mark, as if cut."""

    moments: tuple[Moment, ...]
    whole: bool = True
