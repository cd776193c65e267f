"""Where a prompt is written: the box, what it will be sent with, and Send or Stop."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from gemini_desktop.core.events import Media
from gemini_desktop.core.profile import ProtocolName
from gemini_desktop.core.protocols.attachments import taken
from gemini_desktop.ui import theme
from gemini_desktop.ui.chat.compose.attachment_tray import AttachmentTray
from gemini_desktop.ui.chat.compose.prompt_edit import PromptEdit
from gemini_desktop.ui.chat.compose.token_count import TokenCount
from gemini_desktop.ui.controls import paint
from gemini_desktop.ui.controls.badge import Chip
from gemini_desktop.ui.controls.icon_button import IconButton

_GAP = 8
_LONG_NUMBER = "≈ 100,000 tokens"


class Composer(QWidget):
    """Emits `submitted` with the trimmed prompt, and keeps a draft while an answer streams."""

    submitted = Signal(str)
    held_back = Signal()
    """A prompt was to be sent while an answer still comes in."""
    stop_requested = Signal()
    settings_requested = Signal(str)
    """A chip was clicked: what it shows is changed in the settings' field of this name."""
    edited = Signal()
    """The words or the files have changed."""
    attach_requested = Signal()
    files_given = Signal(list)
    """Files were pasted: their paths."""
    picture_given = Signal(object)
    """A `GivenPicture` was pasted or dropped."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("composer")
        self.edit = PromptEdit(self)
        self.attachments = AttachmentTray(self)
        self._media: list[Media] = []
        self.attach = IconButton("paperclip", self.tr("Attach files…"), "attachButton")
        self.set_protocol("generate-content")
        self.send = IconButton("arrow-up", self.tr("Send"), "sendButton", primary=True)
        self.stop = StopButton("square", self.tr("Stop"), "stopButton", primary=True)
        self.stop.set_tooltip(self.tr("Stop"), "Esc")
        self._model = Chip("", icon_name="sparkles", object_name="modelChip")
        self._thinking = Chip("", "violet", icon_name="brain", object_name="thinkingChip")
        self.tokens = TokenCount()
        self._streaming = False
        self._lay_out()
        self.setFocusProxy(self.edit)
        self._order()
        self.edit.send_pressed.connect(self._submit)
        self.edit.textChanged.connect(self._enable)
        self.edit.files_given.connect(self.files_given)
        self.edit.picture_given.connect(self.picture_given)
        self.attach.clicked.connect(self.attach_requested)
        self.attachments.changed.connect(self._enable)
        self.edit.textChanged.connect(self.edited)
        self.attachments.changed.connect(self.edited)
        self.attachments.emptied.connect(self.edit.setFocus)
        self.edit.focus_changed.connect(self.update)
        self.send.clicked.connect(self._submit)
        self.stop.clicked.connect(self.stop_requested)
        self._model.clicked.connect(self._ask_model)
        self._thinking.clicked.connect(self._ask_thinking)
        theme.manager().changed.connect(self.update)
        theme.manager().changed.connect(self._make_room)
        self.set_model("")
        self.set_thinking("")
        self.set_follow_up(follow_up=False)
        self._enable()

    def _lay_out(self) -> None:
        buttons = QWidget(self)
        self._buttons = QStackedLayout(buttons)
        self._buttons.addWidget(self.send)
        self._buttons.addWidget(self.stop)
        buttons.setFixedSize(self.send.sizeHint())
        row = QHBoxLayout()
        row.setSpacing(_GAP)
        row.addWidget(self.attach)
        row.addWidget(self._model)
        row.addWidget(self._thinking)
        row.addStretch(1)
        row.addWidget(self.tokens)
        row.addWidget(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 12, 8, 8)
        column.setSpacing(8)
        upper = QVBoxLayout()  # the text stands in line with the paperclip's drawing
        upper.setContentsMargins(7, 0, 0, 0)
        upper.setSpacing(10)
        upper.addWidget(self.attachments)
        upper.addWidget(self.edit)
        column.addLayout(upper)
        column.addLayout(row)

    def _order(self) -> None:
        """Tab goes from the box along the row, and first through the files."""
        self.attachments.follows = self.edit
        row = (self.edit, self.attach, self._model, self._thinking, self.tokens, self.send)
        for one, other in pairwise((*row, self.stop)):
            QWidget.setTabOrder(one, other)

    # --- state -----------------------------------------------------------------------------------

    def set_streaming(self, streaming: bool) -> None:
        """Show Stop instead of Send."""
        self._streaming = streaming
        self._buttons.setCurrentWidget(self.stop if streaming else self.send)
        self._enable()

    def set_model(self, name: str) -> None:
        """Name the model that will answer."""
        self._model.set_text(name)
        self._model.setToolTip(self.tr("Model: {}. Click to change it.").format(name))
        self._model.setVisible(bool(name))
        self._make_room()

    def set_protocol(self, protocol: ProtocolName) -> None:
        """Which API the prompt goes to: what it takes is told, and what it does not is marked."""
        self.attach.set_tooltip(self.tr("Attach files…"), "Ctrl+Shift+A")
        self.attach.setToolTip(f"{self.attach.toolTip()}\n{taken(protocol)}")
        self.attach.setAccessibleDescription(taken(protocol))
        self.attachments.set_protocol(protocol)

    def set_thinking(self, level: str) -> None:
        """Say how much it will think; empty hides it."""
        self._thinking.set_text(self.tr("Thinking: {}").format(level))
        self._thinking.setVisible(bool(level))
        self._make_room()

    def set_follow_up(self, *, follow_up: bool) -> None:
        """Ask for a first prompt or for the next."""
        text = (
            self.tr("Ask a follow-up, or drop a file…")
            if follow_up
            else self.tr("Ask anything, or drop a file…")
        )
        self.edit.setPlaceholderText(text)
        self.edit.viewport().update()  # Qt repaints it only when it appears or goes

    def draft(self) -> str:
        """What stands in the box."""
        return self.edit.toPlainText()

    def content(self) -> tuple[str, list[Media]]:
        """What would be kept as a draft: the words as they stand, and the files that were read."""
        return self.edit.toPlainText(), self.attachments.media

    def restore(self, text: str, media: Sequence[Media]) -> None:
        """Put a draft into the box, in the place of what is there."""
        self.edit.set_text(text)
        self.attachments.clear()
        for file in media:
            self.attachments.put(file)

    def take_media(self) -> list[Media]:
        """The files of the prompt that was submitted last, once; then there are none."""
        media, self._media = self._media, []
        return media

    # --- inside ----------------------------------------------------------------------------------

    def _ask_model(self) -> None:
        self.settings_requested.emit("modelBox")

    def _ask_thinking(self) -> None:
        self.settings_requested.emit("thinkingLevelBox")

    def _submit(self) -> None:
        text = self.edit.toPlainText().strip()
        if not self._ready():
            return
        if self._streaming:
            self.held_back.emit()
            return
        if text:
            self.edit.history.add(text)
        self._media = self.attachments.media
        self.edit.clear()
        self.attachments.clear()
        self.submitted.emit(text)

    def _ready(self) -> bool:
        """Whether there is something to send, and nothing that would stay behind unnoticed."""
        tray = self.attachments
        something = bool(self.edit.toPlainText().strip()) or bool(tray.media)
        return something and not tray.reading and not tray.problem

    def _enable(self) -> None:
        ready = self._ready()
        self.send.setEnabled(ready and not self._streaming)
        if ready:
            self.send.set_tooltip(self.tr("Send"), self.tr("Enter"))
        elif self.attachments.problem:
            self.send.set_tooltip(self.tr("Send: first remove the file that cannot be sent"))
        elif self.attachments.reading:
            self.send.set_tooltip(self.tr("Send: a file is still being read"))
        else:
            self.send.set_tooltip(self.tr("Send: write a prompt first"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Called by Qt: in a narrow pane the number of tokens gives way."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """The number of tokens gives way where the chips would be cut for it."""
        row = (self.attach, self._model, self._thinking, self.send)
        shown = [widget.sizeHint().width() for widget in row if not widget.isHidden()]
        number = self.tokens.fontMetrics().horizontalAdvance(_LONG_NUMBER)
        wanted = sum(shown) + number + _GAP * (len(shown) + 2)
        self.tokens.set_room(room=self.width() >= wanted)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        painter = paint.painter_for(self)
        line = "accent" if self.edit.hasFocus() else "border_strong"
        paint.rounded(painter, QRectF(self.rect()), 14, "field", line)
        painter.end()

    def mousePressEvent(self, event: object) -> None:
        """A click on the frame goes to the box."""
        del event
        self.edit.setFocus(Qt.FocusReason.MouseFocusReason)


class StopButton(IconButton):
    """A filled square, as on every player."""

    def _paint_icon(self, painter: QPainter, rect: QRectF, color: str) -> None:
        square = QRectF(0, 0, 13, 13)
        square.moveCenter(rect.center())
        paint.rounded(painter, square, 2.5, color)
