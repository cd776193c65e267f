"""The button that leads back to the end."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gemini_desktop.ui import theme
from gemini_desktop.ui.controls import JumpButton


def test_it_grows_with_the_zoom_and_stays_in_the_middle(qtbot: QtBot) -> None:
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(600, 400)
    button = JumpButton(over)
    usual = button.size()
    try:
        theme.manager().set_zoom(200)
        assert button.height() == 2 * usual.height()
        assert button.width() > 1.5 * usual.width()
        assert abs(button.geometry().center().x() - over.rect().center().x()) <= 1
        assert over.rect().contains(button.geometry())
    finally:
        theme.manager().set_zoom(100)
    assert button.size() == usual
