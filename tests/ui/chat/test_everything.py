"""The conversation that holds everything is shown whole, live and stored, and comes back as it was
kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gemini_desktop.core.answer import Answer
from gemini_desktop.core.transcript import Turn
from gemini_desktop.store.transcripts import Library
from gemini_desktop.ui.chat.hands import copying
from gemini_desktop.ui.chat.turns.conversation import AnswerBlocks, of_turn
from gemini_desktop.ui.chat.view import ChatView
from tests.core.reading import CAPTURES, records
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


def reads_as(answer: AnswerBlocks) -> list[tuple[str, str]]:
    """The blocks by kind and source; the last one tells times."""
    while answer.refresh() is not None or answer.unfinished:
        pass
    return [(type(block).__name__, copying.source(block)) for block in answer.blocks[:-1]]


@pytest.mark.parametrize("path", sorted(CAPTURES.glob("*.sse")), ids=lambda path: path.name)
def test_what_was_streamed_and_what_was_kept_show_the_same(path: Path, qapp: object) -> None:
    """Every capture, a frame after each chunk, against the turn that comes of it."""
    answer = Answer()
    live = AnswerBlocks(Turn(role="model"), live=True)
    for record in records(path.read_bytes()):
        for chunk in answer.feed(record):
            for event in chunk.events:
                live.apply(event, chunk.t_ns)
            live.refresh()
    turn = answer.finish()
    live.finish(turn)
    unknown = [row for row in reads_as(live) if "unknown kind" in row[1]]
    shown = [row for row in reads_as(live) if row not in unknown]
    assert shown == reads_as(of_turn(turn))
