"""How an answer goes, from its turn to the status line."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.status_line import Figures, StatusLine


def show_status(
    line: StatusLine, turn: Turn | None, *, waiting: bool = False, held: bool = False
) -> None:
    """Show the state and the figures of an answer, live or ended; None where there is none.
    `waiting`: not a byte of it has come. `held`: it will be tried again in a while."""
    if turn is None:
        line.show_state(_tr("Ready"))
        line.show_figures(Figures())
        return
    if held and turn.outcome is None:
        line.show_state(_tr("Waiting to try again"), "warning")
    else:
        line.show_state(*_state(turn, waiting=waiting))
    usage = turn.usage
    line.show_figures(
        Figures(
            model=turn.model,
            first_token_s=_seconds(turn.first_token_ns or None),
            tokens_per_s=turn.tokens_per_s,
            input_tokens=usage.input if usage else None,
            thought_tokens=usage.thoughts if usage else None,
            output_tokens=usage.output if usage else None,
        )
    )


def _state(turn: Turn, *, waiting: bool) -> tuple[str, str]:
    """Words, and the kind that chooses the dot's colour."""
    outcome = turn.outcome
    if outcome is None:
        return (_tr("Waiting for the server") if waiting else _tr("Streaming")), "busy"
    return {
        "complete": (_tr("Complete"), "good"),
        "incomplete": (_tr("Incomplete"), "warning"),
        "blocked": (_tr("Blocked"), "warning"),
        "failed": (_tr("Failed"), "error"),
        "cancelled": (_tr("Stopped"), "idle"),
        "awaiting": (_tr("Waits for you"), "warning"),
    }[outcome.kind]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Status", text)


def _seconds(t_ns: int | None) -> float | None:
    return None if t_ns is None else t_ns / 1e9
