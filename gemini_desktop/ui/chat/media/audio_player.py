"""Plays one sound at a time, where Qt's multimedia module is installed; it is not part of
PySide6-Essentials, so as a rule sounds are saved or opened instead."""

from __future__ import annotations

import importlib.util
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QIODevice, QObject, QUrl, Signal

from gemini_desktop.core.events import Media
from gemini_desktop.core.files import media_files
from gemini_desktop.ui.chat.media.playing import Playing

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QAudioOutput, QMediaPlayer

_MS = 1000


@lru_cache(maxsize=1)
def is_available() -> bool:
    """Whether sounds can be played here. Looks for the module without loading it."""
    return importlib.util.find_spec("PySide6.QtMultimedia") is not None


class AudioPlayer(QObject):
    """The player of one view. `changed`: it began, paused, ended, or played on."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pieces: tuple[Media, ...] = ()
        self._player: QMediaPlayer | None = None
        self._output: QAudioOutput | None = None
        self._bytes = QByteArray()  # QBuffer does not keep what it reads
        self._buffer: QBuffer | None = None
        self._problem = ""

    def playing(self, pieces: tuple[Media, ...]) -> Playing | None:
        """How it stands with this sound; None where another or none was played last."""
        if pieces != self._pieces:
            return None
        if self._player is None:
            return Playing(problem=self._problem)
        return Playing(
            self._player.position() / _MS,
            self._player.duration() / _MS,
            self._player.isPlaying(),
            self._problem,
        )

    def toggle(self, pieces: tuple[Media, ...]) -> None:
        """Play this sound, from where it was paused; or pause it."""
        if not is_available():
            return
        if self._player is None or pieces != self._pieces:
            self._load(pieces)
        if self._player is not None and not self._problem:
            if self._player.isPlaying():
                self._player.pause()
            else:
                self._player.play()
        self.changed.emit()

    def seek(self, pieces: tuple[Media, ...], share: float) -> None:
        """Go to this share of the sound, if it was played already."""
        if self._player is not None and pieces == self._pieces:
            self._player.setPosition(round(max(0.0, min(1.0, share)) * self._player.duration()))

    def skip(self, pieces: tuple[Media, ...], seconds: float) -> bool:
        """Go on or back by so much; False where this sound was not played."""
        state = self.playing(pieces)
        if state is None or not state.duration:
            return False
        self.seek(pieces, (state.position + seconds) / state.duration)
        return True

    def stop(self) -> None:
        """Be silent, and forget the sound."""
        if self._player is not None:
            self._player.stop()
            self._player.setSource(QUrl())
        self._pieces = ()

    def _load(self, pieces: tuple[Media, ...]) -> None:
        self.stop()
        self._pieces, self._problem = pieces, ""
        if self._player is None:
            self._begin()
        if self._player is None:
            return
        try:
            data = media_files.whole(pieces)
        except ValueError:
            self._problem = QCoreApplication.translate("Chat", "This sound is damaged.")
            return
        self._bytes = QByteArray(data)
        self._buffer = QBuffer(self._bytes, self)
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._player.setSourceDevice(self._buffer)

    def _begin(self) -> None:
        """Make the player, if it can be: the module needs libraries of the system."""
        # Late: the module takes 50 ms to load, and most never play anything.
        try:
            from PySide6.QtMultimedia import QAudioOutput, QMediaPlayer
        except ImportError as error:
            words = QCoreApplication.translate("Chat", "Cannot play here ({}). Save or open it.")
            self._problem = words.format(error)
            return
        self._output = QAudioOutput(self)
        self._player = QMediaPlayer(self)
        self._player.setAudioOutput(self._output)
        self._player.positionChanged.connect(self.changed)
        self._player.playbackStateChanged.connect(self.changed)
        self._player.durationChanged.connect(self.changed)
        self._player.errorOccurred.connect(self._failed)

    def _failed(self) -> None:
        if self._player is not None:
            self._problem = self._player.errorString()
        self.changed.emit()
