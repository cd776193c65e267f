"""Thoughts that come inside the answer's text, between `<thought>` tags cut anywhere.

Google marks such deltas with `extra_content.google.thought`; gateways send the tags alone, and
some name them `<think>`. A tag counts only at the start of the answer or where the server marked
the text as thought, so that an answer which speaks about tags stays whole.
"""

from __future__ import annotations

from collections.abc import Sequence

_OPENING = ("<thought>", "<think>")
_CLOSING = ("</thought>", "</think>")
_AT_ONCE = (0,)

Piece = tuple[bool, str]
"""Whether it is a thought, and its text."""


class ThoughtTags:
    """Splits one candidate's text into thoughts and answer."""

    def __init__(self) -> None:
        self._inside = False
        self._marked = False
        self._begun = False
        self._held = ""
        self.begins: Sequence[int] = ()
        """Where each piece of the last `feed` or `flush` begins in the text that was fed; negative:
        so many characters before it, in what had been held back."""

    def feed(self, text: str, *, marked: bool = False) -> list[Piece]:
        """The pieces that are certain now; a tag that is not whole yet is held back.

        `marked`: the server itself says that this text is a thought.
        """
        if self._begun and not (self._inside or self._held or self._marked or marked):
            self.begins = _AT_ONCE
            return [(False, text)] if text else []  # nearly always
        before = len(self._held)
        text, self._held = self._held + text, ""
        whole = len(text)
        if self._marked and not marked and self._inside and not _may_close(text):
            self._inside = False  # the mark ended without a tag
        self._marked = marked
        pieces: list[Piece] = []
        begins: list[int] = []
        while text:
            begin = whole - len(text) - before
            if self._inside:
                said, text = self._until_closed(text)
            else:
                said, text = self._opened(text, marked=marked)
            if said[1]:
                self._begun = True
                pieces.append(said)
                begins.append(begin)
        self.begins = begins
        return pieces

    def flush(self) -> list[Piece]:
        """What was held back, as the answer ended: it was no tag."""
        held, self._held = self._held, ""
        self.begins = (-len(held),)
        return [(self._inside, held)] if held else []

    def _opened(self, text: str, *, marked: bool) -> tuple[Piece, str]:
        if self._begun and not marked:
            return (False, text), ""
        bare = text.lstrip()
        for tag in _OPENING:
            if bare.startswith(tag):
                self._inside = True
                return (False, ""), bare[len(tag) :]
        if any(tag.startswith(bare) for tag in _OPENING):
            self._held = text
            return (False, ""), ""
        if marked:
            for tag in _CLOSING:
                said, closing, rest = text.partition(tag)
                if closing:
                    return (True, said), rest
        return (marked, text), ""

    def _until_closed(self, text: str) -> tuple[Piece, str]:
        at, tag = min(
            ((at, tag) for tag in _CLOSING if (at := text.find(tag)) >= 0), default=(-1, "")
        )
        if at >= 0:
            self._inside = False
            return (True, text[:at]), text[at + len(tag) :]
        keep = _held_at_end(text)
        self._held = text[len(text) - keep :]
        return (True, text[: len(text) - keep]), ""


def _may_close(text: str) -> bool:
    return any(tag in text or tag.startswith(text.lstrip()[: len(tag)]) for tag in _CLOSING)


def _held_at_end(text: str) -> int:
    """How many characters at the end may be the beginning of a closing tag."""
    longest = max(len(tag) for tag in _CLOSING) - 1
    for length in range(min(longest, len(text)), 0, -1):
        if any(tag.startswith(text[-length:]) for tag in _CLOSING):
            return length
    return 0
