"""The upper half of the waterfall: each attempt, and the way of the last one step by step."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from gemini_desktop.core.timing.attempts import Attempt, Span
from gemini_desktop.core.timing.timings import Timings
from gemini_desktop.ui.inspector.timing.scale import length_text

TONES = {
    "queue": "border_strong",
    "lookup": "text_3",
    "connect": "text_3",
    "tunnel": "text_3",
    "tls": "text_3",
    "send": "text_3",
    "server": "border_strong",
    "head": "border_strong",
    "thinking": "violet",
    "answer": "accent",
    "stream": "accent",
    "wait": "amber",
}


class Bar(NamedTuple):
    """A stretch of time in a row."""

    begin_ns: int
    end_ns: int
    tone: str
    tip: str
    pale: bool = False
    """A wait: nobody works, so it is only outlined."""


class Row(NamedTuple):
    """One line of the waterfall: its name, its bars, and what is written behind the last one."""

    name: str
    bars: tuple[Bar, ...]
    note: str
    title: bool = False
    """It stands for a whole attempt; the rows below belong to it."""


def rows(timings: Timings, now_ns: int) -> list[Row]:
    """From the top; what goes on reaches until now. Several attempts have a title each, and the
    last of them its steps."""
    attempts = timings.attempts.all
    if not attempts:
        return []
    made: list[Row] = []
    if len(attempts) > 1:
        made = [_whole(attempt, now_ns) for attempt in attempts]
    made += [_step(span) for span in attempts[-1].spans(now_ns) if span.name != "stream"]
    made += _said(timings, attempts[-1], now_ns)
    return made


def span_name(name: str) -> str:
    """A step of an attempt in the user's words."""
    return {
        "queue": _tr("Queue"),
        "lookup": _tr("DNS"),
        "connect": _tr("Connect"),
        "tunnel": _tr("Proxy"),
        "tls": _tr("TLS"),
        "send": _tr("Send"),
        "server": _tr("Server"),
        "head": _tr("First event"),
        "thinking": _tr("Thinking"),
        "answer": _tr("Answer"),
        "stream": _tr("Stream"),
        "wait": _tr("Wait"),
    }[name]


def span_tip(span: Span) -> str:
    """What a step is, how long it took, and what is known of it besides."""
    what = {
        "queue": _tr("until a connection was free"),
        "lookup": _tr("looking up the addresses of the name"),
        "connect": _tr("opening the connection"),
        "tunnel": _tr("asking the proxy for the way on"),
        "tls": _tr("agreeing on encryption"),
        "send": _tr("handing the request to the network"),
        "server": _tr("from the request to the first byte of the response"),
        "head": _tr("from the response head to the first byte of the stream"),
        "stream": _tr("from the first byte of the stream to its end"),
        "wait": _tr("the pause before the next attempt"),
    }[span.name]
    words = f"{span_name(span.name)} {length_text(span.length_ns)}: {what}"
    if span.failed:
        words = _tr("{0}; it failed").format(words)
    return f"{words} ({span.detail})" if span.detail else words


def attempt_note(attempt: Attempt) -> str:
    """How an attempt ended, in a word or two."""
    status = "" if attempt.status is None else str(attempt.status)
    ends = {"failed": _tr("failed"), "retry": _tr("failed"), "cancelled": _tr("stopped")}
    if attempt.how in ends and (attempt.status is None or attempt.status < 400):
        return f"{status} {ends[attempt.how]}".strip()
    return status


def _whole(attempt: Attempt, now_ns: int) -> Row:
    name = _tr("Attempt {0}").format(attempt.number)
    bars = [_bar(span) for span in attempt.spans(now_ns)]
    note = attempt_note(attempt)
    if attempt.wait_until_ns is not None and attempt.over_ns is not None:
        wait = length_text(attempt.wait_until_ns - attempt.over_ns)
        note = _tr("{0}, then {1} wait").format(note, wait) if note else wait
    return Row(name, tuple(bars), note, title=True)


def _step(span: Span) -> Row:
    note = length_text(span.length_ns)
    if span.failed:
        note = _tr("{0}, failed").format(note)
    if span.detail and span.name in ("connect", "tls"):
        note = f"{note} · {span.detail}"
    return Row(span_name(span.name), (_bar(span),), note)


def _said(timings: Timings, attempt: Attempt, now_ns: int) -> list[Row]:
    """What came of the attempt: thoughts until the answer, the answer until the end; the stream
    where it was neither."""
    thoughts, answer = timings.thoughts, timings.answer
    stream = [span for span in attempt.spans(now_ns) if span.name == "stream"]
    made: list[Row] = []
    if thoughts.first_ns is not None:
        after = answer.first_ns is not None and answer.first_ns >= thoughts.first_ns
        until_ns = answer.first_ns if after and answer.first_ns is not None else thoughts.last_ns
        what = _tr("from the first thought to the answer") if after else _tr("thoughts")
        made.append(_run("thinking", thoughts.first_ns, until_ns, what))
    if answer.first_ns is not None:
        what = _tr("from its first piece to its last")
        made.append(_run("answer", answer.first_ns, answer.last_ns, what))
    if made or not stream:
        return made
    return [_step(span) for span in stream]


def _run(name: str, begin_ns: int, end_ns: int, what: str) -> Row:
    length = length_text(end_ns - begin_ns) if end_ns > begin_ns else _tr("in one piece")
    tip = f"{span_name(name)} {length}: {what}"
    return Row(span_name(name), (Bar(begin_ns, end_ns, TONES[name], tip),), length)


def _bar(span: Span) -> Bar:
    tone = "red" if span.failed else TONES[span.name]
    return Bar(
        span.begin_ns, span.end_ns, tone, span_tip(span), pale=span.name in ("queue", "wait")
    )


def _tr(words: str) -> str:
    return QCoreApplication.translate("Waterfall", words)
