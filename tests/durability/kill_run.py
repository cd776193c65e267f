"""kill -9 at random moments, and a table of what was lost: nothing.

python tests/durability/kill_run.py [--rounds 200] [--seconds 2.0] [--seed 1] [--home FOLDER]
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections import Counter
from pathlib import Path

import streaming
from paced_server import PacedServer


def summary(found: list[streaming.Round]) -> str:
    """What all the rounds of a campaign say together."""
    usable = sorted(one.usable_ms for one in found)
    rows = [f"{'moment':<26}{'rounds':>7}{'received':>12}{'lost':>6}{'faults':>8}"]
    for moment, count in sorted(Counter(one.moment for one in found).items()):
        these = [one for one in found if one.moment == moment]
        rows.append(
            f"{moment:<26}{count:>7}{sum(o.received for o in these):>12}"
            f"{sum(o.lost for o in these):>6}{sum(bool(o.faults) for o in these):>8}"
        )
    rows.append(
        f"usable after: median {statistics.median(usable):.0f} ms,"
        f" 95 % {usable[int(0.95 * (len(usable) - 1))]:.0f} ms, longest {usable[-1]:.0f} ms;"
        f" processor time of a start {statistics.median(o.cpu_ms for o in found):.0f} ms"
    )
    return "\n".join(rows)


def main() -> int:
    """Exit status 1 where a round lost something."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=2.0, help="how long an answer takes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--home", type=Path, help="kept; else a folder that goes")
    given = parser.parse_args()
    server = PacedServer(given.seconds)
    try:
        with tempfile.TemporaryDirectory(prefix="kill-") as folder:
            print(streaming.HEADER)
            home = given.home or Path(folder)
            found = streaming.rounds(home, given.rounds, server, given.seconds, given.seed)
    finally:
        server.close()
    print(summary(found))
    return int(any(one.faults or one.lost for one in found))


if __name__ == "__main__":
    raise SystemExit(main())
