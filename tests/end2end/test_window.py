"""The whole window over a real home and the demo server: typed into, stopped, closed, restarted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QTableView, QWidget

from gemini_desktop import app
from gemini_desktop.core.capture import RequestSent
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.profile import Profile
from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.chat.hands.turn_actions import OpenSettings, Retry
from gemini_desktop.ui.chat.view import ChatView
from tests.net.test_exchange import HEAD, holding, serving
from tests.session.test_live import HELLO
from tests.support import RunCoroutine, patiently
from tests.support import until as until

CONTROL = Qt.KeyboardModifier.ControlModifier
EVENT = b'data: {"candidates":[{"content":{"parts":[{"text":"word "}]}}]}\n\n'


@asynccontextmanager
async def shown(home: Path, *arguments: str, pace: float = 0.0) -> AsyncIterator[app.Application]:
    """The program with these arguments, from its first moment; put away at the end as its close
    button would."""
    window = app.build(home, ["--demo-pace", str(pace), *arguments])
    window.show()
    try:
        yield window
    finally:
        window.close()
        await patiently(window.presenter.closed.wait())
        window.deleteLater()


@asynccontextmanager
async def opened(home: Path, pace: float = 0.0) -> AsyncIterator[app.Application]:
    """The same without arguments, once its library is read."""
    async with shown(home, pace=pace) as window:
        await window.presenter.opened()
        yield window


def widget(window: app.Application, name: str) -> QWidget:
    found = window.findChild(QWidget, name)
    assert found is not None, f"there is no {name}"
    return found


def type_prompt(window: app.Application, words: str) -> None:
    prompt = widget(window, "promptEdit")
    QTest.keyClicks(prompt, words)
    QTest.keyClick(prompt, Qt.Key.Key_Return)


async def answer(window: app.Application, act: Callable[[], None]) -> Turn:
    """The turn that comes of an act."""
    ended: asyncio.Future[Turn] = asyncio.get_running_loop().create_future()

    def finished(turn: Turn) -> None:
        if not ended.done():
            ended.set_result(turn)

    window.bridge.exchange_ended.connect(finished)
    act()
    turn = await patiently(ended)
    window.bridge.exchange_ended.disconnect(finished)
    return turn


def conversation_text(window: app.Application) -> str:
    """All that the chat shows, as it would be copied."""
    view = widget(window, "chatView")
    QTest.keyClick(view, Qt.Key.Key_A, CONTROL)
    QTest.keyClick(view, Qt.Key.Key_C, CONTROL)
    return QApplication.clipboard().text()


def use(window: app.Application, port: int) -> None:
    mine = Profile(name="mine", base_url=f"http://127.0.0.1:{port}", auth="none")
    window.settings_pane.profile_added.emit(mine)


def test_a_prompt_is_answered_and_inspected(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            chunks: list[Chunk] = []
            window.bridge.chunk_parsed.connect(chunks.append)
            turn = await answer(window, lambda: type_prompt(window, "Hello out there"))
            assert turn.outcome is not None
            assert turn.outcome.kind == "complete"
            text = conversation_text(window)
            assert "Hello out there" in text
            assert turn.text.strip().splitlines()[0] in text
            table = widget(window, "eventTable")
            assert isinstance(table, QTableView)
            assert table.model().rowCount() == len(chunks)
            assert "Complete" in widget(window, "statusLine").accessibleName()
            assert "Demo" in window.windowTitle()
            await answer(window, lambda: type_prompt(window, "And again"))
            assert len(window.presenter.turns) == 4

    run_qt(main())


def test_a_restart_shows_the_conversation(home: Path, run_qt: RunCoroutine) -> None:
    async def first() -> str:
        async with opened(home) as window:
            await answer(window, lambda: type_prompt(window, "Remember this"))
            return conversation_text(window)

    async def second() -> None:
        async with opened(home) as window:
            assert conversation_text(window) == words
            assert len(window.presenter.turns) == 2
            table = widget(window, "eventTable")
            assert isinstance(table, QTableView)
            await until(lambda: table.model().rowCount() > 0)

    words = run_qt(first())
    assert "Remember this" in words
    run_qt(second())


def test_the_sample_prompts_send_themselves(home: Path, run_qt: RunCoroutine) -> None:
    """Each of the empty state's three prompts gets an answer with a picture, a table or code."""

    async def main() -> None:
        async with opened(home) as window:
            samples = window.chat_pane.empty.findChildren(QAbstractButton)
            assert len(samples) == 3
            for sample in samples:
                window.new_chat_requested.emit()
                turn = await answer(window, sample.click)
                assert turn.outcome is not None
                assert turn.outcome.kind == "complete"
                assert len(turn.text) > 400

    run_qt(main())


def test_stop_keeps_what_came(home: Path, run_qt: RunCoroutine) -> None:
    """By the button and by Esc; the connection is gone, the text stays, and it says so."""

    async def main() -> None:
        async with serving(holding(HEAD, HELLO)) as port, opened(home) as window:
            use(window, port)
            button, prompt = widget(window, "stopButton"), widget(window, "promptEdit")
            by_button = partial(QTest.mouseClick, button, Qt.MouseButton.LeftButton)
            for stop in (by_button, partial(QTest.keyClick, prompt, Qt.Key.Key_Escape)):
                seen: list[Chunk] = []
                window.bridge.chunk_parsed.connect(seen.append)
                type_prompt(window, "Hi")
                await until(partial(bool, seen))
                turn = await answer(window, stop)
                window.bridge.chunk_parsed.disconnect(seen.append)
                assert turn.text == "Hello"
                assert turn.outcome is not None
                assert turn.outcome.kind == "cancelled"
                assert "Hello" in conversation_text(window)

    run_qt(main())


def test_a_prompt_that_must_wait_stays_and_it_is_told_why(home: Path, run_qt: RunCoroutine) -> None:
    """Enter while an answer comes in sends nothing and loses nothing."""

    async def main() -> None:
        async with serving(holding(HEAD, HELLO)) as port, opened(home) as window:
            use(window, port)
            seen: list[Chunk] = []
            window.bridge.chunk_parsed.connect(seen.append)
            type_prompt(window, "Hi")
            await until(lambda: bool(seen))
            type_prompt(window, "And then?")
            assert "Stop it (Esc)" in window.toast.text
            assert window.chat_pane.composer.draft() == "And then?"
            assert len(window.presenter.turns) == 0, "nothing else was begun"

    run_qt(main())


def test_closing_while_it_streams_cancels_awaits_and_closes(
    home: Path, run_qt: RunCoroutine
) -> None:
    """The capture ends with `cancelled`, and the fixtures see no task, timer or window left."""

    async def main() -> None:
        async with serving(holding(HEAD, HELLO)) as port:
            async with opened(home) as window:
                use(window, port)
                seen: list[Chunk] = []
                window.bridge.chunk_parsed.connect(seen.append)
                type_prompt(window, "Hi")
                await until(lambda: bool(seen))
            assert not window.isVisible()
        async with opened(home) as window:
            (_, kept) = window.presenter.turns
            assert kept.text == "Hello"
            assert kept.outcome is not None
            assert kept.outcome.kind == "cancelled"

    run_qt(main())


def test_an_error_stands_where_the_answer_would(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            turn = await answer(window, lambda: type_prompt(window, "error 403"))
            assert turn.outcome is not None
            assert turn.outcome.kind == "failed"
            assert "Failed" in widget(window, "statusLine").accessibleName()
            window.chat_pane.turn_asked.emit(Retry(), "")
            await until(lambda: not window.busy)
            assert [t.role for t in window.presenter.turns] == ["user", "model"]

    run_qt(main())


def test_a_wait_before_another_attempt_can_be_cut_short_or_cancelled(
    home: Path, run_qt: RunCoroutine
) -> None:
    """The demo's quota error asks for 3.5 s: the bar says so, and both of its buttons work."""

    async def main() -> None:
        async with opened(home) as window:
            bar = window.chat_pane.retry_bar
            sent: list[RequestSent] = []

            def count(record: object) -> None:
                if isinstance(record, RequestSent):
                    sent.append(record)

            window.bridge.record_received.connect(count)
            type_prompt(window, "error 429")
            await until(bar.isVisible)
            assert "429" in window.chat_pane.retry_bar.text
            line = widget(window, "statusLine")
            await until(lambda: "Waiting to try again" in line.accessibleName())
            QTest.mouseClick(widget(window, "retryNowButton"), Qt.MouseButton.LeftButton)
            await until(lambda: len(sent) == 2 and bar.isVisible())
            cancel = partial(
                QTest.mouseClick, widget(window, "cancelRetryButton"), Qt.MouseButton.LeftButton
            )
            turn = await answer(window, cancel)
            assert turn.outcome is not None
            assert turn.outcome.kind == "cancelled"
            assert not bar.isVisible()
            assert [record.attempt for record in sent] == [1, 2]

    run_qt(main())


def test_what_cannot_be_sent_is_told_in_place(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            window.settings_pane.profile_added.emit(Profile(name="bare", secret="env:NOT_SET_HERE"))
            turn = await answer(window, lambda: type_prompt(window, "Precious words"))
            assert turn.outcome is not None
            assert turn.outcome.reason == "no_key"
            assert "Precious words" in conversation_text(window)
            assert turn.capture_id == "", "there is no recording of what was not sent"
            scroll = window.settings_pane._scroll.verticalScrollBar()
            scroll.setValue(scroll.maximum())
            window.chat_pane.turn_asked.emit(OpenSettings(), turn.id)
            assert widget(window, "secretEdit").hasFocus()
            assert scroll.value() < scroll.maximum() // 2

    run_qt(main())


def test_unchecked_certificates_stay_in_sight(home: Path, run_qt: RunCoroutine) -> None:
    """For as long as such a profile is in use, and no longer."""

    async def main() -> None:
        async with opened(home) as window:
            line, badge = widget(window, "statusLine"), widget(window, "insecureBadge")
            assert not badge.isVisible()
            window.settings_pane.profile_added.emit(
                Profile(
                    name="blind",
                    auth="none",
                    base_url="https://127.0.0.1:9",
                    insecure=True,
                    max_retries=0,
                )
            )
            await until(badge.isVisible)
            turn = await answer(window, lambda: type_prompt(window, "Hi"))
            assert turn.outcome is not None
            assert "certificates_unchecked" in {note.id for note in turn.outcome.notes}
            assert badge.isVisible()
            assert "Certificates not checked" in line.accessibleName()
            window.settings_pane.profile_selected.emit("Demo")
            await until(lambda: not badge.isVisible())

    run_qt(main())


def test_a_dialog_open_while_streaming_loses_nothing(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home, pace=0.2) as window:
            ended = answer(window, lambda: type_prompt(window, "Plan two days in Kyoto"))
            task = asyncio.ensure_future(ended)
            await asyncio.sleep(0.2)
            window.save_transcript_requested.emit()
            dialogs: list[QWidget] = []

            def found() -> bool:
                dialogs[:] = [
                    w for w in QApplication.topLevelWidgets() if w.inherits("QFileDialog")
                ]
                return any(dialog.isVisible() for dialog in dialogs)

            await until(found)
            turn = await task
            assert turn.outcome is not None
            assert turn.outcome.kind == "complete"
            dialogs[0].close()
            await asyncio.sleep(0.05)

    run_qt(main())


def test_twenty_thousand_events_arrive_in_order(home: Path, run_qt: RunCoroutine) -> None:
    """Chat, table and log take them all, unpaced, and every signal came."""
    count = 20_000

    async def reply(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD)
        for _hundred in range(count // 100):
            writer.write(EVENT * 100)
            await writer.drain()

    async def main() -> None:
        async with serving(reply) as port, opened(home) as window:
            use(window, port)
            numbers: list[int] = []
            window.bridge.chunk_parsed.connect(lambda chunk: numbers.append(chunk.number))
            turn = await answer(window, lambda: type_prompt(window, "Much"))
            assert numbers == list(range(count))
            assert turn.text == "word " * count
            table = widget(window, "eventTable")
            assert isinstance(table, QTableView)
            assert table.model().rowCount() == count

    run_qt(main())


def test_two_windows_on_one_home_do_not_hurt_each_other(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as one, opened(home) as two:
            await asyncio.gather(
                answer(one, lambda: type_prompt(one, "From one")),
                answer(two, lambda: type_prompt(two, "From two")),
            )
        async with opened(home) as later:
            titles = {c.title for c in await later.presenter.session.chats.listed()}
            assert titles == {"From one", "From two"}

    run_qt(main())


def test_the_names_that_others_rely_on(home: Path, run_qt: RunCoroutine) -> None:
    names = [
        "promptEdit",
        "sendButton",
        "stopButton",
        "chatView",
        "conversationList",
        "inspectorPane",
        "eventTable",
        "eventFilter",
        "rawView",
        "jsonTree",
        "logView",
        "settingsPane",
        "profileBox",
        "modelBox",
        "statusLine",
    ]

    async def main() -> None:
        async with opened(home) as window:
            assert [name for name in names if window.findChild(QWidget, name) is None] == []
            assert isinstance(widget(window, "chatView"), ChatView)

    run_qt(main())
