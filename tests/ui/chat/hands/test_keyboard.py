"""By keyboard alone: the caret, the selection, the turns, and all that can be clicked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QClipboard, QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gemini_desktop.core.events import StepDelta, Text
from gemini_desktop.core.transcript import Turn, prompt
from gemini_desktop.ui.chat.hands.actions import Action, CopyAnswer, CopyCode, Open, Toggle
from gemini_desktop.ui.chat.hands.selection import Point
from gemini_desktop.ui.chat.hands.turn_actions import Edit, Retry
from gemini_desktop.ui.chat.page import Place
from gemini_desktop.ui.chat.turns.blocks import Code, Markdown, Status
from gemini_desktop.ui.chat.turns.conversation import AnswerBlocks
from gemini_desktop.ui.chat.view import ChatView
from tests.ui.chat.viewing import chat_view, says

SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
NONE = Qt.KeyboardModifier.NoModifier
LONG = "\n\n".join(f"Paragraph {n} with a few words in it." for n in range(60))


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[ChatView]:
    with chat_view(qtbot, 600, 400) as view:
        yield view


def key(
    view: ChatView, which: Qt.Key, modifiers: Qt.KeyboardModifier = NONE, times: int = 1
) -> None:
    for _ in range(times):
        QTest.keyClick(view, which, modifiers)


def selected(view: ChatView) -> str:
    return view.hands.selection.text(view.page)


def head_of(view: ChatView) -> Point:
    head = view.hands.selection.head
    assert head is not None
    return head


def put_caret(view: ChatView, kind: type[object], character: int, number: int = 0) -> None:
    places = [
        Place(row, index)
        for row in range(len(view.page.rows))
        for index, block in enumerate(view.page.opened(row).blocks)
        if isinstance(block, kind)
    ]
    place = places[number]
    view.hands.selection.start(Point(place.row, place.block, character))


# --- the caret and the selection -----------------------------------------------------------------


def test_shift_and_arrows_extend_by_letters_words_and_lines(view: ChatView) -> None:
    view.show_turns([says("Alpha beta gamma.\nSecond line of it.\n\nAnother paragraph.")])
    put_caret(view, Markdown, 0)
    key(view, Qt.Key.Key_Right, SHIFT, 3)
    assert selected(view) == "Alp"
    key(view, Qt.Key.Key_Left, SHIFT)
    assert selected(view) == "Al"
    key(view, Qt.Key.Key_Right, SHIFT | CTRL, 2)
    assert selected(view) == "Alpha beta "
    key(view, Qt.Key.Key_End, SHIFT)
    assert selected(view) == "Alpha beta gamma. Second line of it."
    key(view, Qt.Key.Key_Home, SHIFT)
    assert selected(view) == ""


def test_the_selection_goes_over_blocks_and_turns_and_back(view: ChatView) -> None:
    """What has no text (the header, the status line) is passed over."""
    view.show_turns([prompt("Question"), says("First.\n\nSecond."), prompt("More")])
    put_caret(view, Markdown, 0)
    key(view, Qt.Key.Key_Right, SHIFT, 6)
    assert selected(view) == "First."
    key(view, Qt.Key.Key_Right, SHIFT)
    key(view, Qt.Key.Key_Right, SHIFT, 3)
    assert selected(view) == "First.\n\nSec"
    key(view, Qt.Key.Key_Down, SHIFT)
    assert head_of(view).row == 2
    key(view, Qt.Key.Key_Up, SHIFT)
    assert head_of(view).row == 1
    key(view, Qt.Key.Key_Home, SHIFT | CTRL)
    assert view.hands.selection.head == Point(0, 0, 0)
    key(view, Qt.Key.Key_End, SHIFT | CTRL)
    assert selected(view) == "First.\n\nSecond.\nMore"


def test_up_and_down_keep_the_column(view: ChatView) -> None:
    view.show_turns([says("A first line of words.\n\nShort.\n\nA third line of words.")])
    view.hands.caret.show(shown=True)
    put_caret(view, Markdown, 15)
    key(view, Qt.Key.Key_Down, NONE, 2)
    head = head_of(view)
    assert abs(head.character - 15) <= 1
    key(view, Qt.Key.Key_Up, NONE, 2)
    assert view.hands.selection.head == Point(0, 1, 15)
    key(view, Qt.Key.Key_Up)  # the header has no text: the caret is at the top
    assert view.hands.selection.head == Point(0, 1, 15)


def test_the_selection_scrolls_with_the_keys(view: ChatView) -> None:
    """Page by page, and line by line beyond the edge; what is selected is what was passed."""
    view.show_turns([says(LONG)])
    view.verticalScrollBar().setValue(0)
    put_caret(view, Markdown, 0)
    for _ in range(3):
        key(view, Qt.Key.Key_PageDown, SHIFT)
    assert head_of(view).block > 20
    assert view.verticalScrollBar().value() > 1000
    key(view, Qt.Key.Key_PageUp, SHIFT, 5)
    assert view.hands.selection.head in (Point(0, 1, 0), view.hands.selection.anchor)
    key(view, Qt.Key.Key_Down, SHIFT, 30)
    place = head_of(view)
    assert 28 <= place.block <= 32
    seen = [(p.row, p.block) for p, _, _ in view.in_view()]
    assert (place.row, place.block) in seen


def test_arrows_scroll_unless_the_caret_is_shown(view: ChatView) -> None:
    view.show_turns([says(LONG)])
    view.verticalScrollBar().setValue(0)
    key(view, Qt.Key.Key_Down)
    assert view.verticalScrollBar().value() > 0
    assert view.hands.selection.head is None
    view.verticalScrollBar().setValue(0)
    plain = view.grab().toImage()
    view.hands.caret.show(shown=True)
    assert view.grab().toImage() != plain
    key(view, Qt.Key.Key_Right)
    assert head_of(view).character == 1
    assert view.verticalScrollBar().value() == 0
    view.hands.caret.show(shown=False)
    view.hands.selection.clear()
    assert view.grab().toImage() == plain


def test_shift_and_a_click_extend(view: ChatView) -> None:
    view.show_turns([says("First paragraph.\n\nSecond paragraph.")])
    places = [(c, f) for p, f, c in view.in_view() if f.length()]
    (first, _), (second, face) = places
    start = (first + QPointF(0, 8)).toPoint()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, NONE, start)
    end = (second + QPointF(face.width - 2, 8)).toPoint()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, SHIFT, end)
    assert selected(view) == "First paragraph.\n\nSecond paragraph."


def test_three_clicks_select_the_paragraph(view: ChatView) -> None:
    view.show_turns([says("- one item\n- another *item* here\n- third")])
    _, face, corner = next(v for v in view.in_view() if v[1].length())
    line = face.line_at(15).translated(corner)
    point = QPoint(round(line.left() + 60), round(line.center().y()))
    viewport = view.viewport()
    QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, NONE, point)
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, NONE, point)
    assert selected(view) == "another item here"


def test_a_selection_stays_while_more_streams_in_below(view: ChatView) -> None:
    answer = AnswerBlocks(Turn(role="model"), live=True)
    view.append(answer)

    def say(text: str) -> None:
        answer.apply(StepDelta(index=0, content=Text(text=text)), 0)
        view.flush()

    say("First paragraph.\n\nSecond ")
    put_caret(view, Markdown, 6)
    key(view, Qt.Key.Key_Right, SHIFT, 9)
    for _ in range(30):
        say("words of another paragraph.\n\nAnd more ")
    assert selected(view) == "paragraph"


def test_a_selection_stays_on_its_text_when_a_thought_unfolds(view: ChatView) -> None:
    view.show_turns([says("The answer.", thought="One.\n\nTwo.\n\nThree.")])
    put_caret(view, Markdown, 4)
    key(view, Qt.Key.Key_Right, SHIFT, 6)
    toggle(view)
    assert selected(view) == "answer"
    toggle(view)
    assert selected(view) == "answer"


def test_a_selection_in_what_is_folded_away_is_none(view: ChatView) -> None:
    view.show_turns([says("The answer.", thought="One.\n\nTwo.")])
    toggle(view)
    put_caret(view, Markdown, 0)
    key(view, Qt.Key.Key_Right, SHIFT, 3)
    assert selected(view) == "One"
    toggle(view)
    assert selected(view) == ""


def toggle(view: ChatView) -> None:
    for place, face, _ in view.in_view():
        for spot in face.spots:
            if isinstance(spot.action, Toggle):
                view.hands.deeds.act(place, spot.action)
                return


def test_what_is_selected_is_offered_to_the_middle_button(view: ChatView) -> None:
    """Where the system knows such a thing; elsewhere nothing is put anywhere."""
    clipboard = QGuiApplication.clipboard()
    view.show_turns([says("Alpha beta")])
    put_caret(view, Markdown, 0)
    key(view, Qt.Key.Key_Right, SHIFT, 5)
    if clipboard.supportsSelection():
        assert clipboard.text(QClipboard.Mode.Selection) == "Alpha"
    else:
        assert clipboard.text(QClipboard.Mode.Selection) == ""


# --- turns ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("modifier", [CTRL, ALT])
def test_from_turn_to_turn(view: ChatView, modifier: Qt.KeyboardModifier) -> None:
    turns = [t for n in range(6) for t in (prompt(f"Question {n}"), says(LONG))]
    view.show_turns(turns)
    view.verticalScrollBar().setValue(0)
    tops = []
    for _ in range(11):
        key(view, Qt.Key.Key_Down, modifier)
        place = view.page.at(view.verticalScrollBar().value())
        assert place is not None
        assert (place.block, round(place.offset)) == (0, 0)
        tops.append(place.row)
    assert tops == list(range(1, 12))
    key(view, Qt.Key.Key_Down, modifier)
    assert view.following
    for row in (11, 10, 9):
        key(view, Qt.Key.Key_Up, modifier)
        place = view.page.at(view.verticalScrollBar().value())
        assert place is not None
        assert place.row == row


# --- spots ---------------------------------------------------------------------------------------

EVERYTHING = (
    "See [one](https://a.example/) and [two](https://a.example/).\n\n"
    + LONG
    + "\n\n```py\nx = 1\n```\n\n"
    + LONG
    + "\n\nAt the end https://b.example/ alone.\n"
)


def all_actions(view: ChatView) -> list[Action]:
    return [
        spot.action
        for row in range(len(view.page.rows))
        for index in range(len(view.page.opened(row).blocks))
        for spot in view.page.face(row, index).stops()
    ]


@pytest.mark.parametrize("forward", [True, False])
def test_tab_reaches_everything_that_can_be_clicked(view: ChatView, forward: bool) -> None:
    """Scrolling to what is out of view; each has its ring there; at the end Tab leaves the view."""
    turns = [prompt("q"), says(EVERYTHING, thought="Hm."), prompt("q"), says("End.")]
    view.show_turns(turns)
    if forward:
        view.verticalScrollBar().setValue(0)
    wanted = all_actions(view)
    assert {Toggle, Open, CopyCode, CopyAnswer, Edit, Retry} <= {type(a) for a in wanted}
    if not forward:
        wanted.reverse()
        view.jump_to_latest()
    reached: list[Action] = []
    for _ in range(len(wanted)):
        key(view, Qt.Key.Key_Tab if forward else Qt.Key.Key_Backtab, NONE if forward else SHIFT)
        mark = view.hands.marks.focused
        assert mark is not None
        reached.append(mark[1])
        assert ring_is_seen(view)
    assert reached == wanted
    key(view, Qt.Key.Key_Tab if forward else Qt.Key.Key_Backtab, NONE if forward else SHIFT)
    assert view.hands.marks.focused is None


def ring_is_seen(view: ChatView) -> bool:
    """Whether the picture changes where the focused spot stands, when it loses the focus."""
    mark = view.hands.marks.focused
    assert mark is not None
    for place, face, corner in view.in_view():
        if view.page.rows[place.row].blocks[place.block] is mark[0]:
            (rect,) = [s.rect.translated(corner) for s in face.stops() if s.action == mark[1]]
            area = rect.adjusted(-2, -2, 2, 2).toRect() & view.viewport().rect()
            with_ring = view.viewport().grab(area).toImage()
            view.hands.marks.focus(None)
            without = view.viewport().grab(area).toImage()
            view.hands.marks.focus(mark)
            return with_ring != without and area.height() > 8
    return False


def test_tab_passes_a_megabyte_without_laying_it_out(view: ChatView) -> None:
    view.show_turns([says("```py\nx\n```\n\n" + LONG * 300)])
    while view.page.unfinished():
        view._go_on()
    view.verticalScrollBar().setValue(0)
    in_code = len(view.page.face(0, 1).stops())
    key(view, Qt.Key.Key_Tab, times=in_code + 1)
    mark = view.hands.marks.focused
    assert mark is not None
    assert isinstance(mark[0], Status)
    assert sum(view.page.rows[0].measured) < 1000


def test_enter_on_a_code_block_below_copies_it(view: ChatView) -> None:
    view.show_turns([says(LONG + "\n\n```py\nx = 1\n```\n\n" + LONG)])
    view.verticalScrollBar().setValue(0)
    for _ in range(5):
        key(view, Qt.Key.Key_Tab)
        mark = view.hands.marks.focused
        if mark is not None and isinstance(mark[1], CopyCode):
            break
    key(view, Qt.Key.Key_Return)
    assert QGuiApplication.clipboard().text() == "x = 1\n"
    view.hands.marks.clear()
    assert any(
        isinstance(view.page.rows[p.row].blocks[p.block], Code) for p, _, _ in view.in_view()
    )


def test_the_menu_key_asks_about_what_has_the_focus(view: ChatView) -> None:
    view.show_turns([says("See [one](https://a.example/) there.")])
    key(view, Qt.Key.Key_Tab)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(1, 1), QPoint(1, 1))
    QApplication.sendEvent(view, event)
    menu = next(m for m in view.findChildren(QMenu) if m.isVisible())
    texts = [action.text() for action in menu.actions()]
    assert "Copy link" in texts
    assert "Copy answer" in texts
    menu.close()


def test_the_ring_shows_where_the_focus_is_and_nowhere_else(qtbot: QtBot) -> None:
    """Tab comes to the first button in view, Shift+Tab to the last; in another widget there is no
    ring left behind, and it is back when the focus is."""
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    before, view, after = QLineEdit(), ChatView(), QLineEdit()
    for widget in (before, view, after):
        column.addWidget(widget)
    window.resize(600, 500)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    view.show_turns([says("See [one](https://a.example/) here.")])
    before.setFocus()
    plain = view.viewport().grab().toImage()
    QTest.keyClick(before, Qt.Key.Key_Tab)
    assert window.focusWidget() is view
    first = view.hands.marks.focused
    assert first is not None
    assert isinstance(first[1], Open)
    ringed = view.viewport().grab().toImage()
    assert ringed != plain
    before.setFocus()
    assert view.viewport().grab().toImage() == plain
    view.setFocus()
    assert view.viewport().grab().toImage() == ringed
    after.setFocus()
    QTest.keyClick(after, Qt.Key.Key_Backtab, SHIFT)
    last = view.hands.marks.focused
    assert last is not None
    assert isinstance(last[0], Status)
    view.show_turns([])
