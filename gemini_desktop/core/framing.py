"""How a stream is cut into events, chosen from its first bytes, because Content-Type lies.

A gateway may answer with server-sent events, a JSON array or bare JSON lines, whatever it was asked
for, or with a mixture, or a proxy's error page. The choice, by the first byte that is not blank:

* `{`, `[`, `"`: JSON values. When a `data:` line comes between two of them: an event stream from
  there on.
* `<`: text, an HTML page.
* otherwise an event stream as soon as some line starts like a field of one, like a comment, or with
  `{`; text when none does within CHOICE_BYTES, or until the end.

In an event stream the standard ignores a line of bare JSON, for it is no field of any name. Here it
is an event, in its place among the others, with the JSON value's own range: a single line or
lines that follow one another. It keeps its `unknown_field` note. EventStreamDecoder itself stays
standard.
"""

import re
from enum import Enum
from typing import Final

from gemini_desktop.core.json_array import JsonStreamDecoder
from gemini_desktop.core.sse import (
    MAX_EVENT_BYTES,
    Comment,
    EventStreamDecoder,
    EventTooLarge,
    Notes,
    ServerSentEvent,
)

CHOICE_BYTES: Final = 64 * 1024

_BOM: Final = b"\xef\xbb\xbf"
# More than _find_event_line can match before its last byte.
_LOOK_BACK: Final = 8
_FIELD: Final = rb"(?:data|event|id|retry)"
_find_event_line = re.compile(
    rb"(?:\A|[\r\n])(?:" + _FIELD + rb"?:|" + _FIELD + rb"[\r\n]|[ \t]{0,4}\{)"
).search
_may_become_field = re.compile(
    rb"d|da|dat|data|e|ev|eve|even|event|i|id|r|re|ret|retr|retry"
).fullmatch


class Framing(Enum):
    """What a stream consists of."""

    EVENT_STREAM = "event stream"
    JSON = "JSON"
    TEXT = "text"


class FramingDecoder:
    """Decodes whatever came; the same interface as EventStreamDecoder.

    Offsets count from the first byte of the stream. Leading line ends and the byte order mark are
    in no event's range. Bytes are held back only until the choice is made.
    """

    def __init__(self, *, max_event_bytes: int = MAX_EVENT_BYTES) -> None:
        self.framing: Framing | None = None
        """None until the choice is made, and for good when nothing but blanks came."""
        self.notes = Notes()
        self._max_event_bytes = max_event_bytes
        self._inner: EventStreamDecoder | JsonStreamDecoder | None = None
        self._held = bytearray()  # before the choice, and the whole body of a text
        self._offset = 0  # of the first held byte
        self._fed = 0  # all bytes up to the last one given to the JSON decoder
        self._searched = 0  # no line before this held byte makes an event stream of it
        self._bom_possible = True

    @property
    def last_event_id(self) -> str:
        """The id to resume after, "" if there was none."""
        return self._inner.last_event_id if self._inner else ""

    @property
    def retry_ms(self) -> int | None:
        """The reconnection time that the server asked for."""
        return self._inner.retry_ms if self._inner else None

    @property
    def array_open(self) -> bool:
        """Whether a JSON array was begun and not ended: after the last byte, a sign of a cut."""
        return isinstance(self._inner, JsonStreamDecoder) and self._inner.array_open

    @property
    def unfinished_from(self) -> int | None:
        """Where what is open begins; lines of bare JSON may have been events in the middle of it.
        None before the choice."""
        return self._inner.unfinished_from if self._inner is not None else None

    def feed(self, data: bytes) -> list[ServerSentEvent | Comment]:
        """Take the next bytes; return what they completed, in order. Raises EventTooLarge."""
        if self._inner is not None:
            return self._feed_inner(self._inner, data)
        self._held += data
        if self.framing is None:
            self.framing = self._choose()
        if self.framing is None:
            return []
        if self.framing is Framing.TEXT:
            if len(self._held) > self._max_event_bytes:
                raise EventTooLarge(self._offset, self._max_event_bytes)
            return []
        return self._start_inner()

    def close(self) -> bytes:
        """Return the unfinished tail, as the decoder of the chosen framing does.

        A text has none: all of it is `text_body()`, which is complete now.
        """
        if self._inner is not None:
            return self._inner.close()
        if self.framing is None and self._held.strip():
            if not _may_become_field(self._held) and not _BOM.startswith(self._held):
                self.framing = Framing.TEXT
                return b""
            self.framing = Framing.EVENT_STREAM
        return b"" if self.framing is not Framing.EVENT_STREAM else bytes(self._held)

    def text_body(self) -> str:
        """The whole body, if it is a text; "" for the other framings."""
        return self._held.decode("utf-8", "replace") if self.framing is Framing.TEXT else ""

    def _choose(self) -> Framing | None:
        held = self._held
        if self._bom_possible:
            if len(held) < len(_BOM) and _BOM.startswith(held):
                return None
            self._bom_possible = False
            if held.startswith(_BOM):
                self.notes.add("bom", 0, len(_BOM))
                self._drop(len(_BOM))
        # A server may send line ends for as long as the model thinks: they are not held.
        self._drop(len(held) - len(held.lstrip(b"\r\n")))
        match held.lstrip(b" \t\r\n")[:1]:
            case b"{" | b"[" | b'"':
                return Framing.JSON
            case b"<":
                return Framing.TEXT
        if _find_event_line(held, self._searched):
            return Framing.EVENT_STREAM
        self._searched = max(len(held) - _LOOK_BACK, 0)
        return Framing.TEXT if len(held) > CHOICE_BYTES else None

    def _drop(self, count: int) -> None:
        del self._held[:count]
        self._offset += count

    def _start_inner(self) -> list[ServerSentEvent | Comment]:
        offset, limit = self._offset, self._max_event_bytes
        if self.framing is Framing.JSON:
            self._inner = JsonStreamDecoder(
                offset=offset, max_event_bytes=limit, stop_at_field=True
            )
        else:
            self._inner = _MixedStreamDecoder(offset=offset, max_event_bytes=limit)
        self._inner.notes = self.notes
        data = bytes(self._held)
        self._held.clear()
        self._fed = offset
        return self._feed_inner(self._inner, data)

    def _feed_inner(
        self, inner: EventStreamDecoder | JsonStreamDecoder, data: bytes
    ) -> list[ServerSentEvent | Comment]:
        out = inner.feed(data)
        if isinstance(inner, JsonStreamDecoder):
            self._fed += len(data)
            if inner.rest is not None:
                out += self._go_on_as_event_stream(inner.rest)
        return out

    def _go_on_as_event_stream(self, rest: bytes) -> list[ServerSentEvent | Comment]:
        """`rest` are the last bytes fed, and begin with a field."""
        self.framing = Framing.EVENT_STREAM
        self._held += rest
        self._offset = self._fed - len(rest)
        return self._start_inner()


class _MixedStreamDecoder(EventStreamDecoder):
    """An event stream in which lines of bare JSON are events, too."""

    def __init__(self, *, offset: int, max_event_bytes: int) -> None:
        super().__init__(offset=offset, max_event_bytes=max_event_bytes)
        self._json: JsonStreamDecoder | None = None  # in the middle of a value of several lines
        self._run_start = self._run_end = -1  # of the lines that it was fed

    @property
    def unfinished_from(self) -> int:
        """Also a JSON value that began on the line on which another one ended."""
        begun = super().unfinished_from
        return begun if self._json is None else min(begun, self._json.unfinished_from)

    def close(self) -> bytes:
        """Return the unfinished tail; a JSON value without its last lines is one, too."""
        tail = super().close()
        if not tail and self._json is not None and self._run_goes_on_at(self._line_start):
            tail = self._json.close()
        return tail

    def _take_unknown(
        self, raw: bytes, pos: int, end: int, out: list[ServerSentEvent | Comment]
    ) -> None:
        super()._take_unknown(raw, pos, end, out)
        if self._json is None or not self._run_goes_on_at(pos):
            self._json = None
            if raw.lstrip(b" \t")[:1] not in (b"{", b"["):
                return
            self._json = JsonStreamDecoder(offset=pos, max_event_bytes=self._max_event_bytes)
            self._run_start = self._run_end = pos
        found = self._json.feed(raw)
        self._run_end = end
        if found:
            out += found
            if self._block_start == self._run_start:  # not inside an event
                self._record_start = -1
                self._block_start = self._run_start = end
        if self._json.between_values:
            self._json = None

    def _skip_late_lf(self, lines: list[bytes]) -> None:
        before = self._line_start
        goes_on = self._run_goes_on_at(before)
        super()._skip_late_lf(lines)
        if self._json is not None and goes_on:
            self._json.feed(b"\n")  # it ends nothing: the CR before it would have
            if self._run_start == before:
                self._run_start = self._line_start
            self._run_end = self._line_start

    def _run_goes_on_at(self, pos: int) -> bool:
        """Whether no other line came since the run."""
        return pos == self._run_end and self._block_start <= self._run_start
