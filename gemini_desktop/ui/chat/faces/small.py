"""The small lines of an answer: who speaks, its sources, how it ended, what it took."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QTextCharFormat, QTextCursor

from gemini_desktop.core.events import Citation
from gemini_desktop.ui import theme
from gemini_desktop.ui.chat import links, wording
from gemini_desktop.ui.chat.actions import CopyAnswer, Retry
from gemini_desktop.ui.chat.blocks import Ending, Header, Sources, Status
from gemini_desktop.ui.chat.faces.base import Face, Line, Spot, Surroundings, paint_slice
from gemini_desktop.ui.chat.render import new_document
from gemini_desktop.ui.chat.showable import showable
from gemini_desktop.ui.chat.text_style import style_for

_TONES = {
    "complete": ("amber", "info"),
    "incomplete": ("amber", "triangle-alert"),
    "blocked": ("red", "circle-alert"),
    "failed": ("red", "circle-alert"),
    "cancelled": ("amber", "circle-stop"),
    "awaiting": ("accent", "clock"),
}
_PADDING = 13


def _tr(text: str) -> str:
    return QCoreApplication.translate("Chat", text)


class HeaderFace(Face):
    """Spark, model, time of day; and that it is the demo where it is."""

    def __init__(self, block: Header) -> None:
        super().__init__()
        self._model = Line(block.model or _tr("Gemini"), theme.ui_font(14, 600))
        self._time = Line(wording.clock(block), theme.ui_font(13), "text_2")
        self._demo = Line(_tr("Demo"), theme.ui_font(11, 600), "amber") if block.demo else None

    def layout(self, width: float) -> None:
        """One line."""
        super().layout(width)
        self.height = 20

    def paint(self, painter: QPainter, around: Surroundings) -> None:
        """Called by the view."""
        del around
        self.paint_icon(painter, "sparkles", "accent", 0, 1, 18)
        space = self.width - 25 - self._time.width - 90
        self._model.paint(painter, QRectF(25, 0, max(60.0, space), 20))
        x = 25 + min(self._model.width, max(60.0, space)) + 8
        self._time.paint(painter, QRectF(x, 0, self._time.width + 2, 20))
        if self._demo is not None:
            x += self._time.width + 10 if self._time.text else 0
            badge = QRectF(x, 1, self._demo.width + 16, 18)
            paint_slice(painter, badge, "amber_tint", radius=9)
            self._demo.paint(painter, badge.adjusted(8, 0, 0, 0))


class SourcesFace(Face):
    """The sources, numbered; titles are links."""

    def __init__(self, block: Sources) -> None:
        super().__init__()
        style = style_for("thought")
        document = new_document(style.font)
        cursor = QTextCursor(document)
        format_ = style.block()
        cursor.setBlockFormat(format_)
        head = style.characters()
        head.setFont(theme.ui_font(11, 600))
        cursor.insertText(_tr("Sources"), head)
        for number, citation in enumerate(block.citations, 1):
            cursor.insertBlock(format_, style.characters())
            cursor.insertText(f"{number}.  ", style.characters())
            cursor.insertText(_title(citation), _link(citation, style.characters()))
            if citation.uri:
                plain = style.characters()
                plain.setForeground(style.muted)
                cursor.insertText(f"  {links.host(citation.uri)}", plain)
        self.document = document

    def layout(self, width: float) -> None:
        """As high as its lines."""
        super().layout(width)
        document = self.document
        assert document is not None  # noqa: S101 - made in __init__
        document.setTextWidth(width - 2 * _PADDING)
        self.origin = QPointF(_PADDING, 9)
        self.height = document.size().height() + 18

    def paint(self, painter: QPainter, around: Surroundings) -> None:
        """Called by the view."""
        card = QRectF(0, 0, self.width, self.height)
        paint_slice(painter, card, "surface", line="border")
        self.paint_document(painter, around)


def _title(citation: Citation) -> str:
    return showable(citation.title or links.shown(citation.uri) or citation.kind)


def _link(citation: Citation, format_: QTextCharFormat) -> QTextCharFormat:
    if links.is_safe(citation.uri):
        format_.setAnchor(True)
        format_.setAnchorHref(showable(citation.uri))
        format_.setForeground(QColor(theme.current().accent))
        format_.setFontUnderline(True)
    return format_


class EndingFace(Face):
    """How it ended: a word, a sentence, the next step, and the button for it."""

    def __init__(self, block: Ending) -> None:
        super().__init__()
        outcome = block.outcome
        self._tone, self._icon = _TONES.get(outcome.kind, _TONES["failed"])
        self._word = Line(wording.ending(outcome.kind), theme.ui_font(13, 600), self._tone)
        self._retry = Line(_tr("Retry"), theme.ui_font(13, 500)) if block.can_retry else None
        style = style_for("thought")
        document = new_document(style.font)
        cursor = QTextCursor(document)
        cursor.setBlockFormat(style.block())
        words = style.characters()
        words.setForeground(QColor(theme.current().text))
        cursor.insertText(showable(outcome.message), words)
        if outcome.advice:
            cursor.insertBlock(style.block(), style.characters())
            cursor.insertText(showable(outcome.advice), style.characters())
        self.document = document

    def layout(self, width: float) -> None:
        """The button stands at the right of the first line."""
        super().layout(width)
        document = self.document
        assert document is not None  # noqa: S101 - made in __init__
        document.setTextWidth(width - 2 * _PADDING)
        self.origin = QPointF(_PADDING, 36)
        self.height = document.size().height() + 36 + 11
        if self._retry is not None:
            wide = self._retry.width + 42
            place = QRectF(width - wide - 8, 7, wide, 28)
            self.spots = (Spot(place, Retry(), self._retry.text),)

    def paint(self, painter: QPainter, around: Surroundings) -> None:
        """Called by the view."""
        paint_slice(painter, QRectF(0, 0, self.width, self.height), f"{self._tone}_tint")
        self.paint_icon(painter, self._icon, self._tone, _PADDING, 12, 16)
        self._word.paint(painter, QRectF(_PADDING + 23, 0, self.width - 150, 40))
        if self._retry is not None:
            spot = self.spots[0]
            fill = "hover" if around.hovered == spot.action else "surface"
            paint_slice(painter, spot.rect, fill, line="border_strong", radius=7)
            if around.focused == spot.action:
                self.paint_ground(painter, spot, around)
            left = spot.rect.left()
            self.paint_icon(painter, "rotate-ccw", "text_2", left + 10, spot.rect.top() + 7, 14)
            self._retry.paint(painter, spot.rect.adjusted(30, 0, 0, 0))
        self.paint_document(painter, around)


class StatusFace(Face):
    """The last line: a dot while it streams, tokens and time; copy and retry at the right."""

    def __init__(self, block: Status) -> None:
        super().__init__()
        self._live, self._can_retry = block.live, block.can_retry
        self._words = Line(wording.status(block), theme.ui_font(13), "text_2")

    def layout(self, width: float) -> None:
        """One line."""
        super().layout(width)
        self.height = 28
        if self._live:
            return
        right = QRectF(width - 28, 0, 28, 28)
        left = right.translated(-36, 0)
        copy = Spot(left if self._can_retry else right, CopyAnswer(), _tr("Copy answer"))
        retry = Spot(right, Retry(), _tr("Send the prompt again"))
        self.spots = (copy, retry) if self._can_retry else (copy,)

    def paint(self, painter: QPainter, around: Surroundings) -> None:
        """Called by the view."""
        left = 0.0
        if self._live:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.current().accent))
            painter.drawEllipse(QPointF(4, 14), 4, 4)
            left = 16
        self._words.paint(painter, QRectF(left, 0, self.width - left - 76, 28))
        for spot, icon in zip(self.spots, ("copy", "refresh-cw"), strict=False):
            self.paint_button(painter, spot, icon, around)
