"""Sounds have a player where one can be; where it cannot play, it says so and they can be saved."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QPointF
from pytestqt.qtbot import QtBot

from gemini_desktop.core.transcript import Step, Turn
from gemini_desktop.ui.chat.hands.media_actions import AskToOpen, Play, SaveFile, Seek
from gemini_desktop.ui.chat.media import audio_player
from gemini_desktop.ui.chat.media.audio_player import AudioPlayer
from gemini_desktop.ui.chat.page import Place
from gemini_desktop.ui.chat.turns.blocks import File
from gemini_desktop.ui.chat.view import ChatView
from tests.ui.chat import everything_media as made
from tests.ui.chat.viewing import chat_view

PIECES = tuple(made.sound_in_pieces())


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[ChatView]:
    with chat_view(qtbot, 500, 300) as view:
        yield view


def show(view: ChatView) -> Place:
    step = Step(index=0, kind="model_output", contents=[*PIECES])
    view.show_turns([Turn(role="model", steps=[step])])
    blocks = view.page.opened(0).blocks
    return Place(0, next(n for n, b in enumerate(blocks) if isinstance(b, File)))


def actions(view: ChatView, place: Place) -> set[object]:
    return {spot.action for spot in view.page.face(place.row, place.block).spots}


@pytest.fixture
def unloadable(monkeypatch: pytest.MonkeyPatch) -> None:
    """The module is installed, and cannot be loaded: a library of the system is missing."""
    monkeypatch.setattr(audio_player, "is_available", lambda: True)
    monkeypatch.setitem(sys.modules, "PySide6.QtMultimedia", None)


def test_without_the_module_there_is_no_player(
    view: ChatView, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audio_player, "is_available", lambda: False)
    place = show(view)
    assert actions(view, place) == {SaveFile(), AskToOpen()}
    player = AudioPlayer(view)
    player.toggle(PIECES)
    assert player.playing(PIECES) is None


def test_looking_for_the_module_does_not_load_it() -> None:
    before = "PySide6.QtMultimedia" in sys.modules
    audio_player.is_available()
    assert ("PySide6.QtMultimedia" in sys.modules) == before


@pytest.mark.usefixtures("unloadable")
def test_a_player_that_cannot_play_says_why(view: ChatView, qtbot: QtBot) -> None:
    place = show(view)
    assert {Play(), Seek(), SaveFile(), AskToOpen()} == actions(view, place)
    deeds = view.hands.deeds.media
    deeds.act(place, Play())
    deeds.act(place, Seek(), QPointF(100, 60))
    view.grab()
    state = deeds._player.playing(PIECES)
    assert state is not None
    assert state.problem.startswith("Cannot play here (")
    assert state.problem.endswith("Save or open it.")


@pytest.mark.usefixtures("unloadable")
def test_another_sound_is_another_state(qapp: QObject) -> None:
    player = AudioPlayer(qapp)
    player.toggle(PIECES)
    other = (made.media("audio", "audio/wav", made.wav()),)
    assert player.playing(PIECES) is not None
    assert player.playing(other) is None
    player.stop()
    assert player.playing(PIECES) is None
    player.deleteLater()
