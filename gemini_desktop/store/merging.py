"""Joins what two programs changed in the same settings: each changes what it changed, and no more.

All works on plain JSON values: what a program knew when it last read or wrote (`base`), what it
wants now (`mine`), and what stands in the file, to which others wrote meanwhile (`theirs`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec


def merged(
    base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]
) -> dict[str, Any]:
    """`theirs` with what differs between `base` and `mine`, field by field and in depth. What both
    changed is as `mine` has it; what only `theirs` has (of a later version, say) stays."""
    result = {**mine, **theirs}
    for name in base.keys() - mine.keys():
        result.pop(name, None)
    for name, value in mine.items():
        before = base.get(name)
        if name in base and same(before, value):
            continue
        there = theirs.get(name)
        if isinstance(value, Mapping) and isinstance(there, Mapping):
            result[name] = merged(before if isinstance(before, Mapping) else {}, value, there)
        else:
            result[name] = value
    return result


def merged_named(
    base: Sequence[Any], mine: Sequence[Any], theirs: Sequence[Any]
) -> list[dict[str, Any]]:
    """Like `merged`, for lists of objects that are told apart by their `name`: in the order of
    `mine`, and behind them those that others added."""
    before, there = _by_name(base), _by_name(theirs)
    result = []
    for item in mine:
        name = name_of(item)
        if name in there:
            result.append(merged(before.get(name, {}), item, there[name]))
        elif name not in before or not same(before[name], item):
            result.append(dict(item))  # else another program has removed it
    known = before.keys() | {name_of(item) for item in mine}
    return result + [dict(item) for name, item in there.items() if name not in known]


def same(one: Any, other: Any) -> bool:
    """Whether both are written alike: Python takes 1, 1.0 and True for one another."""
    return bool(msgspec.json.encode(one) == msgspec.json.encode(other))


def name_of(item: Any) -> str:
    """The `name` of an object; empty for what has none."""
    name = item.get("name", "") if isinstance(item, Mapping) else ""
    return name if isinstance(name, str) else ""


def _by_name(items: Sequence[Any]) -> dict[str, Mapping[str, Any]]:
    return {name_of(item): item for item in items if isinstance(item, Mapping)}
