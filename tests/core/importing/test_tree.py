"""Whatever ids and parents a file claims, what comes out is a forest in which parents stand first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.importing.tree import mend
from tests.support import costs_less_than

IDS = st.sampled_from(["", "a", "b", "c", "d", "#1", "#2'", "x"])


@given(st.lists(st.tuples(IDS, IDS), max_size=12))
def test_any_pairs_become_a_forest(nodes: list[tuple[str, str]]) -> None:
    tree = mend(nodes)
    assert len(set(tree.ids)) == len(tree.ids) == len(nodes)
    assert sorted(tree.order) == list(range(len(nodes)))
    seen = {""}
    for number in tree.order:
        assert tree.parents[number] in seen
        seen.add(tree.ids[number])
    for (node_id, parent), own in zip(nodes, tree.ids, strict=True):
        assert own == node_id or not node_id or [n[0] for n in nodes].count(node_id) > 1
        assert parent or tree.parents[tree.ids.index(own)] == ""


def test_a_whole_tree_stays_as_it_is() -> None:
    nodes = [("c", "b"), ("a", ""), ("b", "a"), ("d", "a")]
    tree = mend(nodes)
    assert tree.ids == ["c", "a", "b", "d"]
    assert tree.parents == ["b", "", "a", "a"]
    assert [tree.ids[n] for n in tree.order] == ["a", "b", "c", "d"]
    assert tree.notes == ()


def test_each_damage_is_told_in_a_sentence() -> None:
    assert "missing" in mend([("a", "gone")]).notes[0]
    assert "follow themselves" in mend([("a", "a")]).notes[0]
    assert "follow themselves" in mend([("a", "b"), ("b", "a")]).notes[0]
    assert "used twice" in mend([("a", ""), ("a", "")]).notes[0]


def test_chains_and_circles_of_very_many_messages_take_no_recursion() -> None:
    count = 100_000
    with costs_less_than(60):
        chain = mend([(str(n), str(n + 1)) for n in range(count)])
        assert chain.order[0] == count - 1
        circle = mend([(str(n), str((n + 1) % count)) for n in range(count)])
        assert circle.circles == 1
