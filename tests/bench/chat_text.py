"""An answer such as models write: headings, paragraphs with marks, lists, tables and code."""

from __future__ import annotations

import random

_WORDS = [
    "the",
    "stream",
    "carries",
    "each",
    "event",
    "as",
    "a",
    "line",
    "of",
    "its",
    "own",
    "so",
    "that",
    "a",
    "reader",
    "may",
    "act",
    "on",
    "it",
    "before",
    "the",
    "next",
    "one",
    "comes",
    "while",
    "measure",
    "of",
    "latency",
    "and",
    "throughput",
    "remain",
    "in",
    "balance",
    "with",
    "memory",
    "which",
    "grows",
    "slowly",
    "over",
    "time",
    "because",
    "every",
    "buffer",
    "is",
    "bounded",
    "and",
    "checked",
]


def markdown(characters: int, seed: int = 1) -> str:
    """At least so many characters in whole blocks, always the same for a seed."""
    dice = random.Random(seed)
    parts: list[str] = []
    size = 0
    while size < characters:
        parts.append(_block(dice))
        size += len(parts[-1])
    return "".join(parts)


def _block(dice: random.Random) -> str:
    kind = dice.random()
    if kind < 0.1:
        return f"## {_words(dice, 4).capitalize()}\n\n"
    if kind < 0.6:
        return f"{_paragraph(dice)}\n\n"
    if kind < 0.8:
        items = (f"- **{_words(dice, 2)}**: {_words(dice, 12)}.\n" for _ in range(5))
        return "".join(items) + "\n"
    if kind < 0.9:
        rows = (f"| {_words(dice, 2)} | {dice.randint(1, 999)} |\n" for _ in range(6))
        return "| name | figure |\n|---|---:|\n" + "".join(rows) + "\n"
    lines = (f"    total += measure('{_words(dice, 1)}', {n})  # why\n" for n in range(8))
    return "```python\ndef act(total: int) -> int:\n" + "".join(lines) + "    return total\n```\n\n"


def _paragraph(dice: random.Random) -> str:
    sentences = []
    for _ in range(dice.randint(2, 5)):
        words = _words(dice, dice.randint(8, 18)).split()
        if dice.random() < 0.3:
            words[3] = f"**{words[3]}**"
        if dice.random() < 0.3:
            words[5] = f"`{words[5]}`"
        sentences.append(" ".join(words).capitalize() + ".")
    return " ".join(sentences)


def _words(dice: random.Random, count: int) -> str:
    return " ".join(dice.choice(_WORDS) for _ in range(count))
