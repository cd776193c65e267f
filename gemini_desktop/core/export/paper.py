"""A conversation as rich text for paper: the part of HTML that Qt prints, colours in place.

Pictures are named by the addresses that the linker gives; nothing else is ever asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gemini_desktop.core.export import html, sections
from gemini_desktop.core.export.document import Document
from gemini_desktop.core.export.page import prose, safe
from gemini_desktop.core.export.sections import Linker, Section, Strand, Told
from gemini_desktop.core.export.wanted import Wanted

_GREY, _PALE = "#59626f", "#656d7a"
_BOX = (
    '<table width="100%" cellspacing="0" cellpadding="8" bgcolor="{0}"'
    ' style="margin-top:5px; margin-bottom:5px">'
    "<tr><td>{1}</td></tr></table>\n"
)
_ENDS = {"failed": ("#fdecec", "#c81e1e")}
_OTHER_END = ("#fdf3e1", "#b45309")


def write(conversation: Document, wanted: Wanted, link: Linker) -> str:
    """The rich text; `link` gets the pictures, and gives the addresses that name them."""
    return "".join(_pieces(conversation, wanted, link))


def _pieces(conversation: Document, wanted: Wanted, link: Linker) -> Iterator[str]:
    yield f"<html><body><h1>{safe.text(html.title_of(conversation))}</h1>\n"
    yield f'<p style="color:{_GREY}">{safe.text(html.about(conversation))}</p>\n'
    for strand in sections.strands(conversation, wanted, link):
        yield _beginning(strand)
        for told in strand.turns:
            yield from _turn(told)
    yield "</body></html>\n"


def _beginning(strand: Strand) -> str:
    if strand.kind == "path":
        return ""
    words = f"Another branch, after “{strand.after}”" if strand.after else "Another beginning"
    return f'<p style="color:{_GREY}; margin-top:30px">{safe.text(words)}</p>\n'


def _turn(told: Told) -> Iterator[str]:
    place, of = told.variant
    variant = f" · {place} of {of}" if of > 1 else ""
    prompt = told.turn.role == "user"
    head = f"<b>{safe.text(told.who)}</b><span style='color:{_PALE}'>{variant}</span>"
    yield f'<p style="margin-top:18px; margin-bottom:6px">{head}</p>\n'
    yield from _sections(told.sections, prompt=prompt)


def _sections(found: Iterable[Section], *, prompt: bool) -> Iterator[str]:
    first = True
    for section in found:
        if isinstance(section, sections.Source):
            yield f'<p style="color:{_GREY}">Sources</p>\n' if first else ""
            first = False
        yield _section(section, prompt=prompt)


def _section(section: Section, *, prompt: bool) -> str:
    match section:
        case sections.Words(text=text) if prompt:
            return _BOX.format("#edf2fb", _lines(text))
        case sections.Words(text=text):
            return prose.rendered(text, paper=True)
        case sections.Thought(text=text):
            inner = prose.rendered(text, paper=True)
            return _BOX.format("#f7f4fd", f'<p style="color:#7c4dd8"><b>Thought</b></p>{inner}')
        case sections.Call(kind=kind, name=name, text=text, language=language):
            shown = f" <code>{safe.text(name)}</code>" if name else ""
            head = f"<p><b>{safe.text(kind.replace('_', ' '))}</b>{shown}</p>\n"
            return head + (prose.block(text, language, paper=True) if text else "")
        case sections.File():
            return _file(section)
        case sections.Source(label=label, address=address):
            where = f" – {safe.text(address)}" if label != address else ""
            return f"<p>{safe.text(label)}<span style='color:{_PALE}'>{where}</span></p>\n"
        case sections.Candidate(number=number):
            return f'<p style="color:{_PALE}"><b>Candidate {number}</b></p>\n'
        case sections.End(kind=kind, message=message):
            ground, ink = _ENDS.get(kind, _OTHER_END)
            words = safe.text(message or kind.capitalize())
            return _BOX.format(ground, f'<p style="color:{ink}">{words}</p>')
        case sections.Figures(words=figures):
            words = safe.text(" · ".join(figures))
            return f'<p style="color:{_PALE}"><small>{words}</small></p>\n'


def _file(file: sections.File) -> str:
    label = safe.text(file.label)
    if file.kind == "image" and file.here and file.address:
        shown = f'<p><img src="{safe.text(file.address)}"></p>\n'
        named = f'<p style="color:{_PALE}"><small>{label}</small></p>\n' if file.named else ""
        return shown + named
    where = f" – {safe.text(file.address)}" if file.address and not file.here else ""
    return f"<p>[{label}]{where}</p>\n"


def _lines(text: str) -> str:
    """Lines and blanks as they were typed."""
    return f'<p dir="{prose.direction(text)}" style="white-space:pre-wrap">{safe.text(text)}</p>'
