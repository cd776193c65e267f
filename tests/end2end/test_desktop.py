"""The program as a process on a desktop, used with keyboard and mouse from outside.

So the packaged program passes the same tests (`tests.executable`). What it keeps is looked at with
its own commands. Without Xvfb and xdotool there is no such desktop; what it would show is then
tested in the other files alone, from inside.
"""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import desktop as desktops
from tests.desktop import Desktop, wait_until
from tests.executable import command
from tests.support import PATIENCE_S

pytestmark = pytest.mark.time_limit(180)

PROMPT = "Plan two days in Kyoto, with a table."
TITLE = "Plan two days in Kyoto"
STREAM = b'data: {"candidates":[{"content":{"parts":[{"text":"From a file"}]}}]}\n\n'


class Program:
    """The program over one home, on one desktop."""

    def __init__(self, desktop: Desktop, home: Path) -> None:
        self.desktop, self.home = desktop, home
        self._environment = desktop.environment | {
            "PYTHONPATH": str(Path.cwd()),
            "GEMINI_DESKTOP_HOME": str(home),
            "XDG_RUNTIME_DIR": str(home.parent),
            "XDG_CONFIG_HOME": str(home.parent),
        }
        self.started: list[subprocess.Popen[bytes]] = []

    def over(self, home: Path) -> Program:
        """The same over another home."""
        other = Program(self.desktop, home)
        other.started = self.started
        return other

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Have it open a window, or hand over to the one that is open."""
        said = (self.home.parent / f"said-{len(self.started)}").open("wb")
        with said:
            process = subprocess.Popen(
                command(*arguments), env=self._environment, stdout=said, stderr=said
            )
        self.started.append(process)
        return process

    def open(self, *arguments: str) -> tuple[subprocess.Popen[bytes], str]:
        """The process, and its window once it can be used."""
        process = self.start(*arguments)
        return process, self.desktop.wait_for_window()

    def close(self, process: subprocess.Popen[bytes], window: str) -> None:
        """As a person does; it ends well and has nothing to say."""
        self.desktop.close(window)
        assert process.wait(PATIENCE_S) == 0
        number = self.started.index(process)
        assert (self.home.parent / f"said-{number}").read_text("utf-8") == ""

    def ask(self, window: str, words: str = PROMPT) -> None:
        """Type it, once the library is open, and send it."""
        wait_until(self.home.joinpath("library.db").exists, PATIENCE_S, "no library")
        self.desktop.type(words)
        self.desktop.press("Return")
        self.wait_for_title(window, words[:20])

    def wait_for_title(self, window: str, part: str) -> None:
        wait_until(
            lambda: part in self.desktop.title(window), PATIENCE_S, f"{part!r} is not in the title"
        )

    def tell(self, *arguments: str) -> bytes:
        """What a command of the program prints."""
        return subprocess.run(
            command(*arguments),
            env=self._environment,
            capture_output=True,
            timeout=PATIENCE_S,
            check=True,
        ).stdout

    def chats(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.tell("chats", "--json").splitlines()]

    def chat(self) -> str:
        """The only one, as Markdown."""
        (chat,) = self.chats()
        return self.tell("chats", "export", chat["id"]).decode()

    def bytes_received(self) -> int:
        return sum(path.stat().st_size for path in self.home.glob("captures/*/body"))

    def has_draft(self, words: str) -> bool:
        """Whether they are kept; a file that is just being replaced is looked at the next time."""
        with contextlib.suppress(FileNotFoundError):
            drafts = self.home.joinpath("drafts").glob("*")
            return any(words.encode() in draft.read_bytes() for draft in drafts)
        return False

    def has_ended(self) -> bool:
        """Whether the only exchange is over, by its own account."""
        found = list(self.home.glob("captures/*/records.jsonl"))
        return any(b'{"type":"end"' in capture.read_bytes() for capture in found)


@pytest.fixture(scope="module")
def desktop() -> Iterator[Desktop | None]:
    if not desktops.is_installed():
        yield None
        return
    with desktops.desktop() as made:
        yield made


@pytest.fixture
def program(desktop: Desktop | None, home: Path) -> Iterator[Program | None]:
    """None where there is no desktop."""
    if desktop is None:
        yield None
        return
    made = Program(desktop, home)
    yield made
    for process in made.started:
        if process.poll() is None:
            process.kill()
        process.wait()


def test_an_answer_is_kept_saved_and_there_again(program: Program | None, tmp_path: Path) -> None:
    """Asked by typing, saved by Ctrl+S and Enter, found again by the next start."""
    if program is None:
        return
    process, window = program.open("--demo-pace", "0")
    program.ask(window)
    wait_until(program.has_ended, PATIENCE_S, "no end")
    program.desktop.press("ctrl+s")
    program.desktop.wait_for_window("Save")
    saved = tmp_path / "saved.md"
    program.desktop.press("ctrl+a")
    program.desktop.type(str(saved))
    program.desktop.press("Return")
    wait_until(saved.exists, PATIENCE_S, "nothing saved")
    program.close(process, window)
    (chat,) = program.chats()
    assert chat["turn_count"] == 2
    assert "Arashiyama" in program.chat()
    assert "Arashiyama" in saved.read_text("utf-8")
    process, window = program.open()
    program.wait_for_title(window, TITLE)
    program.close(process, window)
    assert len(program.chats()) == 1


def test_escape_stops_an_answer_and_keeps_what_came(program: Program | None) -> None:
    if program is None:
        return
    process, window = program.open("--demo-pace", "1")
    program.ask(window)
    wait_until(lambda: program.bytes_received() > 2000, PATIENCE_S, "no answer")
    program.desktop.press("Escape")
    wait_until(program.has_ended, PATIENCE_S, "it did not stop")
    came = program.bytes_received()
    program.close(process, window)
    assert program.bytes_received() == came
    assert "Kyoto" in program.chat()
    assert "Arashiyama" not in program.chat()


def test_a_second_start_hands_over_what_it_was_given(program: Program | None) -> None:
    if program is None:
        return
    process, window = program.open()
    recording = program.home.parent / "a recording.sse"
    recording.write_bytes(STREAM)
    wait_until(program.home.joinpath("library.db").exists, PATIENCE_S, "no library")
    assert program.start(str(recording)).wait(PATIENCE_S) == 0
    program.wait_for_title(window, recording.name)
    assert program.desktop.windows() == [window]
    program.close(process, window)


def test_kill_9_while_an_answer_comes_loses_nothing_of_it(program: Program | None) -> None:
    """Nor does the loss of the list of chats on top of it."""
    if program is None:
        return
    process, window = program.open("--demo-pace", "1")
    program.ask(window)
    wait_until(lambda: program.bytes_received() > 2000, PATIENCE_S, "no answer")
    process.send_signal(signal.SIGKILL)
    process.wait()
    came = program.bytes_received()
    for name in ("library.db", "library.db-wal", "library.db-shm"):
        program.home.joinpath(name).unlink(missing_ok=True)
    process, window = program.open()
    program.wait_for_title(window, TITLE)
    program.close(process, window)
    assert program.bytes_received() == came
    (chat,) = program.chats()
    assert chat["turn_count"] == 2
    assert "Kyoto" in program.chat()


def test_a_backup_of_an_open_window_opens_elsewhere(program: Program | None) -> None:
    """With what was written and not sent; the first window is not disturbed by it."""
    if program is None:
        return
    process, window = program.open("--demo-pace", "0")
    program.ask(window)
    wait_until(program.has_ended, PATIENCE_S, "no end")
    program.desktop.type("not sent yet")
    wait_until(lambda: program.has_draft("not sent yet"), PATIENCE_S, "no draft")
    backup = program.home.parent / "all.gdbackup"
    program.tell("backup", str(backup))
    program.close(process, window)
    elsewhere = program.over(program.home.parent / "elsewhere")
    elsewhere.tell("restore", "--into", str(elsewhere.home), str(backup))
    assert elsewhere.chats() == program.chats()
    assert elsewhere.chat() == program.chat()
    process, window = elsewhere.open()
    elsewhere.wait_for_title(window, TITLE)
    elsewhere.close(process, window)
    assert elsewhere.has_draft("not sent yet")
