"""A JSON value that is put together from events, and for each of its places the events it is from.

Texts are kept in pieces until somebody asks for the value, and list items whose order their index
tells (candidates, steps, choices) by that index, so that putting together costs the size of what
comes.
"""

from __future__ import annotations

import base64
import binascii
from array import array
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

import msgspec

from gemini_desktop.core import arguments
from gemini_desktop.core.events import Json, PartialArgument

Path: TypeAlias = tuple[str | int, ...]
MOST_CONFLICTS = 1_000
_MOST_VALUES = 100


class Conflict(msgspec.Struct, frozen=True):
    """A field that came with different values, each with the number of the event that brought it;
    the last one stands in the merged value."""

    path: Path
    values: tuple[tuple[int, Json], ...]


class Pieces:
    """A text that is appended to."""

    def __init__(self, first: str) -> None:
        self.pieces = [first]

    def value(self) -> Json:
        """The whole text."""
        return "".join(self.pieces)


class JsonPieces(Pieces):
    """JSON text that comes in pieces; while it is not whole, a text."""

    def value(self) -> Json:
        """The JSON that the pieces add up to."""
        text = "".join(self.pieces)
        try:
            return msgspec.json.decode(text)
        except (msgspec.DecodeError, RecursionError):
            return text


class Base64Pieces(Pieces):
    """Data that come in pieces, each of which is base64 of its own."""

    def value(self) -> Json:
        """Base64 of all the data; where a piece is none, the pieces as they stand."""
        pieces = self.pieces
        if all(len(piece) % 4 == 0 and not piece.endswith("=") for piece in pieces[:-1]):
            return "".join(pieces)
        try:
            raw = b"".join(base64.b64decode(piece, validate=True) for piece in pieces)
        except (binascii.Error, ValueError):
            return "".join(pieces)
        return base64.b64encode(raw).decode()


class Arguments:
    """The arguments of a call that come by JSON path."""

    def __init__(self) -> None:
        self.pieces: list[PartialArgument] = []

    def value(self) -> Json:
        """The object that they add up to."""
        return arguments.assembled(tuple(self.pieces))


class Slots(dict[int, Any]):
    """A list whose items come in any order, by their index."""

    def at(self, position: int) -> int | None:
        """The index of the item at this place of the list."""
        known = sorted(self)
        return known[position] if 0 <= position < len(known) else None


class Tree:
    """The value and where it came from. Paths hold an item's index, not its place, where the list
    is one of slots."""

    def __init__(self) -> None:
        self.root: dict[str, Any] = {}
        self._origins: dict[Path, array[int]] = {}
        self._conflicts: dict[Path, list[tuple[int, Json]]] = {}

    def set(self, path: Path, value: Json, number: int, *, running: bool = False) -> None:
        """Put a value. What differs from the one before is a conflict, but for `running` ones
        (totals, a status), of which the last one holds."""
        place, key = self.container(path[:-1]), path[-1]
        if key in place:
            old = place[key]
            if old is value or old == value:
                return
            if not running:
                self._contradict(path, old, value, number)
        place[key] = value
        self._origins[path] = array("Q", (number,))

    def fields(self, path: Path, found: dict[str, Json], number: int) -> None:
        """Put the fields of running totals; those that are left out still hold."""
        for name, value in found.items():
            if value is not None or name not in self.container(path):
                self.set((*path, name), value, number, running=True)

    def text(self, path: Path, piece: str, number: int, kind: type[Pieces] = Pieces) -> None:
        """Append to a text, or begin it."""
        place, key = self.container(path[:-1]), path[-1]
        old = place.get(key)
        if isinstance(old, Pieces):
            old.pieces.append(piece)
        elif isinstance(old, str):
            place[key] = kind(old)
            place[key].pieces.append(piece)
            if path not in self._origins:
                self._origins[path] = array("Q", self._of_whole(path))
        else:
            place[key] = kind(piece)
        self.came(path, number)

    def append(self, path: Path, value: Json, number: int) -> Path:
        """Append to a list; the item's path."""
        place = self.container(path[:-1])
        items = place.get(path[-1])
        if not isinstance(items, list):
            items = place[path[-1]] = []
        items.append(value)
        item = (*path, len(items) - 1)
        self.came(item, number)
        return item

    def container(self, path: Path) -> Any:
        """The object at a path. Objects are made on the way, also in place of what is none."""
        place: Any = self.root
        for depth, key in enumerate(path, 1):
            if isinstance(place, list):
                place = place[int(key)]
                continue
            inner = place.get(key)
            into_list = depth < len(path) and isinstance(path[depth], int)
            if not isinstance(inner, dict | list if into_list else dict):
                inner = place[key] = {}
            place = inner
        return place

    def slots(self, name: str) -> Slots:
        """The list of this name at the top, whose items tell their index."""
        held = self.root.get(name)
        if not isinstance(held, Slots):
            held = self.root[name] = Slots()
        return held

    def came(self, path: Path, number: int) -> None:
        """Another event is where this is from."""
        known = self._origins.get(path)
        if known is None:
            self._origins[path] = array("Q", (number,))
        elif known[-1] != number:
            known.append(number)

    def value(self) -> Json:
        """The value as it stands now; the caller may keep it."""
        return copied(self.root)

    def conflicts(self) -> list[Conflict]:
        """In the order in which they were found, with the paths of `value`."""
        return [
            Conflict(self._outer(path), tuple(values)) for path, values in self._conflicts.items()
        ]

    def origins(self, path: Path) -> Sequence[int]:
        """The numbers of the events that the value at this path of `value` came from, in order:
        its own and those of all that is part of it, else those of what it is part of."""
        inner = self._inner(path)
        depth = len(inner)
        found = [numbers for other, numbers in self._origins.items() if other[:depth] == inner]
        if len(found) > 1:
            return sorted({number for numbers in found for number in numbers})
        return found[0] if found else self._of_whole(inner)

    def _of_whole(self, path: Path) -> Sequence[int]:
        """The events of the nearest value that this one is part of."""
        known = (self._origins.get(path[:length]) for length in range(len(path) - 1, 0, -1))
        return next((numbers for numbers in known if numbers is not None), ())

    def _contradict(self, path: Path, old: Json, new: Json, number: int) -> None:
        values = self._conflicts.get(path)
        if values is None:
            if len(self._conflicts) >= MOST_CONFLICTS:
                return
            first = self._origins.get(path)
            before = old.value() if isinstance(old, Pieces | Arguments) else old
            values = self._conflicts[path] = [(first[0] if first else number, before)]
        if len(values) < _MOST_VALUES:
            values.append((number, new))

    def _inner(self, path: Path) -> Path:
        """A path of `value` as it is here: list positions as indexes where there are slots."""
        return tuple(self._steps(path, outer=False))

    def _outer(self, path: Path) -> Path:
        return tuple(self._steps(path, outer=True))

    def _steps(self, path: Path, *, outer: bool) -> Iterator[str | int]:
        place: Any = self.root
        for key in path:
            inner: str | int = key
            shown: str | int = key
            if isinstance(place, Slots) and isinstance(key, int):
                if outer:
                    shown = sorted(place).index(key) if key in place else key
                else:
                    found = place.at(key)
                    inner = found if found is not None else key
            yield shown if outer else inner
            try:
                place = place[inner]
            except (KeyError, IndexError, TypeError):
                place = None


def copied(value: Any) -> Json:
    """The value with containers of its own, pieces joined and slots in order."""
    if isinstance(value, Slots):
        return [copied(value[index]) for index in sorted(value)]
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    if isinstance(value, list):
        return [copied(item) for item in value]
    if isinstance(value, Pieces | Arguments):
        return value.value()
    return value
