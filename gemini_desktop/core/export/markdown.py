"""A conversation as Markdown: prompts and answers as they were written, the rest marked as such.

Nothing in an answer can swallow what comes after it: a fence or a comment that it left open is
closed, so that every turn keeps its heading (see `shut`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from markdown_it import MarkdownIt

from gemini_desktop.core.export import document, embedded, sections
from gemini_desktop.core.export.document import Document
from gemini_desktop.core.export.sections import Linker, Section, Strand, Told
from gemini_desktop.core.export.wanted import Wanted
from gemini_desktop.core.transcript import Transcript

_FENCE_RUN = re.compile(r"`{3,}")
_MARKS = re.compile(r"([\\`*_\[\]<>&])")
_NOT_IN_ADDRESS = re.compile(r"[\s<>()\\]")
_AFTER = "\n\n## after"
_CLOSERS = ("-->", "]]>", "?>", ">", "</script>", "</pre>", "</style>", "</textarea>")
_parser = MarkdownIt("commonmark").enable("table")
_parser.core.ruler.disable(["inline", "text_join"])


def render(transcript: Transcript, title: str = "") -> str:
    """A path through a conversation, oldest turn first, with thoughts, calls, pictures (embedded)
    and sources."""
    return write(document.of(transcript, title), Wanted(), embedded.link)


def write(conversation: Document, wanted: Wanted, link: Linker) -> str:
    """A conversation; `link` puts its files somewhere and tells where."""
    title = _one_line(conversation.title)
    parts = [f"# {title}"] if title else []
    for strand in sections.strands(conversation, wanted, link):
        parts.extend(_strand(strand))
    return "\n\n".join(part for part in parts if part) + "\n"


def shut(text: str) -> str:
    """The text with its last fence, comment or tag closed where it would reach over what follows;
    as it is where it would not."""
    if _ends(text):
        return text
    fence = next((t.markup for t in reversed(_parser.parse(text)) if t.type == "fence"), "```")
    for closer in (fence, *_CLOSERS, f"{fence}\n-->"):
        if _ends(f"{text}\n{closer}"):
            return f"{text}\n{closer}"
    return _fenced(text, "")


def _ends(text: str) -> bool:
    """Whether a heading after the text is one."""
    tokens = _parser.parse(text + _AFTER)
    return len(tokens) >= 3 and tokens[-3].type == "heading_open" and tokens[-3].level == 0


def _strand(strand: Strand) -> Iterator[str]:
    if strand.kind == "branch":
        yield "---"
        yield (
            f"*Another branch, after: {_words(strand.after)}*"
            if strand.after
            else ("*Another beginning*")
        )
    for told in strand.turns:
        yield f"## {_heading(told)}"
        yield from _sections(told.sections)


def _heading(told: Told) -> str:
    number, of = told.variant
    variant = f" · {number} of {of}" if of > 1 else ""
    if told.turn.role == "user":
        return f"Prompt{variant}"
    return f"Answer · {_one_line(told.who)}{variant}"


def _sections(found: Iterable[Section]) -> Iterator[str]:
    """A list of sources is one list, not a paragraph a source."""
    sources: list[str] = []
    for section in found:
        if isinstance(section, sections.Source):
            address = _NOT_IN_ADDRESS.sub(_percent, section.address)
            sources.append(f"- Source: [{_words(section.label)}]({address})")
            continue
        if sources:
            yield "\n".join(sources)
            sources = []
        yield _section(section)
    if sources:
        yield "\n".join(sources)


def _section(section: Section) -> str:
    match section:
        case sections.Words(text=text):
            return shut(text.strip("\n"))
        case sections.Thought(text=text):
            lines = ["**Thought**", "", *shut(text.strip()).split("\n")]
            return "\n".join(f"> {line}".rstrip() for line in lines)
        case sections.Call():
            name = _code(section.name) if section.name else ""
            head = f"**{_words(section.kind)}** {name}".rstrip()
            return head + (f"\n\n{_fenced(section.text, section.language)}" if section.text else "")
        case sections.File():
            return _file(section)
        case sections.Candidate(number=number):
            return f"### Candidate {number}"
        case sections.End():
            return f"> **{section.kind.capitalize()}.** {_words(section.message)}".rstrip()
        case sections.Figures(words=words):
            return f"*{' · '.join(words)}*"
        case sections.Source():  # told in a list, by whoever asks
            return ""


def _file(file: sections.File) -> str:
    label = _words(file.label)
    if not file.address:
        return f"{label} *(its data cannot be read)*"
    mark = "!" if file.kind == "image" else ""
    address = file.address
    if not file.here:
        address = _NOT_IN_ADDRESS.sub(_percent, address)
    return f"{mark}[{label}]({address})"


def _fenced(text: str, language: str) -> str:
    """The text in a fence longer than any run of backticks inside."""
    longest = max((len(run) for run in _FENCE_RUN.findall(text)), default=2)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"


def _code(text: str) -> str:
    """A name as code on one line, whatever backticks are in it."""
    line = _one_line(text)
    marks = "`" * (max((len(run) for run in re.findall(r"`+", line)), default=0) + 1)
    blank = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{marks}{blank}{line}{blank}{marks}"


def _words(text: str) -> str:
    """Words that are no Markdown, on one line."""
    return _MARKS.sub(r"\\\1", _one_line(text))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _percent(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "replace"))
