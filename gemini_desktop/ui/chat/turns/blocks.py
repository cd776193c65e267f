"""What the conversation shows, one value a block, in the order in which it stands on the page.

Blocks are immutable: one that changes is replaced. What paints a block (`faces`) is made from it
alone, so a block that is the same object looks the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, TypeAlias

import msgspec

from gemini_desktop.core.events import Citation, Json, Media
from gemini_desktop.ui.chat.hands.turn_actions import TurnAction
from gemini_desktop.ui.chat.turns.origins import Origin

if TYPE_CHECKING:
    from gemini_desktop.core.outcome import Outcome
    from gemini_desktop.ui.chat.text.markdown import References
    from gemini_desktop.ui.chat.text.segments import Segment

Part = Literal["answer", "thought", "tool", "prompt"]
"""Thoughts are set smaller, on violet; code that a server ran is none of its words; what goes with
a prompt stands at its side."""


class Variant(msgspec.Struct, frozen=True):
    """Which of the turns at its place in the conversation this is, counted from 1."""

    number: int = 1
    count: int = 1


ONLY = Variant()


class Prompt(msgspec.Struct, frozen=True, eq=False):
    """A stretch of what the user wrote, as it is. Long prompts come in several."""

    text: str
    first: bool = True
    last: bool = True


class PromptTools(msgspec.Struct, frozen=True, eq=False):
    """The line below a prompt, for what can be done with it."""

    variant: Variant = ONLY
    can_edit: bool = True


class Header(msgspec.Struct, frozen=True, eq=False):
    """Who answers, and when it was asked (nanoseconds since 1970; 0 is not known)."""

    model: str
    created_unix_ns: int = 0
    demo: bool = False


class Heading(msgspec.Struct, frozen=True, eq=False):
    """A small heading of the program's own, such as `Candidate 2`: one of so many, perhaps shown
    alone."""

    text: str
    number: int = 0
    count: int = 0
    alone: bool = False


class Cite(msgspec.Struct, frozen=True):
    """Numbers of sources, to be shown before this character of a block's source."""

    place: int
    numbers: tuple[int, ...]


class Markdown(msgspec.Struct, frozen=True, eq=False):
    """A block of Markdown, or a piece of a large one."""

    segment: Segment
    references: References = msgspec.field(default_factory=dict)
    part: Part = "answer"
    last: bool = False
    """The last block of a thought: the card ends below it."""
    lineage: object | None = None
    """The same for all states of a block that grows, so that one face may grow with it."""
    cites: tuple[Cite, ...] = ()
    """In the order of their places."""
    origin: Origin | None = None
    place: int = 0
    """Where its source begins in what `origin` counts (here and below)."""


class Code(msgspec.Struct, frozen=True, eq=False):
    """Fenced code, or a piece of it. `closed`: it will not change, so colouring it pays."""

    segment: Segment
    closed: bool
    part: Part = "answer"
    last: bool = False
    lineage: object | None = None
    origin: Origin | None = None
    place: int = 0


class Source(msgspec.Struct, frozen=True, eq=False):
    """A stretch of an answer's source, shown as it came. `first`: it begins a block."""

    text: str
    part: Part = "answer"
    first: bool = True
    last: bool = False
    lineage: object | None = None
    origin: Origin | None = None
    place: int = 0


class ThoughtHead(msgspec.Struct, frozen=True, eq=False):
    """The head of a thought, with its first words while it is folded.

    `seconds` is None where no times are known.
    """

    key: str
    preview: str
    seconds: float | None
    live: bool
    folded: bool
    pictures: int = 0
    origin: Origin | None = None


class Picture(msgspec.Struct, frozen=True, eq=False):
    """An image, inline."""

    media: Media
    part: Part = "answer"
    last: bool = False
    origin: Origin | None = None


class File(msgspec.Struct, frozen=True, eq=False):
    """Sound, film or document: in pieces where it came so, or by its address.

    `asking`: whether it shall be opened with another program.
    """

    key: str
    pieces: tuple[Media, ...]
    asking: bool = False
    part: Part = "answer"
    origin: Origin | None = None


class CardLink(msgspec.Struct, frozen=True):
    """A page that a tool read or found, and how that went."""

    uri: str
    title: str = ""
    note: str = ""


class Card(msgspec.Struct, frozen=True, eq=False):
    """A call, a result, or something nobody has seen yet, with its content as text.

    `tone` is a hue of the theme; `chips` are short texts side by side. `body` is what is seen of
    the text of `value`, which has so many `lines`; `more` says that this is not all of it.
    Unfolded, blocks of the kind CardText follow instead of it.
    """

    key: str
    icon: str
    tone: str
    title: str
    subtitle: str = ""
    body: str = ""
    folded: bool = True
    chips: tuple[str, ...] = ()
    links: tuple[CardLink, ...] = ()
    lines: int = 0
    more: bool = False
    value: Json = None
    origin: Origin | None = None
    said: str = ""
    """The arguments of a call as its step said them."""


class CardText(msgspec.Struct, frozen=True, eq=False):
    """A piece of the text of a card that was unfolded."""

    key: str
    text: str
    first: bool = False
    last: bool = False
    origin: Origin | None = None
    said: str = ""
    before: int = 0
    """Characters, blanks not counted, of the text before this piece."""


class Sources(msgspec.Struct, frozen=True, eq=False):
    """What the answer cites, each address once, in the order of their numbers, from 1."""

    citations: Sequence[Citation]
    key: str = ""
    folded: bool = True


class Ending(msgspec.Struct, frozen=True, eq=False):
    """How the answer ended, where there is something to say, and the buttons below it."""

    outcome: Outcome
    next_steps: Sequence[TurnAction] = ()


class Status(msgspec.Struct, frozen=True, eq=False):
    """The last line of an answer: what is going on, then what it took.

    Times in seconds, None where not known.
    """

    live: bool
    variant: Variant = ONLY
    thought_tokens: int | None = None
    output_tokens: int | None = None
    seconds: float | None = None
    tokens_per_second: float | None = None
    waiting: bool = False
    """It is live, and nothing has come yet."""
    held: bool = False
    """It is live, and will be tried again in a while."""
    arriving: int = 0
    """So many bytes of an event that is not whole yet."""
    has_capture: bool = False
    """The inspector can show how it came."""
    has_prompt: bool = True
    """It can be asked again."""


Block: TypeAlias = (
    Prompt
    | PromptTools
    | Header
    | Heading
    | Markdown
    | Code
    | Source
    | ThoughtHead
    | Picture
    | File
    | Card
    | CardText
    | Sources
    | Ending
    | Status
)
