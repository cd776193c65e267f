"""The conversation on screen: place, selection, links, keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QPoint, QPointF, QRectF, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gemini_desktop.core.events import StepDelta, Text
from gemini_desktop.core.transcript import Turn, prompt
from gemini_desktop.ui import theme
from gemini_desktop.ui.chat.faces.base import Face
from gemini_desktop.ui.chat.hands.actions import CopyAnswer, CopyCode, Toggle
from gemini_desktop.ui.chat.hands.selection import Point
from gemini_desktop.ui.chat.page import KEPT_FACES, Place
from gemini_desktop.ui.chat.turns.blocks import Block, Code, Markdown, Prompt, ThoughtHead
from gemini_desktop.ui.chat.turns.conversation import AnswerBlocks
from gemini_desktop.ui.chat.view import ChatView
from tests.ui.chat.viewing import chat_view
from tests.ui.chat.viewing import says as turn

PARAGRAPHS = "\n\n".join(f"Paragraph {n} with a few words in it." for n in range(60)) + "\n"


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[ChatView]:
    with chat_view(qtbot, 600, 400) as view:
        yield view


def live(view: ChatView, text: str = "") -> AnswerBlocks:
    answer = AnswerBlocks(Turn(role="model"), live=True)
    view.append(answer)
    say(view, answer, text)
    return answer


def say(view: ChatView, answer: AnswerBlocks, text: str) -> None:
    if text:
        answer.apply(StepDelta(index=0, content=Text(text=text)), 0)
    view.flush()
    while view.page.unfinished():
        view._go_on()


def at_end(view: ChatView) -> bool:
    return view.verticalScrollBar().value() == view.verticalScrollBar().maximum()


def found(view: ChatView, kind: type[Block]) -> tuple[Place, Face, QPointF]:
    """The first block of this kind that is seen."""
    for place, face, corner in view.in_view():
        if isinstance(view.page.rows[place.row].blocks[place.block], kind):
            return place, face, corner
    pytest.fail(f"no {kind} in view")


def click(view: ChatView, point: QPointF) -> None:
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point.toPoint())


def press_spot(view: ChatView, kind: type[Block], action: type[object]) -> None:
    _, face, corner = found(view, kind)
    (spot,) = [s for s in face.spots if isinstance(s.action, action)]
    click(view, corner + spot.rect.center())


# --- the place ---------------------------------------------------------------------------------------


def test_the_end_is_followed_while_more_comes(view: ChatView) -> None:
    answer = live(view)
    for _ in range(30):
        say(view, answer, "Another paragraph.\n\n")
        assert at_end(view)
    assert view.verticalScrollBar().maximum() > 300
    assert not view._jump.isVisible()


def test_a_reader_above_is_left_in_peace(view: ChatView, qtbot: QtBot) -> None:
    """The place does not move by a pixel; the pill leads back."""
    answer = live(view, PARAGRAPHS)
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() - 500)
    seen = [(p.row, p.block, c.y()) for p, _, c in view.in_view()]
    say(view, answer, "More.\n\n" * 20)
    assert [(p.row, p.block, c.y()) for p, _, c in view.in_view()] == seen
    assert view._jump.isVisible()
    QTest.mouseClick(view._jump, Qt.MouseButton.LeftButton)
    assert at_end(view)
    assert not view._jump.isVisible()


def test_scrolling_up_does_not_jump(view: ChatView) -> None:
    """Blocks met for the first time are measured; what was seen before only moves by the step."""
    view.show_turns([prompt("q"), turn(PARAGRAPHS * 3), prompt("q"), turn(PARAGRAPHS)])
    bar = view.verticalScrollBar()
    for _ in range(60):
        before = {(p.row, p.block): c.y() for p, _, c in view.in_view()}
        value = bar.value()
        if value < 60:
            break
        bar.setValue(value - 60)
        after = {(p.row, p.block): c.y() for p, _, c in view.in_view()}
        moved = {round(after[k] - before[k]) for k in before.keys() & after.keys()}
        assert all(58 <= m <= 62 for m in moved), moved


def test_resizing_keeps_the_top_in_view(view: ChatView) -> None:
    view.show_turns([turn(PARAGRAPHS)])
    view.verticalScrollBar().setValue(700)
    top = next(iter(view.in_view()))[0]
    view.resize(420, 400)
    assert (top.row, top.block) in [(p.row, p.block) for p, _, _ in view.in_view()][:2]


def test_resizing_at_the_end_stays_at_the_end(view: ChatView) -> None:
    view.show_turns([turn(PARAGRAPHS)])
    view.resize(380, 300)
    assert at_end(view)


def test_a_long_conversation_opens_only_what_is_seen(view: ChatView) -> None:
    turns = [t for _ in range(2000) for t in (prompt("q"), turn("An answer."))]
    view.show_turns(turns)
    view.grab()
    assert sum(row.content is not None for row in view.page.rows) < 40
    assert at_end(view)


def test_faces_are_kept_in_bounds(view: ChatView) -> None:
    view.show_turns([turn(PARAGRAPHS * 20)])
    bar = view.verticalScrollBar()
    for value in range(0, bar.maximum(), 380):
        bar.setValue(value)
    assert len(view.page._faces) <= KEPT_FACES


def test_another_theme_paints_everything_anew(view: ChatView) -> None:
    view.show_turns([turn("Some words.")])
    light = view.grab().toImage().pixelColor(2, 2)
    theme.manager().set_mode("dark")
    try:
        assert view.grab().toImage().pixelColor(2, 2) != light
    finally:
        theme.manager().set_mode("system")


# --- hands -------------------------------------------------------------------------------------------


def test_a_thought_opens_and_closes_by_mouse(view: ChatView) -> None:
    view.show_turns([turn("Answer.", thought="First.\n\nSecond.")])
    press_spot(view, ThoughtHead, Toggle)
    assert sum(isinstance(b, Markdown) for b in view.page.rows[0].blocks) == 3
    press_spot(view, ThoughtHead, Toggle)
    assert sum(isinstance(b, Markdown) for b in view.page.rows[0].blocks) == 1


def test_a_thought_opens_and_closes_by_keyboard(view: ChatView) -> None:
    """Tab goes to it, Enter unfolds, Space folds again."""
    view.show_turns([turn("Answer.", thought="First.\n\nSecond.")])
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Tab)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert sum(isinstance(b, Markdown) for b in view.page.rows[0].blocks) == 3
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert sum(isinstance(b, Markdown) for b in view.page.rows[0].blocks) == 1


def test_code_is_copied_whole_and_as_it_came(view: ChatView) -> None:
    """Also when it is shown in pieces; the button says that it worked."""
    code = "".join(f"line {n}\u2028\n" for n in range(200))
    view.show_turns([turn(f"```python\n{code}```\n")])
    view.verticalScrollBar().setValue(0)
    press_spot(view, Code, CopyCode)
    assert QGuiApplication.clipboard().text() == code
    assert view.hands.marks.done is not None
    view.hands.marks.clear()


def test_the_answer_is_copied_as_markdown(view: ChatView) -> None:
    source = "# Title\n\nSome *words*.\n\n```py\nx = 1\n```\n"
    view.show_turns([turn(source, thought="Hidden.")])
    view.hands.deeds.act(Place(0, 0), CopyAnswer())
    assert QGuiApplication.clipboard().text() == source
    view.hands.marks.clear()


def test_text_is_selected_by_dragging(view: ChatView) -> None:
    """Within a block as it is seen; over blocks as it came."""
    view.show_turns([turn("Plain **bold** words.\n\nMiddle *one*.\n\nLast block here.")])
    places = [(p, f, c) for p, f, c in view.in_view() if isinstance(block_of(view, p), Markdown)]
    (first, first_face, top), _, (_last, last_face, low) = places
    hands = view.hands
    hands.selection.span(
        Point(first.row, first.block, 6), Point(first.row, first.block, first_face.length())
    )
    hands.deeds.copy()
    assert QGuiApplication.clipboard().text() == "bold words."
    start = (top + QPointF(1, 8)).toPoint()
    end = (low + QPointF(last_face.width - 2, 8)).toPoint()
    drag(view, start, end)
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == (
        "Plain **bold** words.\n\nMiddle *one*.\n\nLast block here."
    )


def test_a_selection_from_the_middle_of_a_block_keeps_the_next_apart(view: ChatView) -> None:
    """What is pasted means what was copied: a table stays a table."""
    view.show_turns([turn("Some words.\n\n| a |\n|---|\n| 1 |\n")])
    selection = view.hands.selection
    selection.span(Point(0, 1, 5), Point(0, 2, view.page.face(0, 2).length()))
    assert selection.text(view.page) == "words.\n\n| a |\n|---|\n| 1 |"


def test_the_padding_of_a_bubble_belongs_to_its_nearest_line(view: ChatView) -> None:
    view.show_turns([prompt("Some words"), turn("Answer.")])
    _, face, _ = found(view, Prompt)
    right = face.width - 2
    assert face.character_at(QPointF(right, 1)) == len("Some words")
    assert face.character_at(QPointF(right, face.height - 1)) == len("Some words")
    assert face.character_at(QPointF(face.x_of(0), 1)) == 0


def test_marked_in_a_table_is_what_is_copied(view: ChatView) -> None:
    """From cell to cell along the rows, not down a column."""
    view.show_turns([turn("| one | two |\n|---|---|\n| three | four |\n| five | six |\n")])
    place, face, corner = found(view, Markdown)
    plain = view.viewport().grab().toImage()
    first, last = (search(face, words) for words in ("two", "five"))
    view.hands.selection.span(
        Point(place.row, place.block, first), Point(place.row, place.block, last + 4)
    )
    assert view.hands.selection.text(view.page) == "two\nthree\tfour\nfive"
    marked = view.viewport().grab().toImage()
    for words, is_marked in (("one", False), ("two", True), ("four", True), ("six", False)):
        area = face.line_at(search(face, words)).translated(corner)
        area.setLeft(corner.x() + face.x_of(search(face, words)))
        area.setWidth(12)
        cell = area.toRect()
        assert (marked.copy(cell) != plain.copy(cell)) == is_marked, words


def search(face: Face, words: str) -> int:
    assert face.document is not None
    return face.document.toRawText().index(words)


def block_of(view: ChatView, place: Place) -> Block:
    return view.page.rows[place.row].blocks[place.block]


def drag(view: ChatView, start: QPoint, end: QPoint) -> None:
    target = view.viewport()
    QTest.mousePress(target, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(target, start + QPoint(5, 2))
    QTest.mouseMove(target, end)
    QTest.mouseRelease(target, Qt.MouseButton.LeftButton, pos=end)


def test_all_of_it_is_selected(view: ChatView) -> None:
    view.show_turns([prompt("Question?"), turn("Answer one.\n\nTwo.\n")])
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Question?\nAnswer one.\n\nTwo."


def test_a_word_is_selected_by_two_clicks(view: ChatView) -> None:
    view.show_turns([turn("Alpha beta gamma.")])
    _, _, corner = found(view, Markdown)
    QTest.mouseDClick(
        view.viewport(), Qt.MouseButton.LeftButton, pos=(corner + QPointF(55, 8)).toPoint()
    )
    view.hands.deeds.copy()
    assert QGuiApplication.clipboard().text() == "beta"


class Browser(QObject):
    """Stands where the desktop's browser would."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toString())


def test_all_is_copied_also_what_was_never_in_view(view: ChatView) -> None:
    """A conversation is opened at its end; what is far above it has no blocks yet."""
    words = [f"Turn {number}: " + "word " * 200 for number in range(30)]
    view.show_turns([turn(text) for text in words])
    view.hands.deeds.select_all()
    copied = view.hands.selection.text(view.page)
    assert all(text.strip() in copied for text in words)
    assert copied.index("Turn 0") < copied.index("Turn 29")


@pytest.fixture
def browser() -> Iterator[Browser]:
    browser = Browser()
    schemes = ("http", "https", "file", "javascript")
    for scheme in schemes:
        QDesktopServices.setUrlHandler(scheme, browser, "open")  # type: ignore[arg-type]
    yield browser
    for scheme in schemes:
        QDesktopServices.unsetUrlHandler(scheme)


def test_a_link_opens_after_a_click_and_not_before(view: ChatView, browser: Browser) -> None:
    view.show_turns([turn("[a long link to click on](https://e.example/x)")])
    view.grab()
    _, _, corner = found(view, Markdown)
    assert not browser.opened
    click(view, corner + QPointF(30, 10))
    assert browser.opened == ["https://e.example/x"]


def test_dragging_over_a_link_does_not_open_it(view: ChatView, browser: Browser) -> None:
    view.show_turns([turn("[a long link to click on](https://e.example/x)")])
    _, _, corner = found(view, Markdown)
    drag(view, (corner + QPointF(10, 10)).toPoint(), (corner + QPointF(90, 10)).toPoint())
    assert not browser.opened


def test_a_dangerous_link_is_not_even_one(view: ChatView, browser: Browser) -> None:
    view.show_turns([turn("[click here now](file:///etc/passwd) [and](javascript:alert)")])
    _, face, corner = found(view, Markdown)
    for x in range(5, 400, 12):
        assert not face.address_at(QPointF(x, 10))
        click(view, corner + QPointF(x, 10))
    assert not browser.opened


def test_home_and_end_go_there(view: ChatView) -> None:
    view.show_turns([turn(PARAGRAPHS)])
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.verticalScrollBar().value() == 0
    assert not view.following
    QTest.keyClick(view, Qt.Key.Key_End)
    assert at_end(view)
    assert view.following


def test_every_turn_has_its_tools(view: ChatView) -> None:
    view.show_turns([prompt("a"), turn("One."), prompt("b"), turn("Two.")])
    names = {
        place.row: [spot.name for spot in face.spots]
        for place, face, _ in view.in_view()
        if face.spots
    }
    assert names[0] == names[2] == ["Delete", "Copy prompt", "Edit and send again"]
    assert names[1] == names[3] == ["Delete", "Copy answer", "Ask for another answer"]


def test_blocks_of_a_card_do_not_paint_over_each_other(view: ChatView) -> None:
    """In an unfolded thought the same words look the same in every block."""
    view.show_turns([turn("Answer.", thought="Happy day.\n\nHappy day.\n\nHappy day.")])
    press_spot(view, ThoughtHead, Toggle)
    whole = view.viewport().grab().toImage()
    pictures = []
    for place, _face, corner in view.in_view():
        block = block_of(view, place)
        if isinstance(block, Markdown) and block.part == "thought":
            words = QRectF(corner.x(), round(corner.y()), 120, 22).toRect()
            pictures.append(whole.copy(words))
    assert len(pictures) == 3
    assert pictures[0] == pictures[1] == pictures[2]
