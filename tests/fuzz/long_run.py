"""Many mutations, and the time that each takes.

    PYTHONPATH=. python tests/fuzz/long_run.py COUNT [SEED]

Prints each seed at which something did not hold, the slowest streams (CPU time, the best of three),
and passed / all. A seed alone is tried again by `long_run.py 1 SEED`.
"""

from __future__ import annotations

import random
import sys
import time
import traceback

from gemini_desktop.core.answer import Answer
from tests.fuzz.floods import floods
from tests.fuzz.invariants import check, records
from tests.fuzz.mutate import Stream, stream

_DEEP_EACH = 10
_SLOW_S = 0.1
_MOST_TOLD = 50


def cpu_s(made: Stream) -> float:
    """The CPU time that one stream takes; the best of three."""
    best = 1e9
    for _ in range(3):
        began = time.process_time()
        answer = Answer(made.protocol)
        for record in records(made, random.Random(1)):
            answer.feed(record)
        answer.finish()
        best = min(best, time.process_time() - began)
    return best


def main() -> int:
    """Run; the exit status is 0 where all held and none was slow."""
    count, first = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    failed: list[int] = []
    slow: list[tuple[float, int]] = []
    read = worst = 0.0
    began = time.monotonic()
    for seed in range(first, first + count):
        chance = random.Random(seed)
        made = stream(chance)
        deep = count == 1 or seed % _DEEP_EACH == 0
        start = time.process_time()
        try:
            check(made, chance, deep=deep)
        except Exception:
            failed.append(seed)
            if len(failed) <= _MOST_TOLD:
                print(f"seed {seed}:\n{traceback.format_exc(limit=-4)}", flush=True)
            continue
        took = time.process_time() - start
        read += len(made.body)
        if took > _SLOW_S / 2 and (alone := cpu_s(made)) > worst:
            worst = alone
            slow.append((alone, seed))
        if (seed - first) % 50_000 == 49_999:
            told = f"{seed - first + 1:,} done, {len(failed)} failed, worst {worst * 1e3:.0f} ms"
            print(f"{told}, {time.monotonic() - began:.0f} s", flush=True)
    took = time.monotonic() - began
    print(f"passed {count - len(failed):,} / {count:,}; {count / took:,.0f} a second")
    print(f"{read / 1e6:,.0f} MB read; the slowest alone took {worst * 1e3:.1f} ms of CPU")
    for alone, seed in sorted(slow)[-5:]:
        print(f"  seed {seed}: {alone * 1e3:.1f} ms")
    full = {name: cpu_s(Stream(body, "", 200)) for name, body in floods().items()}
    print("floods of 64 KiB:")
    for name, alone in sorted(full.items(), key=lambda item: -item[1]):
        print(f"  {name}: {alone * 1e3:.1f} ms")
    return 1 if failed or max(worst, *full.values()) > _SLOW_S else 0


if __name__ == "__main__":
    sys.exit(main())
