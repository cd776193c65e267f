"""Backing up and restoring from the menu, with a real home and real files."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QPushButton

from gemini_desktop import app
from gemini_desktop.session import backups
from gemini_desktop.session.backups import Job
from gemini_desktop.ui import file_dialogs
from gemini_desktop.ui.backup_sheet import BackupSheet
from gemini_desktop.ui.library.chats_model import ID_ROLE
from tests.end2end.test_window import answer, opened, shown, type_prompt, until
from tests.store.backup.homes import make_home
from tests.support import PATIENCE_S, RunCoroutine


async def sheet_of(window: app.Application) -> BackupSheet:
    await until(lambda: button(window, "startBackupButton").isVisible())
    sheet = window.findChild(BackupSheet)
    assert sheet is not None
    return sheet


def button(window: app.Application, name: str) -> QAbstractButton:
    found = window.findChild(QAbstractButton, name)
    return found if found is not None else QPushButton(window)


def said(sheet: BackupSheet) -> str:
    return sheet._said.text()


def choosing(path: Path | None) -> Callable[..., object]:
    async def chosen(*_: object) -> Path | None:
        return path

    return chosen


def listed(window: app.Application) -> int:
    """How many chats the list shows, among its headings."""
    model = window.drawer.view.model()
    rows = (model.index(row, 0) for row in range(model.rowCount()))
    return sum(bool(row.data(ID_ROLE)) for row in rows)


def test_a_backup_is_written_and_brought_back(
    home: Path, tmp_path: Path, run_qt: RunCoroutine, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "mine.gdbackup"
    other = make_home(tmp_path / "other", {"c8": ["From elsewhere"]}, profile="Elsewhere")
    monkeypatch.setattr(file_dialogs, "backup_target", choosing(file))
    monkeypatch.setattr(file_dialogs, "backup_source", choosing(file))

    async def main() -> None:
        async with opened(home) as window:
            await answer(window, lambda: type_prompt(window, "Keep this"))
            window.session.change(last_save_folder=str(tmp_path / "unplugged"))
            window.commands.back_up.trigger()
            assert window.presenter._backups._file.parent == Path.home()
            sheet = await sheet_of(window)
            await until(lambda: "1 chat, about" in sheet._holds.text())
            window.commands.back_up.trigger()  # the same sheet
            assert len(window.findChildren(BackupSheet)) == 1
            button(window, "chooseBackupButton").click()
            await until(lambda: sheet._file.text() == str(file))
            button(window, "startBackupButton").click()
            await until(lambda: said(sheet).startswith("Written and read back: mine.gdbackup"))
            assert button(window, "backupFolderButton").isVisible()
            assert not button(window, "startBackupButton").isVisible()
            button(window, "closeBackupButton").click()

            backups.back_up(other, file, Job())
            await until(lambda: window.findChild(BackupSheet) is None)
            window.commands.restore.trigger()
            sheet = await sheet_of(window)
            assert "1 chat, 1 recording" in sheet._holds.text()
            button(window, "startBackupButton").click()
            await until(lambda: said(sheet).startswith("1 chat came back."))
            assert "New profiles: Elsewhere." in said(sheet)
            assert "Elsewhere" in [profile.name for profile in window.session.profiles]
            await until(lambda: listed(window) == 2)
            sheet.hide()
            await until(lambda: window.findChild(BackupSheet) is None)
            window.presenter.open_files([file])  # as a file manager would
            sheet = await sheet_of(window)
            assert sheet._file.text() == str(file)
            sheet.hide()
            window.conversation_selected.emit("c8")
            await until(lambda: window.presenter.turns[:1] != [])
            await until(lambda: window.presenter.turns[0].text == "From elsewhere")

    run_qt(main())


def test_stopping_and_failing_are_told_on_the_sheet(
    home: Path, tmp_path: Path, run_qt: RunCoroutine, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "gone" / "mine.gdbackup"
    monkeypatch.setattr(file_dialogs, "backup_target", choosing(file))
    held = threading.Event()
    real = backups.back_up

    def slowly(home: Path, target: Path, job: Job) -> object:
        job.total, job.done = 100, 40
        held.wait(PATIENCE_S)
        return real(home, target, job)

    async def main() -> None:
        async with opened(home) as window:
            window.commands.back_up.trigger()
            sheet = await sheet_of(window)
            button(window, "chooseBackupButton").click()
            await until(lambda: sheet._file.text() == str(file))
            button(window, "startBackupButton").click()
            await until(lambda: "Could not write the file" in said(sheet))
            file.parent.mkdir()
            monkeypatch.setattr(backups, "back_up", slowly)
            button(window, "startBackupButton").click()
            await until(lambda: said(sheet) == "Writing… 40 %")
            assert sheet._line.accessibleDescription() == "40%"
            button(window, "stopBackupButton").click()
            held.set()
            await until(lambda: said(sheet).startswith("Stopped."))
            assert list(file.parent.iterdir()) == []
            held.clear()
            button(window, "startBackupButton").click()
            await until(lambda: said(sheet) == "Writing… 40 %")
            QTest.keyClick(sheet, Qt.Key.Key_Escape)  # not by a slip of the finger
            assert sheet.isVisible()
            button(window, "closeBackupButton").click()  # it goes on
            assert not sheet.isVisible()
            window.commands.restore.trigger()  # one thing at a time: this one is shown
            await until(sheet.isVisible)
            assert said(sheet) == "Writing… 40 %"
            sheet.hide()
            held.set()
            await until(lambda: window.toast.text.startswith("Written and read back"))
            assert list(file.parent.iterdir()) == [file]
            await until(lambda: window.findChild(BackupSheet) is None)
            held.clear()
            file.unlink()
            window.commands.back_up.trigger()
            sheet = await sheet_of(window)
            button(window, "chooseBackupButton").click()
            await until(lambda: sheet._file.text() == str(file))
            button(window, "startBackupButton").click()
            await until(lambda: said(sheet) == "Writing… 40 %")
            window.close()
            assert window.isVisible()
            assert said(sheet) == "Writing… 40 % Close the window again to stop it."
            window.close()
            held.set()
        await until(lambda: list(file.parent.iterdir()) == [])

    run_qt(main())


def test_one_may_ask_while_the_library_is_still_being_opened(
    home: Path, run_qt: RunCoroutine
) -> None:
    async def main() -> None:
        async with shown(home) as window:
            window.commands.back_up.trigger()
            sheet = await sheet_of(window)
            await until(lambda: sheet._holds.text().startswith("0 chats, about"))
            assert not window.toast.isVisible()

    run_qt(main())


def test_what_is_no_backup_is_told(
    home: Path, tmp_path: Path, run_qt: RunCoroutine, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(__file__, tmp_path / "bad.gdbackup")

    async def main() -> None:
        async with opened(home) as window:
            monkeypatch.setattr(file_dialogs, "backup_source", choosing(None))
            window.commands.restore.trigger()
            monkeypatch.setattr(file_dialogs, "backup_source", choosing(tmp_path / "bad.gdbackup"))
            window.commands.restore.trigger()
            await until(lambda: "no backup. Nothing was changed" in window.toast.text)
            assert window.findChild(BackupSheet) is None

    run_qt(main())


def test_the_menu_of_the_rail_opens_more_than_once(home: Path, run_qt: RunCoroutine) -> None:
    """Closing it must not take the menus with it."""

    async def main() -> None:
        async with opened(home) as window:
            for _ in range(3):
                window.commands.open_menu.trigger()
                menu = QApplication.activePopupWidget()
                assert isinstance(menu, QMenu)
                assert len(menu.actions()) == 5
                QTest.keyClick(menu, Qt.Key.Key_Right)
                file = QApplication.activePopupWidget()
                assert isinstance(file, QMenu)
                assert window.commands.back_up in file.actions()
                file.close()
                menu.close()
                await asyncio.sleep(0.01)

    run_qt(main())
