"""What running text means beyond CommonMark: footnotes, bare addresses, links that may lie."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gemini_desktop.ui.chat.text import links

if TYPE_CHECKING:
    from markdown_it.token import Token

NOTE = re.compile(r"\[\^([^\]\s]{1,40})\]")
"""The mark of a footnote, with its name."""


def beside_link(before: Sequence[Token], address: str) -> str:
    """What has to be said after a link: the address that cannot be clicked, or the true host of
    one that hides it."""
    if not links.may_be_clicked(address):
        return f" ({links.shown(address)})"
    words = ""
    for token in reversed(before):
        if token.type == "link_open":
            break
        words = token.content + words
    return told_host(words, address)


def told_host(words: str, address: str) -> str:
    """The true host in brackets, where these words would hide it."""
    shown = links.host_to_show(words, address)
    return f" ({shown})" if shown else ""


def is_note(children: Sequence[Token], number: int) -> bool:
    """Whether this inline token begins a footnote."""
    text = children[number].content if number < len(children) else ""
    mark = NOTE.match(text)
    return mark is not None and text.startswith(":", mark.end())


def may_link(text: str) -> bool:
    """Whether it pays to look for bare addresses."""
    return "://" in text or "@" in text or "ww." in text.lower()
