"""The detail below the table: JSON as a tree or laid out, anything else as its text."""

import json
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from gemini_desktop.core.chunk import Chunk
from gemini_desktop.ui.inspector.detail.detail import EventDetail
from gemini_desktop.ui.inspector.events.kinds import kind_of
from tests.ui.inspector.sources import capture, event, from_body


@pytest.fixture
def detail(qtbot: QtBot) -> Iterator[EventDetail]:
    widget = EventDetail()
    qtbot.addWidget(widget)
    widget.resize(480, 400)
    widget.show()
    yield widget
    widget.close()


def _show(detail: EventDetail, chunk: Chunk) -> None:
    detail.show_event(chunk.number, chunk, kind_of(chunk))


def _button(detail: EventDetail, name: str) -> QAbstractButton:
    button = detail.findChild(QAbstractButton, name)
    assert button is not None
    return button


def _style(detail: EventDetail, label: str) -> None:
    buttons = detail.styles.findChildren(QAbstractButton)
    next(button for button in buttons if button.text() == label).click()


def test_json_as_a_tree_and_laid_out(detail: EventDetail) -> None:
    chunk = from_body(event({"text": "Hi 日本"})).decoded()[0][0]
    _show(detail, chunk)
    assert detail.title == f"Event 1 data · text · {len(chunk.raw)} B"
    assert detail.tree.isVisible()
    assert not detail.styles.isVisible()
    detail.show_tab("text")
    assert not detail.tree.isVisible()
    assert detail.text.visible_text().startswith('data: {"candidates"')
    _style(detail, "Pretty")
    assert detail.text.visible_text() == json.dumps(chunk.json, ensure_ascii=False, indent=2)
    _style(detail, "Compact")
    compact = json.dumps(chunk.json, ensure_ascii=False, separators=(",", ":"))
    assert detail.text.visible_text().replace("\n", "") == compact
    _style(detail, "As sent")
    assert detail.text.visible_text().startswith("data: {")
    detail.show_tab("tree")
    assert detail.tree.isVisible()


def test_the_choice_holds_for_the_next_event(detail: EventDetail) -> None:
    chunks = capture("01_dev_plain_text.sse").decoded()[0]
    _show(detail, chunks[0])
    detail.show_tab("text")
    _style(detail, "Pretty")
    _show(detail, chunks[1])
    assert '"candidates"' in detail.text.visible_text()
    assert detail.tab == "text"


@pytest.mark.parametrize("raw", [b": a comment\n\n", b"data: {broken\n\n", b"data: [DONE]\n\n"])
def test_what_is_no_json_is_shown_as_its_bytes(detail: EventDetail, raw: bytes) -> None:
    chunk = from_body(raw).decoded()[0][0]
    _show(detail, chunk)
    assert detail.tab == "text"
    assert raw.split(b"\n")[0].decode() in detail.text.visible_text()
    assert not detail.styles.isVisible()
    detail.copy()
    assert QGuiApplication.clipboard().text() == chunk.raw.decode()
    _show(detail, from_body(event({"text": "x"})).decoded()[0][0])
    assert detail.tab == "tree"


def test_text_and_hex_show_the_same_bytes(detail: EventDetail) -> None:
    chunk = from_body(event({"text": "Hi 日本"})).decoded()[0][0]
    detail.show_event(7, chunk, kind_of(chunk), 1000)
    at = chunk.raw.index("日".encode())
    detail.select_bytes(1000 + at, 1000 + at + 3)
    detail.show_tab("text")
    view = detail.text.panel.view
    assert view.selection() == (1000 + at, 1000 + at + 3)
    detail.copy()
    assert QGuiApplication.clipboard().text() == "日"
    detail.show_tab("hex")
    assert view.selection() == (1000 + at, 1000 + at + 3)
    assert [row.gutter for row in view.visible_rows()][:2] == ["0003e8", "0003f0"]
    detail.text.panel.copy_as("hex")
    assert QGuiApplication.clipboard().text() == "e6 97 a5"
    detail.text.panel.copy_as("base64")
    assert QGuiApplication.clipboard().text() == "5pel"


def test_bytes_of_another_event_are_not_selected(detail: EventDetail) -> None:
    chunk = from_body(event({"text": "x"})).decoded()[0][0]
    detail.show_event(7, chunk, kind_of(chunk), 1000)
    detail.select_bytes(0, 1000)
    assert detail.text.panel.view.selection() == (1000, 1000)
    detail.select_bytes(900, 1004)
    assert detail.text.panel.view.selection() == (1000, 1004)


def test_a_large_event_is_laid_out_in_a_thread(qtbot: QtBot, detail: EventDetail) -> None:
    chunk = from_body(event({"numbers": list(range(30_000))})).decoded()[0][0]
    _show(detail, chunk)
    detail.show_tab("text")
    _style(detail, "Pretty")
    assert detail.text.visible_text() == ""
    qtbot.waitUntil(lambda: detail.text.laid.row_count() > 30_000)
    _show(detail, from_body(event({"text": "x"})).decoded()[0][0])
    assert '"text": "x"' in detail.text.visible_text()


def test_copying_shows_a_tick_for_a_while(qtbot: QtBot, detail: EventDetail) -> None:
    chunk = from_body(event({"text": "x" * 5000})).decoded()[0][0]
    _show(detail, chunk)
    _button(detail, "copyEvent").click()
    assert json.loads(QGuiApplication.clipboard().text()) == chunk.json
    assert detail.copied
    qtbot.waitUntil(lambda: not detail.copied)


def test_an_event_whose_bytes_are_gone_leaves_it_empty(detail: EventDetail) -> None:
    _show(detail, from_body(event({"text": "x"})).decoded()[0][0])
    detail.show_event(0, None, kind_of(from_body(event({"text": "x"})).decoded()[0][0]))
    assert detail.title == "Event"
    assert not _button(detail, "copyEvent").isEnabled()
    detail.copy()
