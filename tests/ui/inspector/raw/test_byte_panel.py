"""Bytes in a window: selected by mouse and keys, looked for, copied and saved as they are."""

import base64
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from gemini_desktop.ui.chat.hands.offers import Offer
from gemini_desktop.ui.inspector.find_keys import FindKeys
from gemini_desktop.ui.inspector.raw.byte_content import Held
from gemini_desktop.ui.inspector.raw.byte_panel import BytePanel
from gemini_desktop.ui.inspector.raw.modes import HEX, TEXT
from gemini_desktop.ui.inspector.raw.reads import Reads

BASE = 1000
BODY = (
    b"data: one \xe6\x97\xa5 line\r\n\r\n"
    + b"".join(b"data: line %d\n\n" % number for number in range(400))
    + b"data: \xff\x00 end"
)
_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[BytePanel]:
    widget = BytePanel("testBytes", "Bytes", own_offsets=True)
    FindKeys(widget, lambda: widget)
    qtbot.addWidget(widget)
    widget.resize(600, 400)
    widget.show()
    reads = Reads()
    reads.append(5_000_000, BASE + 10)
    reads.append(7_000_000, 10)
    reads.append(9_000_000, len(BODY) - 20)
    widget.show_bytes(Held(BODY, BASE), BASE, BASE + len(BODY), reads)
    yield widget
    widget.close()


def _selected(panel: BytePanel) -> bytes:
    return panel.read(*panel.view.selection())


def _key(
    panel: BytePanel, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    QTest.keyClick(panel.view, key, modifiers)


def _look_for(panel: BytePanel, typed: str, mode: str = TEXT) -> None:
    panel.search.open(mode, typed)
    QTest.keyClick(panel.search.edit, Qt.Key.Key_Return)


def test_arrows_go_by_characters_of_text_and_by_bytes_of_hex(panel: BytePanel) -> None:
    panel.view.move_to(BASE + 10)
    _key(panel, Qt.Key.Key_Right, _SHIFT)
    assert _selected(panel) == "日".encode()
    _key(panel, Qt.Key.Key_Left, _SHIFT)
    assert _selected(panel) == b""
    panel.set_mode(HEX)
    _key(panel, Qt.Key.Key_Right, _SHIFT)
    assert _selected(panel) == b"\xe6"
    _key(panel, Qt.Key.Key_Down, _SHIFT)
    assert len(_selected(panel)) in (9, 17)


def test_rows_pages_and_ends(panel: BytePanel) -> None:
    view = panel.view
    _key(panel, Qt.Key.Key_End, _CTRL)
    assert view.caret == BASE + len(BODY)
    assert "end" in view.visible_text()
    _key(panel, Qt.Key.Key_Home, _CTRL)
    assert view.caret == BASE
    assert view.visible_text().startswith("data: one 日 line\\r\\n\n\\r\\n")
    _key(panel, Qt.Key.Key_End)
    assert BODY[view.caret - BASE :].startswith(b"\n")
    _key(panel, Qt.Key.Key_Home)
    assert view.caret == BASE
    for _ in range(3):
        _key(panel, Qt.Key.Key_Down)
    assert BODY[view.caret - BASE :].startswith(b"\ndata: line 1")
    _key(panel, Qt.Key.Key_Up)
    assert BODY[view.caret - BASE :].startswith(b"data: line 0")
    _key(panel, Qt.Key.Key_PageDown)
    down = view.caret
    assert down > BASE + 100
    _key(panel, Qt.Key.Key_PageUp)
    assert view.caret < down


def test_all_is_selected_and_let_go(panel: BytePanel) -> None:
    _key(panel, Qt.Key.Key_A, _CTRL)
    assert _selected(panel) == BODY
    _key(panel, Qt.Key.Key_Escape)
    assert _selected(panel) == b""


@pytest.mark.parametrize("mode", [TEXT, HEX])
def test_the_mouse_selects_what_is_under_it(panel: BytePanel, mode: str) -> None:
    panel.set_mode(mode)
    clicked: list[int] = []
    panel.byte_clicked.connect(clicked.append)
    port, left = panel.view.viewport(), Qt.MouseButton.LeftButton
    QTest.mousePress(port, left, pos=QPoint(0, 5))
    QTest.mouseMove(port, QPoint(port.width(), 5))
    QTest.mouseRelease(port, left, pos=QPoint(port.width(), 5))
    first = panel.view.visible_rows()[0]
    assert panel.view.selection() == (first.start, first.end)
    assert clicked == [BASE]
    QTest.mouseClick(port, left, pos=QPoint(0, 5))
    assert _selected(panel) == b""
    QTest.mouseClick(port, left, _SHIFT, QPoint(port.width(), 30))
    assert _selected(panel).startswith(BODY[: first.end - BASE])
    QTest.mouseDClick(port, left, pos=QPoint(80, 5))
    assert panel.view.selection() == (first.start, first.end)
    panel.grab()


def test_copied_in_three_forms_and_saved(panel: BytePanel) -> None:
    clipboard = QGuiApplication.clipboard()
    panel.select(BASE + 6, BASE + 13)
    _key(panel, Qt.Key.Key_C, _CTRL)
    assert clipboard.text() == "one 日"
    panel.copy_as("hex")
    assert bytes.fromhex(clipboard.text()) == BODY[6:13]
    panel.copy_as("base64")
    assert base64.b64decode(clipboard.text()) == BODY[6:13]
    assert panel.place.text() == "Copied 7 bytes"
    offers: list[Offer] = []
    panel.save_requested.connect(offers.append)
    panel.save()
    panel.view.move_to(BASE)
    panel.save()
    assert [offer.data() for offer in offers] == [BODY[6:13], BODY]
    assert offers[0].name == "bytes-1006-1013.bin"


def test_hex_is_copied_as_it_is_seen(panel: BytePanel) -> None:
    panel.set_mode(HEX)
    port = panel.view.viewport()
    row = panel.view.visible_rows()[0]
    numbers, letters = (panel.view._painter.x_of(row, zone.left) for zone in row.zones)
    QTest.mouseClick(port, Qt.MouseButton.LeftButton, pos=QPoint(int(numbers) + 2, 5))
    panel.view.select(BASE, BASE + 4)
    _key(panel, Qt.Key.Key_C, _CTRL)
    assert QGuiApplication.clipboard().text() == "64 61 74 61"
    QTest.mouseClick(port, Qt.MouseButton.LeftButton, pos=QPoint(int(letters) + 2, 5))
    panel.view.select(BASE, BASE + 4)
    _key(panel, Qt.Key.Key_C, _CTRL)
    assert QGuiApplication.clipboard().text() == "data"


def test_the_place_is_told_with_its_read(panel: BytePanel) -> None:
    panel.view.move_to(BASE + 12)
    assert panel.place.text() == "Byte 1012 (0x3f4) · +12 in the event · read 2 at +0.007 s"
    panel.select(BASE + 9, BASE + 30)
    said = panel.view.accessibleDescription()
    assert "21 selected · reads 1 to 3, +0.005 s to +0.009 s" in said
    panel.grab()


def test_text_and_hex_are_found_around_the_end(qtbot: QtBot, panel: BytePanel) -> None:
    _look_for(panel, "LINE 399")
    assert _selected(panel) == b"line 399"
    assert "line 399" in panel.view.visible_text()
    _look_for(panel, "ff 00", HEX)
    assert _selected(panel) == b"\xff\x00"
    panel.search.open(TEXT, "line 1")
    panel.seek(1)
    assert _selected(panel) == b"line 1"
    first = panel.view.selection()
    _key(panel, Qt.Key.Key_F3)
    assert panel.view.selection() > first
    _key(panel, Qt.Key.Key_F3, _SHIFT)
    assert panel.view.selection() == first
    _look_for(panel, "nowhere")
    qtbot.waitUntil(lambda: panel.search.problem != "")
    assert panel.view.selection() == first
    QTest.keyClick(panel.search.edit, Qt.Key.Key_Escape)
    assert not panel.search.isVisible()


def test_a_byte_is_gone_to_by_its_number(panel: BytePanel) -> None:
    _key(panel, Qt.Key.Key_G, _CTRL)
    assert panel.search.modes.value() == "offset"
    for typed, place in (
        ("2000", 2000),
        ("0x3f4", 1012),
        ("+12", 1012),
        ("-1", BASE + len(BODY) - 1),
    ):
        _look_for(panel, typed, "offset")
        assert panel.view.selection() == (place, place + 1)
    _look_for(panel, "5", "offset")
    assert "1,000" in panel.search.problem
    assert panel.search.edit.accessibleDescription() == panel.search.problem


def test_the_menu_by_mouse_and_by_key(panel: BytePanel) -> None:
    menu = panel.menu()
    texts = [action.text().split("\t")[0] for action in menu.actions() if action.text()]
    assert texts[:4] == ["Copy as text", "Copy as hex", "Copy as base64", "Save these bytes…"]
    menu.deleteLater()
    where = QPoint(100, 5)
    reason = QContextMenuEvent.Reason
    for why in (reason.Mouse, reason.Keyboard):
        event = QContextMenuEvent(why, where, panel.view.viewport().mapToGlobal(where))
        QApplication.sendEvent(panel.view.viewport(), event)
        popup = QApplication.activePopupWidget()
        assert isinstance(popup, QMenu)
        popup.close()
    assert panel.view.caret > BASE


def test_a_selection_stays_in_another_form_and_size(panel: BytePanel) -> None:
    panel.select(BASE + 2000, BASE + 2010)
    for mode in (HEX, TEXT, HEX):
        panel.set_mode(mode)
        assert panel.view.selection() == (BASE + 2000, BASE + 2010)
        rows = panel.view.visible_rows()
        assert rows[0].start <= BASE + 2000 < rows[-1].end
    panel.resize(300, 300)
    panel.grab()
    assert panel.view.selection() == (BASE + 2000, BASE + 2010)


def test_a_folded_byte_is_unfolded_to_be_shown(panel: BytePanel) -> None:
    body = b"data: " + b"A" * 50_000 + b"B" + b"A" * 50_000 + b"\n"
    panel.show_bytes(Held(body, 0), 0, len(body), Reads())
    assert panel.has_folds
    panel.view.scroll_to_end()
    assert panel.view.row_count() < 200
    panel.select(50_006, 50_007)
    assert not panel.folded
    assert "B" in panel.view.visible_text()
    panel.set_folded(on=True)
    panel.view.move_to(0)
    port = panel.view.viewport()
    rows = panel.view.visible_rows()
    fold = next((number for number, row in enumerate(rows) if not row.zones), None)
    panel.resize(600, 1200)
    rows = panel.view.visible_rows()
    fold = next(number for number, row in enumerate(rows) if not row.zones)
    y = fold * panel.view._row_height + 5
    QTest.mouseClick(port, Qt.MouseButton.LeftButton, pos=QPoint(100, y))
    assert not panel.folded


def test_nothing_is_shown_of_nothing(panel: BytePanel) -> None:
    panel.show_bytes(None, 0, 0, Reads())
    panel.view.set_hint("Nothing here")
    assert panel.view.hint == "Nothing here"
    for key in (Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_A, Qt.Key.Key_Return):
        _key(panel, key)
    panel.copy()
    panel.save()
    panel.select(0, 5)
    _look_for(panel, "x")
    QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    assert panel.place.text() == ""
    panel.grab()


def test_too_much_for_the_clipboard_is_said(panel: BytePanel) -> None:
    class Endless:
        def read(self, start: int, end: int) -> bytes:
            return b"x" * (min(end, start + 100_000) - start)

    panel.show_bytes(Endless(), 0, 1 << 32, Reads())
    QGuiApplication.clipboard().setText("before")
    panel.view.select_all()
    panel.copy()
    assert QGuiApplication.clipboard().text() == "before"
    assert "Save it instead" in panel.place.text()


def test_hex_of_more_than_a_scroll_bar_can_count(panel: BytePanel) -> None:
    class Numbered:
        def read(self, start: int, end: int) -> bytes:
            return b"".join(number.to_bytes(8, "big") for number in range(start // 8, end // 8))

    size = 1 << 36
    panel.set_mode(HEX)
    panel.show_bytes(Numbered(), 0, size, Reads())
    for place in (0, size // 2, size - 8):
        panel.select(place, place + 8)
        rows = panel.view.visible_rows()
        assert rows[0].start <= place < rows[-1].end
        assert panel.read(*panel.view.selection()) == (place // 8).to_bytes(8, "big")
    panel.grab()
