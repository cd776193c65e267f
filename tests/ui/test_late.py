"""What is made when it is first asked for."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gemini_desktop.ui.late import Late, StandIn
from gemini_desktop.ui.qt_helpers import tab_before


class Owner(QWidget):
    """Has one part that comes late."""

    def __init__(self) -> None:
        super().__init__()
        self.made = 0

    @Late
    def part(self) -> QLineEdit:
        """The part."""
        self.made += 1
        return QLineEdit("part", self)


def test_it_is_made_once_and_not_before_it_is_wanted(qtbot: QtBot) -> None:
    owner = Owner()
    qtbot.addWidget(owner)
    assert Owner.part.made(owner) is None
    assert owner.made == 0
    assert not owner.children()
    first = owner.part
    assert owner.part is first is Owner.part.made(owner)
    assert owner.made == 1
    assert Owner.part.__doc__ == "The part."


def test_each_owner_has_its_own(qtbot: QtBot) -> None:
    one, other = Owner(), Owner()
    qtbot.addWidget(one)
    qtbot.addWidget(other)
    assert one.part is not other.part
    assert (one.made, other.made) == (1, 1)


def test_what_waits_for_it_is_done_when_it_is_there_in_order(qtbot: QtBot) -> None:
    owner = Owner()
    qtbot.addWidget(owner)
    done: list[str] = []
    Owner.part.when_made(owner, lambda part: done.append(f"{part.text()} 1"))
    Owner.part.when_made(owner, lambda part: done.append(f"{part.text()} 2"))
    assert not done
    assert owner.part.text() == "part"
    assert done == ["part 1", "part 2"]
    Owner.part.when_made(owner, lambda part: done.append(f"{part.text()} 3"))
    assert done[2:] == ["part 3"]


def test_a_stand_in_gives_its_name_away(qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    stand_in = StandIn("named", owner)
    owner.show()
    assert owner.findChild(QWidget, "named") is stand_in
    assert not stand_in.isVisible()
    stand_in.leave()
    assert owner.findChild(QWidget, "named") is None


def _edit(name: str) -> QLineEdit:
    edit = QLineEdit()
    edit.setObjectName(name)
    return edit


def _tabbed(window: QWidget, count: int) -> str:
    """The names of those that so many presses of Tab reach."""
    names = ""
    for _ in range(count):
        QTest.keyClick(window, Qt.Key.Key_Tab)
        names += window.focusWidget().objectName()
    return names


def test_tab_reaches_what_came_late_where_it_stands(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    edits = [_edit(name) for name in "adez"]
    for edit in edits:
        column.addWidget(edit)
    late = QWidget()
    inside = QVBoxLayout(late)
    inside.addWidget(_edit("b"))
    inside.addWidget(_edit("c"))
    column.insertWidget(1, late)
    with qtbot.waitExposed(window):
        window.show()
    edits[-1].setFocus()
    assert _tabbed(window, 6) == "bcadez"
    tab_before(late, edits[1])
    assert _tabbed(window, 6) == "abcdez"
    first = _edit("!")
    column.insertWidget(0, first)
    first.show()
    tab_before(first, edits[0])
    assert _tabbed(window, 7) == "!abcdez"


def test_what_takes_no_focus_leaves_the_order_as_it_is(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    edits = [_edit(name) for name in "abc"]
    for edit in edits:
        column.addWidget(edit)
    late = QLabel("words")
    column.addWidget(late)
    tab_before(late, edits[1])
    with qtbot.waitExposed(window):
        window.show()
    edits[-1].setFocus()
    assert _tabbed(window, 3) == "abc"
