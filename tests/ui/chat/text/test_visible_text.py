"""What a selection reads as, in other programs."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtWidgets import QApplication

from gemini_desktop.ui.chat.faces.base import Face
from gemini_desktop.ui.chat.text.visible_text import visible_text


@pytest.fixture
def document(qapp: QApplication) -> QTextDocument:
    """A line, a table of two rows, a line; one cell has two lines, one an emoji."""
    document = QTextDocument()
    cursor = QTextCursor(document)
    cursor.insertText("Before")
    table = cursor.insertTable(2, 2)
    for row, words in enumerate((("Time", "日本語"), ("7:30\n8:00", "🍜 湯豆腐"))):
        for column, text in enumerate(words):
            table.cellAt(row, column).firstCursorPosition().insertText(text)
    cursor.setPosition(table.lastPosition())
    cursor.movePosition(QTextCursor.MoveOperation.NextBlock)
    cursor.insertText("After")
    return document


def test_cells_are_parted_by_tabs_and_rows_by_lines(document: QTextDocument) -> None:
    whole = visible_text(document, 0, document.characterCount() - 1)
    assert whole == "Before\nTime\t日本語\n7:30\n8:00\t🍜 湯豆腐\nAfter"


def test_no_part_of_a_table_holds_a_mark_of_qt(document: QTextDocument) -> None:
    last = document.characterCount() - 1
    for start in range(last):
        for end in range(start, last + 1):
            text = visible_text(document, start, end)
            assert not any(mark in text for mark in "\ufdd0\ufdd1\u2028\u2029"), (start, end)


def test_positions_count_as_qt_counts_them(qapp: QApplication) -> None:
    document = QTextDocument("🍜🍜 soup")
    assert visible_text(document, 2, 4) == "🍜"
    assert visible_text(document, 5, 9) == "soup"


def test_soft_line_breaks_are_line_ends(qapp: QApplication) -> None:
    document = QTextDocument()
    QTextCursor(document).insertText("one\u2028two")
    assert visible_text(document, 0, 7) == "one\ntwo"


def test_more_than_there_is_gives_what_there_is(qapp: QApplication) -> None:
    document = QTextDocument("short\nlines")
    assert visible_text(document, 3, 99) == "rt\nlines"
    assert visible_text(document, 4, 4) == ""


def test_a_face_without_a_document_has_no_text(qapp: QApplication) -> None:
    assert Face().text(0, 10) == ""
