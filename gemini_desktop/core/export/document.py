"""A conversation as one JSON document: lossless, versioned, the form that is read again.

It holds the whole tree of turns with all branches: raw parts, signatures, times, usage. The bytes
are canonical: what `load` makes of them is written as the same bytes again. JSON cannot say
everything that was received, so two tables stand after the turns, both by JSON pointer:

    not_finite  numbers outside a double's range; null stands in their place
    beside      pictures and the like that lie in files beside; an empty text stands in their place

What a later version of this program added to the form is kept in `beyond`, and written again.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

import msgspec

from gemini_desktop.core import turn_tree
from gemini_desktop.core.errors import Failure, GeminiDesktopError
from gemini_desktop.core.events import Json
from gemini_desktop.core.export import document_reading, long_texts, pointers
from gemini_desktop.core.export.apart import Apart, Reader
from gemini_desktop.core.transcript import Transcript, Turn

FORMAT = document_reading.FORMAT
VERSION = document_reading.VERSION
SUFFIX = ".json"


class Document(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One conversation. A turn's `parent_id` says which one it follows; one whose parent is not
    there is a root. `head` is the last turn of the path that is shown. `archived` and `pinned` as
    in the list of conversations. Times in nanoseconds since 1970."""

    id: str = ""
    title: str = ""
    own_title: bool = False
    """Whether the user gave it; else it is the beginning of the first prompt."""
    created_unix_ns: int = 0
    updated_unix_ns: int = 0
    tags: tuple[str, ...] = ()
    pinned: bool = False
    archived: bool = False
    head: str = ""
    turns: list[Turn]
    beyond: dict[str, Any] = msgspec.field(default_factory=dict)
    """Members that this version of the program does not know."""

    @property
    def path(self) -> list[Turn]:
        """The turns that are shown, oldest first. All of them where they make no tree."""
        if not all(turn.id for turn in self.turns):
            return list(self.turns)
        known = {turn.id: turn for turn in self.turns}
        pairs = [(turn.id, turn.parent_id) for turn in self.turns]
        head = self.head if self.head in known else pairs[-1][0] if pairs else ""
        return [known[turn_id] for turn_id in turn_tree.path_to(pairs, head)]


def of(transcript: Transcript, title: str = "") -> Document:
    """A path through a conversation, as a conversation of its own: each turn follows the one
    before it, also where one that stood between them is gone."""
    turns: list[Turn] = []
    for turn in transcript.turns:
        before = turns[-1].id if turns else ""
        linked = turn.parent_id == before or not (turns and turn.id)
        turns.append(turn if linked else msgspec.structs.replace(turn, parent_id=before))
    return Document(title=title, turns=turns, head=turns[-1].id if turns else "")


def render(transcript: Transcript, title: str = "") -> bytes:
    """The document of a transcript, as `encode` writes it."""
    return encode(of(transcript, title))


def encode(document: Document, apart: Apart | None = None) -> bytes:
    """The bytes, indented by two, with a line end at the end. With `apart` the pictures and the
    like go there. Raises GeminiDesktopError where a turn is nested too deep for JSON."""
    return b"".join(pieces(document, apart))


def pieces(document: Document, apart: Apart | None = None) -> Iterator[bytes]:
    """The same in pieces, a turn at a time: a long conversation is not held twice."""
    head = msgspec.to_builtins(msgspec.structs.replace(document, turns=[], beyond={}))
    head = {"format": FORMAT, "version": VERSION, **_without(head, "turns")}
    yield _written(head)[:-2] + b',\n  "turns": ['
    tables = _Tables(apart)
    between = b"\n    "
    for number, turn in enumerate(document.turns):
        yield between
        yield from _turn(turn, number, tables)
        between = b",\n    "
    yield b"\n  ]" if document.turns else b"]"
    yield _last(document.beyond, tables) + b"\n}\n"


def load(data: bytes, beside: Reader | None = None) -> Document:
    """The document in `data`. `beside` gives the bytes of a file that lies beside it, by the name
    that the document has for it; it may raise OSError or KeyError.

    Raises:
        GeminiDesktopError: it is no such document, damaged, of a later version, or a file beside
            it is missing. The failure says which, and where.
    """
    raw = document_reading.checked(data)
    if beside is None and raw.get("beside"):
        raise document_reading.files_wanted()
    document_reading.put_back(raw, beside)
    turns = [document_reading.turn(value, number) for number, value in enumerate(raw.pop("turns"))]
    document_reading.check_ids(turns)
    known = (*Document.__struct_fields__, *document_reading.OF_THE_FORM)
    fields = {name: raw[name] for name in Document.__struct_fields__ if name in raw}
    try:
        document = msgspec.convert({**fields, "turns": [], "beyond": {}}, Document)
    except (msgspec.ValidationError, UnicodeError) as error:
        raise document_reading.damaged(str(error)) from error
    document.turns = turns
    document.beyond = _without(raw, *known)
    return document


class _Tables:
    """What JSON cannot say, found turn by turn."""

    def __init__(self, apart: Apart | None) -> None:
        self.not_finite: dict[str, str] = {}
        self.beside: dict[str, Json] = {}
        self._apart = apart

    def look_through(self, value: Json, start: str) -> None:
        """Enter all that is in `value`, and put its stand-in there."""
        waiting = [(start, value)]
        while waiting:
            pointer, holder = waiting.pop()
            members = holder.items() if isinstance(holder, dict) else enumerate(holder)
            for name, inner in list(members):
                if isinstance(inner, dict | list):
                    waiting.append((pointer + pointers.joined(name), inner))
                elif isinstance(inner, float) and not math.isfinite(inner):
                    self.not_finite[pointer + pointers.joined(name)] = str(inner)
                    holder[name] = None
                elif name == "data" and isinstance(inner, str) and self._apart is not None:
                    kept = self._apart.take(inner, holder)
                    if kept is not None:
                        self.beside[pointer + pointers.joined(name)] = kept
                        holder[name] = ""


def _last(beyond: dict[str, Any], tables: _Tables) -> bytes:
    """The members after the turns, with the comma before them; empty where there are none."""
    try:
        plain = _plain(beyond)
        tables.look_through(plain, "")
        after = {"not_finite": tables.not_finite, "beside": tables.beside}
        rest = {name: table for name, table in after.items() if table} | plain
        return b"," + _written(rest)[1:-2] if rest else b""
    except RecursionError as error:
        raise _too_deep("The conversation") from error


def _turn(turn: Turn, number: int, tables: _Tables) -> Iterator[bytes]:
    try:
        value = _plain(msgspec.structs.replace(turn, beyond={}))
        for pointer, inner in turn.beyond.items():
            pointers.put(value, pointer, _plain(inner))
        tables.look_through(value, pointers.joined("turns", number))
        yield from long_texts.written(value, _indented)
    except RecursionError as error:
        raise _too_deep(f"Turn {number + 1}") from error


def _indented(value: Any) -> bytes:
    return _written(value).replace(b"\n", b"\n    ")


def _plain(value: Any) -> Any:
    """As dicts and lists that are nobody else's."""
    return _copied(msgspec.to_builtins(value))


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copied(inner) for name, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, list | tuple) else value


def _written(value: Any) -> bytes:
    """Indented JSON. A lone surrogate, which UTF-8 cannot say, is an escape."""
    try:
        return msgspec.json.format(msgspec.json.encode(value), indent=2)
    except UnicodeEncodeError:
        text = json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False)
        return text.encode("utf-8", "backslashreplace")


def _without(value: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: inner for name, inner in value.items() if name not in names}


def _too_deep(what: str) -> GeminiDesktopError:
    return GeminiDesktopError(
        Failure(
            kind="too_deep",
            message=f"{what} holds data that are nested too deep for a JSON file.",
            advice="Save its capture instead, or export as Markdown.",
        )
    )
