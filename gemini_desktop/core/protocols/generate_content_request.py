"""The request of generateContent: a transcript as contents, options as generationConfig.

Every model part goes back as it came, its signature in it: models of the third generation refuse
a call whose signature is missing. Parts that say nothing are left out.
"""

from __future__ import annotations

from typing import Any

import msgspec

from gemini_desktop.core import arguments
from gemini_desktop.core.events import (
    Content,
    FunctionCall,
    Json,
    Media,
    Text,
    ToolResult,
)
from gemini_desktop.core.profile import Profile
from gemini_desktop.core.protocols import (
    carrying,
    endpoint,
    generate_content_options,
    turns,
    vertex,
    wire,
)
from gemini_desktop.core.protocols.endpoint import filled
from gemini_desktop.core.request import HttpRequest, Options
from gemini_desktop.core.transcript import Step, Transcript, Turn

VERSION = "v1beta"
_CARRIED = carrying.all_but("response_format", "background", "agent_config", "environment")


def left_out(_: Profile, options: Options) -> list[str]:
    """The options that are set and that generateContent has no word for."""
    return carrying.left_out(options, _CARRIED)


def build(profile: Profile, transcript: Transcript, options: Options) -> HttpRequest:
    """The request for the next answer. Raises ConfigurationError where it cannot be sent."""
    model_url = _model_url(profile)
    query = "?alt=sse" if profile.event_stream else ""
    token = ""
    if last := turns.continued(transcript):
        # The same request again with the token, never what was said so far.
        token = last.continuation_token
        transcript = Transcript(turns=transcript.turns[:-1])
    found = [
        {"role": role, "parts": parts}
        for role, run in turns.runs(transcript)
        if (parts := [part for turn in run for part in _turn_parts(turn)])
    ]
    if not found:
        raise endpoint.nothing_to_send()
    body = {
        "contents": found,
        **generate_content_options.fields(options),
        **filled(continuationToken=token),
    }
    method = f"streamGenerateContent{query}" if options.stream else "generateContent"
    url = endpoint.with_query(f"{model_url}:{method}", profile.query)
    return endpoint.post(url, body, options.raw, stream=options.stream)


def continued(created: HttpRequest, token: str) -> HttpRequest:
    """The request that asks the model to go on: the same again with the token, never what was
    said so far."""
    body: dict[str, Any] = msgspec.json.decode(created.body)
    return msgspec.structs.replace(
        created, body=wire.dumped({**body, "continuationToken": token}).encode()
    )


def _model_url(profile: Profile) -> str:
    if vertex.serves(profile):
        return vertex.model_url(profile)
    base = endpoint.base(profile.base_url, VERSION)
    return f"{base}/{endpoint.model_path(profile.model, base)}"


def _turn_parts(turn: Turn) -> list[Json]:
    if turn.role == "user":
        return [part for content in turns.contents(turn) if (part := _part(content))]
    return [part for step in turns.answer_steps(turn) for part in _step_parts(step)]


def _step_parts(step: Step) -> list[Json]:
    call = next((c for c in step.contents if isinstance(c, FunctionCall)), None)
    if call is not None and call.partial:
        return [_streamed_call(call, step)]
    if step.parts:
        return [part for part in step.parts if part and part != {"text": ""}]
    return [part for content in step.contents if (part := _part(content))]


def _streamed_call(call: FunctionCall, step: Step) -> Json:
    """A call that came in fragments goes back whole, signed as its fragments were."""
    whole = {"functionCall": {**filled(id=call.id, name=call.name), "args": arguments.value(call)}}
    return whole | filled(thoughtSignature=turns.signature(step))


def _part(content: Content) -> dict[str, Any]:
    """A part for content of our own, or of another protocol; empty where it has none."""
    match content:
        case Text(text=text) if text:
            return {"text": text}
        case Media(uri=uri) if uri:
            return {"fileData": filled(mimeType=content.mime_type, fileUri=uri)}
        case Media():
            return {"inlineData": {"mimeType": content.mime_type, "data": content.data}}
        case FunctionCall():
            args = arguments.value(content)
            call = filled(id=content.id, name=content.name)
            return {"functionCall": call | {"args": args if isinstance(args, dict) else {}}}
        case ToolResult(kind="function_result"):
            return {"functionResponse": _function_response(content)}
        case _:
            return {}


def _function_response(result: ToolResult) -> dict[str, Any]:
    value = result.result
    if not isinstance(value, dict):
        value = {"error" if result.is_error else "result": value}
    return {**filled(id=result.call_id, name=result.name), "response": value}
