"""Finding words in a text: whatever the case, however accents are composed, blank or line end.

Two questions, of very different price. `may_be_in` is asked of a source in Markdown, a hundred
megabytes a second, and errs on the side of yes. `find` is asked of the text as it is seen and gives
places in it.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterator, Sequence

_ADDRESS = re.compile(r"\]\([^()\n]*\)|\]\[[^\]\n]*\]")
_ITEM = re.compile(r"^[ \t>]*(?:\d{1,9}[.)]|[-*+])[ \t]+(?:\[[ xX]\][ \t])?", re.MULTILINE)
"""What is before the words of an item in a list; in the text that is shown there is none of it."""
_BETWEEN = "\n\t\r\u2028\u2029\u00a0\ufdd0\ufdd1"
"""All that parts words in a laid-out text: its lines, paragraphs and cells of tables."""
_BREAKS = str.maketrans(dict.fromkeys(_BETWEEN, " "))
_MARKS = str.maketrans("", "", string.punctuation + string.whitespace + _BETWEEN)


class Query:
    """What is looked for. Words that are all blank are found nowhere."""

    def __init__(self, words: str, *, match_case: bool = False) -> None:
        self.words = words
        self.match_case = match_case
        self._folded = self._fold(_spaced(words))
        self._squeezed = _squeezed(words)
        self._is_phrase = len(words.split()) > 1
        self._punctuation = {c for c in words if c in string.punctuation}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Query):
            return NotImplemented
        return (self.words, self.match_case) == (other.words, other.match_case)

    def __hash__(self) -> int:
        return hash((self.words, self.match_case))

    def __bool__(self) -> bool:
        return bool(self.words.strip())

    def may_be_in(self, source: str) -> bool:
        """Whether the words may be seen where this Markdown is shown.

        Marks between the letters do not matter, so yes is not certain; no is, but for what a
        renderer adds by itself.
        """
        if not self:
            return False
        if not self._squeezed:  # nothing but punctuation
            return all(c in source for c in self._punctuation) or "&" in source
        if self._squeezed in _squeezed(source):
            return True
        if "](" in source or "][" in source:
            source = _ADDRESS.sub("", source)
            if self._squeezed in _squeezed(source):
                return True
        if self._is_phrase and "\n" in source:
            source = _ITEM.sub("", source)
            if self._squeezed in _squeezed(source):
                return True
        if "&" not in source:
            return False
        import html  # with all of HTML's names

        return self._squeezed in _squeezed(html.unescape(source))

    def find(self, text: str) -> list[tuple[int, int]]:
        """Where the words are in the text, start and end, in order and without overlap."""
        if not self:
            return []
        text = text.translate(_BREAKS) if not text.isprintable() else text
        folded = self._fold(text)
        wanted = self._folded
        hits: list[tuple[int, int]] = []
        start = folded.find(wanted)
        while start >= 0:
            hits.append((start, start + len(wanted)))
            start = folded.find(wanted, start + len(wanted))
        if not hits or _keeps_places(text, folded):
            return hits
        return list(_unfolded(hits, self._origins(text)))

    def _fold(self, text: str) -> str:
        text = unicodedata.normalize("NFC", text)
        return text if self.match_case else text.casefold()

    def _origins(self, text: str) -> Sequence[tuple[int, int]]:
        """For each character of the folded text, the stretch of the text that it came from."""
        origins: list[tuple[int, int]] = []
        for start, end in _clusters(text):
            origins += [(start, end)] * len(self._fold(text[start:end]))
        return origins


def _spaced(words: str) -> str:
    return words.translate(_BREAKS)


def _squeezed(text: str) -> str:
    """Letters and digits alone, as they are compared."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return text.casefold().translate(_MARKS)


def _keeps_places(text: str, folded: str) -> bool:
    """Whether the characters of both texts stand in the same places: composing only takes some
    away and folding only adds some, so equal lengths tell it for a text that is composed."""
    return len(text) == len(folded) and (text.isascii() or unicodedata.is_normalized("NFC", text))


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """A letter with the marks that combine with it."""
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or not _combines(text[place]):
            yield start, place
            start = place


def _combines(character: str) -> bool:
    """Whether composing may join it to what stands before it: marks, and the vowels and final
    consonants of Hangul."""
    return (
        unicodedata.combining(character) != 0
        or "\u1160" <= character <= "\u11ff"
        or unicodedata.category(character) in ("Mc", "Mn")
    )


def _unfolded(
    hits: Sequence[tuple[int, int]], origins: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Hits in the folded text as places in the text itself; one that begins or ends within a
    letter takes the whole letter."""
    end_before = 0
    for start, end in hits:
        first, last = origins[start][0], origins[end - 1][1]
        if first >= end_before:
            yield first, last
            end_before = last


def utf16_places(text: str, places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same stretches, in order, counted in UTF-16 units, as Qt counts."""
    if not places or text.isascii() or max(text) < "\U00010000":
        return list(places)
    result: list[tuple[int, int]] = []
    position = units = 0
    for start, end in places:
        units += _units(text[position:start])
        length = _units(text[start:end])
        result.append((units, units + length))
        units += length
        position = end
    return result


def _units(text: str) -> int:
    return len(text) + sum(c >= "\U00010000" for c in text)
