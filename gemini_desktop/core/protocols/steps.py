"""Steps for the protocols that have none: one begins where the kind of content changes.

generateContent and Chat Completions send pieces of several candidates, each of some kind. A step
is a run of pieces of one kind within one candidate; each call is a step of its own.
"""

from __future__ import annotations

from gemini_desktop.core.events import Content, Json, StepDelta, StepStarted, StepStopped
from gemini_desktop.core.events import StreamEvent as Event


class StepRuns:
    """Numbers the steps of one answer and says when each begins and ends."""

    def __init__(self) -> None:
        self._next = 0
        self._open: dict[int, tuple[int, str]] = {}

    def current(self, candidate: int) -> int | None:
        """The open step of a candidate, None before the first and after the last."""
        found = self._open.get(candidate)
        return found[0] if found else None

    def kind(self, candidate: int) -> str:
        """The kind of the open step, empty where none is open."""
        found = self._open.get(candidate)
        return found[1] if found else ""

    def goes_on(self, candidate: int, kind: str) -> int | None:
        """The open step, if it is of this kind; else None."""
        found = self._open.get(candidate)
        return found[0] if found and found[1] == kind else None

    def enter(
        self, candidate: int, kind: str, *, anew: bool = False, id_: str = "", name: str = ""
    ) -> list[Event]:
        """Make a step of this kind the open one; `anew` even where one of this kind is open."""
        if self.kind(candidate) == kind and not anew:
            return []
        events = self.stop(candidate)
        index = self._next
        self._next += 1
        self._open[candidate] = (index, kind)
        events.append(StepStarted(index=index, kind=kind, candidate=candidate, id=id_, name=name))
        return events

    def put(self, candidate: int, content: Content, part: Json = None) -> list[Event]:
        """A piece for the open step; where none is open, a step of the answer is begun."""
        events = [] if candidate in self._open else self.enter(candidate, "model_output")
        index = self._open[candidate][0]
        events.append(StepDelta(index=index, content=content, part=part))
        return events

    def stop(self, candidate: int) -> list[Event]:
        """End the candidate's open step, if any."""
        found = self._open.pop(candidate, None)
        return [StepStopped(index=found[0])] if found else []
