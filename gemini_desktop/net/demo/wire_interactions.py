"""An answer in the JSON of the Interactions API: as a stream of events, or folded into one
interaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from gemini_desktop.core import json_text
from gemini_desktop.core.events import (
    Citation,
    Content,
    ErrorReported,
    FunctionCall,
    Json,
    Media,
    StepDelta,
    StepStarted,
    StepStopped,
    Text,
    ThoughtSignature,
    ThoughtText,
    ToolCall,
    ToolResult,
)
from gemini_desktop.net.demo.answer import Answer
from gemini_desktop.net.demo.framing import DONE
from gemini_desktop.net.demo.questions import Question, count_tokens
from gemini_desktop.net.demo.reply import Cue


def stream(answer: Answer, question: Question, interaction_id: str) -> Iterator[Cue]:
    """The events of one interaction, numbered so that a dropped stream can be resumed."""
    events = _events(answer, question, interaction_id)
    for number, (pause_s, event) in enumerate(events, start=1):
        if event == DONE:
            yield Cue(pause_s, event)
            return
        name = event.pop("event_type")
        yield Cue(pause_s, {**event, "event_id": f"evt_{number:04}", "event_type": name})


def fold(events: Iterable[Json]) -> Json:
    """All events of a stream as the interaction with its steps; an error in it as it came."""
    interaction: dict[str, Json] = {}
    steps: dict[int, dict[str, Json]] = {}
    for event in events:
        match event.get("event_type") if isinstance(event, dict) else None:
            case "interaction.created" | "interaction.completed":
                interaction.update(event["interaction"])
            case "interaction.status_update":
                interaction["status"] = event["status"]
            case "step.start":
                steps[event["index"]] = dict(event["step"])
            case "step.delta":
                _extend(steps[event["index"]], event["delta"])
            case "error":
                return {"error": event["error"]}
    return {**interaction, "steps": [_closed(steps[index]) for index in sorted(steps)]}


def finished(interaction_id: str, question: Question, status: str, output: str = "") -> Json:
    """The event that ends an interaction."""
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    said = count_tokens(output) if output else 0
    usage = {
        "total_tokens": question.tokens + said,
        "total_input_tokens": question.tokens,
        "input_tokens_by_modality": [{"modality": "text", "tokens": question.tokens}],
        "total_cached_tokens": 0,
        "total_output_tokens": said,
        "total_tool_use_tokens": 0,
        "total_thought_tokens": 0,
    }
    return {
        "interaction": {
            "id": interaction_id,
            "status": status,
            "usage": usage,
            "created": now,
            "updated": now,
            "service_tier": "standard",
            "object": "interaction",
            **_who(question),
        },
        "event_type": "interaction.completed",
    }


def _events(answer: Answer, question: Question, interaction_id: str) -> Iterator[Cue]:
    if not answer.moments:
        return
    started = {"id": interaction_id, "status": "in_progress", "object": "interaction"}
    created = {"interaction": {**started, **_who(question)}, "event_type": "interaction.created"}
    status = {"interaction_id": interaction_id, "status": "in_progress"}
    yield Cue(0.0, created)
    yield Cue(0.0, {**status, "event_type": "interaction.status_update"})
    said: list[str] = []
    calls = False
    for pause_s, event in answer.moments:
        match event:
            case StepStarted():
                calls = calls or event.kind == "function_call"
                step = _step(event)
                yield Cue(pause_s, {"index": event.index, "step": step, "event_type": "step.start"})
            case StepDelta(index=index, content=content):
                said.append(content.text if isinstance(content, Text) else "")
                if (delta := _delta(content)) is not None:
                    yield Cue(pause_s, {"index": index, "delta": delta, "event_type": "step.delta"})
            case StepStopped():
                yield Cue(pause_s, {"index": event.index, "event_type": "step.stop"})
            case ErrorReported():
                error = {"message": event.message, "code": event.status.lower() or event.code}
                yield Cue(pause_s, {"error": error, "event_type": "error"})
                return
    if answer.whole:
        end = "requires_action" if calls else "completed"
        yield Cue(0.0, finished(interaction_id, question, end, "".join(said)))
        yield Cue(0.0, DONE)


def _who(question: Question) -> dict[str, Json]:
    return {"agent": question.agent} if question.agent else {"model": question.model}


def _step(event: StepStarted) -> Json:
    if isinstance(event.raw, dict) and event.raw.get("type") == event.kind:
        return event.raw
    step: dict[str, Json] = {"type": event.kind}
    if event.kind == "function_call":
        step |= {"id": event.id, "name": event.name, "arguments": {}}
    return step


def _delta(content: Content) -> Json:
    match content:
        case Text(text=text):
            return {"text": text, "type": "text"}
        case ThoughtText(text=text):
            return {"type": "thought_summary", "content": {"type": "text", "text": text}}
        case ThoughtSignature(signature=signature):
            return {"signature": signature, "type": "thought_signature"}
        case Media(kind=kind, mime_type=mime_type, data=data, uri=uri):
            return {
                "mime_type": mime_type,
                **({"data": data} if data else {"uri": uri}),
                "type": kind,
            }
        case FunctionCall(arguments=arguments):
            return {"type": "arguments_delta", "arguments": arguments}
        case ToolCall(kind=kind, arguments=arguments):
            return {"type": kind, "arguments": arguments}
        case ToolResult(kind=kind, result=result):
            return {"type": kind, "result": result}
        case Citation(kind=kind, uri=uri, title=title, start=start, end=end):
            place = {"start_index": start, "end_index": end} if start is not None else {}
            note = {"type": kind, "url": uri, "title": title, **place}
            return {"type": "text_annotation_delta", "annotations": [note]}
        case _:
            return None


def _extend(step: dict[str, Json], delta: dict[str, Json]) -> None:
    """Put one delta into the step that it belongs to."""
    match delta.get("type") or _untyped(delta):
        case "text":
            content = step.setdefault("content", [])
            if content and content[-1].get("type") == "text":
                content[-1]["text"] += delta["text"]
            else:
                content.append({"type": "text", "text": delta["text"]})
        case "image" | "audio" | "video" | "document":
            step.setdefault("content", []).append(delta)
        case "thought_summary":
            step.setdefault("summary", []).append({"type": "text", **delta["content"]})
        case "thought_signature":
            step["signature"] = delta["signature"]
        case "arguments_delta":
            step["_arguments"] = step.get("_arguments", "") + delta["arguments"]
        case "text_annotation_delta":
            texts = [c for c in step.get("content", []) if c.get("type") == "text"]
            if texts:
                texts[-1].setdefault("annotations", []).extend(delta["annotations"])
        case _:
            step.update({key: value for key, value in delta.items() if key != "type"})


def _untyped(delta: dict[str, Json]) -> str:
    """What a delta without a type is, as an agent's stream may send it."""
    return "text" if "text" in delta else "thought_summary" if "content" in delta else ""


def _closed(step: dict[str, Json]) -> Json:
    """The step with the fragments of its arguments read as the JSON that they add up to."""
    fragments = step.pop("_arguments", "")
    if fragments:
        step["arguments"] = json_text.parse(fragments)
    return step
