r"""markdown-it's rules for formulas, before those for escapes and paragraphs.

`$$` or `\[` at the beginning of a line starts a block that ends with the line on which it is
closed, over blank lines too, as a fence does; without a close it is the words that it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gemini_desktop.core.text.formulas import find

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.ruler import RuleOptionsType
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

INLINE = "formula_inline"
BLOCK = "formula_block"
"""Tokens; `content` is the LaTeX, `markup` the source, `meta["display"]` whether it is large."""

_OPEN = "open_formula"
_IN_VAIN = "formula_in_vain"
"""Keys of the parser's environment."""
_ENDS = {"$$": "$$", r"\[": r"\]"}
_STOPS = re.compile(r"(?:`{3}|~{3}|#{1,6} )")
"""Lines that no formula goes over: fences and headings."""


def use(parser: MarkdownIt) -> None:
    """Teach the parser formulas."""
    parser.inline.ruler.before("escape", INLINE, _inline)
    alternatives: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    parser.block.ruler.before("fence", BLOCK, _block, alternatives)


def open_line(env: Mapping[str, Any]) -> int | None:
    """The first line on which a formula was begun that more text may close; None without one."""
    line = env.get(_OPEN)
    return line if isinstance(line, int) else None


def _inline(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] not in "$\\":
        return False
    formula = find.at(state.src, state.pos)
    if formula is None:
        return False
    if not silent:
        token = state.push(INLINE, "", 0)
        _fill(token, formula)
    state.pos += len(formula.source)
    return True


def _block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    start = state.bMarks[start_line] + state.tShift[start_line]
    mark = _ENDS.get(state.src[start : start + 2])
    if mark is None or state.is_code_block(start_line):
        return False
    if _is_in_vain(state, mark, start_line):
        return False
    end = find.closing(state.src, mark, start + 2)
    if (len(state.src) if end < 0 else end) - start > find.MAX_CHARACTERS:
        return False
    lines: list[str] = []
    for line in range(start_line, end_line):
        begin, stop = state.bMarks[line] + state.tShift[line], state.eMarks[line]
        text = state.src[begin:stop]
        if lines and (_STOPS.match(text) or (text and state.sCount[line] < state.blkIndent)):
            state.env[_IN_VAIN] = mark, state.blkIndent, start_line, line
            return False
        if stop - start > find.MAX_CHARACTERS:
            return False
        if 0 <= end < stop:
            lines.append(text[: end + 2 - begin])
            after = state.src[end + 2 : stop]
            return not after.strip() and _take(state, start_line, lines, silent=silent)
        lines.append(text)
    state.env[_IN_VAIN] = mark, state.blkIndent, start_line, end_line
    if len(state.src) - start <= find.MAX_CHARACTERS:
        state.env[_OPEN] = min(start_line, state.env.get(_OPEN, start_line))
    return False


def _is_in_vain(state: StateBlock, mark: str, line: int) -> bool:
    """Whether an opening before this one was searched to a line below it, and found no end."""
    known = state.env.get(_IN_VAIN)
    return known is not None and known[:2] == (mark, state.blkIndent) and known[2] < line < known[3]


def _take(state: StateBlock, start_line: int, lines: list[str], *, silent: bool) -> bool:
    formula = find.whole("\n".join(lines), display=True)
    if formula is None or silent:
        return formula is not None
    token = state.push(BLOCK, "", 0)
    _fill(token, formula)
    state.line = start_line + len(lines)
    token.map = [start_line, state.line]
    return True


def _fill(token: Any, formula: find.Formula) -> None:
    token.content = formula.tex
    token.markup = formula.source
    token.meta = {"display": formula.display}
