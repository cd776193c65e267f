"""What there is to say about one finding: its bytes, why it matters, where it is specified."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from gemini_desktop.core.lint import RULES, Finding
from gemini_desktop.core.visible import visible
from gemini_desktop.ui import theme
from gemini_desktop.ui.controls import Badge, Chip, Hairline, IconButton, Label
from gemini_desktop.ui.inspector.events.summary import number_text
from gemini_desktop.ui.inspector.findings.excerpt import AROUND, MOST, Excerpt

if TYPE_CHECKING:  # at run time it would bring httpx along before the first paint
    from gemini_desktop.session.live import CaptureSource

_TONES = {"error": "red", "warning": "amber", "info": "accent"}


class FindingDetail(QWidget):
    """Below the list, hidden while no finding is chosen."""

    event_wanted = Signal()
    bytes_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("findingDetail")
        self._finding: Finding | None = None
        self._left_out = 0
        self._badge = Badge("")
        self._title = Label(size=13, weight=600, wrap=True)
        self._message = Label(size=12.5, wrap=True)
        self._excerpt = Excerpt()
        self._why = Label(size=12.5, tone="2", wrap=True)
        self._where = Label(size=12, tone="3", wrap=True)
        self._place = Label(size=12, tone="3", elide=True)
        for label in (self._title, self._message, self._why, self._where):
            label.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self._event = Chip(self.tr("Show event"), object_name="showFindingEvent")
        self._event.setToolTip(self.tr("Turn to the event in the table (Enter)"))
        self._event.clicked.connect(self.event_wanted)
        self._bytes = Chip(self.tr("Show bytes"), object_name="showFindingBytes")
        self._bytes.setToolTip(self.tr("Turn to the bytes on the Raw page"))
        self._bytes.clicked.connect(self.bytes_wanted)
        self._copy = IconButton("copy", self.tr("Copy the finding"), "copyFinding", size=28)
        self._copy.clicked.connect(self.copy)
        self._lay_out()
        self.hide()

    def show_finding(
        self, finding: Finding | None, source: CaptureSource | None, left_out: int = 0
    ) -> None:
        """Say all there is; None for nothing. `left_out`: so many more of its rule were only
        counted."""
        self._finding, self._left_out = finding, left_out
        self.setVisible(finding is not None)
        if finding is None:
            return
        rule = RULES[finding.rule]
        tone = _TONES[rule.severity]
        self._badge.set(f"{rule.id} · {self._severity(rule.severity)}", tone)
        self._title.setText(rule.title)
        self._message.setText(visible(finding.message))
        self._why.setText(rule.why)
        self._where.setText(self.tr("Specified in: {0}").format(rule.where))
        self._place.setText(self._place_words(finding))
        self._event.setVisible(finding.number is not None)
        self._bytes.setVisible(finding.end > finding.start)
        self._show_bytes(finding, source, f"{tone}_tint")

    def text(self) -> str:
        """The finding as text, all of it."""
        if self._finding is None:
            return ""
        rule = RULES[self._finding.rule]
        return "\n".join(
            (
                f"{rule.id} {rule.severity}: {rule.title}",
                visible(self._finding.message),
                self._place.text(),
                rule.why,
                self._where.text(),
            )
        )

    def copy(self) -> None:
        """Put it on the clipboard."""
        QGuiApplication.clipboard().setText(self.text())

    def _show_bytes(self, finding: Finding, source: CaptureSource | None, ground: str) -> None:
        if source is None:
            self._excerpt.hide()
            return
        first = max(0, finding.start - AROUND)
        around = source.read(first, min(finding.end, finding.start + MOST + 1))
        before, marked = around[: finding.start - first], around[finding.start - first :]
        after = source.read(finding.end, finding.end + AROUND)
        self._excerpt.setVisible(bool(before or marked or after))
        self._excerpt.show_bytes(before, marked, after, ground)

    def _place_words(self, finding: Finding) -> str:
        first, last = number_text(finding.start), number_text(finding.end)
        if finding.end > finding.start + 1:
            words = self.tr("Bytes {0} – {1}").format(first, last)
        else:
            words = self.tr("Byte {0}").format(first)
        if finding.number is not None:
            event = self.tr("event {0}").format(number_text(finding.number + 1))
            words = f"{words} · {event}"
        if self._left_out:
            more = self.tr("{0} more of this rule").format(number_text(self._left_out))
            words = f"{words} · {more}"
        return words

    def _severity(self, severity: str) -> str:
        return {
            "error": self.tr("Error"),
            "warning": self.tr("Warning"),
            "info": self.tr("Info"),
        }[severity]

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(16, 8, 8, 4)
        head.setSpacing(8)
        head.addWidget(self._badge)
        head.addStretch(1)
        head.addWidget(self._event)
        head.addWidget(self._bytes)
        head.addWidget(self._copy)
        words = QWidget()
        inner = QVBoxLayout(words)
        inner.setContentsMargins(16, 2, 16, 12)
        inner.setSpacing(6)
        for widget in (
            self._title,
            self._message,
            self._excerpt,
            self._place,
            self._why,
            self._where,
        ):
            inner.addWidget(widget)
        inner.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(words)
        area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Hairline())
        column.addLayout(head)
        column.addWidget(area, 1)
        self.setMinimumHeight(120)

    def sizeHint(self) -> QSize:
        """Called by Qt."""
        return QSize(300, 232 * theme.manager().zoom // 100)
