"""The sheet of an export: what is chosen, what is shown of it, and where the keys lead."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gemini_desktop.core.export.wanted import CHAT_FORMS, Wanted
from gemini_desktop.session.saving.exporting import Choice
from gemini_desktop.ui.export.form_list import FormList, words
from gemini_desktop.ui.export.parts import Parts
from gemini_desktop.ui.export.sheet import ExportSheet


@pytest.fixture
def over(qtbot: QtBot) -> QWidget:
    window = QWidget()
    window.resize(1200, 800)
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def sheet(over: QWidget) -> ExportSheet:
    return ExportSheet(over)


def opened(sheet: ExportSheet, folder: Path, **counts: int) -> ExportSheet:
    choice = Choice(form="html", wanted=Wanted(times=True, thoughts=False), as_one=True)
    sheet.ask(
        choice,
        folder,
        this=bool(counts.get("this", 1)),
        selected=counts.get("selected", 0),
        everything=counts.get("everything", 12),
    )
    return sheet


def button(sheet: ExportSheet, words: str) -> QAbstractButton:
    return next(b for b in sheet.findChildren(QAbstractButton) if b.text() == words)


def name(sheet: ExportSheet) -> QLineEdit:
    found = sheet.findChild(QLineEdit, "exportName")
    assert found is not None
    return found


def test_it_opens_as_it_was_left(sheet: ExportSheet, tmp_path: Path) -> None:
    opened(sheet, tmp_path).suggest("A talk", ".html")
    assert sheet.choice() == Choice(
        form="html", wanted=Wanted(times=True, thoughts=False), as_one=True
    )
    assert sheet.target == tmp_path / "A talk.html"
    assert sheet.chosen_scope() == "this"
    assert sheet.forms.hasFocus()
    assert button(sheet, "All (12)").isVisible()
    assert not any(
        b.isVisible() for b in sheet.findChildren(QAbstractButton) if "Selected" in b.text()
    )


def test_what_is_chosen_in_the_list_is_offered_first(sheet: ExportSheet, tmp_path: Path) -> None:
    opened(sheet, tmp_path, selected=3)
    assert sheet.chosen_scope() == "selected"
    assert button(sheet, "Selected (3)").isVisible()
    assert button(sheet, "As one file").isVisible()
    opened(sheet, tmp_path, this=0)
    assert sheet.chosen_scope() == "all"


def test_a_name_of_the_user_s_keeps_its_words_and_changes_its_ending(
    sheet: ExportSheet, tmp_path: Path
) -> None:
    opened(sheet, tmp_path).suggest("A talk", ".html")
    sheet.suggest("Another", ".md")
    assert name(sheet).text() == "Another.md"
    name(sheet).selectAll()
    QTest.keyClicks(name(sheet), "mine.v2.md")
    sheet.suggest("Another", ".jsonl")
    assert name(sheet).text() == "mine.v2.jsonl"


@pytest.mark.parametrize("typed", ["", " ", "..", "a/b", "a\\b"])
def test_what_is_no_name_is_told_and_cannot_be_exported(
    sheet: ExportSheet, tmp_path: Path, typed: str
) -> None:
    opened(sheet, tmp_path).suggest("A talk", ".html")
    name(sheet).setText(typed)
    name(sheet).textEdited.emit(typed)
    assert not button(sheet, "Export").isEnabled()
    assert "A name is wanted" in name(sheet).accessibleDescription()
    sheet.ask(Choice(), tmp_path, this=True, selected=0, everything=0)
    sheet.suggest("A talk", ".md")
    assert button(sheet, "Export").isEnabled()


def test_a_file_that_is_there_is_told(sheet: ExportSheet, tmp_path: Path) -> None:
    (tmp_path / "A talk.html").touch()
    opened(sheet, tmp_path).suggest("A talk", ".html")
    assert "it is replaced" in name(sheet).accessibleDescription()
    sheet.set_folder(tmp_path / "elsewhere")
    assert name(sheet).accessibleDescription() == ""


def test_while_it_is_written_only_stop_can_be_pressed(
    sheet: ExportSheet, tmp_path: Path, qtbot: QtBot
) -> None:
    opened(sheet, tmp_path).suggest("A talk", ".html")
    sheet.begin("Writing A talk.html…")
    sheet.show_progress(3, 12)
    stop = button(sheet, "Stop")
    assert stop.hasFocus()
    assert not button(sheet, "Export").isVisible()
    assert not sheet.forms.isEnabled()
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert sheet.isVisible()
    with qtbot.waitSignal(sheet.stop_requested):
        QTest.mouseClick(stop, Qt.MouseButton.LeftButton)
    sheet.end("Stopped: nothing was written.")
    assert sheet.isVisible()
    assert sheet.accessibleDescription() == "Stopped: nothing was written."
    assert button(sheet, "Export").hasFocus()
    with qtbot.waitSignal(sheet.closed):
        sheet.end()
    assert not sheet.isVisible()


def test_keys_export_and_close(sheet: ExportSheet, tmp_path: Path, qtbot: QtBot) -> None:
    opened(sheet, tmp_path).suggest("A talk", ".html")
    with qtbot.waitSignal(sheet.export_requested):
        QTest.keyClick(sheet.forms, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    for widget in (sheet.forms, name(sheet)):
        with qtbot.waitSignal(sheet.export_requested):
            QTest.keyClick(widget, Qt.Key.Key_Return)
    with qtbot.waitSignal(sheet.changed):
        QTest.keyClick(sheet.forms, Qt.Key.Key_Down)
    assert sheet.forms.form() == "text"
    QTest.keyClick(sheet.forms, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_it_fits_a_small_window(sheet: ExportSheet, over: QWidget, tmp_path: Path) -> None:
    opened(sheet, tmp_path)
    for width, height in ((1200, 800), (600, 440), (900, 500)):
        over.resize(width, height)
        assert over.rect().contains(sheet.geometry())
        assert button(sheet, "Export").visibleRegion().boundingRect().height() > 10


def test_every_button_has_words_for_those_who_cannot_see(
    sheet: ExportSheet, tmp_path: Path
) -> None:
    opened(sheet, tmp_path, selected=2)
    for each in sheet.findChildren(QAbstractButton):
        assert each.accessibleName() or each.text(), each.objectName()
    for push in sheet.findChildren(QPushButton):
        assert push.toolTip(), push.text()


def test_json_has_all_branches_and_says_so_by_its_name(sheet: ExportSheet, tmp_path: Path) -> None:
    opened(sheet, tmp_path)
    sheet.forms.set_form("json")
    assert sheet.choice().wanted.branches
    assert not sheet.parts.wanted().branches
    assert not button(sheet, "All branches").isVisible()


def test_a_folder_is_called_one(sheet: ExportSheet, tmp_path: Path) -> None:
    (tmp_path / "Chats").mkdir()
    opened(sheet, tmp_path, selected=3).suggest("Chats", "")
    assert name(sheet).accessibleName() == "Name"  # as one file
    button(sheet, "As one file").click()
    sheet.suggest("Chats", "")
    assert name(sheet).accessibleName() == "Name of the folder"
    assert name(sheet).accessibleDescription() == ""


def test_forms_have_a_name_and_a_purpose_each(qtbot: QtBot) -> None:
    forms = FormList()
    qtbot.addWidget(forms)
    forms.resize(forms.sizeHint())
    forms.show()
    assert forms.count() == len(CHAT_FORMS)
    said = [words(form) for form in CHAT_FORMS]
    assert len({name for name, _ in said}) == len({purpose for _, purpose in said}) == len(said)
    forms.set_form("pdf")
    forms.set_form("hologram")
    assert forms.form() == "pdf"
    assert not forms.verticalScrollBar().isVisible()
    assert not forms.grab().isNull()


def test_parts_out_of_sight_keep_their_place(qtbot: QtBot) -> None:
    parts = Parts()
    qtbot.addWidget(parts)
    parts.show()
    everything = Wanted(usage=True, times=True, branches=True, beside=True)
    parts.set_wanted(everything)
    parts.show_for("openai")
    assert parts.wanted() == everything
    toggles = {t.objectName(): t for t in parts.findChildren(QAbstractButton)}
    assert [key for key, toggle in toggles.items() if toggle.isVisible()] == ["export_tools"]
    with qtbot.waitSignal(parts.changed):
        toggles["export_tools"].click()
    assert parts.wanted() == Wanted(usage=True, times=True, branches=True, beside=True, tools=False)
