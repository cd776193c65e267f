"""Pictures, sounds and code are saved from the window as they came."""

from __future__ import annotations

import io
import wave
from pathlib import Path

import pytest

from gemini_desktop import app
from gemini_desktop.ui import file_dialogs
from gemini_desktop.ui.chat.hands.media_actions import MediaAction, SaveCode, SaveFile
from gemini_desktop.ui.chat.page import Place
from gemini_desktop.ui.chat.turns.blocks import Block, Code, File, Picture
from tests.end2end.test_window import opened, until
from tests.support import RunCoroutine
from tests.ui.chat import everything_media as made
from tests.ui.chat.everything_run import put_into


class Asked:
    """Stands where the dialog would: every file goes into this folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: list[str] = []

    async def __call__(self, _parent: object, _folder: Path, name: str) -> Path:
        self.names.append(name)
        return self.folder / name


def place_of(window: app.Application, kind: type[Block], number: int = 0) -> Place:
    """Where the block stands that is of this kind, the first or a later one."""
    page = window.chat_pane.view.page
    found = [
        Place(row, index)
        for row in range(len(page.rows))
        for index, block in enumerate(page.opened(row).blocks)
        if isinstance(block, kind)
    ]
    return found[number]


async def saved(
    window: app.Application, asked: Asked, place: Place, action: MediaAction
) -> tuple[str, bytes]:
    count = len(asked.names)
    window.chat_pane.view.hands.deeds.act(place, action)
    await until(lambda: len(asked.names) > count)
    path = asked.folder / asked.names[-1]
    await until(lambda: window.toast.text == f"Saved as {path.name}.")
    return path.name, path.read_bytes()


def test_what_was_received_is_what_is_saved(
    home: Path, tmp_path: Path, run_qt: RunCoroutine, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Asked(tmp_path)
    monkeypatch.setattr(file_dialogs, "file_target", asked)

    async def main() -> None:
        await put_into(home)
        async with opened(home) as window:
            await until(lambda: len(window.chat_pane.view.page.rows) == 16)
            name, data = await saved(window, asked, place_of(window, Picture, 1), SaveFile())
            assert (name, data) == ("sunset.png", made.sunset())
            name, data = await saved(window, asked, place_of(window, File, 1), SaveFile())
            assert name == "audio.wav"
            with wave.open(io.BytesIO(data)) as sound:
                assert (sound.getframerate(), sound.getnframes()) == (24_000, 72_000)
            name, data = await saved(window, asked, place_of(window, Code), SaveCode())
            assert name == "code.py"
            assert data.decode().startswith("async def read(")
            assert window.toast.text == "Saved as code.py."
            assert window.session.settings.last_save_folder == str(tmp_path)

    run_qt(main())


def test_a_disk_that_refuses_is_told_and_keeps_the_old_file(
    home: Path, tmp_path: Path, run_qt: RunCoroutine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_dialogs, "file_target", Asked(tmp_path / "missing"))

    async def main() -> str:
        await put_into(home)
        async with opened(home) as window:
            await until(lambda: len(window.chat_pane.view.page.rows) == 16)
            window.chat_pane.view.hands.deeds.act(place_of(window, Picture, 1), SaveFile())
            await until(lambda: bool(window.toast.text))
            return window.toast.text

    words = run_qt(main())
    assert "missing" in words
    assert not (tmp_path / "missing").exists()
