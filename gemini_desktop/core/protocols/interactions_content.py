"""Content of the Interactions API: what a delta, a content object or a whole step says.

A delta has a `type`, but servers have been seen to leave it out; then its keys tell. Fields that
are not known are kept beside what is.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from typing import Any

from gemini_desktop.core.events import (
    Citation,
    Content,
    FunctionCall,
    Json,
    Media,
    Text,
    ThoughtSignature,
    ThoughtText,
    ToolCall,
    ToolResult,
    UnknownContent,
)
from gemini_desktop.core.protocols import wire

_TOOLS = (
    "google_search",
    "url_context",
    "code_execution",
    "mcp_server_tool",
    "file_search",
    "google_maps",
    "retrieval",
    "tool_search",
    "processing",
)
CALLS = frozenset(f"{tool}_call" for tool in _TOOLS)
RESULTS = frozenset({*(f"{tool}_result" for tool in _TOOLS), "function_result"})
STEPS = frozenset({*CALLS, *RESULTS, "user_input", "model_output", "thought", "function_call"})
_MEDIA = frozenset({"image", "audio", "video", "document"})
_ASIDE = ("type", "name", "signature", "server_name", "search_type", "retrieval_type")
_CALL_FIELDS = frozenset({*_ASIDE, "id", "arguments"})
_RESULT_FIELDS = frozenset({*_ASIDE, "call_id", "result", "is_error"})


def delta_contents(delta: Json, step: dict[str, Any]) -> list[Content]:
    """What a delta says, within the step that `step.start` described."""
    if isinstance(delta, str):
        return [Text(text=delta)]
    if not isinstance(delta, dict):
        return [] if delta is None else [UnknownContent(name="delta", value=delta)]
    kind = delta_type(delta)
    if kind in CALLS:
        return [_tool_call(kind, delta, step), *_unknown(delta, _CALL_FIELDS)]
    if kind in RESULTS:
        return [_tool_result(kind, delta, step), *_unknown(delta, _RESULT_FIELDS)]
    if kind in _MEDIA:
        return [_media(kind, delta, thought=False)]
    read = _DELTAS.get(kind)
    return read(delta) if read else [UnknownContent(name=kind or "delta", value=delta)]


def content_items(items: Json, *, thought: bool = False) -> list[Content]:
    """What content objects say (of a step's `content` or `summary`, or of a thought summary)."""
    found: list[Content] = []
    for item in wire.items(items):
        if isinstance(item, str):
            found.append(ThoughtText(text=item) if thought else Text(text=item))
        elif isinstance(item, dict) and thought:
            found += _thought_item(item)
        else:
            found += delta_contents(item, {})
    return found


def step_contents(step: dict[str, Any]) -> list[Content]:
    """What a step object says by itself: all of it where it came whole, as a rule nothing at
    `step.start`, whose empty `arguments` and `result` are only placeholders."""
    kind = wire.text(step, "type")
    signature = wire.text(step, "signature")
    if kind == "function_call":
        signed: list[Content] = [ThoughtSignature(signature=signature)] if signature else []
        return [*signed, _function_call(step)]
    if kind in CALLS:
        return [_tool_call(kind, step, {})] if step.get("arguments") or signature else []
    if kind in RESULTS:
        return [_tool_result(kind, step, {})] if step.get("result") or signature else []
    found = content_items(step.get("content"), thought=kind == "thought")
    found += content_items(step.get("summary"), thought=True)
    if signature:
        found.append(ThoughtSignature(signature=signature))
    if kind in STEPS:
        found += _unknown(step, {"type", "content", "summary", "signature", "error", "id"})
    return found


def delta_type(delta: dict[str, Any]) -> str:
    """The type that a delta has, or that its keys tell where it was left out."""
    if kind := wire.text(delta, "type"):
        return kind
    if "text" in delta:
        return "text"
    if wire.text(delta, "data") or wire.text(delta, "uri"):
        return wire.media_kind(wire.text(delta, "mime_type"))
    for key, kind in (
        ("arguments", "arguments_delta"),
        ("signature", "thought_signature"),
        ("content", "thought_summary"),
        ("annotations", "text_annotation_delta"),
    ):
        if key in delta:
            return kind
    return ""


def _text(delta: dict[str, Any]) -> list[Content]:
    text = delta.get("text")
    if not isinstance(text, str):
        return [] if text is None else [UnknownContent(name="text", value=delta)]
    found: list[Content] = [Text(text=text)] if text else []
    found += _citations(delta.get("annotations"))
    return found + _unknown(delta, {"type", "text", "annotations"})


def _thought_item(item: dict[str, Any]) -> list[Content]:
    kind = wire.text(item, "type")
    if kind in _MEDIA or wire.text(item, "data") or wire.text(item, "uri"):
        return [_media(kind or delta_type(item), item, thought=True)]
    text = item.get("text")
    if not isinstance(text, str):
        return [UnknownContent(name=kind or "thought_summary", value=item)]
    return [ThoughtText(text=text), *_unknown(item, {"type", "text"})]


def _thought_summary(delta: dict[str, Any]) -> list[Content]:
    found = content_items(delta.get("content"), thought=True)
    return found + _unknown(delta, {"type", "content"})


def _signature(delta: dict[str, Any]) -> list[Content]:
    signature = wire.text(delta, "signature")
    found: list[Content] = [ThoughtSignature(signature=signature)] if signature else []
    return found + _unknown(delta, {"type", "signature"})


def _thought(delta: dict[str, Any]) -> list[Content]:
    """The older schema's thought: a content object with summary and signature."""
    return [
        *content_items(delta.get("summary"), thought=True),
        *_signature({key: value for key, value in delta.items() if key != "summary"}),
    ]


def _arguments_delta(delta: dict[str, Any]) -> list[Content]:
    arguments = delta.get("arguments")
    if arguments is None:
        return _unknown(delta, {"type"})
    text = arguments if isinstance(arguments, str) else wire.dumped(arguments)
    call = FunctionCall(id=wire.text(delta, "id"), arguments=text)
    return [call, *_unknown(delta, {"type", "arguments", "id"})]


def _function_call(step: dict[str, Any]) -> FunctionCall:
    """A call at its start: empty arguments are no fragment, for fragments of text follow."""
    arguments = step.get("arguments")
    if not arguments or isinstance(arguments, bool):
        text = ""
    else:
        text = arguments if isinstance(arguments, str) else wire.dumped(arguments)
    return FunctionCall(id=wire.text(step, "id"), name=wire.text(step, "name"), arguments=text)


def _tool_call(kind: str, delta: dict[str, Any], step: dict[str, Any]) -> ToolCall:
    return ToolCall(
        kind=kind,
        id=wire.text(delta, "id") or wire.text(step, "id"),
        name=wire.text(delta, "name") or wire.text(step, "name"),
        arguments=delta.get("arguments"),
        signature=wire.text(delta, "signature"),
    )


def _tool_result(kind: str, delta: dict[str, Any], step: dict[str, Any]) -> ToolResult:
    return ToolResult(
        kind=kind,
        call_id=wire.text(delta, "call_id") or wire.text(step, "call_id"),
        name=wire.text(delta, "name") or wire.text(step, "name"),
        result=delta.get("result"),
        is_error=wire.flag(wire.field(delta, "is_error")),
        signature=wire.text(delta, "signature"),
    )


def _media(kind: str, item: dict[str, Any], *, thought: bool) -> Content:
    data, uri = wire.text(item, "data"), wire.text(item, "uri")
    if not data and not uri:
        return UnknownContent(name=kind, value=item)
    known = {"type", "data", "uri", "mimeType", "name"}
    mime_type = wire.text(item, "mime_type")
    return Media(
        kind=wire.media_kind(mime_type or f"{kind}/"),
        mime_type=mime_type,
        data=data,
        uri=uri,
        name=wire.text(item, "name"),
        thought=thought,
        details=wire.leftover(item, known) or None,
    )


def _annotations(delta: dict[str, Any]) -> list[Content]:
    found = _citations(delta.get("annotations"))
    return found + _unknown(delta, {"type", "annotations"})


def _citations(annotations: Json) -> list[Content]:
    return [
        _citation(item) if isinstance(item, dict) else UnknownContent(name="annotation", value=item)
        for item in wire.items(annotations)
    ]


def _citation(item: dict[str, Any]) -> Citation:
    def place(name: str) -> int | None:
        found = wire.field(item, f"{name}_index")
        return wire.integer(item.get(name) if found is None else found)

    named = ("title", "name", "file_name")
    addressed = ("url", "document_uri", "uri", "source")
    return Citation(
        kind=wire.text(item, "type") or "citation",
        uri=next((uri for key in addressed if (uri := wire.text(item, key))), ""),
        title=next((title for key in named if (title := wire.text(item, key))), ""),
        start=place("start"),
        end=place("end"),
        details=item,
    )


def _unknown(json: dict[str, Any], known: AbstractSet[str]) -> list[Content]:
    if json.keys() <= known:
        return []
    names = {wire.camel(name) for name in known}
    return [
        UnknownContent(name=name, value=value) for name, value in wire.leftover(json, names).items()
    ]


_DELTAS: dict[str, Callable[[dict[str, Any]], list[Content]]] = {
    "text": _text,
    "thought_summary": _thought_summary,
    "thought_signature": _signature,
    "thought": _thought,
    "arguments_delta": _arguments_delta,
    "function_call": lambda delta: [_function_call(delta)],
    "text_annotation_delta": _annotations,
    "text_annotation": _annotations,
}
