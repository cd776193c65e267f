"""Following the desktop's wish for more contrast."""

from __future__ import annotations

from PySide6 import QtCore
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QStyleHints

from gemini_desktop.ui.tokens import Theme


class Contrast(QObject):
    """`wanted`: the desktop asks for it. Qt tells from 6.10 on; before, nobody asks."""

    changed = Signal()

    def __init__(self, hints: QStyleHints, parent: QObject) -> None:
        super().__init__(parent)
        self._hints = hints  # what it gives lives as long as it does
        accessibility = getattr(hints, "accessibility", None)
        self._accessibility = accessibility() if accessibility is not None else None
        if self._accessibility is not None:
            self._accessibility.contrastPreferenceChanged.connect(self.changed)

    @property
    def wanted(self) -> bool:
        """Whether text and lines shall stand out more."""
        if self._accessibility is None:
            return False
        high = QtCore.Qt.ContrastPreference.HighContrast
        return bool(self._accessibility.contrastPreference() == high)


def strengthened(theme: Theme) -> Theme:
    """The same theme with one colour for all text, and lines that cannot be overlooked."""
    edge = "#ffffff" if theme.is_dark else "#000000"
    ground = "#000000" if theme.is_dark else "#ffffff"
    return theme._replace(
        surface=ground,
        field=ground,
        text=edge,
        text_2=edge,
        text_3=edge,
        border=theme.text_3,
        border_strong=theme.text,
    )
