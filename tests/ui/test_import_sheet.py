"""What the sheet says of an import, and that it stays readable whatever comes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from gemini_desktop.core.errors import Failure
from gemini_desktop.core.importing.conversation import Skipped
from gemini_desktop.session.importing.chats import FileReport, Progress, Report
from gemini_desktop.store.importing.grown import Earlier, Grown
from gemini_desktop.ui.library.import_sheet import ImportSheet, details, headline, summary

GROWN = Grown(
    earlier=Earlier(id="c", head="h", turns=frozenset(), fingerprint="f"),
    rows=[],
    head="h",
    title="",
    updated_unix_ns=0,
    fingerprint="g",
)
THOUSAND = QLocale().toString(1000)
FAILURE = Failure(kind="k", message="a.json is damaged.", advice="Download it again.")


def file(**fields: Any) -> FileReport:
    return FileReport(**{"path": Path("a.json"), "words": "Claude export", **fields})


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"conversations": 1}, "1 chat imported"),
        ({"conversations": 1000}, f"{THOUSAND} chats imported"),
        ({"conversations": 2, "here": 5}, "2 chats imported"),
        ({"here": 5}, "Nothing new: these chats are here already"),
        ({"grown": [GROWN, GROWN]}, "2 chats went on since the last import"),
        ({}, "Nothing was imported"),
        ({"failure": FAILURE}, "Nothing was imported"),
    ],
)
def test_the_headline(fields: dict[str, Any], expected: str) -> None:
    assert headline(Report(files=[file(**fields)])) == expected


def test_counts_and_details_of_a_file() -> None:
    one = file(
        conversations=3, here=998, changed=1, grown=[GROWN],
        skipped=[Skipped(name="“A”", reason="It is empty.")], skipped_count=12,
        notes={"Files are missing.": 2},
    )  # fmt: skip
    words = "Claude export · 3 chats · 1 went on · 998 here already · 12 left out"
    assert summary(one) == words
    assert list(details(one)) == [
        "Files are missing. (2 chats)",
        "Kept beside the earlier one, as too much has changed: 1 chat.",
        "Left out “A”: It is empty.",
        "…and 11 more.",
    ]


def buttons(sheet: ImportSheet) -> set[str]:
    found = sheet.findChildren(QAbstractButton)
    return {each.accessibleName() for each in found if each.isVisible()}


def test_from_the_beginning_to_the_end(qtbot: QtBot) -> None:
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(800, 600)
    over.show()
    sheet = ImportSheet(over)
    assert not sheet.isVisible()
    sheet.begin()
    assert buttons(sheet) == {"Close", "Stop"}
    sheet.show_progress(Progress(file="a.json", done=0.5, conversations=1200))
    assert f"a.json: {QLocale().toString(1200)} chats" in sheet.text
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert sheet.isVisible()  # it is under way
    with qtbot.waitSignal(sheet.stop_requested):
        every = sheet.findChildren(QAbstractButton)
        stop = next(each for each in every if each.accessibleName() == "Stop")
        QTest.keyClick(stop, Qt.Key.Key_Space)
    sheet.show_report(Report(files=[file(conversations=2), file(failure=FAILURE)]))
    assert buttons(sheet) == {"Close", "Undo", "Show"}
    assert "a.json is damaged." in sheet.text
    assert "Download it again." in sheet.text
    with qtbot.waitSignal(sheet.undo_requested):
        QTest.mouseClick(
            next(b for b in sheet.findChildren(QAbstractButton) if b.accessibleName() == "Undo"),
            Qt.MouseButton.LeftButton,
        )
    sheet.show_undone()
    assert buttons(sheet) == {"Close"}
    sheet.begin()
    assert "a.json is damaged." not in sheet.text
    sheet.show_stopped()
    assert "Nothing was taken in of the file that was being read." in sheet.text
    for each in sheet.findChildren(QAbstractButton):
        assert each.toolTip()


def test_very_much_to_say_is_cut(qtbot: QtBot) -> None:
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(800, 600)
    over.show()
    sheet = ImportSheet(over)
    skipped = [Skipped(name=f"number {n}", reason="x" * 300) for n in range(1000)]
    sheet.show_report(Report(files=[file(skipped=skipped, skipped_count=5000)] * 40))
    assert sheet.text.count("number 1:") <= 40
    assert "more." in sheet.text
    assert over.rect().contains(sheet.geometry())
