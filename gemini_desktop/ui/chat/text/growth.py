"""Whether more text leaves the blocks as they are, so that it is not read anew.

Most pieces of an answer come on the line on which the last one ended. The blocks are then those
that were, so that neither parser nor layout has to begin again. The rules here are narrow on
purpose: where they say no, the block is simply read anew.
"""

from __future__ import annotations

import re

_SETTLED = re.compile(
    r"[ >*+\d.)-]*(?:#{1,6} +\**|`(?!`)|[\"'“‘(「《])?[^\W\d_][^#\t]*"  # no two ways to match
)
"""A last line whose kind is settled: markers of quotes, lists and headings, then a letter, before
which a mark or bracket may stand."""
_ITEMS = {f"{mark} ": re.compile(rf"\{mark} (?:\*\*)?[^\W_]|  +[^\W_]") for mark in "-*+"} | {
    "| ": re.compile(r"\| ")
}
"""How a line may begin that belongs to the list or table of this mark."""
_UNDECIDED = re.compile(r"[ >]*(?:-+|=+|[*+]) *")
"""The mark of an item that is still to come, or the line below a heading, or one across the page:
read at once, `-` would make a heading of the line before for the length of a frame."""
_DELIMITERS = re.compile(r"\|(?: *:?-+:? *\|)+ *$")
_FORMULA = re.compile(r"\$\$|\\[\[\]]")
_ROOM = 20
"""A table of fewer lines is never cut."""


def same_line(source: str, more: str) -> bool:
    """Whether `more` only makes the last line longer, so that the blocks stay what they are.

    What it means inside its paragraph, item or heading is another question (`tail`); a table or
    code has to be ruled out by who asks.
    """
    if not more or "\n" in more or "#" in more or "\t" in more:
        return False
    if "]:" in source or "]:" in source[-1:] + more:
        return False  # it may be the definition of a link
    if _FORMULA.search(source) or _FORMULA.search(source[-1:] + more):
        return False  # it may go on over many lines, or end here
    return bool(_SETTLED.fullmatch(source, source.rfind("\n") + 1))


def undecided(source: str) -> str:
    """The last line, where it is a mark alone, so that only what comes next gives it a meaning."""
    line = source[source.rfind("\n") + 1 :]
    return line if _UNDECIDED.fullmatch(line) else ""


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
