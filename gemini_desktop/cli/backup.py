"""`gemini-desktop backup` and `gemini-desktop restore`: everything in one file, and back."""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from gemini_desktop.cli.words import counted, misused
from gemini_desktop.session import backups
from gemini_desktop.session.backups import Job
from gemini_desktop.store.home import find_home, prepare_home
from gemini_desktop.store.sharing import using

T = TypeVar("T")

_SECRETS = "Keys are not in it: they are in this computer's keyring."


def run(arguments: argparse.Namespace) -> int:
    """Back up, or restore, as the command says."""
    return _restore(arguments) if arguments.command == "restore" else _back_up(arguments)


def _back_up(arguments: argparse.Namespace) -> int:
    home, target = find_home(arguments.home), Path(arguments.file)
    if not home.is_dir():
        raise misused(f"There is nothing in {home} to back up.", "Name the folder with --home.")
    with using(home):
        made = _watched("Writing", lambda job: backups.back_up(home, target, job))
    counts = made.counts
    print(
        f"{target}: {counted(counts.conversations, 'chat')}, {counted(counts.turns, 'turn')}, "
        f"{counted(counts.captures, 'recording')}, {counted(counts.blobs, 'large value')}, "
        f"{counted(counts.drafts, 'draft')}, "
        f"read back and found right. {_SECRETS}"
    )
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    home, source = find_home(arguments.home), Path(arguments.file)
    backups.check(source)  # before a folder is made for nothing
    prepare_home(home)
    with using(home):
        restored = _watched("Restoring", lambda job: backups.restore(source, home, job))
    taken = restored.taken
    print(
        f"{home}: {counted(taken.added, 'chat')} came back, {taken.beside} beside one that "
        f"differs; {counted(taken.skipped, 'chat')} here already; "
        f"{counted(len(restored.profiles), 'profile')}. Keys are not in "
        "a backup: enter them again where this is another computer."
    )
    return 0


def _watched(words: str, work: Callable[[Job], T]) -> T:
    """Tell on a terminal how far it is, a few times a second."""
    job, done = Job(), threading.Event()

    def tell() -> None:
        while not done.wait(0.2):
            share = min(100, 100 * job.done // job.total) if job.total else 0
            sys.stderr.write(f"\r{words}… {share} %")
            sys.stderr.flush()
        sys.stderr.write("\r\x1b[K")

    if not sys.stderr.isatty():
        return work(job)
    teller = threading.Thread(target=tell)
    teller.start()
    try:
        return work(job)
    finally:
        done.set()
        teller.join()
