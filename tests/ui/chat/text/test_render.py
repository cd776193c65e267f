"""A block of Markdown becomes a document that says what it says, and can do no harm."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QTextBlock, QTextDocument, QTextTable
from PySide6.QtWidgets import QApplication

from gemini_desktop.ui.chat.text import highlight, notes
from gemini_desktop.ui.chat.text.render import CODE, QUOTE, RULE, render
from gemini_desktop.ui.chat.text.segments import Segment, Splitter
from gemini_desktop.ui.chat.text.text_style import style_for
from gemini_desktop.ui.chat.turns.blocks import Markdown

pytestmark = pytest.mark.usefixtures("qapp")


def document(source: str, prefix: str = "") -> QTextDocument:
    return render(Markdown(Segment(source, prefix=prefix)), style_for("answer"))


def blocks(made: QTextDocument) -> list[QTextBlock]:
    found, block = [], made.begin()
    while block.isValid():
        found.append(block)
        block = block.next()
    return found


def addresses(made: QTextDocument) -> list[str]:
    """The links that can be clicked."""
    found = []
    for block in blocks(made):
        iterator = block.begin()
        while not iterator.atEnd():
            format_ = iterator.fragment().charFormat()
            if format_.isAnchor():
                found.append(format_.anchorHref())
            iterator += 1
    return found


def test_marks_become_formats_not_characters() -> None:
    made = document("a **b** *c* ~~d~~ `e` [f](https://e.example)")
    assert made.toPlainText() == "a b c d e f"
    assert addresses(made) == ["https://e.example"]


def test_headings_lists_and_quotes() -> None:
    made = document("- a\n- b\n  1. c\n  2. d\n")
    assert [b.text() for b in blocks(made)] == ["a", "b", "c", "d"]
    first, _, third, fourth = blocks(made)
    assert first.textList() is not None
    assert third.textList().itemNumber(fourth) == 1
    assert document("> q\n>\n> r").begin().blockFormat().property(QUOTE) == 1
    assert document("---").begin().blockFormat().hasProperty(RULE)


def test_a_numbered_list_starts_where_it_says() -> None:
    assert document("7. x\n8. y\n").begin().textList().format().start() == 7


def test_code_inside_a_list_is_one_block() -> None:
    made = document("- a\n\n  ```py\n  x = 1\n  y = 2\n  ```\n")
    code = [b for b in blocks(made) if b.blockFormat().hasProperty(CODE)]
    assert [b.text() for b in code] == ["x = 1\u2028y = 2"]


def test_a_table_has_its_cells() -> None:
    made = document("| a | b |\n|---|--:|\n| 1 | **2** |\n")
    (table,) = [f for f in made.rootFrame().childFrames() if isinstance(f, QTextTable)]
    assert (table.rows(), table.columns()) == (2, 2)
    assert table.cellAt(1, 1).firstCursorPosition().block().text() == "2"


def test_the_rest_of_a_table_has_no_second_head() -> None:
    made = document("| 3 | 4 |\n", prefix="| a | b |\n|---|---|\n")
    assert "a" not in made.toPlainText()
    assert "3" in made.toPlainText()


def test_a_table_of_many_columns_is_text() -> None:
    for columns, shown in ((40, "x | x"), (100, "|x|x|")):
        rows = ("|a" * columns, "|-" * columns, "|x" * columns)
        made = document("".join(f"{row}|\n" for row in rows))
        assert not [f for f in made.rootFrame().childFrames() if isinstance(f, QTextTable)]
        assert shown in made.toPlainText()


@pytest.mark.parametrize(
    "source",
    [
        "![words](/etc/hostname)",
        "![words](file:///etc/hostname)",
        "![words](http://127.0.0.1:9/x.png)",
        "![words][r]\n\n[r]: relative.png",
        "![words](data:image/png;base64,iVBORw0KGgo=)",
    ],
)
def test_an_image_is_its_words_and_its_address(source: str) -> None:
    """Nothing is loaded: there is no image in the document at all."""
    made = document(source)
    assert "words" in made.toPlainText()
    assert "\ufffc" not in made.toPlainText()
    assert not addresses(made)


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src='/etc/hostname'>",
        "<style>p{color:red}</style>",
        "<div>\n\n<b>x</b>\n\n</div>",
        "<!-- hidden -->",
        "List<String> x; a < b && c > d",
    ],
)
def test_html_is_the_text_that_it_is(source: str) -> None:
    said = "".join(document(source).toPlainText().split())
    assert said == "".join(source.split())


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "javascript:x", "link.txt", "vscode://x", "#top", "mailto:a"]
)
def test_what_may_not_be_opened_is_text_beside_its_words(address: str) -> None:
    made = document(f"[click]({address})")
    assert not addresses(made)
    assert made.toPlainText() == f"click ({address})"


def test_what_a_document_cannot_hold_is_replaced() -> None:
    made = document("a\ud83d b\ufdd0 c\ufffc d")
    assert made.toPlainText().count("\ufffd") == 3


def test_deep_nesting_loses_no_word() -> None:
    assert "NEEDLE" in document(">" * 3000 + " NEEDLE").toPlainText()
    assert "NEEDLE" in document("[" * 4000 + "NEEDLE").toPlainText()


def test_lines_of_chinese_are_joined_without_a_blank() -> None:
    assert document("日本\n語").toPlainText() == "日本語"
    assert document("one\ntwo").toPlainText() == "one two"


def test_a_paragraph_that_goes_on_is_no_list() -> None:
    made = document("1. not a list", prefix="x")
    assert made.toPlainText() == "1. not a list"
    assert made.begin().textList() is None


def test_code_is_coloured_by_its_language() -> None:
    made = QTextDocument("def f():\n    return '😀', 1\n")
    highlight.apply(made, made.toPlainText(), "python")
    first, second = blocks(made)[:2]
    keyword = first.layout().formats()[0]
    assert (keyword.start, keyword.length) == (0, 3)
    number = second.layout().formats()[-1]
    assert second.text().encode("utf-16-le")[number.start * 2 :][:2] == b"1\0"


def test_an_unknown_language_stays_plain() -> None:
    made = QTextDocument("x")
    highlight.apply(made, "x", "no-such-language")
    assert not made.begin().layout().formats()


def test_every_prefix_of_an_answer_can_be_drawn(qapp: QApplication) -> None:
    """Wherever a stream stands, what is there can be laid out, and holds its words."""
    source = "# T\n\n> q **b\n\n- a\n  - `b\n\n| x | y |\n|--|--|\n| 1 | 2\n\n[l](https://e.example) ![i](u)"
    for length in range(len(source)):
        splitter = Splitter()
        for segment in [*splitter.feed(source[:length]), *splitter.tail()]:
            if segment.kind == "markdown":
                made = render(Markdown(segment, splitter.references), style_for("thought"))
                made.setTextWidth(300)
                assert made.size().height() > 0


def test_a_bare_address_can_be_clicked() -> None:
    made = document("See https://e.example/a, **www.f.example** and `https://no.example`.")
    assert addresses(made) == ["https://e.example/a", "https://www.f.example"]
    assert made.toPlainText() == "See https://e.example/a, www.f.example and https://no.example."


def test_a_bare_address_that_hides_its_host_shows_it() -> None:
    made = document("https://accounts.example@evil.example/x")
    assert made.toPlainText().endswith(" (evil.example)")


def test_footnotes_are_raised_and_their_notes_stand_on_lines_of_their_own() -> None:
    made = document("So it is.[^1] And so.[^b]\n\n[^1]: note\n[^b]: other, with `code`\n")
    assert made.toPlainText() == "So it is.1 And so.b\n1 note\nb other, with code"
    assert made.toHtml().count("vertical-align:super") == 4
    assert addresses(made) == [
        notes.address(name, is_note=is_note) for is_note in (False, True) for name in ("1", "b")
    ]


def test_what_is_no_footnote_stays() -> None:
    assert document("a [^ b] [^] `[^1]` [^1]: x").toPlainText() == "a [^ b] [^] [^1] 1: x"
