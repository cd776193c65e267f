"""Claude's export: `conversations.json`, an array with the messages of each as a list.

`chat_messages` have a `sender` (`human` or `assistant`), `content` blocks (text, thinking,
tool_use, tool_result) and beside them `text`, which says the same without the blocks; documents
whose words were read stand in `attachments`, other files are only named in `files`. Newer exports
have `parent_message_uuid`, with a name of its own for the root, and `current_leaf_message_uuid`.
"""

from __future__ import annotations

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
from gemini_desktop.core.importing import media
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

FORMAT = "claude"
WORDS = "Claude export"
_ROOTS = ("00000000-0000-4000-8000-000000000000", "00000000-0000-0000-0000-000000000000")


def read(found: Json, context: Context) -> ImportedConversation:
    """One conversation. Raises Damaged where it has no list of messages."""
    conversation = a_dict(found)
    messages = conversation.get("chat_messages")
    if not isinstance(messages, list):
        raise Damaged("It has no messages (no “chat_messages”).")
    reading = _Reading(context.assets)
    said = [reading.message(a_dict(message)) for message in messages]
    if not any(each.parent for each in said):
        _in_order(said)
    model = one_line(conversation.get("model"), 100) or "Claude"
    for each in said:
        each.model = each.model or model
    built = build(said, text(conversation.get("current_leaf_message_uuid")))
    created = unix_ns(conversation.get("created_at"))
    return ImportedConversation(
        format=FORMAT,
        title=one_line(conversation.get("name")),
        source_id=text(conversation.get("uuid")),
        created_unix_ns=created,
        updated_unix_ns=unix_ns(conversation.get("updated_at")) or created,
        turns=built.turns,
        head=built.head,
        pinned=conversation.get("is_starred") is True,
        notes=(*built.notes, *reading.notes()),
    )


def _in_order(said: list[Said]) -> None:
    """A list without parents: each follows the one before."""
    seen: set[str] = set()
    before = ""
    for number, each in enumerate(said):
        if not each.id or each.id in seen:
            each.id = f"{each.id}#{number}"
        seen.add(each.id)
        each.parent, before = before, each.id


class _Reading:
    """The messages of one conversation, and what they lack."""

    def __init__(self, assets: Assets) -> None:
        self._beside = Beside(assets)
        self._unread = False

    def notes(self) -> Iterator[str]:
        if self._unread:
            yield UNKNOWN_KINDS

    def message(self, message: dict[str, Any]) -> Said:
        parent = text(message.get("parent_message_uuid"))
        sender = first_text(message, "sender", "role")
        return Said(
            id=text(message.get("uuid")),
            parent="" if parent in _ROOTS else parent,
            role="model" if sender == "assistant" else "user",
            contents=[*self._files(message), *self._contents(message)],
            created_unix_ns=unix_ns(message.get("created_at")),
            model=one_line(message.get("model"), 100),
            finish=one_line(message.get("stop_reason"), 40),
        )

    def _files(self, message: dict[str, Any]) -> Iterator[Content]:
        for attachment in dicts(message.get("attachments")):
            name = text(attachment.get("file_name"))
            if words := text(attachment.get("extracted_content")):
                yield media.of_text(words + "\n\n", name)
            else:
                yield self._file(name, text(attachment.get("file_type")))
        seen: set[str] = set()
        for file in (*dicts(message.get("files")), *dicts(message.get("files_v2"))):
            name = first_text(file, "file_name", "file_uuid", "uuid")
            if name and name not in seen:
                seen.add(name)
                yield self._file(name, text(file.get("file_kind")), text(file.get("file_uuid")))

    def _file(self, name: str, kind: str, file_id: str = "") -> Content:
        return self._beside.get(file_id, name, name=name, missing_kind=kind)

    def _contents(self, message: dict[str, Any]) -> Iterator[Content]:
        blocks = [*dicts(message.get("content"))]
        if isinstance(message.get("content"), str):
            yield Text(text=message["content"])
        elif not blocks:
            yield Text(text=text(message.get("text")))
        for block in blocks:
            yield from self._block(block)

    def _block(self, block: dict[str, Any]) -> Iterator[Content]:
        match block.get("type"):
            case "text":
                yield Text(text=text(block.get("text")))
                yield from _citations(block.get("citations"))
            case "thinking" | "redacted_thinking":
                yield ThoughtText(text=first_text(block, "thinking", "text"))
            case "tool_use" | "server_tool_use":
                yield ToolCall(
                    kind="tool_call",
                    id=text(block.get("id")),
                    name=one_line(block.get("name"), 100),
                    arguments=plain(block.get("input")),
                )
            case "tool_result" | "web_search_tool_result":
                yield ToolResult(
                    kind="tool_result",
                    call_id=text(block.get("tool_use_id")),
                    name=one_line(block.get("name"), 100),
                    result=_result(block.get("content")),
                    is_error=block.get("is_error") is True,
                )
            case "image":
                yield self._image(a_dict(block.get("source")))
            case "token_budget" | "flag":
                return
            case kind:
                name = one_line(kind, 60) or "unknown"
                self._unread = True
                yield UnknownContent(name=name, value=plain(block))

    def _image(self, source: dict[str, Any]) -> Content:
        if data := text(source.get("data")):
            return media.of_base64(data, text(source.get("media_type")))
        if url := text(source.get("url")):
            return media.of_url(url)
        return self._file(first_text(source, "file_uuid", "file_id"), "image")


def _result(content: Json) -> Json:
    """The words, where it has nothing but words."""
    items = a_list(content)
    words = [item.get("text") for item in dicts(content) if item.get("type") == "text"]
    if items and len(words) == len(items) and all(isinstance(each, str) for each in words):
        return "\n\n".join(map(text, words))
    return plain(content)


def _citations(found: Json) -> Iterator[Content]:
    for citation in dicts(found):
        details = a_dict(citation.get("details"))
        url = first_text(citation, "url") or first_text(details, "url")
        if url.startswith(("https://", "http://")):
            title = one_line(citation.get("title"))
            yield Citation(kind="url_citation", uri=url[:4096], title=title)
