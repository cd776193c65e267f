"""ChatGPT's export: `conversations.json`, an array of trees.

A conversation's `mapping` has nodes by id: `parent`, `children` and a `message` or none. A message
has an `author` with a `role` (and the `name` of a tool), a `recipient` (a tool, or `all`), and a
`content` of one of many `content_type`s. `current_node` is the end of the path that was shown.
Pictures and other files are named by pointers (`sediment://file_…`, before `file-service://file-…`)
and lie in the archive under names that begin with that id. Nobody publishes the format; this is
what exports of 2023 to 2026 have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from gemini_desktop.core.events import (
    Citation,
    Content,
    Json,
    Text,
    ThoughtText,
    ToolCall,
    ToolResult,
    UnknownContent,
)
from gemini_desktop.core.importing.beside import Beside
from gemini_desktop.core.importing.building import Said, build
from gemini_desktop.core.importing.conversation import (
    UNKNOWN_KINDS,
    Assets,
    Context,
    Damaged,
    ImportedConversation,
)
from gemini_desktop.core.importing.values import (
    a_dict,
    a_list,
    dicts,
    first_text,
    one_line,
    plain,
    text,
    unix_ns,
)

FORMAT = "chatgpt"
WORDS = "ChatGPT export"
_FILE_ID = re.compile(r"file[-_][0-9A-Za-z]+")
_MARKS = re.compile(" ?\ue200[^\ue201]{0,400}\ue201|[\ue200-\ue206]")
"""Where citations stand in the text: private characters that say nothing without ChatGPT."""
_SEARCHES = frozenset({"browser", "web", "web.run", "web.search", "search", "file_search"})


def read(found: Json, context: Context) -> ImportedConversation:
    """One conversation. Raises Damaged where it has no tree of messages."""
    conversation = a_dict(found)
    mapping = conversation.get("mapping")
    if not isinstance(mapping, dict):
        raise Damaged("It has no messages (no “mapping”).")
    reading = _Reading(context.assets, one_line(conversation.get("default_model_slug"), 100))
    said = [reading.node(node_id, a_dict(node)) for node_id, node in mapping.items()]
    built = build(said, text(conversation.get("current_node")))
    times = [turn.created_unix_ns for turn in built.turns if turn.created_unix_ns]
    created = unix_ns(conversation.get("create_time")) or min(times, default=0)
    return ImportedConversation(
        format=FORMAT,
        title=one_line(conversation.get("title")),
        source_id=first_text(conversation, "conversation_id", "id"),
        created_unix_ns=created,
        updated_unix_ns=unix_ns(conversation.get("update_time")) or max(times, default=created),
        turns=built.turns,
        head=built.head,
        archived=conversation.get("is_archived") is True,
        pinned=conversation.get("is_starred") is True
        or bool(unix_ns(conversation.get("pinned_time"))),
        notes=(*built.notes, *reading.notes()),
    )


class _Reading:
    """The messages of one conversation, and what they lack."""

    def __init__(self, assets: Assets, model: str) -> None:
        self._beside = Beside(assets)
        self._model = model or "ChatGPT"
        self._unread = False

    def notes(self) -> Iterator[str]:
        if self._unread:
            yield UNKNOWN_KINDS

    def node(self, node_id: str, node: dict[str, Any]) -> Said:
        message = a_dict(node.get("message"))
        author = a_dict(message.get("author"))
        role = text(author.get("role"))
        metadata = a_dict(message.get("metadata"))
        said = Said(
            id=node_id,
            parent=text(node.get("parent")),
            role="user" if role == "user" else "system" if role == "system" else "model",
            created_unix_ns=unix_ns(message.get("create_time")),
            model=one_line(metadata.get("model_slug"), 100) or self._model,
            finish=one_line(a_dict(metadata.get("finish_details")).get("type"), 40),
        )
        if metadata.get("is_user_system_message") is True or role == "system":
            said.role = "system"
            said.contents = [Text(text=words) for words in _instructions(message, metadata)]
        elif metadata.get("is_visually_hidden_from_conversation") is not True:
            tool = text(author.get("name")) if role == "tool" else ""
            said.contents = list(self._contents(message, metadata, tool))
        return said

    def _contents(
        self, message: dict[str, Any], metadata: dict[str, Any], tool: str
    ) -> Iterator[Content]:
        content = a_dict(message.get("content"))
        recipient = text(message.get("recipient"))
        if tool:
            yield from self._result(content, tool)
        elif recipient and recipient != "all":
            yield _call(content, recipient)
        else:
            yield from self._words(content)
        named = {_file_id(part.get("asset_pointer")) for part in dicts(content.get("parts"))}
        for attachment in dicts(metadata.get("attachments")):
            if text(attachment.get("id")) not in named:
                yield self._file(
                    first_text(attachment, "id", "name"),
                    first_text(attachment, "mime_type", "mimeType"),
                    text(attachment.get("name")),
                )
        yield from _citations(metadata)

    def _words(self, content: dict[str, Any]) -> Iterator[Content]:
        match content.get("content_type"):
            case "text" | "multimodal_text" | None:
                yield from self._parts(content.get("parts"))
            case "code":
                yield _code(content, "code_execution_call")
            case "thoughts":
                yield from _thoughts(content.get("thoughts"))
            case "reasoning_recap":
                yield ThoughtText(text=first_text(content, "content"))
            case "user_editable_context" | "model_editable_context":
                return
            case kind:
                yield from self._other(content, text(kind))

    def _parts(self, parts: Json) -> Iterator[Content]:
        words: list[str] = []
        for part in a_list(parts):
            if isinstance(part, str):
                words.append(part)
                continue
            if words:
                yield Text(text=_unmarked("\n".join(words)))
                words = []
            yield from self._part(a_dict(part))
        if words:
            yield Text(text=_unmarked("\n".join(words)))

    def _part(self, part: dict[str, Any]) -> Iterator[Content]:
        match part.get("content_type"):
            case "image_asset_pointer":
                yield self._file(text(part.get("asset_pointer")), "image/png", "")
            case "audio_asset_pointer" | "video_container_asset_pointer":
                yield self._file(text(part.get("asset_pointer")), "audio/wav", "")
            case "real_time_user_audio_video_asset_pointer":
                inner = a_dict(part.get("audio_asset_pointer"))
                yield self._file(text(inner.get("asset_pointer")), "audio/wav", "")
            case "audio_transcription":
                yield Text(text=text(part.get("text")))
            case kind if words := first_text(part, "text"):
                yield Text(text=words)
                self._unread = True
            case kind if part:
                yield from self._other(part, text(kind))

    def _file(self, pointer: str, mime_type: str, name: str) -> Content:
        file_id = _file_id(pointer) or pointer
        return self._beside.get(file_id, mime_type=mime_type, name=name, missing_kind=mime_type)

    def _result(self, content: dict[str, Any], tool: str) -> Iterator[Content]:
        kind = content.get("content_type")
        if kind == "multimodal_text":
            yield from self._parts(content.get("parts"))
            return
        name = one_line(tool, 100)
        if kind == "execution_output" or tool == "python":
            words = _joined(content)
            yield ToolResult(kind="code_execution_result", name=name, result=words)
            return
        result = _joined(content) or plain({k: v for k, v in content.items() if v})
        yield ToolResult(
            kind="google_search_result" if tool in _SEARCHES else "tool_result",
            name=name,
            result=result,
            is_error=kind == "system_error",
        )

    def _other(self, content: dict[str, Any], kind: str) -> Iterator[Content]:
        self._unread = True
        yield UnknownContent(name=one_line(kind, 60) or "unknown", value=plain(content))


def _call(content: dict[str, Any], recipient: str) -> Content:
    if recipient == "python":
        return _code(content, "code_execution_call")
    name = one_line(recipient, 100)
    return ToolCall(kind="tool_call", name=name, arguments={"text": _joined(content)})


def _code(content: dict[str, Any], kind: str) -> Content:
    language = one_line(content.get("language"), 40)
    language = "" if language == "unknown" else language
    return ToolCall(kind=kind, arguments={"language": language, "code": _joined(content)})


def _thoughts(found: Json) -> Iterator[Content]:
    if isinstance(found, str):
        yield ThoughtText(text=found)
    for thought in dicts(found):
        title, words = text(thought.get("summary")), text(thought.get("content"))
        if title or words:
            yield ThoughtText(text=f"**{title}**\n\n{words}\n\n" if title else f"{words}\n\n")


def _citations(metadata: dict[str, Any]) -> Iterator[Content]:
    for citation in dicts(metadata.get("citations")):
        found = a_dict(citation.get("metadata")) or citation
        url, title = text(found.get("url")), one_line(found.get("title"))
        if url.startswith(("https://", "http://")):
            yield Citation(kind="url_citation", uri=url[:4096], title=title)


def _instructions(message: dict[str, Any], metadata: dict[str, Any]) -> Iterator[str]:
    data = a_dict(metadata.get("user_context_message_data"))
    yield from (words for value in data.values() if (words := text(value)))
    content = a_dict(message.get("content"))
    if words := _joined(content):
        yield words
    for name in ("user_profile", "user_instructions"):
        if words := text(content.get(name)):
            yield words


def _joined(content: dict[str, Any]) -> str:
    words = [part for part in a_list(content.get("parts")) if isinstance(part, str)]
    if words:
        return "\n".join(words)
    return first_text(content, "text", "result", "summary", "content")


def _file_id(pointer: Json) -> str:
    found = _FILE_ID.search(text(pointer)[:500])
    return found[0] if found else ""


def _unmarked(words: str) -> str:
    return _MARKS.sub("", words) if "\ue200" in words else words
