"""Files from the window to a real server and back into the conversation, byte for byte."""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from gemini_desktop import app, resources
from gemini_desktop.core.events import Media
from gemini_desktop.ui.chat.turns.blocks import File, Picture
from tests.end2end.test_window import CONTROL, answer, opened, type_prompt, until, use, widget
from tests.net.test_exchange import HEAD
from tests.session.test_live import END, HELLO
from tests.support import RunCoroutine


@asynccontextmanager
async def keeping(bodies: list[Any]) -> AsyncIterator[int]:
    """A server that keeps the JSON of each request and says hello."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: *(\d+)", head)
        assert length is not None
        bodies.append(msgspec.json.decode(await reader.readexactly(int(length[1]))))
        writer.write(HEAD + HELLO + END)
        writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()


def painted() -> QImage:
    image = QImage(60, 40, QImage.Format.Format_RGB32)
    image.fill(QColor("#3355cc"))
    return image


def paste(window: app.Application, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    QGuiApplication.clipboard().setMimeData(mime)
    QTest.keyClick(widget(window, "promptEdit"), Qt.Key.Key_V, CONTROL)


def test_pasted_files_arrive_byte_for_byte(
    home: Path, tmp_path: Path, run_qt: RunCoroutine
) -> None:
    """A picture and a sound, in their order and before the words; they stand in the prompt, after
    a restart too."""
    photo, sound = tmp_path / "photo.png", tmp_path / "voice.mp3"
    painted().save(str(photo))
    sound.write_bytes(b"ID3" + bytes(range(256)) * 5000)
    bodies: list[Any] = []

    async def first() -> None:
        async with keeping(bodies) as port, opened(home) as window:
            use(window, port)
            paste(window, photo, sound)
            tray = window.chat_pane.composer.attachments
            await until(lambda: len(tray.media) == 2)
            await answer(window, lambda: type_prompt(window, "What is this?"))
            assert tray.media == []

    async def second() -> None:
        async with opened(home) as window:
            blocks = window.chat_pane.view.page.rows[0].blocks
            assert isinstance(blocks[0], Picture)
            assert blocks[0].media.decoded() == photo.read_bytes()
            assert isinstance(blocks[1], File)
            assert blocks[1].pieces[0].decoded() == sound.read_bytes()

    run_qt(first())
    parts = bodies[0]["contents"][0]["parts"]
    assert [part["inlineData"]["mimeType"] for part in parts[:2]] == ["image/png", "audio/mpeg"]
    sent = [base64.b64decode(part["inlineData"]["data"]) for part in parts[:2]]
    assert sent == [photo.read_bytes(), sound.read_bytes()]
    assert parts[2] == {"text": "What is this?"}
    run_qt(second())


def test_a_pasted_picture_goes_without_words(home: Path, run_qt: RunCoroutine) -> None:
    bodies: list[Any] = []

    async def main() -> None:
        async with keeping(bodies) as port, opened(home) as window:
            use(window, port)
            QGuiApplication.clipboard().setImage(painted())
            prompt = widget(window, "promptEdit")
            QTest.keyClick(prompt, Qt.Key.Key_V, CONTROL)
            tray = window.chat_pane.composer.attachments
            await until(lambda: len(tray.media) == 1)
            await answer(window, lambda: QTest.keyClick(prompt, Qt.Key.Key_Return))

    run_qt(main())
    (part,) = bodies[0]["contents"][0]["parts"]
    image = QImage.fromData(base64.b64decode(part["inlineData"]["data"]))
    assert image.pixelColor(3, 3) == QColor("#3355cc")


def test_what_cannot_be_read_stands_in_its_place(
    home: Path, tmp_path: Path, run_qt: RunCoroutine
) -> None:
    async def main() -> None:
        async with opened(home) as window:
            paste(window, tmp_path / "gone.png", tmp_path)
            tray = window.chat_pane.composer.attachments
            await until(lambda: not tray.reading)
            assert "gone.png cannot be attached: no such file" in tray.problem
            assert "1 more" in tray.problem
            assert not window.chat_pane.composer.send.isEnabled()

    run_qt(main())


def test_a_dropped_recording_is_opened_and_the_rest_attached(
    home: Path, tmp_path: Path, run_qt: RunCoroutine
) -> None:
    stream, photo = tmp_path / "kyoto.sse", tmp_path / "photo.png"
    stream.write_bytes(resources.path("demo", "kyoto", "body").read_bytes())
    painted().save(str(photo))

    async def main() -> None:
        async with opened(home) as window:
            window.chat_pane.files_dropped.emit([stream, photo])
            await until(lambda: bool(window.presenter.turns))
            assert window.presenter.turns[-1].text
            tray = window.chat_pane.composer.attachments
            await until(lambda: len(tray.media) == 1)
            assert tray.names == ["photo.png"]

    run_qt(main())


def test_the_preview_shows_the_files_too(
    home: Path, run_qt: RunCoroutine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def main() -> None:
        async with opened(home) as window:
            composer = window.chat_pane.composer
            composer.attachments.put(
                Media(kind="image", mime_type="image/png", data="QUJD", name="a.png")
            )
            seen: list[Any] = []
            monkeypatch.setattr(window.inspector_pane, "show_draft", seen.append)
            window.preview_requested.emit()
            await until(lambda: bool(seen))
            assert b"QUJD" in seen[0].recipe.body
            composer.attachments.clear()

    run_qt(main())


def test_files_are_chosen_by_keyboard(home: Path, tmp_path: Path, run_qt: RunCoroutine) -> None:
    """Ctrl+Shift+A, two names, Enter; and the next time the dialog is where it was."""
    names = ("one.txt", "two.txt")
    for name in names:
        (tmp_path / name).write_text(name)

    def dialogs() -> list[QFileDialog]:
        top = QApplication.topLevelWidgets()
        return [w for w in top if isinstance(w, QFileDialog) and w.isVisible()]

    async def main() -> None:
        async with opened(home) as window:
            modifiers = CONTROL | Qt.KeyboardModifier.ShiftModifier
            QTest.keyClick(widget(window, "promptEdit"), Qt.Key.Key_A, modifiers)
            await until(lambda: bool(dialogs()))
            (dialog,) = dialogs()
            dialog.setDirectory(str(tmp_path))
            edit = dialog.findChild(QLineEdit, "fileNameEdit")
            assert edit is not None
            edit.setText(" ".join(f'"{name}"' for name in names))
            QTest.keyClick(edit, Qt.Key.Key_Return)
            tray = window.chat_pane.composer.attachments
            await until(lambda: len(tray.media) == 2)
            assert [file.decoded() for file in tray.media] == [b"one.txt", b"two.txt"]
            assert window.session.settings.last_attach_folder == str(tmp_path)
            assert window.focusWidget() is widget(window, "promptEdit")

    run_qt(main())


def test_a_file_that_is_read_too_late_is_told(
    home: Path, tmp_path: Path, run_qt: RunCoroutine
) -> None:
    """It belongs to a conversation that is not shown any more."""
    photo = tmp_path / "photo.png"
    painted().save(str(photo))

    async def main() -> None:
        async with opened(home) as window:
            await answer(window, lambda: type_prompt(window, "Hello"))
            paste(window, photo)
            window.new_chat_requested.emit()
            await until(lambda: "photo.png is not attached" in window.toast.text)
            assert window.chat_pane.composer.attachments.names == []

    run_qt(main())
