"""The tree of a conversation's turns: paths, branches, and what damage leaves of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core import turn_tree

#  p1 ─ a1 ─ p2 ─ a3
#   │         └─── a4
#   └── a2
#  p1' ─ a5
TREE = [
    ("p1", ""), ("a1", "p1"), ("a2", "p1"), ("p2", "a1"), ("a3", "p2"), ("a4", "p2"),
    ("p1'", ""), ("a5", "p1'"),
]  # fmt: skip


def test_paths() -> None:
    assert turn_tree.path_to(TREE, "a4") == ["p1", "a1", "p2", "a4"]
    assert turn_tree.path_to(TREE, "p1'") == ["p1'"]
    assert turn_tree.path_to(TREE, "") == []
    assert turn_tree.path_to(TREE, "nowhere") == []


def test_variants_stand_beside_each_other_in_their_order() -> None:
    path = turn_tree.path_to(TREE, "a3")
    assert turn_tree.variants(TREE, path) == {
        "p1": ("p1", "p1'"),
        "a1": ("a1", "a2"),
        "a3": ("a3", "a4"),
    }
    assert turn_tree.variants(TREE, ["a5"]) == {}


def test_the_newest_branch_is_followed_to_its_end() -> None:
    assert turn_tree.newest_leaf(TREE, "p1") == "a2"
    assert turn_tree.newest_leaf(TREE, "a1") == "a4"
    assert turn_tree.newest_leaf(TREE, "a3") == "a3"


def test_damage_is_survived() -> None:
    ring = [("a", "b"), ("b", "a"), ("c", "gone")]
    assert turn_tree.path_to(ring, "a") == ["b", "a"]
    assert turn_tree.newest_leaf(ring, "a") in {"a", "b"}
    assert turn_tree.variants([*ring, ("d", "")], ["c"]) == {"c": ("c", "d")}


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef_")), unique=True))
def test_every_turn_can_be_chosen(pairs: list[tuple[str, str]]) -> None:
    """Whatever the pairs: the leaf below a turn has the turn on its path, unless it is a ring."""
    tree = list(dict(pairs).items())
    for turn_id, _ in tree:
        leaf = turn_tree.newest_leaf(tree, turn_id)
        path = turn_tree.path_to(tree, leaf)
        assert path[-1] == leaf
        assert len(set(path)) == len(path)
        shown = turn_tree.variants(tree, path)
        assert all(turn in family and len(family) > 1 for turn, family in shown.items())


def test_a_turn_that_is_not_there_has_no_siblings() -> None:
    """One that is about to be saved is no sibling of the roots."""
    assert turn_tree.variants([("a", ""), ("b", "")], ["new"]) == {}
