"""The menu of languages in which a request is copied."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from gemini_desktop.core.export.code.recipe import Recipe
from gemini_desktop.core.export.code.table import Language, fitting

COPY_CURL = "Ctrl+Shift+C"


def of(parent: QWidget, recipe: Recipe) -> QMenu:
    """The languages that can say the request; choosing one puts it on the clipboard."""
    menu = QMenu(parent)
    menu.setObjectName("codeMenu")
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for place, language in enumerate(fitting(recipe)):
        words = QCoreApplication.translate("CodeMenu", "Copy as {0}").format(language.title)
        if not place:
            native = QKeySequence.SequenceFormat.NativeText
            words += "\t" + QKeySequence(COPY_CURL).toString(native)
        menu.addAction(words, partial(copy, recipe, language))
    return menu


def copy(recipe: Recipe, language: Language) -> None:
    """Put the request on the clipboard. No secret is in it."""
    QGuiApplication.clipboard().setText(language.render(recipe))
