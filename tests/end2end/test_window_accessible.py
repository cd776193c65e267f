"""The whole window for those who do not see it, or have no mouse."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from gemini_desktop import app
from gemini_desktop.ui.chat.hands.actions import Action
from gemini_desktop.ui.chat.view import ChatView
from tests.end2end.test_window import answer, opened, type_prompt
from tests.support import RunCoroutine, until

_PROMPT = "How do I read a stream?"


@pytest.fixture(autouse=True)
def _assisted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def nameless(window: QWidget) -> list[str]:
    """Visible widgets that take the focus and say nothing of themselves."""
    return [
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        and not widget.accessibleName()
        and not (isinstance(widget, QAbstractButton | QLabel) and widget.text())
    ]


def silent(interface: QAccessibleInterface, path: str = "") -> list[str]:
    """Objects that can be come to and have no name, from here down."""
    name = interface.text(QAccessible.Text.Name)
    here = f"{path}/{interface.role().name}:{name}"
    state = interface.state()
    is_cell = interface.role() == QAccessible.Role.Cell  # it may be empty
    reached = bool(state.focusable) and not state.invisible and not is_cell
    found = [here] if reached and not name else []
    for number in range(interface.childCount()):
        child = cast("QAccessibleInterface | None", interface.child(number))
        if child is not None and child.isValid():
            found += silent(child, here)
    return found


def test_everything_in_the_window_has_a_name(home: Path, run_qt: RunCoroutine) -> None:
    """Widgets, and what screen readers are told of; empty, and with an answer in the chat."""

    async def main() -> None:
        async with opened(home) as window:
            window.resize(1472, 900)
            assert nameless(window) == []
            await answer(window, lambda: type_prompt(window, _PROMPT))
            window.commands.find.trigger()
            assert nameless(window) == []
            assert silent(QAccessible.queryAccessibleInterface(window)) == []
            window.chat_pane.find_bar.close_bar()

    run_qt(main())


def test_every_button_of_the_chat_is_reached_by_tab(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            window.resize(900, 640)
            await answer(window, lambda: type_prompt(window, _PROMPT))
            view = window.findChild(ChatView)
            assert view is not None
            view.verticalScrollBar().setValue(0)
            wanted = everything(view)
            view.verticalScrollBar().setValue(0)
            view.setFocus()
            reached: list[Action] = []
            for _ in range(len(wanted)):
                QTest.keyClick(view, Qt.Key.Key_Tab)
                mark = view.hands.marks.focused
                assert mark is not None
                reached.append(mark[1])
            assert reached == wanted
            assert len(wanted) > 4

    run_qt(main())


def everything(view: ChatView) -> list[Action]:
    return [
        spot.action
        for row in range(len(view.page.rows))
        for index in range(len(view.page.opened(row).blocks))
        for spot in view.page.face(row, index).stops()
    ]


def test_the_find_bar_belongs_to_the_round_of_the_keyboard(
    home: Path, run_qt: RunCoroutine
) -> None:
    """Ctrl+F, words, F3, Esc: the focus is back where it was."""

    async def main() -> None:
        async with opened(home) as window:
            window.resize(1472, 900)
            window.activateWindow()
            await answer(window, lambda: type_prompt(window, _PROMPT))
            view = window.chat_pane.view
            view.setFocus()
            press(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
            edit = window.chat_pane.find_bar.edit
            assert edit.hasFocus()
            QTest.keyClicks(edit, "the")
            finding = view.hands.finding
            await until(lambda: not finding.searching)
            assert finding.count > 5
            first = finding.number
            press(window, Qt.Key.Key_F3)
            assert finding.number == first % finding.count + 1
            press(window, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
            assert finding.number == first
            QTest.keyClick(edit, Qt.Key.Key_Escape)
            assert view.hasFocus()

    run_qt(main())


def press(
    window: app.Application,
    key: Qt.Key,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    focus = window.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, modifiers)
