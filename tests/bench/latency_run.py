"""How long events take from the server's write to the slot, for `latency.py`: base URL, stack."""

from __future__ import annotations

import asyncio
import gc
import json
import re
import sys
import time
from urllib.parse import urlsplit

import measure
import stack_engine
from stack_limits import PATH

from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.events import StepDelta, Text

_text = re.compile(rb'"text":"(\d+) ')


class Latencies(stack_engine.Counter):
    """Takes the time of each event against the time that its text begins with."""

    def __init__(self) -> None:
        super().__init__()
        self.ns: list[int] = []

    def chunk(self, chunk: Chunk) -> None:
        """The slot."""
        now = time.monotonic_ns()
        super().chunk(chunk)
        for event in chunk.events:
            if isinstance(event, StepDelta) and isinstance(event.content, Text):
                stamp, blank, _ = event.content.text.partition(" ")
                if blank:
                    self.ns.append(now - int(stamp))


def main() -> None:
    """Run, print one JSON line."""
    base, stack = sys.argv[1:]
    measure.pin(0)
    seen = Latencies()
    gc.freeze()
    if stack == "socket":
        asyncio.run(_by_socket(base, seen.ns))
    else:
        _by_engine(base, stack, seen)
    ordered = sorted(seen.ns[len(seen.ns) // 10 :])  # the first ones pay for what is made once
    at = {"p50_ms": 0.5, "p99_ms": 0.99}
    print(json.dumps({name: ordered[int(len(ordered) * q)] / 1e6 for name, q in at.items()}))


def _by_engine(base: str, stack: str, seen: Latencies) -> None:
    if stack == "asyncio":
        loop, listener = asyncio.new_event_loop(), None
    else:
        from gemini_desktop.ui.bridge import Bridge

        loop, listener = stack_engine.new_qt_loop(), Bridge()
        listener.chunk_parsed.connect(seen.chunk)
    read = stack_engine.reader(loop, "generate-content", listener or seen, taped=True, counter=seen)
    read(base)
    loop.close()


async def _by_socket(base: str, ns: list[int]) -> None:
    url = urlsplit(base)
    reader, writer = await asyncio.open_connection(url.hostname, url.port)
    head = f"POST {url.path}{PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{{}}"
    writer.write(head.encode())
    last = b""
    while not last.endswith(b"\r\n0\r\n\r\n"):
        data = await reader.read(65536)
        now = time.monotonic_ns()
        ns += [now - int(found[1]) for found in _text.finditer(data)]
        last = last[-16:] + data[-16:]
    writer.close()


if __name__ == "__main__":
    main()
