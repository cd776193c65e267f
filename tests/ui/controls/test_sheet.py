"""A sheet stays in its place over the window, and says when it goes."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gemini_desktop.ui.controls.sheet import Sheet


class Middle(Sheet):
    def _place(self) -> None:
        room = self._over.rect()
        self.setGeometry(room.adjusted(50, 50, -50, -50))


def test_it_follows_the_window_while_it_is_shown(qtbot: QtBot) -> None:
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(400, 300)
    over.show()
    sheet = Middle(over)
    assert not sheet.isVisible()
    before = sheet.geometry()
    over.resize(500, 400)
    assert sheet.geometry() == before
    sheet.show()
    over.resize(600, 500)
    assert sheet.width() == 500
    assert sheet.height() == 400
    image = sheet.grab().toImage()
    border, ground = image.pixelColor(250, 0), image.pixelColor(250, 200)
    assert border not in (ground, image.pixelColor(0, 0)), "a ground with round corners"
    with qtbot.waitSignal(sheet.closed):
        sheet.hide()
