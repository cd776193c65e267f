"""The addresses of the small numbers that name the sources of an answer. No answer can make such a
link itself, for only http opens."""

from __future__ import annotations

_SCHEME = "source:"


def address(number: int) -> str:
    """What a click on the number leads to."""
    return f"{_SCHEME}{number}"


def number_of(link: str) -> int:
    """The source that this address leads to; 0 where it is an ordinary one."""
    number = link.removeprefix(_SCHEME)
    return int(number) if link.startswith(_SCHEME) and number.isdecimal() else 0
