r"""Where a formula begins and ends in running text: `$…$`, `$$…$$`, `\(…\)` and `\[…\]`.

The rules are those of Pandoc's tex_math_dollars, and a few more that tell money and words from
formulas. They look at the text up to one character after the formula, never further, so that text
that only grows never loses a formula again.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

import msgspec

MAX_CHARACTERS = 3000
"""What is longer is shown as it stands. Less than what the splitter cuts, so that a formula is
never cut."""

_STEP = re.compile(r"\\.|\$", re.DOTALL)
_COMMANDS = re.compile(r"\\[A-Za-z]+|\{[^{}]*\}")
_WORD = re.compile(r"[A-Za-z]{2}")
_SAID = re.compile(r"(?:^|[\s(])[^\W\d_]{2}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CALCULATED = re.compile(r"[\\^_=+<>/|0-9{}()*-]")
_LONG_WORD = re.compile(r"[^\W\d_]{4}")


class Formula(msgspec.Struct, frozen=True):
    """`source` with its delimiters, `tex` without. `display`: large, as on a line of its own."""

    source: str
    tex: str
    display: bool


def at(text: str, start: int) -> Formula | None:
    """The formula that begins at this character, wholly within the text; None where none does."""
    two = text[start : start + 2]
    if two in (r"\(", r"\["):
        return _between(text, start, r"\)" if two == r"\(" else r"\]")
    if two == "$$":
        return None if text[start - 1 : start] == "$" else _between(text, start, "$$")
    return _dollar(text, start) if two[:1] == "$" else None


def closing(text: str, mark: str, start: int = 0) -> int:
    """Where this mark stands next, not escaped; -1 where it does not."""
    places = _places(text).get(mark, ())
    number = bisect_left(places, start)
    return places[number] if number < len(places) else -1


@lru_cache(maxsize=8)
def _places(text: str) -> dict[str, list[int]]:
    """Where each mark stands that may close a formula. All at once, for a text of nothing but
    openings would be searched to its end for each of them."""
    places: dict[str, list[int]] = {mark: [] for mark in ("$", "$$", r"\)", r"\]")}
    for step in _STEP.finditer(text):
        start = step.start()
        if step[0] == "$":
            places["$"].append(start)
            if text.startswith("$$", start):
                places["$$"].append(start)
        elif step[0] in places:
            places[step[0]].append(start)
    return places


def whole(source: str, *, display: bool) -> Formula | None:
    """A formula with delimiters of two characters; None where these are words after all."""
    tex = source[2:-2].strip()
    if not tex or "`" in tex or len(source) > MAX_CHARACTERS:
        return None
    if not source.startswith("$") and not _CALCULATED.search(tex) and _LONG_WORD.search(tex):
        return None  # brackets that were escaped for Markdown's sake
    return Formula(source, tex, display)


def _between(text: str, start: int, mark: str) -> Formula | None:
    end = closing(text, mark, start + 2)
    return None if end < 0 else whole(text[start : end + 2], display=mark != r"\)")


def _dollar(text: str, start: int) -> Formula | None:
    before = text[start - 1 : start] if start else ""
    if before == "$" or (before.isascii() and before.isalnum()):
        return None
    end = closing(text, "$", start + 1)
    tex = text[start + 1 : end]
    if (
        not 0 <= end < start + MAX_CHARACTERS
        or not tex
        or tex[0].isspace()
        or tex[-1].isspace()
        or "`" in tex
    ):
        return None
    if _is_money(tex) or not _may_follow(tex, text[end + 1 : end + 2]):
        return None
    return Formula(text[start : end + 1], tex, display=False)


def _is_money(tex: str) -> bool:
    """`$5 and 10$`: a number, then words that are not LaTeX's."""
    return tex[0].isdigit() and bool(_SAID.search(_COMMANDS.sub("", tex)))


def _may_follow(tex: str, after: str) -> bool:
    """`$n$th` is a formula, `$HOME/$USER` and `$5-$6` are none."""
    if not after.isascii() or not after.isalnum():
        return after != "$"
    return after.isalpha() and not _WORD.search(_COMMANDS.sub("", tex))
