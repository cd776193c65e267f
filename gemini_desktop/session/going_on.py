"""What to ask for next when a response is over and the answer is not.

An interaction in the background goes on without us: a stream that broke off is resumed after its
last event, and where that cannot be, the interaction is looked at until it has ended. A model that
has more to say than one response may hold gives a token and is asked to go on.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import msgspec

from gemini_desktop.core.answer import Answer
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.errors import Failure
from gemini_desktop.core.failures.error_table import is_limit
from gemini_desktop.core.protocols import generate_content_request, interactions_calls
from gemini_desktop.core.request import HttpRequest
from gemini_desktop.core.retry import Retry, seconds

POLL_S = (5.0, 7.0, 10.0)
"""The waits between looks at an interaction; the last one is kept."""
MOST_IN_VAIN = 3
"""Requests in a row that brought nothing new, after which no other follows."""
MOST_LOOKS_IN_VAIN = 5
_MOST_HOPS = 64
_GOING_ON = frozenset({"queued", "in_progress"})
_MORE_TO_SAY = frozenset({"requires_continuation", "CONTINUATION"})
_TRANSIENT = frozenset({408, 429, 500, 502, 503, 504})
_MOST_UNREAD = 64


class _Identified(msgspec.Struct):
    event_id: str = ""


_identified = msgspec.json.Decoder(_Identified).decode


class GoingOn:
    """Follows one answer through its requests."""

    def __init__(self, created: HttpRequest, answer: Answer, protocol: str) -> None:
        """`created` is the first request, with all its headers."""
        self._created = created
        self._answer = answer
        self._protocol = protocol
        self._last_event_id = ""
        self._unread: list[Chunk] = []
        self._hops = 0
        self._in_vain = 0
        self._looks = 0
        self._looks_in_vain = 0
        self._polling = False
        self._events = 0
        self._said = 0

    def prove(self, headers: Iterable[tuple[str, str]]) -> None:
        """Send these from now on: the token that the first request was sent with has ended."""
        self._created = self._created.with_headers(headers)

    def seen(self, chunk: Chunk) -> None:
        """Take note of where the stream stands."""
        if chunk.kind == "event" and not chunk.error:
            self._unread.append(chunk)
            if chunk.value is not msgspec.UNSET or len(self._unread) == _MOST_UNREAD:
                self._read_ids()

    def _read_ids(self) -> None:
        """Find the last id: that in the event, else that of its line. Of plain text, whose JSON was
        not built, only when it is asked for: the id of each is not worth half a microsecond."""
        ids = (_event_id(chunk) or chunk.id for chunk in reversed(self._unread))
        self._last_event_id = next(filter(None, ids), self._last_event_id)
        self._unread.clear()

    def next(self, failure: Failure | None, status: int | None) -> Retry | None:
        """The next request, None where this answer is over, or for others to try again."""
        if self._hops >= _MOST_HOPS and not self._polling:
            return None
        if self._has_more_to_say():
            return self._continue()
        if self._left_behind(failure):
            return self._look(failure, status) if self._polling else self._resume(failure, status)
        return None

    # --- an answer longer than a response ------------------------------------------------------

    def _has_more_to_say(self) -> bool:
        first = self._answer.fold.finished.get(0)
        return first is not None and first.reason in _MORE_TO_SAY and bool(self._turn_token())

    def _turn_token(self) -> str:
        return self._answer.fold.turn().continuation_token

    def _continue(self) -> Retry | None:
        turn = self._answer.fold.turn()
        said = sum(len(s.text) + len(s.thought_text) + len(s.contents) for s in turn.steps)
        self._in_vain = 0 if said > self._said else self._in_vain + 1
        self._said = said
        if self._in_vain >= MOST_IN_VAIN:
            return None
        token = turn.continuation_token
        if self._protocol == "interactions":
            request = interactions_calls.continued(self._created, turn.interaction_id, token)
        else:
            request = generate_content_request.continued(self._created, token)
        return self._hop(request, 0.0, "the model has more to say, asking it to go on")

    # --- an interaction in the background ------------------------------------------------------

    def _left_behind(self, failure: Failure | None) -> bool:
        """Whether the server still works on what we no longer hear of."""
        answer = self._answer
        in_background = (
            self._body.get("background") is True and self._body.get("store") is not False
        )
        too_much = failure is not None and is_limit(failure)
        return (
            self._protocol == "interactions"
            and in_background
            and not answer.fold.finished
            and not too_much
            and answer.decoder.failure is None
            and bool(answer.fold.turn().interaction_id)
        )

    def _resume(self, failure: Failure | None, status: int | None) -> Retry | None:
        """The rest of the stream; after one that brought nothing, the interaction is looked at."""
        new = self._answer.events > self._events
        self._events = self._answer.events
        refused = status is not None and status >= 400
        streams = self._body.get("stream") is True
        if not streams or refused or not new or self._answer.fold.errors:
            self._polling = True
            return self._hop(
                interactions_calls.get(self._created.url, self._id()),
                0.0 if streams else POLL_S[0],
                "looking how far the interaction is",
            )
        self._read_ids()
        after = self._last_event_id
        why = "connection lost" if failure is not None else "the stream ended too early"
        where = f"after event {after}" if after else "from its beginning"
        request = interactions_calls.resume(self._created.url, self._id(), after)
        return self._hop(request, 0.0, f"{why}, resuming {where}")

    def _look(self, failure: Failure | None, status: int | None) -> Retry | None:
        if failure is None and status == 200 and self._answer.fold.status in _GOING_ON:
            self._looks_in_vain = 0
        elif failure is not None or status in _TRANSIENT:
            self._looks_in_vain += 1
            if self._looks_in_vain >= MOST_LOOKS_IN_VAIN:
                return None
        else:
            return None
        wait_s = POLL_S[min(self._looks, len(POLL_S) - 1)]
        self._looks += 1
        state = self._answer.fold.status or "in progress"
        return self._hop(
            interactions_calls.get(self._created.url, self._id()),
            wait_s,
            f"the interaction is {state.replace('_', ' ')}, looking again in {seconds(wait_s)}",
        )

    @cached_property
    def _body(self) -> dict[str, Any]:
        """What was asked; only read where an answer is left behind, for it may hold pictures."""
        try:
            body = msgspec.json.decode(self._created.body)
        except msgspec.DecodeError:
            return {}
        return body if isinstance(body, dict) else {}

    def _id(self) -> str:
        return self._answer.fold.turn().interaction_id

    def _hop(self, request: HttpRequest, wait_s: float, reason: str) -> Retry:
        """The request with the headers of the first one: the key, and what the profile adds."""
        self._hops += 1
        own = {name.lower() for name, _ in request.headers} | {"content-type"}
        if not request.body:
            more = [(n, v) for n, v in self._created.headers if n.lower() not in own]
            request = msgspec.structs.replace(request, headers=(*request.headers, *more))
        return Retry(wait_s=wait_s, reason=reason, request=request)


def _event_id(chunk: Chunk) -> str:
    if chunk.value is msgspec.UNSET:
        return _identified(chunk.data).event_id
    named = chunk.value.get("event_id") if isinstance(chunk.value, dict) else None
    return named if isinstance(named, str) else ""
