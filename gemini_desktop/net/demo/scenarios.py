"""Which tape a prompt asks for: the list in `resources/demo/prompts.json`."""

from __future__ import annotations

import re
from functools import cache

import msgspec

from gemini_desktop import resources
from gemini_desktop.net.demo.questions import Question
from gemini_desktop.net.demo.refusal import Refusal
from gemini_desktop.net.demo.tapes import Tape, load

_ERROR_STATUS = re.compile(r"\berror\s+([45]\d\d)\b", re.IGNORECASE)
_SHORT_WORDS = 4


class Scenario(msgspec.Struct, frozen=True):
    """A tape, and the words in a prompt that ask for it; with `short`, in a short prompt only."""

    tape: str
    words: tuple[str, ...]
    short: bool = False


class _Prompts(msgspec.Struct, frozen=True):
    scenarios: tuple[Scenario, ...]


@cache
def scenarios() -> tuple[Scenario, ...]:
    """All scenarios; the first that fits a prompt is played."""
    text = resources.path("demo", "prompts.json").read_bytes()
    return msgspec.json.decode(text, type=_Prompts).scenarios


def choose(question: Question) -> Tape | None:
    """The tape for a question; None asks for a composed answer.

    Raises Refusal where the prompt asks for one, as `error 429` does.
    """
    if question.results:
        return None
    if match := _ERROR_STATUS.search(question.text):
        raise Refusal(int(match[1]))
    short = len(question.text.split()) <= _SHORT_WORDS
    for scenario in scenarios():
        if (short or not scenario.short) and _mentions(question.text, scenario.words):
            return load(scenario.tape)
    return None


def _mentions(text: str, words: tuple[str, ...]) -> bool:
    """Whether one of the words stands in the text: as a whole word where its script has spaces."""
    folded = text.casefold()
    return any(
        re.search(rf"\b{re.escape(word)}\b", folded) if word.isascii() else word in folded
        for word in words
    )
