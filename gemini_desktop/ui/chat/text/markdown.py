"""The two Markdown parsers of the chat: one finds blocks, one reads them whole.

CommonMark with tables and struck-out text, as the models write it. HTML is off: it stays the text
that it is, so nothing in an answer can style the window, load a file or reach the network.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from gemini_desktop.core.text.formulas import rule
from gemini_desktop.ui.chat.text.limits import MAX_BARS

if TYPE_CHECKING:
    from markdown_it.token import Token

References = dict[str, dict[str, Any]]
"""Link reference definitions by normalised label, as markdown-it keeps them."""


class Structure(NamedTuple):
    """The tokens of blocks; `open_line` is the first line that would look different if more text
    closed the formula that begins there."""

    tokens: list[Token]
    open_line: int | None


def _is_wide(source: str) -> bool:
    """Whether a line may have so many cells that it is no table to read: tokens for each of
    thousands of cells cost more than a frame."""
    return source.count("|") > MAX_BARS and any(
        line.count("|") > MAX_BARS for line in source.split("\n")
    )


def parse(source: str, references: References | None = None) -> list[Token]:
    """All tokens, the inline ones too. `references` holds definitions from elsewhere."""
    from gemini_desktop.ui.chat.text import parsers

    parser = parsers.full_without_tables if _is_wide(source) else parsers.full
    return parser.parse(source, {"references": dict(references or {})})


def parse_inline(source: str, references: References | None = None) -> list[Token]:
    """The tokens of one paragraph that goes on, whatever its first characters look like."""
    from markdown_it.token import Token

    from gemini_desktop.ui.chat.text import parsers

    inline = parsers.full.parseInline(source.strip(), {"references": dict(references or {})})
    return [Token("paragraph_open", "p", 1), *inline, Token("paragraph_close", "p", -1)]


def inline_token(source: str, references: References | None = None) -> Token:
    """The inline content of a block, read as it stands."""
    from gemini_desktop.ui.chat.text import parsers

    env = {"references": {} if references is None else references}
    return parsers.full.parseInline(source, env)[0]


def plain(source: str) -> list[Token]:
    """The tokens of a paragraph that is the source as it stands."""
    from markdown_it.token import Token

    text = Token("text", "", 0, content=source.strip("\n"))
    inline = Token("inline", "", 0, children=[text])
    return [Token("paragraph_open", "p", 1), inline, Token("paragraph_close", "p", -1)]


def parse_blocks(source: str, references: References | None = None) -> Structure:
    """The block structure alone, at about a tenth of the price of a whole parse.

    Definitions found are added to `references` where the label is new (the first one counts).
    """
    from gemini_desktop.ui.chat.text import parsers

    parser = parsers.blocks_without_tables if _is_wide(source) else parsers.blocks
    env = {"references": {} if references is None else references}
    tokens = parser.parse(source, env)
    return Structure(tokens, rule.open_line(env))
