"""From pane to pane by keyboard."""

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gemini_desktop.ui import pane_focus


def _pane(*buttons: QPushButton) -> QWidget:
    pane = QWidget()
    column = QVBoxLayout(pane)
    for button in buttons:
        column.addWidget(button)
    return pane


def test_a_pane_takes_the_keys_where_they_are_of_use(qtbot: QtBot) -> None:
    """What is disabled or hidden would leave the focus where it was, and the next pane with it."""
    off, hidden, on, other = (QPushButton(name) for name in ("off", "hidden", "on", "other"))
    off.setEnabled(False)
    hidden.hide()
    panes = [_pane(other), _pane(off, hidden, on), _pane()]
    window = QWidget()
    row = QHBoxLayout(window)
    for pane in panes:
        row.addWidget(pane)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    assert pane_focus.tab_stops(window) == [other, on]
    for focus, expected in ((None, other), (other, on), (on, other)):
        pane_focus.go_to_next(panes, focus)
        assert window.focusWidget() is expected


def test_a_pane_without_anything_leaves_the_keys(qtbot: QtBot) -> None:
    window = _pane()
    qtbot.addWidget(window)
    pane_focus.go_to_next([window], None)
    pane_focus.go_to(None)
    assert window.focusWidget() is None
