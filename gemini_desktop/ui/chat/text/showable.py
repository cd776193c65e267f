"""Text as a QTextDocument can hold it, and as nobody is misled by it."""

from __future__ import annotations

import re

from gemini_desktop.ui.chat.text.unseen import made_visible

_UNSHOWABLE = re.compile("[\x00\ufdd0\ufdd1\ufffc]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def showable(text: str) -> str:
    """The text without what a QTextDocument takes for its own marks, or cannot hold, and with
    names for what would hide or mislead."""
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text = made_visible(text)
    text = text.replace("\u2029", "\u2028") if "\u2029" in text else text
    return _UNSHOWABLE.sub("\ufffd", text)
