"""The group that has each chat kept as a file too, in a folder of the user's."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from gemini_desktop.core.export.wanted import ChatForm
from gemini_desktop.session.saving.kept_files import GROWING, KEPT_FORMS
from gemini_desktop.ui.controls import ComboBox, Field, Label, Toggle
from gemini_desktop.ui.export import form_list
from gemini_desktop.ui.settings.group import Group


class ChatFiles(Group):
    """Shows what it is told, and asks for changes."""

    toggled = Signal(bool)
    folder_requested = Signal()
    form_selected = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("chatFilesGroup")
        self.set_title(self.tr("Chats as files"))
        self.switch = Toggle(self.tr("Keep each chat as a file"), "keepFilesToggle")
        self.switch.setToolTip(self.tr("In a folder of yours, up to date after each turn."))
        self.switch.toggled.connect(self.toggled)
        self.folder = Label("", size=12, tone="2", elide=True)
        self.change = QPushButton(self.tr("Change…"))
        self.change.setToolTip(self.tr("Choose the folder"))
        self.change.clicked.connect(self.folder_requested)
        row = QWidget()
        box = QHBoxLayout(row)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(self.folder, 1)
        box.addWidget(self.change)
        self.form = ComboBox("keepFormBox")
        for form in KEPT_FORMS:
            self.form.addItem(form_list.words(form)[0], form)
        self.form.activated.connect(self._on_form)
        self._form = Field(self.tr("Form"), self.form)
        self._where = row
        self.trouble = Label("", size=12, tone="red", wrap=True)
        self.trouble.setObjectName("keepFilesTrouble")
        for widget in (self.switch, row, self._form, self.trouble):
            self.rows.addWidget(widget)
        self.show_state(None, "markdown", "")

    def show_state(self, folder: Path | None, form: ChatForm, trouble: str) -> None:
        """Where they go (None: nowhere), as what, and why that does not work for now."""
        with QSignalBlocker(self.switch):
            self.switch.setChecked(folder is not None)
        self.folder.setText(str(folder or ""))
        with QSignalBlocker(self.form):
            self.form.setCurrentIndex(self.form.findData(form))
        self.trouble.setText(trouble)
        for widget in (self._where, self._form):
            widget.setVisible(folder is not None)
        self.trouble.setVisible(bool(trouble))
        self._form.set_hint(
            self.tr("Grows as the answer comes, and is written anew when a turn ends.")
            if form in GROWING
            else self.tr("Written when a turn ends.")
        )

    def _on_form(self, _: int) -> None:
        self.form_selected.emit(str(self.form.currentData()))
