"""Turns of a conversation, and paths through it.

A *turn* is one prompt or one answer. A *transcript* is one path through a conversation, oldest
turn first. An answer in progress is a `turn_fold.TurnFold`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal

import msgspec

from gemini_desktop.core.events import (
    Content,
    Json,
    StepDelta,
    StepStarted,
    StepStopped,
    StreamEvent,
    Text,
    ThoughtText,
    Usage,
)
from gemini_desktop.core.outcome import Outcome

MEASURABLE_NS = 200_000_000
"""A rate over a shorter time says more about chance than about speed."""


class Step(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A stretch of one kind: some text, a thought, a call, a result.

    `contents` are whole: adjacent pieces of text are joined, the fragments of a call are one call.
    `parts` are generateContent's Parts as they came, plain neighbours joined, for sending back.
    `started_ns` and `stopped_ns` are times within the exchange, None where not known.
    """

    index: int
    kind: str
    candidate: int = 0
    id: str = ""
    name: str = ""
    contents: list[Content] = msgspec.field(default_factory=list)
    parts: list[Any] = msgspec.field(default_factory=list)
    started_ns: int | None = None
    stopped_ns: int | None = None
    raw: Json = None

    @property
    def text(self) -> str:
        """The answer text of this step, without thoughts."""
        return "".join(c.text for c in self.contents if isinstance(c, Text))

    @property
    def thought_text(self) -> str:
        """The text of the thought summaries of this step."""
        return "".join(c.text for c in self.contents if isinstance(c, ThoughtText))


class Turn(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One prompt (`user`) or one answer (`model`)."""

    role: Literal["user", "model"]
    steps: list[Step] = msgspec.field(default_factory=list)
    id: str = ""
    parent_id: str = ""
    capture_id: str = ""
    created_unix_ns: int = 0
    model: str = ""
    profile: str = ""
    demo: bool = False
    """Answered by the built-in demo server, not by a model."""
    interaction_id: str = ""
    usage: Usage | None = None
    finish: dict[str, str] = msgspec.field(default_factory=dict)
    """Candidate index (as text, JSON's keys) -> the reason why it finished."""
    continuation_token: str = ""
    outcome: Outcome | None = None
    first_token_ns: int | None = None
    """When the first piece of a thought or of text came, within the exchange."""
    elapsed_ns: int | None = None
    """How long the exchange took."""
    beyond: dict[str, Any] = msgspec.field(default_factory=dict)
    """What a later version wrote into it, by JSON pointer: kept, and written out again."""

    @property
    def tokens_per_s(self) -> float | None:
        """Thought and output tokens a second since the first one; None where there is too little
        to measure."""
        if self.usage is None or self.first_token_ns is None or self.elapsed_ns is None:
            return None
        tokens = (self.usage.output or 0) + (self.usage.thoughts or 0)
        span_ns = self.elapsed_ns - self.first_token_ns
        return tokens / (span_ns / 1e9) if tokens and span_ns > MEASURABLE_NS else None

    @property
    def text(self) -> str:
        """The answer (or prompt) text of the first candidate, steps joined as they came."""
        return "".join(step.text for step in self._said())

    @property
    def thought_text(self) -> str:
        """The text of all thought summaries of the first candidate."""
        return "".join(step.thought_text for step in self._said())

    def _said(self) -> Iterator[Step]:
        """The first candidate's steps, without what the server repeats of the user's input."""
        for step in self.steps:
            if step.candidate == 0 and (self.role == "user" or step.kind != "user_input"):
                yield step

    def events(self) -> Iterator[StreamEvent]:
        """The shortest stream that folds into these steps: a stored turn is shown by the same code
        that shows a live one."""
        for step in self.steps:
            yield StepStarted(
                index=step.index,
                kind=step.kind,
                candidate=step.candidate,
                id=step.id,
                name=step.name,
                raw=step.raw,
            )
            for content in step.contents:
                yield StepDelta(index=step.index, content=content)
            yield StepStopped(index=step.index)


class Transcript(msgspec.Struct, kw_only=True):
    """One path through a conversation, oldest turn first."""

    turns: list[Turn] = msgspec.field(default_factory=list)


def prompt(text: str, media: Iterable[Content] = (), **fields: Any) -> Turn:
    """A user's turn: attachments first, as Google advises for pictures, then the text."""
    contents: list[Content] = [*media]
    if text:
        contents.append(Text(text=text))
    return Turn(role="user", steps=[Step(index=0, kind="user_input", contents=contents)], **fields)
