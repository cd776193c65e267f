"""The events of a capture as columns of numbers: 34 bytes an event, however large it is."""

from __future__ import annotations

from array import array

from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.events import StepDelta, StepStarted, StepStopped, UsageReported
from gemini_desktop.ui.inspector.events.kinds import Kind, kind_of
from gemini_desktop.ui.inspector.events.tags import Tag, tags_of

_NONE = -1
_LARGEST = 2**31 - 1
_KINDS = tuple(Kind)
_BITS = [[tag for tag in Tag if code & tag] for code in range(256)]


class Columns:
    """Append-only. Event `i` is the i-th chunk of the capture, counted from 0.

    `ends` never falls (events come in the order of their ends); `starts` may, where a comment
    stands inside an event.
    """

    def __init__(self) -> None:
        self.starts = array("q")
        self.ends = array("q")
        self.times_ns = array("q")
        self.kinds = bytearray()
        self.tags = bytearray()
        self.steps = array("i")
        self.tokens = array("i")
        self.errors = array("q")
        """The events that F8 stops at."""
        self.around = array("q")
        """The events that have comments inside them, so begin before the event before them ends."""
        self.counts = dict.fromkeys(Tag, 0)
        """Events by tag."""

    def __len__(self) -> int:
        return len(self.ends)

    def append(self, chunk: Chunk) -> Kind:
        """Take one event in; what it is called."""
        kind = kind_of(chunk)
        event = len(self.ends)
        if kind.is_error:
            self.errors.append(event)
        if event and chunk.start < self.ends[-1]:
            self.around.append(event)
        self.starts.append(chunk.start)
        self.ends.append(chunk.end)
        self.times_ns.append(chunk.t_ns)
        self.kinds.append(kind)
        tags = tags_of(chunk, kind)
        self.tags.append(tags)
        for tag in _BITS[tags]:
            self.counts[tag] += 1
        self._append_meaning(chunk)
        return kind

    def add_tag(self, event: int, tag: Tag) -> bool:
        """Mark an event with what is learnt later; whether that is new."""
        if self.tags[event] & tag:
            return False
        self.tags[event] |= tag
        self.counts[tag] += 1
        return True

    def kind(self, event: int) -> Kind:
        """What the event is called."""
        return _KINDS[self.kinds[event]]

    def size(self, event: int) -> int:
        """Its length in bytes, with its framing."""
        return self.ends[event] - self.starts[event]

    def gap_ns(self, event: int) -> int:
        """The time since the event before it; -1 for the first."""
        times = self.times_ns
        return max(0, times[event] - times[event - 1]) if event else _NONE

    def time_ns(self, event: int) -> int:
        """The time since the request."""
        return self.times_ns[event]

    def tokens_of(self, event: int) -> int:
        """The total that the server told with it; -1 where it told none."""
        return self.tokens[event]

    def step_of(self, event: int) -> int:
        """The first step that it is about; -1 for none."""
        return self.steps[event]

    def number(self, event: int) -> int:
        """The number that people see: counted from 1."""
        return event + 1

    def _append_meaning(self, chunk: Chunk) -> None:
        step = tokens = _NONE
        for event in chunk.events:
            if isinstance(event, StepDelta | StepStarted | StepStopped):
                if step < 0:
                    step = event.index
            elif isinstance(event, UsageReported):
                usage = event.usage
                parts = (usage.input, usage.output, usage.thoughts)
                known = [count for count in parts if count is not None]
                total = usage.total if usage.total is not None else sum(known) if known else _NONE
                tokens = total
        self.steps.append(min(step, _LARGEST))
        self.tokens.append(max(_NONE, min(tokens, _LARGEST)))
