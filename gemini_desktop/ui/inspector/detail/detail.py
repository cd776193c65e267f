"""What is in the chosen event: its JSON as a tree or laid out, or its text where it is no JSON."""

from __future__ import annotations

import json

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from gemini_desktop.core.chunk import Chunk
from gemini_desktop.ui.controls import IconButton, Label
from gemini_desktop.ui.inspector.detail.json_model import without_middles
from gemini_desktop.ui.inspector.detail.json_tree import JsonTree
from gemini_desktop.ui.inspector.events.kinds import Kind
from gemini_desktop.ui.inspector.events.summary import number_text, size_text
from gemini_desktop.ui.inspector.raw.byte_rows import ByteRows
from gemini_desktop.ui.inspector.raw.mono_view import EmptyContent, MonoView
from gemini_desktop.ui.inspector.raw.text_rows import TextRows, lines_of
from gemini_desktop.ui.qt_helpers import plain_tip

_TICK_MS = 2000


class EventDetail(QWidget):
    """The head names the event; `{}` changes between tree and text; the other button copies."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chunk: Chunk | None = None
        self._title = Label(self.tr("Event"), size=13, weight=600)
        self._subtitle = Label(tone="2", size=12.5)
        self._subtitle.setMinimumWidth(0)
        self._pretty = IconButton("braces", self.tr("Show as text"), "prettyButton", size=28)
        self._pretty.setCheckable(True)
        self._pretty.toggled.connect(self._show)
        self._copy = IconButton("copy", self.tr("Copy the event's JSON"), "copyEvent", size=28)
        self._copy.clicked.connect(self.copy)
        self.more = IconButton(
            "ellipsis", self.tr("Copy or save the chosen events as…"), "copyEventAs", size=28
        )
        self._tick = QTimer(self)
        self._tick.setSingleShot(True)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._copied_no_more)
        self.tree = JsonTree(self)
        self.text = MonoView("eventText", self.tr("Text of the event"))
        head = QHBoxLayout()
        head.setContentsMargins(16, 4, 8, 2)
        head.setSpacing(8)
        head.addWidget(self._title)
        head.addWidget(self._subtitle, 1)
        head.addWidget(self._pretty)
        head.addWidget(self._copy)
        head.addWidget(self.more)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.text)
        inset = QWidget()
        beside = QHBoxLayout(inset)
        beside.setContentsMargins(8, 2, 0, 0)
        beside.addWidget(self.tree)
        self._stack.addWidget(inset)
        self._tree_page = inset
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(self._stack, 1)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.clear()

    @property
    def title(self) -> str:
        """Which event is shown, and what kind of."""
        return f"{self._title.text()} {self._subtitle.text()}".strip()

    def clear(self) -> None:
        """Show nothing."""
        self._chunk = None
        self._title.setText(self.tr("Event"))
        self._subtitle.setText("")
        self._pretty.setEnabled(False)
        self._copy.setEnabled(False)
        self.text.set_content(EmptyContent())
        self.tree.show_value({})
        self._stack.setCurrentWidget(self.text)

    @property
    def hint(self) -> str:
        """The sentence that stands here while no event is shown."""
        return self.text.hint

    def set_hint(self, text: str) -> None:
        """Say another sentence."""
        self.text.set_hint(text)

    def show_event(self, event: int, chunk: Chunk | None, kind: Kind) -> None:
        """Show an event; None where its bytes cannot be read."""
        if chunk is None:
            self.clear()
            return
        self._chunk = chunk
        self._title.setText(self.tr("Event {0}").format(number_text(event + 1)))
        name = chunk.name if chunk.name != "message" else "data"
        what = name if chunk.kind == "event" else chunk.kind
        parts = [what, kind.label, size_text(len(chunk.raw))]
        self._subtitle.setText(" · ".join(dict.fromkeys(parts)))
        self._subtitle.setToolTip(plain_tip(chunk.error))
        self._pretty.setEnabled(self._is_json)
        self._copy.setEnabled(True)
        self._show()

    def copy(self) -> None:
        """Put the event on the clipboard: its JSON indented and whole, else its text."""
        chunk = self._chunk
        if chunk is None:
            return
        if self._is_json:
            text = json.dumps(chunk.json, ensure_ascii=False, indent=2)
        else:
            text = chunk.data or chunk.raw.decode("utf-8", "replace")
        QGuiApplication.clipboard().setText(text)
        self._copy.set_icon("check")
        self._tick.start()

    @property
    def copied(self) -> bool:
        """Whether the copy button shows its tick."""
        return self._tick.isActive()

    @property
    def _is_json(self) -> bool:
        chunk = self._chunk
        return chunk is not None and chunk.kind == "event" and not chunk.error

    def _show(self) -> None:
        chunk = self._chunk
        if chunk is None:
            return
        if not self._is_json:
            self.text.set_content(ByteRows(chunk.raw, chunk.start))
            self._stack.setCurrentWidget(self.text)
        elif self._pretty.isChecked():
            value = without_middles(chunk.json)
            lines = lines_of(json.dumps(value, ensure_ascii=False, indent=2))
            self.text.set_content(TextRows(lines))
            self._stack.setCurrentWidget(self.text)
        else:
            self.tree.show_value(chunk.json)
            self._stack.setCurrentWidget(self._tree_page)

    def _copied_no_more(self) -> None:
        self._copy.set_icon("copy")
