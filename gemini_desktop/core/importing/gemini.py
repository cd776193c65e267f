"""Gemini's `contents`: the body of a request, or the list alone.

A content has a `role` (`user`, `model`, and `function` or `tool` for what functions gave back) and
`parts`. The parts of an answer are kept as they are, as they must go back with their signatures.
"""

from __future__ import annotations

from typing import Any

from gemini_desktop.core.asking import instruction
from gemini_desktop.core.events import Content, Json, Media, Text
from gemini_desktop.core.importing import media
from gemini_desktop.core.importing.building import Said, build, chain
from gemini_desktop.core.importing.conversation import Context, Damaged, ImportedConversation
from gemini_desktop.core.importing.values import a_dict, a_list, one_line, plain, text
from gemini_desktop.core.protocols import generate_content_parts, wire
from gemini_desktop.core.transcript import Step

FORMAT = "gemini"
WORDS = "Gemini contents"


def read(found: Json, context: Context) -> ImportedConversation:
    """One conversation. Raises Damaged where it has no contents."""
    body = {"contents": found} if isinstance(found, list) else a_dict(found)
    contents = body.get("contents")
    if isinstance(contents, str | dict):  # what Google's SDKs take for one prompt
        contents = [contents]
    if not isinstance(contents, list):
        raise Damaged("It has no contents.")
    model = one_line(text(body.get("model")).rpartition("/")[2], 100)
    said = [_said(content, model) for content in contents]
    for holder in (body, a_dict(body.get("config"))):  # the SDKs have it in the latter
        if words := instruction.words(wire.field(holder, "systemInstruction")):
            said.insert(0, Said(role="system", contents=[Text(text=words)]))
    chain(said)
    built = build(said, "")
    if not built.turns:
        raise Damaged("Its contents say nothing.")
    return ImportedConversation(
        format=FORMAT,
        title=one_line(context.name),
        turns=built.turns,
        head=built.head,
        notes=built.notes,
    )


def steps_of_parts(parts: Json) -> list[Step]:
    """The parts of an answer as steps; each step has its parts as they came."""
    steps: list[Step] = []
    alone = False
    for part in a_list(parts):
        part = honest(part)
        found = generate_content_parts.meaning(part)
        if not found.contents:
            continue
        fresh = not steps or alone or found.alone or (found.kind and found.kind != steps[-1].kind)
        if fresh:
            kind = found.kind or "model_output"
            steps.append(Step(index=len(steps), kind=kind))
        alone = found.alone
        steps[-1].contents += found.contents
        steps[-1].parts.append(part)
    for step in steps:
        _join_texts(step)
    return steps


def contents_of_parts(parts: Json) -> list[Content]:
    """The parts of a prompt."""
    found: list[Content] = []
    for part in a_list(parts) if isinstance(parts, list) else [parts]:
        whole = {"text": part} if isinstance(part, str) else part
        found += generate_content_parts.meaning(honest(whole)).contents
    return found


def honest(part: Json) -> Json:
    """The part within bounds, and its picture under the name that its bytes deserve."""
    if not isinstance(part, dict):
        return plain(part)
    data = wire.field(part, "inlineData")
    if not isinstance(data, dict):
        return plain(part)
    words = wire.text(data, "data")
    name = wire.text(data, "displayName")
    found = media.of_base64(words, wire.text(data, "mimeType"), name)
    rest = {key: plain(value) for key, value in part.items() if value is not data}
    if not isinstance(found, Media):
        return {**rest, "text": f"[{name or 'a file'} could not be read]"}
    known: dict[str, Any] = {"mimeType": found.mime_type, "data": words}
    return {**rest, "inlineData": known | ({"displayName": found.name} if found.name else {})}


def _said(content: Json, model: str) -> Said:
    if isinstance(content, str):
        return Said(role="user", contents=[Text(text=content)])
    found = a_dict(content)
    parts = found.get("parts")
    role = text(found.get("role"))
    if role in ("model", "assistant"):
        listed = parts if isinstance(parts, list) else [parts]
        return Said(role="model", steps=steps_of_parts(listed), model=model)
    if role == "system":
        return Said(role="system", contents=[Text(text=instruction.words(parts))])
    return Said(role="user", contents=contents_of_parts(parts))


def _join_texts(step: Step) -> None:
    contents: list[Content] = []
    pieces: list[str] = []
    for content in step.contents:
        if isinstance(content, Text):
            pieces.append(content.text)
            continue
        if pieces:
            contents.append(Text(text="".join(pieces)))
            pieces = []
        contents.append(content)
    if pieces:
        contents.append(Text(text="".join(pieces)))
    step.contents = contents
