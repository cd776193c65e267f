"""When things happened, as far as a HAR entry says: the head, the end, and the reads.

A HAR has no reads. But where it has the events one by one with their times, the body is cut at
their ends: it came no earlier than that, and no event later.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, TypeGuard

from gemini_desktop.core.capture import BytesReceived
from gemini_desktop.core.events import Json
from gemini_desktop.core.sse import EventStreamDecoder, EventTooLarge, ServerSentEvent

_MOST = 1e12
_BEFORE_HEAD = ("blocked", "dns", "connect", "send", "wait")


class Times:
    """`head_ns` and `end_ns` count from the start."""

    def __init__(self, entry: dict[str, Any]) -> None:
        timings = entry.get("timings")
        self._timings = timings if isinstance(timings, dict) else {}
        self.unix_ns = _unix_ns(entry.get("startedDateTime"))
        self.head_ns = sum(_ns(self._timings.get(name)) for name in _BEFORE_HEAD)
        self.end_ns = max(self.head_ns, _ns(entry.get("time")))
        messages = entry.get("_eventSourceMessages")
        self._messages = messages if isinstance(messages, list) else []

    def reads(self, body: bytes) -> Iterator[BytesReceived]:
        """The body, cut where events ended if the file says when; else as one read at the end."""
        at = 0
        for end, t_ns in self._ends(body):
            yield BytesReceived(t_ns=t_ns, data=body[at:end])
            at = end
        if at < len(body):
            yield BytesReceived(t_ns=self.end_ns, data=body[at:])

    def _ends(self, body: bytes) -> list[tuple[int, int]]:
        """Where in the body each event ends, and when it was there; empty where the file's events
        are not the body's. Events of the same moment are one read."""
        found_times = (m.get("time") if isinstance(m, dict) else None for m in self._messages)
        times = [time for time in found_times if _usual(time)]
        if not times or len(times) != len(self._messages):
            return []
        ends = _event_ends(body)
        if len(ends) != len(times):
            return []
        found: list[tuple[int, int]] = []
        before = self.head_ns
        for end, time in zip(ends, times, strict=True):
            t_ns = min(max(before, self._since_start(time, times[0])), self.end_ns)
            if found and found[-1][1] == t_ns:
                found.pop()
            found.append((end, t_ns))
            before = t_ns
        return found

    def _since_start(self, time: float, first: float) -> int:
        """Seconds since 1970 (as this program writes them), else on a clock of their own: then
        the first came with the head."""
        since = round((time - self.unix_ns / 1e9) * 1e6) * 1000
        if 0 <= since <= self.end_ns + 1_000_000_000:
            return since
        return self.head_ns + round((time - first) * 1e9)


def _event_ends(body: bytes) -> list[int]:
    """Where each server-sent event ends; the framing alone says so, without a look inside."""
    decoder = EventStreamDecoder()
    try:
        ends = [e.end for e in decoder.feed(body) if isinstance(e, ServerSentEvent)]
    except EventTooLarge:
        return []
    return [*ends, len(body)] if decoder.close().strip() else ends


def _ns(milliseconds: Json) -> int:
    return max(0, round(milliseconds * 1e6)) if _usual(milliseconds) else 0


def _usual(number: Json) -> TypeGuard[float]:
    """A number that a time can be, not what is none or has no end."""
    return isinstance(number, int | float) and abs(number) < _MOST


def _unix_ns(value: Json) -> int:
    try:
        moment = datetime.fromisoformat(str(value))
        return round(moment.timestamp() * 1000) * 1_000_000
    except (ValueError, OverflowError, OSError):
        return 0
