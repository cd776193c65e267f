"""What is odd about an event though it could be read, as notes with the event's bytes.

Nothing here changes what an event means. The looks are cheap, for every event gets them: what costs
more than a microsecond is only done where a sign of it was seen.
"""

from __future__ import annotations

import json as standard_json
import math
import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from gemini_desktop.core.capture import ResponseStarted
from gemini_desktop.core.decoding.step_order import StepOrder
from gemini_desktop.core.events import (
    InteractionFinished,
    Json,
    Media,
    StepDelta,
    StreamEvent,
    Text,
    Unknown,
    UnknownContent,
    UsageReported,
)
from gemini_desktop.core.files import picture_head

Noted = tuple[str, str]
"""A note's stable id and its words."""
_SUM: Noted = ("usage_sum", "The parts of the usage do not add up to its total")
_ADDENDS = (
    *("promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount"),
    "toolUsePromptTokenCount",
)
_IX_ADDENDS = (
    *("total_input_tokens", "total_output_tokens", "total_thought_tokens"),
    "total_tool_use_tokens",
)

_MAX_LOOKED_AT = 64 * 1024
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_LONE_SURROGATE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])"
    r"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F]"
)
_LOOKED_AT = frozenset({Media, UnknownContent})
_encode = msgspec.json.Encoder().encode
_FIRST_EVENTS = 2_000
"""Whoever writes a key twice does so from the start; the look costs half as much as parsing."""
_MAX_COUNT = 1 << 63
_COUNTS = re.compile(r"(?i)count$|tokens$")

_STREAM_TYPES = frozenset(
    {
        "text/event-stream",
        "application/json",
        "application/x-ndjson",
        "application/ndjson",
        "application/jsonl",
        "application/json-seq",
        "application/stream+json",
    }
)

OF_BYTES = {
    "bom": "A byte order mark stands before the stream",
    "invalid_utf8": "Bytes that are not UTF-8 are shown as U+FFFD",
    "unknown_field": "A line is no field of the event-stream standard",
    "ignored_value": "An id or a retry has a value that the standard ignores",
    "comment_flood": "More comments came than are shown; most are left out here",
    "junk": "Bytes between JSON values belong to none",
}
"""Words for the notes of the framings (`core.sse.Note`)."""
UNREADABLE: Noted = ("unreadable_event", "An event is not JSON; it is kept as it came")
_EMPTY: Noted = ("empty_event", "An event says nothing that could be shown")
_TWICE: Noted = ("duplicate_key", "A JSON object has the same key twice; the last value counts")
_CONTROL: Noted = ("control_characters", "The text has control characters; they are not obeyed")
_SURROGATE: Noted = ("lone_surrogate", "Half a character is shown as U+FFFD")
_INDEX: Noted = ("odd_index", "A candidate's index is no number; it is read as 0")
_SHAPE: Noted = ("odd_shape", "A field is no list though it should be; it is read as one")
_NUMBER: Noted = ("odd_number", "A number of the usage is none, or out of range")
_AFTER: Noted = ("went_on", "The answer went on after it had been finished")


class Oddities:
    """Looks at the events of one answer."""

    def __init__(self) -> None:
        self._finished: set[int] = set()
        self._looked_at = 0
        self._keys = -1
        self._usage: StreamEvent | None = None
        self._order = StepOrder()

    def of(
        self, data: str, json: Json, events: Sequence[StreamEvent], name: str = "message"
    ) -> list[Noted]:
        """What is odd about one event: its data, the same as JSON, what that meant, and the name
        that its line gave it."""
        found: list[Noted] = []
        if type(json) is dict and "event_type" in json:
            found += self._order.of(json, name)
        if not events and _says_nothing(json):
            found.append(_EMPTY)
        if len(data) <= _MAX_LOOKED_AT:
            found += self._text(data, json, events)
        if type(json) is dict and "candidates" in json:
            found += self._shape(json["candidates"])
        for event in events:
            if type(event) is not StepDelta or type(event.content) in _LOOKED_AT:
                found += self._event(event)
        return found

    def of_plain(self, data: str, events: list[StreamEvent]) -> list[Noted]:
        """The same of an event whose shape was checked in reading it (`protocols.plain`): one
        piece of text and, perhaps, usage."""
        found: list[Noted] = []
        if self._looked_at < _FIRST_EVENTS:
            self._looked_at += 1
            keys = data.count('":')
            # As a rule as many as in the event before, which had none of them twice.
            if keys != self._keys and _has_duplicates(data):
                found.append(_TWICE)
            self._keys = keys
        found += _escaped(data, events)
        if len(events) > 1 and events[-1] is not self._usage:
            self._usage = events[-1]
            found += self._event(self._usage)
        return found

    def _text(self, data: str, json: Json, events: Sequence[StreamEvent]) -> list[Noted]:
        found = list(_escaped(data, events))
        if self._looked_at < _FIRST_EVENTS:
            self._looked_at += 1
            if data.count('":') > _keys(json) and _has_duplicates(data):
                found.append(_TWICE)
        return found

    def _event(self, event: StreamEvent) -> list[Noted]:
        match event:
            case StepDelta(content=Media() as media):
                return picture_head.oddities(media)
            case StepDelta(content=UnknownContent(name=name)):
                return [("unknown_content", f"Nothing is known of “{name[:60]}”, which came here")]
            case Unknown():
                return [("unknown_event", f"Nothing is known of “{event.name[:60]}”")]
            case UsageReported() if _has_odd_number(event.usage.raw):
                return [_NUMBER]
            case UsageReported() if not _adds_up(event.usage.raw):
                return [_SUM]
            case InteractionFinished():
                self._finished.add(event.candidate)
        return []

    def _shape(self, candidates: Json) -> list[Noted]:
        """GenerateContent's lists; the other protocols tell by their names what they are."""
        if type(candidates) is not list:
            return [_SHAPE] if candidates is not None else []
        for candidate in candidates:
            if type(candidate) is not dict:
                continue
            if not _is_index(candidate.get("index", 0)):
                return [_INDEX]
            content = candidate.get("content")
            if type(content) is not dict:
                continue
            parts = content.get("parts")
            if type(parts) is not list:
                return [_SHAPE] if parts is not None else []
            if self._finished and self._is_finished(candidate) and _has_text(parts):
                return [_AFTER]
        return []

    def _is_finished(self, candidate: dict[str, Json]) -> bool:
        number = candidate.get("index", 0)
        return isinstance(number, int) and number in self._finished


def of_head(head: ResponseStarted) -> list[Noted]:
    """What is odd about the head of a response whose body is a stream."""
    named = (value for name, value in head.headers if name.lower() == "content-type")
    kind = next(named, "").partition(";")[0].strip().lower()
    if kind in _STREAM_TYPES or not head.headers:  # without any, nobody kept them
        return []
    said = f"“{kind[:60]}”" if kind else "nothing"
    return [("content_type", f"Content-Type says {said}; the body is read as what it is")]


def _keys(json: Json) -> int:
    try:
        return _encode(json).count(b'":')
    except (msgspec.MsgspecError, RecursionError, OverflowError, UnicodeError):
        return 1 << 60


def _says_nothing(json: Json) -> bool:
    """Whether an event without meaning is one of generateContent; elsewhere such events (the role
    of a Chat Completions answer) belong to the protocol."""
    if isinstance(json, list):
        return all(_says_nothing(item) for item in json)
    if not isinstance(json, dict) or "candidates" in json:
        return True
    return all(value in _NOTHING for value in json.values() if not isinstance(value, int | float))


def _is_index(found: Json) -> bool:
    return found is None or (type(found) is int and found >= 0)


_NOTHING: tuple[Json, ...] = (None, "", [], {})


def _has_duplicates(data: str) -> bool:
    twice = False

    def seen(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        nonlocal twice
        made = dict(pairs)
        twice = twice or len(made) < len(pairs)
        return made

    try:
        standard_json.loads(data, object_pairs_hook=seen)
    except (ValueError, RecursionError):
        return False
    return twice


def _escaped(data: str, events: Sequence[StreamEvent]) -> Iterable[Noted]:
    # One character is looked for at a twentieth of the price of two.
    return _of_escapes(data, events) if "\\" in data and "\\u" in data else ()


def _of_escapes(data: str, events: Sequence[StreamEvent]) -> Iterator[Noted]:
    if _LONE_SURROGATE.search(data):
        yield _SURROGATE
    for event in events:
        if (
            isinstance(event, StepDelta)
            and isinstance(event.content, Text)
            and _CONTROLS.search(event.content.text)
        ):
            yield _CONTROL


def _has_text(parts: Json) -> bool:
    return isinstance(parts, list) and any(
        isinstance(part, dict) and bool(part.get("text")) for part in parts
    )


def _adds_up(usage: Json) -> bool:
    """Whether input, output, thoughts and tools are the total, where enough of them is told.
    Chat Completions counts its thoughts inside the output, or beside it: it is not asked."""
    if not isinstance(usage, dict):
        return True
    for addends, needed, total in (
        (_ADDENDS, 2, usage.get("totalTokenCount")),
        # An agent may tell its total without what its tools have used.
        (_IX_ADDENDS, 4, usage.get("total_tokens")),
    ):
        if type(total) is int and all(type(usage.get(name)) is int for name in addends[:needed]):
            counts = (usage.get(name) for name in addends)
            if sum(count for count in counts if type(count) is int) != total:
                return False
    return True


def _has_odd_number(usage: Json) -> bool:
    if not isinstance(usage, dict):
        return usage is not None
    for name, value in usage.items():
        if type(value) is int and 0 <= value < _MAX_COUNT:  # nearly all
            continue
        if value is not None and _COUNTS.search(name) and not _is_count(value):
            return True
    return False


def _is_count(value: Json) -> bool:
    if isinstance(value, list):
        return True  # counts by modality
    if isinstance(value, float):
        return math.isfinite(value) and value >= 0 and value.is_integer()
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _MAX_COUNT
