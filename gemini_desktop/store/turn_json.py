"""A turn as packed JSON, made in another thread without holding the interpreter for long.

msgspec writes a turn in one call, during which no other thread runs: a long answer kept the window
waiting for 25 ms. Its long texts, which go to the blobs anyway, are therefore written piece by
piece, and the JSON that is written in one go is short.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import msgspec

from gemini_desktop.core.events import Content, Json, Text, ThoughtText
from gemini_desktop.core.transcript import Step, Turn
from gemini_desktop.store import packing
from gemini_desktop.store.blobs import Blobs

_LONG = 256 * 1024
_AT_ONCE = 64 * 1024
# A sleep, however short, hands the interpreter over; without one the window waits for 5 ms.
_BREATH_S = 0.0005
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
        return packing.pack(_encode(short), blobs, has_references=texts.found)

    return pack


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
