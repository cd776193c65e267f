"""Which characters of a block's source are seen at which characters of its document.

Markdown hides marks, addresses and escapes, and types what no source says. So the block is read
once more with every letter of its source replaced by one of its own, which the parser takes for a
letter too: where it comes out tells where it came from. What cannot be replaced without changing
the meaning (formulas, addresses, entities) is found between its neighbours.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from itertools import islice, pairwise

from msgspec.structs import replace

from gemini_desktop.core.text.formulas import find
from gemini_desktop.ui.chat.text.render import render
from gemini_desktop.ui.chat.text.text_style import style_for
from gemini_desktop.ui.chat.turns.blocks import Block, Card, CardText, Code, Markdown, Source

_LETTER = re.compile(r"[^\W_]")
_CJK = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef\U00020000-\U0003ffff]")
_FIRST, _FIRST_CJK = 0xF0000, 0x30000
"""Letters of nobody's, which break no word; those for Chinese and Japanese count as such."""
_MOST = 0xFF00
_KEPT = re.compile(
    r"&#?\w+;|(?:[a-z][a-z0-9+.-]*:)?//[^\s)>\]]*|mailto:\S*|[\w.+-]+@[\w.-]+"
    r"|\w+(?:\.\w+)+|^[ \t>]*\d{1,9}[.)]|\[[ xX]\][ ]|\[\^[^\]\s]{1,40}\]|\w*\$\w*"
    r"|\]\([^)\n]*\)|<[^>\s]+>|\]\[[^\]\n]*\]|^[ ]{0,3}\[[^\]\n]+\]:.*$",
    re.MULTILINE | re.IGNORECASE,
)
_LABEL = re.compile(r"\[[^\]\n]*\]")
_BLANKS = " \n\t\u2028\u2029\u00a0"
_WORD = re.compile(r"\w+")
_NEAR = 400

Anchor = tuple[int, int]
"""A character of the document's text, and the one of the source that it is."""


class Alignment:
    """Both ways between a source (Python's characters) and a document (UTF-16, as Qt counts)."""

    def __init__(self, source: str, shown: str, anchors: Iterable[Anchor]) -> None:
        self._starts = array("q", bytes(8 * len(shown)))
        self._ends = array("q", bytes(8 * len(shown)))
        """For each character of the document the stretch of the source that it stands for."""
        before = -1, -1
        for anchor in [*anchors, (len(shown), len(source))]:
            self._fill(source, shown, (before[0] + 1, anchor[0]), (before[1] + 1, anchor[1]))
            if anchor[0] < len(shown):
                self._starts[anchor[0]], self._ends[anchor[0]] = anchor[1], anchor[1] + 1
            before = anchor
        self._units: array[int] | None = None
        if any(character > "\uffff" for character in shown):
            self._units = array("q", [0])
            for character in shown:
                self._units.append(self._units[-1] + (2 if character > "\uffff" else 1))

    def source(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the source that is seen between two positions in the document; (0, 0) of
        what the program typed by itself."""
        first, last = self._character(start), self._character(end)
        pairs = zip(self._starts[first:last], self._ends[first:last], strict=True)
        said = [(begin, stop) for begin, stop in pairs if begin < stop]
        if not said:
            return 0, 0
        return min(begin for begin, _ in said), max(stop for _, stop in said)

    def shown(self, start: int, end: int) -> list[tuple[int, int]]:
        """Where this stretch of the source is seen in the document, in order."""
        found: list[tuple[int, int]] = []
        for number, (begin, stop) in enumerate(zip(self._starts, self._ends, strict=True)):
            if begin < end and stop > start:
                if found and found[-1][1] == number:
                    found[-1] = found[-1][0], number + 1
                else:
                    found.append((number, number + 1))
        return [(self._position(begin), self._position(stop)) for begin, stop in found]

    def _fill(self, source: str, shown: str, seen: Anchor, said: Anchor) -> None:
        """Align what stands between two letters that are known, character by character."""
        position, end = said
        for index in range(*seen):
            character = shown[index]
            if character in _BLANKS:
                found = next((i for i in range(position, end) if source[i] in _BLANKS), -1)
            else:
                found = source.find(character, position, end)
            if found >= 0:
                self._starts[index], self._ends[index] = found, found + 1
                position = found + 1
            else:  # it stands for something else, a formula perhaps, or for nothing
                self._starts[index], self._ends[index] = _stripped(source, position, end)

    def _character(self, position: int) -> int:
        if self._units is None:
            return min(position, len(self._starts))
        return (
            bisect_left(self._units, position) if position <= self._units[-1] else len(self._starts)
        )

    def _position(self, character: int) -> int:
        return character if self._units is None else self._units[character]


def of_block(block: Block, shown: str) -> Alignment:
    """That of a block and the raw text of its document; empty where it shows no text of a step."""
    match block:
        case Markdown():
            source = block.segment.source
            anchors = _by_letters(block, shown)
            return Alignment(
                source, shown, _by_words(source, shown) if anchors is None else anchors
            )
        case Code():
            return _of_code(block.segment.source, shown, has_fence=block.segment.first)
        case Source():
            return _of_lines(block.text, shown)
        case Card():
            return of_json(block.said, shown)
        case CardText():
            return of_json(block.said, shown, block.before)
    return Alignment("", shown, [])


# --- Markdown ------------------------------------------------------------------------------------


def _by_letters(block: Markdown, shown: str) -> list[Anchor] | None:
    """Each letter that is seen; None where the block read otherwise with other letters."""
    source = block.segment.source
    if len(source) > _MOST:
        return None
    changed = _replaced(source, with_labels=not block.references)
    segment = replace(block.segment, source=changed)
    document = render(replace(block, segment=segment), style_for(block.part))
    seen = document.toRawText()
    if len(seen) != len(shown):
        return None
    anchors: list[Anchor] = []
    for index, (made, real) in enumerate(zip(seen, shown, strict=True)):
        code = ord(made)
        place = code - (_FIRST if code >= _FIRST else _FIRST_CJK)
        if made == real:
            continue
        if not (0 <= place < len(source) and source[place] == real):
            return None
        anchors.append((index, place))
    rising = all(one[1] < other[1] for one, other in pairwise(anchors))
    return anchors if rising else None


def _replaced(source: str, *, with_labels: bool) -> str:
    letters = list(source)
    for match in _LETTER.finditer(source):
        place = match.start()
        letters[place] = chr((_FIRST_CJK if _CJK.match(match[0]) else _FIRST) + place)
    spans = [match.span() for match in _KEPT.finditer(source)]
    spans += [] if with_labels else [match.span() for match in _LABEL.finditer(source)]
    spans += _formulas(source)
    for start, end in spans:
        letters[start:end] = source[start:end]
    return "".join(letters)


def _formulas(source: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    position = 0
    while position < len(source):
        if source[position] in "$\\" and (formula := find.at(source, position)) is not None:
            spans.append((position, position + len(formula.source)))
            position += len(formula.source)
        else:
            position += 2 if source[position] == "\\" else 1
    return spans


def _by_words(source: str, shown: str) -> list[Anchor]:
    """The words of the document in the order in which the source has them, where they are near."""
    anchors: list[Anchor] = []
    position = 0
    for match in _WORD.finditer(shown):
        found = source.find(match[0], position, position + _NEAR)
        if found >= 0:
            anchors += ((match.start() + n, found + n) for n in range(len(match[0])))
            position = found + len(match[0])
    return anchors


# --- JSON that is laid out anew ------------------------------------------------------------------


def of_json(said: str, shown: str, before: int = 0) -> Alignment:
    """JSON text and how it is laid out; so many characters of it, blanks not counted, are shown
    before. The blanks between its tokens are all that differs, as a rule."""
    anchors: list[Anchor] = []
    seen = (place for place, character in enumerate(said) if not character.isspace())
    places = islice(seen, before, None)
    for index, character in enumerate(shown):
        if character.isspace():
            continue
        place = next(places, -1)
        if place < 0 or said[place] != character:
            break
        anchors.append((index, place))
    begin = anchors[-1][1] + 1 if anchors else 0
    rest = anchors[-1][0] + 1 if anchors else 0
    if not before or anchors:
        words = _by_words(said[begin:], shown[rest:])
        anchors += ((index + rest, place + begin) for index, place in words)
    return Alignment(said, shown, anchors)


# --- lines that are shown as they are ------------------------------------------------------------


def _of_lines(source: str, shown: str) -> Alignment:
    if len(source.removesuffix("\n")) == len(shown):
        return Alignment(source, shown, ((n, n) for n in range(len(shown))))
    return Alignment(source, shown, _by_words(source, shown))


def _of_code(source: str, shown: str, *, has_fence: bool) -> Alignment:
    """Code stands in its source line by line, perhaps further to the right."""
    lines = source.split("\n")[1 if has_fence else 0 :]
    position = source.find("\n") + 1 if has_fence else 0
    anchors: list[Anchor] = []
    begin = 0
    for line, said in zip(re.split("[\n\u2029]", shown), lines, strict=False):
        indent = len(said) - len(line)
        if indent < 0 or not said.endswith(line):
            return Alignment(source, shown, _by_words(source, shown))
        anchors += ((begin + n, position + indent + n) for n in range(len(line)))
        begin += len(line) + 1
        position += len(said) + 1
    return Alignment(source, shown, anchors)


def _stripped(source: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without blanks around it."""
    while start < end and source[start] in _BLANKS:
        start += 1
    while end > start and source[end - 1] in _BLANKS:
        end -= 1
    return start, end
