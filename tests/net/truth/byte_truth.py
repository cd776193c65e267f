"""Byte truth: what the inspector saves is what the server wrote, at the times of the wire.

    PYTHONPATH=.:tests/bench python -m tests.net.truth.byte_truth [--streams 50] [--without-tcpdump] [--out FILE]

Fifty streams of all protocols and framings, by HTTP chunks, by length and until the connection
closes, plain and as gzip, in writes of one byte to 60,000, come from a server process into the real
window. Of each: the body saved from the inspector has the SHA-256 of what was written; each event
in the table stands at its own bytes; and the times of reads and events are held against a packet
capture of loopback (tcpdump, which needs root) or, without it, against the server's own clock.

An event has the time of the read that completed it. A window that was painting reads several at
once, so on a busy computer the events of one late read lie behind the wire, and the reads do not.

Exit status 0 where all holds, 1 where not: a byte that differs, or a p99 of the reads above 5 ms.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtWidgets import QApplication

from gemini_desktop import app
from gemini_desktop.ui.event_loop import create_event_loop
from tests.net.truth.pcap import from_server
from tests.net.truth.proof import Came, Server, Shown, delays_ms, serving, show
from tests.net.truth.wire import Staircase
from tests.support import PATIENCE_S, patiently

LIMIT_MS = 5.0


@contextmanager
def captured(path: Path, port: int) -> Iterator[None]:
    """Run tcpdump on loopback, ended when it has written everything."""
    command = ["tcpdump", "-i", "lo", "-w", str(path), "-U", "-s", "0", "-B", "65536"]
    command += ["--time-stamp-precision=nano", "tcp", "port", str(port)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE)
    try:
        assert process.stderr is not None
        while line := process.stderr.readline():
            if b"listening on" in line:
                break
        else:
            raise RuntimeError("tcpdump cannot capture loopback; it needs root")
        yield
        time.sleep(1.0)
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE_S)


def stairs_of_packets(path: Path, port: int, shown: list[Shown]) -> dict[int, Staircase]:
    """By the stream's number; the connections were opened in the order of the streams."""
    connections = [pieces for pieces in from_server(path, port) if pieces]
    if len(connections) != len(shown):
        raise RuntimeError(f"{len(connections)} connections were captured for {len(shown)} streams")
    return {
        one.stream.number: _staircase(pieces)
        for one, pieces in zip(shown, connections, strict=True)
    }


def stairs_of_writes(server: Server, shown: list[Shown]) -> dict[int, Staircase]:
    """By the stream's number, from what the server noted: when each write began."""
    written, stairs = server.written(), {}
    for one in shown:
        data = one.stream.head + b"".join(piece.data for piece in one.stream.pieces)
        pieces, place = [], 0
        for length, before_ns, _ in written[one.stream.number].writes:
            pieces.append((before_ns, data[place : place + length]))
            place += length
        stairs[one.stream.number] = _staircase(pieces)
    return stairs


def _staircase(pieces: list[tuple[int, bytes]]) -> Staircase:
    stairs = Staircase()
    for t_ns, data in pieces:
        stairs.feed(t_ns, data)
    return stairs


def delays(shown: list[Shown], stairs: dict[int, Staircase]) -> tuple[list[float], list[float]]:
    """Of all reads and of all events, in milliseconds, smallest first."""

    def late(came: list[Came], of: Staircase) -> list[float]:
        return delays_ms(came, [of.came_ns(one.end) for one in came])

    pairs = [(one, stairs[one.stream.number]) for one in shown]
    reads = [delay for one, of in pairs for delay in late(one.reads, of)]
    events = [delay for one, of in pairs for delay in late(_ended_by_read(one), of)]
    return sorted(reads), sorted(events)


def _ended_by_read(one: Shown) -> list[Came]:
    """The events, without those that only the end of the exchange completed."""
    last_ns = one.reads[-1].unix_ns
    return [event for event in one.events if event.unix_ns <= last_ns]


def at(ordered: list[float], share: float) -> float:
    """The value below which this share of them lies."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def within(ordered: list[float]) -> float:
    """The share of them that lies no further than the limit from the wire, on either side."""
    return sum(abs(delay) <= LIMIT_MS for delay in ordered) / len(ordered)


async def shown_in_window(home: Path, port: int, count: int) -> list[Shown]:
    """Every stream in one window, one after the other."""
    window = app.build(home)
    window.resize(1472, 920)
    window.show()
    await window.presenter.opened()
    await asyncio.sleep(2)
    gc.freeze()  # as the program does
    try:
        return [await show(window, port, number, home) for number in range(count)]
    finally:
        window.close()
        await patiently(window.presenter.closed.wait())
        window.deleteLater()


def prove(count: int, *, tcpdump: bool) -> tuple[list[Shown], dict[int, Staircase], list[str]]:
    """Run it: what was shown, when the bytes were on the wire, and what is wrong."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    with tempfile.TemporaryDirectory(prefix="byte-truth-") as folder:
        home, notes, packets = (Path(folder, name) for name in ("home", "notes", "lo.pcap"))
        with serving(notes) as server:
            with asyncio.Runner(loop_factory=lambda: create_event_loop(application)) as runner:
                if tcpdump:
                    with captured(packets, server.port):
                        shown = runner.run(shown_in_window(home, server.port, count))
                    stairs = stairs_of_packets(packets, server.port, shown)
                else:
                    shown = runner.run(shown_in_window(home, server.port, count))
                    stairs = stairs_of_writes(server, shown)
            written = server.written()
    wrong = [f"stream {one.stream.number}: {fault}" for one in shown for fault in one.wrong]
    for one in shown:
        if written[one.stream.number].sha256 != one.sha256:
            wrong.append(f"stream {one.stream.number}: not the SHA-256 of what was written")
        if bytes(stairs[one.stream.number].body) != one.stream.body:
            wrong.append(f"stream {one.stream.number}: the wire had other bytes")
    return shown, stairs, wrong


def report(shown: list[Shown], late: tuple[list[float], list[float]], wrong: list[str]) -> str:
    """What people read."""
    lines = [f"{'':>3} {'body':>9} {'writes':>6} {'reads':>6} {'events':>6}  kind"]
    lines += [
        f"{one.stream.number:>3} {len(one.stream.body):>9,} {len(one.stream.pieces):>6} "
        f"{len(one.reads):>6} {len(one.events):>6}  {one.stream.kind}"
        for one in shown
    ]
    equal = sum(not one.wrong for one in shown)
    lines += ["", f"{equal} of {len(shown)} streams: saved body and every event's bytes as written"]
    for name, ordered in zip(("reads", "events"), late, strict=True):
        lines.append(
            f"{name:>6}: {len(ordered):>6} times, later than the wire by: median "
            f"{at(ordered, 0.5):.3f} ms, p99 {at(ordered, 0.99):.3f} ms, "
            f"most {ordered[-1]:.3f} ms, least {ordered[0]:.3f} ms; "
            f"{within(ordered):.2%} within {LIMIT_MS:g} ms"
        )
    return "\n".join([*lines, *wrong])


def main() -> int:
    """Prove, print, tell by the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--streams", type=int, default=50)
    parser.add_argument("--without-tcpdump", action="store_true")
    parser.add_argument("--out", type=Path, help="write the report here as well")
    arguments = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    tcpdump = not arguments.without_tcpdump and shutil.which("tcpdump") is not None
    shown, stairs, wrong = prove(arguments.streams, tcpdump=tcpdump)
    late = delays(shown, stairs)
    source = "packets on loopback (tcpdump)" if tcpdump else "the server's clock"
    text = f"times against: {source}\n{report(shown, late, wrong)}"
    print(text)
    if arguments.out is not None:
        arguments.out.write_text(text + "\n", encoding="utf-8")
    return 1 if wrong or at(late[0], 0.99) > LIMIT_MS else 0


if __name__ == "__main__":
    sys.exit(main())
