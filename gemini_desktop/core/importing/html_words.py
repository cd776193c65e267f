"""An answer in HTML, as Google Takeout has it, as the Markdown that it was made from."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

LONGEST = 4_000_000
"""Characters of one answer that are read; a longer one is shown as it is."""
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "del": "~~", "s": "~~"}
_BLOCKS = frozenset({"p", "div", "section", "article", "ul", "ol", "table", "blockquote", "pre"})
_SILENT = frozenset({"script", "style", "head", "title"})
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_EMPTY = re.compile(r"\n{3,}")


def markdown(html: str) -> str:
    """The words; scripts and styles are none, and nothing is fetched."""
    if len(html) > LONGEST:
        return html
    words = _Words()
    words.feed(html)
    words.end()
    return words.text()


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._out: list[str] = []
        self._lists: list[int] = []  # -1: bullets; else the number of the last item
        self._silent = 0
        self._code = 0
        self._quotes = 0
        self._links: list[str] = []
        self._cells = 0

    def end(self) -> None:
        """Take what comes after the last whole tag as words. HTMLParser's own close() looks for
        the end of each tag anew: for a million `<!--` that took hours."""
        self.handle_data(unescape(self.rawdata))

    def parse_html_declaration(self, i: int) -> int:
        """Called by HTMLParser, which would raise for a section that it does not know."""
        return self.rawdata.find(">", i) + 1 or -1

    def text(self) -> str:
        """All of it, with at most one empty line between two paragraphs."""
        return _EMPTY.sub("\n\n", "".join(self._out)).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Called by HTMLParser."""
        if tag in _SILENT:
            self._silent += 1
        elif tag in _MARKS and not self._code:
            self._out.append(_MARKS[tag])
        elif tag == "br":
            self._out.append("\n" if self._code else "  \n")
        elif tag == "hr":
            self._block("---")
            self._block("")
        elif tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self._block("#" * int(tag[1]) + " ")
        elif tag == "code" and not self._code:
            self._out.append("`")
        elif tag == "a":
            self._links.append(dict(attrs).get("href") or "")
            self._out.append("[")
        elif tag == "li":
            self._item()
        elif tag in ("tr", "th", "td"):
            self._cell(tag)
        elif tag in _BLOCKS:
            self._open(tag)

    def handle_endtag(self, tag: str) -> None:
        """Called by HTMLParser."""
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _MARKS and not self._code:
            self._out.append(_MARKS[tag])
        elif tag == "code" and not self._code:
            self._out.append("`")
        elif tag == "a":
            self._link()
        elif tag in ("th", "td"):
            self._out.append(" |")
        elif tag == "thead":
            self._out.append("\n|" + " --- |" * self._cells)
            self._cells = 0  # or many ends of heads would each have all the cells of one
        elif tag in _BLOCKS or tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self._close(tag)

    def handle_data(self, data: str) -> None:
        """Called by HTMLParser."""
        if self._silent:
            return
        if self._code:
            self._out.append(data)
            return
        words = _BLANKS.sub(" ", data)
        if (self._out and not self._out[-1].endswith(("\n", " "))) or words != " ":
            self._out.append(words)

    def _block(self, words: str) -> None:
        self._out.append("\n\n" + "> " * min(self._quotes, 8) + words)

    def _open(self, tag: str) -> None:
        if tag == "pre":
            self._code += 1
            self._block("```\n")
        elif tag in ("ul", "ol"):
            self._lists.append(-1 if tag == "ul" else 0)
        elif tag == "blockquote":
            self._quotes += 1
        elif not self._lists:
            self._block("")

    def _close(self, tag: str) -> None:
        if tag == "pre" and self._code:
            self._code -= 1
            whole = self._out[-1].endswith("\n")
            self._out.append("```\n\n" if whole else "\n```\n\n")
        elif tag in ("ul", "ol") and self._lists:
            self._lists.pop()
            self._out.append("\n")
        elif tag == "blockquote":
            self._quotes = max(0, self._quotes - 1)
        if not self._lists:
            self._out.append("\n\n")

    def _item(self) -> None:
        mark = "* "
        if self._lists and self._lists[-1] >= 0:
            self._lists[-1] += 1
            mark = f"{self._lists[-1]}. "
        self._out.append("\n" + "    " * min(max(len(self._lists) - 1, 0), 12) + mark)

    def _cell(self, tag: str) -> None:
        if tag == "tr":
            self._out.append("\n|")
            self._cells = 0
        else:
            self._cells += 1
            self._out.append(" ")

    def _link(self) -> None:
        target = self._links.pop() if self._links else ""
        good = target.startswith(("https://", "http://", "mailto:"))
        self._out.append(f"]({target})" if good and " " not in target else "]")
