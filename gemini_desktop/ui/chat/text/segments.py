"""Cuts growing Markdown into blocks that will not change any more, and an open tail.

Block structure of CommonMark is fixed line by line: once a later block at the top has begun, an
earlier one cannot change (only link definitions act at a distance, and those are handed on). So
each feed parses the tail alone, and the cost of one more chunk does not depend on what came before.
An open code fence is not even parsed, only searched for its end.

What is too large to be laid out at once is cut softly: long paragraphs at a blank, lists at an
item, tables every so many rows, code every so many lines. The sources of all segments, joined,
are the text that was fed.
"""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec.structs import replace

from gemini_desktop.ui.chat.text import fences, growth, soft
from gemini_desktop.ui.chat.text.fences import Fence
from gemini_desktop.ui.chat.text.markdown import References, parse_blocks
from gemini_desktop.ui.chat.text.soft import Block

SegmentKind = Literal["markdown", "code", "unseen"]
"""`unseen`: blank lines and link definitions alone, and what nobody can tell the meaning of yet."""


class Segment(msgspec.Struct, frozen=True, eq=False):
    """A stretch of the source that is shown as one.

    `source` is the exact slice; `code` the text inside a fence. `first` and `last` say whether a
    piece begins and ends its block. `prefix` must stand before the source for it to be understood:
    the head of a table that was cut; a single `x` marks a paragraph that goes on. `start` is where
    the source begins in the text that was fed.
    """

    source: str
    kind: SegmentKind = "markdown"
    language: str = ""
    code: str = ""
    prefix: str = ""
    first: bool = True
    last: bool = True
    start: int = 0

    def __eq__(self, other: object) -> bool:
        """Wherever it stands."""
        return isinstance(other, Segment) and self._said == other._said

    def __hash__(self) -> int:
        return hash(self._said)

    @property
    def _said(self) -> tuple[str | bool, ...]:
        return (
            self.source, self.kind, self.language, self.code, self.prefix, self.first, self.last,
        )  # fmt: skip


class Splitter:
    """Takes Markdown as it comes and gives segments that are final."""

    def __init__(self) -> None:
        self.references: References = {}
        self.length = 0
        """Characters, every line end being one, in the segments that are closed."""
        self._tail = ""
        self._prefix = ""
        self._fence: Fence | None = None
        self._fence_first = True
        self._carriage_return = False
        self._known_tail: list[Segment] | None = None

    def feed(self, text: str) -> list[Segment]:
        """The segments that this text completed, in order."""
        text = self._normalised(text)
        self._tail += text
        if len(self._tail) < soft.MAX_CHARACTERS and ("\n" not in text or self._goes_on(text)):
            self._grow(text)
            return []
        self._known_tail = None
        return self._closed(final=False)

    def tail(self) -> list[Segment]:
        """What is still open, as it looks now. The splitter does not change by asking."""
        if self._known_tail is None:
            self._known_tail = self._read_tail()
        return self._known_tail

    def _grow(self, text: str) -> None:
        """The tail with plain words more is the tail as it was, its last segment longer."""
        if not text or not self._known_tail:
            self._known_tail = None if text else self._known_tail
            return
        last = self._known_tail[-1]
        if last.kind == "code" and growth.continues_code(last.source, text):
            last = replace(last, source=last.source + text, code=last.code + text)
        elif last.kind == "markdown" and (
            growth.same_line(last.source, text) or self._goes_on(text)
        ):
            last = replace(last, source=last.source + text)
        else:
            self._known_tail = None
            return
        self._known_tail = [*self._known_tail[:-1], last]

    def _goes_on(self, text: str) -> bool:
        """Whether all that is open is one list or table, and still is with this text."""
        known = self._known_tail
        if not known or len(known) > 1 or known[0].prefix or known[0].kind == "code":
            return False
        return growth.same_block(known[0].source, text)

    def _read_tail(self) -> list[Segment]:
        if not self._tail:
            return []
        copy = Splitter()
        copy.references = dict(self.references)
        copy._tail, copy._prefix = self._tail, self._prefix
        copy.length = self.length
        copy._fence, copy._fence_first = self._fence, self._fence_first
        held = "" if self._fence is not None else growth.undecided(self._tail)
        copy._tail = self._tail.removesuffix(held)
        segments = copy._closed(final=True, ended=False)
        if held:
            segments.append(Segment(held, kind="unseen", start=copy.length))
        return segments

    def close(self) -> list[Segment]:
        """The rest, as the source has ended."""
        if self._carriage_return:
            self._carriage_return = False
            self._tail += "\n"
        segments = self._closed(final=True)
        if self._fence is not None:  # cut exactly here; its card still wants a lower edge
            self._take(0, segments, self._fence, code="", last=True)
            self._fence = None
        return segments

    def _normalised(self, text: str) -> str:
        """CommonMark's line ends are LF, CRLF and CR; a CR at the end waits for its LF."""
        if self._carriage_return:
            text = "\r" + text
        self._carriage_return = text.endswith("\r")
        if self._carriage_return:
            text = text[:-1]
        return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text

    def _closed(self, *, final: bool, ended: bool = True) -> list[Segment]:
        segments: list[Segment] = []
        while self._tail:
            before = len(self._tail), self._fence
            if self._fence is not None:
                self._read_fence(self._fence, segments, final=final, ended=ended)
            else:
                self._read_blocks(segments, final=final)
            if before == (len(self._tail), self._fence):
                break
        return segments

    # --- code ------------------------------------------------------------------------------------

    def _read_fence(
        self, fence: Fence, segments: list[Segment], *, final: bool, ended: bool
    ) -> None:
        for piece in fences.pieces(fence, self._tail, first=self._fence_first, final=final):
            self._take(piece.length, segments, fence, code=piece.code, last=piece.last)
            if piece.last:
                self._fence, self._fence_first = None, True
                return
        if final and self._fence is not None and self._tail:
            code = fences.content(fence, self._tail, first=self._fence_first, open_end=not ended)
            self._take(len(self._tail), segments, fence, code=code, last=ended)
            if ended:
                self._fence = None

    def _read_whole_fence(self, fence: Fence, block: Block, segments: list[Segment]) -> int:
        """A fence with more after it, so with an end; gives the length of what follows that end."""
        before = len(self._tail)
        self._read_fence(fence, segments, final=False, ended=True)
        return block.end - block.start - (before - len(self._tail))

    def _take(
        self, length: int, segments: list[Segment], fence: Fence, *, code: str, last: bool
    ) -> None:
        source, self._tail = self._tail[:length], self._tail[length:]
        segments.append(
            Segment(
                source,
                kind="code",
                language=fence.language,
                code=code,
                first=self._fence_first,
                last=last,
                start=self.length,
            )
        )
        self.length += length
        self._fence_first = False

    # --- everything else -------------------------------------------------------------------------

    def _read_blocks(self, segments: list[Segment], *, final: bool) -> None:
        text = self._whole_lines(final=final)
        if not text:
            return
        shift = len(self._prefix)
        tokens, open_line = parse_blocks(self._prefix + text, {})
        blocks = soft.blocks(tokens, self._prefix + text, shift)
        settled = len(text) if final else soft.settled(self._prefix + text, open_line) - shift
        if not blocks:  # nothing but blank lines and definitions
            if final:
                self._emit_unseen(segments, len(text))
            elif len(text) > soft.MAX_CHARACTERS:
                self._emit_unseen(segments, soft.whole_definitions(text))
            return
        position = 0
        for number, block in enumerate(blocks):
            is_last = number == len(blocks) - 1
            if block.kind == "fence":
                if block.end > settled:
                    return  # it may yet become a part of a formula
                if block.start > position:  # blank lines and definitions, after a fence or at first
                    self._emit_unseen(segments, block.start - position)
                self._fence, self._fence_first, self._prefix = block.fence, True, ""
                if is_last or block.fence is None:
                    return
                position = block.end - self._read_whole_fence(block.fence, block, segments)
                continue
            cut_to = self._cut_softly(soft.until(block, settled), text, position, segments)
            if block.end > settled:
                return
            position = cut_to
            if final or not is_last:
                self._emit(segments, block.end - position, "", first=not self._prefix, last=True)
                position = block.end

    def _cut_softly(self, block: Block, text: str, position: int, segments: list[Segment]) -> int:
        """Cut off what of the block is too large; gives where the rest begins."""
        for cut in soft.cuts(block, text, position):
            prefix = soft.following_prefix(block)
            self._emit(segments, cut - position, prefix, first=not self._prefix, last=False)
            position = cut
        return position

    def _whole_lines(self, *, final: bool) -> str:
        """The part of the tail that may be judged: whole lines, unless one grows without end."""
        end = len(self._tail) if final else self._tail.rfind("\n") + 1
        if len(self._tail) - end >= soft.MAX_CHARACTERS:
            end = len(self._tail)
        return self._tail[:end]

    def _emit_unseen(self, segments: list[Segment], length: int) -> None:
        self._emit(segments, length, "", first=True, last=True)
        segments.append(replace(segments.pop(), kind="unseen"))

    def _emit(
        self, segments: list[Segment], length: int, prefix: str, *, first: bool, last: bool
    ) -> None:
        source, self._tail = self._tail[:length], self._tail[length:]
        if "]:" in source:
            parse_blocks(self._prefix + source, self.references)
        made = Segment(source, prefix=self._prefix, first=first, last=last, start=self.length)
        segments.append(made)
        self.length += length
        self._prefix = prefix
