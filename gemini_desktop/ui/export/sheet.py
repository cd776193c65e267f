"""The sheet that asks what becomes a file, in which form, and where; it tells how far it is.

It lies over the window and holds up nothing: answers go on coming in below it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, TypeAlias

import msgspec
from PySide6.QtCore import QCoreApplication, QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gemini_desktop.core.export.wanted import ChatForm
from gemini_desktop.session.saving.exporting import Choice
from gemini_desktop.ui import theme
from gemini_desktop.ui.controls import (
    Field,
    Label,
    ProgressLine,
    Segmented,
    Toggle,
)
from gemini_desktop.ui.controls.sheet import MARGIN, Sheet, sheet_button
from gemini_desktop.ui.export.form_list import FormList
from gemini_desktop.ui.export.parts import Parts
from gemini_desktop.ui.qt_helpers import local_shortcut

Scope: TypeAlias = Literal["this", "selected", "all"]

_WIDEST, _HIGHEST = 820, 620
_FORMS = 232
_NARROW, _LOW = 640, 470


class ExportSheet(Sheet):
    """Asks by signals; who hears them answers by the setters."""

    changed = Signal()
    """Form, parts or scope are others now: the preview and the name may be, too."""
    folder_requested = Signal()
    export_requested = Signal()
    stop_requested = Signal()

    def __init__(self, over: QWidget) -> None:
        title = QCoreApplication.translate("ExportSheet", "Export")
        super().__init__(over, "exportSheet", title, "closeExportButton")
        self._folder = Path()
        self._typed = False
        """Whether the user gave the name: then another form changes its ending alone."""
        self.forms = FormList()
        self.forms.form_chosen.connect(self._form_chosen)
        self.scope = Segmented(
            [("this", self.tr("This chat")), ("selected", ""), ("all", self.tr("All chats"))],
            "exportScope",
            name=self.tr("What"),
        )
        self.scope.chosen.connect(self._changed)
        self.parts = Parts()
        self.parts.changed.connect(self._changed)
        self._as_one = Toggle(self.tr("As one file"), "export_as_one")
        self._as_one.setToolTip(self.tr("A .zip, or the lines of one file; else a folder"))
        self._as_one.toggled.connect(self._changed)
        self._preview = QPlainTextEdit()
        self._preview.setObjectName("exportPreview")
        self._preview.setReadOnly(True)
        self._preview.setTabChangesFocus(True)
        self._preview.setProperty("field", "quiet")
        self._preview.setAccessibleName(self.tr("Preview"))
        self._preview.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self._name = QLineEdit()
        self._name.setObjectName("exportName")
        self._name.textEdited.connect(self._name_edited)
        self._name_field = Field(self.tr("Name"), self._name)
        self._where = Label("", tone="2", elide=True)
        self._choose = sheet_button(self.tr("Change…"), self.tr("Choose the folder"))
        self._choose.clicked.connect(self.folder_requested)
        self._problem = Label("", tone="red", wrap=True)
        self._line = ProgressLine()
        self._doing = Label("", tone="2", elide=True)
        self._stop = sheet_button(self.tr("Stop"), self.tr("Write nothing after all"))
        self._stop.clicked.connect(self.stop_requested)
        self._go = sheet_button(
            self.tr("Export"), self.tr("Write the file"), "exportButton", primary=True
        )
        self._go.clicked.connect(self.export_requested)
        self._lay_out()
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            local_shortcut(key, self, self._go.click)
        for key in ("Return", "Enter"):  # elsewhere they press what has the focus
            local_shortcut(key, self.forms, self._go.click)
            local_shortcut(key, self._name, self._go.click)
        theme.manager().changed.connect(self._dress)
        self._dress()

    # --- what is chosen --------------------------------------------------------------------------

    def choice(self) -> Choice:
        """The form, its parts, and whether many become one file. JSON is promised to lose nothing:
        it has all branches."""
        form, wanted = self.forms.form(), self.parts.wanted()
        if form == "json":
            wanted = msgspec.structs.replace(wanted, branches=True)
        return Choice(form=form, wanted=wanted, as_one=self._as_one.isChecked())

    def chosen_scope(self) -> Scope:
        """Which conversations."""
        value = self.scope.value()
        return "selected" if value == "selected" else "all" if value == "all" else "this"

    @property
    def target(self) -> Path:
        """Where it goes: a file, or for many in a folder that folder."""
        return self._folder / self._name.text().strip()

    # --- what is shown ---------------------------------------------------------------------------

    def ask(
        self, choice: Choice, folder: Path, *, this: bool, selected: int, everything: int
    ) -> None:
        """Open it. `this`: there is a chat in view; the numbers say how many the others are."""
        self._typed = False
        self.forms.set_form(choice.form)
        self.parts.set_wanted(choice.wanted)
        self.parts.show_for(self.forms.form())
        before = self._as_one.blockSignals(True)  # noqa: FBT003 - Qt's way
        self._as_one.setChecked(choice.as_one)
        self._as_one.blockSignals(before)
        number = QLocale().toString
        self.scope.set_shown("this", on=this)
        self.scope.set_shown("selected", on=selected > 0)
        self.scope.set_shown("all", on=everything > 0)
        self.scope.set_label("selected", self.tr("Selected ({0})").format(number(selected)))
        self.scope.set_label("all", self.tr("All ({0})").format(number(everything)))
        self.scope.set_value("selected" if selected else "this" if this else "all")
        self.set_folder(folder)
        self.show_problem("")
        self._set_running(running=False)
        self.open()
        self.forms.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_folder(self, folder: Path) -> None:
        """Where it goes."""
        self._folder = folder
        self._where.setText(self.tr("in {0}").format(folder))
        self._check()

    def suggest(self, stem: str, suffix: str) -> None:
        """A name for the file, unless the user gave one: then its ending alone."""
        if self._typed:
            typed = self._name.text()
            known = (".md", ".html", ".txt", ".jsonl", ".json", ".pdf", ".zip")
            stem = next((typed.removesuffix(s) for s in known if typed.endswith(s)), typed)
        self._name.setText(stem + suffix)
        self._check()

    def show_preview(self, text: str) -> None:
        """The first lines of the file."""
        self._preview.setPlainText(text)

    def show_problem(self, words: str) -> None:
        """Why it was not written, in place; empty for nothing."""
        self._problem.setText(words)
        self._problem.setVisible(bool(words))
        self.setAccessibleDescription(words)

    def begin(self, words: str) -> None:
        """It is being written."""
        self.show_problem("")
        self.say(words)
        self._line.set_done(0)
        self._set_running(running=True)
        self._stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, words: str) -> None:
        """How it goes with what is being written."""
        self._doing.setText(words)

    def show_progress(self, done: int, total: int) -> None:
        """How many of the conversations are written."""
        self._line.set_done(done / total if total else 0)

    def end(self, problem: str = "") -> None:
        """It is no longer being written; with a problem the sheet stays, to try again."""
        self._set_running(running=False)
        self.show_problem(problem)
        if problem:
            self._go.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.hide()

    def _lay_out(self) -> None:
        where = QHBoxLayout()
        where.setSpacing(8)
        where.addWidget(self._where, 1)
        where.addWidget(self._choose)
        right = QVBoxLayout()
        right.setSpacing(10)
        right.addWidget(self.scope)
        right.addWidget(self.parts)
        right.addWidget(self._as_one)
        right.addWidget(self._preview, 1)
        right.addStretch(0)  # takes the preview's place where that has no room
        right.addWidget(self._name_field)
        right.addLayout(where)
        self.forms.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        middle = QGridLayout()
        middle.setHorizontalSpacing(20)
        middle.addWidget(self.forms, 0, 0)
        middle.addLayout(right, 0, 1)
        middle.setColumnStretch(1, 1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._doing, 1)
        foot.addWidget(self._stop)
        foot.addWidget(self._go)
        column = self._column
        column.addLayout(middle, 1)
        column.addWidget(self._problem)
        column.addWidget(self._line)
        column.addLayout(foot)

    def _form_chosen(self, form: ChatForm) -> None:
        self.parts.show_for(form)
        self._changed()

    def _changed(self, _: object = None) -> None:
        self._as_one.setVisible(self.chosen_scope() != "this")
        if self.isVisible():
            self.show_problem("")
            self.changed.emit()

    def _name_edited(self, _: str) -> None:
        self._typed = True
        self._check()

    def _check(self) -> None:
        """Say what is there already, and what is no name."""
        name = self._name.text().strip()
        single = self.chosen_scope() == "this" or self._as_one.isChecked()
        self._name_field.set_label(self.tr("Name") if single else self.tr("Name of the folder"))
        if not name or name in (".", "..") or "/" in name or "\\" in name:
            self._name_field.set_error(self.tr("A name is wanted, without a folder."))
        else:
            self._name_field.set_error("")
            there = single and self.target.is_file()
            self._name_field.set_hint(
                self.tr("There is such a file already: it is replaced.") if there else ""
            )
        self._go.setEnabled(not self._name_field.error)

    def _set_running(self, *, running: bool) -> None:
        for widget in (self._line, self._doing, self._stop):
            widget.setVisible(running)
        self._doing.setVisible(True)  # it keeps the buttons on the right
        if not running:
            self._doing.setText("")
        self._go.setVisible(not running)
        self._as_one.setVisible(self.chosen_scope() != "this")
        for part in (self.forms, self.scope, self.parts, self._as_one, self._name, self._choose):
            part.setEnabled(not running)

    def _escape(self) -> None:
        if self._stop.isHidden():
            self.hide()

    def _dress(self) -> None:
        self._preview.setFont(theme.mono_font(11.5))
        self.forms.setFixedWidth(theme.scaled(_FORMS))

    def _place(self) -> None:
        room = self._over.rect().adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        self._preview.setVisible(room.width() > _NARROW and room.height() > _LOW)
        self._centre(theme.scaled(_WIDEST), theme.scaled(_HIGHEST))
