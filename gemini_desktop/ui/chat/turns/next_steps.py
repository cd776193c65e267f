"""What is worth offering below an answer that is not simply complete."""

from __future__ import annotations

from gemini_desktop.core.events import ToolResult
from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.chat.hands.turn_actions import (
    Continue,
    Edit,
    Inspect,
    OpenSettings,
    Retry,
    TurnAction,
)

_OF_SETTINGS = frozenset({"no_key", "bad_key", "quota_project"})
"""Failures before anything was sent: there is nothing to inspect, but something to enter."""
_REFUSED = frozenset({"unauthenticated", "key_expired", "token_scope"})
"""The server wants another key, or another login."""
_CUT = frozenset({"incomplete", "cancelled", "failed"})


def can_edit(prompt: Turn) -> bool:
    """Whether these are the user's own words, and not what functions gave back."""
    contents = (content for step in prompt.steps for content in step.contents)
    return not any(isinstance(content, ToolResult) for content in contents)


def can_go_on(turn: Turn) -> bool:
    """Whether the answer was cut with words there to go on from."""
    return turn.outcome is not None and turn.outcome.kind in _CUT and bool(turn.text.strip())


def can_ask_again(turn: Turn) -> bool:
    """Whether there is a prompt for it: a file that was opened may not say what was asked. A turn
    without an id has no place in a conversation yet, and so says nothing of it."""
    return bool(turn.parent_id) or not turn.id


def next_steps(turn: Turn) -> tuple[TurnAction, ...]:
    """The most promising first; none for an answer that needs none."""
    if turn.outcome is None:
        return ()
    steps: list[TurnAction] = []
    if can_go_on(turn):
        steps.append(Continue())
    if turn.outcome.kind == "complete":
        return ()
    failure = turn.outcome.failure
    if failure is not None and failure.kind in _OF_SETTINGS | _REFUSED:
        steps.append(OpenSettings())
    if can_ask_again(turn):
        steps += [Edit(), Retry()] if turn.outcome.kind == "blocked" else [Retry()]
    was_sent = failure is None or failure.kind not in _OF_SETTINGS
    if turn.capture_id and was_sent and turn.outcome.kind in ("failed", "incomplete", "blocked"):
        steps.append(Inspect())
    return tuple(steps)
