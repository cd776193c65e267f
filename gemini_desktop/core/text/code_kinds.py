"""What the words of code are, by Pygments; whoever shows them has the colours."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pygments.lexer import Lexer


@lru_cache(maxsize=64)
def lexer(language: str) -> Lexer | None:
    """What takes this language (in small letters) apart; None where it is not known."""
    # Imported late: only the first block of code needs it, long after the window is up.
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


def nearest(kind: str, known: Mapping[str, str]) -> str:
    """What `known` has for a kind of token (`Token.Name.Function`), else for what it is a kind of;
    empty where it has neither."""
    name = kind.removeprefix("Token.")
    while name:
        if name in known:
            return known[name]
        name = name.rpartition(".")[0]
    return ""
