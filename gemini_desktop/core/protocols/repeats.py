"""What a step said before the connection was lost, and the rest of it when it is said again."""

from __future__ import annotations

from typing import Any

from gemini_desktop.core.events import Content, Text, ThoughtText


class Said:
    """How much of a step has come: characters of text and of thoughts, pieces of anything else."""

    __slots__ = ("other", "stopped", "text", "thought")

    def __init__(self) -> None:
        self.text = self.thought = self.other = 0
        self.stopped = False

    def add(self, contents: list[Content]) -> None:
        """Count what has come."""
        for content in contents:
            match content:
                case Text():
                    self.text += len(content.text)
                case ThoughtText():
                    self.thought += len(content.text)
                case _:
                    self.other += 1


class Repeated:
    """Cuts off what was said before from what comes again, in whatever pieces it comes."""

    def __init__(self, said: Said) -> None:
        self._text, self._thought, self._other = said.text, said.thought, said.other
        self._stopped = said.stopped

    def begins_anew(self, step: dict[str, Any]) -> bool:
        """Whether the step must be said from its beginning: fragments of a call, which were cut,
        cannot be compared with the whole that comes now."""
        anew = step.get("type") == "function_call" and not self._stopped
        if anew:
            self._other = 0
        return anew

    def rest(self, contents: list[Content]) -> list[Content]:
        """Those of the contents, or the ends of those, that are new."""
        new: list[Content] = []
        for content in contents:
            match content:
                case Text():
                    if len(content.text) > self._text:
                        new.append(Text(text=content.text[self._text :]))
                    self._text = max(0, self._text - len(content.text))
                case ThoughtText():
                    if len(content.text) > self._thought:
                        new.append(ThoughtText(text=content.text[self._thought :]))
                    self._thought = max(0, self._thought - len(content.text))
                case _:
                    if not self._other:
                        new.append(content)
                    self._other = max(0, self._other - 1)
        return new
