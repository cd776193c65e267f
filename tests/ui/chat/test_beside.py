"""Markers of lists, bars of quotes and cards of code stand on the side on which the text begins."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from gemini_desktop.ui.chat.faces import beside
from gemini_desktop.ui.chat.faces.base import Surroundings
from gemini_desktop.ui.chat.faces.text import MarkdownFace, PromptFace
from gemini_desktop.ui.chat.text import direction, tables
from gemini_desktop.ui.chat.text.segments import Segment
from gemini_desktop.ui.chat.turns.blocks import Markdown, Prompt

pytestmark = pytest.mark.usefixtures("qapp")
WIDTH = 500.0
HEBREW = "מילים בעברית"
ARABIC = "كلمات عربية"


def face(source: str, width: float = WIDTH) -> MarkdownFace:
    made = MarkdownFace(Markdown(Segment(source)))
    made.layout(width)
    return made


def marks(source: str, width: float = WIDTH) -> list[beside.Mark]:
    made = face(source, width)
    assert made.document is not None
    return beside.find(made.document)


def kinds(source: str) -> list[str]:
    return [f"{m.kind} {m.words}".strip() for m in marks(source)]


def painted(made: MarkdownFace | PromptFace) -> QImage:
    image = QImage(round(made.width), round(made.height) + 1, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    made.paint(painter, Surroundings(clip=image.rect().toRectF()))
    painter.end()
    return image


def columns_with_ink(image: QImage, top: int = 0, bottom: int | None = None) -> list[int]:
    """The x at which anything stands out from white."""
    return [
        x
        for x in range(image.width())
        if any(
            image.pixelColor(x, y).lightness() < 190 for y in range(top, bottom or image.height())
        )
    ]


# --- what there is -------------------------------------------------------------------------------


def test_items_have_their_markers() -> None:
    assert kinds("- a\n- b\n  - c\n    - d\n") == ["bullet", "bullet", "bullet", "bullet"]
    assert [m.level for m in marks("- a\n  - b\n    - c\n")] == [1, 2, 3]
    assert kinds("7. a\n8. b\n\n   c\n9) d\n") == ["number 7.", "number 8.", "number 9)"]
    assert kinds("- [ ] a\n- [x] b\n- c\n") == ["box", "checked", "bullet"]
    assert kinds("1. a\n   1. b\n   2. c\n2. d\n") == [
        "number 1.",
        "number 1.",
        "number 2.",
        "number 2.",
    ]
    assert kinds("words\n") == []


def test_rules_code_and_quotes() -> None:
    assert kinds("---\n") == ["rule"]
    assert kinds("- a\n\n  ```\n  x\n  ```\n") == ["bullet", "code"]
    assert kinds("> a\n>\n> b\n>\n> > c\n") == ["bar", "bar"]


@pytest.mark.parametrize("source", ["- a\n", "1. a\n", "100. a\n", "- [ ] a\n", "> - a\n"])
def test_markers_stand_before_the_text_and_do_not_touch_it(source: str) -> None:
    made = face(source)
    assert made.document is not None
    text = made.x_of(0)
    ink = columns_with_ink(painted(made))
    before = [x for x in ink if x < text - 1]
    assert before
    assert max(before) < text - 3


def test_markers_in_a_document_that_grows_are_those_of_the_whole() -> None:
    """Found anew from the line that changed, with the numbers of those before."""
    known: list[beside.Mark] = []
    for count in range(1, 12):
        made = face("".join(f"{n}. item\n" for n in range(1, count + 1)))
        assert made.document is not None
        since = made.height - 30
        known = beside.find(made.document, known, since)
        assert known == beside.find(made.document)
        assert known[-1].words == f"{count}."


# --- nesting -------------------------------------------------------------------------------------


def test_a_quote_in_a_list_stands_where_the_words_of_the_list_do() -> None:
    outside = next(m for m in marks("> a\n") if m.kind == "bar")
    inside = next(m for m in marks("- a\n\n  > b\n") if m.kind == "bar")
    assert outside.rect.left() == 0
    made = face("- a\n")
    assert inside.rect.left() == pytest.approx(made.x_of(0), abs=2)


def test_a_list_in_a_quote_has_its_marker_inside() -> None:
    bar, marker = marks("> - a\n")
    assert bar.kind == "bar"
    assert bar.rect.right() < marker.rect.left() - 12


def test_code_in_a_list_has_its_card_below_the_words() -> None:
    card = next(m for m in marks("- a\n\n  ```\n  x\n  ```\n- b\n") if m.kind == "code")
    made = face("- a\n")
    assert card.rect.left() == pytest.approx(made.x_of(0), abs=2)
    assert card.rect.right() == WIDTH


def test_what_follows_code_keeps_its_distance() -> None:
    source = "- a\n\n  ```\n  x\n  ```\n\n- b\n"
    made = face(source)
    assert made.document is not None
    card = next(m for m in marks(source) if m.kind == "code")
    last = made.document.documentLayout().blockBoundingRect(made.document.lastBlock())
    assert last.top() - card.rect.bottom() >= 8


# --- from right to left --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("words", False), (HEBREW, True), (ARABIC, True), ("123", None), ("", None), ("… !", None),
        (f"123 {HEBREW} words", True), (f"words {HEBREW}", False), ("日本語", False), ("👍", None),
        ("👍 שלום", True), ("é", False), ("1" * 1000 + HEBREW, None),
    ],
)  # fmt: skip
def test_the_first_letter_says_the_direction(text: str, expected: bool | None) -> None:
    assert direction.is_right_to_left(text) is expected


@pytest.mark.parametrize("words", [HEBREW, ARABIC])
@pytest.mark.parametrize("head", ["", "# ", "> ", "- ", "1. ", "- [x] "])
def test_text_stands_at_the_right(head: str, words: str) -> None:
    ink = columns_with_ink(painted(face(f"{head}{words}\n")))
    assert min(ink) > WIDTH / 2
    assert max(ink) > WIDTH - 40


@pytest.mark.parametrize("words", [HEBREW, ARABIC])
def test_bars_and_markers_stand_at_the_right_of_it(words: str) -> None:
    bars = marks(f"> {words}\n> > {words}\n")
    assert [round(WIDTH - m.rect.right()) for m in bars] == [0, 16]
    (marker,) = marks(f"- {words}\n")
    assert marker.is_right
    made = face(f"- {words}\n")
    ink = columns_with_ink(painted(made))
    assert [x for x in ink if x > marker.rect.left() + 3]
    assert not [x for x in ink if marker.rect.left() + 1 <= x < marker.rect.left() + 4]


def test_each_paragraph_has_its_own_direction() -> None:
    made = face(f"words\n\n{HEBREW}\n\nmore\n")
    assert made.document is not None
    found = [made.document.findBlockByNumber(n).textDirection() for n in range(3)]
    right, left = Qt.LayoutDirection.RightToLeft, Qt.LayoutDirection.LeftToRight
    assert found == [left, right, left]


def test_a_formula_says_nothing_about_the_direction() -> None:
    made = face(f"$x$ {HEBREW}\n")
    assert made.document is not None
    assert made.document.begin().textDirection() == Qt.LayoutDirection.RightToLeft


def test_code_runs_from_the_left() -> None:
    made = face(f"- {HEBREW}\n\n      {HEBREW}\n")
    assert made.document is not None
    assert made.document.lastBlock().textDirection() == Qt.LayoutDirection.LeftToRight


def test_tables_begin_at_the_right() -> None:
    source = f"| {HEBREW} | ב |\n|---|---|\n| א | 12 |\n"
    made = face(source)
    ink = columns_with_ink(painted(made))
    assert max(ink) > WIDTH - 10
    assert made.document is not None
    assert made.document.toPlainText().split() == ["ב", *HEBREW.split(), "12", "א"]
    assert tables.MAX_COLUMNS > 2


def test_selecting_in_mixed_text_marks_letters_not_places() -> None:
    """The characters between two positions, whatever their order on screen."""
    made = face(f"words {HEBREW} more\n")
    start, end = 6, 6 + len(HEBREW)
    assert made.text(start, end) == HEBREW
    image = QImage(500, 40, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    made.paint(painter, Surroundings(clip=image.rect().toRectF(), selected=(start, end)))
    painter.end()
    blue = [
        x for x in range(500) if image.pixelColor(x, 9).blue() > image.pixelColor(x, 9).red() + 60
    ]
    assert blue
    assert min(blue) > made.x_of(2)
    assert max(blue) < made.x_of(end + 4)


def test_a_click_finds_the_letter_in_text_from_the_right() -> None:
    made = face(f"{HEBREW} {HEBREW}\n")
    line = made.line_at(0)
    for character in (0, 3, 7):
        x = made.x_of(character)
        assert made.character_at(QPointF(x, line.center().y())) == character
    assert made.x_of(0) > made.x_of(5)


@pytest.mark.parametrize("words", [HEBREW, ARABIC])
def test_prompts_run_from_the_right_too(words: str) -> None:
    made = PromptFace(Prompt(f"{words}\n{words * 3}"))
    made.layout(WIDTH)
    assert made.document is not None
    assert made.document.begin().textDirection() == Qt.LayoutDirection.RightToLeft
    first = columns_with_ink(painted(made), 10, 30)
    assert max(first) > WIDTH - 30


# --- breaking lines ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "never_first", "whole"),
    [
        ("日本語の文章です。句読点は、行頭に来ません！（括弧）も同じ。" * 6, "。、！）", ""),
        ("中文没有空格，也可以换行。标点不在行首；括号（也是）。" * 6, "，。；）", ""),
        ("한국어 문장은 단어 사이에서 줄이 바뀝니다. " * 8, ". ", ""),
        ("words are broken between them, never within one. " * 8, ",. ", ""),
        ("👨‍👩‍👧‍👦 " * 60, "\u200d\ufe0f", "👨‍👩‍👧‍👦 "),
        ("🇩🇪🇯🇵👍🏽" * 60, "\U0001f3fd\u200d", ""),
        (f"{HEBREW} {ARABIC} " * 12, " ", ""),
    ],
)  # fmt: skip
@pytest.mark.parametrize("width", [120, 231, 340])
def test_lines_break_where_the_script_allows(
    text: str, never_first: str, whole: str, width: int
) -> None:
    made = face(text + "\n", width)
    assert made.document is not None
    layout = made.document.begin().layout()
    assert layout.lineCount() > 1
    shown = made.document.begin().text().encode("utf-16-le")
    for number in range(layout.lineCount()):
        line = layout.lineAt(number)
        start, length = line.textStart(), line.textLength()
        words = shown[2 * start : 2 * (start + length)].decode("utf-16-le")
        assert words[0] not in never_first
        assert line.naturalTextWidth() <= width + 1
        if whole:
            assert f"{words.rstrip()} ".replace(whole, "") == ""
