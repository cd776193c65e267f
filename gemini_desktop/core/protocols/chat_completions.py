"""Chat Completions, the OpenAI wire format of Gemini's compatible endpoints and of gateways.

Deltas of several choices, each with text, thoughts in one of three disguises (tags in the text,
`reasoning_content`, `reasoning` with its details), and calls. A whole `message` means what its
deltas would have.
"""

from __future__ import annotations

from typing import Any

from gemini_desktop.core.events import (
    Content,
    FunctionCall,
    InteractionFinished,
    Json,
    Media,
    Metadata,
    StepDelta,
    StreamEvent,
    Text,
    ThoughtSignature,
    ThoughtText,
    Unknown,
    UnknownContent,
    Usage,
    UsageReported,
)
from gemini_desktop.core.protocols import plain, server_error, wire
from gemini_desktop.core.protocols.about import About, Extras
from gemini_desktop.core.protocols.steps import StepRuns
from gemini_desktop.core.protocols.thought_tags import ThoughtTags
from gemini_desktop.core.protocols.tool_calls import ToolCalls, call_name

_ABOUT = ("id", "model", "created", "object", "systemFingerprint", "serviceTier", "provider")
_TOP = frozenset({*_ABOUT, "choices", "usage", "error"})
_CHOICE = frozenset(
    {"index", "delta", "message", "finishReason", "nativeFinishReason", "logprobs", "text"}
)
_MESSAGE = frozenset(
    {
        "role",
        "content",
        "refusal",
        "images",
        "toolCalls",
        "functionCall",
        "extraContent",
        "reasoning",
        "reasoningContent",
        "reasoningDetails",
        "annotations",
    }
)
_BLOCKED = frozenset({"content_filter", "safety", "SAFETY", "PROHIBITED_CONTENT", "RECITATION"})
_text_completion = plain.reader(plain.TextCompletion)


class Parser:
    """Reads the chunks of one response."""

    def __init__(self) -> None:
        self._runs = StepRuns()
        self._choices: dict[int, _Choice] = {}
        self._about = About(_ABOUT, 4)
        self._extras = Extras()

    def plain(self, data: str, event_name: str) -> list[StreamEvent] | None:
        """The meaning of a chunk that repeats what is known of the answer and adds a text."""
        chunk = _text_completion(data) if event_name != "error" else None
        if chunk is None:
            return None
        choice = self._choices.get(chunk.choices[0].index)
        about = (chunk.id, chunk.model, chunk.created, chunk.object)
        if choice is None or about != self._about.last:
            return None
        return choice.say(chunk.choices[0].delta.content)

    def feed(self, json: Json, event_name: str) -> list[StreamEvent]:
        """The meaning of one chunk. `event_name` matters only where it says `error`."""
        try:
            return self._read(json, event_name)
        except RecursionError:  # nested deeper than Python can compare or write
            return [Unknown(name="too_deep")]

    def _read(self, json: Json, event_name: str) -> list[StreamEvent]:
        if isinstance(json, list) and json:
            return [event for item in json for event in self._read(item, event_name)]
        if not isinstance(json, dict):
            return [Unknown(name=event_name, raw=json)]
        events = self._about.learnt(json)
        for choice in wire.items(json.get("choices")):
            events += self._choice(choice)
        usage = json.get("usage")
        if isinstance(usage, dict):
            events.append(UsageReported(usage=_usage(usage)))
        elif usage is not None:
            events.append(Unknown(name="usage", raw=usage))
        events += self._extras.unknown(wire.leftover(json, _TOP))
        if error := server_error.reported(json):
            events.append(error)
        elif event_name == "error":
            events.append(server_error.from_object(json, raw=json))
        return events

    def _choice(self, json: Json) -> list[StreamEvent]:
        if not isinstance(json, dict):
            return [Unknown(name="choices", raw=json)]
        number = wire.index(json.get("index"))
        choice = self._choices.get(number)
        if choice is None:
            if len(self._choices) >= wire.MOST_ANSWERS:
                return [Unknown(name="choices", raw=json)]
            choice = self._choices[number] = _Choice(number, self._runs)
        return choice.read(json)


class _Choice:
    """One of the answers, which may come interleaved with others."""

    def __init__(self, number: int, runs: StepRuns) -> None:
        self._number = number
        self._runs = runs
        self._tags = ThoughtTags()
        self._calls = ToolCalls()

    def read(self, json: dict[str, Any]) -> list[StreamEvent]:
        events: list[StreamEvent] = []
        for key in ("delta", "message"):
            message = json.get(key)
            if isinstance(message, dict):
                events += self._message(message)
            elif message is not None:
                events.append(Unknown(name=key, raw=message))
        if isinstance(older := json.get("text"), str):
            events += self.say(older)  # the older completions
        if (logprobs := json.get("logprobs")) is not None:
            events += self._beside(Metadata(name="logprobs", value=logprobs, piece=True))
        events += self._unknown(wire.leftover(json, _CHOICE))
        return events + self._finish(json)

    def _message(self, message: dict[str, Any]) -> list[StreamEvent]:
        events = self._reasoning(message)
        extra = wire.field(message, "extra_content")
        marked = wire.flag(wire.field(wire.field(extra, "google"), "thought"))
        for item in wire.items(message.get("content")):
            events += self._content(item, marked=marked)
        for item in wire.items(message.get("images")):
            events += self._content(item, marked=marked)
        refusal = message.get("refusal")
        if isinstance(refusal, str):
            events += self.say(refusal)
        fragments = wire.items(wire.field(message, "tool_calls"))
        if (older := wire.field(message, "function_call")) is not None:
            fragments = [*fragments, {"index": 0, "function": older}]
        for fragment in fragments:
            events += self._call(fragment)
        if extra is not None and not _only_marks(extra):
            events += self._extra(extra)
        if (annotations := message.get("annotations")) is not None:
            events += self._beside(Metadata(name="annotations", value=annotations))
        return events + self._unknown(wire.leftover(message, _MESSAGE))

    def _reasoning(self, message: dict[str, Any]) -> list[StreamEvent]:
        """Gateways say the same thought under several names; the first with text counts."""
        details = list(wire.objects(wire.field(message, "reasoning_details")))
        plain = ("reasoning_content", "reasoning")
        given = {name: wire.field(message, name) for name in plain}
        said = [text for text in given.values() if isinstance(text, str) and text]
        said = said[:1] or [
            text
            for item in details
            if (text := wire.text(item, "text") or wire.text(item, "summary"))
        ]
        events: list[StreamEvent] = []
        for text in said:
            events += self._put("thought", ThoughtText(text=text))
        for item in details:
            if signature := wire.text(item, "signature") or wire.text(item, "data"):
                events += self._put("thought", ThoughtSignature(signature=signature))
        odd = {name: value for name, value in given.items() if isinstance(value, dict | list)}
        return events + self._unknown(odd)

    def _content(self, item: Json, *, marked: bool) -> list[StreamEvent]:
        if isinstance(item, str):
            return self.say(item, marked=marked)
        if not isinstance(item, dict):
            return self._unknown({"content": item})
        if isinstance(text := item.get("text"), str):
            thinking = wire.text(item, "type") in {"thinking", "reasoning"}
            return self.say(text, marked=marked or thinking)
        return self._put("model_output", _media(item), marked=marked)

    def say(self, text: str, *, marked: bool = False) -> list[StreamEvent]:
        """A piece of text, in which thoughts may stand between tags."""
        pieces = self._tags.feed(text, marked=marked)
        if len(pieces) == 1 and not self._tags.begins[0]:  # nearly always
            thought, said = pieces[0]
            if thought:
                return self._put("thought", ThoughtText(text=said))
            return self._put("model_output", Text(text=said))
        events: list[StreamEvent] = []
        for (thought, piece), at in zip(pieces, self._tags.begins, strict=False):
            events += self._said(piece, at, thought=thought)
        return events

    def _said(self, text: str, at: int, *, thought: bool) -> list[StreamEvent]:
        if thought:
            return self._put("thought", ThoughtText(text=text), at=at)
        return self._put("model_output", Text(text=text), at=at)

    def _put(
        self, kind: str, content: Content, *, marked: bool = False, at: int = 0
    ) -> list[StreamEvent]:
        kind = "thought" if marked else kind
        step = self._runs.goes_on(self._number, kind)
        if step is not None:
            if not at:
                return [StepDelta(index=step, content=content)]
            return [StepDelta(index=step, content=content, at=at)]
        entered = self._runs.enter(self._number, kind)
        step = self._runs.current(self._number)
        return [*entered, StepDelta(index=step or 0, content=content, at=at)]

    def _call(self, fragment: Json) -> list[StreamEvent]:
        if not isinstance(fragment, dict):
            return self._unknown({"tool_calls": fragment})
        events = self._flushed()
        function = fragment.get("function")
        given = function.get("arguments") if isinstance(function, dict) else None
        text = given if isinstance(given, str) else "" if given is None else wire.dumped(given)
        call, begins = self._calls.place(fragment)
        if begins:
            events += self._runs.enter(
                self._number, "function_call", anew=True, id_=call.id, name=call.name
            )
            step = self._runs.current(self._number)
            call.step = step if step is not None else call.step
        call.pieces.append(text)
        content = FunctionCall(
            id=wire.text(fragment, "id"),
            name=call_name(fragment) if begins else "",
            arguments=text,
            extra=wire.field(fragment, "extra_content"),
        )
        events.append(StepDelta(index=call.step, content=content))
        return events

    def _extra(self, extra: Json) -> list[StreamEvent]:
        """A signature that came beside the delta: of the last call, else of the text."""
        last = self._calls.last
        if last is not None and self._runs.current(self._number) == last.step:
            return [StepDelta(index=last.step, content=FunctionCall(extra=extra))]
        events = self._beside(Metadata(name="extra_content", value=extra))
        for namespace in wire.objects(list(extra.values()) if isinstance(extra, dict) else []):
            if signature := wire.text(namespace, "thoughtSignature"):
                events += self._runs.put(self._number, ThoughtSignature(signature=signature))
        return events

    def _beside(self, content: Content) -> list[StreamEvent]:
        return self._runs.put(self._number, content)

    def _unknown(self, fields: dict[str, Json]) -> list[StreamEvent]:
        events: list[StreamEvent] = []
        for name, value in fields.items():
            events += self._runs.put(self._number, UnknownContent(name=name, value=value))
        return events

    def _flushed(self) -> list[StreamEvent]:
        events: list[StreamEvent] = []
        for (thought, piece), at in zip(self._tags.flush(), self._tags.begins, strict=False):
            events += self._said(piece, at, thought=thought)
        return events

    def _finish(self, json: dict[str, Any]) -> list[StreamEvent]:
        reason = wire.text(json, "finishReason")
        if not reason:
            return []
        return [
            *self._flushed(),
            *self._runs.stop(self._number),
            InteractionFinished(
                reason=reason,
                candidate=self._number,
                blocked=reason in _BLOCKED,
                raw={k: v for k, v in json.items() if k not in {"delta", "message"}},
            ),
        ]


def _only_marks(extra: Json) -> bool:
    """Whether it says nothing but that the text is a thought."""
    return isinstance(extra, dict) and all(
        isinstance(namespace, dict) and namespace.keys() <= {"thought"}
        for namespace in extra.values()
    )


def _media(item: dict[str, Any]) -> Content:
    image = wire.field(item, "image_url")
    url = image if isinstance(image, str) else wire.text(image, "url")
    if not url:
        return UnknownContent(name=wire.text(item, "type") or "content", value=item)
    if not url.startswith("data:"):
        return Media(kind="image", mime_type="", uri=url)
    head, _, data = url[len("data:") :].partition(",")
    mime_type = head.removesuffix(";base64")
    return Media(kind=wire.media_kind(mime_type), mime_type=mime_type, data=data)


def _usage(json: dict[str, Any]) -> Usage:
    def detail(of: str, name: str) -> int | None:
        return wire.integer(wire.field(wire.field(json, of), name))

    return Usage(
        input=wire.integer(wire.field(json, "prompt_tokens")),
        output=wire.integer(wire.field(json, "completion_tokens")),
        thoughts=detail("completion_tokens_details", "reasoning_tokens"),
        cached=detail("prompt_tokens_details", "cached_tokens"),
        total=wire.integer(wire.field(json, "total_tokens")),
        raw=json,
    )
