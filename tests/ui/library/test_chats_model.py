"""The list is changed in place: what is chosen stays chosen, whatever comes, goes and moves."""

from __future__ import annotations

import sys
import time
from types import FrameType

from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QListView

from gemini_desktop.ui.library import chats_model
from gemini_desktop.ui.library.chats_model import ASIDE_ROLE, ID_ROLE, ChatsModel
from gemini_desktop.ui.library.entry import Entry, Heading, Row


def rows(*names: str) -> list[Row]:
    return [
        Heading(f"\n{n[1:]}", 1, folded=False) if n.startswith("#") else Entry(n, f"T{n}")
        for n in names
    ]


def shown(model: ChatsModel) -> list[str]:
    return [model.row(model.index(n)).key.lstrip("\n") for n in range(model.rowCount())]


class Counted(ChatsModel):
    """Says what it did."""

    def __init__(self) -> None:
        super().__init__()
        self.tester = QAbstractItemModelTester(
            self, QAbstractItemModelTester.FailureReportingMode.Fatal
        )
        self.done: list[str] = []
        self.rowsInserted.connect(lambda _, a, b: self.done.append(f"+{a}-{b}"))
        self.rowsRemoved.connect(lambda _, a, b: self.done.append(f"-{a}-{b}"))
        self.layoutChanged.connect(lambda: self.done.append("moved"))
        self.modelReset.connect(lambda: self.done.append("reset"))
        self.dataChanged.connect(lambda a, b: self.done.append(f"={a.row()}-{b.row()}"))


def test_only_what_is_new_is_told(qapp: QApplication) -> None:
    model = Counted()
    model.set_rows(rows("#today", "a", "b", "c"))
    model.done.clear()
    model.set_rows(rows("#today", "a", "b", "c"))
    assert model.done == []
    model.set_rows([*rows("#today", "a"), Entry("b", "Other"), *rows("c")])
    assert model.done == ["=2-2"]
    model.done.clear()
    model.set_rows(rows("#today", "n", "a", "b", "c"))
    assert model.done == ["+1-1", "=3-3"]
    model.done.clear()
    model.set_rows(rows("#today", "c", "n", "a", "b"))
    assert model.done == ["moved"]
    model.done.clear()
    model.set_rows(rows("c", "b"))
    assert sorted(model.done) == ["-0-0", "-2-3"]
    assert shown(model) == ["c", "b"]


@settings(max_examples=60)
@given(
    st.lists(st.lists(st.sampled_from("abcdefghij"), unique=True), min_size=2, max_size=5),
    st.booleans(),
)
def test_every_index_follows_its_row(qapp: QApplication, lists: list[list[str]], few: bool) -> None:
    """By steps or, where these are too many, all at once: what is shown is what was given."""
    model = Counted()
    model.set_rows(rows(*lists[0]))
    for names in lists[1:]:
        kept = {k: QPersistentModelIndex(model.index(n)) for n, k in enumerate(shown(model))}
        model.set_rows(rows(*names))
        assert shown(model) == names
        assert [model.row_of(name) for name in names] == list(range(len(names)))
        for key, index in kept.items():
            if key in names:
                assert index.row() == names.index(key)
            else:
                assert not index.isValid()


def test_many_changes_are_one_reset(qapp: QApplication) -> None:
    model = Counted()
    names = [f"n{number:04}" for number in range(2_000)]
    model.set_rows(rows(*names))
    model.done.clear()
    model.set_rows(rows(*names[::2]))
    assert model.done == ["reset"]


def test_headings_are_neither_chosen_nor_written(qapp: QApplication) -> None:
    model = ChatsModel()
    model.set_rows(rows("#today", "a"))
    heading, chat = model.index(0), model.index(1)
    assert model.flags(heading) == Qt.ItemFlag.ItemIsEnabled
    assert model.flags(chat) & Qt.ItemFlag.ItemIsEditable
    assert heading.data() == "Today"
    assert heading.data(ID_ROLE) is None
    assert chat.data(ID_ROLE) == "a"
    assert not model.setData(heading, "x")
    assert model.entry(QModelIndex()) is None
    assert model.entry(heading) is None
    assert heading.data(int(Qt.ItemDataRole.AccessibleTextRole)) == "Today, 1, unfolded"


def test_beside_the_title_stands_what_the_order_goes_by(qapp: QApplication) -> None:
    model = ChatsModel()
    now = time.time_ns()
    hours = 3_600_000_000_000
    model.set_rows([Entry("a", "", now - 2 * hours, "", now - 5 * hours, bytes=3_000_000)])
    asides = []
    for order in ("activity", "created", "title", "size"):
        model.order = order
        asides.append(model.index(0).data(ASIDE_ROLE))
    assert asides == ["2 h", "5 h", "2 h", "3.0 MB"]


def test_a_chat_without_a_title_is_named_from_nothing(qapp: QApplication) -> None:
    """Enter without a letter does not call it "Untitled chat"."""
    model = ChatsModel()
    model.set_rows([Entry("a", "")])
    assert model.index(0).data() == "Untitled chat"
    assert model.index(0).data(int(Qt.ItemDataRole.AccessibleTextRole)) == "Untitled chat"
    assert model.index(0).data(int(Qt.ItemDataRole.EditRole)) == ""
    assert not model.setData(model.index(0), "  ")


def test_all_is_said_of_a_row(qapp: QApplication) -> None:
    model = ChatsModel()
    entry = Entry("a", "Kyoto", 1, "live", turn_count=4, pinned=True, tags=("work", "日本"))
    model.set_rows([entry])
    spoken = model.index(0).data(int(Qt.ItemDataRole.AccessibleTextRole))
    assert spoken == "Kyoto, An answer is coming in, pinned, tags work, 日本"
    tip = model.index(0).data(int(Qt.ItemDataRole.ToolTipRole))
    assert "Tags: work, 日本" in tip
    assert "4 turns" in tip


def test_laying_out_asks_nothing_of_python_for_rows_out_of_sight(qapp: QApplication) -> None:
    """Ten thousand rows are laid out whenever one moves: what Qt asks of each is paid in frames."""
    model = ChatsModel()
    view = QListView()
    view.setUniformItemSizes(True)
    view.setModel(model)
    view.resize(200, 400)
    names = [f"n{number:04}" for number in range(3_000)]
    model.set_rows(rows(*names))
    view.grab()
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event == "call" and frame.f_code.co_filename == chats_model.__file__

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        model.set_rows(rows(names[-1], *names[:-1]))
        view.grab()
    finally:
        sys.setprofile(before)
    assert 0 < calls < 1_500
    assert view.model().rowCount() == 3_000
