"""One Part of generateContent: which kind of step it belongs to, and what it says."""

from __future__ import annotations

from typing import Any

import msgspec

from gemini_desktop.core.events import (
    Content,
    FunctionCall,
    Json,
    Media,
    PartialArgument,
    Text,
    ThoughtSignature,
    ThoughtText,
    ToolCall,
    ToolResult,
    UnknownContent,
)
from gemini_desktop.core.protocols import wire

_KNOWN = frozenset(
    {
        "text",
        "thought",
        "thoughtSignature",
        "inlineData",
        "fileData",
        "functionCall",
        "functionResponse",
        "executableCode",
        "codeExecutionResult",
        "toolCall",
        "toolResponse",
    }
)
_PLAIN = frozenset({"text", "thought"})
_TOOL_STEPS = {
    "GOOGLE_SEARCH_WEB": "google_search",
    "GOOGLE_SEARCH_IMAGE": "google_search",
    "URL_CONTEXT": "url_context",
    "GOOGLE_MAPS": "google_maps",
    "FILE_SEARCH": "file_search",
    "MEDIA_PROCESSING": "processing",
}
_VALUES = ("stringValue", "numberValue", "boolValue")


class PartMeaning(msgspec.Struct, kw_only=True):
    """What a part says.

    `kind` is the step that it belongs to, empty for whichever is open. `alone`: it is a step of
    its own. `call_goes_on`: fragments of this call follow.
    """

    kind: str
    contents: list[Content]
    alone: bool = False
    call_goes_on: bool = False


def meaning(part: Json) -> PartMeaning:
    """The meaning of a part. A signature comes before what it signs, an unknown field after it."""
    if not isinstance(part, dict):
        unknown = [] if part is None else [UnknownContent(name="part", value=part)]
        return PartMeaning(kind="", contents=[*unknown])
    if part.keys() <= _PLAIN:  # nearly all parts of nearly all answers
        return _text(part.get("text"), _answer_kind(part))
    found = _main(part)
    if signature := wire.text(part, "thoughtSignature"):
        found.contents.insert(0, ThoughtSignature(signature=signature))
    found.contents.extend(
        UnknownContent(name=name, value=value)
        for name, value in wire.leftover(part, _KNOWN).items()
    )
    return found


def _main(part: dict[str, Any]) -> PartMeaning:
    answer = _answer_kind(part)
    thought = answer == "thought"
    if (call := wire.field(part, "functionCall")) is not None:
        return _function_call(call)
    if (data := wire.field(part, "inlineData")) is not None:
        return PartMeaning(kind=answer, contents=[_media(data, "inlineData", thought=thought)])
    if (file := wire.field(part, "fileData")) is not None:
        return PartMeaning(kind=answer, contents=[_media(file, "fileData", thought=thought)])
    for name, read in _TOOLS.items():
        if (value := wire.field(part, name)) is not None:
            return read(value) if isinstance(value, dict) else _unread(name, value)
    return _text(part.get("text"), answer)


def _answer_kind(part: dict[str, Any]) -> str:
    return "thought" if wire.flag(part.get("thought")) else "model_output"


def _text(text: Json, kind: str) -> PartMeaning:
    if text is None or text == "":
        return PartMeaning(kind="", contents=[])
    if not isinstance(text, str):
        return PartMeaning(kind=kind, contents=[UnknownContent(name="text", value=text)])
    content: Content = ThoughtText(text=text) if kind == "thought" else Text(text=text)
    return PartMeaning(kind=kind, contents=[content])


def _unread(name: str, value: Json) -> PartMeaning:
    return PartMeaning(kind="", contents=[UnknownContent(name=name, value=value)])


def _media(blob: Json, name: str, *, thought: bool) -> Content:
    data, uri = wire.text(blob, "data"), wire.text(blob, "fileUri")
    if not data and not uri:
        return UnknownContent(name=name, value=blob)
    mime_type = wire.text(blob, "mimeType")
    known = ("data", "fileUri", "mimeType", "displayName")
    return Media(
        kind=wire.media_kind(mime_type),
        mime_type=mime_type,
        data=data,
        uri=uri,
        name=wire.text(blob, "displayName"),
        thought=thought,
        details=wire.leftover(blob, known) or None,
    )


def _function_call(call: Json) -> PartMeaning:
    if not isinstance(call, dict):
        return _unread("functionCall", call)
    args = wire.field(call, "args")
    text = args if isinstance(args, str) else "" if args is None else wire.dumped(args)
    known = ("id", "name", "args", "partialArgs", "willContinue")
    content = FunctionCall(
        id=wire.text(call, "id"),
        name=wire.text(call, "name"),
        arguments=text,
        partial=tuple(_partial(piece) for piece in wire.objects(wire.field(call, "partialArgs"))),
    )
    unknown = [
        UnknownContent(name=f"functionCall.{name}", value=value)
        for name, value in wire.leftover(call, known).items()
    ]
    return PartMeaning(
        kind="function_call",
        contents=[content, *unknown],
        alone=True,
        call_goes_on=wire.flag(wire.field(call, "willContinue")),
    )


def _partial(piece: dict[str, Any]) -> PartialArgument:
    values = (wire.field(piece, name) for name in _VALUES)
    return PartialArgument(
        path=wire.text(piece, "jsonPath"),
        value=next((value for value in values if value is not None), None),
        will_continue=wire.flag(wire.field(piece, "willContinue")),
    )


def _function_response(value: Json) -> PartMeaning:
    result = ToolResult(
        kind="function_result",
        call_id=wire.text(value, "id"),
        name=wire.text(value, "name"),
        result=wire.field(value, "response"),
    )
    return PartMeaning(kind="function_result", contents=[result], alone=True)


def _executable_code(value: Json) -> PartMeaning:
    arguments = {"language": wire.text(value, "language"), "code": wire.text(value, "code")}
    call = ToolCall(kind="executableCode", id=wire.text(value, "id"), arguments=arguments)
    return PartMeaning(kind="code_execution_call", contents=[call], alone=True)


def _code_result(value: Json) -> PartMeaning:
    outcome, output = wire.text(value, "outcome"), wire.text(value, "output")
    good = outcome in {"", "OUTCOME_OK"}
    result = ToolResult(
        kind="codeExecutionResult",
        call_id=wire.text(value, "id"),
        result=output if good else {"outcome": outcome, "output": output},
        is_error=not good,
    )
    return PartMeaning(kind="code_execution_result", contents=[result], alone=True)


def _tool_call(value: Json) -> PartMeaning:
    tool = wire.text(value, "toolType")
    call = ToolCall(
        kind="toolCall",
        id=wire.text(value, "id"),
        name=tool,
        arguments=wire.field(value, "args"),
    )
    return PartMeaning(kind=_tool_step(tool) + "_call", contents=[call], alone=True)


def _tool_response(value: Json) -> PartMeaning:
    tool = wire.text(value, "toolType")
    result = ToolResult(
        kind="toolResponse",
        call_id=wire.text(value, "id"),
        name=tool,
        result=wire.field(value, "response"),
    )
    return PartMeaning(kind=_tool_step(tool) + "_result", contents=[result], alone=True)


def _tool_step(tool: str) -> str:
    return _TOOL_STEPS.get(tool, tool.lower() or "tool")


_TOOLS = {
    "functionResponse": _function_response,
    "executableCode": _executable_code,
    "codeExecutionResult": _code_result,
    "toolCall": _tool_call,
    "toolResponse": _tool_response,
}
