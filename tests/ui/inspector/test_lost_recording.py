"""The folder of the recording in view goes away, and everything that was possible is done to it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from gemini_desktop.store.blobs import Blobs
from gemini_desktop.store.tape import TapeReader, TapeWriter
from gemini_desktop.ui import theme
from gemini_desktop.ui.controls import Badge
from gemini_desktop.ui.inspector import InspectorPane
from gemini_desktop.ui.inspector.pages import (
    EVENTS,
    FINDINGS,
    LOG,
    MERGED,
    RAW,
    REQUEST,
    TIMING,
)
from gemini_desktop.ui.inspector.steady_source import SteadySource
from tests.ui.inspector.sources import capture

PAGES = (EVENTS, RAW, LOG, REQUEST, TIMING, FINDINGS, MERGED)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A recording on the disk."""
    blobs = Blobs(tmp_path / "blobs")
    with TapeWriter(tmp_path / "01ABC", blobs) as tape:
        for record in capture("02_dev_thoughts_text.sse").records():
            tape.append(record)
    return tmp_path / "01ABC"


@pytest.fixture
def pane(qtbot: QtBot, folder: Path) -> Iterator[InspectorPane]:
    """It is in view."""
    widget = InspectorPane()
    qtbot.addWidget(widget)
    widget.resize(500, 900)
    widget.show()
    widget.show_capture(TapeReader(folder, Blobs(folder.parent / "blobs")))
    qtbot.waitUntil(lambda: not widget.loading)
    yield widget
    widget.stop()
    widget.close()


def _themes(_pane: InspectorPane) -> None:
    for mode in ("dark", "light", "system"):
        theme.manager().set_mode(mode)


def _zoom(_pane: InspectorPane) -> None:
    theme.manager().set_zoom(150)
    theme.manager().set_zoom(100)


def _events(pane: InspectorPane) -> None:
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_End):
        QTest.keyClick(pane.table, key)


def _bytes(pane: InspectorPane) -> None:
    raw = pane.pages.raw
    for button in ("hexBytes", "hexBytes", "copyRaw"):
        raw.findChildren(QAbstractButton, button)[0].click()
    raw.select_bytes(3, 40)
    QTest.keyClick(raw.view, Qt.Key.Key_End)


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_raised(qtbot: QtBot, pane: InspectorPane, folder: Path, page: str) -> None:
    """Whatever page is in sight, and whatever is done; and it is told in place what is gone."""
    pane.show_page(page)
    pane.select_event(1)
    shutil.rmtree(folder)
    for deed in (_themes, _zoom, _events, _bytes):
        deed(pane)
        pane.grab()
    for other in PAGES:
        pane.show_page(other)
        pane.grab()
    qtbot.waitUntil(lambda: not pane.gone.isHidden())
    assert "recording" in pane.gone.text


def test_an_event_says_that_it_cannot_be_read(pane: InspectorPane, folder: Path) -> None:
    """Not that one is to be chosen; that is said again when none is."""
    before = pane.detail.hint
    pane.select_event(1)
    shutil.rmtree(folder)
    pane.select_event(2)
    assert "cannot be read" in pane.detail.hint
    pane.follow_newest()
    assert pane.detail.hint == before


def test_another_recording_is_not_called_gone(
    qtbot: QtBot, pane: InspectorPane, folder: Path
) -> None:
    """What was to be said of the one before is not said of it."""
    pane.show_page(RAW)
    shutil.rmtree(folder)
    _zoom(pane)
    pane.show_capture(capture("01_dev_plain_text.sse"))
    qtbot.waitUntil(lambda: not pane.loading)
    qtbot.wait(5)
    assert pane.gone.isHidden()


def test_a_tab_that_is_turned_to_says_so(qtbot: QtBot, pane: InspectorPane, folder: Path) -> None:
    """It keeps what is known of it, and how its exchange ended."""
    known = pane.model.rowCount()
    pane.open.open_beside(capture("01_dev_plain_text.sse"), "another")
    qtbot.waitUntil(lambda: not pane.loading)
    shutil.rmtree(folder)
    pane.open.previous()
    assert not pane.loading
    assert "recording" in pane.gone.text
    assert not pane.gone.isHidden()
    assert pane.model.rowCount() == known
    outcome = pane.findChild(Badge, "inspectorOutcome")
    assert outcome is not None
    assert outcome.text == "Complete"
    pane.open.next()
    qtbot.waitUntil(lambda: not pane.loading)
    assert pane.gone.isHidden()


def test_one_that_is_gone_from_the_start_says_so(
    qtbot: QtBot, pane: InspectorPane, folder: Path
) -> None:
    shutil.rmtree(folder)
    pane.open.open_beside(TapeReader(folder, Blobs(folder.parent / "blobs")), "gone")
    pane.show_capture(TapeReader(folder, Blobs(folder.parent / "blobs")))
    assert not pane.loading
    assert "recording" in pane.gone.text
    assert pane.model.rowCount() == 0


def test_as_much_is_given_as_there_is(folder: Path) -> None:
    """The capture itself while it is there; what was known of it afterwards, and one complaint."""
    said: list[str] = []
    reader = TapeReader(folder, Blobs(folder.parent / "blobs"))
    steady = SteadySource(reader, said.append)
    size = steady.size()
    assert (steady.id, steady.read(0, 9)) == (reader.id, reader.read(0, 9))
    assert list(steady.records()) == list(reader.records())
    assert not said
    shutil.rmtree(folder)
    assert (steady.id, steady.read(0, 9), steady.size()) == (reader.id, b"", size)
    assert not list(steady.records())
    assert len(said) == 1
