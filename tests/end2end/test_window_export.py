"""Chats become files in the whole window: asked in a sheet, told in place, remembered."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
)

from gemini_desktop import app
from gemini_desktop.core.export import document
from gemini_desktop.ui.export.sheet import ExportSheet
from tests.end2end.test_window import answer, opened, type_prompt, until
from tests.support import RunCoroutine


def sheet_of(window: app.Application) -> ExportSheet:
    found = window.findChild(ExportSheet, "exportSheet")
    assert found is not None
    return found


async def asked(window: app.Application) -> ExportSheet:
    """The sheet, open and filled."""
    window.commands.export.trigger()
    await until(lambda: window.findChild(ExportSheet, "exportSheet") is not None)
    sheet = sheet_of(window)
    await until(lambda: sheet.isVisible() and bool(name(sheet).text()) and bool(preview(sheet)))
    return sheet


def name(sheet: ExportSheet) -> QLineEdit:
    found = sheet.findChild(QLineEdit, "exportName")
    assert found is not None
    return found


def preview(sheet: ExportSheet) -> str:
    found = sheet.findChild(QPlainTextEdit, "exportPreview")
    assert found is not None
    return found.toPlainText()


def export(sheet: ExportSheet) -> None:
    button = sheet.findChild(QPushButton, "exportButton")
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


async def talked(window: app.Application, words: str = "count to 3") -> None:
    await answer(window, lambda: type_prompt(window, words))


def test_the_chat_in_view_becomes_a_file_and_the_choice_is_kept(
    home: Path, tmp_path: Path, run_qt: RunCoroutine
) -> None:
    async def main() -> None:
        async with opened(home) as window:
            await talked(window)
            sheet = await asked(window)
            assert "## Prompt\n\ncount to 3" in preview(sheet)
            assert name(sheet).text() == "count to 3.md"
            sheet.forms.set_form("html")
            await until(lambda: name(sheet).text() == "count to 3.html")
            sheet.set_folder(tmp_path)
            export(sheet)
            await until(lambda: not sheet.isVisible())
            page = (tmp_path / "count to 3.html").read_text()
            assert "count to 3" in page
            assert "Exported as count to 3.html." in window.toast.text
        async with opened(home) as window:
            sheet = await asked(window)
            assert sheet.forms.form() == "html"
            assert sheet.target == tmp_path / "count to 3.html"
            labels = [w.text() for w in sheet.findChildren(QAbstractButton)]
            assert "This chat" in labels

    run_qt(main())


def test_all_chats_become_a_folder_that_can_be_read_again(
    home: Path, tmp_path: Path, run_qt: RunCoroutine
) -> None:
    async def main() -> None:
        async with opened(home) as window:
            await talked(window)
            window.commands.new_chat.trigger()
            await talked(window, "hello")
            sheet = await asked(window)
            sheet.forms.set_form("json")
            sheet.scope.set_value("all")
            sheet.scope.chosen.emit("all")
            await until(lambda: name(sheet).text().startswith("Chats 2"))
            sheet.set_folder(tmp_path)
            export(sheet)
            await until(lambda: not sheet.isVisible())

    run_qt(main())
    files = {path.name: path for path in tmp_path.glob("Chats 2*/*")}
    assert sorted(files) == ["count to 3.json", "hello.json"]
    loaded = document.load(files["hello.json"].read_bytes())
    assert [turn.role for turn in loaded.path] == ["user", "model"]


def test_the_preview_is_of_what_was_chosen_last(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            await talked(window, "hello")
            other = window.session.settings.last_conversation
            window.commands.new_chat.trigger()
            await talked(window)
            sheet = await asked(window)
            window.presenter._exports.ask_about([other])
            await until(lambda: "hello" in preview(sheet))
            for scope in ("this", "selected", "this"):
                sheet.scope.set_value(scope)
                sheet.scope.chosen.emit(scope)
                await asyncio.sleep(0)  # its preview begins
            await until(lambda: name(sheet).text() == "count to 3.md")
            await asyncio.sleep(0.1)
            assert "count to 3" in preview(sheet)

    run_qt(main())


def test_a_pdf_is_made_beside_the_window(home: Path, tmp_path: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            await talked(window)
            sheet = await asked(window)
            sheet.forms.set_form("pdf")
            await until(lambda: name(sheet).text().endswith(".pdf"))
            sheet.set_folder(tmp_path)
            QTest.keyClick(sheet.forms, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
            await until(lambda: not sheet.isVisible())
        assert (tmp_path / "count to 3.pdf").read_bytes()[:5] == b"%PDF-"

    run_qt(main())


def test_what_goes_wrong_is_told_in_the_sheet_which_stays(
    home: Path, tmp_path: Path, run_qt: RunCoroutine
) -> None:
    async def main() -> None:
        async with opened(home) as window:
            await talked(window)
            sheet = await asked(window)
            sheet.set_folder(tmp_path / "gone")
            export(sheet)
            await until(lambda: "it is not there" in sheet.accessibleDescription())
            assert sheet.isVisible()
            name(sheet).setText("")
            QTest.keyClicks(name(sheet), "a/b")
            button = sheet.findChild(QPushButton, "exportButton")
            assert button is not None
            assert not button.isEnabled()
            name(sheet).selectAll()
            QTest.keyClicks(name(sheet), "mine.md")
            sheet.set_folder(tmp_path)
            assert button.isEnabled()
            sheet.forms.set_form("text")
            await until(lambda: name(sheet).text() == "mine.txt")
            export(sheet)
            await until(lambda: not sheet.isVisible())
        assert (tmp_path / "mine.txt").exists()

    run_qt(main())


def test_parts_change_the_preview_and_only_those_of_the_form_are_shown(
    home: Path, run_qt: RunCoroutine
) -> None:
    async def main() -> None:
        async with opened(home) as window:
            await talked(window)
            sheet = await asked(window)
            toggles = {t.objectName(): t for t in sheet.parts.findChildren(QAbstractButton)}
            assert all(toggle.isVisible() for toggle in toggles.values())
            toggles["export_times"].click()
            await until(lambda: "UTC" in preview(sheet))
            sheet.forms.set_form("gemini")
            await until(lambda: '"contents"' in preview(sheet))
            shown = {name for name, toggle in toggles.items() if toggle.isVisible()}
            assert shown == {"export_thoughts", "export_tools"}
            assert json.loads(preview(sheet))["contents"][0]["role"] == "user"
            QTest.keyClick(sheet.forms, Qt.Key.Key_Escape)
            assert not sheet.isVisible()

    run_qt(main())


def test_the_list_exports_what_is_chosen_in_it(
    home: Path, tmp_path: Path, run_qt: RunCoroutine
) -> None:
    async def main() -> None:
        async with opened(home) as window:
            await talked(window)
            window.commands.new_chat.trigger()
            await talked(window, "hello")
            ids = [each.id for each in await window.presenter.session.chats.listed()]
            await until(lambda: window.drawer.view.model().rowCount() >= 2)
            window.drawer.export_wanted.emit(ids[1:])
            await until(lambda: window.findChild(ExportSheet, "exportSheet") is not None)
            sheet = sheet_of(window)
            await until(lambda: sheet.isVisible() and "count to 3" in preview(sheet))
            assert sheet.chosen_scope() == "selected"
            sheet.set_folder(tmp_path)
            export(sheet)
            await until(lambda: not sheet.isVisible())

    run_qt(main())
    assert [path.name for path in tmp_path.glob("Chats 2*/*")] == ["count to 3.md"]


def test_without_any_chat_there_is_nothing_to_ask(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            window.commands.export.trigger()
            await until(lambda: "nothing to export" in window.toast.text)
            window.commands.print_.trigger()
            await until(lambda: "nothing to print" in window.toast.text)

    run_qt(main())


def test_the_printer_is_asked_for_without_holding_up_the_window(
    home: Path, run_qt: RunCoroutine
) -> None:
    async def main() -> None:
        async with opened(home) as window:
            await talked(window)
            window.commands.print_.trigger()
            await until(lambda: any(w.isVisible() for w in printer_dialogs()))
            [dialog] = printer_dialogs()
            dialog.reject()
            await until(lambda: not printer_dialogs())
            assert "fault" not in window.toast.text

    run_qt(main())


def printer_dialogs() -> list[QPrintDialog]:
    return [w for w in QApplication.allWidgets() if isinstance(w, QPrintDialog)]


def test_a_chat_is_kept_as_a_file_that_its_answers_go_into(
    home: Path, tmp_path: Path, run_qt: RunCoroutine
) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()

    async def main() -> None:
        async with opened(home) as window:
            await talked(window)
            group = window.settings_pane.below.chat_files
            assert group is not None
            group.switch.click()
            await until(lambda: bool(folder_dialogs()))
            [dialog] = folder_dialogs()
            dialog.setDirectory(str(kept))
            dialog.done(QFileDialog.DialogCode.Accepted.value)
            await until(lambda: any(kept.iterdir()))
            await talked(window, "hello again")
            group.form_selected.emit("html")
            await talked(window, "and again")
        async with opened(home) as window:
            assert window.presenter.session.kept_files.folder == kept
            await talked(window, "once more")

    run_qt(main())
    markdown, html = sorted(kept.iterdir(), key=lambda path: path.suffix, reverse=True)
    assert markdown.read_text().count("## Prompt") == 2
    assert "once more" in html.read_text()


def folder_dialogs() -> list[QFileDialog]:
    return [w for w in QApplication.allWidgets() if isinstance(w, QFileDialog) and w.isVisible()]


def test_closing_the_window_or_the_sheet_does_not_end_it_unasked(
    home: Path, tmp_path: Path, run_qt: RunCoroutine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def main() -> None:
        async with opened(home) as window:
            await talked(window)
            sheet = await asked(window)
            sheet.set_folder(tmp_path)
            real, go_on = window.session.exporting.save, asyncio.Event()

            async def slowly(*args: Any) -> None:
                await go_on.wait()
                await real(*args)

            monkeypatch.setattr(window.session.exporting, "save", slowly)
            export(sheet)
            await until(lambda: "Writing" in sheet._doing.text())
            window.close()
            assert window.isVisible()
            assert "Close the window again to stop it" in sheet._doing.text()
            sheet.hide()
            window.commands.export.trigger()
            assert sheet.isVisible()
            sheet.hide()
            (tmp_path / "count to 3.md").mkdir()  # so that it cannot be written
            go_on.set()
            await until(lambda: window.toast.isVisible() and "count to 3.md" in window.toast.text)

    run_qt(main())
