"""The number in the composer: estimated for nothing, counted where somebody wants it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from gemini_desktop import app
from tests.end2end.test_window import answer, opened, type_prompt, until, use
from tests.support import RunCoroutine

LEFT = Qt.MouseButton.LeftButton
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"


class Counter:
    """A server that counts: the paths it was asked for, how many at once, and what it says."""

    def __init__(
        self, *, pause_s: float = 0.0, reply: bytes = OK + b'{"totalTokens": 987}'
    ) -> None:
        self.asked: list[str] = []
        self.at_once = 0
        self.most_at_once = 0
        self._pause_s = pause_s
        self._reply = reply

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[int]:
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()
            await server.wait_closed()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: *(\d+)", head)
        await reader.readexactly(int(length[1]) if length else 0)
        self.asked.append(head.split(b" ")[1].decode())
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(self._pause_s)
        self.at_once -= 1
        writer.write(self._reply)
        writer.close()


def number(window: app.Application) -> str:
    tokens = window.chat_pane.composer.tokens
    return tokens.text() if tokens.isVisible() else ""


def write(window: app.Application, words: str) -> None:
    QTest.keyClicks(window.chat_pane.composer.edit, words)


def test_an_estimate_asks_nobody(home: Path, run_qt: RunCoroutine) -> None:
    counter = Counter()

    async def main() -> None:
        async with counter.serving() as port, opened(home) as window:
            use(window, port)
            assert number(window) == ""
            write(window, "four letters are about one token")
            await until(lambda: number(window) == "≈ 8 tokens")
            await asyncio.sleep(0.8)
            assert counter.asked == []
            tip = window.chat_pane.composer.tokens.toolTip()
            assert "four letters" in tip
            assert "127.0.0.1" in tip
            window.chat_pane.composer.edit.clear()
            await until(lambda: number(window) == "")

    run_qt(main())


def test_a_click_has_it_counted(home: Path, run_qt: RunCoroutine) -> None:
    """By the profile's own server; another letter makes it an estimate again."""
    counter = Counter()

    async def main() -> None:
        async with counter.serving() as port, opened(home) as window:
            use(window, port)
            write(window, "How many is this?")
            await until(lambda: number(window).startswith("≈"))
            QTest.mouseClick(window.chat_pane.composer.tokens, LEFT)
            await until(lambda: number(window) == "987 tokens")
            assert len(counter.asked) == 1
            assert counter.asked[0].endswith(":countTokens")
            QTest.mouseClick(window.chat_pane.composer.tokens, LEFT)
            await asyncio.sleep(0.1)
            assert len(counter.asked) == 1, "it is counted already"
            write(window, "!")
            await until(lambda: number(window).startswith("≈"))

    run_qt(main())


def test_the_demo_counts(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            write(window, "How many is this?")
            await until(lambda: number(window).startswith("≈"))
            QTest.keyClick(window.chat_pane.composer.tokens, Qt.Key.Key_Space)
            await until(lambda: number(window).endswith("tokens") and "≈" not in number(window))

    run_qt(main())


def test_while_typing_pauses_one_count_at_a_time(home: Path, run_qt: RunCoroutine) -> None:
    """A slow server is not asked again before it has answered."""
    counter = Counter(pause_s=0.9)

    async def main() -> None:
        async with counter.serving() as port, opened(home) as window:
            use(window, port)
            window.session.change(count_tokens="typing")
            for _ in range(3):
                write(window, "more words ")
                await asyncio.sleep(0.65)
            await until(lambda: number(window) == "987 tokens")
            assert counter.most_at_once == 1
            assert 1 <= len(counter.asked) <= 3

    run_qt(main())


def test_never_means_never(home: Path, run_qt: RunCoroutine) -> None:
    counter = Counter()

    async def main() -> None:
        async with counter.serving() as port, opened(home) as window:
            use(window, port)
            tokens = window.chat_pane.composer.tokens
            write(window, "How many is this?")
            await until(lambda: number(window).startswith("≈"))
            menu = tokens.open_menu(QPoint(0, 0))
            click, typing, never = menu.actions()
            assert click.isChecked()
            assert not typing.isChecked()
            never.trigger()
            menu.close()
            assert window.session.settings.count_tokens == "never"
            QTest.mouseClick(tokens, LEFT)
            await asyncio.sleep(0.8)
            assert counter.asked == []

    run_qt(main())


@pytest.mark.parametrize(
    "reply",
    [
        b"HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n{}",
        OK + b"<html>",
        b"",
    ],
)
def test_where_it_cannot_be_counted_the_estimate_stands(
    home: Path, run_qt: RunCoroutine, reply: bytes
) -> None:
    """No message pops up; the tooltip says why."""
    counter = Counter(reply=reply)

    async def main() -> None:
        async with counter.serving() as port, opened(home) as window:
            use(window, port)
            tokens = window.chat_pane.composer.tokens
            write(window, "How many is this?")
            await until(lambda: number(window).startswith("≈"))
            QTest.mouseClick(tokens, LEFT)
            await until(lambda: "could not be counted" in tokens.toolTip())
            assert number(window).startswith("≈")
            assert len(counter.asked) == 1

    run_qt(main())


def test_nothing_is_counted_while_an_answer_comes_in(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home, pace=1000) as window:
            type_prompt(window, "Hello")
            await until(lambda: window.busy)
            write(window, "next")
            await asyncio.sleep(0.3)
            assert number(window) == ""
            window.chat_pane.stop_requested.emit()
            await until(lambda: not window.busy)
            await until(lambda: number(window).startswith("≈"))

    run_qt(main())


def test_the_conversation_counts(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            turn = await answer(window, lambda: type_prompt(window, "Hello"))
            assert turn.usage is not None
            whole = (turn.usage.input or 0) + (turn.usage.output or 0)
            write(window, "four")
            await until(lambda: number(window) == f"≈ {whole + 1} tokens")

    run_qt(main())


def test_in_a_narrow_pane_it_gives_way(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            write(window, "four")
            await until(lambda: number(window) != "")
            window.chat_pane.composer.tokens.set_room(room=False)
            assert number(window) == ""
            window.chat_pane.composer.tokens.set_room(room=True)
            assert number(window) == "≈ 1 token"

    run_qt(main())
