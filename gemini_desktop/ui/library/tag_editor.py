"""The small window in which tags are put on conversations, and taken off."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from gemini_desktop.ui import theme
from gemini_desktop.ui.controls import Label
from gemini_desktop.ui.library.flow import Flow
from gemini_desktop.ui.library.popup import Popup
from gemini_desktop.ui.library.tag_chip import TagChip

_WIDTH = 280
_MOST_OFFERED = 8
_LONGEST = 40
_LINE = "border_strong"


class TagEditor(Popup):
    """Type to add (Enter, or a comma), Backspace in the empty field takes the last one off, Tab
    takes the first that is offered. What is done is asked for at once; Esc or a click elsewhere
    closes."""

    added = Signal(str)
    removed = Signal(str)

    def __init__(
        self, parent: QWidget, title: str, tags: Sequence[str], known: Sequence[str]
    ) -> None:
        super().__init__(parent, "tagEditor", title)
        self.setFixedWidth(_WIDTH)
        self._tags = list(tags)
        self._known = list(known)
        self._place = QPoint()
        self.edit = QLineEdit()
        self.edit.setObjectName("tagEdit")
        self.edit.setAccessibleName(self.tr("New tag"))
        self.edit.setToolTip(self.tr("Enter adds, Backspace takes the last one off"))
        self.edit.setPlaceholderText(self.tr("Add a tag"))
        self.edit.setMaxLength(_LONGEST)
        self.edit.setFont(theme.ui_font(13))
        self.edit.installEventFilter(self)
        self.edit.textEdited.connect(self._typed)
        self._on, self._offered = QWidget(), QWidget()
        self._on_flow, self._offered_flow = Flow(self._on), Flow(self._offered)
        self._hint = Label(self.tr("Known tags"), size=11.5, tone="3")
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 14)
        column.setSpacing(8)
        column.addWidget(Label(title, size=13, weight=600, elide=True))
        for each in (self._on, self.edit, self._hint, self._offered):
            column.addWidget(each)
        self._show()

    def open_at(self, place: QPoint) -> None:
        """Show it there (a point of the screen), or as near as the screen allows."""
        self._place = place
        self.ensurePolished()
        self._fit()
        self.show()
        self.edit.setFocus(Qt.FocusReason.PopupFocusReason)

    @property
    def tags(self) -> list[str]:
        """Those that are on now."""
        return list(self._tags)

    def offered(self) -> list[str]:
        """Those that are offered for what has been typed."""
        typed = self.edit.text().strip().casefold()
        have = {tag.casefold() for tag in self._tags}
        fitting = [t for t in self._known if typed in t.casefold() and t.casefold() not in have]
        fitting.sort(key=lambda tag: not tag.casefold().startswith(typed))
        return fitting[:_MOST_OFFERED]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Called by Qt for the field."""
        if (
            watched is not self.edit
            or not isinstance(event, QKeyEvent)
            or event.type() != QEvent.Type.KeyPress
        ):
            return super().eventFilter(watched, event)
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Comma:
                if self.edit.text().strip():
                    self._add(self.edit.text())
                elif event.key() != Qt.Key.Key_Comma:
                    self.close()
                return True
            case Qt.Key.Key_Backspace if not self.edit.text() and self._tags:
                self._remove(self._tags[-1])
                return True
            case Qt.Key.Key_Tab if self.edit.text().strip() and self.offered():
                self._add(self.offered()[0])
                return True
        return super().eventFilter(watched, event)

    def _typed(self) -> None:
        self._offer()
        self._fit()

    def _fit(self) -> None:
        """As high as it takes, and within the screen."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(_WIDTH, layout.totalHeightForWidth(_WIDTH))
        room = self.screen().availableGeometry()
        left = max(room.left(), min(self._place.x(), room.right() - self.width()))
        top = max(room.top(), min(self._place.y(), room.bottom() - self.height()))
        self.move(left, top)

    def _add(self, text: str) -> None:
        tag = " ".join(text.split()).lstrip("#").strip()
        self.edit.clear()
        known = next((t for t in self._known if t.casefold() == tag.casefold()), tag)
        if known and known.casefold() not in {each.casefold() for each in self._tags}:
            self._tags.append(known)
            self.added.emit(known)
        self._show()

    def _remove(self, tag: str) -> None:
        self._tags.remove(tag)
        self.removed.emit(tag)
        self._show()

    def _show(self) -> None:
        self._on_flow.clear()
        for tag in self._tags:
            chip = TagChip(tag, self.tr("Take off “{0}”").format(tag), crossed=True, line=_LINE)
            chip.clicked.connect(self._crossed)
            self._on_flow.add(chip)
        self._on.setVisible(bool(self._tags))
        self._offer()
        self._fit()

    def _offer(self) -> None:
        self._offered_flow.clear()
        offered = self.offered()
        for tag in offered:
            chip = TagChip(tag, self.tr("Add “{0}”").format(tag), line=_LINE)
            chip.clicked.connect(self._taken)
            self._offered_flow.add(chip)
        self._hint.setVisible(bool(offered))
        self._offered.setVisible(bool(offered))

    def _crossed(self) -> None:
        chip = self.sender()
        if isinstance(chip, TagChip):
            self._remove(chip.tag)
            self.edit.setFocus()

    def _taken(self) -> None:
        chip = self.sender()
        if isinstance(chip, TagChip):
            self._add(chip.tag)
            self.edit.setFocus()
