"""The forms that an exported conversation can have; the command line names them in its help."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

ChatForm: TypeAlias = Literal["markdown", "html", "text", "json", "openai", "gemini", "pdf"]
"""`json` is the lossless one; `openai` are messages as JSON Lines; `gemini` are the contents of a
request."""

CHAT_FORMS: tuple[ChatForm, ...] = get_args(ChatForm)
