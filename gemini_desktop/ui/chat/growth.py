"""Whether more text only adds characters to what is shown, without being read anew.

Most pieces of an answer are plain words at the end of a paragraph. CommonMark then shows what it
showed before and those words after it, so that neither parser nor layout has to begin again. The
rules here are narrow on purpose: where they say no, the block is simply read anew.
"""

from __future__ import annotations

import re

_WORDS = re.compile(r"(?:[^\W_]|[ ,.?!:'\"%/+=–—“”‘’…，。、！？：；（）「」()-])*")
"""Characters that begin and end nothing inside a paragraph; brackets and quotation marks may end
a link and count only where none was begun."""
_LINK_ENDS = re.compile(r"[()'\"]")
_LAST = re.compile(r"[^\W_]|[ ,.?!:%]")
"""What may stand before them: a mark there could turn from an end into a beginning."""
_SETTLED = re.compile(r"[ >*+\d.)-]*(?:#{1,6} +)?\**[^\W\d_][^#]*")
"""A last line whose kind is settled: markers of quotes, lists and headings, then a letter."""
_ITEMS = {f"{mark} ": re.compile(rf"\{mark} (?:\*\*)?[^\W_]|  +[^\W_]") for mark in "-*+"} | {
    "| ": re.compile(r"\| ")
}
"""How a line may begin that belongs to the list or table of this mark."""
_DELIMITERS = re.compile(r"\|(?: *:?-+:? *\|)+ *$")
_ROOM = 20
"""A table of fewer lines is never cut."""
_ADDRESS = re.compile(r"://|www\.|@", re.IGNORECASE)


def continues(source: str, more: str) -> bool:
    """Whether the words of `more` are simply shown after what `source` shows.

    Holds where the source's last block is a paragraph, an item or a heading; a table or code has
    to be ruled out by who asks.
    """
    if not _WORDS.fullmatch(more) or not source or not _LAST.fullmatch(source[-1]):
        return False
    line = source[source.rfind("\n") + 1 :]
    if not _SETTLED.fullmatch(line):
        return False
    word = line[line.rfind(" ") + 1 :]
    if _ADDRESS.search(word + more):
        return False
    if "[" not in source:
        return True
    return "]:" not in source and not _LINK_ENDS.search(more)


def continues_code(source: str, more: str) -> bool:
    """The same for the last line of an open fence."""
    if not more or "`" in more or "~" in more or "\n" in more:
        return False
    line = source[source.rfind("\n") + 1 :].strip(" \t")
    return bool(line) and "\n" in source and line[0] not in "`~"


def same_block(source: str, more: str) -> bool:
    """Whether a list or table goes on with the lines of `more`, so that it stays one block.

    A line that starts with the list's own mark, or deeper than it, cannot end the list; a line
    that starts with a bar cannot end a table (CommonMark 0.31, section 5.3; GFM, section 4.10).
    """
    begun = _ITEMS.get(source[:2])
    if begun is None or "\n\n" in source:
        return False
    lines = source.split("\n")
    if source[0] == "|" and not _is_small_table(lines, more):
        return False
    if not begun.match(lines[0]):
        return False
    return all(map(begun.match, (lines[-1] + more).split("\n")))


def _is_small_table(lines: list[str], more: str) -> bool:
    head, delimiters = lines[0], lines[1] if len(lines) > 2 else ""
    return (
        len(lines) + more.count("\n") < _ROOM
        and bool(_DELIMITERS.fullmatch(delimiters))
        and head.count("|") == delimiters.count("|")
        and "\\" not in head
        and "`" not in head
    )
