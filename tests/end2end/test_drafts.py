"""What was written and not sent: there after a restart, after kill -9, and in each conversation."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gemini_desktop.core.events import Media
from gemini_desktop.core.transcript import Turn, prompt
from gemini_desktop.store.drafts import Drafts
from tests.end2end.test_window import answer, opened, shown, type_prompt, until, widget
from tests.support import PATIENCE_S, RunCoroutine

DRIVER = Path(__file__).with_name("draft_driver.py")
FILE = Media(kind="document", mime_type="text/plain", data="QUJD" * 3000, name="a.txt")


def test_a_restart_brings_the_draft_back(home: Path, run_qt: RunCoroutine) -> None:
    """Words and files; and sending them leaves none."""

    async def first() -> None:
        async with opened(home) as window:
            QTest.keyClicks(widget(window, "promptEdit"), "Half a sent")
            window.chat_pane.composer.attachments.put(FILE)

    async def second() -> None:
        async with opened(home) as window:
            composer = window.chat_pane.composer
            assert composer.content() == ("Half a sent", [FILE])
            await answer(window, lambda: type_prompt(window, "ence"))
            assert window.presenter.turns[0].text == "Half a sentence"

    async def third() -> None:
        async with opened(home) as window:
            assert window.chat_pane.composer.content() == ("", [])
        assert not list((home / "drafts").iterdir())

    for step in (first, second, third):
        run_qt(step())


def test_each_conversation_has_its_own(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            composer = window.chat_pane.composer
            await answer(window, lambda: type_prompt(window, "Hello"))
            (first,) = [c.id for c in await window.session.chats.listed()]
            QTest.keyClicks(composer.edit, "to the first")
            window.new_chat_requested.emit()
            assert composer.draft() == ""
            QTest.keyClicks(composer.edit, "to a new one")
            composer.attachments.put(FILE)
            window.conversation_selected.emit(first)
            await until(lambda: composer.draft() == "to the first")
            assert composer.content()[1] == []
            window.new_chat_requested.emit()
            await until(lambda: composer.draft() == "to a new one")
            assert composer.content()[1] == [FILE]
            await until(lambda: len(list((home / "drafts").iterdir())) == 2)

    run_qt(main())


def test_a_draft_is_there_again_before_it_was_written(
    home: Path, run_qt: RunCoroutine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk may be slow; who comes back at once finds what he has left all the same."""
    real = Drafts.save

    def slowly(self: Drafts, conversation_id: str, draft: Turn) -> None:
        if not conversation_id:
            time.sleep(0.3)
        real(self, conversation_id, draft)

    monkeypatch.setattr(Drafts, "save", slowly)

    async def main() -> None:
        async with opened(home) as window:
            composer = window.chat_pane.composer
            await answer(window, lambda: type_prompt(window, "Hello"))
            (first,) = [c.id for c in await window.session.chats.listed()]
            QTest.keyClicks(composer.edit, "to the first")
            window.new_chat_requested.emit()
            QTest.keyClicks(composer.edit, "to a new one")
            window.conversation_selected.emit(first)
            await until(lambda: composer.draft() == "to the first")
            window.new_chat_requested.emit()
            await until(lambda: composer.draft() == "to a new one")

    run_qt(main())


def test_a_draft_while_an_answer_comes_in_belongs_to_its_conversation(
    home: Path, run_qt: RunCoroutine
) -> None:
    async def main() -> None:
        async with opened(home, pace=0.05) as window:
            type_prompt(window, "Hello")
            await until(lambda: window.busy)
            QTest.keyClicks(widget(window, "promptEdit"), "and next")
            await until(lambda: not window.busy)
            (kept,) = [c.id for c in await window.session.chats.listed()]
        assert Drafts(home).load("") is None
        draft = Drafts(home).load(kept)
        assert draft is not None
        assert draft.text == "and next"

    run_qt(main())


def test_a_prompt_that_is_edited_is_no_draft(home: Path, run_qt: RunCoroutine) -> None:
    """What is kept is what stood in the box before, and stands there again afterwards."""

    async def main() -> None:
        async with opened(home) as window:
            await answer(window, lambda: type_prompt(window, "Hello"))
            QTest.keyClicks(widget(window, "promptEdit"), "my draft")
            window.chat_pane.edit_prompt(window.presenter.turns[0])
            assert window.chat_pane.composer.draft() == "Hello"
            QTest.keyClicks(widget(window, "promptEdit"), " there")
            (kept,) = [c.id for c in await window.session.chats.listed()]
            await until(lambda: Drafts(home).load(kept) is not None)
            draft = Drafts(home).load(kept)
            assert draft is not None
            assert draft.text == "my draft"

    run_qt(main())


def test_a_draft_that_cannot_be_kept_is_told_in_place(home: Path, run_qt: RunCoroutine) -> None:
    """It stays in the box; and once the disk can be written again, it is kept."""

    async def main() -> None:
        async with opened(home) as window:
            (home / "drafts").rmdir()
            (home / "drafts").write_text("a file where the folder should be")
            strip = window.chat_pane.unsaved_strip
            assert strip.isHidden()
            edit = widget(window, "promptEdit")
            for _ in range(3):
                QTest.keyClicks(edit, "words ")
                await asyncio.sleep(0.05)
            await until(lambda: not strip.isHidden())
            assert strip.text.startswith("What you have written could not be saved")
            assert str(home / "drafts") in strip.details
            (home / "drafts").unlink()
            QTest.keyClicks(edit, "more")
            await until(lambda: Drafts(home).load("") is not None)
            await until(strip.isHidden)
            assert window.chat_pane.composer.draft() == "words words words more"

    run_qt(main())


def test_typing_before_the_library_is_open_loses_nothing(home: Path, run_qt: RunCoroutine) -> None:
    Drafts(home).save("", prompt("kept"))

    async def main() -> None:
        async with shown(home) as window:
            QTest.keyClicks(widget(window, "promptEdit"), "typed")
            await window.presenter.opened()
            assert window.chat_pane.composer.draft() == "kept\ntyped"

    run_qt(main())


def test_drafts_of_conversations_that_are_gone_go_too(home: Path, run_qt: RunCoroutine) -> None:
    Drafts(home).save("gone", prompt("words"))

    async def main() -> None:
        async with opened(home):
            assert Drafts(home).load("gone") is None

    run_qt(main())


def test_earlier_prompts_of_all_conversations_come_back(home: Path, run_qt: RunCoroutine) -> None:
    async def first() -> None:
        async with opened(home) as window:
            await answer(window, lambda: type_prompt(window, "One"))
            window.new_chat_requested.emit()
            await answer(window, lambda: type_prompt(window, "Two"))

    async def second() -> None:
        async with opened(home) as window:
            edit = window.chat_pane.composer.edit
            seen = []
            for _ in range(3):
                QTest.keyClick(edit, Qt.Key.Key_Up)
                seen.append(edit.toPlainText())
            assert seen == ["Two", "One", "One"]

    run_qt(first())
    run_qt(second())


def test_kill_9_loses_at_most_a_second(home: Path, run_qt: RunCoroutine) -> None:
    """A process types a letter every 50 ms and says so; what it had typed a second before it was
    killed is there at the next start."""
    process = subprocess.Popen(
        [sys.executable, str(DRIVER), str(home)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )
    assert process.stdout is not None
    typed: list[float] = []
    try:
        for _ in range(60):
            assert process.stdout.readline().strip() == str(len(typed) + 1).encode()
            typed.append(time.monotonic())
    finally:
        killed = time.monotonic()
        process.send_signal(signal.SIGKILL)
        process.wait(PATIENCE_S)
        process.stdout.close()

    async def after() -> None:
        async with opened(home) as window:
            kept = len(window.chat_pane.composer.draft())
            due = sum(1 for at in typed if at < killed - 1.0)
            assert due > 20
            assert kept >= due

    run_qt(after())
