"""Going from one conversation to another, and on from a file: nothing asked for is passed over."""

from __future__ import annotations

from pathlib import Path

import pytest

from gemini_desktop import app
from gemini_desktop.session.saving import copying
from gemini_desktop.ui import file_dialogs
from gemini_desktop.ui.chat.hands.turn_actions import Retry
from tests.end2end.test_window import answer, opened, type_prompt, until, widget
from tests.support import RunCoroutine

STREAM = b'data: {"candidates":[{"content":{"parts":[{"text":"From a file"}]}}]}\n\n'


def status(window: app.Application) -> str:
    return widget(window, "statusLine").accessibleName()


async def open_file(window: app.Application, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the menu's entry does once the dialog is answered."""

    async def chosen(*_: object) -> list[Path]:
        return [path]

    monkeypatch.setattr(file_dialogs, "capture_sources", chosen)
    window.open_capture_requested.emit()
    await until(lambda: path.name in window.windowTitle())


def test_one_can_ask_on_from_a_file(
    home: Path, run_qt: RunCoroutine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The conversation that begins so is kept whole, the file's answer with it."""
    path = home / "saved.sse"
    path.write_bytes(STREAM)

    async def main() -> list[str]:
        async with opened(home) as window:
            await open_file(window, path, monkeypatch)
            assert [t.text for t in window.presenter.turns] == ["From a file"]
            window.chat_pane.turn_asked.emit(Retry(), "")
            assert "cannot be asked again" in window.toast.text
            await answer(window, lambda: type_prompt(window, "Go on"))
            return [t.text for t in window.presenter.turns]

    async def restarted() -> None:
        async with opened(home) as window:
            assert [t.text for t in window.presenter.turns] == shown

    shown = run_qt(main())
    assert shown[:2] == ["From a file", "Go on"]
    run_qt(restarted())


def test_what_a_capture_asked_can_be_asked_again(
    home: Path, run_qt: RunCoroutine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def main() -> None:
        async with opened(home) as window:
            first = await answer(window, lambda: type_prompt(window, "Once more"))
            path = home / "capture.gcap"
            copying.save(window.session.capture(first.capture_id), "gcap", path)
            await open_file(window, path, monkeypatch)
            again = await answer(window, lambda: window.chat_pane.turn_asked.emit(Retry(), ""))
            assert again.outcome is not None
            assert again.outcome.kind == "complete"
            assert [t.text for t in window.presenter.turns] == ["Once more", again.text]
            conversation = window.session.settings.last_conversation
            assert len((await window.session.chats.load(conversation)).turns) == 2

    run_qt(main())
