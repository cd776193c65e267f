"""The bar above the conversation in which one says what to look for."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QWidget

from gemini_desktop.ui import theme
from gemini_desktop.ui.chat.finding import MAX_HITS, Finding
from gemini_desktop.ui.chat.wording import number
from gemini_desktop.ui.controls.icon_button import IconButton
from gemini_desktop.ui.controls.label import Label
from gemini_desktop.ui.qt_helpers import mark_error

_HEIGHT = 45
_BUTTON = 28
_MOST_WORDS = 200


class FindBar(QWidget):
    """Hidden until `open`. Closing it gives the focus back to where it was, else to what it was
    looking through."""

    told = Signal(str)
    """What a screen reader is to say: the number of the hit, once the search has settled."""

    def __init__(self, finding: Finding, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("findBar")
        self._finding = finding
        self._back: QWidget | None = None
        """May be deleted meanwhile: a tag above the chats, a sheet."""
        self._said = (finding.query, 0)
        self.edit = QLineEdit()
        self.edit.setObjectName("findEdit")
        self.edit.setAccessibleName(self.tr("Find in conversation"))
        self.edit.setPlaceholderText(self.tr("Find in conversation"))
        self.edit.setMaxLength(_MOST_WORDS)
        self.edit.addAction(
            theme.icon("search", "text_3"), QLineEdit.ActionPosition.LeadingPosition
        )
        self.edit.installEventFilter(self)
        self.count = Label(size=12.5, tone="2")
        self.count.setObjectName("findCount")
        self.case = _CaseButton(self.tr("Match case"), "findCaseButton")
        self.previous = _button("chevron-up", self.tr("Previous hit"), "findPreviousButton")
        self.previous.set_tooltip(self.tr("Previous hit"), "Shift+F3")
        self.next = _button("chevron-down", self.tr("Next hit"), "findNextButton")
        self.next.set_tooltip(self.tr("Next hit"), "F3")
        self._close = _button("x", self.tr("Close the find bar"), "findCloseButton")
        self._close.set_tooltip(self.tr("Close the find bar"), "Esc")
        self._lay_out()
        self.edit.textChanged.connect(self._ask)
        self.case.toggled.connect(self._ask)
        self.previous.clicked.connect(self.go_back)
        self.next.clicked.connect(self.go_on)
        self._close.clicked.connect(self.close_bar)
        finding.changed.connect(self._tell)
        self.hide()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 10, 7)
        row.setSpacing(4)
        row.addWidget(self.edit, 1)
        row.addSpacing(6)
        row.addWidget(self.count)
        row.addSpacing(6)
        for button in (self.case, self.previous, self.next, self._close):
            row.addWidget(button)
        self.setMinimumHeight(_HEIGHT)
        self._tell()

    # --- opening and closing ---------------------------------------------------------------------

    def open(self, words: str = "") -> None:
        """Show the bar, ready to type over what it looks for; `words` are looked for at once."""
        focus = QApplication.focusWidget()
        if self.isHidden():
            self._back = focus
        self.show()
        if words:
            self.edit.setText(words)
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.edit.selectAll()
        self._ask()

    def open_in(self, turn_id: str, words: str) -> None:
        """Open it at what was found elsewhere: the first of these words in this turn."""
        self.case.setChecked(False)
        self._finding.look_in(turn_id, words)
        self.open(words)

    def close_bar(self) -> None:
        """Hide it, forget the hits, and go back to where the user was."""
        if self.isHidden():
            return
        had_focus = self.isAncestorOf(QApplication.focusWidget() or self)
        if had_focus:
            back = self._back
            if back is None or not (shiboken6.isValid(back) and back.isVisible()):
                back = self._finding.view
            # Before it hides: Qt would go on to the next widget, as Tab does.
            back.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hide()
        self._finding.stop()
        self._back = None

    # --- looking ---------------------------------------------------------------------------------

    def go_on(self) -> None:
        """To the next hit; opens the bar where it is closed."""
        self._go(1)

    def go_back(self) -> None:
        """To the hit before."""
        self._go(-1)

    def _go(self, step: int) -> None:
        if self.isHidden():
            self.open()
        else:
            self._finding.go(step)

    def _ask(self) -> None:
        if not self.isHidden():
            self._finding.look_for(self.edit.text(), match_case=self.case.isChecked())

    def _tell(self) -> None:
        finding = self._finding
        known = bool(finding.count)
        text = ""
        if known:
            total = number(finding.count) + ("+" if finding.searching else "")
            text = self.tr("{} of {}").format(number(min(finding.number, MAX_HITS)), total)
        elif finding.query and not finding.searching:
            text = self.tr("No hits")
        self.count.setText(text)
        self.edit.setAccessibleDescription(text)
        self.previous.setEnabled(known)
        self.next.setEnabled(known)
        if text and not finding.searching and self._said != (finding.query, finding.number):
            self._said = (finding.query, finding.number)  # not each growth of the count
            self.told.emit(text)
        missed = bool(finding.query) and not known and not finding.searching
        mark_error(self.edit, error=missed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Called by Qt for the field: Enter goes on, with Shift back."""
        if (
            watched is self.edit
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        ):
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self._go(-1 if back else 1)
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Called by Qt for what the field and the buttons leave."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        painter = QPainter(self)
        line = self.rect().adjusted(0, self.height() - 1, 0, 0)
        painter.fillRect(line, QColor(theme.current().border))
        painter.end()


class _CaseButton(IconButton):
    """Two letters, as in every editor."""

    def __init__(self, tooltip: str, object_name: str) -> None:
        super().__init__("", tooltip, object_name, size=_BUTTON)
        self.setCheckable(True)

    def _paint_icon(self, painter: QPainter, rect: QRectF, color: str) -> None:
        painter.setFont(theme.ui_font(13, 500))
        painter.setPen(QColor(theme.current().colour(color)))
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), "Aa")


def _button(icon: str, tooltip: str, name: str) -> IconButton:
    return IconButton(icon, tooltip, name, size=_BUTTON, icon_size=16)
