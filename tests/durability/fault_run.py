"""The campaign: the n-th writing call of the window's life fails, for n = 1 to 200 and three errors.

    PYTHONPATH=. python tests/durability/fault_run.py [--most 200] [--step 1] [--errors ENOSPC,EIO,EROFS] [--lasting 0,1]

Prints a table, and each objection as it comes. Needs a C compiler; takes about an hour a thousand.
"""

from __future__ import annotations

import argparse
import asyncio
import errno
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import failing_life
from failing_life import lived, started_with_shim
from fault_checks import Before, kept_in, matters, objections


def campaign(
    numbers: list[int], errors: list[str], lasting: list[bool]
) -> tuple[Counter[tuple[str, str]], list[str]]:
    """All lives; counts by (error, what), and the objections."""
    counts: Counter[tuple[str, str]] = Counter()
    found: list[str] = []
    top = Path(tempfile.mkdtemp(prefix="fault-run-"))
    try:
        before = Before(top / "before")
        whole = lived(before.copied_to(top / "whole"), 0, 0, lasting=False)
        all_of = asyncio.run(kept_in(top / "whole" / "home"))
        print(f"{whole.calls} writing calls in a whole life", flush=True)
        for name in errors:
            for is_lasting in lasting:
                kind = f"{name} {'from then on' if is_lasting else 'once'}"
                for n in numbers:
                    if n % 25 == 0:
                        print(f"… {kind} at {n}", file=sys.stderr, flush=True)
                    home = before.copied_to(top / "life")
                    life = lived(home, n, getattr(errno, name), lasting=is_lasting)
                    wrong = list(objections(before, home, life, whole, all_of))
                    counts[kind, "lives"] += 1
                    counts[kind, "failed calls"] += len(life.failed)
                    counts[kind, "that matter"] += any(map(matters, life.failed))
                    counts[kind, "told"] += any("ould not" in w or "cannot" in w for w in life.told)
                    counts[kind, "crashes"] += life.status != 0 or not life.done
                    for each in wrong:
                        found.append(f"{kind} at {n} ({life.failed[:1]}): {each}")
                        print(found[-1], flush=True)
                        what = "silent" if each.startswith(("nothing", "the place")) else "damaged"
                        counts[kind, what] += not each.startswith("crashed")
                    shutil.rmtree(top / "life")
                print(table(counts), flush=True)
    finally:
        shutil.rmtree(top, ignore_errors=True)
    return counts, found


def table(counts: Counter[tuple[str, str]]) -> str:
    """A line for each kind of failure so far."""
    columns = ("lives", "failed calls", "that matter", "told", "crashes", "damaged", "silent")
    kinds = dict.fromkeys(kind for kind, _ in counts)
    head = f"{'':24}" + "".join(f"{column:>14}" for column in columns)
    rows = [f"{k:24}" + "".join(f"{counts[k, column]:14}" for column in columns) for k in kinds]
    return "\n".join([head, *rows])


def main() -> int:
    """Load the shim by starting once more with it, then run."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--most", type=int, default=200)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--step", type=int, default=1)
    parser.add_argument("--errors", default="ENOSPC,EIO,EROFS")
    parser.add_argument("--lasting", default="0,1")
    arguments = parser.parse_args()
    if failing_life.SOURCE.stem not in os.environ.get("LD_PRELOAD", ""):
        return started_with_shim()
    began = time.monotonic()
    numbers = list(range(arguments.first, arguments.most + 1, arguments.step))
    lasting = [flag == "1" for flag in arguments.lasting.split(",")]
    _, found = campaign(numbers, arguments.errors.split(","), lasting)
    print(f"{len(found)} objections in {time.monotonic() - began:.0f} s")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
