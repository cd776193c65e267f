"""What a passage is in which a search found something, in a word."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def kind_word(kind: str) -> str:
    """For a hit's `kind`; empty for one that is not known."""
    return {
        "prompt": _tr("Prompt"),
        "thought": _tr("Thought"),
        "answer": _tr("Answer"),
        "call": _tr("Call"),
        "error": _tr("Error"),
    }.get(kind, "")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Passages", text)
