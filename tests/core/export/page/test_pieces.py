"""Markdown, code and formulas as HTML in which nothing of a stranger runs."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemini_desktop.core.export.page import code, formulas, prose, safe, style
from tests.core.export.strict_html import Page

_TEX = st.lists(
    st.sampled_from(
        [
            r"\frac", r"\text", r"\href", r"\style", r"\class", r"\color", r"\begin{matrix}",
            r"\end{matrix}", "{", "}", "<script>", "</math>", '"', "'", "&", "^", "_", "x", " ",
            r"\left(", r"\right)", r"\sqrt", "javascript:alert(1)", r"\\", "日", r"\unknown",
        ]
    ),
    max_size=12,
).map("".join)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(_TEX, st.booleans())
def test_a_formula_is_mathml_of_ours_or_its_source(tex: str, display: bool) -> None:
    found = Page(formulas.mathml(tex, f"${tex}$", display=display))
    names = {name for name, _ in found.elements}
    assert names <= {"p", "code"} or "math" in names
    for _, attributes in found.elements:
        assert not attributes.keys() & {"href", "style", "class"} or attributes == {"class": "tex"}


def test_a_formula_that_can_be_set_is_and_keeps_its_source_to_be_read() -> None:
    made = formulas.mathml(r"\frac{a}{b}", r"$\frac{a}{b}$", display=False)
    assert made.startswith(r'<math display="inline" aria-label="$\frac{a}{b}$">')
    assert "<mfrac>" in made
    broken = formulas.mathml(r"\frac{", r"$\frac{$", display=False)
    assert broken == r'<code class="tex">$\frac{$</code>'
    assert formulas.mathml("{" * 3000, "x", display=True) == '<p><code class="tex">x</code></p>\n'


@pytest.mark.parametrize(
    "language", ["python", "PYTHON ", "js", "html", "diff", "nonsense", "", "\0"]
)
def test_code_is_all_there_whatever_the_language(language: str) -> None:
    text = "if x < 1: # <b>\n\tprint('é\u2028&amp;')\n"
    assert Page(f"<pre>{code.coloured(text, language)}</pre>").text == text
    assert Page(f"<pre>{code.coloured(text, language, inline=True)}</pre>").text == text


@given(st.text(max_size=80))
def test_any_code_is_all_there(text: str) -> None:
    shown = Page(f"<pre>{code.coloured(text, 'python')}</pre>").text
    assert shown == Page(f"<pre>{safe.text(text)}</pre>").text


def test_code_has_colours_by_class_or_in_place() -> None:
    assert '<span class="k">def</span>' in code.coloured("def f(): 1", "python")
    assert '<span style="color:#7c4dd8">def</span>' in code.coloured(
        "def f(): 1", "python", inline=True
    )
    long = "x = 1\n" * 50_000
    assert "<span" not in code.coloured(long, "python")


def test_every_class_of_code_has_a_colour_in_both_themes() -> None:
    sheet = style.sheet()
    for name in code.COLOURS:
        assert sheet.count(f"pre .{name} {{") == 2
    assert "url(" not in sheet
    assert sheet.count("{") == sheet.count("}")


@pytest.mark.parametrize(
    ("address", "is_link"),
    [
        ("https://example.test/a?b#c", True),
        ("HTTP://example.test", True),
        ("mailto:a@example.test", True),
        ("mailto://a@example.test", False),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("//example.test", False),
        ("https:", False),
        ("http://[", False),
        ("", False),
        (" https://example.test", True),
    ],
)
def test_only_pages_and_mails_are_links(address: str, is_link: bool) -> None:
    assert safe.is_link(address) == is_link


def test_characters_that_html_has_not_are_replaced() -> None:
    assert safe.text("a\0\x1b\ud800\uffff\r\nb\rc\t<\"'&>") == (
        "a\ufffd\ufffd\ufffd\ufffd\nb\nc\t&lt;&quot;&#x27;&amp;&gt;"
    )


def test_markdown_on_paper_has_its_looks_in_place() -> None:
    made = prose.rendered("# A\n\n|a|\n|-|\n|b|\n\n`c` $x^2$\n\n```py\nd\n```\n", paper=True)
    assert "class=" not in made.replace('class="tex"', "")
    assert "font-size:14pt" in made
    assert '<table border="1"' in made
    assert "$x^2$" in made
    assert 'bgcolor="#f6f7f9"' in made


@pytest.mark.parametrize(
    ("text", "way"),
    [("مرحبا a", "rtl"), ("- 1 שלום", "rtl"), ("a مرحبا", "ltr"), ("12", "ltr"), ("", "ltr")],
)
def test_paper_runs_the_way_of_the_first_letter(text: str, way: str) -> None:
    assert prose.direction(text) == way
    assert f'dir="{prose.direction(text)}"' in prose.rendered(text or "x", paper=True)
