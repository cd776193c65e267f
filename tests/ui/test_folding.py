"""Panes fold from right to left, and what was just called comes first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.ui import folding

LEAST = {"inspector": 380, "chats": 241, "settings": 264}
ALL = ("inspector", "chats", "settings")
CHAT = folding.CHAT_LEAST


def test_all_fit_in_a_wide_window() -> None:
    assert folding.shown(ALL, LEAST, 1420) == (frozenset(ALL), True)


def test_settings_fold_first_then_the_drawer_then_the_inspector() -> None:
    assert folding.shown(ALL, LEAST, 1200)[0] == {"inspector", "chats"}
    assert folding.shown(ALL, LEAST, 847)[0] == {"inspector"}
    assert folding.shown(("inspector",), LEAST, 700)[0] == frozenset()


def test_a_pane_just_called_takes_the_room_of_another() -> None:
    assert folding.shown(ALL, LEAST, 847, insisted="settings") == (frozenset({"settings"}), True)


def test_and_where_there_is_room_for_one_only_it_takes_the_chats() -> None:
    assert folding.shown(ALL, LEAST, 500, insisted="inspector") == (frozenset({"inspector"}), False)
    assert folding.shown(ALL, LEAST, 500, insisted="inspector", replaces=False) == (
        frozenset(),
        True,
    )


def test_a_chat_that_needs_more_leaves_less() -> None:
    assert folding.shown(("settings",), LEAST, 700, chat_least=500)[0] == frozenset()


@given(
    wanted=st.permutations(ALL).flatmap(lambda p: st.integers(0, 3).map(lambda n: p[:n])),
    room=st.integers(0, 4000),
    insisted=st.sampled_from(("", *ALL)),
    replaces=st.booleans(),
)
def test_it_never_shows_what_nobody_wants_nor_more_than_fits(
    wanted: list[str], room: int, insisted: str, replaces: bool
) -> None:
    shown, chat = folding.shown(wanted, LEAST, room, insisted=insisted, replaces=replaces)
    assert shown <= set(wanted)
    if chat:
        assert not shown or sum(LEAST[name] for name in shown) + CHAT <= room
    else:
        assert shown == {insisted}
        assert replaces
    wider, _ = folding.shown(wanted, LEAST, room + 2000, insisted=insisted)
    assert shown <= wider
