"""Resting on a key of the JSON tree tells what it means."""

from PySide6.QtCore import QEvent, QModelIndex, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from gemini_desktop.core.events import Json
from gemini_desktop.ui.inspector.detail.json_model import JsonModel
from gemini_desktop.ui.inspector.detail.json_tree import JsonTree
from gemini_desktop.ui.inspector.events.key_help import key_help
from tests.seeds.wire import chunks, tape

VALUE: Json = {"finishReason": "STOP", "candidates": [{"content": {}}], "odd": 1}


def test_the_keys_that_the_founding_document_explains() -> None:
    for key in ("candidates", "parts", "content", "finishReason", "role", "usageMetadata"):
        assert key_help(key).endswith(".")
    assert key_help("nobodyKnows") == key_help(0) == key_help(None) == ""


def test_most_keys_of_a_gateways_event_are_explained() -> None:
    event = chunks(tape("seed1-story"))[0].json
    assert isinstance(event, dict)
    assert [key for key in event if not key_help(key)] == []


def test_a_row_offers_the_help_of_its_key(qapp: QApplication) -> None:
    model = JsonModel()
    model.set_value(VALUE)
    tips = [model.data(model.index(row, 0), Qt.ItemDataRole.ToolTipRole) for row in range(3)]
    assert tips == [key_help("finishReason"), key_help("candidates"), None]
    assert model.data(QModelIndex(), Qt.ItemDataRole.ToolTipRole) is None


def test_resting_on_a_key_shows_it(qtbot: QtBot) -> None:
    tree = JsonTree()
    qtbot.addWidget(tree)
    model = tree.model()
    assert isinstance(model, JsonModel)
    model.set_value(VALUE)
    tree.resize(400, 300)
    with qtbot.waitExposed(tree):
        tree.show()
    spot = tree.visualRect(model.index(0, 0)).center()
    event = QHelpEvent(QEvent.Type.ToolTip, spot, tree.viewport().mapToGlobal(spot))
    QApplication.sendEvent(tree.viewport(), event)
    assert QToolTip.text() == key_help("finishReason")
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())
