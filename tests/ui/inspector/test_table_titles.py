"""The titles of the tables grow with the zoom as their rows do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from gemini_desktop.ui import theme
from gemini_desktop.ui.inspector.detail.reads_page import ReadsPage
from gemini_desktop.ui.inspector.events.event_table import EventTable
from gemini_desktop.ui.inspector.events.events_model import EventsModel
from gemini_desktop.ui.inspector.rows_view import RowsView


@pytest.fixture(autouse=True)
def _usual_zoom() -> Iterator[None]:
    theme.manager().wear_all()
    theme.manager().set_mode("light")
    yield
    theme.manager().set_zoom(100)
    theme.manager().set_mode("system")


def _height_of_titles(table: RowsView) -> int:
    """Rows of pixels that hold anything dark: those of the letters, as the line below is pale."""
    image = table.horizontalHeader().grab().toImage()
    rows = range(image.height())
    dark = [
        y for y in rows for x in range(image.width()) if image.pixelColor(x, y).lightness() < 150
    ]
    return max(dark) - min(dark) + 1


@pytest.mark.parametrize("name", ["events", "reads"])
def test_they_are_as_large_as_the_zoom_asks_for(qtbot: QtBot, name: str) -> None:
    model = EventsModel()
    page = ReadsPage() if name == "reads" else None
    table = page.table if page is not None else EventTable(model)
    shown = page or table
    model.setParent(shown)
    qtbot.addWidget(shown)
    shown.resize(600, 300)
    shown.show()
    usual = _height_of_titles(table)
    theme.manager().set_zoom(200)
    assert _height_of_titles(table) >= 1.7 * usual
    theme.manager().set_zoom(100)
    assert abs(_height_of_titles(table) - usual) <= 1
