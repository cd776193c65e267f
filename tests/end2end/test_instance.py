"""A second start hands over to the first window, with real processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.executable import command
from tests.support import PATIENCE_S

DRIVER = Path(__file__).with_name("instance_driver.py")
STREAM = b'data: {"candidates":[{"content":{"parts":[{"text":"From a file"}]}}]}\n\n'


class Program:
    """The program as a process, and what its window tells."""

    def __init__(
        self,
        home: Path,
        *arguments: str,
        cwd: Path | None = None,
        told: bool = True,
        moves_to: Path | None = None,
        stderr: int = subprocess.DEVNULL,
    ) -> None:
        program = [sys.executable, str(DRIVER), *arguments] if told else command(*arguments)
        self.process = subprocess.Popen(
            program,
            env={
                **os.environ,
                "PYTHONPATH": str(Path.cwd()),
                "GEMINI_DESKTOP_HOME": str(home),
                "XDG_RUNTIME_DIR": str(home.parent),  # too long a path, mostly
                "TMPDIR": os.environ["XDG_RUNTIME_DIR"],
                "QT_QPA_PLATFORM": "offscreen",
                "MOVES_TO": str(moves_to or ""),
            },
            stdout=subprocess.PIPE,
            stderr=stderr,
            cwd=cwd,
        )

    def wait_for(self, wanted: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        assert self.process.stdout is not None
        while line := self.process.stdout.readline():
            told: dict[str, Any] = json.loads(line)
            if wanted(told):
                return told
        raise AssertionError(f"it ended with {self.process.wait()}")

    def open(self) -> None:
        """Wait for the window."""
        self.wait_for(lambda told: "window" in told)

    def end(self) -> int:
        return self.process.wait(timeout=PATIENCE_S)

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()


@pytest.fixture
def start(home: Path) -> Iterator[Callable[..., Program]]:
    """Starts programs over one home; all are ended by the end of the test."""
    started = []

    def begin(*arguments: str, **options: Any) -> Program:
        started.append(Program(home, *arguments, **options))
        return started[-1]

    yield begin
    for program in started:
        program.kill()


def test_several_starts_at_once_make_one_window_that_gets_all_files(
    home: Path, tmp_path: Path, start: Callable[..., Program]
) -> None:
    """Also with spaces and umlauts, by relative paths from another folder and by file URLs."""
    folder = tmp_path / "a folder"
    folder.mkdir()
    for name in ("été 1.sse", "two.sse"):
        (folder / name).write_bytes(STREAM)
    by_link = (folder / "two.sse").as_uri()
    programs = [start(), start("./été 1.sse", cwd=folder), start(by_link, cwd=tmp_path)]
    ended: list[Program] = []
    while len(ended) < len(programs) - 1:
        ended = [program for program in programs if program.process.poll() is not None]
        time.sleep(0.02)
    assert [program.end() for program in ended] == [0, 0]
    (window,) = (program for program in programs if program not in ended)
    assert window.process.poll() is None
    assert start("./été 1.sse", cwd=folder, told=False).end() == 0
    window.wait_for(lambda told: "été 1.sse" in told.get("title", ""))
    assert start("two.sse", cwd=folder, told=False).end() == 0
    window.wait_for(lambda told: "two.sse" in told.get("title", ""))


def test_a_killed_window_is_succeeded_and_a_hung_one_is_told(
    home: Path, start: Callable[..., Program]
) -> None:
    first = start()
    first.open()
    first.kill()
    second = start()
    second.open()
    second.process.send_signal(signal.SIGSTOP)
    beside = start()
    beside.open()
    told = beside.wait_for(lambda told: told.get("toast"))
    assert "does not answer" in told["toast"]
    second.process.send_signal(signal.SIGCONT)
    assert start(told=False).end() == 0  # the hung one has come round, and is still the first


def test_a_window_that_went_over_to_another_home_is_the_first_one_there(
    tmp_path: Path, start: Callable[..., Program]
) -> None:
    """And no longer the first of the home that it has left."""
    moved = tmp_path / "moved"
    (tmp_path / "two.sse").write_bytes(STREAM)
    window = start(moves_to=moved)
    window.open()
    window.open()
    there = ("--home", str(moved))
    assert start(*there, str(tmp_path / "two.sse"), told=False).end() == 0
    window.wait_for(lambda told: "two.sse" in told.get("title", ""))
    start().open()


def test_ctrl_c_closes_the_window_without_a_word(start: Callable[..., Program]) -> None:
    """Everything is put away first, as where its own button closes it: the next one is the first
    one at once."""
    window = start(stderr=subprocess.PIPE)
    window.open()
    window.process.send_signal(signal.SIGINT)
    _, said = window.process.communicate(timeout=PATIENCE_S)
    assert (window.process.returncode, said) == (130, b"")
    start().open()
