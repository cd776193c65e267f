"""Plays a capture again, through the same decode. It reads no clock: time comes from outside.

`seek`, `step` and `advance` only say where to go; `pull` goes there, a record at a time, so that
the caller decides how much is done at once. Going back means decoding again from the start, which
`pull` tells; nothing is kept of what was played.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from gemini_desktop.core.answer import Answer
from gemini_desktop.core.capture import Record
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.decoding.long_reads import cut
from gemini_desktop.core.replay.score import LONG_NS, SHORT_NS, START, Position, Score, Step
from gemini_desktop.core.transcript import Turn


class Played(NamedTuple):
    """What one `pull` brought: a record that came (None: more of the one before), and events."""

    record: Record | None
    chunks: Sequence[Chunk]
    again: bool = False
    """All that was played before is to be forgotten: this is the beginning."""


class Player:
    """`records` gives the capture's records from the first, each time it is called."""

    def __init__(self, score: Score, records: Callable[[], Iterator[Record]]) -> None:
        self.score = score
        self.position = START
        """What has been pulled."""
        self.now_ns = 0
        """The time that is shown; it may lie between two records."""
        self.skip_waits = False
        """Whether a silence of more than LONG_NS is shortened to SHORT_NS."""
        self.skipped_ns = 0
        """How much of the silence before the next record has been left out."""
        self._all = records
        self._target = START
        self._held: list[Chunk] = []
        self._rewind()

    @property
    def target(self) -> Position:
        """Where `pull` goes to."""
        return self._target

    @property
    def at_end(self) -> bool:
        """Whether there is nothing more to go to."""
        return self._target == self.score.end

    @property
    def settled(self) -> bool:
        """Whether there is nothing to pull."""
        return self.position == self._target

    def seek(self, now_ns: int) -> None:
        """Go to this time, within the capture's."""
        self.now_ns = min(max(0, now_ns), self.score.duration_ns)
        self._go(self.score.at(self.now_ns))

    def step(self, step: Step, *, back: bool = False) -> None:
        """Go one step from where one goes to now."""
        move = self.score.before if back else self.score.after
        self._go(move(self._target, step))
        self.now_ns = self.score.time_of(self._target)

    def to_start(self) -> None:
        """Go before the first record."""
        self._go(START)
        self.now_ns = 0

    def to_end(self) -> None:
        """Go after the last record."""
        self._go(self.score.end)
        self.now_ns = self.score.duration_ns

    def stay(self) -> None:
        """Go no further than what has been pulled."""
        self._go(self.position)
        self.now_ns = self.score.time_of(self.position)

    def advance(self, passed_ns: int) -> None:
        """So much time has passed, the speed already in it. An event that one has stepped to is
        never taken back by it."""
        self._shorten_wait()
        self.now_ns = min(self.now_ns + passed_ns, self.score.duration_ns)
        self._go(max(self._target, self.score.at(self.now_ns)))

    def pull(self) -> Played | None:
        """The next record on the way to where one goes, None where one is there."""
        if self.settled:
            return None
        again = self._target < self.position
        if again:
            self._rewind()
            if self._target == START:
                return Played(None, (), again=True)
        wanted = self._target.chunks
        if self.position.records < self._target.records:
            record = next(self._records, None)
            if record is None:  # the file has become shorter meanwhile
                self.position = self._target = self.score.end
                return Played(None, self._release(len(self._held)), again)
            self._held += self._answer.feed(record)
            records = self.position.records + 1
            if records == self.score.end.records:
                self._held += self._answer.close()
            return Played(record, self._shown(records, wanted), again)
        return Played(None, self._shown(self.position.records, wanted), again)

    def turn(self) -> Turn:
        """What the whole exchange came to. Only at the end."""
        return self._answer.finish()

    def _shown(self, records: int, wanted: int) -> list[Chunk]:
        """Of the events that are known, those up to the target; the others wait."""
        count = len(self._held)
        if records == self._target.records:
            count = min(count, wanted - self.position.chunks)
        shown = self._release(count)
        self.position = Position(records, self.position.chunks + len(shown))
        return shown

    def _release(self, count: int) -> list[Chunk]:
        shown, self._held = self._held[:count], self._held[count:]
        return shown

    def _go(self, target: Position) -> None:
        if target != self._target:
            self.skipped_ns = 0
        self._target = target

    def _shorten_wait(self) -> None:
        """Leave out the middle of a long silence that one is in."""
        if not self.skip_waits or not self.score.timed or self.at_end:
            return
        began_ns, ends_ns = self.score.time_of(self._target), self.score.next_ns(self._target)
        resumed_ns = ends_ns - SHORT_NS
        if ends_ns - began_ns > LONG_NS and self.now_ns < resumed_ns:
            self.skipped_ns = resumed_ns - self.now_ns
            self.now_ns = resumed_ns

    def _rewind(self) -> None:
        self.position = START
        self._answer = Answer()
        self._held = []
        self._records = cut(self._all())


def score_of(records: Iterator[Record]) -> Score:
    """The score of a whole capture, at once."""
    score = Score()
    for record in cut(records):
        score.take(record)
    score.close()
    return score
