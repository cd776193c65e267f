"""The window's life on a disk that really is full: a tmpfs with so many KB left.

    PYTHONPATH=. python tests/durability/full_run.py [--free 0,4,16,48,96,160,240,400]

Needs the right to mount, and a C compiler for what it shares with fault_run.py.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import failing_life
from failing_life import lived, started_with_shim
from fault_checks import Before, kept_in, objections


def mounted(place: Path, *options: str) -> None:
    """Mount a tmpfs there, or change the one that is. Raises CalledProcessError."""
    given = ",".join(options)
    subprocess.run(["mount", "-t", "tmpfs", "-o", given, "tmpfs", str(place)], check=True)


def main() -> int:
    """Load the shim, which fails nothing here, by starting once more with it; then run."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--free", default="0,4,16,48,96,160,240,400")
    arguments = parser.parse_args()
    if failing_life.SOURCE.stem not in os.environ.get("LD_PRELOAD", ""):
        return started_with_shim()
    top = Path(tempfile.mkdtemp(prefix="full-run-"))
    before = Before(top / "before")
    whole = lived(before.copied_to(top / "whole"), 0, 0, lasting=False)
    all_of = asyncio.run(kept_in(top / "whole" / "home"))
    place, found = top / "disk", 0
    place.mkdir()
    for free in map(int, arguments.free.split(",")):
        mounted(place, "size=64m")
        try:
            home = before.copied_to(place / "life")
            room = os.statvfs(place)
            used = (room.f_blocks - room.f_bfree) * room.f_bsize // 1024
            mounted(place, "remount", f"size={used + free}k")
            life = lived(home, 0, 0, lasting=False)
            mounted(place, "remount", "size=64m")
            life.failed = ["1 write /home"]  # whatever is not kept must have been told
            wrong = list(objections(before, home, life, whole, all_of))
        finally:
            subprocess.run(["umount", str(place)], check=True)
        said = next((words.partition("\n")[0] for words in life.told if "ould not" in words), "")
        print(f"{free:5} KB left: status {life.status}, {life.outcomes}; {wrong or 'nothing lost'}")
        print(f"      {said}", flush=True)
        found += len(wrong)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
