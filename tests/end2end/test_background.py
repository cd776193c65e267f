"""Answers that go on while another conversation is shown: nothing is lost, and each has its place."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QTableView

from gemini_desktop import app
from gemini_desktop.core.profile import Profile
from gemini_desktop.core.transcript import Turn
from gemini_desktop.session.live_exchange import LiveExchange
from gemini_desktop.ui.chat.hands.turn_actions import Delete, Inspect, Retry, Switch
from tests.end2end.test_window import (
    answer,
    conversation_text,
    opened,
    type_prompt,
    until,
    use,
    widget,
)
from tests.net.test_exchange import HEAD, serving
from tests.support import RunCoroutine


class Puppet:
    """A server whose answers, numbered as they are asked for, say what they are told."""

    def __init__(self) -> None:
        self.writers: list[asyncio.StreamWriter] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD)
        self.writers.append(writer)
        await reader.read()

    def say(self, number: int, words: str, finish: str = "") -> None:
        candidate = {"content": {"parts": [{"text": words}]}}
        if finish:
            candidate["finishReason"] = finish  # type: ignore[assignment]
        event = json.dumps({"candidates": [candidate]})
        self.writers[number].write(f"data: {event}\n\n".encode())
        if finish:
            self.writers[number].close()


def states(window: app.Application) -> dict[str, str]:
    """Of each listed conversation, by its title: whether something goes on."""
    return {each.title or "Untitled chat": each.state for each in window.drawer.entries}


def status(window: app.Application) -> str:
    return widget(window, "statusLine").accessibleName()


def events(window: app.Application) -> int:
    table = widget(window, "eventTable")
    assert isinstance(table, QTableView)
    return table.model().rowCount()


def shown_id(window: app.Application) -> str:
    return window.session.settings.last_conversation


async def asked(window: app.Application, puppet: Puppet, words: str) -> str:
    """Ask in a new chat; the id of its conversation, once the server has been reached."""
    number = len(puppet.writers)
    window.new_chat_requested.emit()
    type_prompt(window, words)
    await until(lambda: len(puppet.writers) > number)
    puppet.say(number, f"{words}: begun ")
    await until(lambda: "begun" in conversation_text(window))
    return shown_id(window)


def test_an_answer_goes_on_unseen_and_is_shown_growing(home: Path, run_qt: RunCoroutine) -> None:
    puppet = Puppet()

    async def main() -> None:
        async with opened(home) as window, serving(puppet.serve) as port:
            use(window, port)
            started: list[LiveExchange] = []
            window.bridge.exchange_started.connect(started.append)
            first = await asked(window, puppet, "first")
            window.new_chat_requested.emit()
            assert status(window) == "Ready"
            assert not window.chat_pane.view.isVisible()
            await until(lambda: states(window) == {"first": "live"})
            for number in range(50):
                puppet.say(0, f"unseen {number} ")
                await asyncio.sleep(0)
            await until(lambda: started[0].answer.events > 20)
            assert events(window) == 0
            window.conversation_selected.emit(first)
            await until(lambda: "unseen 49" in conversation_text(window))
            assert "Streaming" in status(window)
            puppet.say(0, "seen again", "STOP")
            await until(lambda: "Complete" in status(window) and bool(window.presenter.turns))
            turn = window.presenter.turns[-1]
            words = "".join(f"unseen {number} " for number in range(50))
            assert turn.text == f"first: begun {words}seen again"
            assert turn.text in conversation_text(window)
            assert events(window) == 52
            assert window.inspector_pane.source is not None
            assert window.inspector_pane.source.id == turn.capture_id
            await until(lambda: states(window) == {"first": ""})

    run_qt(main())


def test_several_go_on_and_stop_is_for_the_one_that_is_shown(
    home: Path, run_qt: RunCoroutine
) -> None:
    puppet = Puppet()

    async def main() -> None:
        async with opened(home) as window, serving(puppet.serve) as port:
            use(window, port)
            first = await asked(window, puppet, "first")
            second = await asked(window, puppet, "second")
            assert await window.session.chats.listed()
            await until(lambda: states(window) == {"first": "live", "second": "live"})
            window.conversation_selected.emit(first)
            await until(lambda: "first: begun" in conversation_text(window))
            stopped = await answer(
                window, lambda: QTest.keyClick(widget(window, "promptEdit"), Qt.Key.Key_Escape)
            )
            assert stopped.text == "first: begun "
            await until(lambda: states(window) == {"first": "", "second": "live"})
            window.conversation_selected.emit(second)
            await until(lambda: "second: begun" in conversation_text(window))
            assert "Streaming" in status(window)
            ended = await answer(window, lambda: puppet.say(1, "to the end", "STOP"))
            assert ended.text == "second: begun to the end"

    run_qt(main())


def test_one_that_ends_unseen_is_marked_and_told(home: Path, run_qt: RunCoroutine) -> None:
    puppet = Puppet()

    async def main() -> None:
        async with opened(home) as window, serving(puppet.serve) as port:
            use(window, port)
            await asked(window, puppet, "first")
            window.new_chat_requested.emit()
            puppet.say(0, "done", "STOP")
            await until(lambda: states(window) == {"first": "done"})
            await until(lambda: "first: The answer is complete." in window.toast.text)
            assert not window.busy
            show = window.findChild(QAbstractButton, "toastAction")
            assert show is not None
            show.click()
            await until(lambda: "first: begun done" in conversation_text(window))
            await until(lambda: states(window) == {"first": ""})
            assert "Complete" in status(window)

    run_qt(main())


def test_one_that_fails_unseen_is_marked_as_that(home: Path, run_qt: RunCoroutine) -> None:
    puppet = Puppet()

    async def main() -> None:
        async with opened(home) as window, serving(puppet.serve) as port:
            use(window, port)
            await asked(window, puppet, "first")
            window.new_chat_requested.emit()
            puppet.writers[0].transport.abort()
            await until(lambda: states(window) == {"first": "failed"})
            await until(lambda: window.toast.text.startswith("first: "))

    run_qt(main())


def test_a_branch_goes_on_while_another_is_shown(home: Path, run_qt: RunCoroutine) -> None:
    puppet = Puppet()

    async def main() -> None:
        async with opened(home) as window, serving(puppet.serve) as port:
            first = await answer(window, lambda: type_prompt(window, "first"))
            use(window, port)
            window.chat_pane.turn_asked.emit(Retry(), first.id)
            await until(lambda: len(puppet.writers) == 1)
            puppet.say(0, "another ")
            await until(lambda: window.chat_pane.view.page.variant(live(window)).count == 2)
            window.chat_pane.turn_asked.emit(Switch(-1), live(window))
            await until(lambda: [t.id for t in window.presenter.turns][-1:] == [first.id])
            window.chat_pane.turn_asked.emit(Delete(), first.id)
            assert "Stop the answer" in window.toast.text
            puppet.say(0, "unseen ")
            window.chat_pane.turn_asked.emit(Switch(1), first.id)
            await until(lambda: "another unseen" in conversation_text(window))
            window.chat_pane.turn_asked.emit(Inspect(), live(window))
            await until(lambda: events(window) == 2)
            ended = await answer(window, lambda: puppet.say(0, "end", "STOP"))
            assert ended.text == "another unseen end"
            assert events(window) == 3
            assert window.chat_pane.view.page.variant(ended.id).number == 2

    def live(window: app.Application) -> str:
        return window.chat_pane.view.page.rows[-1].shown_turn.id

    run_qt(main())


def test_the_inspector_can_look_elsewhere_meanwhile(home: Path, run_qt: RunCoroutine) -> None:
    """What comes in is not mixed with the capture that is shown, and is whole afterwards."""
    puppet = Puppet()

    async def main() -> None:
        async with opened(home) as window, serving(puppet.serve) as port:
            first = await answer(window, lambda: type_prompt(window, "first"))
            count = events(window)
            use(window, port)
            type_prompt(window, "second")
            await until(lambda: len(puppet.writers) == 1)
            puppet.say(0, "one ")
            await until(lambda: "one" in conversation_text(window))
            window.chat_pane.turn_asked.emit(Inspect(), first.id)
            puppet.say(0, "two ")
            await until(lambda: "one two" in conversation_text(window))
            await until(lambda: events(window) == count)
            rows = window.chat_pane.view.page.rows
            window.chat_pane.turn_asked.emit(Inspect(), rows[-1].shown_turn.id)
            await until(lambda: events(window) == 2)
            await answer(window, lambda: puppet.say(0, "three", "STOP"))
            assert events(window) == 3

    run_qt(main())


def test_closing_keeps_all_that_had_come(home: Path, run_qt: RunCoroutine) -> None:
    puppet = Puppet()

    async def main() -> list[str]:
        async with serving(puppet.serve) as port, opened(home) as window:
            use(window, port)
            found = [await asked(window, puppet, words) for words in ("first", "second")]
            assert window.busy
            return found

    async def restarted() -> list[Turn]:
        async with opened(home) as window:
            return [(await window.session.chats.load(found)).turns[-1] for found in conversations]

    conversations = run_qt(main())
    first, second = run_qt(restarted())
    assert (first.text, second.text) == ("first: begun ", "second: begun ")
    assert {turn.outcome.kind for turn in (first, second) if turn.outcome} == {"cancelled"}


def test_a_conversation_with_a_live_answer_is_not_deleted(home: Path, run_qt: RunCoroutine) -> None:
    puppet = Puppet()

    async def main() -> None:
        async with opened(home) as window, serving(puppet.serve) as port:
            use(window, port)
            first = await asked(window, puppet, "first")
            window.new_chat_requested.emit()
            window.conversation_deleted.emit([first])
            await until(lambda: "Stop the answer" in window.toast.text)
            assert [c.id for c in await window.session.chats.listed()] == [first]

    run_qt(main())


def test_a_wait_is_shown_again_with_what_is_left_of_it(home: Path, run_qt: RunCoroutine) -> None:
    async def busy(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 503 Busy\r\nRetry-After: 30\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()

    async def main() -> None:
        async with opened(home) as window, serving(busy) as port:
            mine = Profile(
                name="mine", base_url=f"http://127.0.0.1:{port}", auth="none", max_retries=3
            )
            window.settings_pane.profile_added.emit(mine)
            type_prompt(window, "first")
            bar = window.chat_pane.retry_bar
            await until(bar.isVisible)
            first = shown_id(window)
            window.new_chat_requested.emit()
            assert not bar.isVisible()
            window.conversation_selected.emit(first)
            await until(bar.isVisible)
            assert any(f"{left} s" in bar.text for left in range(20, 31))

    run_qt(main())
