"""The tree that a conversation's turns make: editing a prompt or asking again branches it.

All of it works on (id, parent id) pairs, the oldest first. A parent that is not among them counts
as the root, so that a damaged library still shows what it has.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
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
    parents = dict(pairs)
    children: dict[str, list[str]] = {}
    for turn_id, parent in pairs:
        children.setdefault(parent if parent in parents else "", []).append(turn_id)
    families: dict[str, tuple[str, ...]] = {}  # each once, as all of thousands may be asked for
    found: dict[str, tuple[str, ...]] = {}
    for turn_id in path:
        if turn_id not in parents:
            continue
        parent = parents[turn_id] if parents[turn_id] in parents else ""
        if parent not in families:
            families[parent] = tuple(children[parent])
        if len(families[parent]) > 1:
            found[turn_id] = families[parent]
    return found


def newest_leaf(pairs: Pairs, turn_id: str) -> str:
    """Where the newest branch below this turn ends: it was looked at last."""
    newest_child = {parent: turn for turn, parent in pairs}  # the last of each parent stays
    seen = {turn_id}
    while (child := newest_child.get(turn_id, "")) and child not in seen:
        seen.add(child)
        turn_id = child
    return turn_id


def without(pairs: Pairs, gone: Container[str]) -> list[tuple[str, str]]:
    """The tree without these turns: what followed one of them follows the one before it."""
    parents = dict(pairs)
    return [
        (turn_id, _kept(parents, parent, gone)) for turn_id, parent in pairs if turn_id not in gone
    ]


def _kept(parents: Mapping[str, str], turn_id: str, gone: Container[str]) -> str:
    """The nearest turn from here to the root that is not gone; a ring, made by damage, has none."""
    seen: set[str] = set()
    while turn_id in gone and turn_id not in seen:
        seen.add(turn_id)
        turn_id = parents.get(turn_id, "")
    return "" if turn_id in seen else turn_id


def branch(pairs: Pairs, turn_id: str) -> set[str]:
    """The turn, and all that follows it."""
    return following(pairs, [turn_id])


def following(pairs: Pairs, turn_ids: Iterable[str]) -> set[str]:
    """These turns, and all that follows any of them."""
    found, before = set(turn_ids), -1
    while len(found) > before:  # parents mostly stand before their children: two rounds are enough
        before = len(found)
        for turn, parent in pairs:
            if parent in found:
                found.add(turn)
    return found


def parents_first(pairs: Pairs) -> list[tuple[str, str]]:
    """In the same order but for those that stand before the turn that they follow: a library that
    was lost gets them back in another order than they came in."""
    parents = dict(pairs)
    ordered: dict[str, str] = {}
    for turn_id, _ in pairs:
        path: dict[str, str] = {}
        while turn_id in parents and turn_id not in ordered and turn_id not in path:
            path[turn_id] = parents[turn_id]
            turn_id = parents[turn_id]
        ordered.update(reversed(path.items()))
    return list(ordered.items())


def deletion(pairs: Pairs, turn_id: str, prompts: Container[str]) -> set[str]:
    """What is deleted with a turn. One of several variants goes with all that followed it, as it
    is that which makes it a branch. Else a prompt goes with its answers, or an answer with its
    prompt, and what followed stays. Nothing where the turn is not there."""
    parents = dict(pairs)
    if turn_id not in parents:
        return set()
    if variants(pairs, [turn_id]):
        return branch(pairs, turn_id)
    if turn_id in prompts:
        answers = {t for t, parent in pairs if parent == turn_id and t not in prompts}
        return {turn_id, *answers}
    prompt = parents[turn_id]
    known = prompt in prompts and prompt in parents
    return deletion(pairs, prompt, prompts) if known else {turn_id}


def head_without(pairs: Pairs, turn_id: str, gone: Container[str], head: str) -> str:
    """Where the path that is shown ends when these turns, with this one, are gone: where it did;
    else at the end of the next variant, or of what is left before it."""
    kept = without(pairs, gone)
    if head in dict(kept):
        return head
    path = [t for t in path_to(pairs, turn_id) if t in gone][:1] or [turn_id]
    family = variants(pairs, path).get(path[0], ())
    place = family.index(path[0]) if family else 0
    beside = [t for t in (*family[place + 1 :], *reversed(family[:place])) if t not in gone]
    start = beside[0] if beside else _kept(dict(pairs), path[0], gone)
    return newest_leaf(kept, start)
