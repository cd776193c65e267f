"""An exchange that goes on, whether it is shown or not."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import msgspec

from gemini_desktop.core.capture import Ended, Record, RequestSent, RetryScheduled
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.session.live_exchange import LiveExchange
from gemini_desktop.ui.bridge import Bridge

if TYPE_CHECKING:
    from gemini_desktop.ui.chat.turns.conversation import AnswerBlocks


class Running:
    """Hears of one exchange (a `session.live.Listener`). What is shown goes over the bridge to the
    panes; what is not only lets its answer grow, so that it can be shown again at any time."""

    def __init__(self, exchange: LiveExchange, blocks: AnswerBlocks, bridge: Bridge) -> None:
        self.exchange = exchange
        self.blocks = blocks
        self.shown = True
        self.records = self.chunks = 0
        """How many have come: what the inspector, coming later, reads from the tape."""
        self._bridge = bridge
        self._wait: RetryScheduled | None = None
        self._wait_since_s = 0.0
        self._began_ns: int | None = None

    def record(self, record: Record) -> None:
        """A record, already on the tape."""
        self.records += 1
        if isinstance(record, RetryScheduled):
            self._wait, self._wait_since_s = record, time.monotonic()
        elif isinstance(record, RequestSent | Ended):
            self._wait = None
        self.blocks.held = self._wait is not None
        if isinstance(record, RequestSent):
            passed_ns = time.time_ns() - record.unix_ns
            self._began_ns = time.monotonic_ns() - passed_ns - record.t_ns
        if self.shown:
            self._bridge.record(record, self._began_ns)

    def chunk(self, chunk: Chunk) -> None:
        """A chunk that this record completed."""
        self.chunks += 1
        if self.shown:
            self._bridge.chunk(chunk)
            return
        for event in chunk.events:
            self.blocks.apply(event, chunk.t_ns)

    @property
    def wait(self) -> RetryScheduled | None:
        """The pause before the next attempt, with what is left of it; None while there is none."""
        if self._wait is None:
            return None
        passed_s = time.monotonic() - self._wait_since_s
        left_s = max(0.0, self._wait.wait_s - passed_s)
        return msgspec.structs.replace(self._wait, wait_s=left_s)

    def ends(self, turn_ids: list[str]) -> bool:
        """Whether a path with these turns leads to this answer: to it, or to its prompt where it
        is not in the library yet."""
        exchange = self.exchange
        before = [turn.id for turn in exchange.path]
        asked = [*before, exchange.prompt.id]
        return turn_ids in (asked, [*asked, exchange.turn.id]) or (
            turn_ids == before and not exchange.turn.capture_id
        )
