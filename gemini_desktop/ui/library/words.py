"""What the list of conversations says of one, and of its parts, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale

from gemini_desktop.ui.library.entry import Entry, State

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_MEGABYTE = 1_000_000


def title(entry: Entry) -> str:
    """The title, or that there is none."""
    return entry.title or _tr("Untitled chat")


def state(state: State) -> str:
    """What the mark beside the title means."""
    return {
        "": "",
        "live": _tr("An answer is coming in"),
        "done": _tr("A new answer"),
        "failed": _tr("The answer did not come to its end"),
    }[state]


def heading(name: str) -> str:
    """A part of the list; a month is named with its year where that is another one."""
    known = {
        "pinned": _tr("Pinned"),
        "today": _tr("Today"),
        "yesterday": _tr("Yesterday"),
        "week": _tr("Previous 7 days"),
        "chats": _tr("Chats"),
        "archived": _tr("Archived"),
    }
    if name in known:
        return known[name]
    year, _, month = name.partition("-")
    if not (year.isdigit() and month.isdigit()):
        return name
    words = QLocale().standaloneMonthName(int(month))
    return words if int(year) == QDate.currentDate().year() else f"{words} {year}"


def tip(entry: Entry) -> str:
    """All that the row has no room for. The title alone where that is all there is to say."""
    lines = [entry.title, state(entry.state)]
    if entry.tags:
        lines.append(_tr("Tags: {0}").format(", ".join(entry.tags)))
    if entry.turn_count:
        lines.append(f"{turns(entry)} · {_size(entry.bytes)}")
    if entry.created_unix_ns:
        moment = QDateTime.fromMSecsSinceEpoch(entry.created_unix_ns // 1_000_000)
        words = QLocale().toString(moment, QLocale.FormatType.ShortFormat)
        lines.append(_tr("Begun {0}").format(words))
    if entry.origin:
        lines.append(_tr("Imported: {0}").format(entry.origin))
    return "\n".join(line for line in lines if line)


def turns(entry: Entry) -> str:
    """How long it is; empty where that is not known."""
    if entry.turn_count < 2:
        return _tr("1 turn") if entry.turn_count else ""
    return _tr("{0} turns").format(QLocale().toString(entry.turn_count))


def spoken(entry: Entry) -> str:
    """What a screen reader says of a row."""
    parts = [title(entry), state(entry.state)]
    if entry.pinned:
        parts.append(_tr("pinned"))
    if entry.archived:
        parts.append(_tr("archived"))
    if entry.tags:
        parts.append(_tr("tags {0}").format(", ".join(entry.tags)))
    return ", ".join(part for part in parts if part)


def spoken_heading(name: str, count: int, *, folded: bool) -> str:
    """The same of a heading."""
    fold = _tr("folded") if folded else _tr("unfolded")
    return ", ".join((heading(name), QLocale().toString(count), fold))


def aside(entry: Entry, order: str, now_unix_ns: int) -> str:
    """What stands beside the title: the size where the list goes by it, else how long ago."""
    if order == "size":
        return _size(entry.bytes)
    created = order == "created"
    return relative_time(entry.created_unix_ns if created else entry.updated_unix_ns, now_unix_ns)


def relative_time(unix_ns: int, now_unix_ns: int) -> str:
    """How long ago, in the coarsest words that help; a date where it is more than a week."""
    if not unix_ns:
        return ""
    seconds = (now_unix_ns - unix_ns) // 1_000_000_000
    if seconds < _MINUTE:
        return _tr("now")
    if seconds < _HOUR:
        return _tr("%1 min").replace("%1", str(seconds // _MINUTE))
    if seconds < _DAY:
        return _tr("%1 h").replace("%1", str(seconds // _HOUR))
    if seconds < 7 * _DAY:
        return _tr("%1 d").replace("%1", str(seconds // _DAY))
    date = QDateTime.fromSecsSinceEpoch(unix_ns // 1_000_000_000).date()
    return QLocale().toString(date, QLocale.FormatType.ShortFormat)


def _size(count: int) -> str:
    digits = 0 if count < _MEGABYTE else 1
    return QLocale().formattedDataSize(count, digits, QLocale.DataSizeFormat.DataSizeSIFormat)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Conversations", text)
