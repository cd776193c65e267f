"""The inspector at a million events, and a QTableView with a proxy model beside it.

    PYTHONPATH=. python tests/bench/inspector.py [--events=1000000] [--seconds=5]

A capture of small events (some 360 bytes each) is written to a tape. Each table opens it in a
process of its own: ours over the tape, the peer over a list of the events' bytes behind a
QSortFilterProxyModel. Times are milliseconds of the processor (nothing here waits, and what else
runs on the machine is not in them). A hold is the most between two beats of a 1 ms timer: the
longest that the program kept the window from answering.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from pathlib import Path

import measure

from gemini_desktop.core.capture import BytesReceived, Ended, RequestSent, ResponseStarted
from gemini_desktop.store.captures import Captures

_READ_BYTES = 65_536
_TEXT = (
    "the sun rises over quiet hills and water flows along a river of stone while clouds drift "
    "Open Response light amber thinking model tokens about every small town"
)
_WORDS = _TEXT.split()
_TARGETS = {
    "open: first rows": 300.0,
    "scroll: p99 frame": 8.0,
    "text: first hits": 16.0,
    "text: all": 150.0,
    "text: longest hold": 5.0,
    "text typed on: all": 150.0,
    "regex: first hits": 16.0,
    "regex: longest hold": 5.0,
    "type: all": 150.0,
    "memory: the table, bytes an event": 64.0,
}
_LOWER_IS_NONE = "-"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=5.0)
    wanted = parser.parse_args()
    ours, peer = compared(wanted.events, wanted.seconds)
    measure.table(("item", "ours", "peer", "ratio", "target"), rows(ours, peer))


def compared(events: int, seconds: float) -> tuple[dict[str, float], dict[str, float]]:
    """The figures of both, by item."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        home = Path(folder)
        arguments = (str(home), write_tape(home, events), f"{seconds:g}")
        ours = measure.script("inspector_run.py", "ours", *arguments)
        table = measure.script("inspector_run.py", "table", *arguments)["bytes"]
        decoder = measure.script("inspector_run.py", "decoder", *arguments)["bytes"]
        ours["memory: the table, bytes an event"] = table - decoder
        peer = measure.script("inspector_run.py", "peer", *arguments)
    return ours, peer


def rows(ours: dict[str, float], peer: dict[str, float]) -> list[tuple[object, ...]]:
    """A row an item; the ratio says how many times less ours takes."""
    found: list[tuple[object, ...]] = []
    for item, value in ours.items():
        other = peer.get(item)
        ratio = other / value if other is not None and value else _LOWER_IS_NONE
        target = f"<= {_TARGETS[item]:g}" if item in _TARGETS else _LOWER_IS_NONE
        found.append((item, value, _LOWER_IS_NONE if other is None else other, ratio, target))
    return found


def write_tape(home: Path, events: int) -> str:
    """A capture of so many events under a home; its id."""
    pick = random.Random(1)
    with Captures(home).create() as tape:
        tape.append(
            RequestSent(
                t_ns=0,
                unix_ns=1_700_000_000_000_000_000,
                method="POST",
                url="http://127.0.0.1/v1beta/models/x:streamGenerateContent?alt=sse",
                headers=(),
                protocol="generate-content",
            )
        )
        tape.append(ResponseStarted(t_ns=1_000_000, status=200, reason="", headers=()))
        pending, t_ns = bytearray(), 2_000_000
        for number in range(events):
            pending += event(pick, number)
            if len(pending) >= _READ_BYTES:
                tape.append(BytesReceived(t_ns=t_ns, data=bytes(pending)))
                pending.clear()
                t_ns += 1_000_000
        tape.append(BytesReceived(t_ns=t_ns, data=bytes(pending)))
        tape.append(Ended(t_ns=t_ns, how="complete"))
        return tape.id


def event(pick: random.Random, number: int) -> bytes:
    """One small event as Google's server writes it; one in a hundred is a thought."""
    words = " ".join(pick.choices(_WORDS, k=4))
    thought = ',"thought": true' if number % 100 == 99 else ""
    return (
        f'data: {{"candidates": [{{"content": {{"parts": [{{"text": "{words} {number} "{thought}}}]'
        ',"role": "model"},"index": 0}],"usageMetadata": {"promptTokenCount": 12,'
        f'"candidatesTokenCount": {number},"totalTokenCount": {number + 12},'
        '"promptTokensDetails": [{"modality": "TEXT","tokenCount": 12}]},'
        '"modelVersion": "gemini-2.5-flash","responseId": "CnZ1aLmSEtbY-8YPvK3hsQI"}\r\n\r\n'
    ).encode()


if __name__ == "__main__":
    main()
