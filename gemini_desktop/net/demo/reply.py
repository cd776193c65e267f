"""What the demo server answers: a head, and bytes with the pause before each of them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from gemini_desktop.core.events import Json


class Beat(NamedTuple):
    """Wait `pause_s` seconds, then send `data` as one write."""

    pause_s: float
    data: bytes


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """One response. `beats` is read once, as the time for each comes.

    `length` is the body's length in bytes where it is known before; without it the body is sent
    in chunks, one a beat. `cut` closes the connection before the end that the framing promises.
    """

    status: int = 200
    content_type: str = "application/json; charset=UTF-8"
    headers: tuple[tuple[str, str], ...] = ()
    head_pause_s: float = 0.0
    beats: Iterable[Beat] = ()
    length: int | None = None
    cut: bool = False


class Cue(NamedTuple):
    """Wait `pause_s` seconds, then say `json`: one event of a stream, before its framing."""

    pause_s: float
    json: Json


def json_reply(value: Json, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Reply:
    """A whole JSON document at once, laid out as Google lays it out."""
    data = (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
    return Reply(status=status, headers=headers, beats=(Beat(0.0, data),), length=len(data))


def text_reply(text: str, status: int = 200) -> Reply:
    """A plain text page."""
    data = text.encode()
    return Reply(
        status=status,
        content_type="text/plain; charset=UTF-8",
        beats=(Beat(0.0, data),),
        length=len(data),
    )
