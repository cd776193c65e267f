"""Server-sent events: bytes in, events and comments out, each with its place in the stream.

The first of the two framings that Gemini's servers use (the other is json_array; framing chooses).
It follows "Interpreting an event stream" of the WHATWG HTML standard, section 9.2.6, to the letter:
lines end at LF, CR or CRLF and nowhere else (U+2028, U+2029 and U+0085 are legal inside JSON), one
leading byte order mark is dropped, an event without data is not dispatched.

Beyond the standard a debugging client needs to find everything again. So:

* Offsets count bytes from the start of the stream, `start` inclusive, `end` exclusive.
* An event reaches from its first line to the end of its blank line. A block that dispatches
  nothing (`retry: 3000` and a blank line) belongs to the record after it.
* A comment between blocks reaches over its line, and over blocks without data before it. A comment
  between two lines of a block has its own line as range, inside the range of what comes after it.
* Events and comments come in the order of their ends, and `body[start:end]`, decoded alone, ends
  with the same event. Leaving aside comments inside blocks, ranges do not overlap, and up to the
  end of the last event the bytes in none of them are blank lines and the byte order mark.
* A CR ends its line at once. When a read ends between the CR and the LF of a CRLF, the record that
  this CR ended has been given out already; its `end` is before the LF, which is in no range.
* What the standard ignores in silence becomes a `Note`.
"""

from typing import Final, Literal, NamedTuple

from gemini_desktop.core.errors import Failure, LimitExceeded

MAX_EVENT_BYTES: Final = 64 * 1024 * 1024
MAX_EVENT_LINES: Final = 1_000_000
"""Of one event: each costs more memory than its bytes, and no server needs a hundredth of them."""
MAX_COMMENTS: Final = 20_000
"""A flood of comments is no news: of more than these only each thousandth is given out."""
MAX_NOTES: Final = 1_000

_BOM: Final = b"\xef\xbb\xbf"
_COLON: Final = 0x3A
_EACH_OF_A_FLOOD: Final = 1_000
_LF: Final = 0x0A
_CR: Final = 0x0D
_LINE_ENDS: Final = b"\r\n"
# int() of a longer text is refused by Python itself; no wait is this long.
_MAX_RETRY_DIGITS: Final = 1_000

NoteKind = Literal["bom", "invalid_utf8", "unknown_field", "ignored_value", "junk", "comment_flood"]


class ServerSentEvent(NamedTuple):
    """One event. A tuple: immutable, and cheap enough to make 500,000 of them a second.

    `event` is "message" where the server gave no type; `id` is the last event id in force.
    """

    event: str = "message"
    data: str = ""
    id: str = ""
    start: int = 0
    end: int = 0


class Comment(NamedTuple):
    """A line that starts with a colon; `text` is all that follows the colon, blanks included."""

    text: str
    start: int
    end: int


class Note(NamedTuple):
    """Something odd in the bytes from `start` to `end`, most often one line.

    * bom: the byte order mark that was dropped.
    * invalid_utf8: bytes shown as U+FFFD.
    * unknown_field: a line that is no field of the standard, so also JSON without `data:`.
    * ignored_value: an id with NUL in it, a retry that is no number.
    * comment_flood: the first of the comments that were left out.
    * junk: bytes between JSON values that are no part of any (see json_array).
    """

    kind: NoteKind
    start: int
    end: int


class EventTooLarge(LimitExceeded):
    """An event grew beyond the limit without an end. The decoder takes no more bytes after it.

    `start` is the event's first byte, `limit` in bytes. `events` are those that the same read had
    completed before: take them, they come no other way. `close()` still gives the bytes held.
    """

    def __init__(
        self, start: int, limit: int, events: "list[ServerSentEvent | Comment] | None" = None
    ) -> None:
        super().__init__(
            Failure(
                kind="event_too_large",
                message=f"The event that starts at byte {start:,} of the answer has no end within "
                f"{limit:,} bytes. Reading stopped there; all that came before is kept.",
                advice="Look at its first bytes in the inspector: the server may not be sending "
                "events at all. Try again, or ask for less in one answer.",
            )
        )
        self.start = start
        self.limit = limit
        self.events = events or []


class Notes(list[Note]):
    """Notes in the order of the bytes; at most MAX_NOTES are held, `dropped` counts the others."""

    def __init__(self) -> None:
        super().__init__()
        self.dropped = 0

    def add(self, kind: NoteKind, start: int, end: int) -> None:
        """Keep a note, or count it when there are too many."""
        if len(self) < MAX_NOTES:
            self.append(Note(kind, start, end))
        else:
            self.dropped += 1


class EventStreamDecoder:
    """Decodes one event stream, however its bytes are cut into reads, in linear time.

    `last_event_id` and `retry_ms` are the two values that outlive an event and that a client needs
    for reconnecting. `notes` lists what was odd.
    """

    def __init__(self, *, offset: int = 0, max_event_bytes: int = MAX_EVENT_BYTES) -> None:
        """Start at byte `offset` of the stream; a byte order mark is looked for at 0 alone."""
        self.last_event_id = ""
        self.retry_ms: int | None = None
        self.notes = Notes()
        self._max_event_bytes = max_event_bytes
        self._too_large = False
        self._bom_seen: bytes | None = b"" if offset == 0 else None
        self._after_cr = False
        self._offset = offset  # of the next byte to be fed
        self._line_start = offset
        self._block_start = offset  # first byte after the last blank line or comment
        self._record_start = -1  # -1: no line of the next record was seen
        # The raw bytes from _block_start on. It grows in place: a picture that arrives in small
        # reads would cost quadratic time if each read made new bytes of all before it.
        self._block = bytearray()
        self._data: list[str] = []
        self._event = ""
        self._id = ""
        self._comments = 0
        # The last `event:` line and what it said: as a rule the next one says the same.
        self._event_line = b""
        self._event_named = ""

    @property
    def unfinished_from(self) -> int:
        """The first byte that `close` would give now, or that the next event begins with: it
        includes blocks without data before it."""
        begun = self._record_start
        return self._block_start if begun < 0 else min(begun, self._block_start)

    def feed(self, data: bytes) -> list[ServerSentEvent | Comment]:
        """Take the next bytes; return what they completed, in order.

        Raises EventTooLarge when an unfinished event holds more than `max_event_bytes` after this
        read. An event is returned as soon as its blank line is seen.
        """
        if self._too_large:
            raise EventTooLarge(self._block_start, self._max_event_bytes)
        if self._bom_seen is not None:
            data = self._without_bom(data, self._bom_seen)
        if not data:
            return []
        out: list[ServerSentEvent | Comment] = []
        last = data[-1]
        # bytes.splitlines, unlike that of str, splits at LF, CR and CRLF only.
        lines = data.splitlines(keepends=True)
        if self._after_cr and data[0] == _LF:
            self._skip_late_lf(lines)
        self._after_cr = last == _CR
        if last not in _LINE_ENDS:
            lines.pop()
        if lines:
            if self._line_start < self._offset:
                begun = self._block[self._line_start - self._block_start :]
                lines[0] = b"".join((begun, lines[0]))
            self._take_lines(lines, out)
        self._hold(data)
        too_long = self._offset - self._block_start > self._max_event_bytes
        if too_long or len(self._data) > MAX_EVENT_LINES:
            self._too_large = True
            raise EventTooLarge(self._block_start, self._max_event_bytes, out)
        return out

    def close(self) -> bytes:
        """Return the unfinished tail: the raw bytes of an event that had begun, b"" if none had.

        They reach from the first byte after the last blank line (or comment between events) to the
        end of the stream. By the standard they make no event. Whole lines that can never make one
        (an id alone) are no tail.
        """
        if self._bom_seen:
            return self._bom_seen
        if self._line_start < self._offset or self._data or self._event:
            return bytes(self._block)
        return b""

    def _take_lines(self, lines: list[bytes], out: list[ServerSentEvent | Comment]) -> None:
        """Interpret whole lines, each with its line end."""
        pos = self._line_start
        for raw in lines:
            end = pos + len(raw)
            if raw[0] in _LINE_ENDS:
                if self._data or self._block_start != pos:
                    self._dispatch(end, out)
                self._block_start = end
            elif raw.startswith(b"data:"):
                if self._record_start < 0:
                    self._record_start = pos
                # Cut once: a picture of 2 MB takes half a millisecond to copy.
                stop = -2 if raw.endswith(b"\r\n") else -1
                value = raw[6 if raw[5] == 0x20 else 5 : stop]
                try:
                    self._data.append(value.decode())
                except UnicodeDecodeError:
                    self._data.append(self._text(value, pos, end))
            elif raw == self._event_line:
                if self._record_start < 0:
                    self._record_start = pos
                self._event = self._event_named
            elif raw[0] == _COLON and self._comments >= MAX_COMMENTS:
                self._take_flood(raw, pos, end, out)
            else:
                self._take_rare_line(raw, pos, end, out)
                if self._event and raw.startswith(b"event:") and "\ufffd" not in self._event:
                    self._event_line, self._event_named = raw, self._event
            pos = end
        self._line_start = pos

    def _dispatch(self, end: int, out: list[ServerSentEvent | Comment]) -> None:
        """A blank line came, `end` is after it."""
        self.last_event_id = self._id
        data = self._data
        if data:
            text = data[0] if len(data) == 1 else "\n".join(data)
            record = (self._event or "message", text, self._id, self._record_start, end)
            # Half the price of the constructor that NamedTuple writes.
            out.append(tuple.__new__(ServerSentEvent, record))
            data.clear()
            self._record_start = -1
        self._event = ""

    def _take_rare_line(
        self, raw: bytes, pos: int, end: int, out: list[ServerSentEvent | Comment]
    ) -> None:
        """Interpret a line that is neither blank nor starts with `data:`."""
        line = raw.rstrip(_LINE_ENDS)
        if line[:1] == b":":
            self._take_comment(line, pos, end, out)
            return
        if self._record_start < 0:
            self._record_start = pos
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        match name:
            case b"data":
                self._data.append("")
            case b"event":
                self._event = self._text(value, pos, end)
            case b"id" if b"\0" not in value:
                self._id = self._text(value, pos, end)
            case b"retry" if value.isdigit() and len(value) <= _MAX_RETRY_DIGITS:
                self.retry_ms = int(value)
            case b"id" | b"retry":
                self.notes.add("ignored_value", pos, end)
            case _:
                self._take_unknown(raw, pos, end, out)

    def _take_flood(
        self, raw: bytes, pos: int, end: int, out: list[ServerSentEvent | Comment]
    ) -> None:
        if self._comments == MAX_COMMENTS:
            self.notes.add("comment_flood", pos, end)
        if self._comments % _EACH_OF_A_FLOOD == 0:
            self._take_comment(raw.rstrip(_LINE_ENDS), pos, end, out)
            return
        self._comments += 1
        if self._block_start == pos:
            self._record_start = -1
            self._block_start = end

    def _take_comment(
        self, line: bytes, pos: int, end: int, out: list[ServerSentEvent | Comment]
    ) -> None:
        start = pos
        self._comments += 1
        if self._block_start == pos:  # between events
            if self._record_start >= 0:
                start = self._record_start
            self._record_start = -1
            self._block_start = end
        out.append(Comment(self._text(line[1:], pos, end), start, end))

    def _take_unknown(
        self,
        raw: bytes,  # noqa: ARG002 - for the decoder in framing, which looks closer
        pos: int,
        end: int,
        out: list[ServerSentEvent | Comment],  # noqa: ARG002 - likewise
    ) -> None:
        """Note a line that the standard ignores."""
        self.notes.add("unknown_field", pos, end)

    def _text(self, value: bytes, pos: int, end: int) -> str:
        try:
            return value.decode()
        except UnicodeDecodeError:
            self.notes.add("invalid_utf8", pos, end)
            return value.decode("utf-8", "replace")

    def _without_bom(self, data: bytes, seen: bytes) -> bytes:
        """Hold the first bytes until they are, or are not, a byte order mark; drop it then."""
        data = seen + data
        if len(data) < len(_BOM) and _BOM.startswith(data):
            self._bom_seen = data
            return b""
        self._bom_seen = None
        if data.startswith(_BOM):
            self.notes.add("bom", 0, len(_BOM))
            self._offset = self._line_start = self._block_start = len(_BOM)
            return data[len(_BOM) :]
        return data

    def _skip_late_lf(self, lines: list[bytes]) -> None:
        """Drop the LF of a CRLF whose CR ended the read before."""
        del lines[0]
        if self._block_start == self._line_start:
            self._block_start += 1
        self._line_start += 1

    def _hold(self, data: bytes) -> None:
        """Keep the bytes of an unfinished block; `data` begins at `_offset`."""
        if self._block_start < self._offset:
            self._block += data
        else:
            self._block[:] = data[self._block_start - self._offset :]
        self._offset += len(data)
