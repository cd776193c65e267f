"""The two small windows of the Help menu. They are opened, never run in a loop of their own."""

from __future__ import annotations

import platform
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QSize, Qt, qVersion
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gemini_desktop import __version__
from gemini_desktop.ui import icons
from gemini_desktop.ui.controls import Label


def show_shortcuts(parent: QWidget, rows: Sequence[tuple[str, str]]) -> QDialog:
    """Open the list of shortcuts; `rows` are words and keys."""
    dialog = _dialog(parent, _tr("Keyboard shortcuts"), "shortcutsDialog")
    content = QWidget()
    grid = QGridLayout(content)
    grid.setContentsMargins(0, 0, 12, 0)
    grid.setHorizontalSpacing(32)
    grid.setVerticalSpacing(9)
    for row, (words, keys) in enumerate(rows):
        grid.addWidget(Label(words), row, 0)
        grid.addWidget(Label(keys, size=12, mono=True, tone="2"), row, 1)
    grid.setRowStretch(len(rows), 1)
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setWidget(content)
    scroll.setAccessibleName(_tr("Keyboard shortcuts"))
    wide = content.sizeHint().width() + 40 + 20  # the margins, and room for the scroll bar
    room = parent.screen().availableSize().width() - 40
    return _open(dialog, scroll, QSize(min(room, max(420, wide)), 520))


def show_about(parent: QWidget) -> QDialog:
    """Open what this program is, and the versions that a report of a fault needs."""
    dialog = _dialog(parent, _tr("About Gemini Desktop"), "aboutDialog")
    picture = QLabel()
    picture.setPixmap(icons.app_icon().pixmap(QSize(64, 64), parent.devicePixelRatioF()))
    picture.setAccessibleName("Gemini Desktop")
    versions = Label(
        f"Gemini Desktop {__version__}\n"
        f"Python {platform.python_version()}\nQt {qVersion()}\n{platform.platform()}",
        size=12,
        mono=True,
        tone="2",
        wrap=True,
    )
    versions.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    content = QWidget()
    column = QVBoxLayout(content)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(12)
    column.addWidget(picture)
    column.addWidget(Label("Gemini Desktop", size=18, weight=600))
    column.addWidget(
        Label(_tr("Chat, and every byte of the stream beside what it meant."), wrap=True)
    )
    column.addWidget(versions)
    licence = _tr("MIT licence. Icons: Lucide, ISC licence. Not a product of Google.")
    column.addWidget(Label(licence, size=12, tone="3", wrap=True))
    column.addStretch(1)
    return _open(dialog, content, QSize(400, 360))


def _dialog(parent: QWidget, title: str, name: str) -> QDialog:
    dialog = QDialog(parent)
    dialog.setObjectName(name)
    dialog.setWindowTitle(title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return dialog


def _open(dialog: QDialog, content: QWidget, size: QSize) -> QDialog:
    close = QPushButton(_tr("Close"))
    close.clicked.connect(dialog.close)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(20, 20, 20, 16)
    column.setSpacing(16)
    column.addWidget(content, 1)
    column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
    dialog.resize(size)
    dialog.open()
    return dialog


def _tr(text: str) -> str:
    return QCoreApplication.translate("Dialogs", text)
