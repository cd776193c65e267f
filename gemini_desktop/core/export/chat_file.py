"""A conversation as a file of any form, in pieces."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from gemini_desktop.core.export import (
    document,
    embedded,
    html,
    long_texts,
    markdown,
    plain_text,
    requests,
)
from gemini_desktop.core.export.apart import Apart
from gemini_desktop.core.export.document import Document
from gemini_desktop.core.export.wanted import ChatForm, Wanted

_HALF = re.compile("[\ud800-\udfff]")


def pieces(
    conversation: Document,
    form: ChatForm,
    wanted: Wanted,
    *,
    apart: Apart | None = None,
    system: str = "",
) -> Iterator[bytes]:
    """The file. With `apart` its pictures and sounds go there, else they are in it, as far as the
    form can hold them. `system` is the instruction that the conversation was led under, which
    requests have. `pdf` is not made here: it needs fonts."""
    link = apart.link if apart is not None else embedded.link
    match form:
        case "markdown":
            yield from encoded(markdown.write(conversation, wanted, link))
        case "html":
            for piece in html.pieces(conversation, wanted, link):
                yield from encoded(piece)
        case "text":
            yield from encoded(plain_text.write(conversation, wanted, link))
        case "json":
            yield from document.pieces(chosen(conversation, wanted), apart)
        case "openai":
            yield requests.openai_line(conversation, wanted, system)
        case "gemini":
            yield requests.gemini_contents(conversation, wanted, system)
        case "pdf":
            raise ValueError(form)


def encoded(text: str) -> Iterator[bytes]:
    """As UTF-8, with U+FFFD for half characters, which it cannot say; in pieces, so that no other
    thread waits for megabytes."""
    for start in range(0, len(text), long_texts.AT_ONCE):
        piece = text[start : start + long_texts.AT_ONCE]
        yield (piece if piece.isascii() else _HALF.sub("\ufffd", piece)).encode()


def chosen(conversation: Document, wanted: Wanted) -> Document:
    """The conversation with all its branches, or the path that is shown alone."""
    if wanted.branches or not conversation.turns:
        return conversation
    path = conversation.path
    return msgspec.structs.replace(conversation, turns=path, head=path[-1].id if path else "")
