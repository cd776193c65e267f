"""An answer in OpenAI's Chat Completions JSON, with Google's additions: as a stream of chunks, or
folded into one completion."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Iterator

from gemini_desktop.core.events import (
    ErrorReported,
    FunctionCall,
    Json,
    Media,
    StepDelta,
    StepStarted,
    Text,
    ThoughtSignature,
    ThoughtText,
)
from gemini_desktop.net.demo.answer import Answer
from gemini_desktop.net.demo.framing import DONE
from gemini_desktop.net.demo.questions import Question, count_tokens
from gemini_desktop.net.demo.reply import Cue
from gemini_desktop.net.demo.wire_generate_content import error_object


def stream(answer: Answer, question: Question, *, include_usage: bool = False) -> Iterator[Cue]:
    """One chunk a delta, one with the finish reason, and one with the usage where it was asked for.

    Thoughts come only where they were asked for, between `<thought>` tags as Google sends them.
    """
    chunks = _Chunks(question)
    deltas = _Deltas(thoughts=question.thoughts)
    waited = 0.0
    for pause_s, event in answer.moments:
        waited += pause_s
        if isinstance(event, ErrorReported):
            yield Cue(waited, error_object(event))
            return
        if delta := deltas.delta(event):
            yield Cue(waited, chunks.chunk(delta))
            waited = 0.0
    if answer.whole and answer.moments:
        if delta := deltas.close():
            yield Cue(waited, chunks.chunk(delta))
        yield Cue(0.0, chunks.chunk({}, "tool_calls" if deltas.calls else "stop"))
        if include_usage:
            yield Cue(0.0, chunks.usage_chunk())
        yield Cue(0.0, DONE)


def fold(chunks: Iterable[Json]) -> Json:
    """All chunks of a stream as the one object that the unary call answers with."""
    whole: dict[str, Json] = {}
    message: dict[str, Json] = {"role": "assistant", "content": ""}
    calls: list[dict[str, Json]] = []
    reason = "stop"
    for chunk in chunks:
        if chunk == DONE:
            break
        if "error" in chunk:
            return chunk
        whole.update(chunk)
        for choice in chunk["choices"]:
            delta = choice["delta"]
            message["content"] += delta.get("content") or ""
            reason = choice.get("finish_reason") or reason
            for call in delta.get("tool_calls", []):
                _add_call(calls, call)
    if calls:
        message |= {"tool_calls": calls, "content": message["content"] or None}
    choice = {"index": 0, "message": message, "finish_reason": reason}
    return {**whole, "object": "chat.completion", "choices": [choice]}


class _Chunks:
    def __init__(self, question: Question) -> None:
        self._question = question
        self._said: list[str] = []
        self._common = {
            "created": int(time.time()),
            "id": f"chatcmpl-{secrets.token_hex(12)}",
            "model": question.model,
            "object": "chat.completion.chunk",
        }

    def chunk(self, delta: dict[str, Json], finish_reason: str = "") -> Json:
        self._said.append(delta.get("content") or "")
        choice: dict[str, Json] = {"delta": {"role": "assistant", **delta}, "index": 0}
        if finish_reason:
            choice["finish_reason"] = finish_reason
        return {"choices": [choice], **self._common}

    def usage_chunk(self) -> Json:
        said, prompt = count_tokens("".join(self._said)), self._question.tokens
        usage = {
            "completion_tokens": said,
            "prompt_tokens": prompt,
            "total_tokens": said + prompt,
            "prompt_tokens_details": {"cached_tokens": 0},
            "completion_tokens_details": {"reasoning_tokens": 0},
        }
        return {"choices": [], **self._common, "usage": usage}


class _Deltas:
    """Turns stream events into deltas; knows whether a thought or a call is open."""

    def __init__(self, *, thoughts: bool) -> None:
        self._thoughts = thoughts
        self._thinking = False
        self._named: StepStarted | None = None
        self._signature = ""
        self.calls = 0

    def delta(self, event: object) -> dict[str, Json] | None:
        match event:
            case StepStarted(kind="function_call"):
                self._named = event
                return None
            case StepDelta(content=Text(text=text)):
                return {"content": self._closing_tag() + text}
            case StepDelta(content=ThoughtText(text=text)) if self._thoughts:
                tag = "" if self._thinking else "<thought>"
                self._thinking = True
                return {"content": tag + text, "extra_content": {"google": {"thought": True}}}
            case StepDelta(content=FunctionCall() as call):
                return self._call(call)
            case StepDelta(content=ThoughtSignature(signature=signature)):
                self._signature = signature  # it comes with the call that it lets go back
                return None
            case StepDelta(content=Media(kind=kind, mime_type=mime_type)):
                words = f"\n\n*({kind}, {mime_type}: this protocol cannot carry it)*\n\n"
                return {"content": self._closing_tag() + words}
            case _:
                return None

    def close(self) -> dict[str, Json] | None:
        """A delta for what is still open at the end."""
        tag = self._closing_tag()
        return {"content": tag} if tag else None

    def _closing_tag(self) -> str:
        tag = "</thought>" if self._thinking else ""
        self._thinking = False
        return tag

    def _call(self, call: FunctionCall) -> dict[str, Json]:
        function: dict[str, Json] = {"arguments": call.arguments}
        wire: dict[str, Json] = {"function": function}
        name = call.name or (self._named.name if self._named else "")
        if self._named is not None or not self.calls:
            call_id = call.id or (self._named.id if self._named else "")
            wire |= {"id": call_id, "type": "function"}
            function["name"] = name
            if self._signature:
                wire["extra_content"] = {"google": {"thought_signature": self._signature}}
                self._signature = ""
            self.calls += 1
            self._named = None
        return {"tool_calls": [{"index": self.calls - 1, **wire}]}


def _add_call(calls: list[dict[str, Json]], call: dict[str, Json]) -> None:
    index = call.get("index", len(calls))
    if index >= len(calls):
        calls.append({key: value for key, value in call.items() if key != "index"})
    else:
        calls[index]["function"]["arguments"] += call["function"]["arguments"]
