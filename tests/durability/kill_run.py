"""kill -9 at random moments, and a table of what was lost: nothing.

PYTHONPATH=. python tests/durability/kill_run.py [--rounds 200] [--deeds 50] [--sends 20]
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections import Counter
from pathlib import Path

import deeds
import sends
import streaming
from paced_server import PacedServer

MOST_USABLE_MS = 1500


def of_streaming(found: list[streaming.Round]) -> str:
    """What all rounds of streaming say together."""
    if not found:
        return ""
    rows = [f"{'killed':<26}{'rounds':>7}{'received':>12}{'lost':>6}{'faults':>8}"]
    for moment, count in sorted(Counter(one.moment for one in found).items()):
        these = [one for one in found if one.moment == moment]
        rows.append(
            f"{moment:<26}{count:>7}{sum(o.received for o in these):>12}"
            f"{sum(o.lost for o in these):>6}{sum(bool(o.faults) for o in these):>8}"
        )
    return "\n".join(rows)


def of_deeds(done: list[deeds.DeedRound]) -> str:
    """What all rounds of long work say together."""
    if not done:
        return ""
    rows = [f"{'killed during':<26}{'rounds':>7}{'faults':>26}"]
    for deed, count in sorted(Counter(one.deed for one in done).items()):
        faults = sum(bool(one.faults) for one in done if one.deed == deed)
        rows.append(f"{deed:<26}{count:>7}{faults:>26}")
    return "\n".join(rows)


def of_sends(sent: list[sends.Sent]) -> str:
    """What all rounds in a terminal say together."""
    if not sent:
        return ""
    faults = sum(bool(one.faults) for one in sent)
    printed, on_tape = sum(one.printed for one in sent), sum(one.on_tape for one in sent)
    return (
        f"send --record: {len(sent)} rounds, {printed} bytes printed, {on_tape} recorded,"
        f" {faults} faults"
    )


def of_starts(usable_ms: list[float], cpu_ms: list[float]) -> str:
    """How long the starts after a kill took."""
    usable = sorted(usable_ms)
    in_time = sum(ms <= MOST_USABLE_MS for ms in usable)
    words = (
        f"usable window after a kill: median {statistics.median(usable):.0f} ms, 95 % "
        f"{usable[int(0.95 * (len(usable) - 1))]:.0f} ms, longest {usable[-1]:.0f} ms;"
        f" {in_time} of {len(usable)} within {MOST_USABLE_MS} ms"
    )
    if cpu_ms:
        words += f"; processor time of a start {statistics.median(cpu_ms):.0f} ms"
    return words


def main() -> int:
    """Exit status 1 where a round lost something."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--deeds", type=int, default=50, help="rounds of export, import, ...")
    parser.add_argument("--sends", type=int, default=20, help="rounds of `send` in a terminal")
    parser.add_argument("--seconds", type=float, default=2.0, help="how long an answer takes")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kill-") as folder:
        found = _stream(Path(folder, "streaming"), given) if given.rounds else []
        sent = _send(Path(folder), given) if given.sends else []
        done = []
        if given.deeds:
            deeds.make(Path(folder, "deeds"))
            done = deeds.rounds(Path(folder, "deeds"), given.deeds, given.seed)
    usable = [*(one.usable_ms for one in found), *(one.usable_ms for one in done)]
    tables = (of_streaming(found), of_sends(sent), of_deeds(done))
    print("\n".join(table for table in tables if table))
    if usable:
        print(of_starts(usable, [one.cpu_ms for one in found]))
    faults = [*(one.faults for one in found), *(one.faults for one in sent)]
    faults += [one.faults for one in done]
    return int(any(faults) or any(one.lost for one in found))


def _send(folder: Path, given: argparse.Namespace) -> list[sends.Sent]:
    server = PacedServer(given.seconds)
    try:
        return sends.rounds(folder, given.sends, server, given.seconds, given.seed)
    finally:
        server.close()


def _stream(home: Path, given: argparse.Namespace) -> list[streaming.Round]:
    server = PacedServer(given.seconds)
    print(streaming.HEADER)
    try:
        return streaming.rounds(home, given.rounds, server, given.seconds, given.seed)
    finally:
        server.close()


if __name__ == "__main__":
    raise SystemExit(main())
