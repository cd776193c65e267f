"""The page that leads to the pages of many conversations, in the folder or archive with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import quote

from gemini_desktop.core.export import figures, html
from gemini_desktop.core.export.document import Document
from gemini_desktop.core.export.page import safe

STEM = "index"


class Entry(NamedTuple):
    """One line: where the page is, and what it says of itself."""

    file: str
    title: str
    about: str


def entry(file: str, conversation: Document) -> Entry:
    """The line for a conversation whose page is this file."""
    moment = figures.date(conversation.updated_unix_ns).partition(" ")[0]
    tags = " ".join(f"#{tag}" for tag in conversation.tags)
    about = " · ".join(part for part in (moment, tags) if part)
    return Entry(file, html.title_of(conversation), about)


def write(entries: Sequence[Entry]) -> bytes:
    """The page, its lines in this order."""
    rows = "".join(
        f'<li><a href="{safe.text(quote(each.file))}"><bdi>{safe.text(each.title)}</bdi></a>'
        f"<br><small>{safe.text(each.about)}</small></li>\n"
        for each in entries
    )
    count = f"{len(entries):,} chats" if len(entries) != 1 else "1 chat"
    page = (
        f"{html.head('Chats', beside=False)}"
        f"<header>\n<h1>Chats</h1>\n<p>{count}</p>\n</header>\n"
        f'<main>\n<ul class="index">\n{rows}</ul>\n</main>\n</body>\n</html>\n'
    )
    return page.encode()
