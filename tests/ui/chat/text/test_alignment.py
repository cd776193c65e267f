"""From words in a document to their source, and back, whatever Markdown made of them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from gemini_desktop.ui.chat.faces.code import CodeFace
from gemini_desktop.ui.chat.faces.source import SourceFace
from gemini_desktop.ui.chat.text import alignment, structure
from gemini_desktop.ui.chat.text.alignment import Alignment, of_block
from gemini_desktop.ui.chat.text.render import render
from gemini_desktop.ui.chat.text.segments import Splitter
from gemini_desktop.ui.chat.text.text_style import style_for
from gemini_desktop.ui.chat.turns.blocks import Code, Markdown, Source

pytestmark = pytest.mark.usefixtures("qapp")
EXAMPLES = json.loads((Path(__file__).parents[1] / "commonmark_examples.json").read_text("utf-8"))


def blocks(text: str) -> list[Markdown | Code]:
    splitter = Splitter()
    segments = splitter.feed(text)
    segments += splitter.close()
    assert "".join(segment.source for segment in segments) == text.replace("\r\n", "\n")
    for segment in segments:
        assert text.startswith(segment.source, segment.start)
    return [
        Code(segment, closed=True)
        if segment.kind == "code"
        else Markdown(segment, splitter.references)
        for segment in segments
        if segment.kind != "unseen"
    ]


def shown(block: Markdown | Code | Source) -> str:
    if isinstance(block, Markdown):
        return render(block, style_for(block.part)).toRawText()
    face = CodeFace(block) if isinstance(block, Code) else SourceFace(block)
    assert face.document is not None
    return face.document.toRawText()


def units(text: str) -> int:
    """As Qt counts."""
    return len(text.encode("utf-16-le")) // 2


def seen(block: Markdown | Code | Source, words: str, number: int = 0) -> str:
    """The source of the words where they are shown for the n-th time."""
    text = shown(block)
    places = [match.start() for match in re.finditer(re.escape(words), text)]
    start = units(text[: places[number]])
    found = of_block(block, text)
    first, last = found.source(start, start + units(words))
    source = block.text if isinstance(block, Source) else block.segment.source
    back = found.shown(first, last)
    assert back[0][0] <= start
    assert back[-1][1] >= start + units(words)
    return source[first:last]


@pytest.mark.parametrize(
    ("source", "words", "number", "expected"),
    [
        ("The **sun** is hot.", "sun", 0, "sun"),
        ("The **sun** is hot.", "The sun is", 0, "The **sun** is"),
        ("sun and `sun` and **sun**, *sun*", "sun", 1, "sun"),
        ("a ~~b~~ `c d`e", "b c d", 0, "b~~ `c d"),
        ("[sun](https://sun.example/sun) sun", "sun", -1, "sun"),
        ("a \\*b\\* &amp; c", "*b* & c", 0, "*b\\* &amp; c"),
        ("a &amp; c", "&", 0, "&"),
        ("# Head\n", "Head", 0, "Head"),
        ("- one\n- *two*\n  1. three\n", "two", 0, "two"),
        ("1. one 1\n2. one 2\n", "one 2", 0, "one 2"),
        ("> quoted **words** here\n> and on\n", "words here and", 0, "words** here\n> and"),
        ("| a | b |\n|---|---|\n| a **b** | b |\n", "a b", 0, "a **b"),
        ("long \U0001f600 \U0001f680 **fire** \U0001f600!", "fire", 0, "fire"),
        ("漢字と**太字**\nの文", "太字 の文", 0, "太字**\nの文"),
        ("漢字は\n**太字**", "漢字は", 0, "漢字は"),
        ("漢字は\nの文", "はの文", 0, "は\nの文"),
        ("see https://example.com/a?b=c for **all**", "all", 0, "all"),
        ("x [^1] y **z**\n", "z", 0, "z"),
        ("line  \nbreak **b**\\\nend", "b", -1, "b"),
        ("- [ ] to *do*\n- [x] done\n", "do", 0, "do"),
        ("    indented code **x**\n", "**x**", 0, "**x**"),
        ("- item\n\n      code here\n", "code here", 0, "code here"),
    ],
)
def test_words_are_found_in_their_source(
    source: str, words: str, number: int, expected: str
) -> None:
    (block,) = [block for block in blocks(source) if words in shown(block)]
    assert seen(block, words, number) == expected


def test_a_formula_is_its_source() -> None:
    (block,) = blocks("Now $x^2 + y$ and **$z$** end.")
    text = shown(block)
    found = of_block(block, text)
    place = text.index("\ufffc")
    first, last = found.source(place, place + 1)
    assert block.segment.source[first:last] == "$x^2 + y$"
    assert found.shown(6, 7) == [(place, place + 1)]
    assert seen(block, "end") == "end"


def test_links_by_reference_and_footnotes() -> None:
    first, *_ = blocks("The [sun][s] and [moon] **shine**.\n\n[s]: https://a.example\n[moon]: /m\n")
    assert seen(first, "shine") == "shine"
    assert seen(first, "sun") == "sun"


def test_code_in_a_fence_that_is_indented() -> None:
    (block,) = blocks("  ```python\n  def sun():\n      return 1\n  ```\n")
    assert isinstance(block, Code)
    assert seen(block, "sun") == "sun"
    assert seen(block, "def sun():\u2029") == "def sun():\n"
    assert seen(block, "return") == "return"


def test_a_piece_of_long_code_has_no_fence_of_its_own() -> None:
    made = blocks("```\n" + "\n".join(f"line {n}" for n in range(200)) + "\n```\n")
    assert len(made) > 2
    assert seen(made[1], "line") == "line"
    assert isinstance(made[1], Code)
    assert not made[1].segment.first


def test_source_shown_as_it_came() -> None:
    assert seen(Source("The **sun**\nis \x00 hot\n"), "hot") == "hot"
    assert seen(Source("The **sun**\nis hot\n"), "**sun**") == "**sun**"
    assert seen(Source("The \u202esun is hot"), "hot") == "hot"


def test_what_cannot_be_read_with_other_letters_is_found_by_its_words() -> None:
    (block,) = blocks("1. - 2. foo bar\n")
    assert alignment._by_letters(block, shown(block)) is None  # type: ignore[arg-type]
    assert seen(block, "bar") == "bar"


@pytest.mark.parametrize("number", range(0, len(EXAMPLES["examples"]), 20))
def test_the_examples_of_the_specification(number: int) -> None:
    for example in EXAMPLES["examples"][number : number + 20]:
        for block in blocks(example):
            check(block, is_exact=False)


def check(block: Markdown | Code, *, is_exact: bool) -> None:
    """Each letter shown is one of the source, in the same order, and back again."""
    text, source = shown(block), block.segment.source
    found = of_block(block, text)
    position, before = 0, -1
    for character in text:
        end = position + units(character)
        first, last = found.source(position, end)
        assert 0 <= first <= last <= len(source)
        if is_exact and character.isalnum():
            assert source[first:last] == character
            assert first > before
            assert found.shown(first, last) == [(position, end)]
            before = first
        position = end
    whole = found.source(0, units(text))
    assert 0 <= whole[0] <= whole[1] <= len(source)


word = st.text(alphabet="abcXYZ123äé漢字\U0001f600", min_size=1, max_size=5)
spans = st.sampled_from(["{}", "**{}**", "*{}*", "`{}`", "~~{}~~", "***{}***", "({}),", "“{}”"])
lines = st.lists(st.tuples(word, spans), min_size=1, max_size=6).map(
    lambda made: " ".join(span.format(said) for said, span in made)
)
shapes = st.sampled_from(
    ["{}\n", "# {}\n", "- {}\n", "> {}\n", "| {} | x |\n|---|---|\n| y | z |\n"]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(lines, shapes), min_size=1, max_size=4))
def test_every_letter_of_marked_up_text_is_its_own(
    qtbot: QtBot, made: list[tuple[str, str]]
) -> None:
    del qtbot
    for block in blocks("\n".join(shape.format(line) for line, shape in made)):
        check(block, is_exact=isinstance(block, Code) or "|" not in block.segment.source)


def test_nothing_is_shown_and_nothing_is_found() -> None:
    found = Alignment("", "", [])
    assert found.source(0, 5) == (0, 0)
    assert found.shown(0, 5) == []


@pytest.mark.parametrize(
    "said",
    [
        '{"city":"San Francisco, CA","days":[1,2],"city2":"San Francisco"}',
        '{ "city" : "San Francisco, CA" , "days" : [ 1 , 2 ], "city2": "San Francisco"}',
        '{"city":"San Francisco, \\u0043A","days":[1,2],"city2":"San Francisco"}',
    ],
)
def test_arguments_of_a_call_laid_out_anew(said: str) -> None:
    laid_out = structure.text(json.loads(said))
    found = alignment.of_json(said, laid_out)
    for word in ("city2", "days", "Francisco"):
        for number, match in enumerate(re.finditer(word, laid_out)):
            first, last = found.source(*match.span())
            assert said[first:last] == word
            assert first == [m.start() for m in re.finditer(word, said)][number]
            assert found.shown(first, last) == [match.span()]


def test_a_later_piece_of_long_arguments() -> None:
    said = json.dumps({f"name {n}": n for n in range(200)})
    pieces = list(structure.pieces(structure.text(json.loads(said))))
    assert len(pieces) > 2
    before = sum(map(len, pieces[0].split()))
    found = alignment.of_json(said, pieces[1], before)
    place = pieces[1].index("name")
    first, last = found.source(place, place + 4)
    assert said[first:last] == "name"
    assert said[:first].count("name") == pieces[0].count("name")
