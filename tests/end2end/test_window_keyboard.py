"""By keyboard alone: Tab goes through everything that is shown, and comes round."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from gemini_desktop import app
from gemini_desktop.ui.inspector.raw.mono_view import MonoView
from tests.end2end.test_window import answer, opened, type_prompt, widget
from tests.support import RunCoroutine, until


def round_of_tab(window: app.Application) -> list[str]:
    """What Tab goes to, from the prompt back to it: object names, else the types' names."""
    start = widget(window, "promptEdit")
    start.setFocus()
    names: list[str] = []
    for _ in range(200):
        here = QApplication.focusWidget()
        assert isinstance(here, QWidget)
        names.append(here.objectName() or type(here).__name__)
        QTest.keyClick(here, Qt.Key.Key_Tab)
        if QApplication.focusWidget() is start:
            return names
    raise AssertionError(f"Tab does not come back: {names}")


def in_order(names: list[str], wanted: list[str]) -> bool:
    rest = iter(names)
    return all(name in rest for name in wanted)


def test_tab_passes_over_nothing(home: Path, run_qt: RunCoroutine) -> None:
    inspector = ["saveCapture", "clearInspector", "eventFilter", "eventTable"]
    rail = ["newChatButton", "chatsButton", "menuButton", "settingsButton"]

    async def main() -> None:
        async with opened(home) as window:
            window.resize(1472, 900)
            window.activateWindow()
            before = round_of_tab(window)
            assert in_order(before, ["promptEdit", *inspector[2:], "profileBox", *rail])
            assert before.count("Sample") == 3, before
            await answer(window, lambda: type_prompt(window, "Hello"))
            after = round_of_tab(window)
            assert in_order(
                after, ["promptEdit", *inspector, "profileBox", *rail, "saveButton", "chatView"]
            ), after

    run_qt(main())


def test_a_request_is_previewed_before_it_is_sent(home: Path, run_qt: RunCoroutine) -> None:
    """Ctrl+Shift+P: what stands in the box is shown as the request that it would be, keys masked,
    and nothing is sent. The inspector opens where it was closed."""

    async def main() -> None:
        async with opened(home) as window:
            window.resize(1472, 900)
            window.commands.inspector.trigger()
            assert not widget(window, "inspectorPane").isVisible()
            edit = widget(window, "promptEdit")
            QTest.keyClicks(edit, "What is previewed?")
            QTest.keyClick(
                edit,
                Qt.Key.Key_P,
                Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
            )
            await until(lambda: window.findChild(MonoView, "requestView"))
            view = widget(window, "requestView")
            await until(view.isVisible)
            assert isinstance(view, MonoView)
            text = view.visible_text()
            assert text.startswith("POST http://127.0.0.1:")
            assert '"text": "What is previewed?"' in text
            assert not window.presenter.turns
            await answer(window, lambda: QTest.keyClick(edit, Qt.Key.Key_Return))
            assert "HTTP/1.1 200" in view.visible_text()

    run_qt(main())


def test_a_new_chat_takes_what_is_typed_wherever_the_keys_went(
    home: Path, run_qt: RunCoroutine
) -> None:
    """Else they go to the first sample, and Enter sends that."""

    async def main() -> None:
        async with opened(home) as window:
            window.activateWindow()
            await answer(window, lambda: type_prompt(window, "Hello"))
            for name in ("chatView", "conversationList"):
                window.show_chats()
                widget(window, name).setFocus()
                window.commands.new_chat.trigger()
                assert QApplication.focusWidget() is widget(window, "promptEdit")
                await answer(window, lambda: type_prompt(window, "Hello again"))

    run_qt(main())
