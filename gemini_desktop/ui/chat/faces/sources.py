"""The sources of an answer: numbered as in the text, each with its title and its true host."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QTextCharFormat, QTextCursor

from gemini_desktop.core.events import Citation
from gemini_desktop.ui import theme
from gemini_desktop.ui.chat import wording
from gemini_desktop.ui.chat.faces.base import Face, Line, Spot, Surroundings, paint_slice
from gemini_desktop.ui.chat.hands.actions import Toggle
from gemini_desktop.ui.chat.hands.media_actions import ShowSource
from gemini_desktop.ui.chat.text import links
from gemini_desktop.ui.chat.text.render import new_document
from gemini_desktop.ui.chat.text.showable import showable
from gemini_desktop.ui.chat.text.text_style import style_for
from gemini_desktop.ui.chat.turns.blocks import Sources

FEW = 8
"""More than so many are folded."""
_PADDING = 13
_TOP = 9
_FOOT = 30


class SourcesFace(Face):
    """Titles are links; the one whose number was clicked in the text is lit for a moment."""

    def __init__(self, block: Sources) -> None:
        super().__init__()
        self._block = block
        style = style_for("thought")
        document = new_document(style.font)
        cursor = QTextCursor(document)
        format_ = style.block()
        cursor.setBlockFormat(format_)
        head = style.characters()
        head.setFont(theme.ui_font(11, 600))
        cursor.insertText(_tr("Sources"), head)
        count = FEW if block.folded and len(block.citations) > FEW else len(block.citations)
        for number, citation in enumerate(block.citations[:count], 1):
            cursor.insertBlock(format_, style.characters())
            cursor.insertText(f"{number}.  ", style.characters())
            cursor.insertText(_title(citation), _link(citation, style.characters()))
            if citation.uri:
                plain = style.characters()
                plain.setForeground(style.muted)
                cursor.insertText(f"  {links.host(citation.uri) or _scheme(citation)}", plain)
        self.document = document
        self._more: Line | None = None
        if len(block.citations) > FEW:
            words = _tr("Show all ({})").format(wording.number(len(block.citations)))
            words = words if block.folded else _tr("Show fewer")
            self._more = Line(words, theme.ui_font(12, 500), "accent")

    def layout(self, width: float) -> None:
        """As high as its lines, and a way to the rest of them."""
        super().layout(width)
        document = self.document
        assert document is not None  # noqa: S101 - made in __init__
        document.setTextWidth(width - 2 * _PADDING)
        self.origin = QPointF(_PADDING, _TOP)
        self.height = document.size().height() + 2 * _TOP
        if self._more is not None:
            place = QRectF(_PADDING - 6, self.height - 6, self._more.width + 12, 24)
            self.spots = (Spot(place, Toggle(self._block.key), self._more.text),)
            self.height += _FOOT - 6

    def row(self, number: int) -> QRectF:
        """Where the source of this number stands; empty where it is folded away."""
        document = self.document
        if document is None or not 0 < number < document.blockCount():
            return QRectF()
        block = document.findBlockByNumber(number)
        rect = document.documentLayout().blockBoundingRect(block).translated(self.origin)
        return QRectF(_PADDING - 6, rect.top(), self.width - 2 * _PADDING + 12, rect.height())

    def paint(self, painter: QPainter, around: Surroundings) -> None:
        """Called by the view."""
        card = QRectF(0, 0, self.width, self.height)
        paint_slice(painter, card, "surface", line="border")
        if isinstance(around.done, ShowSource):
            paint_slice(painter, self.row(around.done.number), "accent_tint", radius=5)
        self.paint_document(painter, around)
        for spot in self.spots:
            self.paint_ground(painter, spot, around)
            if self._more is not None:
                self._more.paint(painter, spot.rect.adjusted(6, 0, 0, 0))


def _title(citation: Citation) -> str:
    return showable(citation.title or links.shown(citation.uri) or citation.kind)


def _scheme(citation: Citation) -> str:
    """What stands for the host of an address that has none: it leads nowhere by a click."""
    return links.shown(citation.uri)[:60]


def _link(citation: Citation, format_: QTextCharFormat) -> QTextCharFormat:
    if links.is_safe(citation.uri):
        format_.setAnchor(True)
        format_.setAnchorHref(showable(citation.uri))
        format_.setForeground(QColor(theme.current().accent))
        format_.setFontUnderline(True)
    return format_


def _tr(text: str) -> str:
    return QCoreApplication.translate("Chat", text)
