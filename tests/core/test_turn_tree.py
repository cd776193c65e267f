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


PROMPTS = {"p1", "p2", "p1'"}


def test_a_variant_is_deleted_with_all_that_followed_it() -> None:
    assert turn_tree.deletion(TREE, "a1", PROMPTS) == {"a1", "p2", "a3", "a4"}
    assert turn_tree.deletion(TREE, "a4", PROMPTS) == {"a4"}
    assert turn_tree.deletion(TREE, "p1'", PROMPTS) == {"p1'", "a5"}
    assert turn_tree.deletion(TREE, "a5", PROMPTS) == {"p1'", "a5"}
    assert turn_tree.deletion(TREE, "nowhere", PROMPTS) == set()


def test_a_single_exchange_is_deleted_alone() -> None:
    """What followed it moves up."""
    line = [("p", ""), ("a", "p"), ("q", "a"), ("b", "q"), ("r", "b")]
    gone = turn_tree.deletion(line, "q", {"p", "q", "r"})
    assert gone == {"q", "b"}
    assert turn_tree.deletion(line, "b", {"p", "q", "r"}) == gone
    assert turn_tree.without(line, gone) == [("p", ""), ("a", "p"), ("r", "a")]
    assert turn_tree.head_without(line, "q", gone, "r") == "r"
    assert turn_tree.head_without(line[:4], "q", gone, "b") == "a"
    assert turn_tree.deletion([("a", "")], "a", set()) == {"a"}


def test_after_a_variant_the_next_one_is_shown() -> None:
    gone = turn_tree.deletion(TREE, "a1", PROMPTS)
    assert turn_tree.head_without(TREE, "a1", gone, "a4") == "a2"
    gone = turn_tree.deletion(TREE, "p1'", PROMPTS)
    assert turn_tree.head_without(TREE, "p1'", gone, "a5") == "a2"
    gone = turn_tree.deletion(TREE, "a2", PROMPTS)
    assert turn_tree.head_without(TREE, "a2", gone, "a2") == "a4"


def test_parents_come_before_what_follows_them() -> None:
    assert turn_tree.parents_first(TREE) == TREE
    assert turn_tree.parents_first(TREE[::-1]) == [TREE[i] for i in (6, 7, 0, 1, 3, 5, 4, 2)], (
        "and else as they came"
    )
    ring = [("x", "y"), ("y", "x"), ("z", "y")]
    assert sorted(turn_tree.parents_first(ring)) == ring
    line = [(str(n), str(n - 1)) for n in range(20_000)]
    assert turn_tree.parents_first(line[::-1]) == line


def test_a_long_conversation_is_cut_quickly() -> None:
    """A chain of 20,000 turns is walked a few times, not once for each turn."""
    line = [(str(n), str(n - 1)) for n in range(20_000)] + [("x", "-1")]
    assert len(turn_tree.deletion(line, "0", set())) == 20_000


@given(
    st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef_")), unique=True),
    st.sampled_from("abcdef"),
    st.sets(st.sampled_from("abcdef")),
    st.sampled_from("abcdef"),
)
def test_whatever_is_deleted_the_rest_is_a_tree_with_a_head(
    pairs: list[tuple[str, str]], turn_id: str, prompts: set[str], head: str
) -> None:
    tree = list(dict(pairs).items())
    gone = turn_tree.deletion(tree, turn_id, prompts)
    assert (turn_id in gone) == (turn_id in dict(tree))
    kept = turn_tree.without(tree, gone)
    assert {turn for turn, _ in kept} == {turn for turn, _ in tree} - gone
    assert all(parent not in gone for _, parent in kept)
    after = turn_tree.head_without(tree, turn_id, gone, head) if gone else ""
    assert not after or after in dict(kept) or after not in dict(tree)
