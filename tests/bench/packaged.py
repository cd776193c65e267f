"""The packaged program beside a bare PySide6 window that is packaged the same way.

    python tests/bench/packaged.py [BUILD] [--rounds 9] [--idle 10] [--events 10000]
                                   [--mappings 25] [--bare PATH]

BUILD is what `dev.py build` works in, `build` in this clone. The bare window is frozen there with
the same PyInstaller, and slimmed by the same rules, unless a folder is given that has one.
The programs take turns; figures are medians. Times are from the start of the process. "Evicted":
none of the program's own files were in memory. "Processor" is what it took of the processors,
whatever else ran on the machine.
What is downloaded is either folder packed with the same xz.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import mappings
import measure
import screen as screens
import start

_ROOT = Path(__file__).resolve().parents[2]
_SPEC = _ROOT / "tests" / "bench" / "bare.spec"
_INSTALLED_MB, _DOWNLOAD_MB = 170, 60
_TICKS_S = os.sysconf("SC_CLK_TCK")
_Found = dict[str, dict[str, list[float]]]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("build", nargs="?", type=Path, default=_ROOT / "build")
    parser.add_argument("--bare", type=Path, help="the frozen folder of the bare window")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--idle", type=float, default=10.0)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--mappings", type=int, default=25)
    a = parser.parse_args()
    build = a.build.resolve()
    folders = {
        "ours": build / "frozen" / "gemini-desktop",
        "bare": a.bare.resolve() if a.bare else frozen_bare(build),
    }
    programs = {
        "ours": str(folders["ours"] / "gemini-desktop"),
        "bare": str(folders["bare"] / "bare"),
    }
    with tempfile.TemporaryDirectory(prefix="bench-packaged-") as work, screens.screen() as screen:
        bench = _Bench(Path(work), programs, folders, screen)
        bench.run(a.rounds, a.idle, a.events)
        rows = [*bench.rows(a.events), *sizes(folders)]
        measure.table(("item", "ours", "bare", "ratio", "target"), rows)
        print()
        measure.table(("idle, MB PSS of", "ours", "bare", "more"), list(bench.parts(a.mappings)))


class _Bench:
    """Both programs, and what was found of them."""

    def __init__(
        self, work: Path, programs: dict[str, str], folders: dict[str, Path], screen: screens.Screen
    ) -> None:
        self._programs, self._folders, self._screen = programs, folders, screen
        self._work = work
        self._env = {**start.environment(work, "xcb"), "DISPLAY": screen.display}
        self._found: _Found = {name: {} for name in programs}
        self._shares: dict[str, dict[str, float]] = {}

    def run(self, rounds: int, idle_s: float, events: int) -> None:
        """Measure; the first round finds no home and no font cache, and does not count."""
        recording = self._work / "recording.sse"
        recording.write_bytes(start.recording(events))
        for turn in range(rounds + 1):
            for name in self._programs:
                found = self._once(name, idle_s, recording)
                for item, figure in found.items() if turn else ():
                    self._found[name].setdefault(item, []).append(figure)

    def _once(self, name: str, idle_s: float, recording: Path) -> dict[str, float]:
        program = self._programs[name]
        found = start.first_ms(self._screen, (program,), self._env)
        found["whole"] = start.whole_ms(self._screen, (program,), self._env)
        found["offscreen"] = self._offscreen_ms(program)
        evict(self._folders[name])
        found["evicted"] = start.first_ms(self._screen, (program,), self._env)["first paint"]
        found |= self._idle(name, (program,), idle_s)
        if name == "ours":
            found["events"] = self._idle("", (program, str(recording)), idle_s)["idle"]
        return found

    def _idle(self, name: str, command: Sequence[str], idle_s: float) -> dict[str, float]:
        self._screen.wait_until_empty()
        with subprocess.Popen(command, env=self._env) as process:
            time.sleep(idle_s)
            self._screen.wait_for_paint()
            found = {"idle": start.pss_mb(process.pid), "processor": _processor_ms(process.pid)}
            if name:
                self._shares[name] = mappings.shares_mb(process.pid)
            self._screen.close_windows()
            process.wait(timeout=60)
        return found

    def _offscreen_ms(self, program: str) -> float:
        """Qt itself tells when the first picture is handed over, where it is asked to."""
        env = self._env | {
            "QT_QPA_PLATFORM": "offscreen",
            "QT_LOGGING_RULES": "qt.widgets.painting=true",
            "QT_FORCE_STDERR_LOGGING": "1",
        }
        began_ns = time.monotonic_ns()
        with subprocess.Popen((program,), env=env, stderr=subprocess.PIPE) as process:
            assert process.stderr is not None
            try:
                for line in process.stderr:
                    if b"Flushing" in line:
                        return (time.monotonic_ns() - began_ns) / 1e6
            finally:
                process.kill()
        raise RuntimeError(f"{program} painted nothing")

    def rows(self, events: int) -> Iterator[measure.Row]:
        """The medians."""
        medians = {
            name: {item: statistics.median(figures) for item, figures in found.items()}
            for name, found in self._found.items()
        }
        medians["bare"]["events"] = medians["bare"]["idle"]
        yield start.row("X11, first paint, ms", medians, "first paint")
        yield start.row("X11, first paint, processor ms", medians, "painting's processor")
        yield start.row("offscreen, first paint, ms", medians, "offscreen")
        yield start.untold("X11, first paint, evicted, ms", medians, "evicted")
        yield start.untold("X11, whole window, ms", medians, "whole")
        yield start.untold("X11, wall, ms", medians, "wall")
        yield start.untold("until idle, processor ms", medians, "processor")
        yield start.row("idle, MB PSS", medians, "idle")
        yield start.untold(f"with {events:,} events, MB PSS", medians, "events")

    def parts(self, rows: int) -> Iterator[Sequence[object]]:
        """What the last idle windows' memory was made of."""
        yield from mappings.largest_differences(self._shares["ours"], self._shares["bare"], rows)


def frozen_bare(build: Path) -> Path:
    """The folder of the bare window, made where it is missing."""
    folder = build / "frozen" / "bare"
    if not folder.exists():
        python = build / ".venv" / "bin" / "python"
        command = [
            str(python), "-m", "PyInstaller", "--noconfirm", "--log-level=WARN",
            f"--workpath={build / 'bare'}", f"--distpath={folder.parent}", str(_SPEC),
        ]  # fmt: skip
        as_ours = {
            **os.environ,
            "PYINSTALLER_ZLIB_COMPRESSION_LEVEL": "0",
            "PYTHONNODEBUGRANGES": "1",
        }
        subprocess.run(command, env=as_ours, check=True, stdout=sys.stderr)
    return folder


def evict(folder: Path) -> None:
    """Have the system forget what it keeps in memory of a folder's files."""
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                os.fsync(file.fileno())  # what is not on the disk yet cannot be forgotten
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def sizes(folders: dict[str, Path]) -> Iterator[measure.Row]:
    """What is on the disk after an installation, and what is downloaded."""
    installed = {name: _folder_mb(folder) for name, folder in folders.items()}
    packed = {name: _packed_mb(folder) for name, folder in folders.items()}
    for item, figures, most in (
        ("installed, MB", installed, _INSTALLED_MB),
        ("downloaded, MB", packed, _DOWNLOAD_MB),
    ):
        ours, bare = figures["ours"], figures["bare"]
        yield item, ours, bare, ours / bare, f"<= {most} MB"


def _folder_mb(folder: Path) -> float:
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sum(path.stat().st_size for path in files) / 1e6


def _packed_mb(folder: Path) -> float:
    tar = ["tar", "-C", str(folder.parent), "-c", folder.name]
    with subprocess.Popen(tar, stdout=subprocess.PIPE) as made:
        packing = ["xz", "-6", "-T2"]
        with subprocess.Popen(packing, stdin=made.stdout, stdout=subprocess.PIPE) as packed:
            assert packed.stdout is not None
            read = partial(packed.stdout.read, 1 << 20)
            return sum(map(len, iter(read, b""))) / 1e6


def _processor_ms(pid: int) -> float:
    """Of the process and of what it started and waited for."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(") ")[2].split()
    return sum(map(int, fields[11:15])) * 1000 / _TICKS_S


if __name__ == "__main__":
    main()
