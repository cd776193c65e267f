"""A replay in the window is reached by the menu, and worked by the keyboard."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.end2end.test_window import answer, opened, type_prompt, until, widget
from tests.support import RunCoroutine


def test_the_menu_has_it_too(home: Path, run_qt: RunCoroutine) -> None:
    """It opens the inspector where that is closed, and says so where there is nothing to play."""

    async def main() -> None:
        async with opened(home, pace=0.3) as window:
            window.commands.replay.trigger()
            assert "no recorded answer" in window.toast.text
            await answer(window, lambda: type_prompt(window, "Hello"))
            window.resize(1472, 900)
            if window.inspector_pane.isVisible():
                window.commands.inspector.trigger()
            window.commands.replay.trigger()
            assert window.inspector_pane.isVisible()
            await until(lambda: window.presenter.replay.playing)
            assert window.focusWidget() is window.inspector_pane.pages.replay.play
            window.commands.replay.trigger()
            assert not window.presenter.replay.playing

    run_qt(main())


def test_it_is_worked_by_the_keyboard(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            await answer(window, lambda: type_prompt(window, "Hello"))
            window.resize(1472, 900)
            window.activateWindow()
            table = widget(window, "eventTable")
            table.setFocus()
            await until(table.hasFocus)
            bar = window.inspector_pane.pages.replay
            events = bar.moment.events
            QTest.keyClick(table, Qt.Key.Key_Comma)
            QTest.keyClick(table, Qt.Key.Key_Comma)
            await until(lambda: bar.moment.event == events - 1)
            QTest.keyClick(table, Qt.Key.Key_Period)
            await until(lambda: bar.moment.event == events)
            QTest.keyClick(table, Qt.Key.Key_Space)
            await until(lambda: window.presenter.replay.playing or bar.moment.event == events)

    run_qt(main())
