"""The bundled captures, each read once, in the forms in which they can be played.

As reads, with the bytes and pauses of the record; as cues, one a JSON value, to be put into another
framing; as an answer in the common vocabulary, to be said in another protocol.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

import msgspec

from gemini_desktop import resources
from gemini_desktop.core.capture import (
    BytesReceived,
    Capture,
    Record,
    ResponseStarted,
    decode_lines,
)
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.decoding.decoder import decode
from gemini_desktop.net.demo import framing
from gemini_desktop.net.demo.answer import Answer, Moment
from gemini_desktop.net.demo.reply import Beat, Cue

_NS = 1_000_000_000


class Tape(msgspec.Struct, frozen=True, kw_only=True):
    """One bundled capture.

    `event_stream` says which framing it has; `gateway` that its server keeps to that framing
    whatever it is asked for. `whole` is false where it records a connection that broke.
    """

    name: str
    protocol: str
    content_type: str
    head_pause_s: float
    reads: tuple[Beat, ...]
    cues: tuple[Cue, ...]
    answer: Answer
    event_stream: bool
    gateway: bool
    whole: bool


@cache
def load(name: str) -> Tape:
    """The bundled capture of that name. Raises OSError where there is none."""
    folder = resources.path("demo", name)
    lines = (folder / "records.jsonl").read_bytes().splitlines()
    capture = Capture(records=tuple(decode_lines(lines, (folder / "body").read_bytes())), id=name)
    request, ended = capture.request, capture.ended
    head = next(r for r in capture.records if isinstance(r, ResponseStarted))
    chunks = [c for c in decode(capture.records) if c.kind in {"event", "done"}]
    content_type = dict(head.headers)["Content-Type"]
    whole = ended is not None and ended.how == "complete"
    return Tape(
        name=name,
        protocol=request.protocol if request else "",
        content_type=content_type,
        head_pause_s=head.t_ns / _NS,
        reads=tuple(_reads(capture.records, head.t_ns)),
        cues=tuple(_cues(chunks, head.t_ns)),
        answer=Answer(moments=tuple(_moments(chunks, head.t_ns)), whole=whole),
        event_stream=content_type == framing.EVENT_STREAM,
        gateway=b"sdkHttpResponse" in capture.body,
        whole=whole,
    )


def _reads(records: Iterable[Record], t_ns: int) -> Iterator[Beat]:
    for record in records:
        if isinstance(record, BytesReceived):
            yield Beat((record.t_ns - t_ns) / _NS, record.data)
            t_ns = record.t_ns


def _cues(chunks: Iterable[Chunk], t_ns: int) -> Iterator[Cue]:
    for chunk in chunks:
        value = framing.DONE if chunk.kind == "done" else chunk.json
        yield Cue((chunk.t_ns - t_ns) / _NS, value)
        t_ns = chunk.t_ns


def _moments(chunks: Iterable[Chunk], t_ns: int) -> Iterator[Moment]:
    for chunk in chunks:
        for event in chunk.events:
            yield Moment((chunk.t_ns - t_ns) / _NS, event)
            t_ns = chunk.t_ns
