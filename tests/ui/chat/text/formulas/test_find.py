"""What is a formula and what is money, code or a bracket."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemini_desktop.core.text.formulas import find, rule
from gemini_desktop.ui.chat.text.markdown import parse
from tests.support import costs_less_than


def formulas(source: str) -> list[str]:
    """The sources of all formulas in Markdown, in order."""
    found = []
    for token in parse(source):
        if token.type == rule.BLOCK:
            found.append(token.markup)
        found += [child.markup for child in token.children or () if child.type == rule.INLINE]
    return found


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a $x^2$ b", ["$x^2$"]),
        ("$x$, $y$; ($z$)", ["$x$", "$y$", "$z$"]),
        (r"\(a_b\) and \[c\]", [r"\(a_b\)", r"\[c\]"]),
        ("a $$x$$ b $$y$$", ["$$x$$", "$$y$$"]),
        ("the $n$th and $k$s", ["$n$", "$k$"]),
        ("设$x$为实数", ["$x$"]),
        ("$5x+1$ and $10$ and $3.14$", ["$5x+1$", "$10$", "$3.14$"]),
        (r"$5 \times 3$ and $2\pi r$", [r"$5 \times 3$", r"$2\pi r$"]),
        (r"$a \$ b$", [r"$a \$ b$"]),
        (r"\(a \\) b\)", [r"\(a \\) b\)"]),
        ("*a $x*y$ b*", ["$x*y$"]),
        ("**$x_1$** ~~$y_1$~~", ["$x_1$", "$y_1$"]),
        ("# $x$", ["$x$"]),
        ("| $a$ | b |\n|---|---|\n| c | $d$ |", ["$a$", "$d$"]),
        ("[words $x]$ more](https://e.example)", ["$x]$"]),
        ("a $x\ny$ b", ["$x\ny$"]),
        ("text\n$$\nx\n$$\nmore", ["$$\nx\n$$"]),
        ("$$\na_1\n\nb_2 \\\\ c\n$$", ["$$\na_1\n\nb_2 \\\\ c\n$$"]),
        ("\\[\na\n\nb\n\\]\n", ["\\[\na\n\nb\n\\]"]),
        ("- a\n  $$\n  x\n\n  y\n  $$\n- b", ["$$\nx\n\ny\n$$"]),
        ("> $$\n> x\n>\n> y\n> $$\nq", ["$$\nx\n\ny\n$$"]),
        ("> q\n$$\nx\n$$", ["$$\nx\n$$"]),
        ("$$x$$, where", ["$$x$$"]),
    ],
)
def test_formulas(source: str, expected: list[str]) -> None:
    assert formulas(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "$5 and $10", "$5 and 10$", "$5.", "from $5-$10", "US$5 and CA$6", "$ x $", "$x $", "$ x$",
        "$1,000 or 2,000$ more", "$HOME/$USER", "costs $5美元或10$", r"\$x\$", r"\$x$ y$", "$$", "$$$$",
        "$$ $$", "`$x$`", "a `$` b $c", "$a `b$` c", "```\n$x$\n```", "    $x$", r"\\(x\\)",
        r"\[not a link\](/url)", r"\(see the notes\)", "$x", "x$", "$$x", r"\[ x", r"\(x\]",
        "$x\n\ny$", "$$\nx\n```\n$$\n```\n", "$$\nx\n# y\n$$\n", "$$\n`a`\n$$", "<$x>", "a$b$c1$",
    ],
)  # fmt: skip
def test_no_formulas(source: str) -> None:
    assert formulas(source) == []


def test_what_is_too_long_stays_text() -> None:
    assert formulas(f"$$\n{'x' * find.MAX_CHARACTERS}\n$$") == []
    assert formulas(f"$${'x' * find.MAX_CHARACTERS}$$") == []
    assert formulas(f"${'x' * find.MAX_CHARACTERS}$") == []
    assert len(formulas(f"$${'x' * (find.MAX_CHARACTERS - 4)}$$")) == 1


texts = st.text(st.sampled_from(list("$$$\\()[]x5 a\n`{}_,日")), max_size=40)


@settings(max_examples=600)
@given(texts)
def test_a_formula_is_what_stands_between_its_delimiters(text: str) -> None:
    for start in range(len(text)):
        formula = find.at(text, start)
        if formula is None:
            continue
        assert text.startswith(formula.source, start)
        assert formula.tex
        assert formula.tex in formula.source
        assert "`" not in formula.source
        assert formula.source[0] in "$\\"
        if formula.source.startswith("$") and not formula.display:
            assert not formula.tex[0].isspace()
            assert not formula.tex[-1].isspace()


@settings(max_examples=600)
@given(texts, texts)
def test_what_comes_later_changes_nothing(text: str, more: str) -> None:
    """One character after a formula decides; before it is closed there is none."""
    for start in range(len(text)):
        formula = find.at(text + more, start)
        if formula is not None and start + len(formula.source) < len(text):
            assert find.at(text, start) == formula
        early = find.at(text, start)
        if early is not None and start + len(early.source) < len(text):
            assert formula == early


@settings(max_examples=300)
@given(st.integers(0, 10**6), st.sampled_from(["", ".50", ",000"]), st.text("ab c,.", max_size=20))
def test_two_prices_are_money(amount: int, cents: str, words: str) -> None:
    price = f"${amount}{cents}"
    assert formulas(f"It costs {price} {words} or {price}.") == []


@settings(max_examples=200)
@given(texts)
def test_no_text_is_lost(text: str) -> None:
    """Whatever is read as a formula keeps its source; nothing raises."""
    for source in formulas(text):
        assert "".join(source.split()) in "".join(text.split()) or "\n" in source


@pytest.mark.parametrize("opening", ["$$ a\n", "\\[ a\n", "> $$ a\n"])
def test_many_openings_far_from_their_ends_cost_what_words_do(opening: str) -> None:
    """A page of 100 KB is parsed at once where a chat is exported."""
    prefix = "> " if opening.startswith(">") else ""
    lines = "".join(f"{prefix}line {number}\n" for number in range(9))
    source = (opening + lines) * 3000
    with costs_less_than(20):
        parse(source)
