"""The figures of an exchange's time in the user's words: for the page, and to copy."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec
from PySide6.QtCore import QCoreApplication, QLocale

from gemini_desktop.core.timing.figures import Figures, RateFigures
from gemini_desktop.ui.inspector.events.summary import number_text, size_text
from gemini_desktop.ui.inspector.timing.pace import PaceFigures
from gemini_desktop.ui.inspector.timing.scale import length_text

NONE = "–"
_MS = 1e6
_SILENCE_MS = 250


class Line(NamedTuple):
    """A figure: its name, its value, what is to be said beside it, and what it means."""

    name: str
    value: str
    note: str = ""
    tip: str = ""
    event: int = -1
    """The event that it leads to, counted from 0."""


class Section(NamedTuple):
    """Figures of one kind."""

    title: str
    lines: tuple[Line, ...]


def sections(found: Figures, pace: PaceFigures | None) -> tuple[Section, ...]:
    """All figures, in the order of the page."""
    return (
        Section(_tr("Moments"), _moments(found)),
        Section(_tr("Where the time went"), _shares(found, pace)),
        Section(_tr("Silences"), _silences(found)),
        Section(_tr("Speed"), _speed(found)),
    )


def verdict(found: Figures, pace: PaceFigures | None) -> str:
    """One sentence on who made one wait; empty before there is anything to say."""
    if not found.timed:
        return _tr("No times were recorded with these bytes.")
    gaps = found.gaps
    if found.waits_ms > max(_SILENCE_MS, found.total_ms / 2):
        failed = number_text(sum(attempt.how == "retry" for attempt in found.attempts))
        words = _tr("Of {0}, {1} were pauses after failed attempts ({2} of them).")
        return words.format(_ms(found.total_ms), _ms(found.waits_ms), failed)
    own_ms = pace.longest_ns / _MS if pace is not None else 0.0
    own = _tr("this program took at most {0} for a frame").format(length_text(own_ms * _MS))
    if gaps is not None and gaps.longest_ms >= max(_SILENCE_MS, own_ms):
        words = _tr("Nothing arrived for {0} before #{1}: network or server").format(
            length_text(gaps.longest_ms * _MS), number_text(gaps.longest_event)
        )
        return f"{words}; {own}." if pace is not None else f"{words}."
    if pace is not None and own_ms >= 100:
        words = _tr("This program kept the window for {0}, at {1} s.")
        at = QLocale().toString(pace.longest_at_ns / 1e9, "f", 2)
        return words.format(length_text(own_ms * _MS), at)
    if gaps is not None:
        words = _tr("No silence over {0}").format(length_text(gaps.longest_ms * _MS))
        return f"{words}; {own}." if pace is not None else f"{words}."
    return ""


def as_text(found: Figures, pace: PaceFigures | None) -> str:
    """The same as lines of text, with the attempts."""
    lines: list[str] = []
    for section in sections(found, pace):
        lines.append(section.title)
        lines += [f"  {x.name}: {x.value} {x.note}".rstrip() for x in section.lines]
    for attempt in found.attempts:
        head = _tr("Attempt {0}").format(attempt.number)
        status = attempt.status if attempt.status is not None else NONE
        lines.append(f"{head}: {status} {attempt.how} {attempt.reason}".rstrip())
        lines += [
            f"  {span.name}: {length_text(span.length_ms * _MS)} {span.detail}".rstrip()
            for span in attempt.spans
        ]
    return "\n".join([*lines, verdict(found, pace)]).strip() + "\n"


def as_json(found: Figures, pace: PaceFigures | None) -> str:
    """The same for programs: as `gemini-desktop decode --stats` prints it, and the frames."""
    values: dict[str, Any] = msgspec.to_builtins(found)
    if pace is not None:
        values["this_program"] = {
            "frames": pace.frames,
            "median_ms": pace.median_ns / _MS,
            "longest_ms": pace.longest_ns / _MS,
            "longest_at_ms": pace.longest_at_ns / _MS,
            "byte_to_screen_median_ms": pace.late_median_ns / _MS,
            "byte_to_screen_longest_ms": pace.late_longest_ns / _MS,
        }
    return msgspec.json.format(msgspec.json.encode(values), indent=2).decode() + "\n"


def _moments(found: Figures) -> tuple[Line, ...]:
    return (
        Line(
            _tr("First byte"),
            _ms(found.first_byte_ms),
            tip=_tr("Of the stream, since the request was made"),
        ),
        Line(
            _tr("First thought"),
            _ms(found.first_thought_ms),
            tip=_tr("The first piece of a thought"),
        ),
        Line(
            _tr("Thinking"),
            _ms(found.thinking_ms),
            tip=_tr("From the first thought to the answer"),
        ),
        Line(
            _tr("First answer"),
            _ms(found.first_answer_ms),
            tip=_tr("The first piece of the answer"),
        ),
        Line(
            _tr("Finished"),
            _ms(found.finished_ms),
            tip=_tr("When the answer said that it was whole"),
        ),
        Line(
            _tr("All in all"),
            _ms(found.total_ms),
            tip=_tr("Until the connection had nothing more to say"),
        ),
    )


def _shares(found: Figures, pace: PaceFigures | None) -> tuple[Line, ...]:
    reused = bool(found.attempts) and found.attempts[-1].connection_reused
    lines = [
        Line(
            _tr("Network"),
            _ms(found.network_ms) if found.network_ms else NONE,
            _tr("reused") if reused else "",
            _tr("DNS and connecting (unless a connection was open), encryption, sending"),
        ),
        Line(
            _tr("Server"),
            _ms(found.server_ms),
            tip=_tr("From the request to the first byte of the stream"),
        ),
        Line(_tr("Stream"), _ms(found.stream_ms), tip=_tr("From its first byte to its end")),
    ]
    if len(found.attempts) > 1:
        count = _tr("{0} attempts").format(number_text(len(found.attempts)))
        lines.append(Line(_tr("Waits"), _ms(found.waits_ms), count, _tr("Pauses between attempts")))
    if pace is not None:
        lines.append(
            Line(
                _tr("This program"),
                length_text(pace.median_ns),
                _tr("at most {0}").format(length_text(pace.longest_ns)),
                _tr("Reading, decoding, work and painting of a frame: the median, and the longest"),
            )
        )
        lines.append(
            Line(
                _tr("Byte to screen"),
                length_text(pace.late_median_ns),
                _tr("at most {0}").format(length_text(pace.late_longest_ns)),
                _tr("From when bytes were read to when what they said was painted"),
            )
        )
    return tuple(lines)


def _silences(found: Figures) -> tuple[Line, ...]:
    gaps = found.gaps
    what = _tr("Between two events that came in different reads; comments do not count")
    if gaps is None:
        return (Line(_tr("Median"), NONE, tip=what),)
    where = _tr("before #{0}").format(number_text(gaps.longest_event))
    return (
        Line(
            _tr("Median"), _ms(gaps.median_ms), _tr("of {0}").format(number_text(gaps.count)), what
        ),
        Line(_tr("90 % below"), _ms(gaps.p90_ms), tip=what),
        Line(_tr("99 % below"), _ms(gaps.p99_ms), tip=what),
        Line(_tr("Longest"), _ms(gaps.longest_ms), where, what, gaps.longest_event - 1),
    )


def _speed(found: Figures) -> tuple[Line, ...]:
    lines = []
    for name, rate in ((_tr("Thoughts"), found.thoughts), (_tr("Answer"), found.answer)):
        if rate is not None:
            lines.append(_rate(name, rate))
    received = size_text(found.bytes)
    rate_text = NONE if found.bytes_per_s is None else f"{size_text(round(found.bytes_per_s))}/s"
    lines.append(Line(_tr("Bytes"), rate_text, received, _tr("From the first read to the last")))
    mean = "" if found.mean_read_bytes is None else size_text(round(found.mean_read_bytes))
    a_read = found.chunks_per_read
    lines.append(
        Line(
            _tr("Reads"),
            number_text(found.reads),
            _tr("of {0}").format(mean) if mean else "",
            _tr("How often bytes came from the connection, and how many as a rule"),
        )
    )
    lines.append(
        Line(
            _tr("Events a read"),
            NONE if a_read is None else QLocale().toString(a_read, "f", 1),
            _tr("{0} in all").format(number_text(found.chunks)),
            _tr("Comments do not count"),
        )
    )
    return tuple(lines)


def _rate(name: str, rate: RateFigures) -> Line:
    value = NONE if rate.per_s is None else f"{_round(rate.per_s)} tok/s"
    count = number_text(rate.tokens)
    counted = rate.source == "usage"
    note = _tr("{0} counted") if counted else _tr("about {0}")
    tip = (
        _tr("Tokens as the server counted them, over {0}")
        if counted
        else _tr("Tokens estimated by their letters, over {0}")
    )
    return Line(name, value, note.format(count), tip.format(_ms(rate.span_ms)))


def _ms(length_ms: float | None) -> str:
    return NONE if length_ms is None else length_text(length_ms * _MS)


def _round(value: float) -> str:
    return QLocale().toString(value, "f", 1 if value < 10 else 0)


def _tr(words: str) -> str:
    return QCoreApplication.translate("Timing", words)
