"""How long until there is a window, and what it holds, beside a bare PySide6 window.

    python tests/bench/start.py [--rounds 9] [--idle 5] [--events 10000]
                                [--platform xcb,offscreen] [--executable PATH --bare PATH]

Both programs take turns; figures are medians. Times are from the start of the process.

first paint   the first picture that reached the X server; offscreen, the first painting's end
whole         the last picture, but for the caret: nothing is missing any more
wall          until the process has ended that was asked to close right after its first paint
idle PSS      its share of the memory, five seconds after the start
with events   the same with a recording of so many events open in chat and inspector, beside the bare
              window's idle: it has nothing to open

With --executable and --bare these programs are started, on X alone, instead of the modules here.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import measure
import screen as screens

_HERE = Path(__file__).resolve().parent
MOST = 1.3
_QUIET_S = 3.0
_CHANGED = ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "WAYLAND_DISPLAY", "DISPLAY")


class Programs(NamedTuple):
    """The commands of what is measured and of its peer."""

    ours: Sequence[str]
    bare: Sequence[str]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--idle", type=float, default=5.0)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--platform", default="xcb,offscreen")
    parser.add_argument("--executable")
    parser.add_argument("--bare")
    a = parser.parse_args()
    if bool(a.executable) != bool(a.bare):
        parser.error("--executable and --bare go together")
    packaged = Programs((a.executable,), (a.bare,)) if a.executable else None
    found = rows(a.rounds, a.idle, a.events, a.platform.split(","), packaged)
    measure.table(("item", "ours", "bare", "ratio", "target"), list(found))


def rows(
    rounds: int,
    idle_s: float = 5.0,
    events: int = 10_000,
    platforms: Sequence[str] = ("xcb", "offscreen"),
    packaged: Programs | None = None,
) -> Iterator[measure.Row]:
    """All figures, of `packaged` where it is given."""
    with tempfile.TemporaryDirectory(prefix="bench-start-") as folder:
        for platform in platforms:
            if platform == "offscreen":
                if packaged is None:
                    yield from _offscreen(Path(folder), rounds)
            elif screens.is_installed():
                programs = packaged or _modules()
                yield from _on_x(Path(folder), programs, rounds, idle_s, events)
            else:
                print("xcb is left out: Xvfb is not installed")


def _modules() -> Programs:
    return Programs(
        (sys.executable, "-m", "gemini_desktop"), (sys.executable, str(_HERE / "bare.py"))
    )


def _offscreen(folder: Path, rounds: int) -> Iterator[measure.Row]:
    """Both in an interpreter of their own that looks at the events; see `start_run`."""
    run = (sys.executable, str(_HERE / "start_run.py"))
    programs = Programs((*run, "gemini_desktop"), (*run, "bare"))
    times: dict[str, list[dict[str, float]]] = {"ours": [], "bare": []}
    for turn in range(rounds + 1):  # the first one writes the bytecode, and does not count
        for name, command in programs._asdict().items():
            began_ns = time.monotonic_ns()
            shown = subprocess.run(
                command, env=environment(folder, "offscreen"), stdout=subprocess.PIPE, check=True
            ).stdout
            ended_ns = time.monotonic_ns()
            painted_ns = json.loads(shown)["painted_ns"]
            if turn:
                times[name].append(
                    {
                        "first paint": (painted_ns - began_ns) / 1e6,
                        "wall": (ended_ns - began_ns) / 1e6,
                    }
                )
    medians = {name: _medians(found) for name, found in times.items()}
    yield row("offscreen, first paint, ms", medians, "first paint")
    yield untold("offscreen, wall, ms", medians, "wall")


def _on_x(
    folder: Path, programs: Programs, rounds: int, idle_s: float, events: int
) -> Iterator[measure.Row]:
    file = folder / "recording.sse"
    file.write_bytes(recording(events))
    figures: dict[str, list[dict[str, float]]] = {"ours": [], "bare": []}
    with screens.screen() as screen:
        env = {**environment(folder, "xcb"), "DISPLAY": screen.display}
        for turn in range(rounds + 1):
            for name, command in programs._asdict().items():
                found = first_ms(screen, command, env)
                found["whole"] = whole_ms(screen, command, env)
                found["idle"] = _idle_mb(screen, command, env, idle_s)
                if turn:
                    figures[name].append(found)
            found = {"events": _idle_mb(screen, (*programs.ours, str(file)), env, idle_s * 2)}
            if turn:
                figures["ours"][-1] |= found
    medians = {name: _medians(found) for name, found in figures.items()}
    medians["bare"]["events"] = medians["bare"]["idle"]
    yield row("X11, first paint, ms", medians, "first paint")
    yield untold("X11, first paint, processor ms", medians, "painting's processor")
    yield untold("X11, whole window, ms", medians, "whole")
    yield untold("X11, wall, ms", medians, "wall")
    yield row("X11, idle, MB PSS", medians, "idle")
    yield untold(f"X11, with {events:,} events, MB PSS", medians, "events")


def first_ms(
    screen: screens.Screen, command: Sequence[str], env: dict[str, str]
) -> dict[str, float]:
    """When it had painted something, what that took of the processors, which does not depend on
    other programs, and when it had ended that was asked to close right then."""
    screen.wait_until_empty()
    began_ns = time.monotonic_ns()
    with subprocess.Popen(command, env=env) as process:
        painted_ns = screen.wait_for_paint()
        processor = processor_ms(process.pid)
        screen.close_windows()
        process.wait(timeout=60)
        ended_ns = time.monotonic_ns()
    return {
        "first paint": (painted_ns - began_ns) / 1e6,
        "painting's processor": processor,
        "wall": (ended_ns - began_ns) / 1e6,
    }


def whole_ms(screen: screens.Screen, command: Sequence[str], env: dict[str, str]) -> float:
    """When nothing was missing any more."""
    screen.wait_until_empty()
    began_ns = time.monotonic_ns()
    with subprocess.Popen(command, env=env) as process:
        screen.wait_for_paint()
        whole_ns = screen.whole_ns(_QUIET_S, 20)
        screen.close_windows()
        process.wait(timeout=60)
    return (whole_ns - began_ns) / 1e6


def _idle_mb(
    screen: screens.Screen, command: Sequence[str], env: dict[str, str], idle_s: float
) -> float:
    screen.wait_until_empty()
    with subprocess.Popen(command, env=env) as process:
        time.sleep(idle_s)
        screen.wait_for_paint()
        found = pss_mb(process.pid)
        screen.close_windows()
        process.wait(timeout=60)
    return found


def processor_ms(pid: int) -> float:
    """What a process's threads that still run have had of the processors."""
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(task.read_text("ascii").split()[0]) for task in tasks) / 1e6


def pss_mb(pid: int) -> float:
    """What a process holds, shared pages counted in part."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    line = next(line for line in rollup.splitlines() if line.startswith("Pss:"))
    return int(line.split()[1]) / 1024


def recording(events: int) -> bytes:
    """An answer of so many events, as it comes over the wire."""
    one = {
        "candidates": [{"content": {"parts": [{"text": "A reed bends. "}], "role": "model"}}],
        "modelVersion": "m",
    }
    last = {
        "candidates": [
            {"content": {"parts": [{"text": "."}], "role": "model"}, "finishReason": "STOP"}
        ]
    }
    text, end = (f"data: {json.dumps(event)}\n\n".encode() for event in (one, last))
    return text * (events - 1) + end


def environment(folder: Path, platform: str) -> dict[str, str]:
    """An empty home, and bytecode that is kept, as it is where the program is installed."""
    env = {key: value for key, value in measure.environment().items() if key not in _CHANGED}
    home = folder / "home"
    home.mkdir(exist_ok=True)
    if sys.dont_write_bytecode:  # else it lies beside the sources, as everywhere
        env.setdefault("PYTHONPYCACHEPREFIX", str(folder / "bytecode"))
    return {
        **env,
        "PYTHONPATH": os.pathsep.join([str(_HERE.parents[1]), str(_HERE)]),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "QT_QPA_PLATFORM": platform,
        "HOME": str(home),
        "GEMINI_DESKTOP_HOME": str(home / "gemini-desktop"),
    }


def _medians(found: Sequence[dict[str, float]]) -> dict[str, float]:
    return {name: statistics.median(each[name] for each in found) for name in found[0]}


def row(item: str, found: dict[str, dict[str, float]], name: str) -> measure.Row:
    """A figure that may be at most `MOST` times the bare window's."""
    return measure.at_most(item, found["ours"][name], found["bare"][name], MOST)


def untold(item: str, found: dict[str, dict[str, float]], name: str) -> measure.Row:
    """A figure without a target."""
    return measure.untold(item, found["ours"][name], found["bare"][name])


if __name__ == "__main__":
    main()
