"""The conversation that holds everything is shown whole, live and stored, and comes back as it was
kept."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from gemini_desktop.core.transcript import Turn
from gemini_desktop.store.transcripts import Library
from gemini_desktop.ui.chat.view import ChatView
from tests.support import RunCoroutine
from tests.ui.chat.everything import conversation
from tests.ui.chat.everything_run import ID, put_into


def test_all_of_it_is_painted_at_every_width(qtbot: QtBot) -> None:
    """From top to bottom; nothing raises, nothing stands wider than the column."""
    view = ChatView()
    qtbot.addWidget(view)
    view.show()
    for width in (320, 640, 1100):
        view.resize(width, 500)
        view.show_turns(conversation())
        for number in range(len(view.page.rows)):
            for index in range(len(view.page.opened(number).blocks)):
                face = view.page.face(number, index)
                assert all(spot.rect.right() <= face.width + 1 for spot in face.spots)
        view.grab()
    view.show_turns([])


def test_it_comes_back_from_the_library_as_it_was(home: Path, run_async: RunCoroutine) -> None:
    async def kept() -> list[Turn]:
        await put_into(home)
        library = Library(home)
        await library.open()
        try:
            return (await library.load(ID)).turns
        finally:
            await library.close()

    assert run_async(kept()) == conversation()
