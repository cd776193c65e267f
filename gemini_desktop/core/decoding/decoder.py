"""The whole pipeline in a page: records of a capture in, chunks out.

A chunk is one event of the stream with its parse: its byte range, its JSON or the error, and the
stream events that it meant. Live view, replay, export, the command line and the tests all run
this, so there is one answer to "which byte made this word".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from gemini_desktop.core.capture import (
    BytesReceived,
    Ended,
    Record,
    RequestSent,
    ResponseStarted,
    RetryScheduled,
)
from gemini_desktop.core.chunk import Chunk, ChunkKind
from gemini_desktop.core.decoding import oddities
from gemini_desktop.core.decoding.hops import NOTES, Hops
from gemini_desktop.core.decoding.line_ends import LineEnds, without_late_lf
from gemini_desktop.core.decoding.meaning import Meaning
from gemini_desktop.core.decoding.noting import Noting
from gemini_desktop.core.decoding.oddities import Oddities
from gemini_desktop.core.decoding.pieces import DONE, is_whole, parsed, single_line_pieces
from gemini_desktop.core.decoding.window import Window
from gemini_desktop.core.errors import Failure
from gemini_desktop.core.events import ErrorReported, Json, StreamEvent
from gemini_desktop.core.framing import Framing, FramingDecoder
from gemini_desktop.core.outcome import Note
from gemini_desktop.core.protocols import server_error
from gemini_desktop.core.sse import (
    MAX_EVENT_BYTES,
    Comment,
    EventStreamDecoder,
    EventTooLarge,
    ServerSentEvent,
)

_MAX_ERROR_TEXT = 4000
_MAX_WHOLE_TAIL = 1 << 20
_MAX_SHOWN_OF_TOO_LARGE = 64 * 1024
_CUT = "the stream ended here, inside an event"


class Decoder:
    """Decodes one exchange as its records come. Never raises for what a server sent."""

    def __init__(self, protocol: str = "", *, max_event_bytes: int = MAX_EVENT_BYTES) -> None:
        """`protocol` is a row of the table; empty means: as the request says, else by the JSON."""
        self._meaning = Meaning(protocol)
        self._max_event_bytes = max_event_bytes
        self._framing = self._new_framing()
        self._window = Window()
        self._base = 0
        self._received = 0
        self._released = 0
        self._inside_block = False
        self._line_ends = LineEnds()
        self._done = False
        self._number = 0
        self._t_ns = 0
        self._oddities = Oddities()
        self._head: ResponseStarted | None = None
        self._too_large_from: int | None = None
        self.readable = 0
        self.unreadable = 0
        """Events of this attempt that are JSON objects, and that are no JSON."""
        self.page = ""
        """The body where it is no stream at all."""
        self._noting = Noting()
        self._note = self._noting.add
        self.failure: Failure | None = None
        """Set where an event grew beyond the limit: nothing after it is read."""

    @property
    def notes(self) -> list[Note]:
        """The first note of each kind."""
        return self._noting.kept

    @property
    def protocol(self) -> str:
        """The protocol in force, empty while it is not known."""
        return self._meaning.protocol

    @property
    def hops(self) -> Hops:
        """What the request in force is to the ones before it."""
        return self._meaning.hops

    @property
    def http_status(self) -> int:
        """The status of the last response head, 200 before any."""
        return self._meaning.status

    def feed(self, record: Record) -> list[Chunk]:
        """The chunks that this record completed, in the order of their bytes."""
        match record:
            case BytesReceived():
                self._t_ns = record.t_ns
                self._received += len(record.data)
                if self.failure is not None:
                    return []
                self._window.append(record.data)
                return self._read(self._line_ends.take(record.data))
            case RequestSent():
                self._meaning.protocol = self._meaning.protocol or record.protocol
                if words := NOTES.get(self.hops.sent(record)):
                    self._note(*words, self._received, self._received)
            case ResponseStarted():
                chunks = self._restart()
                self._meaning.status = record.status
                self._head = record
                return chunks
            case RetryScheduled():
                chunks = self._restart()
                self._meaning.status = 200  # how the attempt before failed no longer matters
                return chunks
            case Ended():
                self._t_ns = max(self._t_ns, record.t_ns)
                return self.close()
        return []

    def close(self) -> list[Chunk]:
        """The chunks that only the end completes: a page, the unfinished tail."""
        chunks: list[Chunk] = []
        if held := self._line_ends.release():
            chunks += self._read(held)
        framing = self._framing
        if self._too_large_from is not None:
            chunks.append(self._too_large_chunk(self._too_large_from))
            self._too_large_from = None
            self._base = self._received
            return chunks
        tail = framing.close()
        if framing.framing is Framing.TEXT:
            if (page := framing.text_body()).strip():
                chunks.append(self._text_chunk(page))
        elif tail.strip():
            chunks.extend(self._tail_chunks(tail))
        self._take_notes(framing)
        self._framing = self._new_framing()
        self._base = self._received
        return chunks

    def _new_framing(self) -> FramingDecoder:
        return FramingDecoder(max_event_bytes=self._max_event_bytes)

    def _take_notes(self, framing: FramingDecoder) -> None:
        self._noting.of_bytes(framing.notes, self._base)
        if framing.array_open and framing.framing is Framing.JSON:
            self._note(
                "array_open", "The JSON array was not closed", self._received, self._received
            )
        if self._head is not None and self.readable and not self._meaning.refused:
            for noted in oddities.of_head(self._head):
                self._note(*noted, self._base, self._received)

    def _read(self, data: bytes) -> list[Chunk]:
        try:
            events = self._framing.feed(data)
            self._noting.of_bytes(self._framing.notes, self._base)
            return self._chunks(events)
        except EventTooLarge as error:
            self.failure = error.failure
            chunks = self._chunks(error.events)
            self._take_notes(self._framing)
            self._too_large_from = self._base + error.start
            self._framing = self._new_framing()  # lets go of what it held
            return chunks

    def _restart(self) -> list[Chunk]:
        """Another attempt begins: what the one before left unfinished is its tail."""
        chunks = self.close() if self._received > self._base else []
        self._meaning.restart()
        self._done = False
        self._oddities = Oddities()
        self.readable = self.unreadable = 0
        self.page = ""
        return chunks

    def _chunks(self, events: Iterable[ServerSentEvent | Comment]) -> list[Chunk]:
        chunks: list[Chunk] = []
        for event in events:
            start, end = self._base + event.start, self._base + event.end
            raw = self._window.take(start, end)
            if isinstance(event, ServerSentEvent):
                raw = without_late_lf(raw)
                end = start + len(raw)
                self._event_chunks(event, start, end, raw, chunks)
                self._inside_block = False
                self._released = end
            else:
                chunks.append(
                    self._chunk("comment", start, end, raw, ServerSentEvent(data=event.text))
                )
                self._comment_seen(start, end)
        begun = self._framing.unfinished_from
        needed = self._released if begun is None else min(self._released, self._base + begun)
        self._window.release(needed)
        return chunks

    def _comment_seen(self, start: int, end: int) -> None:
        """A comment between two lines of an event lies inside the range of the event to come,
        whose bytes must stay; any other lets go of what is before it."""
        if not self._inside_block:
            between = self._window.take(self._released, start)
            self._inside_block = bool(between.strip(b"\r\n\xef\xbb\xbf"))
        if not self._inside_block:
            self._released = end

    def _event_chunks(
        self, event: ServerSentEvent, start: int, end: int, raw: bytes, chunks: list[Chunk]
    ) -> None:
        """Append the event's chunk, or those of the events that it turns out to be."""
        data = event.data
        if (found := self._plain(event, start, end)) is not None:
            chunks.append(
                self._chunk("event", start, end, raw, event, value=msgspec.UNSET, events=found)
            )
            return
        said = data.strip()
        events: tuple[StreamEvent, ...] = ()
        if said == DONE:
            self._done = True
            chunks.append(self._chunk("done", start, end, raw, event))
            return
        json, error = parsed(data)
        if error and "\n" in data and (pieces := single_line_pieces(raw, data)):
            self._piece_chunks(event, pieces, start, chunks)
            return
        if self._done:
            self._note(
                "after_done", "More came after [DONE]; it is not part of the answer", start, end
            )
        elif not said:
            error = ""  # nothing was said, so nothing is wrong
        elif error:
            self.unreadable += 1
            self._note(*oddities.UNREADABLE, start, end)
            if event.event == "error":
                events = (server_error.from_words(data),)
        else:
            self.readable += isinstance(json, dict | list)
            events = tuple(self._meaning.of(json, event.event))
            for odd in self._oddities.of(data, json, events, event.event):
                self._note(*odd, start, end)
        made = self._chunk("event", start, end, raw, event, value=json, error=error, events=events)
        chunks.append(made)

    def _plain(self, event: ServerSentEvent, start: int, end: int) -> list[StreamEvent] | None:
        """The meaning of an event that only goes on with the open text; None for any other."""
        events = None if self._done else self._meaning.plain(event.data, event.event)
        if events is not None:
            self.readable += 1
            for odd in self._oddities.of_plain(event.data, events):
                self._note(*odd, start, end)
        return events

    def _piece_chunks(
        self,
        event: ServerSentEvent,
        pieces: list[tuple[int, bytes, str]],
        start: int,
        chunks: list[Chunk],
    ) -> None:
        end = start + pieces[-1][0] + len(pieces[-1][1])
        self._note(
            "missing_blank_line", "Events follow each other without a blank line", start, end
        )
        for offset, line, text in pieces:
            part = ServerSentEvent(event.event, text, event.id, 0, 0)
            begin = start + offset
            self._event_chunks(part, begin, begin + len(line), line, chunks)

    def _text_chunk(self, page: str) -> Chunk:
        start, end = self._base, self._received
        raw = self._window.take(start, end)
        error = ErrorReported(
            code=str(self._meaning.status) if self._meaning.refused else "",
            message=page.strip()[:_MAX_ERROR_TEXT],
        )
        self._note("not_a_stream", "The body is not a stream of events", start, end)
        self.page = page
        return self._chunk("text", start, end, raw, ServerSentEvent(data=page), events=(error,))

    def _tail_chunks(self, tail: bytes) -> list[Chunk]:
        start, end = self._received - len(tail), self._received
        if len(tail) > _MAX_WHOLE_TAIL and tail[-64:].rstrip()[-1:] not in (b"}", b"]"):
            return [self._too_large_chunk(start)]  # not worth several copies to see that it is cut
        raw = self._window.take(start, end)
        if self._framing.framing is Framing.EVENT_STREAM:
            found = EventStreamDecoder().feed(tail + b"\n\n")
            # a comment between its lines has been given out already
            event = next((event for event in found if isinstance(event, ServerSentEvent)), None)
            if event is not None and (chunks := self._whole_tail(event, start, end, raw)):
                return chunks
        return [self._cut_chunk(start, end, raw)]

    def _whole_tail(self, event: ServerSentEvent, start: int, end: int, raw: bytes) -> list[Chunk]:
        """The tail's events as far as they are whole. The standard drops them; but what is whole
        is an answer's last words."""
        chunks: list[Chunk] = []
        if event.data.strip() == DONE:
            self._event_chunks(event, start, end, raw, chunks)
            return chunks
        pieces = single_line_pieces(raw, event.data)
        if not pieces and parsed(event.data)[1]:
            return []
        rest = pieces.pop() if pieces and not is_whole(pieces[-1][2]) else None
        if rest is None:
            self._note("no_last_blank_line", "The last event lacks its blank line", start, end)
        if not pieces:
            self._event_chunks(event, start, end, raw, chunks)
            return chunks
        self._piece_chunks(event, pieces, start, chunks)
        if rest is not None:
            chunks.append(self._cut_chunk(start + rest[0], end, raw[rest[0] :]))
        return chunks

    def _cut_chunk(self, start: int, end: int, raw: bytes) -> Chunk:
        self._note("cut_event", "The stream ended inside an event", start, end)
        text = raw.decode("utf-8", "replace")
        events: tuple[StreamEvent, ...] = ()
        if self._meaning.refused and (error := server_error.salvaged(text)):
            events = (error,)
        return self._chunk(
            "tail", start, end, raw, ServerSentEvent(data=text), error=_CUT, events=events
        )

    def _too_large_chunk(self, start: int) -> Chunk:
        """An event that came to no end for too long. Of its bytes only the first are here; all
        that came are in the capture."""
        raw = self._window.take(start, min(self._received, start + _MAX_SHOWN_OF_TOO_LARGE))
        self._window.release(self._received)
        return self._cut_chunk(start, self._received, raw)

    def _chunk(
        self, kind: ChunkKind, start: int, end: int, raw: bytes, event: ServerSentEvent, *,
        value: Json = None, error: str = "", events: Sequence[StreamEvent] = (),
    ) -> Chunk:  # fmt: skip
        number = self._number
        self._number = number + 1
        return Chunk(
            number=number, kind=kind, start=start, end=end, t_ns=self._t_ns, raw=raw,
            data=event.data, name=event.event, id=event.id, value=value, error=error,
            events=tuple(events), notes=self._noting.fresh(),
        )  # fmt: skip


def decode(records: Iterable[Record], protocol: str = "") -> Iterator[Chunk]:
    """The chunks of a capture, in order. The last ones may come from the end of the records."""
    decoder = Decoder(protocol)
    ended = False
    for record in records:
        yield from decoder.feed(record)
        ended = ended or isinstance(record, Ended)
    if not ended:
        yield from decoder.close()
