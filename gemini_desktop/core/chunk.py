"""One event of a stream with its parse: its byte range, its JSON or the error, and the stream
events that it meant. `core.decoding.decoder` makes them."""

from __future__ import annotations

from typing import Literal

import msgspec

from gemini_desktop.core.decoding.pieces import parsed
from gemini_desktop.core.events import Json, StreamEvent
from gemini_desktop.core.outcome import Note

ChunkKind = Literal["event", "comment", "done", "tail", "text"]


class Chunk(msgspec.Struct, frozen=True, kw_only=True):
    """One event of the stream with its parse.

    `start` and `end` are offsets into the capture's body (end exclusive), `raw` those bytes.
    `t_ns` is the time of the read that completed it. `kind`: an event with data; a comment; the
    end mark `[DONE]`; the unfinished tail that the connection left; or a body that is no stream
    at all (an HTML page). `error` says why `data` is not JSON, empty where it is. Of an event
    beyond the size limit `raw` is only the beginning. `value` is the data's JSON where it had to
    be built: ask `json` for it. `notes`: what was found odd since the chunk before, mostly here.
    """

    number: int
    kind: ChunkKind
    start: int
    end: int
    t_ns: int
    raw: bytes
    data: str = ""
    name: str = "message"
    id: str = ""
    error: str = ""
    events: tuple[StreamEvent, ...] = ()
    value: Json = msgspec.UNSET
    notes: tuple[Note, ...] = ()

    @property
    def json(self) -> Json:
        """The data as JSON, None where it is none. Each look at a plain piece of text parses it
        again."""
        if self.value is not msgspec.UNSET:
            return self.value
        return parsed(self.data)[0] if self.kind == "event" and not self.error else None
