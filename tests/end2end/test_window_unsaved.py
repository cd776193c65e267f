"""A disk that fails is said in place, with the ways out, and never ends an answer."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from PySide6.QtWidgets import QAbstractButton

from gemini_desktop import app
from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui import file_dialogs
from tests.end2end.test_window import answer, opened, type_prompt, until, widget
from tests.store.limited import files_up_to
from tests.support import RunCoroutine

WithFullDisk: TypeAlias = Callable[[ExitStack], Coroutine[Any, Any, None]]
"""What runs with a place for limits; they are lifted at its end."""
Run: TypeAlias = Callable[[WithFullDisk], None]


@pytest.fixture
def run_full(run_qt: RunCoroutine) -> Run:
    """The disk is as it was when the test's own code ends: a fixture ends only after the test's
    outcome was printed, which a limit on all files would prevent where that goes to a file."""

    def run(test: WithFullDisk) -> None:
        with ExitStack() as full:
            run_qt(test(full))

    return run


def press(window: app.Application, name: str) -> None:
    button = widget(window, name)
    assert isinstance(button, QAbstractButton)
    assert button.isVisible()
    button.click()


async def asked_on_a_full_disk(window: app.Application, full: ExitStack) -> Turn:
    def fill(_: object) -> None:
        full.enter_context(files_up_to(3000))

    window.bridge.exchange_started.connect(fill)
    turn = await answer(window, lambda: type_prompt(window, "Hello"))
    window.bridge.exchange_started.disconnect(fill)
    await until(lambda: not window.chat_pane.unsaved_strip.isHidden())
    return turn


def test_it_is_said_and_mended_in_place(home: Path, run_full: Run) -> None:
    async def main(full: ExitStack) -> None:
        async with opened(home) as window:
            strip = window.chat_pane.unsaved_strip
            assert strip.isHidden()
            turn = await asked_on_a_full_disk(window, full)
            assert turn.outcome is not None
            assert turn.outcome.kind == "complete"
            assert strip.text.startswith("This answer could not be saved: the file would grow")
            assert "kept in memory" in strip.text
            assert str(home.name) in strip.text
            details = widget(window, "unsavedDetails")
            assert not details.isVisible()
            press(window, "unsavedMore")
            assert details.isVisible()
            assert turn.capture_id in strip.details
            press(window, "unsavedAgain")
            await until(lambda: window.toast.text.startswith("Still not saved"))
            full.close()
            await until(widget(window, "unsavedAgain").isEnabled)
            press(window, "unsavedAgain")
            await until(strip.isHidden)
            assert window.toast.text == "Everything is saved now."
            assert window.inspector_pane.pages.events.model.rowCount() > 3

    run_full(main)


def test_another_folder_takes_it(
    home: Path,
    tmp_path: Path,
    run_full: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()

    async def chosen(*_: object) -> Path:
        return folder

    monkeypatch.setattr(file_dialogs, "folder_target", chosen)

    async def main(full: ExitStack) -> None:
        async with opened(home) as window:
            turn = await asked_on_a_full_disk(window, full)
            full.close()
            press(window, "unsavedElsewhere")
            await until(window.chat_pane.unsaved_strip.isHidden)
            found = {path.name for path in folder.iterdir()}
            assert found == {f"{turn.capture_id}.gcap", f"{turn.capture_id}.json"}

    run_full(main)


def test_closing_asks_once(home: Path, run_full: Run) -> None:
    async def main(full: ExitStack) -> None:
        async with opened(home) as window:
            await asked_on_a_full_disk(window, full)
            close = widget(window, "unsavedClose")
            assert not close.isVisible()
            window.close()
            await until(close.isVisible)
            assert window.isVisible()
            assert "lost when the window closes" in window.chat_pane.unsaved_strip.text
            # The end of `opened` closes a second time, and nothing asks again.

    run_full(main)


def test_each_button_has_a_name_and_a_tip(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            strip = window.chat_pane.unsaved_strip
            strip.say("Headline.", "The rest.", "Details.")
            strip.offer("Save to another folder…", "A tip", closing=True)
            for button in strip.findChildren(QAbstractButton):
                assert button.text() or button.accessibleName()
                assert button.toolTip()
            strip.settle()
            assert strip.isHidden()

    run_qt(main())


def test_what_was_typed_just_now_is_asked_about_too(home: Path, run_qt: RunCoroutine) -> None:
    """The draft could not be written: closing at once would lose it without a word."""

    async def main() -> None:
        async with opened(home) as window:
            drafts = home / "drafts"
            if drafts.is_dir():
                drafts.rename(home / "before")
            drafts.write_text("a file in the place of the folder")
            window.chat_pane.composer.edit.insertPlainText("precious words")
            window.close()
            strip = window.chat_pane.unsaved_strip
            await until(lambda: strip.text.startswith("What you have written could not be saved"))
            assert window.isVisible()
            await until(widget(window, "unsavedClose").isVisible)

    run_qt(main())
