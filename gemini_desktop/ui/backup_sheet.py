"""The sheet for a backup: what goes into it or comes out of it, how far that is, how it ended."""

from __future__ import annotations

from typing import Literal, TypeAlias

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gemini_desktop.ui.controls import Label

Kind: TypeAlias = Literal["back up", "restore"]
_WIDTH = 432


class BackupSheet(QDialog):
    """Asks by signals; who does the work tells how it goes. Closing it stops the work.

    `show_offer`, then `show_progress` any number of times, then `show_end`.
    """

    start_requested = Signal()
    choose_requested = Signal()
    stop_requested = Signal()
    folder_requested = Signal()

    def __init__(self, parent: QWidget, kind: Kind) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("backupSheet")
        self._working = False
        restoring = kind == "restore"
        title = _tr("Restore a backup") if restoring else _tr("Back up everything")
        self.setWindowTitle(title)
        self._words = Label(_restoring_words() if restoring else _backing_up_words(), wrap=True)
        self._holds = Label(weight=600, wrap=True)
        self._file = Label(size=12, mono=True, tone="2", elide=True)
        self._file.setAccessibleName(_tr("The file"))
        self._keys = Label(_keys_words(restoring=restoring), size=12, tone="3", wrap=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_tr("How much is done"))
        self._said = Label(size=12, tone="2", wrap=True)
        self._choose = _button(_tr("Change…"), _tr("Choose another file"), "chooseBackupButton")
        self._start = _button(
            _tr("Restore") if restoring else _tr("Back up"),
            _tr("Bring everything in it back") if restoring else _tr("Write the file"),
            "startBackupButton",
        )
        self._start.setProperty("primary", "true")
        self._start.setDefault(True)
        self._stop = _button(_tr("Stop"), _tr("Stop, and leave all as it was"), "stopBackupButton")
        self._folder = _button(
            _tr("Show in folder"), _tr("Open the folder with the file"), "backupFolderButton"
        )
        self._close = _button(_tr("Close"), _tr("Close this sheet"), "closeBackupButton")
        self._choose.clicked.connect(self.choose_requested)
        self._start.clicked.connect(self.start_requested)
        self._stop.clicked.connect(self.stop_requested)
        self._folder.clicked.connect(self.folder_requested)
        self._close.clicked.connect(self.close)
        self._lay_out(Label(title, size=18, weight=600))
        self._show_only()

    def show_offer(self, holds: str, file: str) -> None:
        """What it is about, and which file; both may change until it is started."""
        self._holds.setText(holds)
        self._file.setText(file)
        self._said.clear()
        self._show_only(self._choose, self._start, self._close)
        self._start.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_progress(self, share: float, words: str) -> None:
        """How much is done, of 1, and what is being done."""
        if not self._working:
            self._working = True
            self._show_only(self._bar, self._stop)
            self._stop.setFocus(Qt.FocusReason.OtherFocusReason)
        self._bar.setMaximum(1000)
        self._bar.setValue(int(1000 * share))
        self._say(words, "2")

    def show_end(self, words: str, *, well: bool, has_file: bool = False) -> None:
        """How it ended; it can be begun again where it did not end well."""
        self._working = False
        if well:
            self._show_only(*([self._folder] if has_file else []), self._close)
        else:
            self._show_only(self._choose, self._start, self._close)
        self._close.setFocus(Qt.FocusReason.OtherFocusReason)
        self._say(words, "green" if well else "red")

    def done(self, result: int) -> None:
        """Called by Qt, however it is closed."""
        if self._working:
            self.stop_requested.emit()
        super().done(result)

    def _say(self, words: str, tone: str) -> None:
        self._said.set_tone(tone)
        self._said.setText(words)
        self._said.setVisible(bool(words))

    def _show_only(self, *widgets: QWidget) -> None:
        for widget in (self._bar, self._choose, self._start, self._stop, self._folder, self._close):
            widget.setVisible(widget in widgets)
        self._said.setVisible(bool(self._said.text()))

    def _lay_out(self, title: Label) -> None:
        file = QHBoxLayout()
        file.setSpacing(12)
        file.addWidget(self._file, 1)
        file.addWidget(self._choose)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        for button in (self._folder, self._close, self._stop, self._start):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(12)
        for widget in (title, self._words, self._holds):
            column.addWidget(widget)
        column.addLayout(file)
        column.addWidget(self._keys)
        column.addSpacing(4)
        column.addWidget(self._bar)
        column.addWidget(self._said)
        column.addSpacing(4)
        column.addLayout(buttons)
        column.addStrut(_WIDTH)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)  # as high as its words


def _button(text: str, tip: str, name: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setToolTip(tip)
    button.setAccessibleName(text.rstrip("…"))
    button.setAutoDefault(False)
    return button


def _backing_up_words() -> str:
    return _tr(
        "Chats, recordings, drafts and settings go into one file, which is read back to be sure. "
        "Answers may come in meanwhile."
    )


def _restoring_words() -> str:
    return _tr(
        "What is in the file is added to what is here, all of it or nothing. What is here stays; a "
        "chat that differs comes in beside."
    )


def _keys_words(*, restoring: bool) -> str:
    if restoring:
        return _tr("Keys are not in a backup. On another computer, enter them again.")
    return _tr("Keys are not in it: they stay in the keyring of this computer.")


def _tr(text: str) -> str:
    return QCoreApplication.translate("BackupSheet", text)
