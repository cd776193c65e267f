"""The Interaction, with its steps, that the call would have answered with had it not streamed."""

from __future__ import annotations

from typing import Any

from gemini_desktop.core.events import Json
from gemini_desktop.core.merged.tree import JsonPieces, Path, Tree, copied
from gemini_desktop.core.protocols import wire
from gemini_desktop.core.protocols.interactions_content import delta_type

_OLDER = {
    "interaction.start": "interaction.created",
    "interaction.complete": "interaction.completed",
    "content.start": "step.start",
    "content.delta": "step.delta",
    "content.stop": "step.stop",
}
_MEDIA = frozenset({"image", "audio", "video", "document"})
_CONSTANT = frozenset({"id", "object", "model", "agent", "created", "previous_interaction_id"})
"""Fields of an interaction that do not change; the others tell how far it is."""
_MOST_STEPS = 10_000


class InteractionsMerger:
    """Puts events together."""

    kind = "Interaction"

    def __init__(self) -> None:
        self.tree = Tree()
        self._steps: dict[int, int] = {}
        """By index on the wire, the step's own here: a number may be used again."""
        self._again = False

    def go_on(self) -> None:
        """The next hop of the same answer, which counts its steps from zero."""
        self._again = True
        self._steps.clear()

    def take(self, json: Json, name: str, number: int) -> None:
        """The next event's JSON, the name of its line, and its number."""
        for item in json if isinstance(json, list) else (json,):
            if isinstance(item, dict):
                self._event(item, name, number)

    def _event(self, json: dict[str, Any], name: str, number: int) -> None:
        kind = wire.text(json, "event_type") or name
        match _OLDER.get(kind, kind):
            case "interaction.created" | "interaction.completed":
                self._interaction(json.get("interaction"), number)
            case "interaction.status_update":
                self._status(json, number)
            case "step.start":
                self._start(json, number)
            case "step.delta":
                self._delta(json, number)
            case "step.stop":
                if isinstance(usage := json.get("usage"), dict):
                    self.tree.fields(("usage",), usage, number)
            case "error":
                self.tree.set(("error",), json.get("error"), number)
            case _ if "event_type" not in json and name == "message":
                self._interaction(json.get("interaction", json), number)

    def _interaction(self, found: Json, number: int) -> None:
        if not isinstance(found, dict):
            return
        for name, value in found.items():
            if name == "steps" and isinstance(value, list):
                if not self.tree.root.get("steps"):
                    self.tree.slots("steps")
                    for index, step in enumerate(value):
                        self._put(index, step, number)
            elif name == "usage" and isinstance(value, dict):
                self.tree.fields(("usage",), value, number)
            else:
                running = self._again or name not in _CONSTANT
                self.tree.set((name,), value, number, running=running)

    def _status(self, json: dict[str, Any], number: int) -> None:
        for name in ("status", "continuation_token"):
            if name in json:
                self.tree.set((name,), json[name], number, running=True)
        if isinstance(usage := json.get("usage"), dict):
            self.tree.fields(("usage",), usage, number)

    def _put(self, index: int, step: Json, number: int) -> Path:
        slots = self.tree.slots("steps")
        own = index if index not in slots else max(slots) + 1
        self._steps[index] = own
        if len(slots) < _MOST_STEPS:
            slots[own] = copied(step)
            self.tree.came(("steps", own), number)
        return ("steps", own)

    def _start(self, json: dict[str, Any], number: int) -> None:
        step = json.get("step")
        if step is None:  # the older schema: contents instead of steps
            content = json.get("content")
            bare = not isinstance(content, dict) or content.keys() <= {"type"}
            step = {"type": "model_output", **({} if bare else {"content": [content]})}
        self._put(wire.index(json.get("index")), step, number)

    def _delta(self, json: dict[str, Any], number: int) -> None:
        index = wire.index(json.get("index"))
        delta = json.get("delta")
        if not isinstance(delta, dict):
            return
        if index not in self._steps:  # a stream that was resumed begins inside a step
            self._put(index, {"type": _step_for(delta_type(delta))}, number)
        path: Path = ("steps", self._steps[index])
        step = self.tree.slots("steps").get(self._steps[index])
        if not isinstance(step, dict):
            return
        self._extend(path, step, delta, number)

    def _extend(self, path: Path, step: dict[str, Any], delta: dict[str, Any], number: int) -> None:
        match kind := delta_type(delta):
            case "text":
                self._text(path, step, delta, number)
            case "thought_summary":
                content = delta.get("content")
                item = {"type": "text", **content} if isinstance(content, dict) else content
                self._add((*path, "summary"), item, number)
            case "thought_signature":
                self.tree.set((*path, "signature"), delta.get("signature"), number)
            case "arguments_delta":
                if not isinstance(step.get("arguments"), JsonPieces):
                    step["arguments"] = None  # an empty object until the first piece comes
                piece = delta.get("arguments")
                text = piece if isinstance(piece, str) else wire.dumped(piece)
                self.tree.text((*path, "arguments"), text, number, JsonPieces)
            case "text_annotation_delta" | "text_annotation":
                self._annotations(path, step, delta, number)
            case _ if kind in _MEDIA or not kind.endswith(("_call", "_result")):
                self._add((*path, "content"), delta, number)
            case _:
                for name, value in delta.items():
                    if name != "type":
                        self.tree.set((*path, name), value, number, running=True)

    def _text(self, path: Path, step: dict[str, Any], delta: dict[str, Any], number: int) -> None:
        content = step.get("content")
        last = content[-1] if isinstance(content, list) and content else None
        joins = isinstance(last, dict) and last.get("type") == "text"
        beside = delta.keys() - {"type", "text", "annotations"}
        if not joins or beside:
            self._add((*path, "content"), {"type": "text", **delta}, number)
            return
        place = (*path, "content", len(step["content"]) - 1)
        if isinstance(text := delta.get("text"), str):
            self.tree.text((*place, "text"), text, number)
        for item in wire.items(delta.get("annotations")):
            self.tree.append((*place, "annotations"), item, number)

    def _annotations(
        self, path: Path, step: dict[str, Any], delta: dict[str, Any], number: int
    ) -> None:
        content = step.get("content")
        places = [
            place
            for place, item in enumerate(content if isinstance(content, list) else [])
            if isinstance(item, dict) and item.get("type") == "text"
        ]
        if not places:
            self._add((*path, "content"), delta, number)
            return
        for item in wire.items(delta.get("annotations")):
            self.tree.append((*path, "content", places[-1], "annotations"), item, number)

    def _add(self, path: Path, item: Json, number: int) -> None:
        self.tree.append(path, copied(item), number)


def _step_for(kind: str) -> str:
    if kind in ("thought_summary", "thought_signature", "thought"):
        return "thought"
    if kind == "arguments_delta":
        return "function_call"
    return kind if kind.endswith(("_call", "_result")) else "model_output"
