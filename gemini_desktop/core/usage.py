"""Totals of tokens, as a stream repeats them."""

from __future__ import annotations

from gemini_desktop.core.events import Usage

TOTALS = ("input", "output", "thoughts", "cached", "tool_use", "total")


def added(before: Usage | None, new: Usage) -> Usage:
    """The totals of two requests of one answer; `raw` is the latter's."""
    if before is None:
        return new
    sums = {
        name: None if one is None and two is None else (one or 0) + (two or 0)
        for name in TOTALS
        for one, two in [(getattr(before, name), getattr(new, name))]
    }
    return Usage(**sums, raw=new.raw)


def merged(old: Usage | None, new: Usage) -> Usage:
    """Later totals replace earlier ones field by field; what a chunk leaves out still holds."""
    if old is None or _says_as_much(new, old):
        return new
    pairs = {
        name: value if (value := getattr(new, name)) is not None else getattr(old, name)
        for name in TOTALS
    }
    raw = (
        {**old.raw, **new.raw}
        if isinstance(old.raw, dict) and isinstance(new.raw, dict)
        else new.raw
    )
    return Usage(**pairs, raw=raw)


def _says_as_much(new: Usage, old: Usage) -> bool:
    """Whether merging would give `new`: as a rule each chunk brings all the totals."""
    return (
        isinstance(new.raw, dict)
        and isinstance(old.raw, dict)
        and list(new.raw) == list(old.raw)
        and (new.input is not None or old.input is None)
        and (new.output is not None or old.output is None)
        and (new.thoughts is not None or old.thoughts is None)
        and (new.cached is not None or old.cached is None)
        and (new.tool_use is not None or old.tool_use is None)
        and (new.total is not None or old.total is None)
    )
