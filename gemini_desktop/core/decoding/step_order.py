"""Whether the events of the Interactions API keep the order that its document promises: a step is
started, its deltas come, it is stopped; a thought's signature is its last delta.

What breaks it is read all the same; it is only noted.
"""

from __future__ import annotations

from collections.abc import Iterator

from gemini_desktop.core.events import Json

Noted = tuple[str, str]
_NOT_STARTED: Noted = ("step_not_started", "A step's event came before its start, or after its end")
_STARTED_TWICE: Noted = ("step_started_twice", "A step was started again before it had ended")
_SIGNED_EARLY: Noted = ("signature_not_last", "A thought went on after its signature")


class StepOrder:
    """Follows the steps of one answer."""

    def __init__(self) -> None:
        self._open: dict[int, bool] = {}
        """The steps that go on, and whether they have been signed."""
        self._began = False

    def of(self, json: dict[str, Json], name: str) -> Iterator[Noted]:
        """What is out of order about one event, whose line was named `name`."""
        said = json.get("event_type")
        if not isinstance(said, str):
            return
        if name not in ("message", said):
            yield (
                "event_name",
                f"An event is named “{name[:40]}” by its line and “{said[:40]}” in its JSON",
            )
        index = json.get("index")
        if isinstance(index, int) and said.startswith("step."):
            yield from self._step(said, index, json.get("delta"))

    def _step(self, kind: str, index: int, delta: Json) -> Iterator[Noted]:
        known = index in self._open
        match kind:
            case "step.start":
                self._began = True
                self._open[index] = False
                if known:
                    yield _STARTED_TWICE
            case "step.stop":
                self._open.pop(index, None)
                if not known and self._began:
                    yield _NOT_STARTED
            case "step.delta" if known:
                if self._open[index]:
                    yield _SIGNED_EARLY
                self._open[index] = self._open[index] or _is_signature(delta)
            case "step.delta" if self._began:  # a resumed stream begins inside a step
                yield _NOT_STARTED


def _is_signature(delta: Json) -> bool:
    return isinstance(delta, dict) and delta.get("type") == "thought_signature"
