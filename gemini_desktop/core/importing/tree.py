"""The tree that a foreign file claims its messages make, made one.

Ids may be missing or used twice; a parent may not be there, be the message itself, or lead round in
a circle. Whatever the file says, the result is a forest with parents before their children, in
linear time and without recursion: chains of 100,000 messages are one level of calls deep.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec


class Mended(msgspec.Struct, frozen=True, kw_only=True):
    """For each node its own id and its parent's (empty for a root), and an order with parents
    first: numbers of the nodes as they were given."""

    ids: list[str]
    parents: list[str]
    order: list[int]
    twice: int = 0
    """Nodes whose id another one had already."""
    orphans: int = 0
    """Nodes whose parent is not there."""
    circles: int = 0
    """Nodes that were their own ancestor; the first of each circle became a root."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What was mended, in sentences."""
        rows = (
            (self.twice, "An id is used twice in it: the second message has another one now."),
            (self.orphans, "Messages in it follow one that is missing: branches begin there."),
            (self.circles, "Messages in it follow themselves: branches begin there."),
        )
        return tuple(sentence for count, sentence in rows if count)


def mend(nodes: Sequence[tuple[str, str]]) -> Mended:
    """A forest of these (id, parent id)."""
    ids, twice = _unique([node[0] for node in nodes])
    number_of = {node_id: number for number, node_id in reversed(list(enumerate(ids)))}
    parents: list[int] = []
    orphans = 0
    for _, parent in nodes:
        found = number_of.get(parent, -1) if parent else -1
        orphans += bool(parent) and found < 0
        parents.append(found)
    circles = _break_circles(parents)
    return Mended(
        ids=ids,
        parents=[ids[parent] if parent >= 0 else "" for parent in parents],
        order=_parents_first(parents),
        twice=twice,
        orphans=orphans,
        circles=circles,
    )


def _unique(ids: list[str]) -> tuple[list[str], int]:
    wanted = set(ids)
    seen: set[str] = set()
    found: list[str] = []
    twice = 0
    for number, node_id in enumerate(ids):
        twice += bool(node_id) and node_id in seen
        if not node_id or node_id in seen:
            node_id = f"#{number}"
            while node_id in wanted or node_id in seen:
                node_id += "'"
        seen.add(node_id)
        found.append(node_id)
    return found, twice


def _break_circles(parents: list[int]) -> int:
    """Make the first node of each circle a root; how many there were."""
    state = bytearray(len(parents))  # 0 not looked at, 1 on the way that is being walked, 2 done
    circles = 0
    for start in range(len(parents)):
        way: list[int] = []
        node = start
        while node >= 0 and state[node] == 0:
            state[node] = 1
            way.append(node)
            node = parents[node]
        if node >= 0 and state[node] == 1:
            circle = way[way.index(node) :]
            parents[min(circle)] = -1
            circles += 1
        for walked in way:
            state[walked] = 2
    return circles


def _parents_first(parents: list[int]) -> list[int]:
    """In the order of the file wherever that has parents first."""
    placed = bytearray(len(parents))
    order: list[int] = []
    for start in range(len(parents)):
        way: list[int] = []
        node = start
        while node >= 0 and not placed[node]:
            placed[node] = 1
            way.append(node)
            node = parents[node]
        order += reversed(way)
    return order
