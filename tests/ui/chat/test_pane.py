"""The chat pane as its user and its owner meet it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from gemini_desktop import resources
from gemini_desktop.core import capture
from gemini_desktop.core.answer import Answer
from gemini_desktop.core.capture import BytesReceived, Ended, Record, ResponseStarted
from gemini_desktop.core.outcome import Outcome
from gemini_desktop.core.transcript import Turn, prompt
from gemini_desktop.ui.chat import wording
from gemini_desktop.ui.chat.pane import ChatPane
from gemini_desktop.ui.chat.turns.blocks import Code, Ending, Markdown, Prompt, Status


@pytest.fixture
def pane(qtbot: QtBot) -> Iterator[ChatPane]:
    window = QWidget()  # without a layout: what the pane needs does not reach its size hints
    qtbot.addWidget(window)
    pane = ChatPane(window)
    pane.resize(700, 600)
    window.show()
    qtbot.waitExposed(window)
    yield pane
    pane.view.page.show([])


def records(name: str) -> list[Record]:
    """A capture of the demo."""
    folder = resources.path("demo", name)
    lines = (folder / "records.jsonl").read_bytes().splitlines(keepends=True)
    return list(capture.decode_lines(lines, (folder / "body").read_bytes()))


def play(pane: ChatPane, name: str, question: str = "A question") -> Turn:
    """The whole exchange as the bridge would bring it, a frame after each record."""
    answer = Answer()
    pane.begin(prompt(question), Turn(role="model"))
    for record in records(name):
        for chunk in answer.feed(record):
            pane.take(chunk)
        pane.flush()
    turn = answer.finish()
    pane.end(turn)
    return turn


def shown(pane: ChatPane, row: int = -1) -> str:
    """The Markdown of a row as it stands on the page."""
    blocks = pane.view.page.rows[row].blocks
    return "".join(b.segment.source for b in blocks if isinstance(b, Markdown | Code))


def test_what_streams_in_is_what_is_shown(pane: ChatPane) -> None:
    """Prompt in its bubble, and the whole text of the answer, block by block."""
    turn = play(pane, "stream-guide", "Wie?")
    first, answer = pane.view.page.rows
    assert isinstance(first.blocks[0], Prompt)
    assert first.blocks[0].text == "Wie?"
    text = "".join(
        b.segment.source
        for b in answer.blocks
        if isinstance(b, Markdown | Code) and b.part == "answer"
    )
    assert text == turn.text
    assert isinstance(answer.blocks[-1], Status)
    assert not answer.blocks[-1].live


def test_a_stored_answer_looks_like_the_live_one(pane: ChatPane) -> None:
    turn = play(pane, "kyoto")
    live = [type(b).__name__ for b in pane.view.page.rows[1].blocks]
    pane.show_conversation([prompt("A question"), turn])
    pane.grab()
    assert [type(b).__name__ for b in pane.view.page.opened(1).blocks] == live


def test_enter_sends_and_shift_enter_breaks_the_line(pane: ChatPane, qtbot: QtBot) -> None:
    edit = pane.composer.edit
    QTest.keyClicks(edit, "one")
    QTest.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(edit, "two")
    with qtbot.waitSignal(pane.prompt_submitted) as sent:
        QTest.keyClick(edit, Qt.Key.Key_Return)
    assert sent.args == ["one\ntwo"]
    assert not edit.toPlainText()


def test_enter_belongs_to_the_input_method_while_it_composes(pane: ChatPane, qtbot: QtBot) -> None:
    edit = pane.composer.edit
    edit.setPlainText("你")
    with qtbot.assertNotEmitted(pane.prompt_submitted):
        QApplication.sendEvent(edit, QInputMethodEvent("hao", []))
        QTest.keyClick(edit, Qt.Key.Key_Return)
    commit = QInputMethodEvent()
    commit.setCommitString("好")
    QApplication.sendEvent(edit, commit)
    edit.setPlainText("你好")
    with qtbot.waitSignal(pane.prompt_submitted) as sent:
        QTest.keyClick(edit, Qt.Key.Key_Return)
    assert sent.args == ["你好"]


def test_stop_stands_where_send_stood(pane: ChatPane, qtbot: QtBot) -> None:
    """And Esc does the same; a draft written meanwhile is not sent and not lost."""
    pane.begin(prompt("x"), Turn(role="model"))
    assert pane.composer.stop.isVisible()
    assert not pane.composer.send.isVisible()
    with qtbot.waitSignal(pane.stop_requested):
        QTest.mouseClick(pane.composer.stop, Qt.MouseButton.LeftButton)
    QTest.keyClicks(pane.composer.edit, "next")
    with qtbot.assertNotEmitted(pane.prompt_submitted):
        QTest.keyClick(pane.composer.edit, Qt.Key.Key_Return)
    with qtbot.waitSignal(pane.stop_requested):
        QTest.keyClick(pane.composer.edit, Qt.Key.Key_Escape)
    pane.end(Turn(role="model", outcome=Outcome(kind="cancelled", message="Stopped.")))
    assert pane.composer.send.isVisible()
    assert pane.composer.draft() == "next"


def test_send_says_why_it_cannot(pane: ChatPane, qtbot: QtBot) -> None:
    assert not pane.composer.send.isEnabled()
    assert "write a prompt" in pane.composer.send.toolTip()
    QTest.keyClicks(pane.composer.edit, "x")
    assert pane.composer.send.isEnabled()


def test_up_brings_the_last_prompt_back(pane: ChatPane, qtbot: QtBot) -> None:
    QTest.keyClicks(pane.composer.edit, "first try")
    QTest.keyClick(pane.composer.edit, Qt.Key.Key_Return)
    QTest.keyClick(pane.composer.edit, Qt.Key.Key_Up)
    assert pane.composer.draft() == "first try"


def test_an_empty_conversation_offers_prompts(pane: ChatPane, qtbot: QtBot) -> None:
    samples = pane.empty.samples
    assert len(samples) == 3
    with qtbot.waitSignal(pane.prompt_submitted) as sent:
        QTest.mouseClick(samples[1], Qt.MouseButton.LeftButton)
    assert sent.args == [samples[1].text()]


def test_a_failure_stands_in_its_place_with_the_next_step(pane: ChatPane) -> None:
    """What had come stays; below it what happened, and what to do."""
    turn = play(pane, "error")
    blocks = pane.view.page.rows[1].blocks
    (ending,) = [b for b in blocks if isinstance(b, Ending)]
    assert ending.outcome is turn.outcome
    assert ending.outcome.advice
    assert any(isinstance(b, Markdown) for b in blocks[: blocks.index(ending)])


def test_retry_is_asked_for_once_it_can_be(pane: ChatPane, qtbot: QtBot) -> None:
    play(pane, "error")
    for _place, face, corner in pane.view.in_view():
        for spot in face.spots:
            if spot.name == "Retry":
                point = (corner + spot.rect.center()).toPoint()
                with qtbot.waitSignal(pane.turn_asked):
                    QTest.mouseClick(pane.view.viewport(), Qt.MouseButton.LeftButton, pos=point)
                return
    pytest.fail("no button to retry")


def test_the_header_counts_and_saves(pane: ChatPane, qtbot: QtBot) -> None:
    assert pane.header.title == "New chat"
    play(pane, "kyoto", "Two days in Kyoto\nplease")
    assert pane.header.title == "Two days in Kyoto"
    with qtbot.waitSignal(pane.save_requested):
        pane._save.click()
    pane.clear()
    assert not pane._save.isEnabled()


def test_several_turns_follow_each_other(pane: ChatPane) -> None:
    play(pane, "kyoto", "one")
    play(pane, "error", "two")
    assert [row.turn.role for row in pane.view.page.rows] == ["user", "model", "user", "model"]


def test_chunks_after_the_end_belong_to_nobody(pane: ChatPane) -> None:
    """A late chunk of a stopped answer is not shown in the next one."""
    answer = Answer()
    pane.begin(prompt("one"), Turn(role="model"))
    late = [c for r in records("kyoto") for c in answer.feed(r)]
    pane.take(late[0])
    pane.begin(prompt("two"), Turn(role="model"))
    pane.flush()
    assert not shown(pane)


@pytest.mark.parametrize(
    "name", sorted(p.name for p in resources.path("demo").iterdir() if (p / "body").exists())
)
def test_every_demo_answer_can_be_shown(pane: ChatPane, name: str) -> None:
    """Each is painted while it streams and when it was stored, in a narrow window too."""
    turn = play(pane, name)
    pane.grab()
    pane.resize(380, 500)
    pane.show_conversation([prompt("x"), turn])
    pane.grab()
    assert isinstance(pane.view.page.opened(1).blocks[-1], Status)
    assert any(isinstance(r, Ended) for r in records(name))


def test_the_frame_of_the_box_lets_go_with_the_focus(pane: ChatPane, qtbot: QtBot) -> None:
    """It is painted anew when the focus moves to the conversation, and back."""
    pane.activateWindow()
    pane.show_conversation([prompt("q")])
    pane.composer.edit.setFocus()
    for target in (pane.view, pane.composer.edit):
        with qtbot.waitSignal(pane.composer.edit.focus_changed):
            target.setFocus()


def test_the_bytes_of_a_large_picture_are_counted_while_it_comes(pane: ChatPane) -> None:
    """It is one event: nothing of it can be read before its end."""
    pane.begin(prompt("Paint."), Turn(role="model"))
    answer = Answer()
    part = b'{"inlineData":{"mimeType":"image/png","data":"' + b"A" * 1_600_000 + b'"}}'
    event = b'data: {"candidates":[{"content":{"parts":[' + part + b"]}}]}\r\n\r\n"
    seen = []
    records: list[Record] = [ResponseStarted(t_ns=0, status=200), *reads(event)]
    for record in records:
        pane.take_record(record)
        for chunk in answer.feed(record):
            pane.take(chunk)
        pane.flush()
        status = pane.view.page.rows[-1].blocks[-1]
        seen.append(wording.status(status) if isinstance(status, Status) else "")
    assert seen[:2] == ["Waiting for the server"] * 2
    assert seen[2] == "Receiving 200.0 kB"
    assert seen[-2] == "Receiving 1.6 MB"
    assert seen[-1] == "Streaming"


def reads(data: bytes) -> list[BytesReceived]:
    return [
        BytesReceived(t_ns=at, data=data[at : at + 100_000]) for at in range(0, len(data), 100_000)
    ]


def test_the_keys_do_not_go_to_a_sample_when_the_chat_goes(pane: ChatPane) -> None:
    pane.show_conversation([prompt("A question", id="p")])
    pane.view.setFocus()
    pane.clear()
    assert pane.empty.isVisible()
    assert pane.composer.edit.hasFocus()


def test_buttons_say_why_they_rest(pane: ChatPane) -> None:
    """Searching and saving wait for something to search and save, and say so."""
    pane.clear()
    for name, words in (("findButton", "nothing to search yet"), ("saveButton", "nothing to save")):
        button = pane.findChild(QAbstractButton, name)
        assert button is not None
        assert not button.isEnabled()
        assert words in button.toolTip()
    play(pane, "seed0-hello")
    for name, keys in (("findButton", "(Ctrl+F)"), ("saveButton", "(Ctrl+S)")):
        button = pane.findChild(QAbstractButton, name)
        assert button is not None
        assert button.isEnabled()
        assert button.toolTip().endswith(keys)
