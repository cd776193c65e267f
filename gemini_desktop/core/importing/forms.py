"""The formats that conversations are read from, and how a file is recognised: by what is in it,
never by its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from gemini_desktop.core.events import Json
from gemini_desktop.core.importing import (
    ai_studio,
    chatgpt,
    claude,
    gemini,
    openai,
    ours,
    takeout,
)
from gemini_desktop.core.importing.conversation import Context, ImportedConversation
from gemini_desktop.core.importing.outline import Outline, outline

Read = Callable[[Json, Context], ImportedConversation]


class Form(NamedTuple):
    """One format. `words` are what people call it."""

    name: str
    words: str
    read: Read | None
    """None for our own, which is read from its bytes."""
    at_once: bool = False
    """Whether the outermost array is one conversation, not a list of them."""
    tag: str = "Imported"
    """What is put on its conversations, so that one sees and finds what came from there."""


OURS = Form(ours.FORMAT, ours.WORDS, None, tag="")
CHATGPT = Form(chatgpt.FORMAT, chatgpt.WORDS, chatgpt.read, tag="ChatGPT")
CLAUDE = Form(claude.FORMAT, claude.WORDS, claude.read, tag="Claude")
AI_STUDIO = Form(ai_studio.FORMAT, ai_studio.WORDS, ai_studio.read, tag="AI Studio")
GEMINI = Form(gemini.FORMAT, gemini.WORDS, gemini.read)
OPENAI = Form(openai.FORMAT, openai.WORDS, openai.read)
TAKEOUT = Form(takeout.FORMAT, takeout.WORDS, takeout.read, tag="Gemini app")
FORMS = (OURS, CHATGPT, CLAUDE, AI_STUDIO, GEMINI, OPENAI, TAKEOUT)
WORDS = {form.name: form.words for form in FORMS}
WRAPPERS = ("request", "body", "data")
"""Names under which files of batches have the body of a request."""


def recognise(head: bytes) -> Form | None:
    """The format of a UTF-8 file that begins so; None where it holds no conversations that we can
    read (a recorded stream, say)."""
    found = outline(head)
    if not found.container:
        return None
    return _by_names(found, head) or _of_list(found)


def _by_names(found: Outline, head: bytes) -> Form | None:
    names, inner = found.names, found.inner
    if {"format", "turns"} <= names and b'"gemini-desktop transcript"' in head:
        return OURS
    listed = {"conversations", "data"} & names
    if "mapping" in names or (listed and "mapping" in inner):
        return CHATGPT
    if "chat_messages" in names or (listed and "chat_messages" in inner):
        return CLAUDE
    if names & {"chunkedPrompt", "runSettings"}:
        return AI_STUDIO
    if {"header", "title", "time"} <= names and names & {"products", "safeHtmlItem"}:
        return TAKEOUT
    wrapped = bool(names & set(WRAPPERS))
    if "contents" in names or (wrapped and "contents" in inner):
        return GEMINI
    if "messages" in names or ("messages" in inner and (wrapped or "preferred_output" in names)):
        return OPENAI
    return None


def _of_list(found: Outline) -> Form | None:
    """A list of messages alone."""
    names = found.names
    if found.container != "array" or "role" not in names:
        return None
    if "parts" in names and "text" not in names:
        return GEMINI._replace(at_once=True)
    if names & {"isThought", "text"}:
        return AI_STUDIO._replace(at_once=True)
    if names & {"content", "tool_calls"}:
        return OPENAI._replace(at_once=True)
    return None
