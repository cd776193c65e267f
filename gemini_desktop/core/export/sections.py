"""A conversation cut into what the forms for people say: who speaks, and what, piece by piece.

Markdown, HTML and plain text differ in how they write these pieces, never in which there are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Literal, NamedTuple, TypeAlias

from gemini_desktop.core import arguments, turn_tree
from gemini_desktop.core.events import (
    Citation,
    Content,
    FunctionCall,
    Json,
    Media,
    MediaKind,
    Metadata,
    Text,
    ThoughtSignature,
    ThoughtText,
    ToolCall,
    ToolResult,
    UnknownContent,
)
from gemini_desktop.core.export import figures
from gemini_desktop.core.export.document import Document
from gemini_desktop.core.export.wanted import Wanted
from gemini_desktop.core.files import media_files
from gemini_desktop.core.outcome import OutcomeKind
from gemini_desktop.core.transcript import Step, Turn

Linker: TypeAlias = Callable[[bytes, str, str], str]
"""From a file's bytes, its kind (`image`, …) and its ending to the address that shows it, in
characters that HTML and Markdown need no escape for: looking for them takes long in megabytes."""


class Words(NamedTuple):
    """What was said, as it was written: Markdown in answers, mostly plain in prompts."""

    text: str


class Thought(NamedTuple):
    """A summary of a thought."""

    text: str


class Call(NamedTuple):
    """A call, a result, or something nobody has seen yet: its kind, its name, and its text."""

    kind: str
    name: str
    text: str
    language: str


class File(NamedTuple):
    """A picture, a sound, a film or a document. No address where its data cannot be read."""

    kind: MediaKind
    label: str
    address: str
    here: bool
    """Whether the address is the file itself, or one beside; else it stands on the network."""
    named: bool
    """Whether the label is a name that it was given; else it only says what it is."""


class Source(NamedTuple):
    """Where the answer has something from."""

    label: str
    address: str


class Candidate(NamedTuple):
    """What follows is of this candidate, counted from 1."""

    number: int


class End(NamedTuple):
    """How an answer ended that did not end well."""

    kind: OutcomeKind
    message: str


class Figures(NamedTuple):
    """Tokens and times of an answer, in words."""

    words: tuple[str, ...]


Section: TypeAlias = Words | Thought | Call | File | Source | Candidate | End | Figures


class Told(NamedTuple):
    """One turn. `variant` says which of several it is: (2, 3) is the second of three."""

    turn: Turn
    who: str
    """`Prompt`, or the model's name."""
    variant: tuple[int, int]
    sections: list[Section]


class Strand(NamedTuple):
    """Turns that follow one another: the path that is shown, or what branched off from it.
    `after` is the heading of the turn that it follows, empty for none."""

    kind: Literal["path", "branch"]
    turns: Iterator[Told]
    """Made one by one, as the files of each are in its sections."""
    after: str


def strands(document: Document, wanted: Wanted, link: Linker) -> Iterator[Strand]:
    """The path that is shown, then, where they are wanted, the other branches, each from where it
    left what was told before."""
    path = document.path
    places = _places(document) if wanted.branches else {}
    yield Strand("path", (_told(turn, places, wanted, link) for turn in path), "")
    if not wanted.branches or len(path) == len(document.turns):
        return
    told = {turn.id for turn in path}
    known = {turn.id: turn for turn in document.turns}
    parents = {turn.parent_id for turn in document.turns}
    for leaf in known:
        if leaf in parents:
            continue
        new: list[Turn] = []
        turn_id = leaf
        while turn_id in known and turn_id not in told:
            told.add(turn_id)
            new.append(known[turn_id])
            turn_id = known[turn_id].parent_id
        if new:
            after = first_words(known[turn_id]) if turn_id in known else ""
            turns = (_told(turn, places, wanted, link) for turn in reversed(new))
            yield Strand("branch", turns, after)


def _places(document: Document) -> dict[str, tuple[int, int]]:
    """For each turn that has variants: which of how many it is."""
    pairs = [(turn.id, turn.parent_id) for turn in document.turns]
    places: dict[str, tuple[int, int]] = {}
    for turn_id, family in turn_tree.variants(pairs, [turn.id for turn in document.turns]).items():
        if turn_id not in places:
            places.update((each, (n, len(family))) for n, each in enumerate(family, 1))
    return places


def first_words(turn: Turn, characters: int = 60) -> str:
    """The beginning of a turn's text on one line."""
    words = " ".join(turn.text[: characters * 4].split())
    return words if len(words) <= characters else words[: characters - 1].rstrip() + "…"


def _told(turn: Turn, places: Mapping[str, tuple[int, int]], wanted: Wanted, link: Linker) -> Told:
    variant = places.get(turn.id, (1, 1))
    return Told(turn, _who(turn), variant, list(_sections(turn, wanted, link)))


def _who(turn: Turn) -> str:
    if turn.role == "user":
        return "Prompt"
    return (" ".join(turn.model.split()) or "Gemini") + (" · demo" if turn.demo else "")


def _sections(turn: Turn, wanted: Wanted, link: Linker) -> Iterator[Section]:
    several = len({step.candidate for step in turn.steps}) > 1
    candidate = None
    files = _Files(turn, link)
    sources: dict[Source, None] = {}
    for step in turn.steps:
        if several and step.candidate != candidate:
            candidate = step.candidate
            yield Candidate(candidate + 1)
        for section in _of_step(step, wanted, files):
            if isinstance(section, Source):
                sources[section] = None
            else:
                yield section
    yield from sources
    outcome = turn.outcome
    if outcome is not None and outcome.kind != "complete":
        yield End(outcome.kind, " ".join(outcome.message.split()))
    words = figures.of(turn, usage=wanted.usage, times=wanted.times)
    if words:
        yield Figures(words)


def _of_step(step: Step, wanted: Wanted, files: _Files) -> Iterator[Section]:
    """Pieces of text that stand side by side are one."""
    text: list[str] = []
    for content in step.contents:
        if isinstance(content, Text):
            text.append(content.text)
            continue
        found = _section(content, wanted, files)
        if found is None:
            continue
        if text:
            yield Words("".join(text))
            text = []
        yield found
    if text:
        yield Words("".join(text))


def _section(content: Content, wanted: Wanted, files: _Files) -> Section | None:
    match content:
        case ThoughtText() if wanted.thoughts:
            return Thought(content.text)
        case Media():
            found = files.next(content)
            return None if content.thought and not wanted.thoughts else found
        case Citation() if content.uri:
            label = content.title or content.uri
            return Source(" ".join(label.split()), content.uri)
        case Text() | ThoughtText() | ThoughtSignature() | Metadata() | Citation():
            return None
        case _ if wanted.tools:
            return _call(content)
        case _:
            return None


def _call(content: FunctionCall | ToolCall | ToolResult | UnknownContent) -> Call:
    match content:
        case FunctionCall():
            return Call("Call", content.name, arguments.text(content), "json")
        case ToolCall():
            return Call(content.kind, content.name, *_json(content.arguments))
        case ToolResult():
            return Call(content.kind, content.name, *_json(content.result))
        case UnknownContent():
            return Call(content.name, "", *_json(content.value))


def _json(value: Json) -> tuple[str, str]:
    if value is None or value in ({}, [], ""):
        return "", ""
    if isinstance(value, str):
        return value, ""
    try:
        return json.dumps(value, indent=2, ensure_ascii=False), "json"
    except RecursionError:
        return "(nested too deep to be shown)", ""


class _Files:
    """The media of a turn in their order, those of raw sound as one file."""

    def __init__(self, turn: Turn, link: Linker) -> None:
        self._link = link
        self._place = -1
        self._files = {place: file for file in media_files.files(turn) for place in file.places}
        self._linked: set[str] = set()

    def next(self, media: Media) -> File | None:
        """The next one; None where it is part of a file that was told already."""
        self._place += 1
        name = " ".join(media.name.split())
        kind = media.kind
        if media.uri:
            return File(kind, name or _WORDS[kind], media.uri, here=False, named=bool(name))
        file = self._files.get(self._place)
        if file is None:
            label = name or f"{_WORDS[kind]} ({media.mime_type})"
            return File(kind, label, "", here=False, named=bool(name)) if media.data else None
        if file.name in self._linked:
            return None
        self._linked.add(file.name)
        suffix = file.name[file.name.rfind(".") :]
        label = name or f"{_WORDS[kind]} ({suffix[1:].upper()})"
        address = self._link(file.data, kind, suffix)
        return File(kind, label, address, here=True, named=bool(name))


_WORDS: dict[MediaKind, str] = {
    "image": "Picture",
    "audio": "Sound",
    "video": "Film",
    "document": "File",
}
