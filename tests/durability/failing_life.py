"""A short life of the real window, during which the disk fails at one of its writing calls.

Everything is loaded once, and each life is a fork of that: the n-th call is the same one every
time, and a hundred lives cost a minute.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import faulthandler
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from gemini_desktop import app
from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui import file_dialogs
from gemini_desktop.ui.event_loop import create_event_loop

SOURCE = Path(__file__).with_name("failing_writes.c")
PROMPTS = ("Hello", "Tell me of the lamp, in a table")
_LONGEST_S = 40.0


@dataclass
class Life:
    """What became of one."""

    status: int
    told: list[str] = field(default_factory=list)
    """All that the window said, oldest first."""
    failed: list[str] = field(default_factory=list)
    """The calls that failed: number, call, file below the folder."""
    answers: list[str] = field(default_factory=list)
    """The words of the answers as the window showed them."""
    outcomes: list[str] = field(default_factory=list)
    calls: int = 0
    errors: str = ""
    """What it wrote to the terminal."""
    done: bool = False
    """Whether it came to its end."""


def started_with_shim() -> int:
    """Run this script once more with the shim, compiled on the spot; its exit code. Raises OSError
    or CalledProcessError where that cannot be done."""
    with tempfile.TemporaryDirectory(prefix="failing-writes-") as folder:
        target = Path(folder) / "failing_writes.so"
        command = ["cc", "-shared", "-fPIC", "-O1", "-o", str(target), str(SOURCE), "-ldl"]
        subprocess.run(command, check=True, capture_output=True)
        return subprocess.call([sys.executable, *sys.argv], env=environment(target))


def lived(home: Path, at: int, error: int, *, lasting: bool) -> Life:
    """One life over this home, in a process of its own; `at` 0 fails nothing. The shim must be
    loaded (LD_PRELOAD), and Qt not be in use yet."""
    folder = Path(tempfile.mkdtemp(prefix="failing-life-"))
    child = os.fork()
    if child == 0:
        status = 1
        with contextlib.suppress(BaseException):
            status = _in_child(home, folder, at, error, lasting=lasting)
        os._exit(status)
    life = Life(status=_waited(child))
    for line in (folder / "told").read_text("utf-8").splitlines() if life.status >= 0 else ():
        _read(life, json.loads(line))
    life.failed = (folder / "failed").read_text("utf-8", "replace").splitlines()
    life.errors = (folder / "errors").read_text("utf-8", "replace")
    shutil.rmtree(folder)
    return life


def _read(life: Life, line: dict[str, Any]) -> None:
    match line["what"]:
        case "said":
            life.told.append(line["words"])
        case "answer":
            life.answers.append(line["words"])
            life.outcomes.append(line["outcome"])
        case "end":
            life.calls, life.done = line["calls"], True


def _waited(child: int) -> int:
    """How it ended: its exit status, or minus the signal that killed it."""
    end = time.monotonic() + _LONGEST_S
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return -signal.SIGALRM


def _in_child(home: Path, folder: Path, at: int, error: int, *, lasting: bool) -> int:
    errors = os.open(folder / "errors", os.O_WRONLY | os.O_CREAT)
    os.dup2(errors, 1)
    os.dup2(errors, 2)
    faulthandler.enable()
    told = os.open(folder / "told", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    failed = os.open(folder / "failed", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    shim = ctypes.CDLL(None)
    application = QApplication([])
    file_dialogs.transcript_target = _Chosen(home.parent / "chat.md")  # type: ignore[assignment]
    shim.failing_writes_begin(os.fsencode(home.parent), at, error, int(lasting), failed)
    with (
        app.log_in(home),
        asyncio.Runner(loop_factory=lambda: create_event_loop(application)) as runner,
    ):
        runner.run(_live(home, told))
    _tell(told, what="end", calls=shim.failing_writes_end())
    return 0


class _Chosen:
    """Somebody who saves each transcript under this name."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def __call__(self, *_: object) -> Path:
        return self._path


async def _live(home: Path, told: int) -> None:
    window = app.build(home, ["--demo-pace", "0"])
    _listen(window, told)
    window.show()
    await window.presenter.opened()
    ended: asyncio.Queue[Turn] = asyncio.Queue()
    window.bridge.exchange_ended.connect(ended.put_nowait)
    for prompt in PROMPTS:
        window.chat_pane.prompt_submitted.emit(prompt)
        turn = await ended.get()
        outcome = turn.outcome.kind if turn.outcome is not None else ""
        _tell(told, what="answer", words=turn.text, outcome=outcome)
        await asyncio.sleep(0.05)
    with contextlib.suppress(Exception):  # a list that cannot be read is told by the window
        known = await window.session.chats.listed()
        mine = next((chat.id for chat in known if chat.title == PROMPTS[0]), "")
        window.conversation_renamed.emit(mine, "A name of its own")
        window.save_transcript_requested.emit()
        other = next((chat.id for chat in known if chat.title == "To be deleted"), "")
        window.conversation_deleted.emit([other])
    window.chat_pane.composer.edit.insertPlainText("a draft")
    window.session.change(theme="dark")
    await asyncio.sleep(0.55)
    window.close()
    await asyncio.sleep(0)
    window.close()  # a second time, where it asked
    await window.presenter.closed.wait()


def _listen(window: app.Application, told: int) -> None:
    """Dump all that is said in place and in passing."""
    toast, strip = window.toast.show_message, window.chat_pane.unsaved_strip.say

    def on_toast(text: str, *rest: Any) -> None:
        _tell(told, what="said", words=text)
        toast(text, *rest)

    def on_strip(headline: str, rest: str, details: str) -> None:
        _tell(told, what="said", words=f"{headline} {rest}\n{details}")
        strip(headline, rest, details)

    window.toast.show_message = on_toast  # type: ignore[assignment,method-assign]
    window.chat_pane.unsaved_strip.say = on_strip  # type: ignore[method-assign]


def _tell(told: int, **line: Any) -> None:
    os.write(told, json.dumps(line).encode() + b"\n")


def environment(shim: Path) -> dict[str, str]:
    """For a process that calls `lived`."""
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("GEMINI", "GOOGLE", "OPENAI"))}
    return {
        **kept,
        "LD_PRELOAD": str(shim),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "PYTHONPATH": os.pathsep.join((str(SOURCE.parents[2]), str(SOURCE.parent))),
    }


if __name__ == "__main__":
    sys.exit("Run fault_run.py")
