"""A turn as packed JSON, made in another thread without holding the interpreter for long.

msgspec writes a turn in one call, during which no other thread runs: a long answer kept the window
waiting for 25 ms. Its long texts, which go to the blobs anyway, are therefore written piece by
piece, and the JSON that is written in one go is short.

JSON cannot say what is outside a double's range (a server may send 1e400): null stands there, and a
member of its own, `not_finite`, has the number by its place (a JSON pointer).
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator

import msgspec

from gemini_desktop.core.events import Content, Json, Text, ThoughtText
from gemini_desktop.core.export import pointers
from gemini_desktop.core.transcript import Step, Turn
from gemini_desktop.store import packing
from gemini_desktop.store.blobs import Blobs

_LONG = 256 * 1024
_AT_ONCE = 64 * 1024
# A sleep, however short, hands the interpreter over; without one the window waits for 5 ms.
_BREATH_S = 0.0005
_NOT_FINITE = "not_finite"
_MEMBER = b'"not_finite":'
_encode = msgspec.json.Encoder().encode


def packer(turn: Turn, blobs: Blobs) -> Callable[[], bytes]:
    """What makes the packed JSON (`packing`) of the turn as it is now; it may change meanwhile.
    The call raises StoreError where `blobs` cannot be written."""
    steps = [
        msgspec.structs.replace(step, contents=[*step.contents], parts=[*step.parts])
        for step in turn.steps
    ]
    kept = msgspec.structs.replace(turn, steps=steps)

    def pack() -> bytes:
        texts = _LongTexts(blobs)
        short = msgspec.structs.replace(kept, steps=[texts.out_of(step) for step in steps])
        return packing.pack(_whole(_encode(short), kept), blobs, has_references=texts.found)

    return pack


def packed(turn: Turn, blobs: Blobs) -> bytes:
    """The packed JSON now, of a turn that nobody changes meanwhile. Raises StoreError as `packer`
    does; without long texts it takes two thirds of the time."""
    contents = (content for step in turn.steps for content in step.contents)
    if any(isinstance(c, Text | ThoughtText) and len(c.text) > _LONG for c in contents):
        return packer(turn, blobs)()
    return packing.pack(encode(turn), blobs)


def encode(turn: Turn) -> bytes:
    """The JSON, in one go, of a turn without long texts."""
    return _whole(_encode(turn), turn)


def decode(text: bytes) -> Turn:
    """The turn of a JSON text. Raises msgspec.DecodeError and RecursionError."""
    turn = msgspec.json.decode(text, type=Turn)
    if _MEMBER not in text:
        return turn
    value = msgspec.json.decode(text)
    table = value.get(_NOT_FINITE)
    for pointer, word in table.items() if isinstance(table, dict) else ():
        if word in ("inf", "-inf", "nan"):
            pointers.put(value, pointer, float(word))
    return msgspec.convert(value, Turn)


def _whole(data: bytes, turn: Turn) -> bytes:
    """With the numbers for which it has null."""
    if b"null" not in data:
        return data
    table = dict(_not_finite(msgspec.to_builtins(turn)))
    return b"%b,%b%b}" % (data[:-1], _MEMBER, _encode(table)) if table else data


def _not_finite(value: Json) -> Iterator[tuple[str, str]]:
    waiting = [("", value)]
    while waiting:
        pointer, holder = waiting.pop()
        for name, inner in holder.items() if isinstance(holder, dict) else enumerate(holder):
            if isinstance(inner, dict | list | tuple):
                waiting.append((pointer + pointers.joined(name), inner))
            elif isinstance(inner, float) and not math.isfinite(inner):
                yield pointer + pointers.joined(name), str(inner)


class _LongTexts:
    """Takes the long texts out of steps."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs
        self._taken: dict[str, msgspec.Raw] = {}

    @property
    def found(self) -> bool:
        """Whether there was any."""
        return bool(self._taken)

    def out_of(self, step: Step) -> Step:
        """The step with references for its long texts."""
        return msgspec.structs.replace(
            step,
            contents=[*map(self._out_of_content, step.contents)],
            parts=[*map(self._out_of_part, step.parts)],
        )

    def _out_of_content(self, content: Content) -> Content:
        if isinstance(content, Text | ThoughtText) and len(content.text) > _LONG:
            return type(content)(text=self._reference(content.text))  # type: ignore[arg-type]
        return content

    def _out_of_part(self, part: Json) -> Json:
        text = part.get("text") if isinstance(part, dict) else None
        if isinstance(text, str) and len(text) > _LONG:
            return {**part, "text": self._reference(text)}
        return part

    def _reference(self, text: str) -> msgspec.Raw:
        """An answer's text is there twice: as it is shown, and as it goes back to the model."""
        if text not in self._taken:
            value = packing.reference(_written(text), self._blobs)
            self._taken[text] = msgspec.Raw(b'"%b"' % value)
        return self._taken[text]


def _written(text: str) -> bytes:
    """The text as JSON writes it between its quotation marks."""
    pieces: list[bytes] = []
    for start in range(0, len(text), _AT_ONCE):
        pieces.append(_encode(text[start : start + _AT_ONCE])[1:-1])
        time.sleep(_BREATH_S)
    return b"".join(pieces)
