"""Of several things that are asked for the one asked for last is shown, in whatever order they
have been read."""

from __future__ import annotations

import itertools

import pytest

from gemini_desktop.ui.wish import Wishes


def never() -> bool:
    return False


@pytest.mark.parametrize("read", list(itertools.permutations(range(4))))
def test_the_last_one_is_shown_at_the_end(read: tuple[int, ...]) -> None:
    wishes = Wishes()
    made = [wishes.make(never) for _ in range(4)]
    shown: list[int] = []
    for number in read:
        if made[number]():
            made[number].grant()
            shown.append(number)
    assert shown == sorted(shown)
    assert shown[-1] == 3


def test_what_comes_to_nothing_takes_no_place() -> None:
    wishes = Wishes()
    first, _nothing = wishes.make(never), wishes.make(never)
    assert first()
    assert wishes.granted == 0


def test_what_is_certain_to_come_takes_the_place_at_once() -> None:
    wishes = Wishes()
    slow, certain = wishes.make(never), wishes.make(never)
    certain.grant()
    assert not slow()
    assert certain()
    certain.grant()
    assert certain()
    assert wishes.make(never)()


def test_a_prompt_keeps_the_chat() -> None:
    sent = [False]
    wishes = Wishes()
    wish = wishes.make(lambda: sent[0])
    assert wish()
    sent[0] = True
    assert not wish()
