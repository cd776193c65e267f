"""The text of a large table is that of its document, letter for letter."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from gemini_desktop.ui.chat.text.render import render
from gemini_desktop.ui.chat.text.segments import Splitter
from gemini_desktop.ui.chat.text.table_text import table_text
from gemini_desktop.ui.chat.text.text_style import style_for
from gemini_desktop.ui.chat.turns.blocks import Markdown

HEAD = "| a | **b** | c |\n|---|:--:|--:|\n"
ROWS = [
    "| one | `two` | *three* |\n",
    "| | 😀 中文 | |\n",
    "| [a link](https://e.example/) | https://e.example/bare | a\\|b |\n",
    "| too few |\n",
    "| a | b | c | too many |\n",
    "| $x^2$ | &amp; | ~~gone~~ |\n",
]


def tables_of(source: str) -> list[Markdown]:
    splitter = Splitter()
    segments = splitter.feed(source) + splitter.close()
    return [Markdown(segment, splitter.references) for segment in segments]


@pytest.mark.parametrize("count", [6, 60, 260])
def test_it_is_the_text_of_the_document(qtbot: QtBot, count: int) -> None:
    """Also of the pieces of a table that was cut."""
    source = HEAD + "".join(ROWS[n % len(ROWS)] for n in range(count))
    for block in tables_of(source):
        text = table_text(block)
        document = render(block, style_for("answer"))
        assert text is None or text.rstrip("\u2029") == document.toRawText().rstrip("\u2029")
        assert (text is None) == (block.segment.source.count("|") < 100)


@pytest.mark.parametrize(
    "source",
    [
        "Words " * 20 + "| " * 120,
        f"- a list\n\n  {HEAD}".replace("\n", "\n  ") + "  | 1 | 2 | 3 |\n" * 60,
        "> " + f"{HEAD}{'| 1 | 2 | 3 |' * 1}".replace("\n", "\n> ") + "\n> | 1 | 2 | 3 |" * 60,
    ],
)
def test_other_blocks_are_left_alone(qtbot: QtBot, source: str) -> None:
    assert [table_text(block) for block in tables_of(source)].count(None) > 0
