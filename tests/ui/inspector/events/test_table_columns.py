"""The header of the event table: what is shown, how wide, in which order, and remembered."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from gemini_desktop.ui.inspector.events.cells import Cell
from gemini_desktop.ui.inspector.events.event_table import EventTable
from gemini_desktop.ui.inspector.events.events_model import EventsModel
from tests.ui.inspector.sources import event, from_body


@pytest.fixture
def table(qtbot: QtBot) -> EventTable:
    return _table(qtbot)


def _table(qtbot: QtBot) -> EventTable:
    source = from_body(b"".join(event({"text": "x" * (n * 7 % 50)}) for n in range(200)))
    model = EventsModel()
    table = EventTable(model)
    model.setParent(table)
    qtbot.addWidget(table)
    model.reset(source)
    model.append(source.decoded()[0])
    table.resize(700, 300)
    with qtbot.waitExposed(table):
        table.show()
    table.refresh()
    return table


def _model(table: EventTable) -> EventsModel:
    model = table.model()
    assert isinstance(model, EventsModel)
    return model


def _click(qtbot: QtBot, table: EventTable, cell: Cell) -> None:
    header = table.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(cell) + 12, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: not _model(table).sorting)


def test_three_clicks_go_round(qtbot: QtBot, table: EventTable) -> None:
    model = _model(table)
    sizes = [model.columns.size(number) for number in range(200)]
    assert _title(model, Cell.SIZE) == "Size"
    _click(qtbot, table, Cell.SIZE)
    assert sizes[model.event_at(0)] == min(sizes)
    assert _title(model, Cell.SIZE) == "Size ↑"
    assert _title(model, Cell.TIME) == "Time"
    _click(qtbot, table, Cell.SIZE)
    assert sizes[model.event_at(0)] == max(sizes)
    assert _title(model, Cell.SIZE) == "Size ↓"
    _click(qtbot, table, Cell.SIZE)
    assert [model.event_at(row) for row in range(200)] == list(range(200))
    assert _title(model, Cell.SIZE) == "Size"


def _title(model: EventsModel, cell: Cell) -> object:
    return model.headerData(cell, Qt.Orientation.Horizontal)


def test_a_click_on_the_header_chooses_no_event(qtbot: QtBot, table: EventTable) -> None:
    """The click gives the table the focus, and Qt would make its first row the current one."""
    chosen: list[int] = []
    table.event_chosen.connect(chosen.append)
    _click(qtbot, table, Cell.SIZE)
    table.setFocus(Qt.FocusReason.PopupFocusReason)
    assert table.chosen_event() == -1
    assert chosen == []


def test_the_chosen_event_stays_chosen(qtbot: QtBot, table: EventTable) -> None:
    table.choose_event(17)
    _click(qtbot, table, Cell.SIZE)
    assert table.chosen_event() == 17
    _click(qtbot, table, Cell.KIND)
    assert table.chosen_event() == 17


def test_narrow_columns_are_hidden_until_asked_for(table: EventTable) -> None:
    hidden = [cell for cell in Cell if not table.columns.is_shown(cell)]
    assert hidden == [Cell.GAP, Cell.STEP, Cell.TOKENS]
    gap = next(a for a in table.columns.menu.actions() if a.text() == "Gap to the event before")
    gap.trigger()
    assert table.columns.is_shown(Cell.GAP)
    assert table.columnWidth(Cell.GAP) > 40
    assert table.columns.state()["event_widths"] == ""


def test_all_is_remembered(qtbot: QtBot, table: EventTable) -> None:
    table.columns.show(Cell.TOKENS, on=True)
    table.columns.show(Cell.TIME, on=False)
    table.setColumnWidth(Cell.KIND, 151)
    _click(qtbot, table, Cell.SIZE)
    _click(qtbot, table, Cell.SIZE)
    other = _table(qtbot)
    other.columns.restore(table.columns.state())
    assert other.columns.state() == table.columns.state()
    assert other.columns.is_shown(Cell.TOKENS)
    assert not other.columns.is_shown(Cell.TIME)
    assert other.columnWidth(Cell.KIND) == 151
    qtbot.waitUntil(lambda: not _model(other).sorting)
    assert _model(other).event_at(0) == _model(table).event_at(0)


@pytest.mark.parametrize(
    "damaged",
    [{}, {"event_columns": "nope", "event_widths": "x:1,size:-4,kind:z,", "event_sort": "-up"}],
)
def test_damage_changes_nothing(table: EventTable, damaged: dict[str, str]) -> None:
    before = table.columns.state()
    table.columns.restore(damaged)
    assert table.columns.state() == before


def test_as_at_first(qtbot: QtBot, table: EventTable) -> None:
    before, width = table.columns.state(), table.columnWidth(Cell.KIND)
    table.setColumnWidth(Cell.KIND, 222)
    table.columns.show(Cell.GAP, on=True)
    _click(qtbot, table, Cell.SIZE)
    reset = next(a for a in table.columns.menu.actions() if a.text() == "Columns as at first")
    reset.trigger()
    assert table.columns.state() == before
    assert table.columnWidth(Cell.KIND) == width


def test_the_summary_keeps_room_to_be_read(qtbot: QtBot, table: EventTable) -> None:
    bar = table.horizontalScrollBar()
    assert table.columnWidth(Cell.SUMMARY) > 300
    assert bar.maximum() == 0
    for cell in (Cell.GAP, Cell.STEP, Cell.TOKENS):
        table.columns.show(cell, on=True)
    table.resize(420, 300)
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    assert table.columnWidth(Cell.SUMMARY) == 140
    for cell in (Cell.GAP, Cell.STEP, Cell.TOKENS):
        table.columns.show(cell, on=False)
    qtbot.waitUntil(lambda: bar.maximum() == 0)
    wide = sum(table.columnWidth(cell) for cell in Cell)
    assert wide == table.viewport().width()


def test_all_of_it_is_in_the_context_menu_too(qtbot: QtBot, table: EventTable) -> None:
    """The header itself has no focus: by keyboard one gets there from the rows' own menu."""
    model, menu = _model(table), table.columns.menu
    menu.aboutToShow.emit()
    sorts = next(a.menu() for a in menu.actions() if a.text() == "Sort by")
    assert isinstance(sorts, QMenu)
    assert [a.text() for a in sorts.actions() if a.isChecked()] == ["Arrival"]
    size = next(a for a in sorts.actions() if a.text() == "Size in bytes")
    size.trigger()
    qtbot.waitUntil(lambda: not model.sorting)
    assert _title(model, Cell.SIZE) == "Size ↑"
    menu.aboutToShow.emit()
    assert [a.text() for a in sorts.actions() if a.isChecked()] == ["Size in bytes"]
    sorts.actions()[0].trigger()
    assert _title(model, Cell.SIZE) == "Size"
