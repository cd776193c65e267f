"""The short message: where it stands, what it offers, and that it goes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gemini_desktop.ui import theme
from gemini_desktop.ui.toast import Toast


class Window(QWidget):
    """A window with a prompt at its foot, as narrow or wide as a test wants it."""

    def __init__(self) -> None:
        super().__init__()
        self.prompt = QWidget()
        self.prompt.setFixedHeight(90)
        self.column = column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(self.prompt)
        self.toast = Toast(self, lambda: self.prompt)
        self.resize(900, 600)


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    shown = Window()
    qtbot.addWidget(shown)
    shown.show()
    return shown


def prompt_in(window: Window) -> QRect:
    return QRect(window.prompt.mapTo(window, QPoint(0, 0)), window.prompt.size())


@pytest.mark.parametrize("width", [360, 640, 900, 1472])
@pytest.mark.parametrize("words", ["Saved.", "A long sentence that says what happened. " * 6])
def test_it_covers_nothing_of_the_prompt(window: Window, width: int, words: str) -> None:
    window.resize(width, 600)
    window.toast.show_message(words, "Undo", lambda: None)
    assert window.toast.isVisible()
    assert not window.toast.geometry().intersects(prompt_in(window))
    assert window.rect().contains(window.toast.geometry())


def test_it_follows_the_prompt_when_the_window_is_resized(window: Window) -> None:
    window.toast.show_message("Saved.")
    window.resize(700, 400)
    assert not window.toast.geometry().intersects(prompt_in(window))
    assert window.rect().contains(window.toast.geometry())


def test_it_follows_the_prompt_within_the_window(window: Window, qtbot: QtBot) -> None:
    """A pane that opens beside the prompt moves it and makes it narrower."""
    window.toast.show_message("Saved.", "Undo", lambda: None)
    window.column.setContentsMargins(400, 0, 0, 0)

    def stands_above_it() -> bool:
        apart = window.toast.geometry().center().x() - prompt_in(window).center().x()
        return prompt_in(window).left() == 400 and abs(apart) <= 1

    qtbot.waitUntil(stands_above_it)
    assert not window.toast.geometry().intersects(prompt_in(window))
    assert window.rect().contains(window.toast.geometry())


def test_without_a_prompt_in_sight_it_stands_at_the_foot(window: Window) -> None:
    window.prompt.hide()
    window.toast.show_message("Saved.")
    gap = window.height() - window.toast.geometry().bottom()
    assert 0 < gap < 60


def test_its_action_is_done_once_and_takes_it_away(window: Window) -> None:
    done: list[str] = []
    window.toast.show_message("Conversation deleted.", "Undo", lambda: done.append("undone"))
    button = window.toast.findChild(QPushButton, "toastAction")
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert done == ["undone"]
    assert not window.toast.isVisible()


def test_a_click_takes_it_away_and_does_nothing_else(window: Window) -> None:
    done: list[str] = []
    window.toast.show_message("Conversation deleted.", "Undo", lambda: done.append("undone"))
    QTest.mouseClick(window.toast, Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
    assert not window.toast.isVisible()
    assert done == []


def test_a_new_message_takes_the_place_of_the_last(window: Window) -> None:
    window.toast.show_message("One.", "Undo", lambda: None)
    window.toast.show_message("Two.")
    button = window.toast.findChild(QPushButton, "toastAction")
    assert window.toast.text == "Two."
    assert window.toast.accessibleName() == "Two."
    assert button is not None
    assert not button.isVisible()


def test_news_wait_until_nothing_is_offered(window: Window, qtbot: QtBot) -> None:
    """An answer that ends elsewhere does not take the Undo away; two that end are both told."""
    window.toast.show_message("Deleted.", "Undo", lambda: None)
    window.toast.tell_later("One is complete.", "Show", lambda: None)
    window.toast.tell_later("Two is complete.", "Show", lambda: None)
    assert window.toast.text == "Deleted."
    for words in ("One is complete.", "Two is complete."):
        QTest.mouseClick(window.toast, Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
        qtbot.waitUntil(lambda words=words: window.toast.text == words)  # type: ignore[misc]
        assert window.toast.isVisible()
    window.toast.show_message("Saved.")
    window.toast.tell_later("Three is complete.", "Show", lambda: None)
    assert window.toast.text == "Three is complete."


def test_its_words_grow_with_the_zoom(window: Window, qtbot: QtBot) -> None:
    toast = window.toast
    toast.show_message("Saved as notes.md.", "Undo", lambda: None)
    before = toast.size()
    label = toast.findChild(QLabel)
    assert label is not None
    size = label.font().pixelSize()
    try:
        theme.manager().set_zoom(200)
        assert label.font().pixelSize() == 2 * size
        qtbot.waitUntil(lambda: toast.height() > before.height())
        assert toast.height() >= toast.heightForWidth(toast.width())
    finally:
        theme.manager().set_zoom(100)
    qtbot.waitUntil(lambda: toast.size() == before)


def test_what_is_offered_stays_long_enough_to_be_reached(window: Window) -> None:
    window.toast.show_message("Deleted.", "Undo", lambda: None)
    assert window.toast._timer.remainingTime() > 7_000
    window.toast.show_message("Saved.")
    assert window.toast._timer.remainingTime() < 5_000


@pytest.mark.parametrize(("width", "below"), [(400, True), (900, False)])
def test_a_long_offer_leaves_room_for_the_words(window: Window, width: int, below: bool) -> None:
    window.resize(width, 600)
    words = "Everything takes 111.0 MB, more than the limit of 10.0 MB."
    window.toast.show_message(words, "Choose what to remove…", lambda: None)
    QTest.qWait(1)
    label, offer = window.toast._label.geometry(), window.toast._action.geometry()
    assert label.width() >= 200
    assert (offer.top() >= label.bottom()) == below
    assert window.toast.rect().contains(offer)
    window.toast.show_message("Chat deleted.", "Undo", lambda: None)
    QTest.qWait(1)
    assert window.toast._action.y() < window.toast._label.geometry().bottom()


def test_a_few_words_stand_beside_what_is_offered(window: Window) -> None:
    """In a narrow window too; many words stand above it there."""
    window.resize(400, 600)
    window.toast.show_message("Saved.", "Show in folder", lambda: None)
    low = window.toast.height()
    button = window.toast.findChild(QPushButton)
    assert button is not None
    assert button.geometry().left() > window.toast.width() // 2
    window.toast.show_message(
        "Saved where it had been before. " * 4, "Show in folder", lambda: None
    )
    assert window.toast.height() > low
