"""The group that says what everything takes on the disk, and offers what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from gemini_desktop.session.storage import Usage
from gemini_desktop.ui import pane_focus
from gemini_desktop.ui.controls import ComboBox, Field, IconButton, Label
from gemini_desktop.ui.inspector.events.summary import size_text
from gemini_desktop.ui.settings.group import Group

GB = 1_000_000_000
CAPS = (0, 1 * GB, 5 * GB, 20 * GB)
_OWN = -1
_PARTS = ("captures", "media", "library", "search", "logs", "spare", "other")


class Storage(Group):
    """Shows what it is told; measuring and removing are asked for."""

    measure_requested = Signal()
    folder_requested = Signal()
    choose_requested = Signal()
    undo_requested = Signal()
    cap_selected = Signal(object)
    """int: bytes; 0 for no limit."""
    deed_requested = Signal(str)
    """`search`, `compact`, `unused` or `spare`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("storageGroup")
        self.set_title(self.tr("Storage"))
        self._cap = 0
        self._usage: Usage | None = None
        self.total = Label(self.tr("Not measured yet"), size=13, weight=600)
        self.total.setObjectName("storageTotal")
        self._names = {
            "captures": self.tr("Recordings"),
            "media": self.tr("Pictures, long texts"),
            "library": self.tr("Chats"),
            "search": self.tr("Search index"),
            "logs": self.tr("Logs"),
            "spare": self.tr("Old copies"),
            "other": self.tr("Settings, drafts"),
        }
        self._sizes = {part: Label("", size=12, tone="2") for part in _PARTS}
        self.cap = ComboBox("storageCapBox")
        for cap in CAPS:
            words = self.tr("{0} GB").format(cap // GB) if cap else self.tr("No limit")
            self.cap.addItem(words, cap)
        self.cap.addItem(self.tr("Other…"), _OWN)
        self.cap.setToolTip(
            self.tr("When more is taken you are told. Nothing is ever removed by itself.")
        )
        self.own = QLineEdit()
        self.own.setObjectName("storageCapEdit")
        self._example = QLocale().toString(2.5)
        self.own.setPlaceholderText(self.tr("such as {0}").format(self._example))
        self.own_field = Field(self.tr("Limit in GB"), self.own)
        self.note = Label("", size=12, tone="3", wrap=True)
        self.note.setObjectName("storageNote")
        self._reveal = QTimer(self, interval=0, singleShot=True)
        self._reveal.timeout.connect(self._show_note)
        self._is_news = False
        """The note has come, and the figures that follow it may still move it."""
        self.over = Label("", size=12, tone="red", wrap=True)
        self.over.setObjectName("storageOver")
        self._make_buttons()
        self._lay_out()
        self.cap.activated.connect(self._on_cap)
        self.own.editingFinished.connect(self._on_own)

    def show_usage(self, usage: Usage) -> None:
        """What all of it takes by now."""
        self._usage = usage
        self.total.setText(self.tr("{0} in all").format(size_text(usage.total)))
        if self._is_news:
            self._is_news = False
            self._reveal.start()
        for part, label in self._sizes.items():
            label.setText(size_text(getattr(usage, part)))
        self.spare.setVisible(usage.spare > 0)
        self._show_over()

    def show_cap(self, cap: int) -> None:
        """The limit that is set, in bytes; 0 for none."""
        self._cap = cap
        own = cap not in CAPS
        with QSignalBlocker(self.cap):
            self.cap.setCurrentIndex(self.cap.findData(_OWN if own else cap))
        self.own_field.setVisible(own)
        if own:
            self.own.setText(QLocale().toString(cap / GB, "g", 6))
        self._show_over()

    def say(self, sentence: str) -> None:
        """How far something is, or what came of it; empty for nothing."""
        self.note.setText(sentence)
        if sentence and self.note.isHidden():
            self._is_news = True
            self._reveal.start()
        self.note.setVisible(bool(sentence))

    def _show_note(self) -> None:
        """It stands last, as a rule below the edge."""
        pane_focus.bring_into_view(self.note)

    def show_removed(self, count: int) -> None:
        """So many recordings are taken away and can still come back."""
        self.undo.setText(self.tr("Bring {0} removed back").format(QLocale().toString(count)))
        self.undo.setVisible(count > 0)

    def showEvent(self, event: QShowEvent) -> None:
        """Called by Qt."""
        super().showEvent(event)
        self.measure_requested.emit()

    def _make_buttons(self) -> None:
        self.folder = IconButton(
            "folder-open", self.tr("Open the folder with all of it"), "openHomeButton"
        )
        self.folder.clicked.connect(self.folder_requested)
        self.choose = _button(self.tr("Choose what to remove…"), "chooseRecordingsButton")
        self.choose.setToolTip(self.tr("Recordings can go and leave their chats as they are."))
        self.choose.clicked.connect(self.choose_requested)
        self.undo = _button("", "undoRecordingsButton")
        self.undo.setToolTip(self.tr("They go for good when the window is closed."))
        self.undo.clicked.connect(self.undo_requested)
        self.undo.hide()
        deeds = {
            "unused": (
                self.tr("Remove unused files"),
                self.tr("Pictures and long texts that no chat, draft or recording needs any more."),
            ),
            "compact": (
                self.tr("Compact the chats"),
                self.tr("Gives the room of deleted chats back to the disk."),
            ),
            "search": (
                self.tr("Rebuild the search index"),
                self.tr("Throws it away and makes it again behind everything else."),
            ),
            "spare": (
                self.tr("Remove old copies"),
                self.tr(
                    "The chats as they were before an update, which go by themselves a week after"
                    " it, and files that were damaged."
                ),
            ),
        }
        self.deeds: dict[str, QPushButton] = {}
        for name, (words, tip) in deeds.items():
            button = _button(words, f"{name}StorageButton")
            button.setProperty("quiet", "true")
            button.setToolTip(tip)
            button.clicked.connect(self._on_deed)
            self.deeds[name] = button
        self.spare = self.deeds["spare"]
        self.spare.hide()

    def _lay_out(self) -> None:
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.total, 1)
        row.addWidget(self.folder)
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(0, 1)
        for number, (part, size) in enumerate(self._sizes.items()):
            grid.addWidget(Label(self._names[part], size=12, tone="2", wrap=True), number, 0)
            grid.addWidget(size, number, 1, Qt.AlignmentFlag.AlignRight)
        self.note.hide()
        self.over.hide()
        self.own_field.hide()
        self.rows.addWidget(head)
        self.rows.addWidget(table)
        self.rows.addWidget(Field(self.tr("Limit"), self.cap))
        for widget in (self.own_field, self.over, self.choose, self.undo):
            self.rows.addWidget(widget)
        deeds = QVBoxLayout()
        deeds.setSpacing(2)
        for button in self.deeds.values():
            deeds.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.rows.addLayout(deeds)
        self.rows.addWidget(self.note)

    def _show_over(self) -> None:
        beyond = self._usage.total - self._cap if self._usage is not None and self._cap else 0
        self.over.setVisible(beyond > 0)
        if beyond > 0:
            self.over.setText(
                self.tr("{0} more than the limit. Nothing is removed by itself.").format(
                    size_text(beyond)
                )
            )

    def _on_cap(self, index: int) -> None:
        chosen = self.cap.itemData(index)
        self.own_field.setVisible(chosen == _OWN)
        self.own_field.set_error("")
        if chosen == _OWN:
            self.own.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.cap_selected.emit(chosen)

    def _on_own(self) -> None:
        typed, understood = QLocale().toDouble(self.own.text().strip())
        if not understood or not 0.01 <= typed <= 1_000_000:
            words = self.tr("A number of GB, such as {0}.")
            self.own_field.set_error(words.format(self._example))
            return
        self.own_field.set_error("")
        self.cap_selected.emit(round(typed * GB))

    def _on_deed(self) -> None:
        sender = self.sender()
        for name, button in self.deeds.items():
            if button is sender:
                self.deed_requested.emit(name)


def _button(words: str, name: str) -> QPushButton:
    button = QPushButton(words)
    button.setObjectName(name)
    return button
