"""Rounds of killing `send --record` in a terminal: what was printed is in the recording."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import NamedTuple

from killing import ROOT, environment
from paced_server import PacedServer, text_of

from tests.support import PATIENCE_S


class Sent(NamedTuple):
    """One kill -9 of a command."""

    number: int
    printed: int
    """Bytes of answer text that reached the terminal."""
    on_tape: int
    faults: tuple[str, ...]


def rounds(folder: Path, count: int, server: PacedServer, seconds: float, seed: int) -> list[Sent]:
    """Kill so often, at random moments after the first words."""
    dice = random.Random(seed)
    return [
        _round(folder, number, server, dice.uniform(0, seconds))
        for number in range(1_000_001, 1_000_001 + count)  # not the numbers of the window's rounds
    ]


def _round(folder: Path, number: int, server: PacedServer, after: float) -> Sent:
    kept = folder / f"round-{number}.gcap"
    where = ("--base-url", server.url, "--auth", "none", "--record", str(kept))
    arguments = ("send", f"What grows in round {number}?", "--text", *where)
    process = subprocess.Popen(
        [sys.executable, "-m", "gemini_desktop", *arguments],
        env=environment(),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    printed = bytearray()
    first = threading.Event()

    def read() -> None:
        assert process.stdout is not None
        while data := process.stdout.read1():  # type: ignore[attr-defined]
            printed.extend(data)
            first.set()

    reader = threading.Thread(target=read)
    reader.start()
    first.wait(PATIENCE_S)
    time.sleep(after)
    process.kill()
    reader.join()
    process.wait()
    process.stdout.close()
    return _looked(kept, number, bytes(printed), server)


def _looked(kept: Path, number: int, printed: bytes, server: PacedServer) -> Sent:
    faults = []
    body = b""
    if kept.exists():  # it came to its end just before
        return Sent(number, len(printed), len(server.written(number)), ())
    path = kept.with_name(f"{kept.name}.recording") / "capture" / "body"
    if path.exists():
        body = path.read_bytes()
    text = text_of(body).encode()
    if not text.startswith(printed.rstrip()):
        faults.append("more was printed than recorded")
    written = server.written(number)
    if not written.startswith(body) and not body.startswith(written):
        faults.append("the recording does not hold what was sent")
    return Sent(number, len(printed), len(body), tuple(faults))
