"""In which order the conversations stand, and under which headings."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from operator import attrgetter

from gemini_desktop.ui.library.entry import Entry, Heading, Row

ORDERS = ("activity", "created", "title", "size")
FOLDED_AT_FIRST = frozenset({"archived"})
_LAST_DAYS = 7
_S = 1_000_000_000
_created: Callable[[Entry], int] = attrgetter("created_unix_ns")
_updated: Callable[[Entry], int] = attrgetter("updated_unix_ns")


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
    by: dict[str, Callable[[Entry], int]] = {"created": _created, "size": attrgetter("bytes")}
    key = by.get(order, _updated)
    return sorted(entries, key=key, reverse=True)


def _by_day(
    entries: Sequence[Entry], order: str, now_unix_ns: int
) -> Iterator[tuple[str, list[Entry]]]:
    """A calendar is looked up once a part, and the parts' ends are sought by halves: there may be
    ten thousand conversations in a few dozen of them."""
    if order in ("title", "size"):
        if entries:
            yield "chats", list(entries)
        return
    when = _created if order == "created" else _updated
    today = _day(now_unix_ns)
    first = 0
    while first < len(entries):
        name, start = _part(_day(when(entries[first])), today)
        end = bisect_right(entries, -_unix_ns(start), first, key=lambda entry: -when(entry))
        yield name, list(entries[first:end])
        first = end


def _part(day: date, today: date) -> tuple[str, date]:
    """Which part a day belongs to, and the first day of that."""
    if day >= today:
        return "today", today
    yesterday = today - timedelta(days=1)
    if day == yesterday:
        return "yesterday", yesterday
    week = today - timedelta(days=_LAST_DAYS)
    if day >= week:
        return "week", week
    return f"{day:%Y-%m}", day.replace(day=1)


def _day(unix_ns: int) -> date:
    return datetime.fromtimestamp(unix_ns // _S).astimezone().date()


def _unix_ns(day: date) -> int:
    return int(datetime(day.year, day.month, day.day).astimezone().timestamp()) * _S
