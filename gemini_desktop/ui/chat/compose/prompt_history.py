"""The prompts that were sent before, as the arrow keys walk through them."""

from __future__ import annotations

from collections.abc import Iterable

MOST = 100


class PromptHistory:
    """Newest first, each once. What stood in the box comes back after the newest one.

    The last prompt of the conversation that is shown comes before all others: the first step back
    is for mending what was just asked.
    """

    def __init__(self) -> None:
        self._sent: list[str] = []
        self._first = ""
        self._walk: list[str] = []
        """What is walked through, while it is: the draft, then the prompts."""
        self._place = 0

    @property
    def walking(self) -> bool:
        """Whether an earlier prompt stands in the box."""
        return self._place > 0

    def fill(self, prompts: Iterable[str]) -> None:
        """What was sent in earlier runs, newest first; what was sent in this one is newer."""
        self._sent = list(dict.fromkeys([*self._sent, *prompts]))[:MOST]

    def add(self, prompt: str) -> None:
        """A prompt was sent."""
        self._sent = list(dict.fromkeys([prompt, *self._sent]))[:MOST]
        self._first = prompt
        self.stop()

    def begin_with(self, prompt: str) -> None:
        """The last prompt of the conversation that is shown; empty where it has none."""
        self._first = prompt
        self.stop()

    def older(self, box: str) -> str | None:
        """One step back, from what stands in the box; None at the oldest."""
        if not self.walking:
            first = [self._first] if self._first else []
            self._walk = [box, *dict.fromkeys(p for p in (*first, *self._sent) if p != box)]
        if self._place + 1 >= len(self._walk):
            return None
        self._place += 1
        return self._walk[self._place]

    def newer(self) -> str | None:
        """One step on, at last to what stood in the box before; None where that is."""
        if not self.walking:
            return None
        self._place -= 1
        return self._walk[self._place]

    def stop(self) -> None:
        """What stands in the box now is a draft."""
        self._walk, self._place = [], 0
