"""Formulas become paths; what cannot be drawn says why, and in time."""

from __future__ import annotations

import contextlib
import subprocess
import sys

import pytest

from gemini_desktop.ui.chat.text.formulas.drawing import SIZE, Drawing, FormulaError
from gemini_desktop.ui.chat.text.formulas.layout import lay_out
from tests.support import PATIENCE_S, costs_less_than

pytestmark = pytest.mark.usefixtures("qapp")


def drawn(tex: str, *, display: bool = True) -> Drawing:
    return lay_out(tex, display=display)


@pytest.mark.parametrize(
    "tex",
    [
        r"\frac{a}{b}", r"\sum_{i=1}^{n} i", r"\sqrt[3]{x+1}", r"\int_0^\infty e^{-x^2}\,dx",
        r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", r"\begin{bmatrix}1\end{bmatrix}^{-1}",
        r"\begin{cases} x & x>0 \\ 0 & \text{otherwise}\end{cases}", r"\binom{n}{k}",
        r"\begin{align} x&=1\\ y&=2 \end{align}", r"\begin{equation}a=b\end{equation}",
        r"\text{速度 } v", r"\text{a < b \& c > d}", r"x<y", r"E=mc^2 \tag{1}", r"\boxed{x=1}",
        r"\operatorname{argmin}_x", r"\mathop{\arg\max}_x f", r"\color{red}{x}", r"\cancel{x}",
        r"\lVert x \rVert", r"\mathbb{R}", r"\left\{ x \,\middle|\, x>0 \right\}", "x\n+\ny",
    ],
)  # fmt: skip
def test_what_models_write_is_drawn(tex: str) -> None:
    drawing = drawn(tex)
    assert drawing.parts
    assert 0 < drawing.width < 30 * SIZE
    assert 0 <= drawing.ascent < 5 * SIZE
    assert 0 <= drawing.descent < 5 * SIZE


def test_nothing_sticks_out_of_the_size_that_is_told() -> None:
    for tex in (r"\frac{a}{b}", "f_j^{2}", r"\left(\frac{x}{y}\right)", r"\boxed{x}"):
        drawing = drawn(tex)
        for part in drawing.parts:
            bounds = part.path.boundingRect()
            assert bounds.left() >= -0.01
            assert bounds.right() <= drawing.width + 0.01
            assert -bounds.top() <= drawing.ascent + 0.01
            assert bounds.bottom() <= drawing.descent + 0.01


def test_a_fraction_is_higher_on_its_own_line() -> None:
    tex = r"\frac{a}{b}"
    assert drawn(tex).ascent > drawn(tex, display=False).ascent


def test_letters_that_the_font_lacks_come_from_others() -> None:
    """No boxes: four Chinese characters are wider than one and each has a path."""
    one, four = drawn(r"\text{速}"), drawn(r"\text{速度加速}")
    assert four.width > 3 * one.width > SIZE
    assert len(four.parts) == 4
    assert all(not part.path.isEmpty() for part in four.parts)


def test_only_asked_for_colours_are_kept() -> None:
    """All others follow the theme."""
    colours = {part.colour.name() if part.colour else "" for part in drawn(r"\color{red}x").parts}
    assert colours == {"#ff0000"}
    assert all(part.colour is None for part in drawn(r"\frac{a}{b}+\sqrt{x}").parts)


@pytest.mark.parametrize(
    ("tex", "reason"),
    [
        (r"\foo{x}", r"\foo"),
        ("x_{", "not complete"),
        (r"\frac{1}", "not complete"),
        (r"\newcommand{\a}{b}\a", "commands of its own"),
        (r"\def\a{b}\a", "commands of its own"),
        ("{" * 200 + "x" + "}" * 200, "deeply"),
        ("x" * 4000, "long"),
        (r"\hspace{99999cm}x", "wide"),
        (r"\left( x", "not complete"),
        (" ", ""),
    ],
)
def test_what_cannot_be_drawn_says_why(tex: str, reason: str) -> None:
    with pytest.raises(FormulaError) as caught:
        drawn(tex)
    assert reason in str(caught.value)
    assert str(caught.value)


@pytest.mark.parametrize(
    "tex",
    [
        r"\left(" * 15 + "x" + r"\right)" * 15,
        r"\frac{1}{" * 20 + "x" + "}" * 20,
        r"\begin{pmatrix}" * 40 + "x" + r"\end{pmatrix}" * 40,
        "x^{" * 20 + "x" + "}" * 20,
        "x+" * 1400,
        r"\sum_{i}^{n}" * 240,
        "\\" * 2900,
        "&" * 2900,
        "a_" * 1400,
        "$" * 2900,
        "}" * 2900,
        r"\text{" * 20 + "}" * 20,
        r"\color{red}" * 200,
    ],
)
def test_hostile_formulas_end_in_time(tex: str) -> None:
    """Layout doubles its time with each level of nesting; there is a limit."""
    drawn("x")
    with costs_less_than(20), contextlib.suppress(FormulaError):
        drawn(tex)


def test_the_library_is_not_imported_before_it_is_needed() -> None:
    """It reads a font; the window comes first."""
    code = (
        "import sys, gemini_desktop.ui.main_window, gemini_desktop.ui.chat.view as v;"
        "print([m for m in ('ziamath', 'ziafont', 'latex2mathml') if m in sys.modules])"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=PATIENCE_S
    )
    assert out.stdout.strip() == "[]", out.stderr
