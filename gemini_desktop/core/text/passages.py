"""The words of an exchange, cut into passages to be searched, and which event brought which word.

Text only: what was asked, thought, answered and called, and what went wrong. Pictures, signatures
and the like are left out, and no more is taken of one exchange than MOST_CHARACTERS.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Literal, TypeAlias

import msgspec

from gemini_desktop.core.asking.asked import asked
from gemini_desktop.core.capture import Ended, Record, RequestSent
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.events import (
    ErrorReported,
    FunctionCall,
    StepDelta,
    StreamEvent,
    Text,
    ThoughtText,
)

MOST_CHARACTERS = 1_000_000
"""Of one exchange; a book has fewer."""
PASSAGE = 4_000
"""Characters after which the next passage begins."""
OVERLAP = 120
"""Characters of a passage that stand at the beginning of the next, so that no word is cut."""
_LONGEST_PAGE = 4_000

Kind: TypeAlias = Literal["prompt", "thought", "answer", "call", "error"]


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """A run of text of one kind. From the character `starts[i]` on it came with the event
    `events[i]`, counted from 0 within the capture; -1 is the request."""

    kind: Kind
    text: str
    starts: tuple[int, ...]
    events: tuple[int, ...]

    def event_at(self, character: int) -> int:
        """The event that brought this character."""
        return self.events[max(0, bisect_right(self.starts, character) - 1)]


class Passages:
    """Collects the text of one exchange; each kind runs on where another stands between."""

    def __init__(self) -> None:
        self._left = MOST_CHARACTERS
        self._runs: dict[Kind, _Run] = {}
        self._done: list[Passage] = []

    def take(self, event: int, chunk: Chunk) -> None:
        """Take what the event with this number says."""
        if chunk.kind == "text":
            self.add("error", event, chunk.data[:_LONGEST_PAGE])
        for each in chunk.events:
            for kind, text in _said(each):
                self.add(kind, event, text)

    def add(self, kind: Kind, event: int, text: str) -> None:
        """Add a piece of text, as far as there is room."""
        text = text[: self._left]
        self._left -= len(text)
        while text:
            run = self._runs.setdefault(kind, _Run(kind))
            room = PASSAGE - run.length
            run.append(event, text[:room])
            text = text[room:]
            if run.length >= PASSAGE:
                whole = run.passage()
                self._done.append(whole)
                self._runs[kind] = _continued(whole)

    def finish(self) -> list[Passage]:
        """All passages; those of one kind in their order."""
        # What only repeats the end of the passage before says nothing new.
        rest = [run.passage() for run in self._runs.values() if run.length > run.repeated]
        return [*self._done, *rest]


class _Run:
    """A passage that grows."""

    def __init__(self, kind: Kind) -> None:
        self.length = self.repeated = 0
        self._kind: Kind = kind
        self._pieces: list[str] = []
        self._starts: list[int] = []
        self._events: list[int] = []

    def append(self, event: int, text: str) -> None:
        if not self._events or self._events[-1] != event:
            self._starts.append(self.length)
            self._events.append(event)
        self._pieces.append(text)
        self.length += len(text)

    def passage(self) -> Passage:
        return Passage(
            kind=self._kind,
            text="".join(self._pieces),
            starts=tuple(self._starts),
            events=tuple(self._events),
        )


def _continued(whole: Passage) -> _Run:
    """The next passage, which repeats the end of this one."""
    run = _Run(whole.kind)
    first = len(whole.text) - OVERLAP
    ends = (*whole.starts[1:], len(whole.text))
    for start, end, event in zip(whole.starts, ends, whole.events, strict=True):
        if end > first:
            run.append(event, whole.text[max(start, first) : end])
    run.repeated = run.length
    return run


def passages(records: Iterable[Record]) -> Iterator[list[Passage]]:
    """Read an exchange: an empty list for each record, so that who asks may pause, and at the end
    all passages."""
    found = Passages()
    from gemini_desktop.core.decoding.decoder import Decoder

    decoder = Decoder()
    event = 0
    prompts: set[str] = set()
    ended = False
    for record in records:
        if isinstance(record, RequestSent):
            prompt = asked(record.body)
            if prompt not in prompts:  # the same again with each attempt
                prompts.add(prompt)
                found.add("prompt", -1, prompt)
        for chunk in decoder.feed(record):
            found.take(event, chunk)
            event += 1
        if isinstance(record, Ended):
            ended = True
            if record.failure is not None:
                found.add("error", max(0, event - 1), record.failure.message)
        yield []
    for chunk in [] if ended else decoder.close():
        found.take(event, chunk)
        event += 1
    yield found.finish()


def _said(event: StreamEvent) -> Iterator[tuple[Kind, str]]:
    match event:
        case StepDelta(content=Text(text=text)):
            yield "answer", text
        case StepDelta(content=ThoughtText(text=text)):
            yield "thought", text
        case StepDelta(content=FunctionCall(name=name, arguments=arguments)):
            yield "call", f"{name} {arguments}" if name else arguments
        case ErrorReported(code=code, status=status, message=message):
            yield "error", " ".join(word for word in (code, status, message) if word)
        case _:
            return
