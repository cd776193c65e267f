"""A conversation as plain text: what was written, and the rest between lines that say what it is.

Not the Markdown without its marks: an answer stands as the model wrote it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from gemini_desktop.core.export import sections
from gemini_desktop.core.export.document import Document
from gemini_desktop.core.export.sections import Linker, Section, Strand, Told
from gemini_desktop.core.export.wanted import Wanted

_RULE = "-" * 72


def write(conversation: Document, wanted: Wanted, link: Linker) -> str:
    """The text. Files are named where they lie beside it, else only told about."""
    title = " ".join(conversation.title.split())
    parts = [f"{title}\n{'=' * min(72, max(3, len(title)))}"] if title else []
    for strand in sections.strands(conversation, wanted, link if wanted.beside else _not_written):
        parts.extend(_strand(strand, wanted))
    return "\n\n".join(part for part in parts if part) + "\n"


def _not_written(_: bytes, __: str, ___: str) -> str:
    """A text file can hold no picture."""
    return "-"


def _strand(strand: Strand, wanted: Wanted) -> Iterator[str]:
    if strand.kind == "branch":
        after = f"Another branch, after: {strand.after}" if strand.after else "Another beginning"
        yield f"{_RULE}\n{after}"
    for told in strand.turns:
        yield f"{_RULE}\n{_heading(told)}"
        for section in told.sections:
            yield _section(section, wanted)


def _heading(told: Told) -> str:
    number, of = told.variant
    variant = f" ({number} of {of})" if of > 1 else ""
    who = told.who if told.turn.role == "user" else f"Answer · {told.who}"
    return f"{' '.join(who.split())}{variant}"


def _section(section: Section, wanted: Wanted) -> str:
    match section:
        case sections.Words(text=text):
            return text.strip("\n")
        case sections.Thought(text=text):
            return f"[Thought]\n{_indented(text.strip())}"
        case sections.Call(kind=kind, name=name, text=text):
            return f"[{kind}{f' {name}' if name else ''}]\n{_indented(text)}".rstrip()
        case sections.File(label=label, address=address, here=here):
            where = address if address and (wanted.beside or not here) else ""
            return f"[{label}{f': {where}' if where else ''}]"
        case sections.Source(label=label, address=address):
            return f"Source: {label}" + (f" <{address}>" if address != label else "")
        case sections.Candidate(number=number):
            return f"[Candidate {number}]"
        case sections.End(kind=kind, message=message):
            return f"[{kind.capitalize()}] {message}".rstrip()
        case sections.Figures(words=words):
            return f"({' · '.join(words)})"


def _indented(text: str) -> str:
    return textwrap.indent(text, "    ")
