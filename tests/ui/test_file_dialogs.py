"""Where something is saved: the dialog's own name is the one that is written."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLineEdit, QWidget

from gemini_desktop.core.export.forms import FORMS
from gemini_desktop.ui import capture_dialog, file_dialogs, theme
from tests.support import RunCoroutine, until


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> None:
    """A look that is put on while the dialog paints itself would end the program."""
    del qapp
    theme.manager()


def shown() -> list[QFileDialog]:
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, QFileDialog)]


def name_edit(dialog: QFileDialog) -> QLineEdit:
    edit = dialog.findChild(QLineEdit, "fileNameEdit")
    assert edit is not None
    return edit


def choose_kind(dialog: QFileDialog, index: int) -> None:
    """As with the mouse."""
    box = dialog.findChild(QComboBox, "fileTypeCombo")
    assert box is not None
    box.setCurrentIndex(index)
    box.activated.emit(index)
    box.textActivated.emit(box.itemText(index))


async def asked(
    work: Coroutine[object, object, object],
) -> tuple[QFileDialog, asyncio.Task[object]]:
    task = asyncio.get_running_loop().create_task(work)
    await until(lambda: any(dialog.isVisible() for dialog in shown()))
    return next(dialog for dialog in shown() if dialog.isVisible()), task


@pytest.mark.parametrize(
    ("typed", "saved"),
    [
        ("Plain", "Plain.md"),
        ("Notes.json", "Notes.json"),
        ("Notes on v1.2", "Notes on v1.2"),
        (".hidden", ".hidden"),
    ],
)
def test_what_the_dialog_asked_about_is_what_is_written(
    tmp_path: Path, run_qt: RunCoroutine, typed: str, saved: str
) -> None:
    """The dialog asks whether to replace a file, so the ending must be there by then: a name that
    gets it afterwards could replace a file that nobody was asked about."""

    async def main() -> object:
        window = QWidget()
        dialog, task = await asked(
            file_dialogs.transcript_target(window, tmp_path, "Hello: there?", ".md")
        )
        assert name_edit(dialog).text() == "Hello there.md"
        name_edit(dialog).setText(typed)
        assert [Path(file).name for file in dialog.selectedFiles()] == [saved]
        dialog.done(QFileDialog.DialogCode.Accepted.value)
        return await task

    assert run_qt(main()) == tmp_path / saved


def test_the_ending_follows_the_kind(tmp_path: Path, run_qt: RunCoroutine) -> None:
    async def main() -> object:
        window = QWidget()
        dialog, task = await asked(
            file_dialogs.transcript_target(window, tmp_path, "On v1.2", ".log")
        )
        assert name_edit(dialog).text() == "On v1.2.log"
        choose_kind(dialog, 1)
        assert name_edit(dialog).text() == "On v1.2.json"
        name_edit(dialog).setText("Other")
        assert [Path(file).name for file in dialog.selectedFiles()] == ["Other.json"]
        dialog.done(QFileDialog.DialogCode.Accepted.value)
        return await task

    assert run_qt(main()) == tmp_path / "Other.json"


def test_an_ending_of_an_earlier_version_counts_as_the_first(
    tmp_path: Path, run_qt: RunCoroutine
) -> None:
    async def main() -> object:
        window = QWidget()
        dialog, task = await asked(file_dialogs.transcript_target(window, tmp_path, "", ".2 notes"))
        assert name_edit(dialog).text() == "conversation.md"
        dialog.reject()
        return await task

    assert run_qt(main()) is None


@pytest.mark.parametrize("index", range(len(FORMS)))
def test_each_form_of_a_capture_has_its_ending(
    tmp_path: Path, run_qt: RunCoroutine, index: int
) -> None:
    async def main() -> object:
        window = QWidget()
        dialog, task = await asked(
            capture_dialog.target(
                window, tmp_path, name="20261121T033015.1Z-7f.gcap", form="har", body_suffix=".sse"
            )
        )
        assert name_edit(dialog).text() == "20261121T033015.1Z-7f.har"
        choose_kind(dialog, index)
        dialog.done(QFileDialog.DialogCode.Accepted.value)
        return await task

    target = run_qt(main())
    assert isinstance(target, capture_dialog.Target)
    assert target.form == FORMS[index]
    endings = {"raw": ".sse", "json-lines": ".jsonl"}
    ending = endings.get(target.form, f".{target.form}")
    assert target.path == tmp_path / f"20261121T033015.1Z-7f{ending}"
