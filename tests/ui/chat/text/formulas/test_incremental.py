"""Formulas in growing text: at every prefix what is shown is what the whole prefix means."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemini_desktop.core.text.formulas import find, rule
from gemini_desktop.ui.chat.faces.code import CodeFace
from gemini_desktop.ui.chat.faces.text import MarkdownFace
from gemini_desktop.ui.chat.text import soft
from gemini_desktop.ui.chat.text.markdown import parse
from gemini_desktop.ui.chat.text.segments import Segment, Splitter
from gemini_desktop.ui.chat.turns.blocks import Code, Markdown
from gemini_desktop.ui.chat.turns.sections import TextSection

PIECES = [
    "Words $x_1$ and $y_2$, then \\(a_b\\) more.\n",
    "$$\n\\sum_{i=1}^n i\n$$\n",
    "$$\na\n\nb \\\\ c_1 _d_\n$$\n",
    "\\[\nx\n\n- y\n\n1. z\n\\]\n",
    "text\n\\[ x \\]\nmore\n",
    "$$\nnever closed\n\nand more words\n",
    "\\[ never closed *either*\n",
    "It costs $5, or $6.\n",
    "- a\n  $$\n  x\n\n  y\n  $$\n- b $c$\n",
    "> $$\n> x\n>\n> y\n> $$\n",
    "> quote\n$$\nx\n\ny\n$$\nafter\n",
    "$$ a\n```\n$$\n```\n",
    "```\n$$\n```\n",
    "# $h$ heading\n",
    "| $a$ | b |\n|---|---|\n| c | $d$ |\n",
    "$$x$$, where $y$\n",
    "    $$\n",
    "$$\n# x\n$$\n",
    "[r]: /u\n$$\nx\n$$\n",
    "$$\n[r]: /u\n\n$$\n",
    "plain words\n",
]
documents = st.lists(
    st.tuples(st.sampled_from(PIECES), st.sampled_from(["", "\n", "\n\n"])), min_size=1, max_size=5
).map(lambda pairs: "".join(a + b for a, b in pairs))
sizes = st.lists(st.integers(1, 12), min_size=1, max_size=8)


def steps(source: str, sizes: list[int]) -> Iterator[str]:
    position = number = 0
    while position < len(source):
        size = sizes[number % len(sizes)]
        yield source[position : position + size]
        position, number = position + size, number + 1


def shown(segments: list[Segment]) -> list[tuple[object, ...]]:
    return [
        (s.kind, s.source.strip("\n"), s.code, s.prefix, s.first, s.last)
        for s in segments
        if s.source.strip()
    ]


def meant(sources: list[str]) -> list[str]:
    """The formulas in these pieces of Markdown."""
    found = []
    for source in sources:
        for token in parse(source):
            if token.type == rule.BLOCK:
                found.append(token.markup)
            found += [child.markup for child in token.children or () if child.type == rule.INLINE]
    return found


def check(source: str, sizes: list[int]) -> None:
    splitter, closed, came = Splitter(), [], ""
    for piece in steps(source, sizes):
        came += piece
        closed += splitter.feed(piece)
        now = [*closed, *splitter.tail()]
        whole = Splitter()
        expected = [*whole.feed(came), *whole.tail()]
        assert "".join(s.source for s in now) == came
        if "]:" not in source:
            assert shown(now) == shown(expected), came


@settings(max_examples=150, deadline=None)
@given(documents, sizes)
def test_segments_at_every_step(source: str, sizes: list[int]) -> None:
    check(source, sizes)


@settings(max_examples=300, deadline=None)
@given(documents, sizes)
def test_no_formula_is_torn(source: str, sizes: list[int]) -> None:
    """The segments have the formulas that the whole has, in the same order."""
    splitter = Splitter()
    segments = [s for piece in steps(source, sizes) for s in splitter.feed(piece)]
    segments += splitter.close()
    if "]:" not in source:
        texts = [s.source for s in segments if s.kind == "markdown"]
        assert meant(texts) == meant([source])


def test_a_formula_that_is_never_closed_does_not_hold_the_text_for_long() -> None:
    splitter = Splitter()
    words = "Some words that follow it.\n\n"
    closed = splitter.feed("$$\n" + words * (find.MAX_CHARACTERS // len(words) + 4))
    assert len(closed) > 10
    assert splitter.feed("more\n\n" + words)


@pytest.mark.parametrize("lines", [10, 120, 300])
@pytest.mark.parametrize("mark", ["", "> "])
def test_long_stretches_are_cut_the_same_way_however_they_come(lines: int, mark: str) -> None:
    """Cuts of long quotes and paragraphs depend on what was before them alone."""
    filler = f"{mark}some words of a quote that goes on and on\n{mark}\n" * lines
    source = f"{filler}{mark}$$\n{mark}x\n{mark}\n{mark}y\n{mark}$$\n{filler}\nend\n"
    whole, slow = Splitter(), Splitter()
    at_once = whole.feed(source) + whole.close()
    piecewise = [s for piece in steps(source, [97]) for s in slow.feed(piece)] + slow.close()
    assert shown(piecewise) == shown(at_once)


def test_limits_fit_together() -> None:
    assert find.MAX_CHARACTERS < soft.MAX_CHARACTERS


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("size", [1, 7])
@pytest.mark.parametrize("number", range(0, len(PIECES), 5))
def test_grown_faces_look_like_new_ones(number: int, size: int) -> None:
    source = "\n".join(PIECES[number : number + 5])
    section = TextSection("key")
    faces: dict[object, MarkdownFace | CodeFace] = {}
    for piece in steps(source, [size]):
        section.append(piece)
        section.refresh()
        for block in section.blocks[-2:]:
            assert isinstance(block, Markdown | Code)
            face = faces.get(block.lineage)
            if face is None or block.lineage is None or not face.grow(block):
                face = MarkdownFace(block) if isinstance(block, Markdown) else CodeFace(block)
                face.layout(500)
            elif isinstance(block, Markdown):
                new = MarkdownFace(block)
                new.layout(500)
                assert face.document is not None
                assert new.document is not None
                assert face.text(0, 10**6) == new.text(0, 10**6)
                assert face.document.toHtml() == new.document.toHtml()
                assert face.height == new.height
            faces[block.lineage] = face


@pytest.mark.parametrize(
    "line", ["\\[", "$$ a", "> $$ a", "- $$", "\\( ", "$x$ $", "$$ a\n\n\\[ b\n", "a\n$$"]
)
def test_floods_of_marks_cost_what_floods_of_words_do(line: str) -> None:
    """No mark makes the next one dearer, and none keeps the text from being cut."""
    times = []
    for count in (2000, 8000):
        splitter, source = Splitter(), f"{line}\n" * count
        began = time.thread_time()
        segments = [s for piece in steps(source, [4096]) for s in splitter.feed(piece)]
        segments += splitter.close()
        times.append(time.thread_time() - began)
        assert "".join(s.source for s in segments) == source
        assert max(len(s.source) for s in segments) <= 4 * soft.MAX_CHARACTERS
    assert times[1] < 12 * times[0] + 1


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(["\\[\n", "$$\n", "$$ a\n", "a line of words\n", "\n", "> q $$\n", "- i\n", "\\] b\n"]),
        min_size=200, max_size=900,
    ),
    st.sampled_from([[37], [301], [4096]]),
)  # fmt: skip
def test_long_texts_with_open_formulas_are_cut_the_same_way(
    lines: list[str], sizes: list[int]
) -> None:
    source = "".join(lines)
    whole, slow = Splitter(), Splitter()
    at_once = whole.feed(source) + whole.close()
    piecewise = [s for piece in steps(source, sizes) for s in slow.feed(piece)] + slow.close()
    assert shown(piecewise) == shown(at_once)


@pytest.mark.parametrize("size", [1, 97, 4096])
def test_a_paragraph_is_not_cut_for_the_length_of_a_formula_below_it(size: int) -> None:
    """Together they are longer than a paragraph may be; before the formula is closed, too."""
    words, formula = "a line of words here\n" * 140, "\\[\n" + "x + y = z\n" * 280 + "\\]\n"
    assert len(words) + len(formula) > soft.MAX_CHARACTERS
    splitter = Splitter()
    segments = [s for piece in steps(words + formula, [size]) for s in splitter.feed(piece)]
    segments += splitter.close()
    assert [s.source for s in segments] == [words, formula]
    assert not segments[1].prefix
