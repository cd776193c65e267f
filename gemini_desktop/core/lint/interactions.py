"""The rules on the events of the Interactions API. Their order is watched by `step_order`."""

from __future__ import annotations

import re
from typing import Any

from gemini_desktop.core import json_text
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.events import Json
from gemini_desktop.core.lint.findings import Findings, place, quoted
from gemini_desktop.core.lint.usage import UsageRules
from gemini_desktop.core.protocols import wire
from gemini_desktop.core.protocols.interactions_content import STEPS

_OLDER = ("interaction.start", "interaction.complete", "content.start", "content.delta",
          "content.stop")  # fmt: skip
_STATUSES = frozenset(
    {
        *("queued", "in_progress", "requires_action", "requires_continuation", "completed"),
        *("incomplete", "failed", "cancelled", "budget_exceeded"),
    }
)
_EVENT_ID = re.compile(rb'(?<!\\)"event_id"\s*:\s*"([^"\\]{1,200})"')
_COUNTED = re.compile(r"(.*?)(\d{1,18})")
_SURE_AFTER = 3
"""Ids are opaque: a gap is only one after so many that counted up by one."""
_MAX_ARGUMENTS = 1 << 20
_MOST_STEPS = 10_000


class _Step:
    __slots__ = ("kind", "length", "pieces", "start")

    def __init__(self, kind: str, start: tuple[int, int, int]) -> None:
        self.kind = kind
        self.start = start
        self.pieces: list[str] = []
        self.length = 0


class InteractionsRules:
    """Follows one interaction."""

    def __init__(self, findings: Findings, usage: UsageRules) -> None:
        self._findings = findings
        self._usage = usage
        self._id = ""
        self._event_id = ""
        self._in_row = 0
        self._open: dict[int, _Step] = {}
        self._highest: int | None = None
        self._streamed = self._over = self._older = self._token = False
        self._completed: tuple[int, int, int] | None = None

    def plain(self, chunk: Chunk) -> None:
        """A delta that only brings text: its JSON was not built."""
        if self._event_id:
            found = _EVENT_ID.search(chunk.raw)
            if found is not None:
                self._event(chunk, found[1].decode("utf-8", "replace"))

    def read(self, chunk: Chunk, json: Json) -> None:
        """Look at any other event."""
        for item in json if isinstance(json, list) else (json,):
            if isinstance(item, dict):
                self._read(chunk, item)

    def done(self, _chunk: Chunk) -> None:
        """The mark [DONE], which belongs to the protocol."""
        self._over = True

    def close(self, at: int) -> None:
        """The response is over, and was neither refused nor cut."""
        if self._streamed and self._completed is None:
            words = "The stream ended without interaction.completed"
            self._findings.add("INT04", words, at, at)
        for index, step in self._open.items():
            if self._completed is not None:
                words = f"Step {index} ({step.kind}) was started and never stopped"
                self._findings.add("INT11", words, *step.start)
        if self._completed is not None and not self._usage.told:
            words = "The interaction ended without token counts"
            self._findings.add("USE03", words, *self._completed)

    def _read(self, chunk: Chunk, json: dict[str, Any]) -> None:
        kind = wire.text(json, "event_type") or chunk.name
        if chunk.name in _OLDER or kind in _OLDER:
            if not self._older:
                self._older = True
                words = f"The event is called {quoted(kind)}, as before June 2026"
                self._findings.at("INT09", words, chunk, f'"{kind}"')
            kind = kind.replace("content.", "step.")
        if event_id := wire.text(json, "event_id"):
            self._event(chunk, event_id)
        self._streamed = self._streamed or "event_type" in json or chunk.name != "message"
        match kind:
            case "step.start":
                self._step_start(chunk, json)
            case "step.delta":
                self._step_delta(chunk, json)
            case "step.stop":
                self._step_stop(chunk, json)
            case "interaction.status_update":
                self._status(chunk, json)
            case "error":
                self._over = True
            case _:
                interaction = json.get("interaction", json)
                if isinstance(interaction, dict) and "status" in interaction:
                    ended = kind in ("interaction.completed", "interaction.complete")
                    self._interaction(chunk, interaction, ended=ended)

    def _interaction(self, chunk: Chunk, json: dict[str, Any], *, ended: bool) -> None:
        id_ = wire.text(json, "id")
        if id_ and self._id and id_ != self._id:
            words = f"The interaction was {quoted(self._id)} and is {quoted(id_)}"
            self._findings.at("INT15", words, chunk, f'"{id_}"')
        self._id = id_ or self._id
        self._status(chunk, json)
        if ended:
            self._completed = (*place(chunk), chunk.number)
        if wire.text(json, "status") == "requires_continuation" and not self._token:
            words = "requires_continuation came without a continuation_token"
            self._findings.at("INT16", words, chunk, '"requires_continuation"')

    def _status(self, chunk: Chunk, json: dict[str, Any]) -> None:
        self._token = self._token or bool(wire.text(json, "continuation_token"))
        status = wire.text(json, "status")
        if status and status not in _STATUSES:
            words = f"Nothing is known of the status {quoted(status)}"
            self._findings.at("INT10", words, chunk, f'"{status}"')

    def _step_start(self, chunk: Chunk, json: dict[str, Any]) -> None:
        index = wire.index(json.get("index"))
        step = json.get("step", json.get("content"))
        kind = wire.text(step, "type")
        if isinstance(step, dict) and not kind:
            self._findings.at("INT08", "A step has no type", chunk, '"step"')
        elif kind and kind not in STEPS and "step" in json:
            words = f"Nothing is known of the step {quoted(kind)}"
            self._findings.at("INT07", words, chunk, f'"{kind}"')
        due = 0 if self._highest is None else self._highest + 1
        if index > due and (self._highest is not None or self._id):
            words = f"Step {index} was started, and no step {due}"
            self._findings.at("INT12", words, chunk, f'"index":{index}')
        self._highest = max(index, self._highest or 0)
        if len(self._open) < _MOST_STEPS:
            self._open[index] = _Step(kind, (*place(chunk), chunk.number))

    def _step_delta(self, chunk: Chunk, json: dict[str, Any]) -> None:
        index = wire.index(json.get("index"))
        self._highest = max(index, self._highest or 0)
        delta = json.get("delta")
        if not isinstance(delta, dict):
            return
        content = delta.get("content")
        if not wire.text(delta, "type"):
            self._findings.at("INT08", "A delta has no type", chunk, '"delta"')
        elif isinstance(content, dict) and not wire.text(content, "type"):
            self._findings.at("INT08", "The content of a delta has no type", chunk, '"content"')
        step = self._open.get(index)
        if step is not None and isinstance(piece := delta.get("arguments"), str):
            step.length += len(piece)
            if step.length <= _MAX_ARGUMENTS:
                step.pieces.append(piece)

    def _step_stop(self, chunk: Chunk, json: dict[str, Any]) -> None:
        index = wire.index(json.get("index"))
        self._highest = max(index, self._highest or 0)
        step = self._open.pop(index, None)
        if step is None or not step.pieces or step.length > _MAX_ARGUMENTS:
            return
        if not is_json("".join(step.pieces)):
            words = f"The arguments of step {index} are not JSON"
            self._findings.at("INT14", words, chunk)

    def _event(self, chunk: Chunk, id_: str) -> None:
        before, self._event_id = self._event_id, id_
        if not before:
            return
        if id_ == before:
            words = f"The event id {quoted(id_)} came twice"
            self._findings.at("INT13", words, chunk, f'"{id_}"')
            return
        step = _steps_between(before, id_)
        if step == 1:
            self._in_row += 1
            return
        if step is not None and step > 1 and self._in_row >= _SURE_AFTER:
            words = f"After the event {quoted(before)} came {quoted(id_)}"
            self._findings.at("INT05", words, chunk, f'"{id_}"')
        self._in_row = self._in_row if step is not None else 0


def is_json(text: str) -> bool:
    """Whether the pieces of a call's arguments add up to JSON; nothing at all counts as none."""
    if not text.strip():
        return True
    try:
        json_text.parse(text)
    except (ValueError, RecursionError):
        return False
    return True


def _steps_between(before: str, after: str) -> int | None:
    one, two = _COUNTED.fullmatch(before), _COUNTED.fullmatch(after)
    if one is None or two is None or one[1] != two[1]:
        return None
    return int(two[2]) - int(one[2])
