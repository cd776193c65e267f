"""The dialog that asks where a capture goes, and in which form."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from gemini_desktop.core.export.forms import FORMS, Form
from gemini_desktop.ui import file_dialogs


class Target(NamedTuple):
    """Where to, and as what: the form follows the kind that is chosen in the dialog."""

    path: Path
    form: Form


async def target(
    parent: QWidget, folder: Path, *, name: str, form: Form, body_suffix: str
) -> Target | None:
    """Ask; None where the user thought better of it. `form` is offered first. `body_suffix` is the
    ending of a body that is saved as it came."""
    kinds = {_filter(each, body_suffix): each for each in FORMS}
    chosen = await file_dialogs.target_among(
        parent,
        _tr("Save capture"),
        folder,
        file_dialogs.file_name(_without_suffix(name)),
        {words: _suffix(each, body_suffix) for words, each in kinds.items()},
        _filter(form, body_suffix),
    )
    return Target(chosen[0], kinds[chosen[1]]) if chosen is not None else None


def _without_suffix(name: str) -> str:
    """Without the ending of one of our forms; `20261121T033015.123456Z-7f3a9c` has none."""
    known = (".gcap", ".har", ".sse", ".jsonl", ".json", ".html", ".txt")
    return next((name.removesuffix(s) for s in known if name.lower().endswith(s)), name)


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
