"""How exchanges end, in a word and a tone, the same wherever the inspector shows it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

_TONES = {
    "complete": "green",
    "incomplete": "amber",
    "blocked": "red",
    "failed": "red",
    "cancelled": "neutral",
    "awaiting": "accent",
}


def word(kind: str) -> str:
    """The word for an outcome's kind; empty for what is none."""
    return {
        "complete": _tr("Complete"),
        "incomplete": _tr("Incomplete"),
        "blocked": _tr("Blocked"),
        "failed": _tr("Failed"),
        "cancelled": _tr("Stopped"),
        "awaiting": _tr("Waiting for you"),
    }.get(kind, "")


def tone(kind: str) -> str:
    """The tone of its badge."""
    return _TONES.get(kind, "neutral")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Outcomes", text)
