"""The protocols: how a turn is asked for on the wire, and what the answer's JSON means.

A protocol is two functions. `build` makes the HTTP request for the next answer of a transcript;
`parser` returns a fresh parser for one response, whose `feed` turns the JSON of one event into
stream events. To add a protocol: one module with those two, one row in the table, one folder of
captures in the tests.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import msgspec

from gemini_desktop.core.events import Json, StreamEvent
from gemini_desktop.core.profile import Profile
from gemini_desktop.core.request import HttpRequest, Options
from gemini_desktop.core.transcript import Transcript


class EventParser(Protocol):
    """Reads the events of one response. Never raises for what a server sent."""

    def feed(self, json: Json, event_name: str) -> list[StreamEvent]:
        """The meaning of one event: its parsed data and its `event:` name (`message` if none)."""
        ...

    def plain(self, data: str, event_name: str) -> list[StreamEvent] | None:
        """The same straight from the event's text, where it only goes on with the text that is
        open (see `plain`); None where it must be parsed and fed."""
        ...


class WireProtocol(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the table."""

    name: str
    title: str
    """For people: `generateContent`, `Interactions`, `Chat Completions`."""
    version: str
    """The version segment that a base URL without one gets; empty for none."""
    build: Callable[[Profile, Transcript, Options], HttpRequest]
    left_out: Callable[[Profile, Options], list[str]]
    """The names of the options that are set and that this protocol has no word for."""
    parser: Callable[[], EventParser]
    done_ends: bool = False
    """`[DONE]` alone makes an answer whole, as gateways send it also for generateContent."""
