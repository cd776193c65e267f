"""Many answers that stop in the middle, cancelled, for `cancel.py`: server, loop, times."""

from __future__ import annotations

import asyncio
import contextlib
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

import stack_engine

from gemini_desktop.core.answer import Answer
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.net.exchange import new_client
from gemini_desktop.session import live
from gemini_desktop.store.blobs import Blobs
from gemini_desktop.store.tape import TapeWriter


class _UntilEvent(stack_engine.Counter):
    """Tells when the hundredth event has come; the server sends no more."""

    def __init__(self) -> None:
        super().__init__()
        self.came = asyncio.Event()

    def chunk(self, chunk: Chunk) -> None:
        super().chunk(chunk)
        if self.events == 100:
            self.came.set()


def main() -> None:
    """Run, print one JSON line."""
    server, loop, times = sys.argv[1:]
    factory = asyncio.new_event_loop if loop == "asyncio" else stack_engine.new_qt_loop
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        asyncio.Runner(loop_factory=factory) as runner,
    ):
        print(json.dumps(runner.run(_cancels(server, Path(folder), int(times)))))


async def _cancels(server: str, folder: Path, times: int) -> dict[str, float]:
    took: list[float] = []
    async with new_client() as client:
        profile, request = stack_engine.asked(f"{server}/events=100,hang=1", "generate-content")
        for number in range(times):
            with TapeWriter(folder / str(number), Blobs(folder / "blobs")) as tape:
                listener, answer = _UntilEvent(), Answer()
                task = asyncio.ensure_future(
                    live.run(
                        client, request, profile=profile, secret=stack_engine.KEY, tape=tape,
                        listener=listener, answer=answer,
                    )
                )  # fmt: skip
                await listener.came.wait()
                began = time.perf_counter()
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
                took.append((time.perf_counter() - began) * 1000)
        sockets = _sockets()
    return {
        "median_ms": statistics.median(took),
        "worst_ms": max(took),
        "sockets": sockets - _sockets(),
    }


def _sockets() -> int:
    """The open sockets of this process; 0 where the system does not tell."""
    folder = Path("/proc/self/fd")
    if not folder.exists():
        return 0
    found = 0
    for link in folder.iterdir():
        with contextlib.suppress(OSError):
            found += str(link.readlink()).startswith("socket:")
    return found


if __name__ == "__main__":
    main()
