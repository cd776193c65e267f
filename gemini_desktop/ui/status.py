"""The words of the status line: how an answer goes, in figures."""

from __future__ import annotations

from PySide6.QtCore import QLocale

from gemini_desktop.core.answer import Answer
from gemini_desktop.core.transcript import Turn

_STATES = {
    "complete": "Complete",
    "incomplete": "Incomplete",
    "blocked": "Blocked",
    "failed": "Failed",
    "cancelled": "Stopped",
    "awaiting": "Waiting for you",
}


def status_words(answer: Answer, turn: Turn) -> str:
    """State, model, time to the first token, rate, tokens and bytes; what is not known is left
    out."""
    locale = QLocale()
    outcome = turn.outcome
    words = [_STATES[outcome.kind] if outcome else "Streaming", turn.model]
    if answer.first_text_ns is not None:
        words.append(f"first token {locale.toString(answer.first_text_ns / 1e9, 'f', 2)} s")
    usage = turn.usage
    if usage is not None:
        if usage.thoughts:
            words.append(f"{locale.toString(usage.thoughts)} thought tokens")
        if usage.output is not None:
            words.append(f"{locale.toString(usage.output)} output tokens")
            if rate := _rate(answer, usage.output):
                words.append(f"{locale.toString(rate, 'f', 0)} tokens/s")
    if answer.received_bytes:
        words.append(locale.formattedDataSize(answer.received_bytes))
    return "  ·  ".join(word for word in words if word)


def _rate(answer: Answer, tokens: int) -> float:
    if answer.first_text_ns is None or answer.last_ns <= answer.first_text_ns:
        return 0.0
    return tokens / ((answer.last_ns - answer.first_text_ns) / 1e9)
