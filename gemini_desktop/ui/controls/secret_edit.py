"""An input for a key: masked, shown only on request, and never kept in the widget."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from gemini_desktop.ui.controls.icon_button import IconButton

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))


class SecretEdit(QWidget):
    """Keys hold no blanks, so all that come with a paste are dropped, line ends too."""

    entered = Signal(str)
    """A secret, once it is typed or pasted and confirmed (Enter, or the focus moved on)."""

    def __init__(self, object_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = QLineEdit()
        self.edit.setObjectName(object_name)
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self.edit.textChanged.connect(self._trim)
        self.edit.editingFinished.connect(self._finish)
        self._eye = IconButton("eye", self.tr("Show the key"), "revealButton")
        self._eye.setCheckable(True)
        self._eye.toggled.connect(self._reveal)
        self.setFocusProxy(self.edit)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # else Tab's order leaves it behind
        self.setAccessibleName(self.tr("Key"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.edit, 1)
        row.addWidget(self._eye)

    def setAccessibleName(self, name: str) -> None:
        """Name the input, which is what a screen reader lands on."""
        super().setAccessibleName(name)
        self.edit.setAccessibleName(name)

    def set_placeholder(self, text: str) -> None:
        """What the empty field says."""
        self.edit.setPlaceholderText(text)

    def clear(self) -> None:
        """Forget what was typed, and mask again."""
        self.edit.clear()
        self._eye.setChecked(False)

    def _trim(self, text: str) -> None:
        trimmed = "".join(text.translate(_INVISIBLE).split())
        if trimmed != text:
            self.edit.setText(trimmed)

    def _finish(self) -> None:
        secret = self.edit.text()
        if secret:
            self.clear()
            self.entered.emit(secret)

    def _reveal(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.edit.setEchoMode(mode)
        self._eye.set_icon("eye-off" if shown else "eye")
        self._eye.set_tooltip(self.tr("Hide the key") if shown else self.tr("Show the key"))
