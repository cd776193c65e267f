"""Drives a player by the clock, in short turns, so that the window lives on meanwhile.

What is played comes out as `restarted`, `fed` and `finished`, in the order of the capture. When one
goes back all is decoded again from the start: `busy` tells that what is fed is only on the way to
where one wants to be.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

from gemini_desktop.core.capture import Record
from gemini_desktop.core.decoding.long_reads import cut
from gemini_desktop.ui.inspector.replay.pace import AT_ONCE

if TYPE_CHECKING:  # at run time it would bring httpx along before the first paint
    from gemini_desktop.core.replay.player import Played, Player
    from gemini_desktop.core.replay.score import Score
    from gemini_desktop.session.live import CaptureSource

FRAME_MS = 16
SLICE_S = 0.004
_FIRST_SLICE_S = 0.012
"""What a step or a seek may take at once: most captures are read again in less."""


class Reel(QObject):
    """One capture at a time, from `load` to `stop`."""

    restarted = Signal()
    """What was shown is to be forgotten: the capture begins anew."""
    fed = Signal(list)
    """`Played` parts that come next, in order."""
    moved = Signal()
    """Position, time or state are other ones; comes after `fed`."""
    finished = Signal(object)
    """All has been played; the whole turn. `restarted` comes before anything else does."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._speed = 1.0
        self._skip_waits = False
        self._player: Player | None = None
        self._score: Score  # of what is loaded
        self._source: CaptureSource | None = None
        self._reading: Iterator[Record] | None = None
        self._wanted: list[Callable[[Player], None]] = []
        self._held: list[Played] = []
        self._again = self._told_end = self._going = False
        self._since = QElapsedTimer()
        self._playing = False
        self._frames = QTimer(self)
        self._frames.setTimerType(Qt.TimerType.PreciseTimer)
        self._frames.setInterval(FRAME_MS)
        self._frames.timeout.connect(self._frame)
        self._work = QTimer(self)
        self._work.setInterval(0)
        self._work.timeout.connect(self._slice)

    # What is asked of it.

    def load(self, source: CaptureSource) -> None:
        """Get to know the capture. What is asked of it meanwhile is done afterwards. It stands at
        its end, of which nothing has been told yet."""
        from gemini_desktop.core.replay.score import Score

        self.stop()
        self._source = source
        self._score = Score()
        self._reading = cut(source.records())
        self._work.start()
        self._slice()

    def stop(self) -> None:
        """Play no more; the capture is let go."""
        self._playing = False
        self._frames.stop()
        self._work.stop()
        self._player = self._reading = self._source = None
        self._wanted, self._held = [], []
        self._again = self._told_end = self._going = False

    def play(self) -> None:
        """Play on from where it is; from the beginning where it is at the end."""
        self._ask(self._begin)

    def pause(self) -> None:
        """Stay where it is."""
        self._playing = False
        self._frames.stop()
        if self._player is not None and self.speed == AT_ONCE:
            self._player.stay()
        self.moved.emit()

    def ask(self, move: Callable[[Player], None]) -> None:
        """Have the player go somewhere. Playing pauses, but for a seek one may go on after it."""
        self._ask(move)

    @property
    def speed(self) -> float:
        """So many times as fast as it came; AT_ONCE for no waits at all."""
        return self._speed

    def set_speed(self, speed: float) -> None:
        """Play so fast from now on."""
        if self._speed == AT_ONCE and self._player is not None and self._playing:
            self._player.stay()
        self._speed = speed

    @property
    def skip_waits(self) -> bool:
        """Whether long silences are shortened."""
        return self._skip_waits

    @skip_waits.setter
    def skip_waits(self, skip: bool) -> None:
        self._skip_waits = skip
        if self._player is not None:
            self._player.skip_waits = skip

    # What it tells.

    @property
    def playing(self) -> bool:
        """Whether time passes."""
        return self._playing

    @property
    def loaded(self) -> bool:
        """Whether the capture is known."""
        return self._player is not None

    @property
    def busy(self) -> bool:
        """Whether there is more to read before what is shown is what was asked for."""
        return self._going or self._work.isActive()

    @property
    def player(self) -> Player | None:
        """Where it is; None while the capture is not known."""
        return self._player

    @property
    def now_ns(self) -> int:
        """The time to show: of what has been reached, where that lags behind."""
        player = self._player
        if player is None:
            return 0
        if self.speed == AT_ONCE and self._playing:
            return player.score.time_of(player.position)
        return player.now_ns

    # Work.

    def _ask(self, move: Callable[[Player], None]) -> None:
        if self._player is None:
            if self._reading is not None:
                self._wanted.append(move)
            return
        move(self._player)
        self._go(_FIRST_SLICE_S)

    def _begin(self, player: Player) -> None:
        if player.at_end:
            player.to_start()
        self._playing = True
        self._since.start()
        self._frames.start()

    def _frame(self) -> None:
        """Time has passed."""
        player = self._player
        if player is None:
            return
        passed_ns = self._since.nsecsElapsed()
        self._since.start()
        if self.speed == AT_ONCE:
            player.to_end()
        else:
            player.advance(round(passed_ns * self.speed))
        if not self._work.isActive():
            self._go(SLICE_S)

    def _go(self, seconds: float) -> None:
        self._going = True
        self._pull(seconds)
        player = self._player
        if player is not None and not player.settled:
            self._work.start()

    def _slice(self) -> None:
        if self._reading is not None:
            self._read_on(self._reading)
        else:
            self._pull(SLICE_S)

    def _read_on(self, reading: Iterator[Record]) -> None:
        """Read the capture once through, to know its times and events."""
        deadline = time.perf_counter() + SLICE_S
        while time.perf_counter() < deadline:
            record = next(reading, None)
            if record is None:
                self._known()
                return
            self._score.take(record)

    def _known(self) -> None:
        self._reading = None
        self._work.stop()
        source = self._source
        if source is None:
            return
        self._score.close()
        from gemini_desktop.core.replay.player import Player

        player = self._player = Player(self._score, source.records)
        player.skip_waits = self._skip_waits
        player.to_end()
        self._again = True  # what the panes show was not played
        wanted, self._wanted = self._wanted, []
        for move in wanted:
            move(player)
        if wanted:
            self._go(_FIRST_SLICE_S)

    def _pull(self, seconds: float) -> None:
        """Go on towards the target for at most so long, and show what that brought."""
        player = self._player
        if player is None:
            return
        deadline = time.perf_counter() + seconds
        while time.perf_counter() < deadline:
            played = player.pull()
            if played is None:
                break
            if played.again:
                self._held, self._again = [], True
            self._held.append(played)
        if player.settled:
            self._work.stop()
            self._going = False
        self._show(player)

    def _show(self, player: Player) -> None:
        if self._again:
            self._again = self._told_end = False
            self.restarted.emit()
        held, self._held = self._held, []
        if held:
            self.fed.emit(held)
        if player.settled and player.at_end:
            if self._playing:
                self._playing = False
                self._frames.stop()
            if not self._told_end:
                self._told_end = True
                self.moved.emit()
                self.finished.emit(player.turn())
                return
        self.moved.emit()
