"""A transcript as the protocols send it: who speaks in turn, which answer counts."""

from __future__ import annotations

from gemini_desktop.core.events import Content, ThoughtSignature
from gemini_desktop.core.transcript import Step, Transcript, Turn


def answer_steps(turn: Turn) -> list[Step]:
    """The steps of a model turn that go back: of the first candidate that said something.

    What the server repeated of the user's own input is not part of the answer.
    """
    said = [step for step in turn.steps if step.contents and step.kind != "user_input"]
    first = min((step.candidate for step in said), default=0)
    return [step for step in said if step.candidate == first]


def contents(turn: Turn) -> list[Content]:
    """All contents of a user's turn, in order."""
    return [content for step in turn.steps for content in step.contents]


def signature(step: Step) -> str:
    """The signature of a step, empty where it has none."""
    return next((c.signature for c in step.contents if isinstance(c, ThoughtSignature)), "")


def continued(transcript: Transcript) -> Turn | None:
    """The last answer where the model has more to say and gave a token to ask for it with.

    A prompt after it asks for something else.
    """
    last = transcript.turns[-1] if transcript.turns else None
    return last if last and last.role == "model" and last.continuation_token else None


def runs(transcript: Transcript) -> list[tuple[str, list[Turn]]]:
    """The turns, neighbours of one role together.

    A prompt whose answer failed stands beside the next prompt; servers want the roles to
    alternate, so both go as one. Answers without content, and prompts without any, are left out.
    """
    found: list[tuple[str, list[Turn]]] = []
    for turn in transcript.turns:
        if not (answer_steps(turn) if turn.role == "model" else contents(turn)):
            continue
        if found and found[-1][0] == turn.role:
            found[-1][1].append(turn)
        else:
            found.append((turn.role, [turn]))
    return found
