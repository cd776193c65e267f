"""What the same call would have returned without streaming, put together from its chunks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

import msgspec

from gemini_desktop.core.capture import Record, RequestSent
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.decoding.decoder import Decoder
from gemini_desktop.core.decoding.responses import Responses
from gemini_desktop.core.events import Json
from gemini_desktop.core.merged.chat_completions import ChatCompletionsMerger
from gemini_desktop.core.merged.generate_content import GenerateContentMerger
from gemini_desktop.core.merged.interactions import InteractionsMerger
from gemini_desktop.core.merged.tree import Conflict, Path, Tree
from gemini_desktop.core.protocols.table import sniffed


class _ProtocolMerger(Protocol):
    kind: str
    tree: Tree

    def go_on(self) -> None: ...

    def take(self, json: Json, name: str, number: int) -> None: ...


_MERGERS: dict[str, type[_ProtocolMerger]] = {
    "generate-content": GenerateContentMerger,
    "interactions": InteractionsMerger,
    "chat-completions": ChatCompletionsMerger,
}


class Merged(msgspec.Struct, frozen=True):
    """The whole answer as one object. `kind` is the name that the API's reference gives it, empty
    where the protocol is not known; `events` are those that it was put together from."""

    kind: str
    value: Json
    events: int
    conflicts: tuple[Conflict, ...]


class Merger:
    """`record` each record before the chunks that it completed, `take` each chunk, and ask for the
    `result` at any time. Never raises for what a server sent."""

    def __init__(self, protocol: str = "") -> None:
        self.protocol = protocol
        self.events = 0
        self._responses = Responses()
        self._merger: _ProtocolMerger | None = None
        self._error: Json = None

    def record(self, record: Record) -> None:
        """The next record."""
        self._responses.take(record)
        if isinstance(record, RequestSent):
            self.protocol = self.protocol or record.protocol

    def take(self, chunk: Chunk) -> None:
        """The next chunk. What is no JSON adds nothing."""
        for response in self._responses.begun(chunk):
            if response.hop == "continuation" and self._merger is not None:
                self._merger.go_on()
            elif response.hop != "resume":
                self._merger, self.events = None, 0
        if chunk.kind != "event" or chunk.error:
            return
        json = chunk.json
        if self._merger is None:
            self.protocol = self.protocol or sniffed(json, chunk.name)
            made = _MERGERS.get(self.protocol)
            self._merger = made() if made is not None else None
        if self._merger is None:
            self._error = json
            return
        try:
            self._merger.take(json, chunk.name, chunk.number)
        except RecursionError:  # nested deeper than Python can compare or write
            return
        self.events += 1

    def result(self) -> Merged:
        """The answer as far as it has come."""
        if self._merger is None:
            return Merged("", self._error, int(self._error is not None), ())
        tree = self._merger.tree
        try:
            value = tree.value()
        except RecursionError:
            value = None
        return Merged(self._merger.kind, value, self.events, tuple(tree.conflicts()))

    def origins(self, path: Path) -> Sequence[int]:
        """The numbers of the chunks that the value at this path of the result came from."""
        return self._merger.tree.origins(path) if self._merger is not None else ()


def merged(records: Iterable[Record], protocol: str = "") -> Merged:
    """The answer of a whole capture."""
    decoder, merger = Decoder(protocol), Merger(protocol)
    for record in records:
        merger.record(record)
        for chunk in decoder.feed(record):
            merger.take(chunk)
    for chunk in decoder.close():
        merger.take(chunk)
    return merger.result()
