"""Markdown of an answer as HTML, in the dialect that the chat shows.

Raw HTML stays the text that it is, pictures elsewhere become links (a page that is opened tells
nobody), and what may not be clicked is no link.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, MutableMapping, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from gemini_desktop.core.export.page import code, formulas, safe
from gemini_desktop.core.text.formulas import rule

_NESTING = 40
_DIRECTED = frozenset(
    {"paragraph_open", "heading_open", "list_item_open", "blockquote_open", "td_open", "th_open"}
)
"""Blocks that may each run from right to left."""
_PAPER_TABLE = (
    '<table border="1" cellspacing="0" cellpadding="5"'
    ' style="border-collapse:collapse; margin-top:5px; margin-bottom:5px">\n'
)
_FIRST_LETTERS = 200
_PAPER_SIZES = (14, 13, 12, 11, 10.5, 10)
_TABLES = {
    "table_open": (
        '<div class="table"><table>\n',
        _PAPER_TABLE,
    ),
    "table_close": ("</table></div>\n", "</table>\n"),
}
"""On a page, and on paper."""
_PAPER = "paper"


def rendered(markdown: str, *, paper: bool = False) -> str:
    """The HTML. For `paper` (Qt's rich text) it has colours in place and formulas as source."""
    env = {_PAPER: paper}
    tokens = _parser.parse(markdown, env)
    if any(token.level >= _NESTING - 1 for token in tokens):
        return plain(markdown)  # markdown-it drops what is nested deeper
    return str(_parser.renderer.render(tokens, _parser.options, env))


def plain(text: str) -> str:
    """Text that is no Markdown, its lines and blanks as they are."""
    return f'<p class="plain" dir="auto">{safe.text(text)}</p>\n'


class _Renderer(RendererHTML):
    """Blocks; what stands for itself has a rule of its own below."""

    def renderToken(  # noqa: N802 - markdown-it's name
        self,
        tokens: Sequence[Token],
        idx: int,
        options: OptionsDict,
        env: MutableMapping[str, Any],
    ) -> str:
        """Called by markdown-it."""
        token = tokens[idx]
        if token.type in _DIRECTED:
            near = tokens[idx + 1 : idx + 4]  # of an item or a quotation, its first paragraph's
            inner = next((each.content for each in near if each.type == "inline"), "")
            token.attrSet("dir", direction(inner) if env.get(_PAPER) else "auto")
        if token.type.startswith("heading_") and env.get(_PAPER):
            return _paper_heading(token, str(token.attrs.get("dir", "ltr")))
        if token.type.startswith("heading_"):  # below the heading of its turn
            token.tag = f"h{min(6, int(token.tag[1]) + 2)}"
        if token.type in _TABLES:
            return _TABLES[token.type][bool(env.get(_PAPER))]
        return str(super().renderToken(tokens, idx, options, env))


def direction(text: str) -> str:
    """Which way text runs, by its first letter that tells: Qt does not look by itself."""
    for character in text[:_FIRST_LETTERS]:
        match unicodedata.bidirectional(character):
            case "R" | "AL":
                return "rtl"
            case "L":
                return "ltr"
    return "ltr"


def _paper_heading(token: Token, way: str) -> str:
    """Qt has sizes of its own for headings, whatever a style says of theirs."""
    if token.nesting < 0:
        return "</p>\n"
    size = _PAPER_SIZES[int(token.tag[1]) - 1]
    look = f"font-size:{size}pt; font-weight:600; margin-top:12px; margin-bottom:3px"
    return f'<p dir="{way}" style="{look}">'


def _text(token: Token, _: bool) -> str:
    return safe.text(token.content)


def _code(token: Token, _: bool) -> str:
    return f"<code>{safe.text(token.content)}</code>"


def _fence(token: Token, paper: bool) -> str:
    return block(token.content, "".join(token.info.split(maxsplit=1)[:1]), paper=paper)


def _link(token: Token, _: bool) -> str:
    address = str(token.attrs.get("href", ""))
    return opening(address) if safe.is_link(address) else f'<a title="{safe.text(address)}">'


def _image(token: Token, _: bool) -> str:
    address = str(token.attrs.get("src", ""))
    label = safe.text(f"🖼 {token.content or 'Picture'}")
    return f"{opening(address)}{label}</a>" if safe.is_link(address) else label


def _formula(token: Token, paper: bool) -> str:
    display = bool(token.meta["display"])
    if paper:
        return formulas.plain(token.markup, display=token.block)
    return formulas.mathml(token.content, token.markup, display=display)


def opening(address: str) -> str:
    """The beginning of a link that tells nobody where it was clicked."""
    return f'<a href="{safe.text(address)}" rel="noopener noreferrer nofollow">'


def block(text: str, language: str, *, paper: bool = False, labelled: bool = True) -> str:
    """A block of code, with its language over it where it is `labelled`."""
    shown = code.coloured(text.removesuffix("\n"), language, inline=paper)
    if paper:
        return (
            '<table width="100%" cellspacing="0" cellpadding="8" bgcolor="#f6f7f9"'
            ' style="margin-top:5px; margin-bottom:5px"><tr><td>'
            f"<pre>{shown}</pre></td></tr></table>\n"
        )
    head = f'<div class="language">{safe.text(language)}</div>' if language and labelled else ""
    return f'<div class="code">{head}<pre dir="ltr" tabindex="0"><code>{shown}</code></pre></div>\n'


def _any_address(url: str) -> bool:
    """The renderer decides what may be clicked; until then nothing is lost."""
    del url
    return True


def _made() -> MarkdownIt:
    parser = MarkdownIt(
        "commonmark", {"html": False, "maxNesting": _NESTING}, renderer_cls=_Renderer
    )
    parser.enable(["table", "strikethrough"])
    rule.use(parser)
    parser.validateLink = _any_address  # type: ignore[method-assign]
    for name, write in _RULES.items():
        parser.add_render_rule(name, _rule(write))
    return parser


def _rule(write: Callable[[Token, bool], str]) -> Callable[..., str]:
    """As markdown-it calls it: with the renderer, all tokens, and which of them it is about."""

    def render(_: object, tokens: Sequence[Token], idx: int, __: object, env: Any) -> str:
        return write(tokens[idx], bool(env.get(_PAPER)))

    return render


_RULES = {
    "text": _text,
    "code_inline": _code,
    "code_block": _fence,
    "fence": _fence,
    "link_open": _link,
    "image": _image,
    rule.INLINE: _formula,
    rule.BLOCK: _formula,
}


_parser = _made()
