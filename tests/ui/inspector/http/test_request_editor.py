"""A request's body is edited where it is shown; what is no JSON is said at once."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from gemini_desktop.ui.inspector import InspectorPane
from gemini_desktop.ui.inspector.http.request_editor import RequestEditor
from gemini_desktop.ui.inspector.pages import REQUEST
from tests.ui.inspector.sources import capture

BODY = b'{"contents":[{"text":"Hi"}],"n":1.50}'


@pytest.fixture
def editor(qtbot: QtBot) -> RequestEditor:
    widget = RequestEditor()
    qtbot.addWidget(widget)
    widget.show()
    widget.show_body(BODY)
    return widget


@pytest.fixture
def pane(qtbot: QtBot) -> Iterator[InspectorPane]:
    widget = InspectorPane()
    qtbot.addWidget(widget)
    widget.resize(500, 900)
    widget.show()
    widget.show_capture(capture("01_dev_plain_text.sse"))
    qtbot.waitUntil(lambda: not widget.loading)
    widget.show_page(REQUEST)
    yield widget
    widget.stop()
    widget.close()


def sent(editor: RequestEditor) -> list[bytes]:
    found: list[bytes] = []
    editor.sent.connect(found.append)
    return found


def test_what_was_not_changed_goes_out_byte_by_byte(editor: RequestEditor) -> None:
    found = sent(editor)
    editor.send.click()
    assert found == [BODY]


def test_what_was_changed_goes_out_as_typed(editor: RequestEditor) -> None:
    found = sent(editor)
    editor.edit.setPlainText(editor.edit.toPlainText().replace("Hi", "你好"))
    editor.send.click()
    assert found == [
        '{\n  "contents": [\n    {\n      "text": "你好"\n    }\n  ],\n  "n": 1.50\n}'.encode()
    ]


def test_what_is_no_json_is_told_with_its_place(qtbot: QtBot, editor: RequestEditor) -> None:
    editor.edit.setPlainText('{\n  "a": 1,\n  oops\n}')
    qtbot.waitUntil(lambda: bool(editor.fault))
    assert editor.fault.startswith("Line 3, column 3: ")
    assert not editor.send.isEnabled()
    found = sent(editor)
    editor.submit()
    assert found == []
    editor.edit.setPlainText("{}")
    qtbot.waitUntil(lambda: not editor.fault)
    editor.submit()
    assert found == [b"{}"]


@pytest.mark.parametrize("text", ['{"n": ' + "1" * 5000 + "}", '{"n": NaN}', "[" * 5_000])
def test_what_python_stumbles_over_is_told(editor: RequestEditor, text: str) -> None:
    editor.edit.setPlainText(text)
    found = sent(editor)
    editor.submit()
    assert (found, editor.fault[-1:]) == ([], ".")


def test_a_picture_stays_whole(editor: RequestEditor) -> None:
    picture = "QUJD" * 100_000
    editor.show_body(json.dumps({"data": picture, "text": "Hi"}).encode())
    assert len(editor.edit.toPlainText()) < 200
    found = sent(editor)
    editor.edit.setPlainText(editor.edit.toPlainText().replace("Hi", "Ho"))
    editor.submit()
    assert json.loads(found[0]) == {"data": picture, "text": "Ho"}


def test_the_keys(qtbot: QtBot, editor: RequestEditor) -> None:
    found = sent(editor)
    QTest.keyClick(editor.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert found == [BODY]
    with qtbot.waitSignal(editor.left):
        QTest.keyClick(editor.edit, Qt.Key.Key_Escape)


def test_on_the_page(qtbot: QtBot, pane: InspectorPane) -> None:
    page = pane.pages.request
    asked: list[bytes | None] = []
    page.resend_requested.connect(asked.append)
    QTest.mouseClick(page.again, Qt.MouseButton.LeftButton)
    assert asked == [None]
    QTest.mouseClick(page.change, Qt.MouseButton.LeftButton)
    assert (page.editing, page.again.isEnabled()) == (True, False)
    leave = page.findChild(QAbstractButton, "leaveEdited")
    assert leave is not None
    leave.click()
    assert (page.editing, page.again.isEnabled()) == (False, True)
    page.begin_edit()
    page.editor.send.click()
    assert page.sent is not None
    assert asked == [None, page.sent.body]


def test_without_a_request_nothing_can_be_sent(pane: InspectorPane) -> None:
    page = pane.pages.request
    page.begin_edit()
    pane.clear()
    assert (page.editing, page.again.isEnabled(), page.change.isEnabled()) == (False,) * 3
    page.begin_edit()
    assert page.editing is False
