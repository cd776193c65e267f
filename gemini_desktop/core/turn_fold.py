"""An answer while it comes in, folded from stream events, and what must be sent back of it.

`TurnFold.apply` takes one event at a cost that does not depend on what is there already, `turn()`
gives the folded value at any time.
"""

from __future__ import annotations

from gemini_desktop.core import arguments, usage
from gemini_desktop.core.events import (
    Content,
    ErrorReported,
    FunctionCall,
    InteractionFinished,
    InteractionStarted,
    Json,
    Metadata,
    StatusChanged,
    StepDelta,
    StepStarted,
    StepStopped,
    StreamEvent,
    Text,
    ThoughtSignature,
    ThoughtText,
    Unknown,
    Usage,
    UsageReported,
)
from gemini_desktop.core.text.run import TextRun, run_of_part
from gemini_desktop.core.transcript import Step, Turn


class TurnFold:
    """An answer while it comes in."""

    def __init__(self, turn: Turn | None = None) -> None:
        """`turn` may have steps already: what comes goes on where they stopped."""
        self._turn = turn or Turn(role="model")
        self._steps = {step.index: _OpenStep(step) for step in self._turn.steps}
        self.errors: list[ErrorReported] = []
        self.finished: dict[int, InteractionFinished] = {}
        self.unknown: list[Unknown] = []
        self.status = ""
        self._usage_before: Usage | None = None
        self._hop_usage: Usage | None = self._turn.usage

    def read_on(self, *, add_usage: bool) -> None:
        """Another response follows that belongs to the same answer. Its totals replace those so
        far, or, with `add_usage`, count from zero again."""
        self.finished.clear()
        self._turn.finish.clear()
        self.status = ""
        if add_usage:
            self._usage_before, self._hop_usage = self._turn.usage, None

    def apply(self, event: StreamEvent, t_ns: int | None = None) -> None:
        """Take one event in. `t_ns` is the time of the read that completed it."""
        turn = self._turn
        match event:
            case StepDelta():
                self._step(event.index, t_ns).add(event.content, event.part)
            case StepStarted():
                self._start(event, t_ns)
            case StepStopped():
                self._step(event.index, t_ns).stop(t_ns)
            case UsageReported(usage=same) if same is self._hop_usage:
                pass  # told again, as most chunks do
            case UsageReported():
                self._hop_usage = usage.merged(self._hop_usage, event.usage)
                turn.usage = usage.added(self._usage_before, self._hop_usage)
            case InteractionStarted():
                turn.interaction_id = event.id or turn.interaction_id
                turn.model = event.model or turn.model
                self.status = event.status or self.status
            case StatusChanged():
                self.status = event.status
                turn.continuation_token = event.continuation_token or turn.continuation_token
            case InteractionFinished():
                self.finished[event.candidate] = event
                turn.finish[str(event.candidate)] = event.reason
                if event.candidate == 0:  # its word is final: no token, nothing to continue
                    turn.continuation_token = event.continuation_token
            case ErrorReported():
                self.errors.append(event)
            case Unknown():
                self.unknown.append(event)

    @property
    def is_over(self) -> bool:
        """Whether every candidate that has brought something has come to its end."""
        begun = {open_step.step.candidate for open_step in self._steps.values()}
        return bool(self.finished) and begun <= self.finished.keys()

    @property
    def has_content(self) -> bool:
        """Whether any step has brought something."""
        return any(step.has_content for step in self._steps.values())

    @property
    def text(self) -> str:
        """The answer text of the first candidate so far."""
        return self.turn().text

    def turn(self) -> Turn:
        """The folded turn so far. The same object each time; it costs what has come since."""
        self._turn.steps = [open_step.close() for _, open_step in sorted(self._steps.items())]
        return self._turn

    def _start(self, event: StepStarted, t_ns: int | None) -> None:
        """A new step; or one that goes on after the connection was made anew."""
        found = self._steps.get(event.index)
        if found is not None and found.step.kind == event.kind and not found.stopped:
            found.step.id = event.id or found.step.id
            found.step.name = event.name or found.step.name
            return
        self._steps[event.index] = _OpenStep(_new_step(event, t_ns))

    def _step(self, index: int, t_ns: int | None) -> _OpenStep:
        step = self._steps.get(index)
        if step is None:  # a delta whose start never came: nothing may be lost for that
            step = _OpenStep(Step(index=index, kind="model_output", started_ns=t_ns))
            self._steps[index] = step
        return step


class _OpenStep:
    """A step with the pieces of its last run of text not joined yet (joining each would cost the
    square of the length)."""

    __slots__ = (
        "_call",
        "_call_pieces",
        "_named",
        "_part_pieces",
        "_part_run",
        "_pieces",
        "_run",
        "_said",
        "_shared",
        "step",
        "stopped",
    )

    def __init__(self, step: Step) -> None:
        self.step = step
        self.stopped = False
        self._said = False  # since the run was closed; perhaps nothing but empty text
        self._run: type[Text | ThoughtText] | None = None
        self._pieces = TextRun()
        # Whether the open part says to the letter what the open run says: then it is kept once.
        self._shared = False
        self._part_pieces = TextRun()
        self._part_run = run_of_part(step.parts[-1]) if step.parts else None
        self._call: int | None = None
        self._call_pieces: list[FunctionCall] = []
        self._named: dict[str, int] = {}
        for place, content in enumerate(step.contents):
            if isinstance(content, FunctionCall):
                self._call = place
            elif isinstance(content, Metadata):
                self._named[content.name] = place

    @property
    def has_content(self) -> bool:
        """Whether the server said something; what only stands beside an answer is none."""
        return bool(self._pieces) or any(
            not isinstance(content, Metadata | ThoughtSignature) and content not in _EMPTY
            for content in self.step.contents
        )

    def stop(self, t_ns: int | None) -> None:
        self.stopped = True
        self.step.stopped_ns = t_ns

    def add(self, content: Content, part: Json) -> None:
        if self._shared and not self._repeats(part, content):
            self._close_run()
            self._shared = False
        begins = False
        if isinstance(content, Text | ThoughtText):
            if self._run is not type(content):
                self._close_run()
                self._run = type(content)
            begins = not self._said and self._last_kind is not self._run
            self._pieces.add(content.text)
            self._said = True
        else:
            self._close_run()
            self._add_other(content)
        if part is not None and not self._shared:
            self._add_part(part)
            self._shared = begins and self.step.parts[-1] is part and self._repeats(part, content)

    def _repeats(self, part: Json, content: Content) -> bool:
        """Whether the part goes on with the open one, and says what the content does."""
        return (
            type(content) is self._run
            and self._part_run is not None
            and run_of_part(part) == self._part_run
            and part["text"] is content.text
        )

    @property
    def _last_kind(self) -> type[Content] | None:
        return type(self.step.contents[-1]) if self.step.contents else None

    def _add_other(self, content: Content) -> None:
        """Fragments of a call are joined, also across a signature; metadata is replaced."""
        contents = self.step.contents
        if isinstance(content, FunctionCall):
            self.step.id = content.id or self.step.id
            self.step.name = content.name or self.step.name
            if self._call is not None:
                self._call_pieces.append(content)
                return
            self._call = len(contents)
        elif isinstance(content, Metadata) and not content.piece:
            place = self._named.setdefault(content.name, len(contents))
            if place < len(contents):
                contents[place] = content
                return
        contents.append(content)

    def _add_part(self, part: Json) -> None:
        run = run_of_part(part)
        if run is not None and run == self._part_run:
            self._part_pieces.add(part["text"])
            return
        self._close_part()
        self.step.parts.append(part)
        self._part_run = run

    def _close_run(self) -> None:
        if self._run is not None and self._said:
            contents = self.step.contents
            self._said = False
            goes_on = self._last_kind is self._run
            before = contents.pop().text if goes_on else ""  # type: ignore[union-attr]
            text = self._pieces.take(after=before)
            contents.append(self._run(text=text))
            if self._shared:
                self.step.parts[-1] = {**self.step.parts[-1], "text": text}

    def _close_part(self) -> None:
        if self._part_pieces:
            last = self.step.parts[-1]
            self.step.parts[-1] = {**last, "text": self._part_pieces.take(after=last["text"])}

    def _close_call(self) -> None:
        if self._call is not None and self._call_pieces:
            contents = self.step.contents
            first = contents[self._call]
            if isinstance(first, FunctionCall):
                contents[self._call] = arguments.joined(first, *self._call_pieces)
            self._call_pieces = []

    def close(self) -> Step:
        self._close_run()
        self._close_call()
        self._close_part()
        return self.step


_EMPTY = (Text(text=""), ThoughtText(text=""))


def _new_step(event: StepStarted, t_ns: int | None) -> Step:
    return Step(
        index=event.index,
        kind=event.kind,
        candidate=event.candidate,
        id=event.id,
        name=event.name,
        started_ns=t_ns,
        raw=event.raw,
    )
