"""A backup of a large home, and back, beside `tar` on the same files.

    PYTHONPATH=. python tests/bench/backup.py [--megabytes=1000]

Half of the home are recordings (lines of real streams, in any order), most of the rest values in
blobs (base64 of noise, which nothing shrinks much), with a library of a conversation for each ten
recordings. Each row is the wall clock and the processor's time, and the size of what came out. The
backup is written and read back; `tar` is not checked by anybody, and `tar | tar` is reading it
back. The last rows restore: into an empty home, and into the home itself, which has all of it.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import os
import random
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from gemini_desktop.core.capture import BytesReceived, Ended, RequestSent
from gemini_desktop.core.events import Text
from gemini_desktop.core.outcome import Outcome
from gemini_desktop.core.transcript import Step, Turn, prompt
from gemini_desktop.session import backups
from gemini_desktop.session.backups import Job
from gemini_desktop.store.blobs import Blobs
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.context import CaptureContext
from gemini_desktop.store.home import prepare_home
from gemini_desktop.store.transcripts import Library

STREAMS = Path(__file__).parent.parent / "captures"
CAPTURE_BYTES = 250_000
BLOB_BYTES = 1_000_000
_READ = 4096


def make_home(home: Path, megabytes: int) -> None:
    """Fill it as the program would."""
    prepare_home(home)
    chance = random.Random(1)
    blobs = Blobs(home / "blobs")
    for _ in range(megabytes * 1_000_000 * 45 // 100 // BLOB_BYTES):
        blobs.put(base64.b64encode(chance.randbytes(BLOB_BYTES * 3 // 4)))
    asyncio.run(_record(home, megabytes * 1_000_000 // 2 // CAPTURE_BYTES, chance))


async def _record(home: Path, count: int, chance: random.Random) -> None:
    lines = [
        line
        for path in STREAMS.glob("*.sse")
        for line in path.read_bytes().splitlines(keepends=True)
    ]
    library, captures = Library(home), Captures(home)
    await library.open()
    for number in range(count):
        conversation, parent = f"c{number // 10}", f"a{number - 1}" if number % 10 else ""
        question = prompt(f"Question {number}", id=f"q{number}", parent_id=parent)
        answer = Turn(role="model", id=f"a{number}", parent_id=question.id)
        words = " ".join(chance.choices(("bytes", "of", "an", "answer", "stream"), k=3000))
        answer.steps = [Step(index=0, kind="model_output", contents=[Text(text=words)])]
        answer.outcome = Outcome(kind="complete")
        context = CaptureContext(conversation_id=conversation, answer_id=answer.id, prompt=question)
        with captures.create(context) as tape:
            tape.append(
                RequestSent(t_ns=0, unix_ns=1, method="POST", url="https://api.example", headers=())
            )
            body = b"".join(chance.choices(lines, k=4000))[:CAPTURE_BYTES]
            for start in range(0, len(body), _READ):
                data = body[start : start + _READ]
                tape.append(BytesReceived(t_ns=start, data=data))
            tape.append(Ended(t_ns=len(body), how="complete"))
            answer.capture_id = tape.id
        await library.save_turn(conversation, question)
        await library.save_turn(conversation, answer)
    await library.close()


def row(name: str, work: Callable[[], object], result: Path | None, whole: int) -> float:
    """Do it and print what it took; seconds come back."""
    began, used = time.perf_counter(), _processor()
    work()
    seconds = time.perf_counter() - began
    size = f"{result.stat().st_size / 1e6:9.0f}" if result and result.is_file() else " " * 9
    print(
        f"{name:<34}{seconds:8.2f}{_processor() - used:8.2f}{size}{whole / seconds / 1e6:9.0f}",
        flush=True,
    )
    return seconds


def _processor() -> float:
    """Seconds of this process and of those that it has waited for."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, kinds))


def run(*command: str) -> Callable[[], object]:
    return lambda: subprocess.run(command, check=True)


def measure(folder: Path, megabytes: int) -> None:
    home, file = folder / "home", folder / "all.gdbackup"
    make_home(home, megabytes)
    os.sync()
    files = [path for path in home.rglob("*") if path.is_file()]
    whole = sum(path.stat().st_size for path in files)
    print(f"{len(files)} files, {whole / 1e6:.0f} MB")
    print(f"{'':<34}{'s':>8}{'cpu s':>8}{'MB':>9}{'MB/s':>9}")
    tar, packed = folder / "home.tar", folder / "home.tar.gz"
    plain = row("tar", run("tar", "-cf", str(tar), "-C", str(home), "."), tar, whole)
    shrunk = row(
        "tar, gzip -1",
        run("tar", "-I", "gzip -1", "-cf", str(packed), "-C", str(home), "."), packed, whole,
    )  # fmt: skip
    ours = row("backup, read back", lambda: backups.back_up(home, file, Job()), file, whole)
    print(f"{'':<34}{ours / plain:.1f} times tar, {ours / shrunk:.1f} times tar with gzip -1")
    tar.unlink()
    (folder / "unpacked").mkdir()
    untar = run("tar", "-xzf", str(packed), "-C", str(folder / "unpacked"))
    back = row("tar -xz", untar, None, whole)
    shutil.rmtree(folder / "unpacked")
    other = folder / "other"
    restored = row("restore, empty home", lambda: backups.restore(file, other, Job()), None, whole)
    row("restore, all of it is there", lambda: backups.restore(file, home, Job()), None, whole)
    print(f"{'':<34}{restored / back:.1f} times tar -xz")
    print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=1000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="backup-bench-") as folder:
        measure(Path(folder), given.megabytes)


if __name__ == "__main__":
    main()
