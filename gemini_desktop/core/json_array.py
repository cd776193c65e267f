r"""JSON values out of a stream of bytes: what Gemini sends without `alt=sse`.

Takes a streamed array (`[{…}`, `,\r\n{…}`, `]`), bare objects one after the other, JSON lines, or
a single pretty-printed object, and gives each element as the ServerSentEvent that would have
carried it: event "message", no id, `data` the value's own text, `start` and `end` exactly around
it. Only the outermost array is taken apart.

This finds borders and does not validate: a value reaches from its opening bracket to the one that
balances it, whatever is inside, so what is broken arrives as one piece and fails later, in the JSON
parser, where it can be shown. Depth is a counter, so no nesting can exhaust the stack here.
"""

import re
from typing import Final

from gemini_desktop.core.sse import (
    MAX_EVENT_BYTES,
    Comment,
    EventTooLarge,
    Notes,
    ServerSentEvent,
)

_BOM: Final = b"\xef\xbb\xbf"
_QUOTE: Final = 0x22
_BACKSLASH: Final = 0x5C

_skip_blanks = re.compile(rb"[ \t\r\n,]*").match
_skip_word = re.compile(rb'[^ \t\r\n,\[\]{}"]*').match
# Everything up to the next bracket, whole strings included, in one step of C. Possessive inside, so
# that an unfinished string at the end costs one look and no backtracking; not outside, where the
# re module of Python 3.11.0 to 3.11.3 matches a possessive group wrongly (it matches nothing).
_skip_flat = re.compile(rb'(?:[^"{}\[\]]++|"[^"\\]*+(?:\\.[^"\\]*+)*+")*', re.DOTALL).match
_is_scalar = re.compile(
    rb"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null"
).fullmatch
_is_field = re.compile(rb"(?:data|event|id|retry)?:").match


class JsonStreamDecoder:
    """Decodes one stream of JSON values, however its bytes are cut into reads, in linear time.

    The same interface as EventStreamDecoder. Bytes between values that are neither blank, comma
    nor the outer array's brackets are noted as junk. A number, or a word like `null`, outside any
    bracket is complete when the byte after it has come; at the very end of the stream it is tail.
    """

    last_event_id = ""
    retry_ms: int | None = None

    def __init__(
        self,
        *,
        offset: int = 0,
        max_event_bytes: int = MAX_EVENT_BYTES,
        stop_at_field: bool = False,
    ) -> None:
        """Start at byte `offset` of the stream.

        With `stop_at_field`, the first `data:` (or another field of an event stream, or a comment)
        between two values ends the work: `rest` then holds the bytes from there on.
        """
        self.notes = Notes()
        self.array_open = False
        """Whether the outer array was opened and not closed."""
        self.rest: bytes | None = None
        self._stop_at_field = stop_at_field
        self._max_event_bytes = max_event_bytes
        self._too_large = False
        self._offset = offset  # of the next byte to be fed
        self._start = -1  # of the open value or word; -1: between values
        self._held = bytearray()  # the open value's bytes from earlier reads
        self._depth = 0
        self._in_string = False
        self._escaped = False  # the last byte was a backslash that escapes the next one
        self._in_word = False
        self._junk_end = -1  # of the junk that may go on; -1: a value came since

    @property
    def between_values(self) -> bool:
        """Whether nothing is open, neither a value nor the outer array."""
        return self._start < 0 and not self.array_open

    @property
    def unfinished_from(self) -> int:
        """The first byte of the open value, else the next byte to come."""
        return self._start if self._start >= 0 else self._offset

    def feed(self, data: bytes) -> list[ServerSentEvent | Comment]:
        """Take the next bytes; return the values that they completed, in order.

        Raises EventTooLarge when an unfinished value holds more than `max_event_bytes` after this
        read.
        """
        if self._too_large:
            raise EventTooLarge(self._start, self._max_event_bytes)
        out: list[ServerSentEvent | Comment] = []
        pos, size = 0, len(data)
        while pos < size and self.rest is None:
            if self._start < 0:
                pos = self._take_between(data, pos)
            elif self._in_word:
                pos = self._take_word(data, pos, out)
            else:
                pos = self._take_value(data, pos, out)
        if self._start >= 0:
            self._held += data[max(self._start - self._offset, 0) :]
        self._offset += size
        if len(self._held) > self._max_event_bytes:
            self._too_large = True
            raise EventTooLarge(self._start, self._max_event_bytes, out)
        return out

    def close(self) -> bytes:
        """Return the raw bytes of the value that had begun and has no end, b"" if none had."""
        return bytes(self._held)

    def _take_between(self, data: bytes, pos: int) -> int:
        """Go on from `pos` to the first byte of a value or word, and open it."""
        pos = _skip_blanks(data, pos).end()  # type: ignore[union-attr] # it matches nothing, too
        if pos == len(data):
            return pos
        match data[pos : pos + 1]:
            case b"[" if not self.array_open:
                self.array_open = True
                return pos + 1
            case b"]" if self.array_open:
                self.array_open = False
                return pos + 1
            case b"]" | b"}":
                self._note_junk(self._offset + pos, self._offset + pos + 1)
                return pos + 1
            case b'"':
                self._in_string = True
                self._start = self._offset + pos
                return pos + 1
            case b"{" | b"[":
                self._depth = 1
                self._start = self._offset + pos
                return pos + 1
            case _:
                self._in_word = True
                self._start = self._offset + pos
                return pos

    def _take_value(self, data: bytes, pos: int, out: list[ServerSentEvent | Comment]) -> int:
        """Go on inside a string, object or array; return where its end, or the data's end, is."""
        while True:
            if self._in_string:
                pos = self._string_end(data, pos)
                if pos < 0:
                    return len(data)
                self._in_string = False
                if self._depth == 0:
                    break
            pos = _skip_flat(data, pos).end()  # type: ignore[union-attr] # it matches nothing, too
            if pos == len(data):
                return pos
            byte = data[pos]
            pos += 1
            if byte == _QUOTE:
                self._in_string = True
            elif byte in b"{[":
                self._depth += 1
            else:
                self._depth -= 1
                if self._depth == 0:
                    break
        self._finish(self._taken(data, pos), out)
        return pos

    def _string_end(self, data: bytes, pos: int) -> int:
        """Look for the closing quote from `pos`, inside a string: the place after it, or -1.

        Only strings cut by the end of a read come here, so a picture in many reads costs one
        bytes.find a read.
        """
        if self._escaped and pos < len(data):
            self._escaped = False
            pos += 1
        while True:
            quote = data.find(b'"', pos)
            stop = quote if quote >= 0 else len(data)
            run = stop
            while run > pos and data[run - 1] == _BACKSLASH:
                run -= 1
            odd = (stop - run) % 2 == 1
            if quote < 0:
                self._escaped = self._escaped or odd
                return -1
            pos = quote + 1
            if not odd:
                return pos

    def _take_word(self, data: bytes, pos: int, out: list[ServerSentEvent | Comment]) -> int:
        """Go on inside a run of other bytes outside of any value: a bare scalar, or junk."""
        pos = _skip_word(data, pos).end()  # type: ignore[union-attr] # it matches nothing, too
        if pos == len(data):
            return pos
        start = self._start
        word = self._taken(data, pos)
        self._in_word = False
        if start == 0 and word.startswith(_BOM):
            self.notes.add("bom", 0, len(_BOM))
            word = word[len(_BOM) :]
            start = self._start = len(_BOM)
        if _is_scalar(word):
            self._finish(word, out)
            return pos
        self._start = -1
        if self._stop_at_field and not self.array_open and _is_field(word):
            self.rest = word + data[pos:]
        elif word:
            self._note_junk(start, start + len(word))
        return pos

    def _taken(self, data: bytes, pos: int) -> bytes:
        """The open value's bytes up to `pos`."""
        if not self._held:
            return data[self._start - self._offset : pos]
        value = b"".join((self._held, data[:pos]))
        self._held.clear()
        return value

    def _finish(self, value: bytes, out: list[ServerSentEvent | Comment]) -> None:
        start, end = self._start, self._start + len(value)
        try:
            text = value.decode()
        except UnicodeDecodeError:
            self.notes.add("invalid_utf8", start, end)
            text = value.decode("utf-8", "replace")
        out.append(ServerSentEvent("message", text, "", start, end))
        self._start = self._junk_end = -1

    def _note_junk(self, start: int, end: int) -> None:
        """Note junk; what follows other junk, with nothing but blanks and commas between, joins."""
        if self.notes and self._junk_end == self.notes[-1].end:
            self.notes[-1] = self.notes[-1]._replace(end=end)
        else:
            self.notes.add("junk", start, end)
        self._junk_end = end
