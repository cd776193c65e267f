"""What of a conversation an exported file holds, and the forms that it can have."""

from __future__ import annotations

import msgspec

from gemini_desktop.core.export.chat_forms import CHAT_FORMS, ChatForm

__all__ = ["CHAT_FORMS", "SUFFIXES", "ChatForm", "Wanted"]

SUFFIXES: dict[ChatForm, str] = {
    "markdown": ".md",
    "html": ".html",
    "text": ".txt",
    "json": ".json",
    "openai": ".jsonl",
    "gemini": ".json",
    "pdf": ".pdf",
}


class Wanted(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the user chose. `branches` are the turns beside the path that is shown; `beside` puts
    pictures and sounds into a folder beside the file, and not into it."""

    thoughts: bool = True
    tools: bool = True
    usage: bool = False
    times: bool = False
    branches: bool = False
    beside: bool = False
