"""Starts a process of its own, kills it without warning, and looks at what it left behind."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Self

from tests.support import PATIENCE_S

ROOT = Path(__file__).resolve().parents[2]
_TEMPORARY = (".part", ".tmp")


class Killed:
    """A script that prints a JSON line for all that it got to know."""

    def __init__(self, script: Path, *arguments: str, under: Sequence[str] = ()) -> None:
        started = str(time.monotonic_ns())
        given = [started if each == "STARTED" else each for each in arguments]
        self.process = subprocess.Popen(
            [*under, sys.executable, str(script), *given],
            env=environment(),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.told: list[dict[str, Any]] = []
        self._more = threading.Condition()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def wait_for(self, what: str, timeout: float = PATIENCE_S) -> dict[str, Any]:
        """The first line of this kind. Raises TimeoutError, also where the process ends first."""
        end = time.monotonic() + timeout
        with self._more:
            while True:
                for line in self.told:
                    if line["what"] == what:
                        return line
                left = end - time.monotonic()
                if left <= 0 or not self._reader.is_alive():
                    raise TimeoutError(f"nothing was told of {what!r}: {self.told[-3:]}")
                self._more.wait(min(left, 0.5))

    def kill(self) -> int:
        """Kill -9; when it was, in nanoseconds of the monotonic clock. All that it told before is
        read."""
        killed_ns = time.monotonic_ns()
        self.process.kill()
        self.ended()
        return killed_ns

    def ended(self) -> int:
        """Wait until it has ended by itself; its exit status."""
        self._reader.join()
        return self.process.wait()

    def most(self, what: str) -> int:
        """The largest number of bytes that lines of this kind tell."""
        return max((line["bytes"] for line in self.told if line["what"] == what), default=0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.ended()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                with contextlib.suppress(ValueError), self._more:
                    self.told.append(json.loads(line))
                    self._more.notify_all()
        with self._more:
            self._more.notify_all()


def environment() -> dict[str, str]:
    """Without a screen, a keyring or a proxy."""
    kept = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    return {
        **kept,
        "PYTHONPATH": str(ROOT),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }


def integrity(home: Path) -> list[str]:
    """What SQLite finds wrong in the databases of a home, with their journals; nothing where all
    is well. It looks at copies: opening the files themselves would mend them."""
    wrong = []
    for name in ("library.db", "search.db"):
        if (home / name).exists():
            found = on_copy(home, name, _check)
            wrong += [] if found == ["ok"] else [f"{name}: {found[:3]}"]
    return wrong


def on_copy(home: Path, name: str, look: Callable[[sqlite3.Connection], Any]) -> Any:
    """What `look` returns for a copy of this database."""
    with tempfile.TemporaryDirectory(prefix="killed-") as folder:
        for suffix in ("", "-wal"):
            with contextlib.suppress(FileNotFoundError):
                shutil.copyfile(home / (name + suffix), Path(folder, name + suffix))
        with contextlib.closing(sqlite3.connect(Path(folder, name))) as connection:
            return look(connection)


def leftovers(home: Path) -> set[Path]:
    """Files that a write which was cut off has left."""
    return {path for path in home.rglob("*") if path.name.endswith(_TEMPORARY)}


def set_aside(home: Path) -> list[str]:
    """Files that the program took for damaged."""
    return [path.name for path in home.iterdir() if ".damaged-" in path.name]


def _check(connection: sqlite3.Connection) -> list[str]:
    try:
        return [row[0] for row in connection.execute("PRAGMA integrity_check")]
    except sqlite3.DatabaseError as error:
        return [str(error)]
