"""What the list of captures says of one, as text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from gemini_desktop.ui.inspector import outcome_words
from gemini_desktop.ui.inspector.events.summary import size_text

if TYPE_CHECKING:  # at run time it would bring the store along before the first paint
    from gemini_desktop.session.exchanges import CaptureNote

_DAY_S = 86_400


@dataclass(frozen=True)
class Entry:
    """One capture of the list. `live` where it is being recorded in this window."""

    note: CaptureNote
    live: bool = False

    @property
    def id(self) -> str:
        """The capture's id."""
        return self.note.id

    @cached_property
    def haystack(self) -> str:
        """What the filter looks into, in small letters."""
        note = self.note
        words = (note.prompt, note.model, note.profile, note.protocol, note.outcome)
        return "\n".join((*words, outcome(self)[0])).casefold()


def title(entry: Entry) -> str:
    """The beginning of the prompt."""
    return entry.note.prompt or _tr("No prompt")


def outcome(entry: Entry) -> tuple[str, str]:
    """Word and tone of the badge."""
    if entry.live:
        return _tr("Live"), "green"
    word = outcome_words.word(entry.note.outcome)
    return (word or _tr("Not read yet"), outcome_words.tone(entry.note.outcome))


def details(entry: Entry) -> str:
    """Model, profile, and the figures, as far as they are known."""
    note = entry.note
    parts = [note.model, note.profile if note.profile != note.model else "", figures(entry)]
    return " · ".join(part for part in parts if part)


def figures(entry: Entry) -> str:
    """How long, how much, how often tried."""
    note = entry.note
    parts = []
    if note.duration_ns:
        parts.append(duration_text(note.duration_ns))
    if note.bytes or note.ended:
        parts.append(size_text(note.bytes))
    if note.attempts > 1:
        parts.append(_tr("{0} attempts").format(note.attempts))
    return " · ".join(parts)


def duration_text(t_ns: int) -> str:
    """Three digits, or minutes and seconds."""
    seconds = t_ns / 1e9
    locale = QLocale()
    if seconds < 1:
        return _tr("{0} ms").format(locale.toString(round(seconds * 1000)))
    if seconds < 60:
        return _tr("{0} s").format(locale.toString(seconds, "f", 2 if seconds < 10 else 1))
    minutes, rest = divmod(round(seconds), 60)
    return _tr("{0} min {1} s").format(locale.toString(minutes), rest)


def time_text(unix_ns: int, now_unix_ns: int) -> str:
    """The time of day, and the date where it is another day's."""
    if not unix_ns:
        return ""
    moment = QDateTime.fromMSecsSinceEpoch(unix_ns // 1_000_000)
    locale, short = QLocale(), QLocale.FormatType.ShortFormat
    if moment.date() == QDateTime.fromMSecsSinceEpoch(now_unix_ns // 1_000_000).date():
        return locale.toString(moment.time(), "HH:mm:ss")
    if 0 <= now_unix_ns - unix_ns < 6 * _DAY_S * 1_000_000_000:
        return locale.toString(moment, "ddd HH:mm")
    return locale.toString(moment.date(), short)


def tip(entry: Entry) -> str:
    """All that is known, for who stays with the pointer."""
    note = entry.note
    moment = QDateTime.fromMSecsSinceEpoch(note.created_unix_ns // 1_000_000)
    when = QLocale().toString(moment, QLocale.FormatType.LongFormat) if note.created_unix_ns else ""
    lines = (title(entry), when, details(entry), note.protocol, outcome(entry)[0], note.id)
    return "\n".join(line for line in lines if line)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Captures", text)
