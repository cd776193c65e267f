"""Qt's own file dialog, where the desktop has none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QAbstractButton, QDialogButtonBox, QFileDialog, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from gemini_desktop.ui import theme
from gemini_desktop.ui.file_dialog_look import dress


@pytest.fixture
def dialog(qtbot: QtBot) -> Iterator[QFileDialog]:
    """Dressed, over a window, not opened."""
    window = QWidget()
    qtbot.addWidget(window)
    dialog = QFileDialog(window)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dress(dialog)
    yield dialog
    window.close()


def _lightness(button: QAbstractButton, mode: QIcon.Mode) -> float:
    """Of the drawn pixels, weighed by how much they cover."""
    image = button.icon().pixmap(QSize(24, 24), mode).toImage()
    pixels = [image.pixelColor(x, y) for x in range(24) for y in range(24)]
    covered = sum(pixel.alphaF() for pixel in pixels)
    assert covered > 0
    return sum(pixel.lightnessF() * pixel.alphaF() for pixel in pixels) / covered


@pytest.mark.parametrize("name", ["backButton", "forwardButton", "toParentButton"])
def test_arrows_are_seen_on_either_ground(dialog: QFileDialog, name: str) -> None:
    """Light on dark and dark on light, also at rest, and when the theme changes meanwhile."""
    button = dialog.findChild(QToolButton, name)
    assert button is not None
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled):
        theme.manager().set_mode("dark")
        assert _lightness(button, mode) > 0.5
        theme.manager().set_mode("light")
        assert _lightness(button, mode) < 0.5
    theme.manager().set_mode("system")


def test_all_columns_have_room(dialog: QFileDialog) -> None:
    """As wide as its columns need, never wider than the screen."""
    room = dialog.screen().availableSize()
    assert dialog.width() == min(820, room.width() - 40)
    assert dialog.height() == min(520, room.height() - 60)


def test_its_buttons_are_words(qtbot: QtBot, dialog: QFileDialog) -> None:
    """As all others in the window are."""
    theme.manager().wear_all()
    dialog.show()
    qtbot.waitExposed(dialog)
    box = dialog.findChild(QDialogButtonBox)
    assert box is not None
    assert all(button.text() and button.icon().isNull() for button in box.buttons())
    dialog.close()
