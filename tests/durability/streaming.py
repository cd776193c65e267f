"""Rounds of killing the window while an answer streams in, and what each has to leave behind."""

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import Any, NamedTuple

from killing import Killed, integrity, leftovers, set_aside
from paced_server import PacedServer, text_of

from gemini_desktop.core.capture import BytesReceived
from gemini_desktop.store.captures import Captures

SCRIPT = Path(__file__).with_name("killed_window.py")
SAVED_AFTER_NS = 1_200_000_000
"""A draft or setting that is older than this when the process dies must be there again."""


class Round(NamedTuple):
    """One kill -9: when it came, and what was there after it. The milliseconds are those of the
    start after it."""

    number: int
    moment: str
    received: int
    on_tape: int
    lost: int
    faults: tuple[str, ...]
    usable_ms: float
    paint_ms: float
    cpu_ms: float


class _Kill(NamedTuple):
    """What the harness knows of a kill before the program starts again."""

    moment: str
    received: int
    body: bytes
    capture_id: str
    prompt: str
    typed_ns: int
    killed_ns: int
    leftovers: set[Path]
    faults: list[str]


def rounds(home: Path, count: int, server: PacedServer, seconds: float, seed: int) -> list[Round]:
    """Kill so often, at random moments from the prompt to a little after the answer's end."""
    dice = random.Random(seed)
    found: list[Round] = []
    before: _Kill | None = None
    for number in range(1, count + 2):
        last = number > count
        arguments = (str(home), server.url, "0" if last else str(number), "STARTED")
        with Killed(SCRIPT, *arguments) as process:
            shown = process.wait_for("usable")
            if before is not None:
                found.append(_compared(number - 1, before, shown))
                print(line(found[-1]), flush=True)
            if last:
                process.ended()
                return found
            process.wait_for("send")
            time.sleep(dice.uniform(0, 1.1 * seconds + 0.2))
            left = before.leftovers & leftovers(home) if before else set()
            killed_ns = process.kill()
        before = _looked(home, number, server, process, killed_ns)
        before.faults.extend(f"never removed: {path.name}" for path in left)
    return found


def _looked(home: Path, number: int, server: PacedServer, process: Killed, killed_ns: int) -> _Kill:
    faults = [*integrity(home), *set_aside(home)]
    received = max(process.most("read"), process.most("chunk"))
    ids = Captures(home).ids()
    body, capture_id = b"", ""
    if ids and _is_of(home, ids[-1], number):
        capture_id = ids[-1]
        body = b"".join(_reads(home, capture_id))
        if body != (home / "captures" / capture_id / "body").read_bytes():
            faults.append("the tape's reads are not its body")
    written = server.written(number)
    # The server counts a piece after it was handed over: the client may have it before.
    ahead = body.startswith(written) and len(body) - len(written) < 65536
    if not written.startswith(body) and not ahead:
        faults.append("the tape does not hold what was sent")
    typed = [each["at_ns"] for each in process.told if each["what"] == "typed"]
    return _Kill(
        moment=_moment(process),
        received=received,
        body=body,
        capture_id=capture_id,
        prompt=process.wait_for("send")["words"],
        typed_ns=typed[0] if typed else 0,
        killed_ns=killed_ns,
        leftovers=leftovers(home),
        faults=faults,
    )


def _compared(number: int, kill: _Kill, shown: dict[str, Any]) -> Round:
    """Hold what the next start shows against what was there when the process died."""
    faults = [*kill.faults]
    turns = shown["turns"]
    if kill.capture_id:
        if not turns or turns[-1][3] != kill.capture_id:
            faults.append("another answer is shown")
        else:
            expected = text_of(kill.body)
            got = turns[-1][1]
            if got != expected:
                faults.append(f"{len(got)} characters shown, {len(expected)} came")
            if turns[-2][1] != kill.prompt:
                faults.append("the prompt is another")
    elif kill.prompt not in (*shown["conversations"], shown["draft"]):
        faults.append("the prompt is gone")
    if kill.typed_ns and kill.killed_ns - kill.typed_ns > SAVED_AFTER_NS:
        if shown["draft"] != f"Draft {number}":
            faults.append(f"the draft is {shown['draft']!r}")
        if shown["setting"] != f"/round/{number}":
            faults.append(f"the setting is {shown['setting']!r}")
    if shown["message"]:
        faults.append(f"it says {shown['message']!r}")
    return Round(
        number,
        kill.moment,
        kill.received,
        len(kill.body),
        max(0, kill.received - len(kill.body)),
        tuple(faults),
        shown["usable_ms"],
        shown["paint_ms"],
        shown["cpu_ms"],
    )


def line(one: Round) -> str:
    """A row of the table."""
    what = "; ".join(one.faults) or "ok"
    return (
        f"{one.number:4}  {one.moment:<22}{one.received:>9}{one.on_tape:>9}{one.lost:>6}"
        f"{one.paint_ms:>9.0f}{one.usable_ms:>9.0f}{one.cpu_ms:>8.0f}  {what}"
    )


HEADER = "   #  killed                 received  on tape  lost paint ms usable ms  cpu ms  found after it"


def _moment(process: Killed) -> str:
    kinds = {each["what"] for each in process.told}
    if "ended" in kinds:
        return "after the end"
    if "chunk" in kinds:
        return "while it streams"
    if "read" in kinds:
        return "before the first event"
    return "before the first byte"


def _is_of(home: Path, capture_id: str, number: int) -> bool:
    context = Captures(home).context(capture_id)
    return bool(context and context.prompt and context.prompt.text.endswith(f" {number}?"))


def _reads(home: Path, capture_id: str) -> list[bytes]:
    return [
        record.data
        for record in Captures(home).open(capture_id).records()
        if isinstance(record, BytesReceived)
    ]
