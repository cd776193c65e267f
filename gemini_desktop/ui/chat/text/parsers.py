"""markdown-it as the chat uses it. Only what `markdown` imports when there is something to read:
sixty modules, and 25 ms.
"""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, reference

from gemini_desktop.core.text.formulas import rule
from gemini_desktop.ui.chat.text.limits import MAX_NESTING


def _any_address(url: str) -> bool:
    del url
    return True


def _reference(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A footnote (`[^1]: words`) is a paragraph of its own, not the definition of a link."""
    start = state.bMarks[start_line] + state.tShift[start_line]
    if state.src.startswith("[^", start):
        return False
    return reference(state, start_line, end_line, silent)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": MAX_NESTING})
    parser.enable(["table", "strikethrough"])
    rule.use(parser)
    parser.block.ruler.at("reference", _reference, {"alt": []})
    # An address that may not be opened is shown all the same, as text beside its words.
    parser.validateLink = _any_address  # type: ignore[method-assign]
    return parser


full = _parser()
full_without_tables = _parser().disable("table")
blocks = _parser()
blocks.core.ruler.disable(["inline", "text_join"])
blocks_without_tables = _parser().disable("table")
blocks_without_tables.core.ruler.disable(["inline", "text_join"])
