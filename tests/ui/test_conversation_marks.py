"""The list of conversations says where an answer comes in, or has ended unseen: seen and heard."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gemini_desktop.ui.library.drawer import ConversationDrawer, Entry, State

WORDS: dict[State, str] = {
    "": "Kyoto",
    "live": "Kyoto, An answer is coming in",
    "done": "Kyoto, A new answer",
    "failed": "Kyoto, The answer did not come to its end",
}


def test_each_state_looks_and_reads_different(qtbot: QtBot) -> None:
    drawer = ConversationDrawer()
    qtbot.addWidget(drawer)
    drawer.resize(240, 300)
    drawer.show()
    looks = []
    for state, words in WORDS.items():
        drawer.show_entries([Entry("a", "Kyoto", 1, state), Entry("b", "Other", 1)], "b")
        index = drawer.view.model().index(0, 0)
        assert index.data(Qt.ItemDataRole.AccessibleTextRole) == words
        assert index.data(Qt.ItemDataRole.ToolTipRole) == words.replace(", ", "\n", 1)
        row = drawer.view.visualRect(index)
        look = drawer.view.viewport().grab(row).toImage()
        assert look not in looks
        looks.append(look)


def test_a_new_name_does_not_take_the_mark_away(qtbot: QtBot) -> None:
    drawer = ConversationDrawer()
    qtbot.addWidget(drawer)
    drawer.show_entries([Entry("a", "Kyoto", 1, "live")], "a")
    index = drawer.view.model().index(0, 0)
    assert drawer.view.model().setData(index, "Nara")
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Nara, An answer is coming in"


def test_a_long_title_leaves_room_for_the_mark(qtbot: QtBot) -> None:
    drawer = ConversationDrawer()
    qtbot.addWidget(drawer)
    drawer.resize(240, 300)
    drawer.show()
    title = "A title that is much longer than the drawer is wide, and goes on"
    looks = []
    states: tuple[State, ...] = ("", "live")
    for state in states:
        drawer.show_entries([Entry("a", title, 1, state)], "")
        row = drawer.view.visualRect(drawer.view.model().index(0, 0))
        looks.append(drawer.view.viewport().grab(row).toImage())
    assert looks[0] != looks[1]
