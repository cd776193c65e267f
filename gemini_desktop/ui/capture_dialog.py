"""The dialog that asks where a capture goes, and in which form."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from gemini_desktop.core.export.forms import FORMS, Form
from gemini_desktop.ui import file_dialogs
from gemini_desktop.ui.qt_helpers import open_dialog


class Target(NamedTuple):
    """Where to, and as what: the form follows the kind that is chosen in the dialog."""

    path: Path
    form: Form


async def target(
    parent: QWidget, folder: Path, *, name: str, form: Form, body_suffix: str
) -> Target | None:
    """Ask; None where the user thought better of it. `form` is offered first. `body_suffix` is the
    ending of a body that is saved as it came."""
    filters = {form: _filter(form, body_suffix) for form in FORMS}
    suffixes = {form: _suffix(form, body_suffix) for form in FORMS}
    dialog = QFileDialog(parent, _tr("Save capture"), str(folder))
    dialog.setNameFilters(list(filters.values()))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.selectNameFilter(filters[form])
    stem = file_dialogs.file_name(_without_suffix(name))

    def follow(chosen: str) -> None:
        kind = _kind(chosen, filters)
        dialog.setDefaultSuffix(suffixes[kind].removeprefix("."))
        typed = Path(_typed(dialog)).name or stem
        dialog.selectFile(_without_suffix(typed) + suffixes[kind])

    dialog.selectFile(stem + suffixes[form])
    dialog.setDefaultSuffix(suffixes[form].removeprefix("."))
    dialog.filterSelected.connect(follow)
    try:
        accepted = await open_dialog(dialog)
        files = dialog.selectedFiles()
        kind = _kind(dialog.selectedNameFilter(), filters)
    finally:
        dialog.deleteLater()
    return Target(Path(files[0]), kind) if accepted and files else None


def _typed(dialog: QFileDialog) -> str:
    files = dialog.selectedFiles()
    return files[0] if files else ""


def _without_suffix(name: str) -> str:
    """Without the ending of one of our forms; `20261121T033015.123456Z-7f3a9c` has none."""
    known = (".gcap", ".har", ".sse", ".jsonl", ".json", ".html", ".txt")
    return next((name.removesuffix(s) for s in known if name.lower().endswith(s)), name)


def _kind(chosen: str, filters: dict[Form, str]) -> Form:
    return next((form for form, text in filters.items() if text == chosen), "gcap")


def _suffix(form: Form, body_suffix: str) -> str:
    return {"raw": body_suffix, "json-lines": ".jsonl"}.get(form, f".{form}")


def _filter(form: Form, body_suffix: str) -> str:
    words = {
        "gcap": _tr("Capture, complete (*{0})"),
        "har": _tr("HAR archive (*{0})"),
        "raw": _tr("Body as it came (*{0})"),
        "sse": _tr("Event stream (*{0})"),
        "json": _tr("JSON, indented (*{0})"),
        "json-lines": _tr("JSON Lines, an event a line (*{0})"),
    }
    return words[form].format(_suffix(form, body_suffix))


def _tr(text: str) -> str:
    return QCoreApplication.translate("CaptureDialog", text)
