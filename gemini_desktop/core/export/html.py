"""A conversation as one HTML page that looks as the chat does, and needs nothing but itself.

There is no script in it, and its content security policy allows none: nothing is loaded from
anywhere, pictures and sounds are in the page (or lie beside it, where that was asked for). Every
text of a stranger is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gemini_desktop.core.export import figures, sections
from gemini_desktop.core.export.document import Document
from gemini_desktop.core.export.page import prose, safe, style
from gemini_desktop.core.export.sections import Linker, Section, Strand, Told
from gemini_desktop.core.export.wanted import Wanted

_POLICY = (
    "default-src 'none'; img-src data:{0}; media-src data:{0}; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'"
)
_BESIDE = " 'self' file:"
_UNTITLED = "Untitled chat"


def write(conversation: Document, wanted: Wanted, link: Linker) -> str:
    """The page; `link` puts the files of the conversation somewhere and tells where."""
    return "".join(pieces(conversation, wanted, link))


def pieces(conversation: Document, wanted: Wanted, link: Linker) -> Iterator[str]:
    """The same in pieces, a turn at a time."""
    title = safe.text(title_of(conversation))
    yield (
        f"{head(title_of(conversation), beside=wanted.beside)}"
        f'<header>\n<h1 dir="auto">{title}</h1>\n'
        f"<p>{safe.text(about(conversation))}</p>\n</header>\n<main>\n"
    )
    number = 0
    for strand in sections.strands(conversation, wanted, link):
        yield _beginning(strand)
        for told in strand.turns:
            number += 1
            yield from _turn(told, number)
    yield "</main>\n</body>\n</html>\n"


def head(title: str, *, beside: bool) -> str:
    """Everything before the body; files `beside` the page may be shown in it."""
    policy = _POLICY.format(_BESIDE if beside else "")
    return (
        "<!DOCTYPE html>\n"
        '<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="generator" content="Gemini Desktop">\n'
        f"<title>{safe.text(title)}</title>\n<style>\n{style.sheet()}</style>\n</head>\n<body>\n"
    )


def title_of(conversation: Document) -> str:
    """The title on one line."""
    return " ".join(conversation.title.split()) or _UNTITLED


def about(conversation: Document) -> str:
    """The line below the title."""
    path = conversation.path
    prompts = sum(turn.role == "user" for turn in path)
    models = dict.fromkeys(turn.model for turn in path if turn.role == "model" and turn.model)
    words = [f"{prompts} prompt" + ("s" if prompts != 1 else ""), *models]
    moment = figures.date(conversation.created_unix_ns)
    return " · ".join([*words, moment.partition(" ")[0]] if moment else words)


def _beginning(strand: Strand) -> str:
    if strand.kind == "path":
        return ""
    words = f"Another branch, after “{strand.after}”" if strand.after else "Another beginning"
    return f'<p class="branch" dir="auto">{safe.text(words)}</p>\n'


def _turn(told: Told, number: int) -> Iterator[str]:
    prompt = told.turn.role == "user"
    place, of = told.variant
    variant = f" <small>{place} of {of}</small>" if of > 1 else ""
    class_ = "prompt" if prompt else "answer"
    unseen = (
        ' class="unseen"' if prompt and not variant else ""
    )  # its place says it, as in the chat
    yield f'<article class="{class_}" id="turn-{number}">\n'
    yield f"<h2{unseen}>{safe.text(told.who)}{variant}</h2>\n"
    yield from _sections(told.sections, prompt=prompt)
    yield "</article>\n"


def _sections(found: Iterable[Section], *, prompt: bool) -> Iterator[str]:
    """Sources that stand side by side are one list."""
    sources: list[str] = []
    for section in found:
        if isinstance(section, sections.Source):
            sources.append(f"<li>{_source(section)}</li>\n")
            continue
        yield from _source_list(sources)
        sources = []
        yield _section(section, prompt=prompt)
    yield from _source_list(sources)


def _source_list(sources: list[str]) -> Iterator[str]:
    if sources:
        yield f'<div class="sources">Sources<ol>\n{"".join(sources)}</ol></div>\n'


def _section(section: Section, *, prompt: bool) -> str:
    match section:
        case sections.Words(text=text) if prompt:
            return f'<p class="bubble" dir="auto">{safe.text(text)}</p>\n'
        case sections.Words(text=text):
            return prose.rendered(text)
        case sections.Thought(text=text):
            inner = prose.rendered(text)
            return f'<details class="thought" open><summary>Thought</summary>\n{inner}</details>\n'
        case sections.Call():
            return _call(section)
        case sections.File():
            return _file(section)
        case sections.Candidate(number=number):
            return f'<p class="candidate">Candidate {number}</p>\n'
        case sections.End(kind=kind, message=message):
            return (
                f'<p class="end {kind}" dir="auto">{safe.text(message or kind.capitalize())}</p>\n'
            )
        case sections.Figures(words=figures_):
            return f'<p class="figures">{safe.text(" · ".join(figures_))}</p>\n'
        case sections.Source():
            return _source(section)


def _call(call: sections.Call) -> str:
    name = f" <code>{safe.text(call.name)}</code>" if call.name else ""
    head = f"<summary>{safe.text(call.kind.replace('_', ' '))}{name}</summary>\n"
    inner = prose.block(call.text, call.language, labelled=False) if call.text else ""
    return f'<details class="call" open>{head}{inner}</details>\n'


def _source(source: sections.Source) -> str:
    label = safe.text(source.label)
    if not safe.is_link(source.address):
        return f"<bdi>{label}</bdi>"
    return f"<bdi>{prose.opening(source.address)}{label}</a></bdi>"


def _file(file: sections.File) -> str:
    label = safe.text(file.label)
    address = file.address if file.here else safe.text(file.address)
    caption = f"<figcaption>{label}</figcaption>" if file.named or file.kind == "audio" else ""
    if not file.here:
        if not safe.is_link(file.address):
            why = "" if file.address else " (its data cannot be read)"
            return f"<p>{label}{why}</p>\n"
        return f"<p>{prose.opening(file.address)}{label}</a></p>\n"
    match file.kind:
        case "image":
            return f'<figure><img src="{address}" alt="{label}">{caption}</figure>\n'
        case "audio":
            return f'<figure><audio controls src="{address}"></audio>{caption}</figure>\n'
        case "video":
            return f'<figure><video controls src="{address}"></video>{caption}</figure>\n'
        case _:
            return f'<p><a href="{address}" download="{label}">{label}</a></p>\n'
