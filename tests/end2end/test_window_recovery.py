"""A lost library in the whole window: what was asked last is shown at once, the rest follows."""

from __future__ import annotations

from pathlib import Path

import pytest

from gemini_desktop.store.captures import Captures
from gemini_desktop.ui.presenters import recovery
from tests.end2end.test_window import opened, until
from tests.session.test_recovery import record
from tests.support import RunCoroutine


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recovery, "_LIST_EVERY_MS", 1)


def test_the_list_fills_while_the_window_is_used(home: Path, run_qt: RunCoroutine) -> None:
    captures = Captures(home)
    for number in range(25):
        record(captures, f"chat{number:02}", 0)

    async def main() -> None:
        async with opened(home) as window:
            assert window.presenter.turns[-1].text == "x" * 10 + "."
            assert "24 recordings are read back" in window.toast.text
            session = window.session
            await until(lambda: session.recovery.left == 0)
            assert len(await session.chats.listed()) == 25
        async with opened(home) as window:
            assert window.session.recovery.left == 0
            assert "read back" not in window.toast.text

    run_qt(main())


def test_a_chat_that_is_shown_gets_what_it_lacked(home: Path, run_qt: RunCoroutine) -> None:
    captures = Captures(home)
    record(captures, "mine", 0)

    async def main() -> None:
        async with opened(home) as window:
            assert len(window.presenter.turns) == 2
        record(captures, "mine", 1)
        record(captures, "newer", 0)
        async with opened(home) as window:
            window.session.cut_off = ""
            window.conversation_selected.emit("mine")
            await until(lambda: len(window.presenter.turns) == 4)

    run_qt(main())
