"""Two windows on one home, each a process: both migrate it, ask, rename, delete and save at once.

PYTHONPATH=. python tests/durability/two_windows.py [--rounds 50]

Each round begins with a home of the first version. Afterwards all that either was told to keep is
there, what they deleted is not, the database is sound, and neither showed a word of trouble.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from gemini_desktop.store.captures import Captures
from gemini_desktop.store.drafts import Drafts
from gemini_desktop.store.settings import SettingsFile
from gemini_desktop.store.transcripts import Library
from tests.archives import unpack

HERE = Path(__file__).parent
OLD_HOME = HERE.parent / "store" / "old" / "home-1.tar.gz"
HEADER = f"{'round':>5}{'chats':>7}{'turns':>7}{'lost':>6}{'told':>6}{'seconds':>9}  faults"


class Windows:
    """Both processes, for as many rounds as one likes."""

    def __init__(self) -> None:
        environment = {
            **os.environ,
            "PYTHONPATH": str(HERE.parent.parent),
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        }
        self._programs = [
            subprocess.Popen(
                [sys.executable, str(HERE / "shared_window.py"), name],
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
            for name in "AB"
        ]

    def tell(self, orders: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """What each answers to its order; both work at the same time."""
        for program, order in zip(self._programs, orders, strict=True):
            assert program.stdin is not None
            program.stdin.write(json.dumps(order) + "\n")
            program.stdin.flush()
        return [self._answer(program) for program in self._programs]

    def close(self) -> None:
        for program in self._programs:
            program.kill()
            program.communicate()

    @staticmethod
    def _answer(program: subprocess.Popen[str]) -> dict[str, Any]:
        assert program.stdout is not None
        line = program.stdout.readline()
        answer: dict[str, Any] = json.loads(line) if line else {"died": program.wait()}
        return answer


def one_round(windows: Windows, home: Path, number: int) -> list[str]:
    """The faults of a round; empty where all is well."""
    unpack(OLD_HOME, home)
    reports = windows.tell([{"home": str(home), "round": number}] * 2)
    if died := [report for report in reports if "died" in report]:
        return [f"a window died: {died}"]
    ends = windows.tell([{"others": list(other["chats"])} for other in reversed(reports)])
    faults = [f"told: {words}" for end in ends for words in end["told"]]
    faults += ["the list did not learn" for end in ends if not end["learned"]]
    return faults + asyncio.run(_missing(home, reports)) + _left(home, reports)


async def _missing(home: Path, reports: list[dict[str, Any]]) -> list[str]:
    library, captures = Library(home), Captures(home)
    await library.open()
    try:
        known = {chat.id for chat in await library.conversations()}
        faults = [
            f"deleted, and there: {id_}" for r in reports for id_ in r["gone"] if id_ in known
        ]
        for report in reports:
            for chat, (words, capture) in report["chats"].items():
                texts = [t.text for t in (await library.load(chat)).turns] if chat in known else []
                if words not in texts or len(texts) != 2:
                    faults.append(f"lost: {words}")
                if captures.open(capture).ended() is None:
                    faults.append(f"torn: {capture}")
    finally:
        await library.close()
    return faults


def _left(home: Path, reports: list[dict[str, Any]]) -> list[str]:
    faults = []
    with contextlib.closing(sqlite3.connect(home / "library.db")) as connection:
        if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            faults.append("the database is damaged")
        sql = "SELECT count(*) FROM turns WHERE conversation_id = 'old-1' AND capture_id = ?"
        faults += [
            f"lost: {report['shared'][0]}"
            for report in reports
            if connection.execute(sql, (report["shared"][1],)).fetchone() != (1,)
        ]
    settings, odd = SettingsFile(home).load()
    faults += [odd] if odd else []
    names = {profile.name for profile in settings.profiles}
    for report in reports:
        field, value = report["option"]
        if getattr(settings.options, field) != value or report["profile"] not in names:
            faults.append(f"a setting was lost: {field} of {report['profile']}")
    if (settings.theme, settings.count_tokens) != ("dark", "never"):
        faults.append("a setting was lost")
    drafts = Drafts(home)
    drafts.claim()
    kept = drafts.load("old-1")
    drafts.release()
    if kept is None or any(f"draft of {name}" not in kept.text for name in "AB"):
        faults.append(f"a draft was lost: {kept.text if kept else None}")
    return faults


def rounds(folder: Path, count: int) -> int:
    """Print the table; the number of rounds with a fault."""
    windows = Windows()
    bad = 0
    print(HEADER)
    try:
        for number in range(1, count + 1):
            began = time.monotonic()
            home = folder / f"home-{number}"
            faults = one_round(windows, home, number)
            bad += bool(faults)
            with contextlib.closing(sqlite3.connect(home / "library.db")) as connection:
                chats, turns = (
                    connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                    for table in ("conversations", "turns")
                )
            lost = sum(fault.startswith("lost") for fault in faults)
            told = sum(fault.startswith("told") for fault in faults)
            print(
                f"{number:>5}{chats:>7}{turns:>7}{lost:>6}{told:>6}"
                f"{time.monotonic() - began:>9.2f}  {'; '.join(faults) or 'none'}",
                flush=True,
            )
    finally:
        windows.close()
    print(f"{count} rounds, {bad} with a fault")
    return bad


def main() -> int:
    """Exit status 1 where a round had a fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=50)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="two-windows-") as folder:
        return int(rounds(Path(folder), given.rounds) > 0)


if __name__ == "__main__":
    raise SystemExit(main())
