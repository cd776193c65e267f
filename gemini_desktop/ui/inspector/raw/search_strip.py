"""The strip above bytes or a tree in which one says what to look for, or where to go."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from gemini_desktop.ui.controls import IconButton, Label, Segmented
from gemini_desktop.ui.inspector.raw.modes import HEX, OFFSET, TEXT
from gemini_desktop.ui.qt_helpers import mark_error


class SearchStrip(QWidget):
    """Hidden until `open`. Enter goes on, Shift+Enter back, Escape closes. What is no bytes is
    searched for text alone."""

    asked = Signal(str, str, bool)
    """What is typed, how it is meant (TEXT, HEX or OFFSET), and whether to go back."""
    closed = Signal()

    def __init__(
        self, name: str = "byteSearch", *, bytes_too: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.edit = QLineEdit()
        self.edit.setObjectName(f"{name}Edit")
        self.edit.setMaxLength(300)
        self.edit.setMinimumWidth(70)
        self.edit.installEventFilter(self)
        self.modes = Segmented(
            ((TEXT, self.tr("Text")), (HEX, self.tr("Hex")), (OFFSET, self.tr("Go to"))),
            f"{name}Mode",
            name=self.tr("What to look for"),
            font_size=12,
        )
        self.modes.set_tooltip(TEXT, self.tr("Find text, also as JSON writes it"))
        self.modes.set_tooltip(HEX, self.tr("Find bytes, as hexadecimal numbers"))
        self.modes.set_tooltip(OFFSET, self.tr("Go to a byte by its number, decimal or 0x…"))
        self.previous = _button("chevron-up", self.tr("Find the one before"), f"{name}Previous")
        self.next = _button("chevron-down", self.tr("Find the next"), f"{name}Next")
        self._close = _button("x", self.tr("Close the search"), f"{name}Close")
        self.previous.set_tooltip(self.tr("Find the one before"), "Shift+F3")
        self.next.set_tooltip(self.tr("Find the next"), "F3")
        self._close.set_tooltip(self.tr("Close the search"), "Esc")
        if not bytes_too:
            self.modes.hide()  # showing what has no parent yet would open a window
        self._count = Label(size=12, tone="2")
        self._problem = Label(size=12, tone="red", wrap=True)
        self._problem.setObjectName(f"{name}Problem")
        self._problem.hide()
        self._lay_out()
        self.modes.chosen.connect(self._mode_chosen)
        self.edit.textChanged.connect(self._forgive)
        self.previous.clicked.connect(self.go_back)
        self.next.clicked.connect(self.go_on)
        self._close.clicked.connect(self.close_strip)
        self._mode_chosen(TEXT)
        self.show_count("")
        self.hide()

    @property
    def problem(self) -> str:
        """What is wrong with what was typed; empty for nothing."""
        return self._problem.text()

    def open(self, mode: str = "", typed: str = "") -> None:
        """Show it, ready to type over what it holds."""
        if mode:
            self.modes.set_value(mode)
            self._mode_chosen(mode)
        if typed:
            self.edit.setText(typed)
        self.show()
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.edit.selectAll()

    def close_strip(self) -> None:
        """Hide it."""
        self.hide()
        self.closed.emit()

    def go_on(self) -> None:
        """To the next hit; shows the strip where there is nothing to look for yet."""
        self._ask(back=False)

    def go_back(self) -> None:
        """To the hit before."""
        self._ask(back=True)

    def seek(self, step: int, mode: str = "") -> None:
        """Go on (1) or back (-1) to a hit, or (0) ask what to look for."""
        if step:
            self._ask(back=step < 0)
        else:
            self.open(mode)

    def show_count(self, text: str) -> None:
        """How many hits there are, and which of them is chosen; empty where it is not counted."""
        self._count.setText(text)
        self._count.setVisible(bool(text))

    def tell(self, problem: str) -> None:
        """Say in place what is wrong; empty for nothing."""
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self.edit.setAccessibleDescription(problem)
        mark_error(self.edit, error=bool(problem))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Called by Qt for the field."""
        if (
            watched is self.edit
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        ):
            self._ask(back=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Called by Qt for what the field and the buttons leave."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_strip()
        else:
            super().keyPressEvent(event)

    def _ask(self, *, back: bool) -> None:
        if not self.edit.text():
            self.open()
            return
        self.asked.emit(self.edit.text(), self.modes.value(), back)

    def _forgive(self) -> None:
        self.tell("")
        self.show_count("")

    def _mode_chosen(self, mode: str) -> None:
        self.tell("")
        words = {
            TEXT: self.tr("Find text"),
            HEX: self.tr("Find bytes: 64 61 74"),
            OFFSET: self.tr("1234, 0x4d2 or +16"),
        }[mode]
        self.edit.setPlaceholderText(words)
        self.edit.setAccessibleName(words)
        for button in (self.previous, self.next):
            button.setVisible(mode != OFFSET)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(16, 4, 8, 4)
        row.setSpacing(6)
        row.addWidget(self.edit, 1)
        row.addWidget(self._count)
        row.addWidget(self.modes, 0)
        for button in (self.previous, self.next, self._close):
            row.addWidget(button)
        said = QHBoxLayout()
        said.setContentsMargins(16, 0, 8, 2)
        said.addWidget(self._problem)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addLayout(said)


def _button(icon: str, tooltip: str, name: str) -> IconButton:
    return IconButton(icon, tooltip, name, size=26, icon_size=15)
