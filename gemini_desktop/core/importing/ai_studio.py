"""The prompts of Google AI Studio as they lie in Drive.

`runSettings` (with the model), `systemInstruction`, and `chunkedPrompt` with `chunks`: each has a
`role` and `text`, or else a file (`inlineImage`, `inlineFile`, …), a file that stays in Drive
(`driveDocument`, …), `executableCode` or `codeExecutionResult`; `isThought` marks a thought.
`parts` has the same once more as the model sent it, in pieces and with signatures. The name of the
file is the title.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from gemini_desktop.core.asking import instruction
from gemini_desktop.core.events import (
    Content,
    Json,
    Media,
    Metadata,
    Text,
    ThoughtText,
    ToolCall,
    ToolResult,
    UnknownContent,
)
from gemini_desktop.core.importing import media
from gemini_desktop.core.importing.beside import Beside
from gemini_desktop.core.importing.building import Said, build, chain
from gemini_desktop.core.importing.conversation import (
    Assets,
    Context,
    Damaged,
    ImportedConversation,
)
from gemini_desktop.core.importing.gemini import steps_of_parts
from gemini_desktop.core.importing.values import (
    a_dict,
    dicts,
    first_text,
    one_line,
    plain,
    text,
    unix_ns,
)

FORMAT = "ai-studio"
WORDS = "Google AI Studio prompt"
_INLINE = ("inlineImage", "inlineFile", "inlineData", "inlineAudio", "inlineVideo")
_IN_DRIVE = ("driveDocument", "driveImage", "driveAudio", "driveVideo")


def read(found: Json, context: Context) -> ImportedConversation:
    """One conversation. Raises Damaged where it has no chunks."""
    chunks, prompt = _chunks(found)
    if chunks is None:
        raise Damaged("It has no chat (no “chunkedPrompt”): other kinds of prompts are not read.")
    model = text(a_dict(prompt.get("runSettings")).get("model")).rpartition("/")[2]
    reading = _Reading(context.assets)
    said = _prompts_joined(reading.chunk(a_dict(chunk), one_line(model, 100)) for chunk in chunks)
    if words := instruction.words(prompt.get("systemInstruction")):
        said.insert(0, Said(role="system", contents=[Text(text=words)]))
    chain(said)
    built = build(said, "")
    times = [turn.created_unix_ns for turn in built.turns if turn.created_unix_ns]
    return ImportedConversation(
        format=FORMAT,
        title=one_line(context.name) or one_line(first_text(prompt, "title", "displayName")),
        source_id=text(prompt.get("id")),
        created_unix_ns=min(times, default=0),
        updated_unix_ns=max(times, default=0),
        turns=built.turns,
        head=built.head,
        notes=(*built.notes, *reading.notes(prompt)),
    )


def _prompts_joined(chunks: Iterable[Said]) -> list[Said]:
    """The files of a prompt are chunks of their own before its words."""
    said: list[Said] = []
    only_files = False
    for each in chunks:
        had_words = _has_words(each)
        if only_files and said[-1].role == each.role == "user":
            said[-1].contents += each.contents
            each.contents = said[-1].contents
            said[-1] = each
        else:
            said.append(each)
        only_files = not had_words
    return said


def _has_words(said: Said) -> bool:
    return any(isinstance(content, Text) for content in said.contents)


def _chunks(found: Json) -> tuple[list[Any] | None, dict[str, Any]]:
    if isinstance(found, list):
        return found, {}
    prompt = a_dict(found)
    chunks = a_dict(prompt.get("chunkedPrompt")).get("chunks", prompt.get("chunks"))
    return chunks if isinstance(chunks, list) else None, prompt


class _Reading:
    """The chunks of one prompt, and what they lack."""

    def __init__(self, assets: Assets) -> None:
        self._beside = Beside(assets)
        self._failed = False

    def notes(self, prompt: dict[str, Any]) -> Iterator[str]:
        if self._failed:
            yield "An answer in it had failed in AI Studio: the error is kept."
        pending = dicts(a_dict(prompt.get("chunkedPrompt")).get("pendingInputs"))
        if any(text(each.get("text")).strip() for each in pending):
            yield "What was typed and not sent was left out."

    def chunk(self, chunk: dict[str, Any], model: str) -> Said:
        role = first_text(chunk, "role", "author")
        said = Said(
            role="model" if role in ("model", "assistant") else "user",
            created_unix_ns=unix_ns(chunk.get("createTime")),
            model=model,
            finish=one_line(chunk.get("finishReason"), 40),
        )
        thought = chunk.get("isThought") is True
        if said.role == "model" and not thought and _is_whole(chunk):
            said.steps = steps_of_parts(chunk.get("parts"))
        if not said.steps:
            said.contents = list(self._contents(chunk, thought=thought))
        return said

    def _contents(self, chunk: dict[str, Any], *, thought: bool) -> Iterator[Content]:
        for name in _INLINE:
            if (file := a_dict(chunk.get(name))) and (data := text(file.get("data"))):
                found = media.of_base64(
                    data, text(file.get("mimeType")), first_text(file, "name", "displayName")
                )
                yield _thought(found) if thought else found
        for name in _IN_DRIVE:
            if (file := a_dict(chunk.get(name))) and text(file.get("id")):
                yield self._beside.get(
                    text(file.get("name")),
                    text(file.get("id")),
                    mime_type=text(file.get("mimeType")),
                    missing_kind=name,
                )
        if video := text(a_dict(chunk.get("youtubeVideo")).get("id")):
            yield Text(text=f"https://www.youtube.com/watch?v={one_line(video, 100)}\n\n")
        if words := text(chunk.get("text")) or _words(chunk):
            yield ThoughtText(text=words) if thought else Text(text=words)
        if code := a_dict(chunk.get("executableCode")):
            yield ToolCall(kind="code_execution_call", arguments=plain(code))
        if result := a_dict(chunk.get("codeExecutionResult")):
            good = text(result.get("outcome")) in ("", "OUTCOME_OK")
            yield ToolResult(
                kind="code_execution_result",
                result=text(result.get("output")) if good else plain(result),
                is_error=not good,
            )
        if grounding := a_dict(chunk.get("grounding")):
            yield Metadata(name="groundingMetadata", value=plain(grounding))
        if error := text(chunk.get("errorMessage")):
            self._failed = True
            yield UnknownContent(name="error", value=one_line(error, 2000))


def _is_whole(chunk: dict[str, Any]) -> bool:
    """Whether the parts say all that the chunk does."""
    parts = [*dicts(chunk.get("parts"))]
    return bool(parts) and _words(chunk) == text(chunk.get("text"))


def _words(chunk: dict[str, Any]) -> str:
    return "".join(text(part.get("text")) for part in dicts(chunk.get("parts")))


def _thought(content: Content) -> Content:
    if not isinstance(content, Media):
        return content
    return Media(kind=content.kind, mime_type=content.mime_type, data=content.data, thought=True)
