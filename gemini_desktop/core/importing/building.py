"""From the messages of a foreign file to turns.

Elsewhere every call of a tool, its result and every thought is a message of its own; here they are
steps of one answer. So a run of the model's messages becomes one turn, as long as nothing branches
off within it: where something does, each branch begins a turn.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from gemini_desktop.core.events import (
    Content,
    FunctionCall,
    Media,
    Metadata,
    Text,
    ThoughtSignature,
    ThoughtText,
    ToolCall,
    ToolResult,
    UnknownContent,
)
from gemini_desktop.core.importing import media
from gemini_desktop.core.importing.conversation import (
    LYING_FILES,
    MISSING_FILES,
    UNREADABLE_FILES,
)
from gemini_desktop.core.importing.tree import Mended, mend
from gemini_desktop.core.outcome import Outcome
from gemini_desktop.core.transcript import Step, Turn

SYSTEM = "system_instruction"
"""The name under which a foreign system instruction is kept with the first prompt."""


class Said(msgspec.Struct, kw_only=True):
    """One message of a foreign file. One without contents is passed over, its children are not.
    `steps` is for formats that have the parts of generateContent; else `contents` become steps."""

    id: str = ""
    parent: str = ""
    role: Literal["user", "model", "system"]
    contents: list[Content] = msgspec.field(default_factory=list)
    steps: list[Step] = msgspec.field(default_factory=list)
    created_unix_ns: int = 0
    model: str = ""
    finish: str = ""


class Built(msgspec.Struct, kw_only=True):
    """Turns, parents before children; the one that `head` came to; what was mended."""

    turns: list[Turn]
    head: str
    notes: tuple[str, ...]


def build(said: Sequence[Said], head: str) -> Built:
    """Turns of these messages. `head` is the id of the message shown last, empty for the last."""
    tree = mend([(each.id, each.parent) for each in said])
    builder = _Builder(said, tree)
    for number in tree.order:
        builder.add(number)
    notes = [*tree.notes, *builder.instructions(), *_notes_on_files(builder.turns)]
    last = builder.turns[-1].id if builder.turns else ""
    found = builder.turn_of(tree.ids.index(head)) if head in tree.ids else ""
    return Built(turns=builder.turns, head=found or last, notes=tuple(notes))


def _notes_on_files(turns: Iterable[Turn]) -> Iterable[str]:
    contents = [content for turn in turns for step in turn.steps for content in step.contents]
    names = {content.name for content in contents if isinstance(content, UnknownContent)}
    if media.MISSING in names:
        yield MISSING_FILES
    if media.UNREADABLE in names:
        yield UNREADABLE_FILES
    if any(isinstance(content, Media) and media.LYING in content.name for content in contents):
        yield LYING_FILES


def chain(said: Sequence[Said]) -> None:
    """Make each message follow the one before it, where the file is a list and has no ids."""
    before = ""
    for number, each in enumerate(said):
        each.id, each.parent, before = f"#{number}", before, f"#{number}"


class _Growing:
    """A turn, and what its steps say on how a message joins it. That is kept as they come: to look
    through all of them again for each of 10,000 messages took half a minute."""

    def __init__(self, turn: Turn) -> None:
        self.turn = turn
        self._spoke = False
        self._only_results = True

    def takes(self, said: Said, steps: Iterable[Step]) -> bool:
        """A model's messages join, and so do the results of functions called together."""
        if said.role == "model":
            return self.turn.role == "model"
        return self.turn.role == "user" and self._only_results and _are_results(steps)

    def extend(self, steps: Iterable[Step]) -> None:
        apart = self._spoke
        for step in steps:
            step.index = len(self.turn.steps)
            words = next((n for n, c in enumerate(step.contents) if isinstance(c, Text)), None)
            if words is not None:
                if apart and not step.parts:  # the words of two messages are not one paragraph
                    first = step.contents[words].text  # type: ignore[union-attr] # it is a Text
                    step.contents[words] = Text(text="\n\n" + first)
                    apart = False
                self._spoke = True
            self._only_results = self._only_results and _are_results([step])
            self.turn.steps.append(step)


class _Builder:
    def __init__(self, said: Sequence[Said], tree: Mended) -> None:
        self.turns: list[Turn] = []
        self._said = said
        self._tree = tree
        self._number = {node_id: number for number, node_id in enumerate(tree.ids)}
        self._children = [0] * len(said)
        for parent in tree.parents:
            if parent:
                self._children[self._number[parent]] += 1
        self._turn: list[_Growing | None] = [None] * len(said)
        self._open = [False] * len(said)
        """Whether the turn at a message may still go on below it."""
        self._systems: dict[str, None] = {}

    def turn_of(self, number: int) -> str:
        """The id of the turn that this message belongs to, or follows."""
        growing = self._turn[number]
        return growing.turn.id if growing is not None else ""

    def add(self, number: int) -> None:
        said = self._said[number]
        parent = self._number.get(self._tree.parents[number], -1)
        before = self._turn[parent] if parent >= 0 else None
        goes_on = parent >= 0 and self._open[parent] and self._children[parent] == 1
        if said.role == "system":
            self._systems |= dict.fromkeys(
                content.text for content in said.contents if isinstance(content, Text)
            )
        steps = said.steps or steps_of(said.role, said.contents)
        if said.role == "system" or not steps:
            self._turn[number], self._open[number] = before, goes_on
            return
        if goes_on and before is not None and before.takes(said, steps):
            growing = before
        else:
            turn = Turn(
                role="user" if said.role == "user" else "model",
                id=self._tree.ids[number],
                parent_id=before.turn.id if before is not None else "",
                created_unix_ns=said.created_unix_ns,
            )
            self.turns.append(turn)
            growing = _Growing(turn)
        growing.extend(steps)
        if growing.turn.role == "model":
            growing.turn.model = said.model or growing.turn.model
            growing.turn.outcome = imported(said.finish)
        self._turn[number], self._open[number] = growing, True

    def instructions(self) -> Iterable[str]:
        """Keep the system's words with the first prompt, and say so."""
        words = "\n\n".join(text for text in self._systems if text.strip())
        first = next((turn for turn in self.turns if turn.role == "user"), None)
        if not words:
            return
        if first is None:
            yield "Its system instruction was left out: there is no prompt to keep it with."
            return
        content = Metadata(name=SYSTEM, value=words)
        first.steps.append(Step(index=len(first.steps), kind=SYSTEM, contents=[content]))
        yield "Its system instruction is kept with the first prompt, and is not sent."


def imported(reason: str = "") -> Outcome:
    """How an answer ended that came from a file: as far as that says."""
    return Outcome(kind="complete", reason=reason or "imported", message="Complete.")


def steps_of(role: str, contents: Iterable[Content]) -> list[Step]:
    """Contents as steps: a prompt is one, an answer has one for each stretch of one kind."""
    kept = [content for content in contents if not _is_blank(content)]
    if not kept:
        return []
    if role != "model":
        return [Step(index=0, kind="user_input", contents=kept)]
    steps: list[Step] = []
    for content in kept:
        kind, alone = _kind(content)
        if alone or not steps or steps[-1].kind != kind:
            steps.append(Step(index=len(steps), kind=kind))
            _name(steps[-1], content)
        steps[-1].contents.append(content)
    return steps


def _are_results(steps: Iterable[Step]) -> bool:
    return all(isinstance(content, ToolResult) for step in steps for content in step.contents)


def _is_blank(content: Content) -> bool:
    return isinstance(content, Text | ThoughtText) and not content.text


def _kind(content: Content) -> tuple[str, bool]:
    match content:
        case ThoughtText() | ThoughtSignature():
            return "thought", False
        case Media(thought=True):
            return "thought", False
        case FunctionCall():
            return "function_call", True
        case ToolCall() | ToolResult():
            return content.kind, True
        case UnknownContent():
            return "unknown", True
        case _:
            return "model_output", False


def _name(step: Step, content: Content) -> None:
    if isinstance(content, FunctionCall | ToolCall):
        step.id, step.name = content.id, content.name
    elif isinstance(content, ToolResult):
        step.id, step.name = content.call_id, content.name
