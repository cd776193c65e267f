"""The first window hears later starts, and nobody else, and not for ever."""

from __future__ import annotations

import asyncio
import os
import stat
import struct
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMainWindow

from gemini_desktop.session import first_window
from gemini_desktop.session.first_window import Asked
from gemini_desktop.ui import instance
from gemini_desktop.ui.instance import Reception, bring_to_front
from tests.support import RunCoroutine


class Heard:
    """A reception, and what came in."""

    def __init__(self, path: Path) -> None:
        self.owner = QObject()
        self.reception = Reception(self.owner)
        self.asked: list[Asked] = []
        self.reception.asked.connect(self.asked.append)
        assert self.reception.listen(path)
        self.path = path

    async def say(self, data: bytes) -> bytes:
        """What is answered, until the other side has enough."""
        reader, writer = await asyncio.open_unix_connection(str(self.path))
        writer.write(data)
        try:
            return await reader.read()
        except ConnectionResetError:
            return b""
        finally:
            writer.close()

    def close(self) -> None:
        self.reception.close()
        self.owner.deleteLater()


def test_each_start_is_answered(tmp_path: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        heard = Heard(tmp_path / "window")
        assert stat.S_IMODE(heard.path.stat().st_mode) == 0o600
        wanted = [Asked(files=(f"/{number}",)) for number in range(20)]
        for asked in wanted:
            assert await heard.say(first_window.written(asked)) == first_window.REPLY
        assert heard.asked == wanted
        slowly = first_window.written(Asked(startup_id="s"))
        reader, writer = await asyncio.open_unix_connection(str(heard.path))
        for byte in slowly:
            writer.write(bytes([byte]))
            await asyncio.sleep(0)
        assert await reader.read() == first_window.REPLY
        writer.close()
        heard.close()
        assert not heard.path.exists()

    run_qt(main())


def test_nonsense_is_not_answered(
    tmp_path: Path, run_qt: RunCoroutine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instance, "_SAID_WITHIN_MS", 100)
    monkeypatch.setattr(first_window, "LONGEST", 1000)

    async def main() -> None:
        heard = Heard(tmp_path / "window")
        for data in (b"\n", b"GET / HTTP/1.1\r\n\r\n", b"{}}\n", b"[" * 900 + b"\n", b"x" * 5000):
            assert await heard.say(data) == b""
        assert await heard.say(b"") == b""  # says nothing: the time is up
        silent = [await asyncio.open_unix_connection(str(heard.path)) for _ in range(20)]
        for reader, writer in silent:
            assert await reader.read() == b""
            writer.close()
        assert heard.asked == []
        assert await heard.say(first_window.written(Asked())) == first_window.REPLY
        heard.close()

    run_qt(main())


def test_another_user_is_not_heard(
    tmp_path: Path, run_qt: RunCoroutine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the kernel's word: here it tells of somebody else."""

    async def main() -> None:
        heard = Heard(tmp_path / "window")
        monkeypatch.setattr(struct, "unpack", lambda *_: (1, os.getuid() + 1, 1))
        assert await heard.say(first_window.written(Asked())) == b""
        assert heard.asked == []
        heard.close()

    run_qt(main())


def test_a_socket_that_cannot_be_made_is_told(tmp_path: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        owner = QObject()
        assert not Reception(owner).listen(tmp_path / "no folder" / "window")
        owner.deleteLater()

    run_qt(main())


def test_a_minimised_window_comes_back_with_the_desktops_leave(
    run_qt: RunCoroutine, monkeypatch: pytest.MonkeyPatch
) -> None:
    used: list[str | None] = []

    class Window(QMainWindow):
        def raise_(self) -> None:
            used.append(os.environ.get("XDG_ACTIVATION_TOKEN"))

    async def main() -> None:
        window = Window()
        window.showMinimized()
        monkeypatch.delenv("XDG_ACTIVATION_TOKEN", raising=False)
        bring_to_front(window, Asked(activation_token="leave"))
        assert used == ["leave"]
        assert "XDG_ACTIVATION_TOKEN" not in os.environ
        assert not window.windowState() & Qt.WindowState.WindowMinimized
        assert window.isVisible()
        window.close()
        window.deleteLater()
        await asyncio.sleep(0)

    run_qt(main())
