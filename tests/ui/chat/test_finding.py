"""Finding words in a conversation: all of them, where they stand, without disturbing the reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import monotonic, thread_time

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from gemini_desktop.core.events import StepDelta, Text, ThoughtText, ToolResult
from gemini_desktop.core.outcome import Outcome
from gemini_desktop.core.transcript import Step, Turn, prompt
from gemini_desktop.ui import theme
from gemini_desktop.ui.chat.finding import MAX_HITS, Finding
from gemini_desktop.ui.chat.hands.selection import Point
from gemini_desktop.ui.chat.pane import ChatPane
from gemini_desktop.ui.chat.turns.blocks import Card, Markdown, ThoughtHead
from gemini_desktop.ui.chat.turns.conversation import AnswerBlocks
from gemini_desktop.ui.chat.wording import number
from tests.support import PATIENCE_S

WORDS = "\n\n".join(f"Paragraph {n} of several, quite ordinary." for n in range(40))


@pytest.fixture
def pane(qtbot: QtBot) -> Iterator[ChatPane]:
    pane = ChatPane()
    qtbot.addWidget(pane)
    pane.resize(700, 600)
    pane.show()
    pane.activateWindow()
    qtbot.waitExposed(pane)
    yield pane
    pane.find_bar.close_bar()
    pane.view.show_turns([])


def turn(*contents: Text | ThoughtText | ToolResult, outcome: Outcome | None = None) -> Turn:
    steps = [Step(index=0, kind="model_output", contents=[*contents])]
    return Turn(role="model", steps=steps, outcome=outcome)


def says(text: str) -> Turn:
    return turn(Text(text=text))


def finding(pane: ChatPane) -> Finding:
    return pane.view.hands.finding


def look(pane: ChatPane, qtbot: QtBot, words: str) -> tuple[int, int]:
    """Type the words, wait for the search; the number of the current hit, and of all."""
    pane.open_find()
    pane.find_bar.edit.setText(words)
    return settled(pane, qtbot)


def settled(pane: ChatPane, qtbot: QtBot) -> tuple[int, int]:
    found = finding(pane)
    qtbot.waitUntil(lambda: not found.searching or found.count >= MAX_HITS)
    return found.number, found.count


def text_of_current(pane: ChatPane) -> str:
    ends = finding(pane).point()
    assert ends is not None
    face = pane.view.page.face(ends[0].row, ends[0].block)
    return face.text(ends[0].character, ends[1].character)


def in_view(pane: ChatPane) -> bool:
    """Whether the current hit's line is seen, whole."""
    ends = finding(pane).point()
    assert ends is not None
    for place, face, corner in pane.view.in_view():
        if (place.row, place.block) == (ends[0].row, ends[0].block):
            line = face.line_at(ends[0].character).translated(corner)
            return line.top() >= 0 and line.bottom() <= pane.view.viewport().height()
    return False


def test_marks_between_letters_do_not_hide_a_hit(pane: ChatPane, qtbot: QtBot) -> None:
    pane.show_conversation(
        [prompt("Line by line?"), says("Read it **line** by\n*line*, `line` by line.")]
    )
    assert look(pane, qtbot, "line by line") == (1, 3)
    pane.find_bar.go_on()
    assert text_of_current(pane) == "line by line"
    assert finding(pane).number == 2


def test_all_turns_are_searched_also_those_never_shown(pane: ChatPane, qtbot: QtBot) -> None:
    """Turn by turn to the first hit far above, which is then in view; and around."""
    turns = [
        t for n in range(60) for t in (prompt(f"Question {n}"), says(f"{WORDS}\n\nNeedle {n}."))
    ]
    pane.show_conversation(turns)
    number, count = look(pane, qtbot, "needle")
    assert (number, count) == (60, 60)  # the view is at the end
    opened = sum(row.content is not None for row in pane.view.page.rows)
    assert opened < 12  # searching opens nothing
    pane.find_bar.go_on()
    assert finding(pane).number == 1
    assert text_of_current(pane) == "Needle"
    assert in_view(pane)
    pane.find_bar.go_back()
    assert finding(pane).number == 60
    assert in_view(pane)


def test_every_hit_can_be_gone_to(pane: ChatPane, qtbot: QtBot) -> None:
    pane.show_conversation([says(WORDS), prompt("several"), says(WORDS)])
    _, count = look(pane, qtbot, "several")
    assert count == 81
    seen = set()
    for _ in range(count):
        assert text_of_current(pane) == "several"
        assert in_view(pane)
        seen.add(finding(pane).number)
        pane.find_bar.go_on()
    assert seen == set(range(1, count + 1))


def test_the_first_hit_is_the_next_one_below_the_top_of_the_view(
    pane: ChatPane, qtbot: QtBot
) -> None:
    """Nothing scrolls where a hit is in view."""
    pane.show_conversation([says(WORDS)])
    bar = pane.view.verticalScrollBar()
    bar.setValue(0)
    bar.setValue(500)
    pane.open_find()
    before = bar.value()
    look(pane, qtbot, "several")
    assert bar.value() == before
    assert in_view(pane)
    assert finding(pane).number > 5


def test_typing_on_stays_at_the_hit(pane: ChatPane, qtbot: QtBot) -> None:
    pane.show_conversation([says("sea\n\n" + WORDS + "\n\nsea and season")])
    assert look(pane, qtbot, "sea") == (2, 3)
    pane.find_bar.go_on()
    assert settled(pane, qtbot) == (3, 3)
    assert look(pane, qtbot, "seas") == (1, 1)
    assert look(pane, qtbot, "sea") == (3, 3)


def test_a_folded_thought_is_searched_and_unfolded(pane: ChatPane, qtbot: QtBot) -> None:
    pane.show_conversation(
        [turn(ThoughtText(text="First.\n\nA *hid*den word."), Text(text="Answer."))]
    )
    assert look(pane, qtbot, "hidden word") == (1, 1)
    row = pane.view.page.rows[0]
    head = next(b for b in row.blocks if isinstance(b, ThoughtHead))
    assert not head.folded
    assert text_of_current(pane) == "hidden word"
    assert in_view(pane)


def test_a_folded_card_is_searched_and_unfolded(pane: ChatPane, qtbot: QtBot) -> None:
    result = "\n".join(f"line {n}" for n in range(60))
    pane.show_conversation([turn(ToolResult(kind="function_result", name="f", result=result))])
    assert look(pane, qtbot, "line 5") == (1, 11)
    assert text_of_current(pane) == "line 5"
    pane.find_bar.go_on()
    assert text_of_current(pane) == "line 5"
    card = next(b for b in pane.view.page.rows[0].blocks if isinstance(b, Card))
    assert not card.folded


def test_code_tables_sources_and_endings_are_searched(pane: ChatPane, qtbot: QtBot) -> None:
    text = "| a | needle |\n|---|---|\n| needle | 😀 needle |\n\n```py\nneedle = 'needle'\n```\n"
    outcome = Outcome(kind="failed", message="A needle failed.")
    pane.show_conversation([turn(Text(text=text), outcome=outcome)])
    _, count = look(pane, qtbot, "needle")
    assert count == 6
    for _ in range(count):
        assert text_of_current(pane) == "needle"
        pane.find_bar.go_on()


def test_case_by_the_button(pane: ChatPane, qtbot: QtBot) -> None:
    pane.show_conversation([says("Case case CASE")])
    assert look(pane, qtbot, "case")[1] == 3
    pane.find_bar.case.click()
    assert settled(pane, qtbot)[1] == 1
    pane.find_bar.case.click()
    assert settled(pane, qtbot)[1] == 3


def test_the_bar_says_how_it_stands(pane: ChatPane, qtbot: QtBot) -> None:
    pane.show_conversation([says("one two one")])
    bar = pane.find_bar
    look(pane, qtbot, "one")
    assert bar.count.text() == "1 of 2"
    look(pane, qtbot, "three")
    assert bar.count.text() == "No hits"
    assert bar.edit.property("error") == "true"
    assert not bar.next.isEnabled()
    look(pane, qtbot, "")
    assert bar.count.text() == ""
    assert bar.edit.property("error") == "false"


def test_hits_are_counted_up_to_a_limit(pane: ChatPane, qtbot: QtBot) -> None:
    pane.show_conversation([says("a " * (MAX_HITS + 500))])
    assert look(pane, qtbot, "a")[1] == MAX_HITS
    assert pane.find_bar.count.text().endswith(f" of {number(MAX_HITS)}+")


# --- keys ----------------------------------------------------------------------------------------


def test_keys_of_the_bar(pane: ChatPane, qtbot: QtBot) -> None:
    """Enter goes on, Shift+Enter back; Esc closes and gives the focus back."""
    pane.show_conversation([says("one two one")])
    pane.view.setFocus()
    look(pane, qtbot, "one")
    edit = pane.find_bar.edit
    assert QApplication.focusWidget() is edit
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert finding(pane).number == 2
    QTest.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert finding(pane).number == 1
    QTest.keyClick(edit, Qt.Key.Key_Escape)
    assert pane.find_bar.isHidden()
    assert QApplication.focusWidget() is pane.view
    assert pane.view.hands.marks.focused is None
    assert not finding(pane).query


def test_the_bar_closes_though_what_had_the_focus_is_gone(pane: ChatPane, qtbot: QtBot) -> None:
    """A tag above the list of chats, say, that no chat has any more."""
    pane.show_conversation([says("one two")])
    before = QLineEdit(pane)
    before.show()
    before.setFocus()
    pane.open_find()
    before.deleteLater()
    qtbot.waitUntil(lambda: not shiboken6.isValid(before))
    QTest.keyClick(pane.find_bar.edit, Qt.Key.Key_Escape)
    assert pane.find_bar.isHidden()
    assert QApplication.focusWidget() is pane.view


def test_escape_closes_the_bar_before_it_stops(pane: ChatPane, qtbot: QtBot) -> None:
    pane.begin(prompt("q"), Turn(role="model"))
    stopped: list[bool] = []
    pane.stop_requested.connect(lambda: stopped.append(True))
    look(pane, qtbot, "q")
    QTest.keyClick(pane.find_bar.edit, Qt.Key.Key_Escape)
    assert not stopped
    pane.composer.edit.setFocus()
    QTest.keyClick(pane.composer.edit, Qt.Key.Key_Escape)
    assert stopped
    pane.end(turn(Text(text="a")))


def test_what_is_selected_is_looked_for(pane: ChatPane, qtbot: QtBot) -> None:
    pane.show_conversation([says("alpha beta alpha")])
    place = next(
        p for p, _, _ in pane.view.in_view()
        if isinstance(pane.view.page.rows[p.row].blocks[p.block], Markdown)
    )  # fmt: skip
    pane.view.hands.selection.span(
        Point(place.row, place.block, 0), Point(place.row, place.block, 5)
    )
    pane.open_find()
    assert pane.find_bar.edit.text() == "alpha"
    assert settled(pane, qtbot)[1] == 2


# --- while it streams ----------------------------------------------------------------------------


def test_the_count_grows_with_the_answer_and_nothing_jumps(pane: ChatPane, qtbot: QtBot) -> None:
    pane.begin(prompt("Question"), Turn(role="model"))
    answer = pane._answer
    assert isinstance(answer, AnswerBlocks)

    def say(text: str) -> None:
        answer.apply(StepDelta(index=0, content=Text(text=text)), 0)
        pane.view.flush()

    say("A needle first.\n\n" + WORDS + "\n\n")
    assert look(pane, qtbot, "needle")[1] == 1
    pane.find_bar.go_on()
    value = pane.view.verticalScrollBar().value()
    for _ in range(10):
        say("One more nee")
        say("dle in it.\n\n" + WORDS + "\n\n")
    qtbot.waitUntil(lambda: finding(pane).count == 11)
    assert finding(pane).number == 1
    assert pane.view.verticalScrollBar().value() == value
    pane.end(answer.turn)
    assert settled(pane, qtbot) == (1, 11)


@pytest.mark.parametrize("deed", ["go_on", "go_back", "open", "close_bar"])
def test_at_once_after_a_switch_the_bar_looks_at_nothing_that_is_gone(
    pane: ChatPane, qtbot: QtBot, deed: str
) -> None:
    """Nor does a search that goes on; the shorter conversation has no such row."""
    pane.show_conversation([says("none"), says("none"), says("one two one")])
    switches: list[Callable[[], object]] = [
        lambda: pane.show_conversation([says("one")]),
        lambda: pane.show_from(1, []),
        pane.clear,
    ]
    for shorter in switches:
        assert look(pane, qtbot, "one") is not None
        pane.find_bar.go_back()
        shorter()
        getattr(pane.find_bar, deed)()
        assert finding(pane).point() is None
        settled(pane, qtbot)
        pane.find_bar.close_bar()
        pane.show_conversation([says("none"), says("none"), says("one two one")])


def test_another_conversation_is_searched_anew(pane: ChatPane, qtbot: QtBot) -> None:
    pane.show_conversation([says("one one")])
    assert look(pane, qtbot, "one")[1] == 2
    pane.show_conversation([says("one")])
    qtbot.waitUntil(lambda: finding(pane).count == 1)


# --- what is seen --------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_hits_are_marked_and_the_current_one_more(pane: ChatPane, qtbot: QtBot, mode: str) -> None:
    theme.manager().set_mode(mode)
    try:
        pane.show_conversation([says("one two one `one`\n\n```\none\n```\n")])
        look(pane, qtbot, "one")
        colours = theme.current()
        counts = [pixels(pane, colours.found), pixels(pane, colours.found_now)]
        assert counts[0] > 2 * counts[1] > 100
        pane.find_bar.close_bar()
        assert pixels(pane, colours.found_now) == 0
    finally:
        theme.manager().set_mode("system")


def pixels(pane: ChatPane, colour: str) -> int:
    image = pane.view.viewport().grab().toImage()
    wanted = QColor(colour).rgb()
    return sum(
        image.pixel(x, y) == wanted for x in range(image.width()) for y in range(image.height())
    )


# --- how long it takes ---------------------------------------------------------------------------


def longest_turn_of_the_loop(work: Callable[[], bool]) -> float:
    """Run Qt's loop until the work is done; the longest stretch, in seconds of this thread's
    processor time, in which nothing else could run."""
    longest, end = 0.0, monotonic() + PATIENCE_S
    while not work() and monotonic() < end:
        before = thread_time()
        QApplication.processEvents()
        longest = max(longest, thread_time() - before)
    return longest


def test_twenty_megabytes_do_not_hold_up_the_window(pane: ChatPane, qtbot: QtBot) -> None:
    """The bound is generous, for other programs run beside the tests."""
    text = "Every **line** carries one complete chunk, and [more](https://e.example/x).\n\n" * 52
    pane.show_conversation([says(f"{text}Needle {n}") for n in range(5_000)])
    pane.open_find()
    pane.find_bar.edit.setText("needle 4")
    found = finding(pane)
    longest = longest_turn_of_the_loop(lambda: not found.searching)
    assert found.count == 1 + 10 + 100 + 1000
    assert longest < 1  # 20 MB at once take several


def test_a_long_answer_is_searched_while_it_is_still_being_opened(
    pane: ChatPane, qtbot: QtBot
) -> None:
    """It is cut into blocks over many frames; what comes later is found as well."""
    pane.show_conversation([says(f"{WORDS}\n\nNeedle.\n\n" * 150)])
    assert pane.view.page.unfinished()
    pane.open_find()
    pane.find_bar.edit.setText("needle")
    assert settled(pane, qtbot)[1] == 150
    pane.find_bar.go_back()
    pane.find_bar.go_back()
    assert text_of_current(pane) == "Needle"
    assert in_view(pane)


def test_closing_the_bar_selects_what_was_found(pane: ChatPane, qtbot: QtBot) -> None:
    """So that it can be copied, or more be selected from there."""
    pane.show_conversation([prompt("q"), says("one **two** three")])
    look(pane, qtbot, "two")
    QTest.keyClick(pane.find_bar.edit, Qt.Key.Key_Escape)
    pane.view.hands.deeds.copy()
    assert QApplication.clipboard().text() == "two"
    QTest.keyClick(pane.view, Qt.Key.Key_End, Qt.KeyboardModifier.ShiftModifier)
    assert pane.view.hands.selection.text(pane.view.page) == "two three"


def test_what_was_found_elsewhere_is_marked_in_its_turn(pane: ChatPane, qtbot: QtBot) -> None:
    """The first hit there, though others stand before it; also twice, and after other words."""
    turns = [says(f"needle {count} and needle again") for count in range(6)]
    for count, each in enumerate(turns):
        each.id = f"t{count}"
    pane.show_conversation(turns)
    for turn_id, expected in (("t3", 7), ("t5", 11), ("t0", 1), ("gone", 1)):
        pane.view.reveal_turn(turn_id)
        pane.find_bar.open_in(turn_id, "needle")
        assert settled(pane, qtbot) == (expected, 12)
        assert in_view(pane)
    pane.find_bar.case.setChecked(True)
    pane.find_bar.open_in("t2", "NEEDLE")
    assert settled(pane, qtbot) == (5, 12)
    assert pane.find_bar.edit.text() == "NEEDLE"
