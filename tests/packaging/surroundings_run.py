"""Starts the program where something is missing, has it answer, and tells what became of it.

    python -m tests.packaging.surroundings_run [PROGRAM] [--pictures DIR] [--only NAME,...]

PROGRAM is what GEMINI_DESKTOP_EXECUTABLE would name; without it this clone. As root all
surroundings can be had; otherwise those are left out that cannot. Not a part of the suite, where
`test_surroundings.py` has the quick ones: this takes ten minutes, and its pictures are for people.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tests.desktop import Desktop, desktop, is_installed
from tests.packaging import surroundings
from tests.support import PATIENCE_S

_ROOT = Path(__file__).resolve().parents[2]
_PROMPT = "Plan two days in Kyoto, with a table."
_FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
_ANSWER_S = 5.0


class Seen(NamedTuple):
    """What became of a start."""

    window_s: float | None
    status: int | None
    """None where it did not close by itself, because it asked first."""
    said: str
    files: list[str]
    """What others than the owner could read or write of what was written."""


def main() -> int:
    """Run them and print a line for each; 1 where one ended badly."""
    parser = argparse.ArgumentParser()
    parser.add_argument("program", nargs="?")
    parser.add_argument("--pictures", type=Path, default=Path("build/surroundings"))
    parser.add_argument("--only", default="")
    a = parser.parse_args()
    if not is_installed():
        parser.error("this needs Xvfb, openbox, xdotool and ImageMagick's import")
    program = [a.program] if a.program else [sys.executable, "-m", "gemini_desktop"]
    bad = 0
    for name, place in surroundings.ALL.items():
        if a.only and name not in a.only.split(","):
            continue
        if place.needs_root and os.geteuid() != 0:
            print(f"    {name:36} left out: only root can have it")
            continue
        if place.packaged and not a.program:
            print(f"    {name:36} left out: only for a packaged program")
            continue
        seen = started(place, program, a.pictures.resolve() / f"{name}.png")
        bad += not is_well(place, seen)
        _tell(name, place, seen)
    return bad > 0


def started(
    place: surroundings.Surroundings, program: list[str], picture: Path, answer_s: float = _ANSWER_S
) -> Seen:
    """Start it there, ask something, take a picture after `answer_s`, close it."""
    with (
        tempfile.TemporaryDirectory(prefix="surroundings-") as folder,
        desktop(place.screen) as there,
    ):
        work, home = Path(folder, "work"), Path(folder, "home")
        for made in (work, home):
            made.mkdir()
        Path(folder).chmod(0o755)
        home.chmod(0o777)
        said = Path(folder, "said")
        began = time.monotonic()
        with said.open("wb") as errors, subprocess.Popen(
            ["/bin/sh", "-c", place.shell, "sh", *program],
            env=_environment(there, home, work),
            stdin=subprocess.DEVNULL, stdout=errors, stderr=errors, cwd="/",
        ) as process:  # fmt: skip
            window_s = _used(there, process, began, picture, answer_s)
            status = _ended(process, there, picture, 3 if place.loses else PATIENCE_S)
        words = said.read_text("utf-8", "replace").strip()
        return Seen(window_s, status, words, _open_to_others(home))


def _used(
    there: Desktop, process: subprocess.Popen[bytes], began: float, picture: Path, answer_s: float
) -> float | None:
    while not there.windows():
        if process.poll() is not None or time.monotonic() - began > PATIENCE_S:
            return None
        time.sleep(0.05)
    took = time.monotonic() - began
    window = there.wait_for_window()
    time.sleep(min(2, answer_s))
    there.type(_PROMPT)
    there.press("Return")
    time.sleep(answer_s)
    there.picture(picture)
    there.close(window)
    return took


def _ended(
    process: subprocess.Popen[bytes], there: Desktop, picture: Path, patience_s: float
) -> int | None:
    try:
        return process.wait(patience_s)
    except subprocess.TimeoutExpired:
        there.picture(picture.with_stem(f"{picture.stem}-open"))
        process.kill()
        return None


def _environment(there: Desktop, home: Path, work: Path) -> dict[str, str]:
    dropped = ("GEMINI_DESKTOP_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
    kept = {key: value for key, value in there.environment.items() if key not in dropped}
    return kept | {
        "HOME": str(home),
        "WORK": str(work),
        "FONT": str(_FONT),
        "PYTHONPATH": str(_ROOT),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }


def _open_to_others(home: Path) -> list[str]:
    """Whatever umask there is, what the program writes is its owner's alone."""
    own = home / ".local" / "share" / "gemini-desktop"
    return [str(p.relative_to(home)) for p in (own, *own.rglob("*")) if _mode(p) & 0o077]


def _mode(path: Path) -> int:
    return path.lstat().st_mode if path.exists() and not path.is_symlink() else 0


def is_well(place: surroundings.Surroundings, seen: Seen) -> bool:
    """Whether it is what is to come of it."""
    if place.window:
        return seen.window_s is not None and seen.status == (None if place.loses else 0)
    return seen.status == 2 and bool(seen.said) and "Traceback" not in seen.said


def _tell(name: str, place: surroundings.Surroundings, seen: Seen) -> None:
    shown = "no window" if seen.window_s is None else f"window {seen.window_s:4.1f} s"
    well = "ok" if is_well(place, seen) else "BAD"
    print(f"{well:4}{name:36} {shown}, status {seen.status}", flush=True)
    for line in seen.said.splitlines()[-6:]:
        print(f"      | {line[:200]}", flush=True)
    if seen.files:
        print(
            f"      | open to others: {', '.join(seen.files[:5])} … {len(seen.files)}", flush=True
        )


if __name__ == "__main__":
    sys.exit(main())
