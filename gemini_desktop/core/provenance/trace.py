"""Which byte made this word: from places in what was said to the wire, and back.

What an answer says is addressed by step and kind: the text of all `Text` deltas of a step, joined,
counts characters from 0; so do thoughts and the arguments of a call; of everything else (pictures,
results, signatures) each piece counts as one place. A stored turn, the chat and a capture that is
decoded again give the same addresses.

The index keeps a few numbers for each delta and no text; the bytes of an event are looked at when
somebody asks (`json_spans`).
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

import msgspec

from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.events import (
    Citation,
    Content,
    FunctionCall,
    Media,
    Metadata,
    StepDelta,
    StepStarted,
    StepStopped,
    Text,
    ThoughtSignature,
    ThoughtText,
)
from gemini_desktop.core.protocols import wire
from gemini_desktop.core.provenance.held_back import HeldBack, Tail

if TYPE_CHECKING:
    from gemini_desktop.core.json.spans import EventJson, Path
    from gemini_desktop.core.provenance.said_where import SaidWhere

SaidKind: TypeAlias = Literal["text", "thought", "arguments", "media", "signature", "other"]
CHARACTERS: frozenset[SaidKind] = frozenset({"text", "thought", "arguments"})
"""The kinds of which places are characters; of the others they count pieces."""

_PLAIN_PATHS: dict[str, Path] = {
    "generate-content": ("candidates", 0, "content", "parts", 0, "text"),
    "interactions": ("delta", "text"),
    "chat-completions": ("choices", 0, "delta", "content"),
}
_MOST = 0xF000_0000
"""Characters of one step that can be told apart; nobody says so much."""
_PROTOCOLS = {path: protocol for protocol, path in _PLAIN_PATHS.items()}


class Said(NamedTuple):
    """A stretch of what a step said, `end` exclusive: characters, or pieces."""

    step: int
    kind: SaidKind
    start: int
    end: int


class Source(NamedTuple):
    """Where a stretch came from: an event (counted from 0), the JSON path to a string (or another
    value) in it, and characters of that string (of an object or array: of its compact text);
    `end` -1 stands for all of the value."""

    event: int
    path: Path
    start: int = 0
    end: int = -1

    def bytes_in(self, raw: bytes) -> tuple[int, int] | None:
        """The bytes of the event that say it; None where there is no such value."""
        from gemini_desktop.core.json.rewritten import rewritten
        from gemini_desktop.core.json.spans import EventJson

        json = EventJson(raw)
        said = None if self.end < 0 else json.string(self.path) or rewritten(json, self.path)
        return json.span(self.path) if said is None else said.bytes_of(self.start, self.end)

    def path_in(self, raw: bytes) -> Path:
        """The path to the innermost value that says all of it: a word of an argument stands below
        the arguments."""
        from gemini_desktop.core.json.spans import EventJson

        span = self.bytes_in(raw)
        return self.path if span is None else EventJson(raw).deepest(self.path, *span)


class _Track(msgspec.Struct):
    """What one step said of one kind: its deltas in order."""

    step: int
    kind: SaidKind
    length: int = 0
    entries: array[int] = msgspec.field(default_factory=lambda: array("I"))
    current: bool = True


class Provenance:
    """Grows with a capture. A lookup costs the logarithm of the number of deltas."""

    def __init__(self) -> None:
        self._events = array("I")
        self._tracks = array("I")
        self._starts = array("I")
        self._paths = array("I")
        """Per delta: its event, its track, where it begins there, the number of its path. With its
        entry in the track it takes 20 bytes."""
        self._ats: dict[int, int] = {}
        """Where a delta begins in the string at its path, if that is not at the beginning; -1: it
        is not a piece of a string."""
        self._came_in: dict[int, int] = {}
        self._later: dict[int, list[int]] = {}
        """Of what was held back, which is told with another event: the event that brought it, and
        what an event brought."""
        self._known_paths: list[Path] = []
        self._numbers: dict[Path, int] = {}
        self._all: list[_Track] = []
        self._current: dict[tuple[int, SaidKind], int] = {}
        self._steps: dict[int, tuple[str, bool]] = {}
        self._candidates: dict[int, int] = {}
        self._held = HeldBack()
        self.protocol = ""
        """A row of the table, empty while it is not known: then it is learnt."""

    def __len__(self) -> int:
        return len(self._events)

    # --- building --------------------------------------------------------------------------------

    def take(self, event: int, chunk: Chunk) -> None:
        """The next event of the capture, by its number."""
        if not chunk.events:
            if self.protocol == "chat-completions" and chunk.kind == "event" and not chunk.error:
                self._take_slowly(event, chunk)
            return
        first = chunk.events[0]
        if chunk.value is msgspec.UNSET and isinstance(first, StepDelta):
            kind = kind_of(first.content)
            is_whole = first.at == 0 and (
                kind == "text" or (kind == "thought" and self.protocol != "chat-completions")
            )
            if is_whole and self.protocol in _PLAIN_PATHS:
                self._held.clear(self._candidates.get(first.index, 0))
                path = self._path(_PLAIN_PATHS[self.protocol])
                self._add(event, first.index, kind, len(first.content.text), path, 0)  # type: ignore[union-attr]
                return
        self._take_slowly(event, chunk)

    def _take_slowly(self, event: int, chunk: Chunk) -> None:
        from gemini_desktop.core.provenance.said_where import SaidWhere

        where = SaidWhere(chunk.json)
        ends: dict[int, dict[Path, int]] = {}
        for said in chunk.events:
            if isinstance(said, StepStarted):
                self._start(said)
            elif isinstance(said, StepStopped):
                self._steps[said.index] = (self._steps.get(said.index, ("", False))[0], True)
            elif isinstance(said, StepDelta):
                self._delta(event, said, where, ends)
        if self.protocol == "chat-completions":
            self._hold(event, chunk, where, ends)

    def _start(self, started: StepStarted) -> None:
        """As `TurnFold` does: a step of the same kind that has not ended goes on."""
        self._candidates[started.index] = started.candidate
        known = self._steps.get(started.index)
        if known is not None and known != (started.kind, False):
            for place, number in list(self._current.items()):
                if place[0] == started.index:
                    self._all[number].current = False
                    del self._current[place]
        self._steps[started.index] = (started.kind, False)

    def _delta(
        self, event: int, delta: StepDelta, where: SaidWhere, ends: dict[int, dict[Path, int]]
    ) -> None:
        content, step = delta.content, delta.index
        self._steps.setdefault(step, ("model_output", False))
        if isinstance(content, Text | ThoughtText):
            self._text(event, delta, content.text, where, ends)
        elif isinstance(content, FunctionCall):
            path = self._path(where.content(delta))
            at = 0 if where.holds(self._known_paths[path], content.arguments) else -1
            self._add(event, step, "arguments", len(content.arguments), path, at)
        elif not isinstance(content, Citation | Metadata):
            path = self._path(where.content(delta))
            self._add(event, step, kind_of(content), 1, path, -1)

    def _text(
        self,
        event: int,
        delta: StepDelta,
        text: str,
        where: SaidWhere,
        ends: dict[int, dict[Path, int]],
    ) -> None:
        kind = kind_of(delta.content)
        candidate = self._candidates.get(delta.index, 0)
        at = delta.at
        if at < 0:
            for tail in self._held.take(candidate, -at, len(text)):
                entry = len(self._events)  # of an earlier event than the one that is read
                self._came_in[entry] = tail.event
                self._later.setdefault(tail.event, []).append(entry)
                size = tail.end - tail.start
                self._add(event, delta.index, kind, size, tail.path, tail.start)
                text = text[size:]
            at = 0
            if not text:
                return
        found = where.text(text, at)
        path, begin = found if found is not None else (where.content(delta), -1)
        ends.setdefault(candidate, {})[path] = begin + len(text)
        self.protocol = self.protocol or _PROTOCOLS.get(path, "")
        self._add(event, delta.index, kind, len(text), self._path(path), begin)

    def _hold(
        self, event: int, chunk: Chunk, where: SaidWhere, ends: dict[int, dict[Path, int]]
    ) -> None:
        """Remember the ends of the strings of which not all was said so far."""
        for place, path, string in where.said():
            number = wire.index(wire.field(chunk.json["choices"][place], "index"))
            tail = Tail(event, self._path(path), 0, len(string))
            self._held.keep(number, tail, said=ends.get(number, {}).get(path, 0))

    def _path(self, path: Path) -> int:
        number = self._numbers.get(path)
        if number is None:
            number = self._numbers[path] = len(self._known_paths)
            self._known_paths.append(path)
        return number

    def _add(self, event: int, step: int, kind: SaidKind, length: int, path: int, at: int) -> None:
        place = (step, kind)
        number = self._current.get(place)
        if number is None:
            number = self._current[place] = len(self._all)
            self._all.append(_Track(step, kind))
        track = self._all[number]
        if track.length > _MOST:
            return
        if at:
            self._ats[len(self._events)] = at
        track.entries.append(len(self._events))
        self._events.append(event)
        self._tracks.append(number)
        self._starts.append(track.length)
        self._paths.append(path)
        track.length += length

    # --- from what was said to the wire ----------------------------------------------------------

    def length(self, step: int, kind: SaidKind) -> int:
        """How much the step has said of this kind."""
        track = self._track(step, kind)
        return track.length if track is not None else 0

    def sources(self, said: Said) -> Iterator[Source]:
        """Where it came from, in the order in which it was said; nothing for what is not known.
        Of a call without arguments, asked for from 0 to 0, all that there is."""
        track = self._track(said.step, said.kind)
        if track is None:
            return
        entries = track.entries
        first = bisect_right(entries, said.start, key=self._starts.__getitem__) - 1
        for place in range(max(first, 0), len(entries)):
            start, end = self._extent(track, place)
            if start >= said.end and not start == end == said.end == 0:
                return
            begin, stop = max(start, said.start), min(end, said.end)
            if begin < stop or start == end == track.length == 0:
                yield self._source(entries[place], begin - start, stop - start)

    def beginning(self, step: int, kind: SaidKind) -> Source | None:
        """Where the step first said anything of this kind: for a call, its name perhaps."""
        track = self._track(step, kind)
        if track is None:
            return None
        return self._source(track.entries[0], 0, self._extent(track, 0)[1])

    def _source(self, entry: int, start: int, end: int) -> Source:
        event = self._came_in.get(entry, self._events[entry])
        path, at = self._known_paths[self._paths[entry]], self._ats.get(entry, 0)
        return Source(event, path) if at < 0 else Source(event, path, at + start, at + end)

    # --- from the wire to what was said ----------------------------------------------------------

    def words(self, first: int, last: int) -> list[Said]:
        """What the events from the first to the last (inclusive) said, a stretch for each step and
        kind; what a later attempt said anew is not counted."""
        begin = bisect_left(self._events, first)
        end = bisect_right(self._events, last)
        if end - begin > len(self._all):
            numbers: Sequence[int] = range(len(self._all))
        else:
            numbers = list(dict.fromkeys(self._tracks[begin:end]))
        found: list[Said] = []
        for number in numbers:
            track = self._all[number]
            low, high = bisect_left(track.entries, begin), bisect_left(track.entries, end)
            if track.current and low < high:
                start = self._extent(track, low)[0]
                found.append(Said(track.step, track.kind, start, self._extent(track, high - 1)[1]))
        for event in self._later:
            if first <= event <= last:
                found += [said for entry in self._later[event] if (said := self._said(entry))]
        return joined(found) if self._later else found

    def words_of_bytes(self, event: int, raw: bytes, start: int, end: int) -> list[Said]:
        """What these bytes of one event say, counted within the event; to whole characters."""
        from gemini_desktop.core.json.spans import EventJson

        json: EventJson | None = None
        found: list[Said] = []
        begin = bisect_left(self._events, event)
        entries = [*range(begin, bisect_right(self._events, event)), *self._later.get(event, ())]
        for entry in entries:
            said = self._said(entry)
            if said is None or self._came_in.get(entry, event) != event:
                continue
            json = json or EventJson(raw)
            if (part := self._part(json, entry, said, start, end)) is not None:
                found.append(part)
        return found

    def _part(self, json: EventJson, entry: int, said: Said, start: int, end: int) -> Said | None:
        """As much of one delta as these bytes say."""
        path, at = self._known_paths[self._paths[entry]], self._ats.get(entry, 0)
        span = json.span(path)
        if span is None or end <= span[0] or start >= span[1]:
            return None
        string = json.string(path)
        if at < 0:
            return said
        if string is not None:
            first, last = string.characters_of(start, end)
        else:
            from gemini_desktop.core.json.rewritten import rewritten

            value = rewritten(json, path)
            found = value.characters_of(start, end) if value is not None else None
            if found is None:
                return None
            first, last = found
        offset = said.start - at
        first, last = max(said.start, first + offset), min(said.end, last + offset)
        return said._replace(start=first, end=last) if first < last else None

    def _said(self, entry: int) -> Said | None:
        """The whole of a delta; None of what was said anew since."""
        track = self._all[self._tracks[entry]]
        if not track.current:
            return None
        start, end = self._extent(track, bisect_left(track.entries, entry))
        return Said(track.step, track.kind, start, end)

    def _track(self, step: int, kind: SaidKind) -> _Track | None:
        number = self._current.get((step, kind))
        return None if number is None else self._all[number]

    def _extent(self, track: _Track, place: int) -> tuple[int, int]:
        """Where a delta of the track begins and ends in it."""
        entries = track.entries
        following = place + 1
        end = self._starts[entries[following]] if following < len(entries) else track.length
        return self._starts[entries[place]], end


def joined(stretches: Iterable[Said]) -> list[Said]:
    """The same stretches in order, those that touch as one."""
    found: list[Said] = []
    for said in sorted(stretches):
        last = found[-1] if found else None
        if last is not None and last[:2] == said[:2] and said.start <= last.end:
            found[-1] = last._replace(end=max(last.end, said.end))
        else:
            found.append(said)
    return found


def kind_of(content: Content) -> SaidKind:
    """How what this says is counted."""
    match content:
        case Text():
            return "text"
        case ThoughtText():
            return "thought"
        case FunctionCall():
            return "arguments"
        case Media():
            return "media"
        case ThoughtSignature():
            return "signature"
    return "other"
