"""Two hundred thousand reads under a time-out of ten minutes: does the next one cost the same?

    PYTHONPATH=. python tests/bench/reads.py [--reads 200000]

httpx arms a timer for each read and cancels it; a loop that keeps cancelled timers until their time
comes grows dearer with each. The reads are httpcore's own, on the window's loop.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time

import measure
import stack_engine
from httpcore import AnyIOBackend

TIMEOUT_S = 600.0
MOST_GROWTH = 1.1
MOST_TIMERS = 200


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--reads", type=int, default=200_000)
    parser.add_argument("--once", action="store_true", help="in this process; print JSON")
    a = parser.parse_args()
    if a.once:
        measure.pin(0)
        with asyncio.Runner(loop_factory=stack_engine.new_qt_loop) as runner:
            print(json.dumps(runner.run(_reads(a.reads))))
        return
    measure.table(("item", "ours", "base", "ratio", "target"), rows(found(a.reads)))


def found(reads: int) -> dict[str, float]:
    """Microseconds of one of the first and of the last reads, and the timers that live then."""
    return measure.script("reads.py", "--once", f"--reads={reads}")


def rows(found: dict[str, float]) -> list[measure.Row]:
    """The last tenth against the first, and the timers."""
    return [
        measure.at_most(
            "a read after 200,000, us", found["last_us"], found["first_us"], MOST_GROWTH
        ),
        measure.below("live timers then", found["timers"], MOST_TIMERS),
    ]


async def _reads(count: int) -> dict[str, float]:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(100):
            writer.write(data)
        writer.close()

    async with await asyncio.start_server(echo, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        stream = await AnyIOBackend().connect_tcp("127.0.0.1", port)
        tenths = []
        for _ in range(10):
            began = time.process_time()
            for _ in range(count // 10):
                await stream.write(b"x", timeout=TIMEOUT_S)
                await stream.read(100, timeout=TIMEOUT_S)
            tenths.append((time.process_time() - began) / (count // 10) * 1e6)
        timers = len(asyncio.get_running_loop()._scheduled)  # type: ignore[attr-defined]
        await stream.aclose()
    return {"first_us": min(tenths[:3]), "last_us": min(tenths[-3:]), "timers": timers}


if __name__ == "__main__":
    main()
