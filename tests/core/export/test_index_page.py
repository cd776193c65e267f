"""The page that leads to many pages."""

from __future__ import annotations

from gemini_desktop.core.export import index_page
from gemini_desktop.core.export.document import Document
from tests.core.export.some_turns import conversation
from tests.core.export.strict_html import Page


def test_each_chat_has_a_line_and_no_title_runs() -> None:
    hostile = Document(title='"><script>alert(1)</script>', turns=[])
    entries = [
        index_page.entry("Why do rivers bend.html", conversation()),
        index_page.entry("a&b #1 日本.html", hostile),
    ]
    found = Page(index_page.write(entries).decode(), pages=True)
    assert [a["href"] for a in found.all("a")] == [
        "Why%20do%20rivers%20bend.html",
        "a%26b%20%231%20%E6%97%A5%E6%9C%AC.html",
    ]
    assert "A talk on rivers" in found.text
    assert "2026-09-21 · #water #日本" in found.text
    assert "<script>alert(1)</script>" in found.text
    assert "2 chats" in found.text


def test_one_is_not_many() -> None:
    entry = index_page.entry("a.html", conversation())
    assert "1 chat\n" in Page(index_page.write([entry]).decode(), pages=True).text
