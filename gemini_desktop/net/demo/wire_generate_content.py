"""An answer in generateContent's JSON: as a stream of chunks, or folded into one."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from gemini_desktop.core import json_text
from gemini_desktop.core.events import (
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
)
from gemini_desktop.net.demo.answer import Answer
from gemini_desktop.net.demo.framing import DONE
from gemini_desktop.net.demo.questions import Question, count_tokens
from gemini_desktop.net.demo.reply import Cue


def stream(answer: Answer, question: Question, *, vertex: bool = False) -> Iterator[Cue]:
    """One chunk a delta, with running totals of usage, then one with the finish reason."""
    chunks = _Chunks(question, vertex=vertex)
    calls = _Calls()
    waited = 0.0
    for pause_s, event in answer.moments:
        waited += pause_s
        match event:
            case ErrorReported():
                yield Cue(waited, error_object(event))
                return
            case StepDelta(content=FunctionCall() as call):
                calls.add(call)
                continue
            case StepDelta():
                part = _part(event)
            case StepStarted() | StepStopped():
                part = calls.taken()
            case _:
                continue
        if part is not None:
            yield Cue(waited, chunks.chunk([part]))
            waited = 0.0
    if answer.whole and answer.moments:
        if part := calls.taken():
            yield Cue(waited, chunks.chunk([part]))
            waited = 0.0
        yield Cue(waited, chunks.chunk([{"text": ""}], finish_reason="STOP"))


def fold(chunks: Iterable[Json]) -> Json:
    """All chunks of a stream as the one object that the unary call answers with."""
    parts: list[Json] = []
    whole: dict[str, Json] = {}
    candidate: dict[str, Json] = {}
    for chunk in chunks:
        if chunk == DONE:
            break
        if "error" in chunk:
            return chunk
        whole.update(chunk)
        for found in chunk.get("candidates", [])[:1]:
            candidate.update(found)
            for part in found.get("content", {}).get("parts", []):
                _add(parts, part)
    if candidate:
        whole["candidates"] = [{**candidate, "content": {"parts": parts, "role": "model"}}]
    return whole


def error_object(event: ErrorReported) -> Json:
    """The error in Google's shape, whichever protocol it came by."""
    if isinstance(event.raw, dict) and isinstance(event.raw.get("error"), dict):
        error = event.raw["error"]
        if isinstance(error.get("code"), int):
            return {"error": error}
    code = int(event.code) if event.code.isdigit() else 503
    return {
        "error": {"code": code, "message": event.message, "status": event.status or "UNAVAILABLE"}
    }


class _Chunks:
    """Makes the chunks of one answer: what is the same in each, and the totals so far."""

    def __init__(self, question: Question, *, vertex: bool) -> None:
        self._question = question
        self._vertex = vertex
        self._response_id = base64.urlsafe_b64encode(secrets.token_bytes(16)).decode().rstrip("=")
        self._created = datetime.now(UTC).isoformat().replace("+00:00", "Z")
        self._said = ""
        self._thought = ""

    def chunk(self, parts: list[Json], finish_reason: str = "") -> Json:
        for part in parts:
            if part.get("thought"):
                self._thought += part.get("text", "")
            else:
                self._said += part.get("text", "")
        candidate: dict[str, Json] = {"content": {"parts": parts, "role": "model"}}
        if finish_reason:
            candidate["finishReason"] = finish_reason
        if not self._vertex:
            candidate["index"] = 0
        chunk: dict[str, Json] = {"candidates": [candidate], "usageMetadata": self._usage()}
        chunk["modelVersion"] = self._question.model
        if self._vertex:
            chunk["createTime"] = self._created
        chunk["responseId"] = self._response_id
        return chunk

    def _usage(self) -> Json:
        prompt = self._question.tokens
        said = count_tokens(self._said) if self._said else 0
        thought = count_tokens(self._thought) if self._thought else 0
        usage: dict[str, Json] = {"promptTokenCount": prompt}
        if said:
            usage["candidatesTokenCount"] = said
        usage["totalTokenCount"] = prompt + said + thought
        usage["promptTokensDetails"] = [{"modality": "TEXT", "tokenCount": prompt}]
        if thought:
            usage["thoughtsTokenCount"] = thought
        if self._vertex:
            usage["trafficType"] = "ON_DEMAND"
        return usage


class _Calls:
    """Joins the fragments of a function call: here a call is one part."""

    def __init__(self) -> None:
        self._call: FunctionCall | None = None
        self._arguments = ""

    def add(self, call: FunctionCall) -> None:
        self._call = self._call or call
        self._arguments += call.arguments

    def taken(self) -> Json:
        if self._call is None:
            return None
        call, arguments = self._call, self._arguments
        self._call, self._arguments = None, ""
        try:
            args = json_text.parse(arguments) if arguments else {}
        except ValueError:
            args = {"arguments": arguments}
        return {"functionCall": {"id": call.id, "name": call.name, "args": args}}


def _part(event: StepDelta) -> Json:
    match event.content:
        case Text(text=text):
            return {"text": text}
        case ThoughtText(text=text):
            return {"text": text, "thought": True}
        case ThoughtSignature(signature=signature):
            return {"text": "", "thoughtSignature": signature}
        case Media(mime_type=mime_type, data=data) if data:
            return {"inlineData": {"mimeType": mime_type, "data": data}}
        case Media(mime_type=mime_type, uri=uri):
            return {"fileData": {"mimeType": mime_type, "fileUri": uri}}
        case _:
            return None  # a server's own tools have no part that every client knows


def _add(parts: list[Json], part: Json) -> None:
    """Append a part; plain text is joined with the plain text before it."""
    if part in ({}, {"text": ""}):
        return
    before = parts[-1] if parts else {}
    plain = part.keys() <= {"text", "thought"} and before.keys() <= {"text", "thought"}
    if plain and before and before.get("thought") == part.get("thought"):
        parts[-1] = {**before, "text": before["text"] + part["text"]}
    else:
        parts.append(part)
