"""The tree that a conversation's turns make: editing a prompt or asking again branches it.

All of it works on (id, parent id) pairs, the oldest first. A parent that is not among them counts
as the root, so that a damaged library still shows what it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

Pairs: TypeAlias = Sequence[tuple[str, str]]


def path_to(pairs: Pairs, turn_id: str) -> list[str]:
    """The ids from the root to this turn; empty where it is not there."""
    parents = dict(pairs)
    path: list[str] = []
    while turn_id in parents:
        path.append(turn_id)
        turn_id = parents.pop(turn_id)  # popped, so that a ring, which only damage makes, ends
    return path[::-1]


def variants(pairs: Pairs, path: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each turn of the path that has siblings: all of them, itself among them, oldest first.
    Turns that are not there have none."""
    known = {turn_id for turn_id, _ in pairs}
    parents = dict(pairs)
    children: dict[str, list[str]] = {}
    for turn_id, parent in pairs:
        children.setdefault(parent if parent in known else "", []).append(turn_id)
    found: dict[str, tuple[str, ...]] = {}
    for turn_id in path:
        if turn_id not in known:
            continue
        parent = parents[turn_id]
        family = children.get(parent if parent in known else "", [])
        if len(family) > 1:
            found[turn_id] = tuple(family)
    return found


def newest_leaf(pairs: Pairs, turn_id: str) -> str:
    """Where the newest branch below this turn ends: it was looked at last."""
    newest_child = {parent: turn for turn, parent in pairs}  # the last of each parent stays
    seen = {turn_id}
    while (child := newest_child.get(turn_id, "")) and child not in seen:
        seen.add(child)
        turn_id = child
    return turn_id
