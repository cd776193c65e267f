"""What the link between words and bytes costs: keeping it beside decoding, and looking up.

    PYTHONPATH=. python tests/bench/link.py [--events=N] [--lookups=N]

The naive way in the same run: decode the capture again and count characters up to the word.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
import tracemalloc
from collections.abc import Callable

from gemini_desktop.core.answer import Answer
from gemini_desktop.core.capture import BytesReceived, RequestSent, ResponseStarted
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.events import StepDelta, Text
from gemini_desktop.core.provenance.trace import Provenance, Said

_READ = 16 * 1024


def body(protocol: str, events: int) -> bytes:
    """So many events, each with a word."""
    if protocol == "chat-completions":
        made = (
            {"id": "c", "choices": [{"index": 0, "delta": {"content": f"word{n} "}}]}
            for n in range(events)
        )
    else:
        made = (
            {"candidates": [{"content": {"parts": [{"text": f"word{n} "}], "role": "model"}}]}
            for n in range(events)
        )
    return b"".join(b"data: " + json.dumps(event).encode() + b"\n\n" for event in made)


def decoded(protocol: str, data: bytes) -> list[Chunk]:
    """The chunks of this body."""
    answer = Answer(protocol)
    answer.feed(
        RequestSent(t_ns=0, unix_ns=0, method="POST", url="", headers=(), protocol=protocol)
    )
    answer.feed(ResponseStarted(t_ns=1, status=200))
    chunks: list[Chunk] = []
    for start in range(0, len(data), _READ):
        chunks += answer.feed(BytesReceived(t_ns=2, data=data[start : start + _READ]))
    return chunks


def seconds(work: Callable[[], object]) -> float:
    """How long it takes, once."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def indexed(protocol: str, chunks: list[Chunk]) -> Provenance:
    """The index of these chunks."""
    index = Provenance()
    index.protocol = protocol
    for event, chunk in enumerate(chunks):
        index.take(event, chunk)
    return index


def naive(protocol: str, data: bytes, place: int) -> int:
    """The event that said the character at this place, by decoding all over again."""
    count = 0
    for event, chunk in enumerate(decoded(protocol, data)):
        for said in chunk.events:
            if isinstance(said, StepDelta) and isinstance(said.content, Text):
                count += len(said.content.text)
        if count > place:
            return event
    return -1


def measure(protocol: str, events: int, lookups: int) -> None:
    """One row of the table."""
    data = body(protocol, events)
    decode_s = seconds(lambda: decoded(protocol, data))
    chunks = decoded(protocol, data)
    index_s = seconds(lambda: indexed(protocol, chunks))
    tracemalloc.start()
    index = indexed(protocol, chunks)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    chance = random.Random(7)
    length = index.length(0, "text")
    there: list[float] = []
    back: list[float] = []
    for _ in range(lookups):
        start = chance.randrange(length - 5)
        began = time.perf_counter()
        sources = list(index.sources(Said(0, "text", start, start + 5)))
        spans = [source.bytes_in(chunks[source.event].raw) for source in sources]
        there.append(time.perf_counter() - began)
        began = time.perf_counter()
        for source, span in zip(sources, spans, strict=True):
            if span is not None:
                index.words_of_bytes(source.event, chunks[source.event].raw, *span)
        back.append(time.perf_counter() - began)
    again_s = seconds(lambda: naive(protocol, data, length - 10))
    print(
        f"{protocol:17} {decode_s / events * 1e6:9.2f} {index_s / events * 1e6:9.2f}"
        f" {held / events:9.1f} {statistics.median(there) * 1e6:12.1f} {max(there) * 1e6:8.0f}"
        f" {statistics.median(back) * 1e6:12.1f} {again_s * 1e6 / (statistics.median(there) * 1e6):8.0f}x"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=200_000)
    parser.add_argument("--lookups", type=int, default=2_000)
    options = parser.parse_args()
    print(
        "                  decode us  index us  bytes/ev   word->bytes us (max)  bytes->word us"
        "  decoding again"
    )
    for protocol in ("generate-content", "chat-completions"):
        measure(protocol, options.events, options.lookups)


if __name__ == "__main__":
    main()
