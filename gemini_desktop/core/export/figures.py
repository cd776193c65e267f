"""Tokens and times of a turn as a few words, for the forms that people read."""

from __future__ import annotations

from datetime import UTC, datetime

from gemini_desktop.core.transcript import Turn


def of(turn: Turn, *, usage: bool, times: bool) -> tuple[str, ...]:
    """What is known: `340 out`, `4.2 s`, … in this order; nothing where nothing is known."""
    found: list[str] = []
    if times and (moment := date(turn.created_unix_ns)):
        found.append(moment)
    if usage and turn.usage is not None:
        told = (
            (turn.usage.input, "in"),
            (turn.usage.cached, "of them cached"),
            (turn.usage.output, "out"),
            (turn.usage.thoughts, "thoughts"),
            (turn.usage.tool_use, "tools"),
        )
        found += [f"{count:,} {word}" for count, word in told if count]
    if times:
        if turn.first_token_ns is not None:
            found.append(f"first words after {_seconds(turn.first_token_ns)}")
        if turn.elapsed_ns is not None:
            found.append(f"{_seconds(turn.elapsed_ns)} in all")
    if times and usage and (rate := turn.tokens_per_s) is not None:
        found.append(f"{rate:.0f} tokens/s")
    return tuple(found)


def date(unix_ns: int) -> str:
    """Day and time in UTC; empty where there is none, or no calendar has it."""
    if unix_ns <= 0:
        return ""
    try:
        moment = datetime.fromtimestamp(unix_ns // 1_000_000_000, UTC)
    except (ValueError, OverflowError, OSError):
        return ""
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _seconds(duration_ns: int) -> str:
    seconds = max(0, duration_ns) / 1e9
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"
