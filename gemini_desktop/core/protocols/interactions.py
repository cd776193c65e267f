"""The Interactions API: what its events mean, streamed, polled or under their older names.

The event's name on the wire repeats `event_type` in the JSON; where they differ, the first that
is known counts. A whole interaction (not streamed, or polled) means what its events would have.
"""

from __future__ import annotations

from typing import Any

from gemini_desktop.core.decoding.hops import Hop
from gemini_desktop.core.events import (
    Content,
    FunctionCall,
    InteractionFinished,
    InteractionStarted,
    Json,
    StatusChanged,
    StepDelta,
    StepStarted,
    StepStopped,
    StreamEvent,
    Text,
    ThoughtSignature,
    ThoughtText,
    ToolCall,
    ToolResult,
    Unknown,
    UnknownContent,
    Usage,
    UsageReported,
)
from gemini_desktop.core.protocols import plain, server_error, wire
from gemini_desktop.core.protocols.interactions_content import (
    delta_contents,
    step_contents,
)
from gemini_desktop.core.protocols.repeats import Repeated, Said

_OLDER = {
    "interaction.start": "interaction.created",
    "interaction.complete": "interaction.completed",
    "content.start": "step.start",
    "content.delta": "step.delta",
    "content.stop": "step.stop",
}
_KNOWN = frozenset(
    {*_OLDER.values(), "interaction.status_update", "error", "interaction.completed"}
)
_GOING_ON = frozenset({"", "queued", "in_progress"})
_AWAITING = frozenset({"requires_action", "requires_continuation"})
_BY_KEY = (
    ("error", "error"),
    ("delta", "step.delta"),
    ("step", "step.start"),
    ("interaction_id", "interaction.status_update"),
)
_FIELDS = {
    "interaction.created": {"interaction"},
    "interaction.completed": {"interaction"},
    "interaction.status_update": {"interactionId", "status", "continuationToken", "usage"},
    "step.start": {"index", "step", "content"},
    "step.delta": {"index", "delta", "metadata"},
    "step.stop": {"index", "usage", "stepUsage"},
    "error": {"error"},
}
_EVERYWHERE = {"eventType", "eventId"}
_text_delta = plain.reader(plain.TextStepDelta)


class Parser:
    """Reads the events of one response."""

    def __init__(self) -> None:
        self._steps: dict[int, _OpenStep] = {}
        self._taken: set[int] = set()
        self._id = ""
        self._hop: Hop = "again"
        self._repeated: dict[int, Repeated] = {}
        """By number, the steps of which what was said comes again."""

    def reads_on(self, hop: Hop) -> None:
        """Another response of the same answer: the rest of the stream, or all of it again, the
        interaction as a whole, or the next one, which counts its steps from zero."""
        self._hop = hop
        self._repeated = {}
        if hop == "continuation":
            self._steps = {}

    def plain(self, data: str, event_name: str) -> list[StreamEvent] | None:
        """The meaning of a delta that only brings text to a step that is known."""
        event = _text_delta(data) if event_name == "step.delta" else None
        if event is None or self._repeated:
            return None
        opened, text = self._steps.get(event.index), event.delta.text
        if opened is None or opened.said.stopped or opened.said.other or not text:
            return None  # what follows something else may be out of order (`step_order`)
        opened.said.text += len(text)
        return [StepDelta(index=opened.index, content=Text(text=text))]

    def feed(self, json: Json, event_name: str) -> list[StreamEvent]:
        """The meaning of one event."""
        try:
            return self._read(json, event_name)
        except RecursionError:  # nested deeper than Python can compare or write
            return [Unknown(name="too_deep")]

    def _read(self, json: Json, event_name: str) -> list[StreamEvent]:
        if isinstance(json, list) and json:
            return [event for item in json for event in self._read(item, event_name)]
        if not isinstance(json, dict):
            return [Unknown(name=event_name, raw=json)]
        kind = _event_type(json, event_name)
        match kind:
            case "interaction.created" | "interaction.completed":
                events = self._interaction(
                    json.get("interaction"), ended=kind == "interaction.completed"
                )
            case "interaction.status_update":
                events = self._status(json)
            case "step.start":
                events = self._step_start(json)
            case "step.delta":
                events = self._step_delta(json)
            case "step.stop":
                events = self._step_stop(json)
            case "error":
                error = server_error.reported(json)
                return [error or server_error.from_object(json, raw=json)]
            case "interaction":
                return self._interaction(json, ended=_status(json) not in _GOING_ON)
            case _:
                return [Unknown(name=kind, raw=json)]
        unknown = wire.leftover(json, _FIELDS[kind] | _EVERYWHERE | {"error"})
        events += [Unknown(name=f"{kind}.{name}", raw=raw) for name, raw in unknown.items()]
        if error := server_error.reported(json):
            events.append(error)
        return events or [Unknown(name=kind, raw=json)]

    def _interaction(self, interaction: Json, *, ended: bool) -> list[StreamEvent]:
        if not isinstance(interaction, dict):
            if not ended:
                return []
            return [InteractionFinished(reason="completed", raw=interaction)]
        status = _status(interaction)
        events: list[StreamEvent] = []
        id_ = wire.text(interaction, "id")
        if not ended or (id_ and id_ != self._id):
            self._id = id_ or self._id
            events.append(_started(interaction))
        if self._hop in {"resume", "poll"} and (not ended or self._hop == "poll"):
            self._repeated = {n: Repeated(opened.said) for n, opened in self._steps.items()}
        if (
            not self._steps or self._hop == "poll"
        ):  # streamed steps come without; a whole interaction has them inside
            events += self._whole_steps(interaction)
        events += _usage_event(interaction.get("usage"))
        if ended:
            events.append(
                InteractionFinished(
                    reason=status or "completed",
                    awaiting=status in _AWAITING,
                    continuation_token=wire.text(interaction, "continuation_token"),
                    raw={k: v for k, v in interaction.items() if k not in {"steps", "outputs"}},
                )
            )
        if error := server_error.reported(interaction):
            events.append(error)
        return events

    def _whole_steps(self, interaction: dict[str, Any]) -> list[StreamEvent]:
        steps = wire.items(interaction.get("steps"))
        if not steps and (outputs := wire.items(interaction.get("outputs"))):
            steps = [{"type": "model_output", "content": outputs}]  # the older schema
        events: list[StreamEvent] = []
        if self._hop == "poll":  # a stream does not count what it was asked
            steps = [step for step in steps if wire.text(step, "type") != "user_input"]
        for index, step in enumerate(steps):
            events += self._step_start({"index": index, "step": step})
            events += self._step_stop({"index": index})
        return events

    def _status(self, json: dict[str, Any]) -> list[StreamEvent]:
        events: list[StreamEvent] = [
            StatusChanged(
                status=wire.text(json, "status"),
                continuation_token=wire.text(json, "continuation_token"),
            )
        ]
        return events + _usage_event(json.get("usage"))

    def _step_start(self, json: dict[str, Any]) -> list[StreamEvent]:
        step = json.get("step")
        if step is None and "content" in json:  # the older schema: contents instead of steps
            step = _step_of_content(json["content"])
        if not isinstance(step, dict):
            odd = step
            step = {"type": "model_output"}
            contents: list[Content] = [UnknownContent(name="step", value=odd)] if odd else []
        else:
            contents = step_contents(step)
        number = wire.index(json.get("index"))
        events: list[StreamEvent] = []
        repeated = self._repeated.get(number)
        if repeated is None:
            opened = self._open(number, step)
            events.append(_step_started(opened))
        else:
            opened = self._steps[number]
            if repeated.begins_anew(opened.raw) and self._hop == "poll":
                events += [StepStopped(index=opened.index), _step_started(opened)]
            contents = repeated.rest(contents)
        events += [StepDelta(index=opened.index, content=content) for content in contents]
        opened.said.add(contents)
        if error := server_error.reported(step):
            events.append(error)
        return events

    def _step_delta(self, json: dict[str, Any]) -> list[StreamEvent]:
        events: list[StreamEvent] = []
        number = wire.index(json.get("index"))
        opened = self._steps.get(number)
        contents = delta_contents(json.get("delta"), opened.raw if opened else {})
        if opened is None and contents:  # a stream that goes on after a break starts in a step
            opened = self._open(number, {"type": _kind_for(contents[0])})
            events.append(_step_started(opened))
        if number in self._repeated:
            contents = self._repeated[number].rest(contents)
        if opened is not None:
            opened.said.add(contents)
            events += [StepDelta(index=opened.index, content=content) for content in contents]
        return events + _usage_event(wire.field(json.get("metadata"), "total_usage"))

    def _step_stop(self, json: dict[str, Any]) -> list[StreamEvent]:
        number = wire.index(json.get("index"))
        opened = self._steps.get(number)
        if opened is None:
            return [Unknown(name="step.stop", raw=json)]
        if number in self._repeated and opened.said.stopped:
            return []
        opened.said.stopped = True
        usage = wire.field(json, "step_usage")
        events: list[StreamEvent] = [
            StepStopped(
                index=opened.index, usage=_usage(usage) if isinstance(usage, dict) else None
            )
        ]
        return events + _usage_event(json.get("usage"))

    def _open(self, index: Json, step: dict[str, Any]) -> _OpenStep:
        """A new step. A number that was used before gets another, so that nothing is replaced."""
        number = wire.index(index)
        free = number if number not in self._taken else max(self._taken) + 1
        self._taken.add(free)
        opened = self._steps[number] = _OpenStep(free, step)
        return opened


class _OpenStep:
    """A step as `step.start` described it, and the number that it has for us."""

    __slots__ = ("index", "raw", "said")

    def __init__(self, index: int, raw: dict[str, Any]) -> None:
        self.index = index
        self.raw = raw
        self.said = Said()


def _event_type(json: dict[str, Any], event_name: str) -> str:
    said = wire.text(json, "event_type")
    for name in (event_name, said):
        if (newer := _OLDER.get(name, name)) in _KNOWN:
            return newer
    if said or event_name != "message":
        return said or event_name
    if "steps" in json or ("status" in json and "id" in json):
        return "interaction"
    if isinstance(json.get("interaction"), dict):
        going_on = _status(json["interaction"]) in _GOING_ON
        return "interaction.created" if going_on else "interaction.completed"
    return next((kind for key, kind in _BY_KEY if json.get(key) is not None), event_name)


def _status(interaction: dict[str, Any]) -> str:
    return wire.text(interaction, "status")


def _started(interaction: dict[str, Any]) -> InteractionStarted:
    return InteractionStarted(
        id=wire.text(interaction, "id"),
        model=wire.text(interaction, "model") or wire.text(interaction, "agent"),
        status=_status(interaction),
        created=wire.text(interaction, "created"),
        raw={k: v for k, v in interaction.items() if k not in {"steps", "outputs"}},
    )


def _step_started(opened: _OpenStep) -> StepStarted:
    raw = opened.raw
    return StepStarted(
        index=opened.index,
        kind=wire.text(raw, "type") or "model_output",
        id=wire.text(raw, "id") or wire.text(raw, "call_id"),
        name=wire.text(raw, "name"),
        raw=raw,
    )


def _step_of_content(content: Json) -> Json:
    kind = wire.text(content, "type")
    if kind in {"thought", "function_call"} or kind.endswith(("_call", "_result")):
        return content
    bare = not isinstance(content, dict) or content.keys() <= {"type"}
    return {"type": "model_output", **({} if bare else {"content": [content]})}


def _kind_for(content: Content) -> str:
    match content:
        case ThoughtText() | ThoughtSignature():
            return "thought"
        case FunctionCall():
            return "function_call"
        case ToolCall() | ToolResult():
            return content.kind
        case _:
            return "model_output"


def _usage_event(usage: Json) -> list[StreamEvent]:
    if isinstance(usage, dict):
        return [UsageReported(usage=_usage(usage))]
    return [] if usage is None else [Unknown(name="usage", raw=usage)]


def _usage(json: dict[str, Any]) -> Usage:
    def count(name: str) -> int | None:
        return wire.integer(wire.field(json, f"total_{name}"))

    return Usage(
        input=count("input_tokens"),
        output=count("output_tokens"),
        thoughts=count("thought_tokens"),
        cached=count("cached_tokens"),
        tool_use=count("tool_use_tokens"),
        total=count("tokens"),
        raw=json,
    )
