"""Which panes fit beside the chat: they fold from right to left as the window narrows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

CHAT_LEAST = 420
"""Pixels; narrower, and a line of text is no line."""


def shown(
    wanted: Sequence[str],
    least: Mapping[str, int],
    room: int,
    *,
    insisted: str = "",
    replaces: bool = True,
    chat_least: int = CHAT_LEAST,
) -> tuple[frozenset[str], bool]:
    """The panes to show of those `wanted`, and whether the chat is shown.

    `wanted` is in the order of who gets room first, `least` the width each needs, `room` what is
    there for them and the chat. A pane that the user `insisted` on (it has just been called) goes
    first, and where it does not fit beside the chat it takes the chat's place if it `replaces`.
    """
    left = room - chat_least
    result: set[str] = set()
    if insisted in wanted and least[insisted] > left and replaces:
        return frozenset({insisted}), False
    for name in sorted(wanted, key=lambda name: name != insisted):
        if least[name] <= left:
            result.add(name)
            left -= least[name]
    return frozenset(result), True
