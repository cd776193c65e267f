"""Where blocks begin, and where one that is too large to lay out at once may be cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Literal

import msgspec
from msgspec.structs import replace

from gemini_desktop.ui.chat.text import fences
from gemini_desktop.ui.chat.text.fences import Fence

if TYPE_CHECKING:
    from markdown_it.token import Token

MAX_CHARACTERS = 4096
"""A paragraph, list or quote longer than this is cut where it does not hurt."""
MAX_ROWS = 100
MAX_CELLS = 600
_LAST_RESORT = 2 * MAX_CHARACTERS
_MAX_ITEMS = 250
_MAX_LINES = 800
_CONTINUED_PARAGRAPH = "x"

BlockKind = Literal["leaf", "paragraph", "container", "table", "fence"]
_CONTAINERS = ("bullet_list_open", "ordered_list_open", "blockquote_open")


class Block(msgspec.Struct, frozen=True):
    """A block at the top, by offsets in the text (the parser's prefix not counted).

    `children` are the places where an inner part starts and a cut does no harm. `head` is the head
    of a table, which a piece after a cut needs before it.
    """

    kind: BlockKind
    start: int
    end: int = 0
    children: tuple[int, ...] = ()
    head: str = ""
    columns: int = 0
    fence: Fence | None = None


def blocks(tokens: Sequence[Token], text: str, shift: int) -> list[Block]:
    """The blocks at the top of the text, in order. `shift` characters of it are the prefix."""
    lines = text.split("\n")
    offsets = [0, *accumulate(len(line) + 1 for line in lines)]
    found: list[Block] = []
    end_line = 0
    opens = [i for i, t in enumerate(tokens) if t.level == 0 and t.nesting >= 0 and t.map]
    for number, index in enumerate(opens):
        token = tokens[index]
        first_line, last_line = token.map or (0, 0)
        start_line = first_line
        if number and token.type != "fence":
            start_line = _safe_start(lines, first_line, end_line)
        end_line = last_line
        stop = opens[number + 1] if number + 1 < len(opens) else len(tokens)
        inner = tokens[index:stop]
        # What precedes the first block (blank lines, definitions) is part of it, not of a fence.
        start = max(0, offsets[start_line] - shift)
        if not number and token.type != "fence":
            start = 0
        found.append(_block(token, inner, start, lines, offsets, shift))
    if not found:
        return []
    ends = [*(block.start for block in found[1:]), len(text) - shift]
    return [replace(block, end=end) for block, end in zip(found, ends, strict=True)]


def _safe_start(lines: Sequence[str], line: int, end_line: int) -> int:
    """Lines of a link definition right above belong to the block below: they may yet become part
    of its paragraph."""
    while line > end_line and lines[line - 1].strip():
        line -= 1
    return line


def _block(
    token: Token,
    inner: Sequence[Token],
    start: int,
    lines: Sequence[str],
    offsets: Sequence[int],
    shift: int,
) -> Block:
    first_line = token.map[0] if token.map else 0
    if token.type == "fence":
        return Block("fence", start, fence=fences.opened(lines[first_line], token.info))
    if token.type == "table_open":
        rows = [t.map[0] for t in inner if t.type == "tr_open" and t.level == 2 and t.map]
        columns = sum(1 for t in inner if t.type == "th_open")
        head = "".join(f"{line}\n" for line in lines[first_line : first_line + 2])
        places = tuple(max(0, offsets[row] - shift) for row in rows[1:])
        return Block("table", start, children=places, head=head, columns=columns)
    if token.type in _CONTAINERS:
        starts = sorted({t.map[0] for t in inner if t.level == 1 and t.nesting >= 0 and t.map})
        quoted = token.type == "blockquote_open"
        places = tuple(
            max(0, offsets[line] - shift)
            for line in starts
            if line > first_line and (not quoted or lines[line].lstrip(" ").startswith(">"))
        )
        return Block("container", start, children=places)
    return Block("paragraph" if token.type == "paragraph_open" else "leaf", start)


def settled(text: str, open_line: int | None) -> int:
    """How much of the text stays as it is, where a formula was begun on this line (None: all)."""
    if open_line is None:
        return len(text)
    return sum(len(line) + 1 for line in text.split("\n", open_line)[:open_line])


def until(block: Block, end: int) -> Block:
    """What of the block is before this place, as far as cutting goes: one that may end there is
    not cut because of what follows."""
    if block.end <= end:
        return block
    return replace(
        block, end=max(block.start, end), children=tuple(c for c in block.children if c <= end)
    )


def cuts(block: Block, text: str, position: int) -> Iterator[int]:
    """Offsets at which the block is cut, in order. `position` is where its first piece starts.

    Cuts depend on the text before them alone, so that the same text gives the same pieces however
    it came in.
    """
    match block.kind:
        case "table":
            rows = max(1, min(MAX_ROWS, MAX_CELLS // max(1, block.columns)))
            yield from (place for place in block.children[rows - 1 :: rows] if place > position)
        case "container":
            items = 0
            for place in (place for place in block.children if place > position):
                items += 1
                if place - position >= MAX_CHARACTERS or items >= _MAX_ITEMS:
                    yield place
                    position, items = place, 0
            yield from _text_cuts(text, position, block.end, _LAST_RESORT)
        case _:
            yield from _text_cuts(text, position, block.end, MAX_CHARACTERS)


def pieces(text: str) -> list[str]:
    """Plain text in stretches that can be laid out one by one."""
    cuts_ = [0, *_text_cuts(text, 0, len(text), MAX_CHARACTERS), len(text)]
    return [text[a:b] for a, b in pairwise(cuts_) if b > a]


def whole_definitions(text: str) -> int:
    """The length of the definitions that are surely over: the last three lines may go on (label,
    address and title may each have a line)."""
    end = len(text)
    for _ in range(4):
        end = text.rfind("\n", 0, max(0, end))
    return max(0, end + 1)


def following_prefix(block: Block) -> str:
    """What the parser must see before the piece after a cut."""
    if block.kind == "table":
        return block.head
    return _CONTINUED_PARAGRAPH if block.kind == "paragraph" else ""


def is_continued_paragraph(prefix: str) -> bool:
    """Whether this prefix marks a paragraph that goes on."""
    return prefix == _CONTINUED_PARAGRAPH


def _text_cuts(text: str, position: int, end: int, limit: int) -> Iterator[int]:
    while (most := _most(text, position, limit)) < end:
        position = _good_place(text, position, most)
        yield position


def _most(text: str, position: int, limit: int) -> int:
    """Where a stretch has to end that begins here: after so many characters, or so many lines."""
    place = position
    for _ in range(_MAX_LINES):
        place = text.find("\n", place, position + limit) + 1
        if not place:
            return position + limit
    return place


def _good_place(text: str, start: int, end: int) -> int:
    """Just after the last line end, sentence or blank in the second half of the stretch."""
    half = start + (end - start) // 2
    for mark in ("\n", "。", ". ", " "):
        place = text.rfind(mark, half, end)
        if place >= 0:
            return place + len(mark)
    return end
