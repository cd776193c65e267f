"""Work at a pace: at once, then together, and never lost."""

from __future__ import annotations

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from gemini_desktop.ui.paced import Paced


def test_the_first_is_done_at_once_and_the_others_together(qtbot: QtBot) -> None:
    done: list[int] = []
    owner = QObject()
    paced = Paced(lambda: done.append(1), 30, owner)
    paced.ask()
    assert len(done) == 1
    for _ in range(100):
        paced.ask()
    assert len(done) == 1
    qtbot.waitUntil(lambda: len(done) == 2)
    qtbot.wait(100)
    assert len(done) == 2


def test_after_the_pause_it_is_at_once_again(qtbot: QtBot) -> None:
    done: list[int] = []
    owner = QObject()
    paced = Paced(lambda: done.append(1), 10, owner)
    paced.ask()
    qtbot.wait(60)
    paced.ask()
    assert len(done) == 2


def test_what_asks_while_it_works_is_done_later(qtbot: QtBot) -> None:
    done: list[int] = []
    owner = QObject()

    def work() -> None:
        done.append(1)
        if len(done) < 3:
            paced.ask()

    paced = Paced(work, 10, owner)
    paced.ask()
    assert len(done) == 1
    qtbot.waitUntil(lambda: len(done) == 3)


def test_it_ends_with_its_owner(qtbot: QtBot) -> None:
    done: list[int] = []
    owner = QObject()
    paced = Paced(lambda: done.append(1), 10, owner)
    paced.ask()
    paced.ask()
    with qtbot.waitSignal(owner.destroyed):
        owner.deleteLater()
    qtbot.wait(50)
    assert len(done) == 1
