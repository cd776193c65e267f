"""A conversation to a printer, by the system's own dialog."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QDialog, QWidget

from gemini_desktop.core.export import html
from gemini_desktop.core.export.document import Document
from gemini_desktop.core.export.wanted import Wanted
from gemini_desktop.ui.export import paper
from gemini_desktop.ui.qt_helpers import open_dialog


async def ask_and_print(parent: QWidget, conversation: Document, wanted: Wanted) -> str:
    """Ask which printer, and print; a sentence for the user, empty where they thought better of
    it. The printer's own language is spoken in this thread: the window waits meanwhile."""
    try:
        # Imported late: it reads the system's list of printers, and some systems ship without it.
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter
    except ImportError:
        return _tr("This system's Qt cannot print. Export as PDF instead, and print that.")
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(html.title_of(conversation))
    printer.setCreator("Gemini Desktop")
    paper.set_margins(printer)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(_tr("Print the chat"))
    try:
        # Its own `open` wants a receiver and a slot, as in C++.
        accepted = await open_dialog(dialog, partial(QDialog.open, dialog))
    finally:
        dialog.deleteLater()
    if not accepted:
        return ""
    pages = paper.print_on(printer, conversation, wanted)
    if not pages:
        return _tr("The printer could not be reached. Choose another, or export as PDF.")
    return sent(pages, printer.printerName() or printer.outputFileName())


def sent(pages: int, where: str) -> str:
    """What to say of it."""
    words = _tr("A page was sent to {1}.") if pages == 1 else _tr("{0} pages were sent to {1}.")
    return words.format(QLocale().toString(pages), where)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Export", text)
