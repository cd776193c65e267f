"""Formulas in documents: on the baseline, within the column, as their source where they are read."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter, QTextDocument, QTextLine
from pytestqt.qtbot import QtBot

from gemini_desktop.core.events import StepDelta, StepStarted, StepStopped, Text
from gemini_desktop.core.text.formulas import rule
from gemini_desktop.core.text.formulas.find import Formula
from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui import theme
from gemini_desktop.ui.chat.faces.base import Surroundings
from gemini_desktop.ui.chat.faces.text import MarkdownFace
from gemini_desktop.ui.chat.text.formulas import typed
from gemini_desktop.ui.chat.text.formulas.service import formulas
from gemini_desktop.ui.chat.text.markdown import parse
from gemini_desktop.ui.chat.text.segments import Segment
from gemini_desktop.ui.chat.turns import shown_text
from gemini_desktop.ui.chat.turns.blocks import Markdown
from gemini_desktop.ui.chat.turns.conversation import AnswerBlocks
from gemini_desktop.ui.chat.view import ChatView

pytestmark = pytest.mark.usefixtures("qapp")


def draw(source: str) -> None:
    """Draw all formulas of the source, now."""
    for token in parse(source):
        for found in (token, *(token.children or ())):
            if found.type in (rule.INLINE, rule.BLOCK):
                formulas().draw(Formula(found.markup, found.content, found.meta["display"]))


def face(source: str, width: float = 600) -> MarkdownFace:
    draw(source)
    made = MarkdownFace(Markdown(Segment(source)))
    made.layout(width)
    return made


def document(made: MarkdownFace) -> QTextDocument:
    assert made.document is not None
    return made.document


def lines(made: MarkdownFace, block: int = 0) -> list[QTextLine]:
    layout = document(made).findBlockByNumber(block).layout()
    return [layout.lineAt(number) for number in range(layout.lineCount())]


def inked(made: MarkdownFace, scale: int = 2) -> QImage:
    """The face painted on white."""
    image = QImage(
        int(made.width * scale) + 40, int(made.height * scale) + 40, QImage.Format.Format_RGB32
    )
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.scale(scale, scale)
    made.paint(painter, Surroundings(clip=image.rect().toRectF()))
    painter.end()
    return image


def ink(image: QImage) -> tuple[int, int, int, int]:
    """The smallest rectangle that holds all that is not white: left, top, right, bottom."""
    dark = [
        (x, y)
        for y in range(image.height())
        for x in range(image.width())
        if image.pixelColor(x, y).lightness() < 160
    ]
    xs, ys = [x for x, _ in dark], [y for _, y in dark]
    return min(xs), min(ys), max(xs), max(ys)


def test_a_formula_is_one_character_with_its_source() -> None:
    made = face("a $x^2$ b \\(y\\)")
    assert document(made).toPlainText() == "a ￼ b ￼"
    assert made.text(0, made.length()) == "a $x^2$ b \\(y\\)"
    assert made.text(2, 3) == "$x^2$"
    assert made.text(3, made.length()) == " b \\(y\\)"


def test_sources_are_found_beyond_the_basic_plane_and_in_tables() -> None:
    assert face("😀 $x$ 😀 $y$").text(0, 99) == "😀 $x$ 😀 $y$"
    made = face("| a | b |\n|---|---|\n| $x$ | $y$ |\n")
    assert made.text(0, made.length()).strip() == "a\tb\n$x$\t$y$"


def test_plain_copies_and_searches_see_the_source_and_keep_places() -> None:
    source = "a $x^2$ b"
    draw(source)
    block = Markdown(Segment(source))
    assert shown_text.plain_text(block) == source
    assert len(shown_text.searched_text(block)) == 5


def test_a_low_formula_leaves_the_line_as_it_is() -> None:
    plain, with_formula = face("words and words"), face("words $x$ words")
    assert with_formula.height == plain.height


def test_a_high_formula_makes_its_own_line_higher_and_no_other() -> None:
    words = "some words " * 40
    plain, made = face(words), face(f"{words} $\\sum_{{i}}^{{n}}\\frac{{a}}{{\\frac bc}}$")
    assert made.height > plain.height
    heights = [line.height() for line in lines(made)]
    assert max(heights[:-1]) == pytest.approx(min(heights[:-1]))
    assert heights[-1] > heights[0] + 5


@pytest.mark.parametrize("tex", ["x", "X", "1", "abc"])
def test_letters_stand_on_the_baseline_of_the_words(tex: str) -> None:
    """The lowest ink of `x` is that of a letter beside it, to less than a pixel."""
    words, formula = ink(inked(face("xx"), 4)), ink(inked(face(f"${tex}$"), 4))
    assert abs(words[3] - formula[3]) <= 3


def test_nothing_is_painted_outside_of_the_face() -> None:
    for source in ("$$\\frac{\\frac ab}{\\frac cd}$$", "a $\\sum_{i=1}^n \\int_0^{x^{x^x}}$ b"):
        made = face(source)
        left, top, right, bottom = ink(inked(made, 2))
        assert top >= 0
        assert bottom <= made.height * 2
        assert left >= 0
        assert right <= made.width * 2


def test_a_formula_on_its_own_line_stands_in_the_middle() -> None:
    made = face("$$x$$")
    left, _, right, _ = ink(inked(made))
    assert abs((left + right) / 2 - made.width) < 6


def test_in_a_list_it_stands_where_the_words_do() -> None:
    made = face("- a\n\n  $$x$$\n")
    a, x = (document(made).findBlockByNumber(n) for n in (0, 1))
    layout = document(made).documentLayout()
    assert layout.blockBoundingRect(x).left() == pytest.approx(
        layout.blockBoundingRect(a).left(), abs=1
    )
    assert x.layout().lineAt(0).naturalTextRect().left() < 60


@pytest.mark.parametrize("width", [600, 300, 160, 60])
@pytest.mark.parametrize(
    "source",
    [
        "$$" + " + ".join(f"a_{{{n}}}" for n in range(30)) + "$$",
        "words $" + " + ".join(f"a_{{{n}}}" for n in range(30)) + "$ words",
        "> - $$" + " = ".join(f"b^{{{n}}}" for n in range(20)) + "$$",
        "$$" + "x" * 120 + "$$",
        "| a | b |\n|---|---|\n| $" + " + ".join("xyz") * 4 + "$ | some words |\n",
    ],
)
def test_what_is_too_wide_is_broken_or_made_smaller(source: str, width: int) -> None:
    """Nothing is cut off, whatever the width."""
    made = face(source, width)
    _, _, right, bottom = ink(inked(made, 1))
    assert right <= max(width, document(made).size().width()) + 1
    assert bottom <= made.height + 1


def test_rows_keep_their_size_where_operators_allow() -> None:
    source = "$$" + " + ".join(f"a_{{{n}}}" for n in range(30)) + "$$"
    wide, narrow = face(source, 2000), face(source, 300)
    assert wide.height * 3 < narrow.height < wide.height * 7


def test_a_wrong_formula_is_its_source_and_says_why() -> None:
    made = face("a $\\foo{x}$ b")
    assert document(made).toPlainText() == "a $\\foo{x}$ b"
    line = lines(made)[0]
    middle = QPointF(line.cursorToX(6)[0], line.y() + line.height() / 2)  # type: ignore[index]
    assert "\\foo" in made.explained_at(middle)
    assert made.explained_at(QPointF(1, line.y() + 8)) == ""


def test_selected_formulas_have_the_colours_of_the_selection() -> None:
    made = face("$$X$$")
    image = QImage(1240, 200, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    made.paint(painter, Surroundings(clip=image.rect().toRectF(), selected=(0, made.length())))
    painter.end()
    found = [image.pixelColor(x, y) for x in range(600) for y in range(60)]
    wanted = theme.current()
    assert QColor(wanted.accent) in found
    ground, ink_ = QColor(wanted.accent), QColor(wanted.accent_text)
    veiled = [c for c in found if abs(2 * c.red() - ground.red() - ink_.red()) < 4 and c != ground]
    assert found.count(ink_) > len(veiled)  # Qt lays half a coat of the ground over objects


def test_the_view_shows_the_drawing_when_it_has_come(qtbot: QtBot) -> None:
    """Until then the source is there, muted; the place that is read stays where it is."""
    view = ChatView()
    qtbot.addWidget(view)
    view.resize(700, 500)
    view.show()
    answer = AnswerBlocks(Turn(role="model"), live=True)
    view.append(answer)
    answer.apply(StepStarted(index=0, kind="model_output"))
    source = "A $\\frac{never}{seen}$ and\n\n$$\\sum_{before} \\frac{x}{y}$$\n"
    answer.apply(StepDelta(index=0, content=Text(text=source)))
    answer.apply(StepStopped(index=0))
    view.flush()
    shown = [f for _, f, _ in view.in_view() if isinstance(f, MarkdownFace)]
    assert any(typed.is_waiting(f.document) for f in shown)
    before = view.page.height()
    with qtbot.waitSignal(formulas().ready):
        pass
    qtbot.waitUntil(lambda: not any(typed.is_waiting(f.document) for _, f, _ in view.in_view()))
    assert view.page.height() > before
    assert view.following
    texts = "".join(f.text(0, f.length()) for _, f, _ in view.in_view())
    assert "\\frac{never}{seen}" in texts
