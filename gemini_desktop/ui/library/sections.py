"""In which order the conversations stand, and under which headings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from gemini_desktop.ui.library.entry import Entry, Heading, Row

ORDERS = ("activity", "created", "title", "size")
FOLDED_AT_FIRST = frozenset({"archived"})
_LAST_DAYS = 7
_S = 1_000_000_000


def arranged(
    entries: Sequence[Entry], order: str, folded: Collection[str], now_unix_ns: int
) -> list[Row]:
    """Headings and what stands below them: pinned, then by day (or all in one, where the order has
    nothing to do with time), then the archived ones. Without more than one part there is no
    heading. `folded` names the parts of which only the heading is shown."""
    in_order = _sorted(entries, order)
    pinned = [e for e in in_order if e.pinned and not e.archived]
    parts: list[tuple[str, list[Entry]]] = [("pinned", pinned)] if pinned else []
    rest = [e for e in in_order if not e.pinned and not e.archived]
    archived = [e for e in in_order if e.archived]
    parts += _by_day(rest, order, now_unix_ns)
    if archived:
        parts.append(("archived", archived))
    if len(parts) == 1 and parts[0][0] != "archived":
        return list(parts[0][1])
    rows: list[Row] = []
    for name, members in parts:
        rows.append(Heading(f"\n{name}", len(members), name in folded))
        if name not in folded:
            rows += members
    return rows


def _sorted(entries: Sequence[Entry], order: str) -> list[Entry]:
    """Latest or largest first, titles by their letters; those without a title last."""
    if order == "title":
        return sorted(entries, key=lambda e: (not e.title, e.title.casefold()))
    key: Callable[[Entry], int] = {
        "created": lambda e: e.created_unix_ns,
        "size": lambda e: e.bytes,
    }.get(order, _updated)
    return sorted(entries, key=key, reverse=True)


def _updated(entry: Entry) -> int:
    return entry.updated_unix_ns


def _by_day(
    entries: Iterable[Entry], order: str, now_unix_ns: int
) -> Iterator[tuple[str, list[Entry]]]:
    if order in ("title", "size"):
        everything = list(entries)
        return iter([("chats", everything)] if everything else [])
    created = order == "created"
    days = _Days(now_unix_ns)
    parts = groupby(
        entries, lambda e: days.name(e.created_unix_ns if created else e.updated_unix_ns)
    )
    return ((name, list(members)) for name, members in parts)


class _Days:
    """Names the part that a time belongs to. Asked with ever earlier times it looks up a calendar
    once a part, not once a conversation."""

    def __init__(self, now_unix_ns: int) -> None:
        self._today = datetime.fromtimestamp(now_unix_ns // _S).astimezone().date()
        self._name, self._from = "", 0

    def name(self, unix_ns: int) -> str:
        if not self._name or unix_ns < self._from:
            self._name, start = self._part(
                datetime.fromtimestamp(unix_ns // _S).astimezone().date()
            )
            self._from = _unix_ns(start)
        return self._name

    def _part(self, day: date) -> tuple[str, date]:
        """And the first day of it."""
        today = self._today
        if day >= today:
            return "today", today
        yesterday = today - timedelta(days=1)
        if day == yesterday:
            return "yesterday", yesterday
        week = today - timedelta(days=_LAST_DAYS)
        if day >= week:
            return "week", week
        return f"{day:%Y-%m}", day.replace(day=1)


def _unix_ns(day: date) -> int:
    return int(datetime(day.year, day.month, day.day).astimezone().timestamp()) * _S
