"""Answers that try to harm, slow or mislead the window, and how they come.

`cases.jsonl` has one a line: name, kind and parts. A part is a text, or a text and a number: so
many times the text, `%d` in it counting; with a negative number the text once, twice, and so on,
with a blank after each. A case of kind `stream` comes in exactly its parts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).with_name("cases.jsonl")
_PIECES = 150


@dataclass(frozen=True)
class Case:
    """One answer."""

    name: str
    kind: str
    parts: list[str | tuple[str, int]]

    @property
    def has_needle(self) -> bool:
        """Whether there is a word that must be seen."""
        return any("NEEDLE" in part if isinstance(part, str) else False for part in self.parts)

    def pieces(self, file: str, url: str) -> Iterator[str]:
        """The answer as it comes, with these canaries in it."""
        if self.kind == "stream":
            yield from (filled(str(part), file, url) for part in self.parts)
            return
        text = filled("".join(map(_part, self.parts)), file, url)
        size = max(1, len(text) // _PIECES)
        yield from (text[at : at + size] for at in range(0, len(text), size))


def every() -> list[Case]:
    """All cases, in order."""
    return [_case(line) for line in _FILE.read_text(encoding="utf-8").splitlines()]


def load(name: str) -> Case:
    """The case of this name."""
    return next(case for case in every() if case.name == name)


def filled(text: str, file: str, url: str) -> str:
    """The text with the canaries in their places."""
    name = Path(file).name
    return (
        text.replace("{CANARY_FILE}", file).replace("{CWD_FILE}", name).replace("{CANARY_URL}", url)
    )


def plain(text: str) -> str:
    """The text as a clipboard can hold it: lone surrogates replaced, line ends alike."""
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _case(line: str) -> Case:
    raw = json.loads(line)
    parts = [part if isinstance(part, str) else (part[0], part[1]) for part in raw["parts"]]
    return Case(raw["name"], raw["kind"], parts)


def _part(part: str | tuple[str, int]) -> str:
    if isinstance(part, str):
        return part
    text, times = part
    if times < 0:
        return "".join(text * number + " " for number in range(1, -times))
    if "%d" in text:
        return "".join(text.replace("%d", str(number)) for number in range(times))
    return text * times
