"""A transcript is saved where the user says, and from then on in the same file without a word."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton

from gemini_desktop import app
from gemini_desktop.ui import file_dialogs
from tests.end2end.test_window import answer, opened, type_prompt, until
from tests.support import RunCoroutine


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Path]:
    """The files that were chosen in the dialog, one after the other."""
    chosen: list[Path] = []

    async def choose(*_: object) -> Path:
        chosen.append(tmp_path / f"saved-{len(chosen)}.md")
        return chosen[-1]

    monkeypatch.setattr(file_dialogs, "transcript_target", choose)
    return chosen


async def save(window: app.Application, said: str) -> None:
    window.toast.hide()
    window.commands.save_transcript.trigger()
    await until(lambda: window.toast.isVisible() and window.toast.text == said)


def toast_action(window: app.Application) -> QAbstractButton:
    found = window.toast.findChild(QAbstractButton, "toastAction")
    assert isinstance(found, QAbstractButton)
    return found


def in_window(
    home: Path, run_qt: RunCoroutine, act: Callable[[app.Application], Awaitable[None]]
) -> None:
    async def main() -> None:
        async with opened(home) as window:
            await act(window)

    run_qt(main())


def test_the_second_time_goes_to_the_same_file(
    home: Path, run_qt: RunCoroutine, asked: list[Path]
) -> None:
    async def main(window: app.Application) -> None:
        await answer(window, lambda: type_prompt(window, "The first"))
        await save(window, "Saved as saved-0.md.")
        assert toast_action(window).text() == "Show in folder"
        await answer(window, lambda: type_prompt(window, "The second"))
        await save(window, "Saved again as saved-0.md.")
        assert len(asked) == 1
        assert "The second" in asked[0].read_text()
        toast_action(window).click()
        await until(lambda: window.toast.text == "Saved as saved-1.md.")
        await save(window, "Saved again as saved-1.md.")

    in_window(home, run_qt, main)


def test_it_asks_again_for_another_chat_and_for_a_file_that_was_changed(
    home: Path, run_qt: RunCoroutine, asked: list[Path]
) -> None:
    async def main(window: app.Application) -> None:
        await answer(window, lambda: type_prompt(window, "The first"))
        await save(window, "Saved as saved-0.md.")
        asked[0].write_text("notes of my own")
        await save(window, "Saved as saved-1.md.")
        assert asked[0].read_text() == "notes of my own"
        asked[1].unlink()
        await save(window, "Saved as saved-2.md.")
        window.new_chat_requested.emit()
        await until(lambda: not window.presenter.turns)
        await answer(window, lambda: type_prompt(window, "Another chat"))
        await save(window, "Saved as saved-3.md.")

    in_window(home, run_qt, main)
