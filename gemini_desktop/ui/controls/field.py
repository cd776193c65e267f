"""A label above an input, and below it the error, in place, when there is one."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gemini_desktop.ui.controls.label import Label


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
        self._label = Label(label, size=12, tone="2", wrap=True)
        self._label.setBuddy(control)
        self._note = Label(hint, size=11.5, tone="3", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addWidget(self._label)
        column.addWidget(control)
        column.addWidget(self._note)
        self._label.setVisible(bool(label))
        self._note.setVisible(bool(hint))

    @property
    def error(self) -> str:
        """The error shown, empty if there is none."""
        return self._note.text() if self._note.property("tone") == "red" else ""

    def set_error(self, message: str) -> None:
        """Say what is wrong, or (empty) that nothing is."""
        self._note.set_tone("red" if message else "3")
        self._show(message or self._hint)
        self.control.setProperty("error", "true" if message else "false")
        self.control.style().unpolish(self.control)
        self.control.style().polish(self.control)

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
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self.control.setAccessibleDescription(note)
