"""Where in the text of an answer its sources are named: small numbers at the end of what they say.

The wire counts bytes of UTF-8; blocks are slices of the text. A number must not tear the Markdown
around it, so a place is taken only if the text with it parses into the same structure as without:
never inside code, a link or a mark. Where there is no such place near, the number stands at the end
of the line or the block; a source whose place is in code is only listed.
"""

from __future__ import annotations

import bisect
import codecs
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from gemini_desktop.core.events import Citation
from gemini_desktop.ui.chat.text import soft
from gemini_desktop.ui.chat.text.markdown import parse, parse_inline
from gemini_desktop.ui.chat.text.source_links import address
from gemini_desktop.ui.chat.turns.blocks import Block, Cite, Code, Markdown

if TYPE_CHECKING:
    from markdown_it.token import Token

SIGN = re.compile("\u2060\u2060\\[\\d+\\]")
"""A number as it stands in a document: the joiners keep it on the line, and tell it from text."""

IN_CHARACTERS = "in characters"
"""In the details of a citation: its place counts characters, not bytes."""

_MARK = "\ufdd2"  # a noncharacter: never text, and shown as U+FFFD if a server sends it
_FIRST = 0xF0000
_MARKED = re.compile(f"{_MARK}([\U000f0000-\U000ffffd])")
_CLOSERS = "*_~`)]}\"'”’»」』）】"
_MOST_CLOSERS = 8
_LONGEST_WORD = 30
_MOST_BARS = 12
_MOST_BRACKETS = 600
_NOTHING = ["text", "", "{}", ""]


class Cited(msgspec.Struct, frozen=True):
    """A stretch of a text, in characters, and the numbers of the sources that say it."""

    start: int
    end: int
    numbers: tuple[int, ...]


def signs(numbers: Iterable[int]) -> list[tuple[str, str]]:
    """The numbers as they are typed, each with its address."""
    return [(f"\u2060\u2060[{number}]", address(number)) for number in numbers]


# --- from the wire's bytes to places in blocks ---------------------------------------------------


def stretches(text: str, citations: Sequence[tuple[Citation, int]]) -> list[Cited]:
    """What is cited by which numbers, in the text's order, a place named once. `text` is that of
    the whole step; citations without a place, or with one beyond the text, are left out."""
    data = text.encode("utf-8", "surrogatepass")
    ends_ = (c.end or 0 for c, _ in citations if _has_place(c))
    starts = (c.start or 0 for c, _ in citations if _has_place(c))
    places = _characters(data, [*starts, *ends_])
    found: dict[tuple[int, int], list[int]] = {}
    for citation, number in citations:
        span = _span(text, len(data), citation, places)
        if span is not None:
            numbers = found.setdefault(span, [])
            if number not in numbers:
                numbers.append(number)
    ends: dict[int, Cited] = {}
    for (start, end), numbers in sorted(found.items()):
        known = ends.get(end)
        if known is not None:
            start = min(start, known.start)
            numbers = [*known.numbers, *(n for n in numbers if n not in known.numbers)]
        ends[end] = Cited(start, end, tuple(sorted(numbers)))
    return [ends[end] for end in sorted(ends)]


def _span(
    text: str, size: int, citation: Citation, places: Mapping[int, int]
) -> tuple[int, int] | None:
    if not _has_place(citation) or citation.end is None:
        return None
    start, end = citation.start or 0, citation.end
    if not _counts_characters(citation):
        start, end = places[start], places[end]
    else:
        size = len(text)
    words = _words(citation)
    if words and text[start:end] != words:  # it counted otherwise: the words themselves tell
        start = text.find(words)
        end = start + len(words)
        if start < 0:
            return None
    elif citation.end > size:
        return None
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, _word_end(text, end)) if end > start else None


def _has_place(citation: Citation) -> bool:
    return citation.end is not None and 0 <= (citation.start or 0) < citation.end


def _counts_characters(citation: Citation) -> bool:
    details = citation.details if isinstance(citation.details, dict) else {}
    return bool(details.get(IN_CHARACTERS))


def _words(citation: Citation) -> str:
    details = citation.details if isinstance(citation.details, dict) else {}
    segment = details.get("segment")
    words = segment.get("text") if isinstance(segment, dict) else ""
    return words if isinstance(words, str) else ""


def _characters(data: bytes, places: Iterable[int]) -> dict[int, int]:
    """How many characters end before each of these places, in one pass."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogatepass")
    found: dict[int, int] = {}
    count = position = 0
    for place in sorted(set(places)):
        count += len(decoder.decode(data[position:place]))
        found[place], position = count, place
    return found


def _word_end(text: str, end: int) -> int:
    """A place within a word is meant to be behind it."""
    most = min(len(text), end + _LONGEST_WORD)
    while 0 < end < most and all(c.isascii() and c.isalnum() for c in text[end - 1 : end + 1]):
        end += 1
    return end


def cited(
    blocks: Sequence[Block], text: str, found: Sequence[Cited]
) -> Iterator[tuple[int, Markdown]]:
    """The blocks of this text that change, with the numbers in them, and their indexes. Each takes
    a millisecond or so; in between another may have its turn."""
    plain, found = _normalised(text, found)
    spans = _spans(blocks, plain)
    wanted: dict[int, list[Cited]] = {}
    for stretch in found:
        index = _block_at(blocks, spans, stretch)
        if index is not None:
            wanted.setdefault(index, []).append(stretch)
    for index, block in enumerate(blocks):
        if isinstance(block, Markdown) and (index in wanted or block.cites):
            cites = _placed(block, spans[index][0], wanted.get(index, []))
            if cites != block.cites:
                yield index, replace(block, cites=cites, lineage=None)


def _normalised(text: str, found: Sequence[Cited]) -> tuple[str, Sequence[Cited]]:
    """As `segments` do: every line ends with LF."""
    if "\r" not in text:
        return text, found

    def lf(part: str) -> str:
        return part.replace("\r\n", "\n").replace("\r", "\n")

    moved = [replace(c, start=len(lf(text[: c.start])), end=len(lf(text[: c.end]))) for c in found]
    return lf(text), moved


def _spans(blocks: Sequence[Block], text: str) -> list[tuple[int, int]]:
    """Where each block stands in the text; blank lines between blocks may be in none."""
    spans, position = [], 0
    for block in blocks:
        source = block.segment.source if isinstance(block, Markdown | Code) else ""
        start = text.find(source, position) if source else -1
        if start < 0:
            spans.append((position, position))
            continue
        position = start + len(source)
        spans.append((start, position))
    return spans


def _block_at(
    blocks: Sequence[Block], spans: Sequence[tuple[int, int]], stretch: Cited
) -> int | None:
    """The last block of text that the stretch reaches into."""
    after = bisect.bisect_left(spans, (stretch.end, 0))
    for index in range(after - 1, -1, -1):
        start, end = spans[index]
        block = blocks[index]
        if start < stretch.end and stretch.start < end and isinstance(block, Markdown):
            if block.segment.kind == "markdown":
                return index
        elif end <= stretch.start:
            break
    return None


# --- a place that tears nothing ------------------------------------------------------------------


def _placed(block: Markdown, start: int, found: Sequence[Cited]) -> tuple[Cite, ...]:
    source = block.segment.source
    if not found or _MARK in source or source.count("[") > _MOST_BRACKETS:
        return ()
    if source.count("|") > _MOST_BARS * (1 + source.count("\n")):
        return ()  # such a table is shown as its text
    wanted = [(min(len(source), c.end - start), c.numbers) for c in found]
    cites = _merged(Cite(place, numbers) for place, numbers in wanted)
    if _holds(block, cites):
        return cites
    kept: tuple[Cite, ...] = ()
    for place, numbers in wanted:
        for candidate in _candidates(source, place):
            tried = _merged([*kept, Cite(candidate, numbers)])
            if _holds(block, tried):
                kept = tried
                break
    return kept


def _merged(cites: Iterable[Cite]) -> tuple[Cite, ...]:
    places: dict[int, list[int]] = {}
    for cite in cites:
        numbers = places.setdefault(cite.place, [])
        numbers += [n for n in cite.numbers if n not in numbers]
    return tuple(Cite(place, tuple(sorted(places[place]))) for place in sorted(places))


def _candidates(source: str, place: int) -> Iterator[int]:
    """The place itself, then behind and before what closes there, the end of the line, of all."""
    yield place
    for step in (1, -1):
        at = place
        for _ in range(_MOST_CLOSERS):
            beside = source[at : at + 1] if step > 0 else source[at - 1 : at]
            if not beside or beside not in _CLOSERS:
                break
            at += step
            yield at
    line_end = source.find("\n", place)
    line = source[: line_end if line_end >= 0 else len(source)].rstrip()
    yield len(line)
    if line.endswith("|"):
        yield len(line[:-1].rstrip())
    yield len(source.rstrip())


def _holds(block: Markdown, cites: Sequence[Cite]) -> bool:
    """Whether the marks stand in plain text, and nothing else reads otherwise for them."""
    with_marks = list(_shape(_tokens(block, marked(block.segment.source, cites))))
    without = _shape(_tokens(block, block.segment.source))
    seen = sum(marks for *_, marks in with_marks)
    shown = [shape for *shape, _ in with_marks if shape != _NOTHING]
    return seen == len(cites) and shown == [shape for *shape, _ in without if shape != _NOTHING]


def _tokens(block: Markdown, source: str) -> list[Token]:
    if soft.is_continued_paragraph(block.segment.prefix):
        return parse_inline(source, block.references)
    return parse(block.segment.prefix + source, block.references)


def _shape(tokens: Iterable[Token]) -> Iterator[tuple[str, str, str, str, int]]:
    """What a reader would see of the tokens; the last item counts the marks that may be shown."""
    in_link = 0
    for token in tokens:
        if token.type == "inline":
            yield from _shape(token.children or [])
            continue
        in_link += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        shown = token.type == "text" and not in_link
        content = _MARKED.sub("", token.content) if shown else token.content
        marks = len(_MARKED.findall(token.content)) if shown else 0
        yield token.type, token.markup, str(token.attrs), content, marks


# --- in the parsed text --------------------------------------------------------------------------


def marked(source: str, cites: Sequence[Cite]) -> str:
    """The source with a mark at each place, for the parser; `split` finds them again."""
    parts, position = [], 0
    for number, cite in enumerate(cites):
        parts += [source[position : cite.place], f"{_MARK}{chr(_FIRST + number)}"]
        position = cite.place
    return "".join([*parts, source[position:]])


def split(children: Sequence[Token], cites: Sequence[Cite]) -> Sequence[Token]:
    """Inline tokens, with tokens of the type `cite` (their numbers in `meta`) where marks stood."""
    if not cites or not any(_MARK in child.content for child in children):
        return children
    from markdown_it.token import Token

    result: list[Token] = []
    for child in children:
        if child.type != "text" or _MARK not in child.content:
            result.append(child)
            continue
        parts = _MARKED.split(child.content)
        for number, part in enumerate(parts):
            if number % 2:
                # The character before it is kept, as the break of a line looks at what precedes.
                before = parts[number - 1][-1:]
                which = ord(part) - _FIRST
                numbers = cites[which].numbers if which < len(cites) else ()
                result.append(Token("cite", "", 0, content=before, meta={"numbers": numbers}))
            elif part:
                result.append(Token("text", "", 0, content=part))
    return result
