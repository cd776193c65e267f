"""The log's buttons: write it to a file while it comes, copy it, save it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gemini_desktop.ui.controls import IconButton, Label
from gemini_desktop.ui.qt_helpers import plain_tip


class LogTools(QWidget):
    """`state` is a line of its own, for whoever lays them out: where the file is, or what is wrong
    with it."""

    file_toggled = Signal(bool)
    """The user wants the log in a file, or no longer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.file = IconButton(
            "file-text", self.tr("Write the log to a file while it comes…"), "logToFile", size=28
        )
        self.file.setCheckable(True)
        self.file.clicked.connect(self._clicked)
        self.copy = IconButton("copy", self.tr("Copy the log"), "copyLog", size=28)
        self.save = IconButton("download", self.tr("Save the log…"), "saveLog", size=28)
        self.state = Label("", size=12, tone="2", wrap=True)
        self.state.setObjectName("logFileState")
        self.state.setContentsMargins(16, 0, 16, 6)
        self.state.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for button in (self.file, self.copy, self.save):
            row.addWidget(button)
        self.show_source(there=False)

    def show_source(self, there: bool) -> None:
        """Whether there is a log to copy and save."""
        self.copy.setEnabled(there)
        self.save.setEnabled(there)

    def show_file(self, path: Path | None, trouble: str) -> None:
        """Where the log is written to, None for nowhere; why it is not, empty where it is."""
        on = path is not None
        self.file.setChecked(on)
        words = self.tr("Stop writing the log to a file")
        self.file.set_tooltip(words if on else self.tr("Write the log to a file while it comes…"))
        self.state.setVisible(on)
        if path is None:
            return
        self.state.setText(trouble or self.tr("Also written to {0}").format(path.name))
        self.state.setToolTip(plain_tip(str(path)))
        self.state.set_tone("red" if trouble else "2")

    def _clicked(self, on: bool) -> None:
        self.file.setChecked(not on)  # until it is so
        self.file_toggled.emit(on)
