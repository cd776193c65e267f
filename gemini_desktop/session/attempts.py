"""Whether another attempt follows one that is over: with another token, with the next request of a
longer answer, or the same once more."""

from __future__ import annotations

import random
import time

from gemini_desktop.core import retry
from gemini_desktop.core.answer import Answer
from gemini_desktop.core.errors import Failure
from gemini_desktop.core.events import ErrorReported
from gemini_desktop.session.going_on import GoingOn
from gemini_desktop.session.recorder import Recorder

_UNAUTHORIZED = 401


class Attempts:
    """Says after each attempt whether another follows."""

    def __init__(
        self,
        answer: Answer,
        policy: retry.Policy,
        sink: Recorder,
        going_on: GoingOn | None,
        *,
        renewable: bool,
    ) -> None:
        self._answer = answer
        self._policy = policy
        self._sink = sink
        self._going_on = going_on
        self._renewable = renewable
        self._renewed = False
        self._renewals = 0
        self._began = time.monotonic()

    def __call__(self, number: int, failure: Failure | None) -> retry.Retry | None:
        """What follows the attempt of this number, which ended so; None where nothing does."""
        head = self._sink.head
        status = head.status if head else None
        if status == _UNAUTHORIZED and self._renewable and not self._renewed:
            self._renewed = True
            self._renewals += 1
            return retry.with_another_token(status, self._error())
        # A background interaction may outlive several tokens: one that was taken counts anew.
        self._renewed = self._renewed and status == _UNAUTHORIZED
        if self._going_on is not None:
            hop = self._going_on.next(failure, status)
            if hop is not None:
                return hop
        attempt = retry.Attempt(
            number=number - self._renewals,
            status=status,
            headers=head.headers if head else (),
            failure_kind=failure.kind if failure else "",
            error=self._error(),
            elapsed_s=time.monotonic() - self._began,
            has_content=self._answer.fold.has_content,
        )
        return retry.decide(
            attempt,
            self._policy,
            unix_s=time.time(),
            random=random.random,
        )

    def _error(self) -> ErrorReported | None:
        return self._answer.fold.errors[-1] if self._answer.fold.errors else None
