"""A label above an input, and below it the error, in place, when there is one."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gemini_desktop.ui.controls.label import Label
from gemini_desktop.ui.late import Late
from gemini_desktop.ui.qt_helpers import mark_error


class Field(QWidget):
    """Names its input for screen readers, and reads them the error as its description.

    Without a label the input has one of its own.
    """

    def __init__(
        self, label: str, control: QWidget, hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.control = control
        if label:
            control.setAccessibleName(label)
        self._hint = hint
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addWidget(control)
        if label:
            self._label.setText(label)
        if hint:
            self._note.setText(hint)

    @Late
    def _label(self) -> Label:
        label = Label(size=12, tone="2", wrap=True, parent=self)
        label.setBuddy(self.control)
        self._column.insertWidget(0, label)
        label.show()
        return label

    @Late
    def _note(self) -> Label:
        """Few inputs have anything below them."""
        note = Label(size=11.5, tone="3", wrap=True, parent=self)
        self._column.addWidget(note)
        note.show()
        return note

    @property
    def error(self) -> str:
        """The error shown, empty if there is none."""
        note = Field._note.made(self)
        return note.text() if note is not None and note.property("tone") == "red" else ""

    def set_error(self, message: str) -> None:
        """Say what is wrong, or (empty) that nothing is."""
        if message or Field._note.made(self) is not None:
            self._note.set_tone("red" if message else "3")
        self._show(message or self._hint)
        mark_error(self.control, error=bool(message))

    def set_label(self, label: str) -> None:
        """Name the input anew."""
        self._label.setText(label)
        self.control.setAccessibleName(label)

    def set_hint(self, hint: str) -> None:
        """Change the quiet words below the input."""
        self._hint = hint
        if not self.error:
            self._show(hint)

    def _show(self, note: str) -> None:
        if note or Field._note.made(self) is not None:
            self._note.setText(note)
            self._note.setVisible(bool(note))
        self.control.setAccessibleDescription(note)
