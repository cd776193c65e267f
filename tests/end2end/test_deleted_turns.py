"""Turns that are deleted, in the whole window: they come back by undo, are not sent, and then are gone."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton

from gemini_desktop.core.errors import StoreError
from gemini_desktop.ui.chat.hands.turn_actions import (
    Delete,
    Retry,
)
from tests.end2end.test_branches import asked, click, prompts, texts, trigger, variant
from tests.end2end.test_window import answer, conversation_text, opened, type_prompt, until
from tests.support import RunCoroutine


def test_a_deleted_turn_comes_back_by_undo(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            for words in ("one", "two", "three"):
                await answer(window, partial(type_prompt, window, words))
            second = window.presenter.turns[2]
            before = texts(window)
            click(window, second.id, Delete())
            await until(lambda: prompts(window) == ["one", "three"])
            await until(lambda: "2 turns deleted" in window.toast.text)
            assert "two" not in conversation_text(window)
            undo = window.findChild(QAbstractButton, "toastAction")
            assert undo is not None
            undo.click()
            await until(lambda: texts(window) == before)

    run_qt(main())


def test_what_is_deleted_is_not_sent_and_is_gone_after_a_restart(
    home: Path, run_qt: RunCoroutine
) -> None:
    async def main() -> tuple[str, list[str]]:
        async with opened(home) as window:
            for words in ("one", "two", "three"):
                await answer(window, partial(type_prompt, window, words))
            gone = window.presenter.turns[3]
            click(window, gone.id, Delete())
            await until(lambda: prompts(window) == ["one", "three"])
            last = await answer(window, lambda: type_prompt(window, "four"))
            assert asked(window, last) == ["one", "three", "four"]
            return gone.capture_id, texts(window)

    async def restarted() -> None:
        async with opened(home) as window:
            assert texts(window) == shown
            with pytest.raises(StoreError):
                window.session.capture(capture_id)

    capture_id, shown = run_qt(main())
    run_qt(restarted())


def test_deleting_the_last_variant_shows_the_one_before(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            first = await answer(window, lambda: type_prompt(window, "one"))
            again = await answer(window, lambda: click(window, first.id, Retry()))
            await until(lambda: variant(window, again.id) == (2, 2))
            click(window, again.id, Delete())
            await until(lambda: window.presenter.turns[-1].id == first.id)
            assert variant(window, first.id) == (1, 1)
            click(window, first.id, Delete())
            await until(lambda: window.presenter.turns == [])
            assert window.chat_pane.empty.isVisible()

    run_qt(main())


def test_the_last_turn_is_deleted_from_the_menu(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            for words in ("one", "two"):
                await answer(window, partial(type_prompt, window, words))
            trigger(window, "deleteTurn")
            await until(lambda: prompts(window) == ["one"])

    run_qt(main())
