"""The menus of forms: of the chosen events, and of the whole capture."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from gemini_desktop.core.export.forms import FORMS, Form
from gemini_desktop.ui.inspector.copies.ask import Ask, Deed

Asked = Callable[[Ask], None]
AskedOfChosen = Callable[[Deed, Form], None]
"""Which events are chosen is looked at when it is asked: they may be a million."""
COPY_JSON = "Ctrl+Shift+C"
_COPIED: tuple[Form, ...] = ("raw", "json", "json-lines", "sse", "har")


def of_capture(parent: QWidget, ask: Asked, open_count: int) -> QMenu:
    """What the save button offers, of this capture and of all that are open."""
    menu = _menu(parent, "captureMenu")
    _fill_whole(menu, ask)
    if open_count > 1:
        menu.addSeparator()
        words = _tr("Save all {0} open captures as one HAR archive…").format(open_count)
        menu.addAction(words, partial(ask, Ask("save", "har", together=True)))
    return menu


def _fill_whole(menu: QMenu, ask: Asked) -> None:
    for form in FORMS:
        words = _tr("Save as {0}…").format(name_of(form))
        menu.addAction(words, partial(ask, Ask("save", form)))
    menu.addSeparator()
    for form in _COPIED:
        words = _tr("Copy as {0}").format(name_of(form))
        menu.addAction(words, partial(ask, Ask("copy", form)))


def of_events(
    parent: QWidget, ask_chosen: AskedOfChosen, ask: Asked, count: int, *, whole: bool
) -> QMenu:
    """What the event table and the event's own button offer for `count` chosen events; `whole`
    says whether there is a capture at all. The keys are only told here."""
    menu = _menu(parent, "eventMenu")
    keys = {"raw": QKeySequence(QKeySequence.StandardKey.Copy), "json": QKeySequence(COPY_JSON)}
    for form in _COPIED:
        words = _tr("Copy as {0}").format(name_of(form))
        if form in keys:
            words += "\t" + keys[form].toString(QKeySequence.SequenceFormat.NativeText)
        menu.addAction(words, partial(ask_chosen, "copy", form)).setEnabled(count > 0)
    menu.addSeparator()
    one = count == 1
    save = menu.addMenu(_tr("Save the event as") if one else _tr("Save the events as"))
    save.setEnabled(count > 0)
    for form in FORMS:
        save.addAction(f"{name_of(form)}…", partial(ask_chosen, "save", form))
    rest = menu.addMenu(_tr("Whole capture"))
    rest.setEnabled(whole)
    _fill_whole(rest, ask)
    return menu


def name_of(form: Form) -> str:
    """For people, with the ending of its files."""
    return {
        "gcap": _tr("capture (.gcap)"),
        "har": _tr("HAR archive (.har)"),
        "raw": _tr("raw bytes"),
        "sse": _tr("event stream (.sse)"),
        "json": _tr("JSON"),
        "json-lines": _tr("JSON Lines"),
    }[form]


def _menu(parent: QWidget, name: str) -> QMenu:
    menu = QMenu(parent)
    menu.setObjectName(name)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu


def _tr(text: str) -> str:
    return QCoreApplication.translate("Copies", text)
