"""The file dialogs, opened without a nested event loop and awaited."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from PySide6 import QtWidgets  # `QFileDialog` is named when one opens: PySide makes 130 KB of it
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from gemini_desktop.ui.file_dialog_look import dress
from gemini_desktop.ui.qt_helpers import open_dialog

_NOT_IN_NAMES = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')
_MAX_NAME = 60


def _tr(text: str) -> str:
    return QCoreApplication.translate("FileDialogs", text)


async def transcript_target(parent: QWidget, folder: Path, title: str, suffix: str) -> Path | None:
    """Where to save a transcript; None where the user thought better of it."""
    kinds = {
        _tr("Markdown (*.md)"): ".md",
        _tr("JSON, lossless (*.json)"): ".json",
        _tr("Text log (*.log)"): ".log",
    }
    first = next((words for words, ending in kinds.items() if ending == suffix), next(iter(kinds)))
    chosen = await target_among(
        parent, _tr("Save transcript"), folder, file_name(title), kinds, first
    )
    return chosen[0] if chosen is not None else None


async def target_among(
    parent: QWidget, title: str, folder: Path, stem: str, kinds: Mapping[str, str], first: str
) -> tuple[Path, str] | None:
    """Where to save, and as which of the `kinds`: Qt's filters, each with the ending of its files.
    The ending follows the kind that is chosen, which is the `first` until then.

    The dialog itself gives a name without an ending the one of the kind: it asks whether to replace
    what is there, so nobody may change the name after it.
    """
    dialog = _dialog(parent, title, folder, list(kinds))
    dialog.setAcceptMode(QtWidgets.QFileDialog.AcceptMode.AcceptSave)
    dialog.selectNameFilter(first)

    def follow(chosen: str) -> None:
        ending = kinds.get(chosen, kinds[first])
        dialog.setDefaultSuffix(ending.removeprefix("."))
        typed = Path(next(iter(dialog.selectedFiles()), "")).name
        dialog.selectFile(_without_ending(typed or stem, kinds.values()) + ending)

    dialog.selectFile(stem + kinds[first])
    dialog.setDefaultSuffix(kinds[first].removeprefix("."))
    dialog.filterSelected.connect(follow)
    path = await _chosen(dialog)
    if path is None:
        return None
    kind = dialog.selectedNameFilter()
    return path, kind if kind in kinds else first


async def file_target(parent: QWidget, folder: Path, name: str) -> Path | None:
    """Where to save a file of this name."""
    suffix = Path(name).suffix
    filters = [_tr("Files of this kind (*{})").format(suffix), _tr("All files (*)")]
    dialog = _dialog(parent, _tr("Save file"), folder, filters)
    dialog.setAcceptMode(QtWidgets.QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(suffix.removeprefix("."))
    dialog.selectFile(name)
    return await _chosen(dialog)


async def log_target(parent: QWidget, folder: Path, name: str) -> Path | None:
    """Which log to append to: one that is there is gone on with, so nothing is asked about it."""
    dialog = _dialog(parent, _tr("Write the log to"), folder, [_tr("Logs (*.log *.txt)")])
    dialog.setAcceptMode(QtWidgets.QFileDialog.AcceptMode.AcceptSave)
    dialog.setOption(QtWidgets.QFileDialog.Option.DontConfirmOverwrite)
    dialog.setDefaultSuffix("log")
    dialog.selectFile(name)
    return await _chosen(dialog)


async def backup_target(parent: QWidget, folder: Path, name: str) -> Path | None:
    """Where a backup goes."""
    filters = [_tr("Backups (*.gdbackup)"), _tr("All files (*)")]
    dialog = _dialog(parent, _tr("Back up to"), folder, filters)
    dialog.setAcceptMode(QtWidgets.QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix("gdbackup")
    dialog.selectFile(name)
    return await _chosen(dialog)


async def backup_source(parent: QWidget, folder: Path) -> Path | None:
    """Which backup to bring back."""
    filters = [_tr("Backups (*.gdbackup)"), _tr("All files (*)")]
    return await _one(parent, _tr("Choose a backup"), folder, filters)


async def capture_sources(parent: QWidget, folder: Path) -> list[Path]:
    """Which saved streams to open; empty where the user thought better of it."""
    filters = [
        _tr("Streams (*.gcap *.har *.sse *.json *.jsonl *.ndjson *.txt *.log)"),
        _tr("All files (*)"),
    ]
    return await _several(parent, _tr("Open captures"), folder, filters)


async def import_sources(parent: QWidget, folder: Path) -> list[Path]:
    """Which files to take chats from; empty where the user thought better of it."""
    filters = [
        _tr("Chats (*.zip *.json *.jsonl *.ndjson *.gcap *.har *.sse)"),
        _tr("All files (*)"),
    ]
    return await _several(parent, _tr("Import chats"), folder, filters)


async def attachment_sources(parent: QWidget, folder: Path) -> list[Path]:
    """Which files go with the prompt; empty where the user thought better of it."""
    filters = [
        _tr("All files (*)"),
        _tr("Pictures (*.png *.jpg *.jpeg *.webp *.gif *.heic *.heif)"),
        _tr("Sound and video (*.wav *.mp3 *.ogg *.flac *.m4a *.mp4 *.mov *.webm)"),
        _tr("Documents (*.pdf *.txt *.md *.csv *.json *.html)"),
    ]
    return await _several(parent, _tr("Attach files"), folder, filters)


async def credential_source(parent: QWidget, folder: Path) -> Path | None:
    """Which service account's key file to use."""
    filters = [_tr("Key files (*.json)"), _tr("All files (*)")]
    return await _one(parent, _tr("Choose a service account's key file"), folder, filters)


async def certificate_source(parent: QWidget, folder: Path) -> Path | None:
    """Which certificates to trust besides the system's."""
    filters = [_tr("Certificates (*.pem *.crt *.cer)"), _tr("All files (*)")]
    return await _one(parent, _tr("Choose a certificate file"), folder, filters)


async def folder_target(parent: QWidget, title: str, folder: Path) -> Path | None:
    """Which folder to use; None where the user thought better of it."""
    dialog = QtWidgets.QFileDialog(parent, title, str(folder))
    dialog.setFileMode(QtWidgets.QFileDialog.FileMode.Directory)
    dialog.setOption(QtWidgets.QFileDialog.Option.ShowDirsOnly)
    return await _chosen(dialog)


def file_name(title: str) -> str:
    """A title as a file's name, without an ending: what no file system likes is left out."""
    words = " ".join(_NOT_IN_NAMES.sub(" ", title).split())
    return words[:_MAX_NAME].strip(" .") or "conversation"


def _without_ending(name: str, endings: Iterable[str]) -> str:
    """Without the ending of a kind; in `Notes on v1.2` there is none."""
    return next((name[: -len(each)] for each in endings if name.lower().endswith(each)), name)


def _dialog(parent: QWidget, title: str, folder: Path, filters: list[str]) -> QtWidgets.QFileDialog:
    dialog = QtWidgets.QFileDialog(parent, title, str(folder))
    dialog.setNameFilters(filters)
    return dialog


async def _one(parent: QWidget, title: str, folder: Path, filters: list[str]) -> Path | None:
    dialog = _dialog(parent, title, folder, filters)
    dialog.setFileMode(QtWidgets.QFileDialog.FileMode.ExistingFile)
    return await _chosen(dialog)


async def _several(parent: QWidget, title: str, folder: Path, filters: list[str]) -> list[Path]:
    dialog = _dialog(parent, title, folder, filters)
    dialog.setFileMode(QtWidgets.QFileDialog.FileMode.ExistingFiles)
    return await _all_chosen(dialog)


async def _chosen(dialog: QtWidgets.QFileDialog) -> Path | None:
    return next(iter(await _all_chosen(dialog)), None)


async def _all_chosen(dialog: QtWidgets.QFileDialog) -> list[Path]:
    dress(dialog)
    try:
        accepted = await open_dialog(dialog)
        files = dialog.selectedFiles()
    finally:
        dialog.deleteLater()
    return [Path(file) for file in files] if accepted else []
