"""Whatever two homes have in common, restoring one into the other keeps all of both."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemini_desktop.store.backup.restoring import restore
from gemini_desktop.store.backup.writing import back_up
from tests.store.backup.homes import make_home, shown

_words = st.dictionaries(
    st.sampled_from(["c1", "c2", "c3"]),
    st.lists(st.sampled_from(["One", "Two", "Long " * 1000]), min_size=1, max_size=3),
    min_size=1,
)


def ignore(_: int) -> None:
    """Nobody watches."""


@settings(max_examples=6, deadline=None)
@given(mine=_words, theirs=_words)
def test_nothing_of_either_is_lost(
    tmp_path_factory: pytest.TempPathFactory,
    mine: dict[str, list[str]],
    theirs: dict[str, list[str]],
) -> None:
    place = tmp_path_factory.mktemp("two")
    here, there = make_home(place / "here", mine), make_home(place / "there", theirs)
    before, other = shown(here), shown(there)
    back_up(there, place / "b.gdbackup", ignore)
    taken = restore(place / "b.gdbackup", here, ignore).taken
    assert taken.added + taken.beside == len(theirs)
    after = shown(here)
    assert {name: after[name] for name in before} == before
    texts = [found for _, found in after.values()]
    assert all(found in texts for _, found in other.values())
    again = restore(place / "b.gdbackup", here, ignore).taken
    assert (again.added, again.beside) == (0, 0)
    assert shown(here) == after
    assert _is_sound(here)
    back_up(here, place / "c.gdbackup", ignore)
    restore(place / "c.gdbackup", place / "third", ignore)
    assert shown(place / "third") == after


def _is_sound(home: Path) -> bool:
    with contextlib.closing(sqlite3.connect(home / "library.db")) as connection:
        wrong = connection.execute(
            "SELECT count(*) FROM conversations WHERE turn_count != (SELECT count(*) FROM turns"
            " WHERE conversation_id = conversations.id AND deleted_unix_ns IS NULL)"
        ).fetchone()[0]
        checked: tuple[str] = connection.execute("PRAGMA integrity_check").fetchone()
        return bool(wrong == 0 and checked == ("ok",))
