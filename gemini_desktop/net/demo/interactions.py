"""The interactions that the demo server remembers, so that they can be asked for, resumed and
cancelled after their stream began."""

from __future__ import annotations

import math
import secrets
import time
from collections import OrderedDict
from collections.abc import Iterator

from gemini_desktop.core.events import Json
from gemini_desktop.net.demo import wire_interactions
from gemini_desktop.net.demo.framing import DONE
from gemini_desktop.net.demo.questions import Question
from gemini_desktop.net.demo.refusal import Refusal
from gemini_desktop.net.demo.reply import Cue

_MAX_REMEMBERED = 200


def new_id() -> str:
    """A fresh id; nobody who was not told it can guess it."""
    return f"v1_{secrets.token_urlsafe(16)}"


class Interaction:
    """One interaction: its script, and how much of it has happened by now.

    It goes on by the clock, whether or not somebody listens, as the real ones do in the background.
    """

    def __init__(
        self, id_: str, question: Question, input_steps: Json, cues: tuple[Cue, ...], pace: float
    ) -> None:
        self.id = id_
        self.question = question
        self._input = input_steps
        self._cues = tuple(Cue(pause, _renamed(value, id_)) for pause, value in cues)
        self._pace = pace
        self._started = time.monotonic()
        self._cancelled = False

    def play(self, last_event_id: str = "") -> Iterator[Cue]:
        """The events after the one named, those whose time has come without a pause.

        Raises Refusal where there is no event of that name. A cancelled interaction stops with an
        event that says so.
        """
        return self._play(self._after(last_event_id))

    def whole(self) -> Json:
        """The interaction as if all of its script had happened."""
        self._started = -math.inf
        return wire_interactions.fold(value for _, value in self._cues)

    def state(self, *, with_input: bool = False) -> Json:
        """The interaction as it stands now; its steps come once it has ended."""
        elapsed, happened, at = self._elapsed(), [], 0.0
        for pause_s, value in self._cues:
            at += pause_s
            if at > elapsed or self._cancelled:
                break
            happened.append(value)
        if len(happened) == len(self._cues):
            state = wire_interactions.fold(happened)
            steps = state.get("steps", [])
            return {**state, "steps": [*self._input, *steps]} if with_input else state
        status = "cancelled" if self._cancelled else "in_progress"
        ended = wire_interactions.finished(self.id, self.question, status)["interaction"]
        return {key: value for key, value in ended.items() if key != "usage"}

    def cancel(self) -> None:
        """Stop where it stands. What has ended already stays as it is."""
        if self._elapsed() < sum(pause_s for pause_s, _ in self._cues):
            self._cancelled = True

    def _play(self, start: int) -> Iterator[Cue]:
        clock, at = self._elapsed(), 0.0
        for index, (pause_s, value) in enumerate(self._cues):
            at += pause_s
            if index < start:
                continue
            yield Cue(max(0.0, at - clock), value)
            clock = max(clock, at)
            if self._cancelled:
                yield Cue(0.0, wire_interactions.finished(self.id, self.question, "cancelled"))
                yield Cue(0.0, DONE)
                return

    def _after(self, event_id: str) -> int:
        if not event_id:
            return 0
        for index, (_, value) in enumerate(self._cues):
            if isinstance(value, dict) and value.get("event_id") == event_id:
                return index + 1
        raise Refusal(400, f"There is no event {event_id!r} to resume from.")

    def _elapsed(self) -> float:
        """Seconds of the script that have happened."""
        seconds = time.monotonic() - self._started
        return seconds / self._pace if self._pace else math.inf


class Memory:
    """The latest interactions by id; the oldest are forgotten first."""

    def __init__(self) -> None:
        self._by_id: OrderedDict[str, Interaction] = OrderedDict()

    def add(self, interaction: Interaction) -> None:
        """Remember an interaction."""
        self._by_id[interaction.id] = interaction
        if len(self._by_id) > _MAX_REMEMBERED:
            self._by_id.popitem(last=False)

    def get(self, id_: str) -> Interaction:
        """The interaction of that id. Raises Refusal where it is not remembered."""
        try:
            return self._by_id[id_]
        except KeyError:
            raise Refusal(404, f"The interaction {id_!r} was not found.") from None

    def remove(self, id_: str) -> None:
        """Forget an interaction. Raises Refusal where it is not remembered."""
        self.get(id_).cancel()
        del self._by_id[id_]


def _renamed(value: Json, id_: str) -> Json:
    """An event with the id of this interaction in place of its tape's."""
    if not isinstance(value, dict):
        return value
    if "interaction_id" in value:
        return {**value, "interaction_id": id_}
    if "interaction" in value:
        return {**value, "interaction": {**value["interaction"], "id": id_}}
    return value
