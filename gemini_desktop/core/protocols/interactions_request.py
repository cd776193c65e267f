"""The request of the Interactions API: the new input, and the interaction that it follows.

The server keeps earlier turns; a turn that it does not know (another protocol's, another
profile's, one that failed) makes the request stateless: all steps are sent again.
"""

from __future__ import annotations

from typing import Any

from gemini_desktop.core import arguments
from gemini_desktop.core.events import (
    Content,
    FunctionCall,
    Media,
    Text,
    ThoughtSignature,
    ThoughtText,
    ToolCall,
    ToolResult,
)
from gemini_desktop.core.profile import Profile
from gemini_desktop.core.protocols import (
    attachments,
    endpoint,
    interactions_options,
    turns,
    vertex,
)
from gemini_desktop.core.protocols.endpoint import filled
from gemini_desktop.core.request import HttpRequest, Options
from gemini_desktop.core.transcript import Step, Transcript, Turn

VERSION = "v1beta"
_UNKNOWN_TO_SERVER = frozenset({"failed", "cancelled", "incomplete", "blocked"})


def build(profile: Profile, transcript: Transcript, options: Options) -> HttpRequest:
    """The request for the next answer. Raises ConfigurationError where it cannot be sent."""
    model = model_id(profile)
    last = turns.continued(transcript)
    if options.store is False:
        # The server keeps nothing that could be followed: all goes again, but what is continued.
        earlier = transcript.turns[:-1] if last else transcript.turns
        transcript, previous = Transcript(turns=earlier), ""
        new = None if any(turn.role == "model" for turn in earlier) else earlier
    else:
        previous, new = _split(profile, transcript)
        last = last if previous else None
    body = {
        **interactions_options.who(model),
        "input": _all_steps(transcript) if new is None else _input(new),
        **({"stream": True} if options.stream else {}),
        **filled(
            previous_interaction_id=previous,
            continuation_token=last.continuation_token if last else "",
        ),
        **interactions_options.fields(model, options),
    }
    if last and previous:
        del body["input"]  # the server has it, and goes on
    elif not body["input"]:
        raise endpoint.nothing_to_send()
    return endpoint.post(collection(profile), body, options.raw, stream=options.stream)


def left_out(profile: Profile, options: Options) -> list[str]:
    """The options that are set and that Interactions has no word for: for a model, or an agent."""
    return interactions_options.left_out(model_id(profile), options)


def collection(profile: Profile) -> str:
    """The address under which interactions are created. Raises ConfigurationError."""
    if vertex.serves(profile):
        base = vertex.project_url(profile, vertex.BETA)
    else:
        base = endpoint.base(profile.base_url, VERSION)
    return endpoint.with_query(f"{base}/interactions", profile.query)


def model_id(profile: Profile) -> str:
    """The model or agent that a profile names, as this API writes it."""
    return endpoint.checked_model(profile.model).removeprefix("models/")


def _split(profile: Profile, transcript: Transcript) -> tuple[str, list[Turn] | None]:
    """The id to follow (empty: none) and the prompts that the server has not seen; None where it
    has not seen an earlier answer either."""
    new: list[Turn] = []
    for turn in reversed(transcript.turns):
        if turn.role == "model" and turns.answer_steps(turn):
            return (turn.interaction_id, new[::-1]) if _is_known(turn, profile) else ("", None)
        if turn.role == "user" and turns.contents(turn):
            new.append(turn)
    return "", new[::-1]


def _is_known(turn: Turn, profile: Profile) -> bool:
    """Whether this server has this answer as an interaction that can be followed."""
    same = turn.profile in {"", profile.name} and turn.demo == profile.demo
    ended_well = turn.outcome is None or turn.outcome.kind not in _UNKNOWN_TO_SERVER
    own = any(step.raw is not None for step in turn.steps)
    return bool(turn.interaction_id) and same and ended_well and own


def _input(prompts: list[Turn]) -> Any:
    """A string where there is only text; a list of contents, or of steps, where there is more."""
    contents = [content for turn in prompts for content in turns.contents(turn)]
    if contents and all(isinstance(content, Text) for content in contents):
        return "\n\n".join(content.text for content in contents if isinstance(content, Text))
    results = [_result(content) for content in contents if isinstance(content, ToolResult)]
    items = [item for content in contents if (item := _content(content))]
    if not results:
        return items
    return [*results, *([{"type": "user_input", "content": items}] if items else [])]


def _all_steps(transcript: Transcript) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for role, run in turns.runs(transcript):
        for turn in run:
            if role == "user":
                contents = turns.contents(turn)
                found += [_result(c) for c in contents if isinstance(c, ToolResult)]
                if items := [item for content in contents if (item := _content(content))]:
                    found.append({"type": "user_input", "content": items})
            else:
                found += [item for step in turns.answer_steps(turn) if (item := _step(step))]
    return found


def _step(step: Step) -> dict[str, Any]:
    signature = turns.signature(step)
    match next((c for c in step.contents if not isinstance(c, ThoughtSignature)), None):
        case FunctionCall() as call:
            args = arguments.value(call)
            return {
                "type": "function_call",
                **filled(id=call.id, name=call.name),
                "arguments": args if isinstance(args, dict) else {},
                **filled(signature=signature),
            }
        case ToolCall() | ToolResult() as tool if step.raw is not None:
            return _server_step(step, tool)
        case ToolCall() | ToolResult():
            return {}  # another protocol's; its own words for it mean nothing here
    if step.kind == "thought":
        summary = [
            {"type": "text", "text": content.text}
            for content in step.contents
            if isinstance(content, ThoughtText)
        ]
        return {"type": "thought", **filled(summary=summary, signature=signature)}
    items = [item for content in step.contents if (item := _content(content))]
    return {"type": "model_output", "content": items} if items else {}


def _server_step(step: Step, tool: ToolCall | ToolResult) -> dict[str, Any]:
    """A server's own step goes back as it stood, with what its deltas filled in."""
    raw = step.raw if isinstance(step.raw, dict) else {}
    if isinstance(tool, ToolCall):
        more = filled(arguments=tool.arguments, signature=tool.signature)
    else:
        more = filled(result=tool.result, signature=tool.signature)
    return {"type": step.kind, **raw, **more}


def _content(content: Content) -> dict[str, Any]:
    match content:
        case Text(text=text) if text:
            return {"type": "text", "text": text}
        case Media(kind="document") if words := attachments.as_text(content):
            return {"type": "text", "text": words}
        case Media():
            where = {"uri": content.uri} if content.uri else {"data": content.data}
            mime = filled(mime_type=content.mime_type)
            return {"type": content.kind, **where, **mime}
        case _:
            return {}


def _result(result: ToolResult) -> dict[str, Any]:
    error = {"is_error": True} if result.is_error else {}
    return {
        "type": "function_result",
        **filled(call_id=result.call_id, name=result.name),
        "result": result.result,
        **error,
    }
