"""Which of the options that are set a protocol has no word for: they are named, not dropped."""

from __future__ import annotations

import msgspec

from gemini_desktop.core.request import Options

_DEFAULTS = Options()


def set_fields(options: Options) -> list[str]:
    """The names of the options that are set, in the order of `Options`."""
    return [
        field.name
        for field in msgspec.structs.fields(Options)
        if getattr(options, field.name) != getattr(_DEFAULTS, field.name)
    ]


def left_out(options: Options, carried: frozenset[str]) -> list[str]:
    """The options that are set and not carried; `raw` is always carried."""
    return [name for name in set_fields(options) if name not in carried and name != "raw"]


def carried(*names: str, but: tuple[str, ...] = ()) -> frozenset[str]:
    """A set of option names. Raises ValueError for one that is none, so that none is misspelt."""
    known = {field.name for field in msgspec.structs.fields(Options)}
    if strange := {*names, *but} - known:
        raise ValueError(f"no options: {sorted(strange)}")
    return frozenset(names) - set(but)


def all_but(*names: str) -> frozenset[str]:
    """All option names but these. Raises ValueError as `carried` does."""
    every = tuple(field.name for field in msgspec.structs.fields(Options))
    return carried(*every, but=names)
