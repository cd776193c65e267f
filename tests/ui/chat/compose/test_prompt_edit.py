"""The box to write in: keys, input methods, undo, and where the candidates of a method stand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QImage,
    QInputMethodEvent,
    QKeySequence,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gemini_desktop.ui import theme
from gemini_desktop.ui.chat.compose.prompt_edit import MAX_LINES, PromptEdit

RETURN = Qt.Key.Key_Return
NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
CURSOR = Qt.InputMethodQuery.ImCursorRectangle


@pytest.fixture
def edit(qtbot: QtBot) -> Iterator[PromptEdit]:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(320, 400)
    edit = PromptEdit(window)
    edit.setGeometry(10, 10, 300, 40)
    window.show()
    qtbot.waitExposed(window)
    edit.setFocus()
    yield edit
    theme.manager().set_mode("system")
    theme.manager().set_zoom(100)


def compose(edit: PromptEdit, preedit: str, commit: str = "", *, underlined: bool = True) -> None:
    """What an input method sends for each key."""
    attributes = [
        QInputMethodEvent.Attribute(QInputMethodEvent.AttributeType.Cursor, len(preedit), 1)
    ]
    if underlined and preedit:
        line = QTextCharFormat()
        line.setFontUnderline(True)
        kind = QInputMethodEvent.AttributeType.TextFormat
        attributes.append(QInputMethodEvent.Attribute(kind, 0, len(preedit), line))
    event = QInputMethodEvent(preedit, attributes)
    if commit:
        event.setCommitString(commit)
    QApplication.sendEvent(edit, event)


# --- keys ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "modifiers", "sent", "text"),
    [
        (RETURN, NONE, 1, "Hi"),
        (Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier, 1, "Hi"),
        (RETURN, CONTROL, 1, "Hi"),
        (RETURN, SHIFT, 0, "Hi\n"),
    ],
)
def test_enter_sends_and_shift_enter_starts_a_line(
    edit: PromptEdit, key: Qt.Key, modifiers: Qt.KeyboardModifier, sent: int, text: str
) -> None:
    presses: list[None] = []
    edit.send_pressed.connect(lambda: presses.append(None))
    QTest.keyClicks(edit, "Hi")
    QTest.keyClick(edit, key, modifiers)
    assert len(presses) == sent
    assert edit.toPlainText() == text


def test_undo_and_redo_are_the_boxs_own(edit: PromptEdit) -> None:
    QTest.keyClicks(edit, "one two")
    QTest.keySequence(edit, QKeySequence(QKeySequence.StandardKey.Undo))
    assert edit.toPlainText() == ""
    QTest.keySequence(edit, QKeySequence(QKeySequence.StandardKey.Redo))
    assert edit.toPlainText() == "one two"


def test_another_draft_cannot_be_undone_into_this_one(edit: PromptEdit) -> None:
    QTest.keyClicks(edit, "the draft of a conversation")
    edit.set_text("the draft of another")
    edit.undo()
    assert edit.toPlainText() == "the draft of another"


# --- input methods -------------------------------------------------------------------------------


def test_enter_commits_and_does_not_send(edit: PromptEdit) -> None:
    presses: list[None] = []
    edit.send_pressed.connect(lambda: presses.append(None))
    compose(edit, "ni hao")
    QTest.keyClick(edit, RETURN)
    QTest.keyClick(edit, RETURN, CONTROL)
    assert not presses
    compose(edit, "", "你好")
    assert edit.toPlainText() == "你好"
    QTest.keyClick(edit, RETURN)
    assert len(presses) == 1


def test_the_arrows_are_the_input_methods_while_it_composes(edit: PromptEdit) -> None:
    edit.history.fill(["an earlier prompt"])
    compose(edit, "ni")
    QTest.keyClick(edit, Qt.Key.Key_Up)
    assert edit.toPlainText() == ""
    compose(edit, "")
    QTest.keyClick(edit, Qt.Key.Key_Up)
    assert edit.toPlainText() == "an earlier prompt"


def test_what_is_composed_is_no_text_yet(edit: PromptEdit) -> None:
    """A draft that is kept, or a prompt that is sent, holds what was committed alone."""
    QTest.keyClicks(edit, "A")
    compose(edit, "ni hao")
    assert edit.toPlainText() == "A"
    compose(edit, "", "你好")
    edit.undo()
    assert edit.toPlainText() == "A"


def cursor_rect(edit: PromptEdit) -> QRect:
    """Where the platform is told that the caret is, in the window."""
    rect = edit.inputMethodQuery(CURSOR)
    assert isinstance(rect, QRect | QRectF)
    return QRectF(rect).toRect()


@pytest.mark.parametrize("zoom", [50, 100, 300])
@pytest.mark.parametrize("lines", [1, 4, 40])
def test_candidates_stand_at_the_caret(edit: PromptEdit, zoom: int, lines: int) -> None:
    """Also in a box that has scrolled, and at any zoom."""
    theme.manager().set_zoom(zoom)
    edit.setPlainText("\n".join(f"line {n}" for n in range(lines)))
    for place in (QTextCursor.MoveOperation.End, QTextCursor.MoveOperation.Start):
        edit.moveCursor(place)
        edit.ensureCursorVisible()
        told, drawn = cursor_rect(edit), edit.cursorRect()
        assert abs(told.left() - drawn.left()) <= 2
        assert abs(told.top() - drawn.top()) <= 2
        assert abs(told.height() - drawn.height()) <= 2
        assert edit.rect().intersects(told), "it is in sight"


def test_candidates_follow_the_caret_of_the_preedit(edit: PromptEdit) -> None:
    before = cursor_rect(edit).left()
    compose(edit, "nihao")
    assert cursor_rect(edit).left() > before + 10


def inked(image: QImage, colour: QColor) -> int:
    """How many pixels have about this colour."""
    found = 0
    for y in range(image.height()):
        for x in range(image.width()):
            there = image.pixelColor(x, y)
            near = abs(there.red() - colour.red()) + abs(there.green() - colour.green())
            found += near + abs(there.blue() - colour.blue()) < 60
    return found


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_what_is_composed_is_drawn_in_the_themes_colours(edit: PromptEdit, mode: str) -> None:
    """Underlined, in the colour of text, and without the placeholder beneath."""
    theme.manager().set_mode(mode)
    edit.setPlaceholderText("Ask anything")
    text = QColor(theme.current().text)
    window = edit.window()
    compose(edit, "WWWWWW")
    plain = inked(window.grab(edit.geometry()).toImage(), text)
    assert plain > 60
    placeholder = inked(window.grab(edit.geometry()).toImage(), QColor(theme.current().text_3))
    compose(edit, "")
    assert inked(window.grab(edit.geometry()).toImage(), text) < plain / 4
    empty = inked(window.grab(edit.geometry()).toImage(), QColor(theme.current().text_3))
    assert empty > placeholder


def test_the_box_grows_with_what_is_composed(edit: PromptEdit) -> None:
    before = edit.height()
    compose(edit, "very long words that are not committed yet " * 3)
    assert edit.height() > before
    compose(edit, "")
    assert edit.height() == before


def test_it_grows_up_to_a_limit(edit: PromptEdit) -> None:
    edit.setPlainText("\n" * 30)
    assert edit.height() < (MAX_LINES + 1) * edit.fontMetrics().lineSpacing()


def test_the_platform_may_ask_for_input_methods(edit: PromptEdit) -> None:
    assert edit.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    assert QGuiApplication.inputMethod() is not None
    assert edit.inputMethodQuery(Qt.InputMethodQuery.ImEnabled)
    QTest.keyClicks(edit, "some words")
    around = edit.inputMethodQuery(Qt.InputMethodQuery.ImSurroundingText)
    assert around == "some words"
