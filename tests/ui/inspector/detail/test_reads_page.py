"""The reads of an event: a row each, and a choice that leads to the bytes."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gemini_desktop.ui import theme
from gemini_desktop.ui.inspector.detail.reads_page import ReadsPage
from gemini_desktop.ui.inspector.raw.reads import Reads


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[ReadsPage]:
    widget = ReadsPage()
    qtbot.addWidget(widget)
    widget.resize(480, 300)
    widget.show()
    yield widget
    widget.close()


def _reads() -> Reads:
    reads = Reads()
    for t_ms, length in ((100, 50), (130, 200), (131, 25), (500, 1000)):
        reads.append(t_ms * 1_000_000, length)
    return reads


def _cells(page: ReadsPage, row: int) -> list[object]:
    return [page.model.index(row, column).data() for column in range(page.model.columnCount())]


def test_the_reads_that_brought_an_event(page: ReadsPage) -> None:
    page.show_event(_reads(), 40, 260)
    assert page.model.rowCount() == 3
    assert _cells(page, 0) == ["1", "+0.100", "–", "50", "10", "40"]
    assert _cells(page, 1) == ["2", "+0.130", "30.0", "200", "200", "50"]
    assert _cells(page, 2) == ["3", "+0.131", "1.0", "25", "10", "250"]
    assert page.summary.text() == "3 reads brought these 220 B, from +0.100 s to +0.131 s."
    page.show_event(_reads(), 300, 400)
    assert page.summary.text() == "One read brought these 100 B, at +0.500 s."
    page.show_event(Reads(), 0, 10)
    assert page.model.rowCount() == 0
    assert page.summary.text().startswith("No read")
    assert not page.table.jump.isVisible()
    page.grab()


def test_columns_grow_with_the_zoom(page: ReadsPage) -> None:
    page.show_event(_reads(), 40, 260)
    before = [page.table.columnWidth(column) for column in range(6)]
    theme.manager().set_zoom(200)
    try:
        wide = [page.table.columnWidth(column) for column in range(6)]
        page.table.fit_columns()
        assert wide == [page.table.columnWidth(column) for column in range(6)]
        assert all(map(int.__gt__, wide, before))
    finally:
        theme.manager().set_zoom(100)


def test_a_chosen_read_is_its_bytes(page: ReadsPage) -> None:
    chosen: list[tuple[int, int]] = []
    page.bytes_chosen.connect(lambda start, end: chosen.append((start, end)))
    page.show_event(_reads(), 40, 260)
    page.table.choose(0)
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    assert chosen == [(40, 50), (50, 250)]
    QTest.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "2\t+0.130\t30.0\t200\t200\t50"
    page.show_event(_reads(), 0, 10)
    assert page.table.chosen_row() == -1


def test_each_column_says_what_it_means(page: ReadsPage) -> None:
    across = Qt.Orientation.Horizontal
    for column in range(page.model.columnCount()):
        assert page.model.headerData(column, across)
        assert page.model.headerData(column, across, Qt.ItemDataRole.ToolTipRole)
    assert page.model.headerData(0, Qt.Orientation.Vertical) is None
