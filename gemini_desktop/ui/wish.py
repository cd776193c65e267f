"""What is to be shown: of several things that are asked for and read, the one asked for last."""

from __future__ import annotations

from collections.abc import Callable


class Wish:
    """One thing that was asked for."""

    def __init__(self, wishes: Wishes, number: int, prompt_was_sent: Callable[[], bool]) -> None:
        self._wishes = wishes
        self._number = number
        self._prompt_was_sent = prompt_was_sent

    def __call__(self) -> bool:
        """Whether it is to be shown still."""
        return self._wishes.granted <= self._number and not self._prompt_was_sent()

    def grant(self) -> None:
        """It takes the place of all that was asked for earlier, whenever that has been read."""
        self._wishes.granted = max(self._wishes.granted, self._number)


class Wishes:
    """All of one window, in the order in which they came."""

    def __init__(self) -> None:
        self.granted = 0
        """The number of the newest that took, or is to take, the place of the others."""
        self._made = 0

    def make(self, prompt_was_sent: Callable[[], bool]) -> Wish:
        """The newest one. Until it is granted the earlier ones stand."""
        self._made += 1
        return Wish(self, self._made, prompt_was_sent)
