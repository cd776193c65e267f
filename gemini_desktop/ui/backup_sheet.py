"""The sheet for a backup: what goes into it or comes out of it, how far that is, how it ended."""

from __future__ import annotations

from typing import Literal, TypeAlias

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gemini_desktop.ui import theme
from gemini_desktop.ui.controls import Label, ProgressLine
from gemini_desktop.ui.controls.sheet import Sheet, sheet_button

Kind: TypeAlias = Literal["back up", "restore"]
_WIDTH = 480


class BackupSheet(Sheet):
    """Asks by signals; who does the work tells how it goes, and goes on where it is closed.

    `show_offer`, then `show_progress` any number of times, then `show_end`.
    """

    start_requested = Signal()
    choose_requested = Signal()
    stop_requested = Signal()
    folder_requested = Signal()

    def __init__(self, over: QWidget, kind: Kind) -> None:
        restoring = kind == "restore"
        title = _tr("Restore a backup") if restoring else _tr("Back up everything")
        super().__init__(over, "backupSheet", title, "closeBackupButton")
        self.kind = kind
        self._words = Label(_restoring_words() if restoring else _backing_up_words(), wrap=True)
        self._holds = Label(weight=600, wrap=True)
        self._file = Label(size=12, mono=True, tone="2", elide=True)
        self._file.setAccessibleName(_tr("The file"))
        self._keys = Label(_keys_words(restoring=restoring), size=12, tone="3", wrap=True)
        self._line = ProgressLine()
        self._line.setAccessibleName(_tr("How much is done"))
        self._said = Label(size=12, tone="2", wrap=True)
        self._choose = sheet_button(
            _tr("Change…"), _tr("Choose another file"), "chooseBackupButton"
        )
        self._start = sheet_button(
            _tr("Restore") if restoring else _tr("Back up"),
            _tr("Bring everything in it back") if restoring else _tr("Write the file"),
            "startBackupButton",
            primary=True,
        )
        self._stop = sheet_button(
            _tr("Stop"), _tr("Stop, and leave all as it was"), "stopBackupButton"
        )
        self._folder = sheet_button(
            _tr("Show in folder"), _tr("Open the folder with the file"), "backupFolderButton"
        )
        self._choose.clicked.connect(self.choose_requested)
        self._start.clicked.connect(self.start_requested)
        self._stop.clicked.connect(self.stop_requested)
        self._folder.clicked.connect(self.folder_requested)
        self._lay_out()
        self._show_only()

    def show_offer(self, holds: str, file: str) -> None:
        """What it is about, and which file; both may change until it is started."""
        self._holds.setText(holds)
        self._file.setText(file)
        self._said.clear()
        self._show_only(self._choose, self._start)
        self.open()
        self._start.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_progress(self, share: float, words: str) -> None:
        """How much is done, of 1, and what is being done."""
        if self._stop.isHidden():
            self._show_only(self._line, self._stop)
            self._stop.setFocus(Qt.FocusReason.OtherFocusReason)
        self._line.set_done(share)
        self._say(words, "2")

    def show_end(self, words: str, *, well: bool, has_file: bool = False) -> None:
        """How it ended; it can be begun again where it did not end well."""
        if well:
            self._show_only(*([self._folder] if has_file else []))
        else:
            self._show_only(self._choose, self._start)
        self._say(words, "green" if well else "red")
        target = self._folder if has_file else self._close if well else self._start
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, words: str, tone: str) -> None:
        self._said.set_tone(tone)
        self._said.setText(words)
        self._said.setVisible(bool(words))
        self.setAccessibleDescription(words)

    def _show_only(self, *widgets: QWidget) -> None:
        for widget in (self._line, self._choose, self._start, self._stop, self._folder):
            widget.setVisible(widget in widgets)
        self._said.setVisible(bool(self._said.text()))

    def _escape(self) -> None:
        if self._stop.isHidden():
            self.hide()

    def _lay_out(self) -> None:
        file = QHBoxLayout()
        file.setSpacing(12)
        file.addWidget(self._file, 1)
        file.addWidget(self._choose)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        for button in (self._folder, self._stop, self._start):
            foot.addWidget(button)
        column = self._column
        column.addWidget(self._words)
        column.addWidget(self._holds)
        column.addLayout(file)
        column.addWidget(self._keys)
        column.addWidget(self._line)
        column.addWidget(self._said)
        column.addLayout(foot)

    def _place(self) -> None:
        self._centre_by_words(theme.scaled(_WIDTH))


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
