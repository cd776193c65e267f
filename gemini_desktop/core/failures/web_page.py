"""What a person would read of a web page that came where an answer should: in short, as text.

A scan from left to right; the usual patterns cost the square of the length on what is made to hurt.
"""

from __future__ import annotations

from collections.abc import Iterator

from gemini_desktop.core.visible import visible

_MAX_PAGE = 20_000
_MAX_WORDS = 200
_UNREAD = (("<!--", "-->"), ("<script", "</script"), ("<style", "</style"))


def words(page: str) -> str:
    """Its title, else its first words; empty where it shows none. Text without tags is itself."""
    page = page[:_MAX_PAGE]
    return _shown(_title(page)) or _shown(page)


def _title(page: str) -> str:
    lower = page.lower()
    begin = lower.find("<title")
    if begin < 0 or (end := lower.find("</title", begin)) < 0:
        return ""
    return page[begin:end]


def _shown(markup: str) -> str:
    import html  # with all of HTML's names

    said = html.unescape(" ".join(_texts(markup)))
    return visible(" ".join(said.split())[:_MAX_WORDS])


def _texts(markup: str) -> Iterator[str]:
    """What stands between the tags; what a tag without end begins is no text."""
    lower = markup.lower()
    place = 0
    while (begin := markup.find("<", place)) >= 0:
        yield markup[place:begin]
        closing = next((last for first, last in _UNREAD if lower.startswith(first, begin)), "")
        end = lower.find(closing, begin)
        place = lower.find(">", end) + 1 if end >= 0 else 0
        if not place:
            return
    yield markup[place:]
