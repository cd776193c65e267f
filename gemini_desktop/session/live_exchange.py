"""One question being answered, as the window holds it while it goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from gemini_desktop.core.capture import Ended
from gemini_desktop.core.errors import Failure
from gemini_desktop.core.outcome import Outcome
from gemini_desktop.core.transcript import Turn
from gemini_desktop.net.waits import Waits
from gemini_desktop.session.roles import CaptureSource


class LiveExchange:
    """One question being answered: the two turns, the capture, and the way to stop it."""

    def __init__(
        self, conversation_id: str, path: Sequence[Turn], question: Turn, answer: Turn
    ) -> None:
        from gemini_desktop.core.answer import Answer

        self.conversation_id = conversation_id
        self.path = list(path)
        """The turns before the prompt, oldest first."""
        self.unsaved: Sequence[Turn] = ()
        """Those of them that the library does not know: they came from a file."""
        self.prompt = question
        self.turn = answer
        self.answer = Answer(turn=answer)
        self.source: CaptureSource | None = None
        """The capture, from the moment when the tape runs."""
        self.waits = Waits()
        """The pauses between its attempts."""
        self._task: asyncio.Task[Any] | None = None
        self._stop_asked = False

    @property
    def running(self) -> bool:
        """Whether it goes on."""
        return self._task is not None and not self._task.done()

    def stop(self) -> None:
        """Stop it: the socket closes at once, and what had come is kept. One that waits for its
        turn is stopped when it comes. A second time does nothing: it would cancel the keeping."""
        self._stop_asked = True
        task, self._task = self._task, None
        if task is not None:
            task.cancel()

    def retry_now(self) -> None:
        """Cut the wait before the next attempt short; without a wait nothing happens."""
        self.waits.skip()

    def owned_by(self, task: asyncio.Task[Any] | None) -> None:
        """The task whose cancelling stops this exchange; None when it is past stopping."""
        self._task = task
        if self._stop_asked:
            self.stop()

    def stopped(self) -> Turn:
        """The answer as far as it came."""
        if self.answer.ended is None:  # it was stopped before it could begin
            self.answer.feed(Ended(t_ns=0, how="cancelled"))
        return self.answer.finish()

    def not_sent(self, failure: Failure) -> Turn:
        """The answer where nothing could be sent."""
        self.turn.outcome = Outcome(
            kind="failed",
            reason=failure.kind,
            message=failure.message,
            advice=failure.advice,
            failure=failure,
        )
        return self.turn
