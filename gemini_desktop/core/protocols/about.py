"""What the chunks of an answer say of all of it, again and again; it is told when it changes."""

from __future__ import annotations

from typing import Any

from gemini_desktop.core.events import InteractionStarted, Json, StreamEvent, Unknown
from gemini_desktop.core.protocols import wire


class About:
    """The answer's id, model, time and what else a chunk says of it."""

    def __init__(self, names: tuple[str, ...], plain: int) -> None:
        """`names` of the fields on the wire, those of id, model and time first. The first `plain`
        of them stand in every chunk, in those too that bring nothing but a text."""
        self._names = names
        self._plain = plain
        self._known: dict[str, Json] = {}
        self.last: tuple[Json, ...] = ()
        """The plain ones of the chunk before, as it has them."""

    def learnt(self, json: dict[str, Any]) -> list[StreamEvent]:
        """All that is known now, where this chunk says something new of the answer."""
        self.last = tuple(json.get(name) for name in self._names[: self._plain])
        said = {n: value for n in self._names if (value := wire.field(json, n)) is not None}
        if said.items() <= self._known.items():
            return []
        self._known = {**self._known, **said}
        id_, model, created = (wire.text(self._known, name) for name in self._names[:3])
        return [InteractionStarted(id=id_, model=model, created=created, raw=said)]

    def forget(self) -> None:
        """What comes now is another answer."""
        self._known.clear()
        self.last = ()


class Extras:
    """Fields that are told once for each value that they take."""

    def __init__(self) -> None:
        self._known: dict[str, Json] = {}

    def is_new(self, name: str, value: Json) -> bool:
        """Whether it had another value, or none; it has this one from now on."""
        if self._known.get(name) == value:
            return False
        self._known[name] = value
        return True

    def unknown(self, fields: dict[str, Json]) -> list[StreamEvent]:
        """Those that nobody can read and that say something new."""
        return [Unknown(name=n, raw=value) for n, value in fields.items() if self.is_new(n, value)]
