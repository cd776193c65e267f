"""Chips stand side by side on as many lines as they need, and never wider than the line."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gemini_desktop.ui.library.flow import Flow
from gemini_desktop.ui.library.tag_chip import TagChip
from gemini_desktop.ui.library.tag_tones import tone_of


class Box(QWidget):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.width_ = width

    def sizeHint(self) -> QSize:
        return QSize(self.width_, 20)


def laid_out(qtbot: QtBot, widths: list[int], room: int) -> list[tuple[int, int, int]]:
    parent = QWidget()
    qtbot.addWidget(parent)
    flow = Flow(parent, gap=5)
    for width in widths:
        flow.add(Box(width))
    parent.resize(room, 400)
    parent.show()
    assert flow.heightForWidth(room) <= 400
    boxes = [flow.itemAt(number) for number in range(flow.count())]
    places = [box.geometry() for box in boxes if box is not None]
    return [(place.x(), place.y(), place.width()) for place in places]


def test_lines_are_filled_and_begun(qtbot: QtBot) -> None:
    assert laid_out(qtbot, [40, 40, 40], 100) == [(0, 0, 40), (45, 0, 40), (0, 25, 40)]
    assert laid_out(qtbot, [100, 10], 100) == [(0, 0, 100), (0, 25, 10)]


def test_what_is_too_wide_is_cut_to_the_line(qtbot: QtBot) -> None:
    assert laid_out(qtbot, [300, 20], 100) == [(0, 0, 100), (0, 25, 20)]


def test_what_is_hidden_takes_no_room(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    flow = Flow(parent, gap=5)
    first, second = Box(60), Box(60)
    flow.add(first)
    flow.add(second)
    assert flow.heightForWidth(100) == 45
    first.hide()
    assert flow.heightForWidth(100) == 20
    flow.clear()
    assert flow.count() == 0
    assert flow.heightForWidth(100) == 0


def test_a_long_tag_is_cut_and_named_whole(qtbot: QtBot) -> None:
    chip = TagChip("a tag that goes on and on, longer than any chip", "Only chats tagged “…”")
    qtbot.addWidget(chip)
    assert chip.sizeHint().width() <= 150
    assert chip.accessibleName() == "Only chats tagged “…”"
    chip.resize(chip.sizeHint())
    assert not chip.grab().isNull()


def test_a_tag_has_one_colour_however_it_is_written() -> None:
    assert tone_of("Work") == tone_of("wORK")
    assert len({tone_of(f"tag {number}") for number in range(40)}) == 5
    assert tone_of("\ud800")
