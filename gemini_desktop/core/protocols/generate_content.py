"""generateContent of the Gemini Developer API, Vertex AI and gateways: what its chunks mean.

A chunk is a GenerateContentResponse: candidates with content parts, running usage totals, words
about the prompt. Both spellings of every field are read (proto-JSON allows snake_case), a list of
responses counts as its items, and an error object may stand anywhere.
"""

from __future__ import annotations

from typing import Any

import msgspec

from gemini_desktop.core import json_text
from gemini_desktop.core.decoding.hops import Hop
from gemini_desktop.core.events import (
    Citation,
    Content,
    FunctionCall,
    InteractionFinished,
    Json,
    Metadata,
    StatusChanged,
    StepDelta,
    StreamEvent,
    Text,
    ThoughtText,
    Unknown,
    UnknownContent,
    Usage,
    UsageReported,
)
from gemini_desktop.core.protocols import plain, server_error, wire
from gemini_desktop.core.protocols.about import About, Extras
from gemini_desktop.core.protocols.generate_content_parts import meaning
from gemini_desktop.core.protocols.grounding import StepTexts, citations
from gemini_desktop.core.protocols.steps import StepRuns

_ABOUT = (
    "responseId",
    "modelVersion",
    "createTime",
    "promptFeedback",
    "sdkHttpResponse",
    "automaticFunctionCallingHistory",
)
_TOP = frozenset({*_ABOUT, "candidates", "usageMetadata", "modelStatus", "error"})
_METADATA = (
    "groundingMetadata",
    "citationMetadata",
    "urlContextMetadata",
    "safetyRatings",
    "avgLogprobs",
    "tokenCount",
)
_PIECES = ("logprobsResult",)
_CANDIDATE = frozenset(
    {
        *_METADATA,
        *_PIECES,
        "content",
        "index",
        "finishReason",
        "finishMessage",
        "continuationToken",
    }
)
_CONTENT = frozenset({"parts", "role"})
_PLAIN = frozenset({"content", "index"})
_USAGE = frozenset(
    {
        "promptTokenCount",
        "candidatesTokenCount",
        "thoughtsTokenCount",
        "cachedContentTokenCount",
        "toolUsePromptTokenCount",
        "totalTokenCount",
        "promptTokensDetails",
        "candidatesTokensDetails",
        "trafficType",
    }
)
_BLOCKED = frozenset(
    {
        "SAFETY",
        "RECITATION",
        "BLOCKLIST",
        "PROHIBITED_CONTENT",
        "SPII",
        "IMAGE_SAFETY",
        "IMAGE_PROHIBITED_CONTENT",
        "IMAGE_RECITATION",
        "MODEL_ARMOR",
        "JAILBREAK",
    }
)
_UNSPECIFIED = frozenset({"", "0", "FINISH_REASON_UNSPECIFIED"})
_NUMBERED = {"1": "STOP", "2": "MAX_TOKENS", "3": "SAFETY", "4": "RECITATION"}
"""Enum numbers on which all versions of the API agree; gateways have been seen to send them."""
_text_chunk = plain.reader(plain.TextChunk)


class Parser:
    """Reads the chunks of one response."""

    def __init__(self) -> None:
        self._runs = StepRuns()
        self._candidates: dict[int, _Candidate] = {}
        self._about = About(_ABOUT, 3)
        self._extras = Extras()
        self._usage_text = msgspec.Raw()
        self._usage: list[StreamEvent] = []

    def plain(self, data: str, event_name: str) -> list[StreamEvent] | None:
        """The meaning of a chunk that repeats what is known of the answer and adds a text."""
        chunk = _text_chunk(data) if event_name != "error" else None
        if chunk is None:
            return None
        about = (chunk.response_id, chunk.model_version, chunk.create_time)
        part = chunk.candidates[0].content.parts[0]
        candidate = self._candidates.get(chunk.candidates[0].index)
        if candidate is None or not part.text or about != self._about.last:
            return None
        usage = self._plain_usage(chunk.usage_metadata)
        delta = None if usage is None else candidate.goes_on(part)
        return None if usage is None or delta is None else [delta, *usage]

    def _plain_usage(self, text: msgspec.Raw) -> list[StreamEvent] | None:
        """What the totals say, which most chunks repeat to the letter; None where that is odd."""
        if text != self._usage_text:
            try:
                json = json_text.parse(bytes(text) or b"null")
            except (ValueError, RecursionError):
                return None
            self._usage_text, self._usage = text, _usage_event(json)
        return self._usage

    def feed(self, json: Json, event_name: str) -> list[StreamEvent]:
        """The meaning of one chunk. `event_name` matters only where it says `error`."""
        try:
            return self._read(json, event_name)
        except RecursionError:  # nested deeper than Python can compare or write
            return [Unknown(name="too_deep")]

    def reads_on(self, _: Hop) -> None:
        """What comes is added to what was said; what was learnt of the answer is learnt anew."""
        self._about.forget()

    def _read(self, json: Json, event_name: str) -> list[StreamEvent]:
        if isinstance(json, list):
            return [event for item in json for event in self._read(item, event_name)]
        if not isinstance(json, dict):
            return [Unknown(name=event_name, raw=json)]
        events: list[StreamEvent] = []
        events += self._about.learnt(json)
        for candidate in wire.items(json.get("candidates")):
            events += self._candidate(candidate)
        events += self._top(json)
        if error := server_error.reported(json):
            events.append(error)
        elif event_name == "error":
            events.append(server_error.from_object(json, raw=json))
        return events

    def _top(self, json: dict[str, Any]) -> list[StreamEvent]:
        events = _usage_event(wire.field(json, "usageMetadata"))
        feedback = wire.field(json, "promptFeedback")
        if reason := wire.text(feedback, "blockReason"):
            events.append(
                InteractionFinished(
                    reason=reason,
                    message=wire.text(feedback, "blockReasonMessage"),
                    blocked=True,
                    prompt=True,
                    raw=feedback,
                )
            )
        events += self._model_status(wire.field(json, "modelStatus"))
        events += self._extras.unknown(wire.leftover(json, _TOP))
        return events

    def _model_status(self, status: Json) -> list[StreamEvent]:
        if status is None or not self._extras.is_new("modelStatus", status):
            return []
        if not isinstance(status, dict):
            return [Unknown(name="modelStatus", raw=status)]
        retires = wire.text(status, "retirementTime")
        words = (wire.text(status, "message"), f"Retires on {retires}." if retires else "")
        return [
            StatusChanged(
                status=wire.text(status, "modelStage"), message=" ".join(filter(None, words))
            )
        ]

    def _candidate(self, json: Json) -> list[StreamEvent]:
        if not isinstance(json, dict):
            return [Unknown(name="candidates", raw=json)]
        number = wire.index(json.get("index"))
        candidate = self._candidates.get(number)
        if candidate is None:
            if len(self._candidates) >= wire.MOST_ANSWERS:
                return [Unknown(name="candidates", raw=json)]
            candidate = self._candidates[number] = _Candidate(number, self._runs)
        return candidate.read(json)


class _Candidate:
    """One of the answers, which may come interleaved with others."""

    def __init__(self, number: int, runs: StepRuns) -> None:
        self._number = number
        self._runs = runs
        self._step: int | None = None
        self._call: FunctionCall | None = None
        self._texts = StepTexts()
        self._said: dict[str, Json] = {}
        self._cited: set[tuple[str, str, int | None, int | None]] = set()
        self._waiting: list[Content] = []

    def read(self, json: dict[str, Any]) -> list[StreamEvent]:
        events: list[StreamEvent] = []
        content = json.get("content")
        if isinstance(content, dict):
            for part in wire.items(content.get("parts")):
                events += self._part(part)
            events += self._aside(wire.leftover(content, _CONTENT))
        elif content is not None:
            events += self._aside({"content": content})
        if json.keys() <= _PLAIN:  # nearly all chunks but the last
            return events
        events += self._metadata(json)
        events += self._aside(wire.leftover(json, _CANDIDATE))
        events += self._finish(json)
        return events

    def goes_on(self, part: plain.TextPart) -> StepDelta | None:
        """The delta of a part that only goes on with the open text or thought; None of any
        other."""
        thought = part.thought is True
        step = self._runs.goes_on(self._number, "thought" if thought else "model_output")
        if step is None or self._waiting or part.thought is False:
            return None
        self._step, self._call = step, None
        text = part.text
        if thought:
            raw = {"text": text, "thought": True}
            return StepDelta(index=step, content=ThoughtText(text=text), part=raw)
        self._texts.add(step, text)
        return StepDelta(index=step, content=Text(text=text), part={"text": text})

    def _part(self, part: Json) -> list[StreamEvent]:
        found = meaning(part)
        if not found.contents:
            return []
        events: list[StreamEvent] = []
        call = next((c for c in found.contents if isinstance(c, FunctionCall)), None)
        if call is not None and self._goes_on(call):
            if not found.call_goes_on:
                self._call = None
        elif call is not None and call == FunctionCall():
            found.contents = [UnknownContent(name="functionCall", value=part)]
        elif found.kind:
            events += self._runs.enter(self._number, found.kind, anew=found.alone)
            self._call = call if found.call_goes_on else None
        raw = part
        for content in found.contents:
            events += self._runs.put(self._number, content, raw)
            raw = None  # a part goes back once, however much it said
            self._step = self._runs.current(self._number)
            if isinstance(content, Text) and self._step is not None:
                self._texts.add(self._step, content.text)
        for content in self._waiting:
            events += self._runs.put(self._number, content)
        self._waiting = []
        return events

    def _goes_on(self, call: FunctionCall) -> bool:
        """Whether this is a fragment of the open call: these have no name, or repeat it."""
        opened = self._call
        if opened is None or self._runs.kind(self._number) != "function_call":
            return False
        again = call.name == opened.name and call.id in {"", opened.id}
        return not call.name or (again and not call.arguments)

    def _metadata(self, json: dict[str, Any]) -> list[StreamEvent]:
        events: list[StreamEvent] = []
        for name in (*_METADATA, *_PIECES):
            value = wire.field(json, name)
            if value is None or (name in _METADATA and self._said.get(name) == value):
                continue
            self._said[name] = value
            events += self._beside(Metadata(name=name, value=value, piece=name in _PIECES))
        if wire.field(json, "groundingMetadata") or wire.field(json, "citationMetadata"):
            for citation in citations(json):
                events += self._cite(citation)
        return events

    def _cite(self, citation: Citation) -> list[StreamEvent]:
        key = (citation.kind, citation.uri, citation.start, citation.end)
        step = self._texts.step_of(citation)
        if key in self._cited or step is None:
            return []  # said before, or about no text: the metadata itself is kept
        self._cited.add(key)
        return [StepDelta(index=step, content=citation)]

    def _beside(self, content: Metadata) -> list[StreamEvent]:
        """Metadata makes no step; it waits for one."""
        if self._step is None:
            self._waiting.append(content)
            return []
        return [StepDelta(index=self._step, content=content)]

    def _aside(self, unknown: dict[str, Json]) -> list[StreamEvent]:
        events: list[StreamEvent] = []
        for name, value in unknown.items():
            if self._said.get(name) == value:
                continue
            self._said[name] = value
            if self._step is None:
                events.append(Unknown(name=name, raw=value))
            else:
                content = UnknownContent(name=name, value=value)
                events.append(StepDelta(index=self._step, content=content))
        return events

    def _finish(self, json: dict[str, Any]) -> list[StreamEvent]:
        token = wire.text(json, "continuationToken")
        given = wire.field(json, "finishReason")
        reason = wire.text(json, "finishReason")
        if reason in _UNSPECIFIED:
            if given is not None and not isinstance(given, str | int):
                return self._aside({"finishReason": given})
            return [StatusChanged(status="", continuation_token=token)] if token else []
        reason = _NUMBERED.get(reason, reason)
        self._call = None
        return [
            *self._runs.stop(self._number),
            InteractionFinished(
                reason=reason,
                candidate=self._number,
                message=wire.text(json, "finishMessage"),
                blocked=reason in _BLOCKED,
                awaiting=reason == "CONTINUATION",
                continuation_token=token,
                raw={name: value for name, value in json.items() if name != "content"},
            ),
        ]


def _usage_event(usage: Json) -> list[StreamEvent]:
    if isinstance(usage, dict):
        return [UsageReported(usage=_usage(usage))]
    return [] if usage is None else [Unknown(name="usageMetadata", raw=usage)]


def _usage(json: dict[str, Any]) -> Usage:
    field = dict.get if json.keys() <= _USAGE else wire.field  # the other spelling costs more

    def count(name: str) -> int | None:
        found = field(json, name)
        return None if found is None else wire.integer(found)

    return Usage(
        input=count("promptTokenCount"),
        output=count("candidatesTokenCount"),
        thoughts=count("thoughtsTokenCount"),
        cached=count("cachedContentTokenCount"),
        tool_use=count("toolUsePromptTokenCount"),
        total=count("totalTokenCount"),
        raw=json,
    )
