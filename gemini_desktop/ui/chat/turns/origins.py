"""Where what a section shows stands in what its step said; `core.provenance` knows the rest."""

from __future__ import annotations

from array import array
from bisect import bisect_right

from gemini_desktop.core.events import Content, FunctionCall, StepStarted, Text, ThoughtText
from gemini_desktop.core.provenance.trace import CHARACTERS, Said, SaidKind, kind_of


class Origin:
    """The place of one section: a step, a kind, and where in those it begins.

    A text section counts its characters with every line end as LF, as the blocks do; the wire may
    have had CRLF there.
    """

    __slots__ = ("_dropped", "_open", "end", "kind", "start", "step")

    def __init__(self, step: int, kind: SaidKind, start: int) -> None:
        self.step, self.kind, self.start = step, kind, start
        self.end = start
        self._open = False
        self._dropped = array("q")
        """Places after the LF that stands for a CRLF."""

    def add(self, content: Content) -> None:
        """So much more of what was said is shown here."""
        if self.kind in CHARACTERS:
            self.say(_text(content))
        else:
            self.end += 1

    def say(self, text: str) -> None:
        """The same for a piece of the text."""
        if (self._open or "\r" in text) and self.kind != "arguments":
            self._fold(text)
        self.end += len(text)

    def _fold(self, text: str) -> None:
        length = self._length
        if self._open:
            text = "\r" + text
        self._open = text.endswith("\r")  # its LF may come yet
        text = text[:-1] if self._open else text
        count, found = 0, text.find("\r\n")
        while found >= 0:
            self._dropped.append(length + found - count + 1)
            count, found = count + 1, text.find("\r\n", found + 2)

    @property
    def _length(self) -> int:
        """Characters, a line end being one; without a CR at the end, whose LF may come yet."""
        return self.end - self.start - len(self._dropped) - self._open

    def said(self, start: int, end: int) -> Said:
        """What these characters of the section are; of no text all of it."""
        if self.kind not in CHARACTERS:
            return self.whole()
        return Said(self.step, self.kind, self._place(start), self._place(end))

    def whole(self) -> Said:
        """All that the section shows."""
        return Said(self.step, self.kind, self.start, self.end)

    def shown(self, said: Said) -> tuple[int, int] | None:
        """Which characters of the section say this; None where it says nothing of it."""
        if (said.step, said.kind) != (self.step, self.kind):
            return None
        start, end = max(said.start, self.start), min(said.end, self.end)
        is_point = said.start == said.end  # the name of a call, before its arguments
        if start > end or (start == end and not is_point):
            return None
        return self._offset(start), self._offset(end)

    def _place(self, offset: int) -> int:
        return self.start + offset + bisect_right(self._dropped, offset)

    def _offset(self, place: int) -> int:
        """The inverse; the second half of a CRLF belongs to the LF before it."""
        low, high = 0, self._length + self._open  # a CR at the end is a line end, too
        while low < high:
            middle = (low + high) // 2
            if self._place(middle) < place:
                low = middle + 1
            else:
                high = middle
        return low


class Origins:
    """Those of one answer: how much each step has said so far."""

    def __init__(self) -> None:
        self._last: dict[tuple[int, SaidKind], Origin] = {}
        self._steps: dict[int, tuple[str, bool]] = {}

    def started(self, event: StepStarted) -> None:
        """As `TurnFold` does: a step that had ended, or is of another kind, begins anew."""
        known = self._steps.get(event.index)
        if known is not None and known != (event.kind, False):
            for place in [place for place in self._last if place[0] == event.index]:
                del self._last[place]
        self._steps[event.index] = (event.kind, False)

    def stopped(self, step: int) -> None:
        """The step has ended."""
        self._steps[step] = (self._steps.get(step, ("", False))[0], True)

    def take(self, step: int, content: Content, origin: Origin | None) -> Origin:
        """The section with this origin, or a new one, shows this too."""
        kind = kind_of(content)
        if origin is None or origin.kind != kind:
            self._steps.setdefault(step, ("model_output", False))
            before = self._last.get((step, kind))
            origin = Origin(step, kind, before.end if before is not None else 0)
            self._last[step, kind] = origin
        origin.add(content)
        return origin


def _text(content: Content) -> str:
    match content:
        case Text() | ThoughtText():
            return content.text
        case FunctionCall():
            return content.arguments
    return ""
