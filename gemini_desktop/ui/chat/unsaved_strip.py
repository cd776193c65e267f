"""Above the prompt box while something is not on the disk: what, why, and the ways out of it.

It stays until that is settled; no message box, and nothing that goes by itself.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gemini_desktop.ui import icons, theme
from gemini_desktop.ui.controls import IconButton, Label, paint

_ICON = 16
_LEFT, _RIGHT = 40, 12


class UnsavedStrip(QWidget):
    """Hidden while everything is saved. Says what it is told and asks by signals."""

    again_asked = Signal()
    elsewhere_asked = Signal()
    close_asked = Signal()
    """Close the window, although what is said here will be lost."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("unsavedStrip")
        self._said = ""
        self._busy = False
        self._headline = Label(size=13, weight=600, wrap=True)
        self._rest = Label(size=12.5, tone="2", wrap=True)
        self._details = Label(size=12, tone="2", wrap=True)
        self._details.setObjectName("unsavedDetails")
        self._details.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._details.hide()
        self._again = self._button("unsavedAgain", self.tr("Try again"))
        self._again.setToolTip(self.tr("Write everything that is missing to its place"))
        self._again.clicked.connect(self._on_again)
        self._elsewhere = self._button("unsavedElsewhere", "")
        self._elsewhere.clicked.connect(self._on_elsewhere)
        self._more = IconButton(
            "chevron-down", self.tr("What went wrong, and where"), "unsavedMore", size=26
        )
        self._more.setCheckable(True)
        self._more.toggled.connect(self._show_details)
        self._close = self._button("unsavedClose", self.tr("Close anyway"))
        self._close.setToolTip(self.tr("Close the window; what is not saved is lost"))
        self._close.clicked.connect(self.close_asked)
        self._close.hide()
        self._lay_out()
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return f"{self._headline.text()} {self._rest.text()}".strip()

    @property
    def details(self) -> str:
        """What it says when asked for more."""
        return self._details.text()

    def say(self, headline: str, rest: str, details: str) -> None:
        """Show this; read out where it is new."""
        self._headline.setText(headline)
        self._rest.setText(rest)
        self._rest.setVisible(bool(rest))
        self._details.setText(details)
        self.setAccessibleName(self.text)
        self.show()
        if self.text != self._said:
            self._said = self.text
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.text))

    def offer(self, elsewhere: str, tip: str, *, closing: bool) -> None:
        """Offer another folder in these words; with `closing` also to close all the same."""
        self._elsewhere.setText(elsewhere)
        self._elsewhere.setToolTip(tip)
        self._close.setVisible(closing)
        self._turn()

    def set_busy(self, busy: bool) -> None:
        """It is being tried: nothing can be asked for meanwhile. The buttons stay enabled, for a
        disabled one gives the keys to whatever comes next."""
        self._busy = busy
        self._again.setText(self.tr("Saving…") if busy else self.tr("Try again"))

    def _on_again(self) -> None:
        if not self._busy:
            self.again_asked.emit()

    def _on_elsewhere(self) -> None:
        if not self._busy:
            self.elsewhere_asked.emit()

    def settle(self) -> None:
        """Everything is saved."""
        self._said = ""
        self._more.setChecked(False)
        self._close.hide()
        self.hide()

    def ask(self) -> None:
        """The keyboard goes to the first way out."""
        self._again.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Called by Qt: in a narrow pane the longest button has a row of its own."""
        super().resizeEvent(event)
        self._turn()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        painter = paint.painter_for(self)
        paint.rounded(painter, QRectF(self.rect()), 10, "amber_tint")
        target = QRectF(14, 12, _ICON, _ICON)
        icons.paint(painter, "triangle-alert", theme.current().amber, target)
        painter.end()

    def _button(self, name: str, text: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setAutoDefault(True)
        return button

    def _show_details(self, on: bool) -> None:
        self._details.setVisible(on)
        self._more.set_icon("chevron-up" if on else "chevron-down")

    def _lay_out(self) -> None:
        self._first, self._second = QHBoxLayout(), QHBoxLayout()
        for row in (self._first, self._second):
            row.setSpacing(8)
        self._first.addWidget(self._again)
        self._first.addWidget(self._close)
        self._first.addStretch(1)
        self._second.addWidget(self._elsewhere)
        self._second.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._headline, 1)
        head.addWidget(self._more, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(_LEFT, 10, _RIGHT, 10)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self._rest)
        column.addWidget(self._details)
        column.addSpacing(4)
        column.addLayout(self._first)
        column.addLayout(self._second)

    def _turn(self) -> None:
        every = (self._again, self._elsewhere, self._close)
        shown = [button for button in every if not button.isHidden()]
        needed = sum(b.sizeHint().width() + 8 for b in shown) + _LEFT + _RIGHT
        row, place = (self._first, 1) if self.width() >= needed else (self._second, 0)
        if row.indexOf(self._elsewhere) < 0:
            row.insertWidget(place, self._elsewhere)
