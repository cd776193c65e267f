"""Calls, results and the unknown: a head, queries and pages, and text that is folded when long."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QTextCharFormat, QTextCursor, QTextDocument, QTextOption

from gemini_desktop.ui import theme
from gemini_desktop.ui.chat import wording
from gemini_desktop.ui.chat.faces import marking
from gemini_desktop.ui.chat.faces.base import Face, Line, Spot, Surroundings, paint_slice
from gemini_desktop.ui.chat.hands.actions import Toggle
from gemini_desktop.ui.chat.text import links
from gemini_desktop.ui.chat.text.render import new_document
from gemini_desktop.ui.chat.text.showable import showable
from gemini_desktop.ui.chat.text.text_style import TextStyle, style_for
from gemini_desktop.ui.chat.turns.blocks import Card, CardLink, CardText

_HEAD = 38
_PADDING, _TITLE = 13, 47
_FOOT = 30
_BELOW = 11
_CHIP = 26.0
_CHIP_GAP = 6.0
_INSIDE = 10.0


class CardFace(Face):
    """The head of a card; with its text, as long as that is folded or short."""

    def __init__(self, block: Card) -> None:
        super().__init__()
        self._block = block
        self._title = Line(showable(block.title), theme.ui_font(13, 600))
        self._subtitle = Line(showable(block.subtitle), theme.ui_font(12), "text_2")
        self._chips = [Line(showable(chip), theme.ui_font(12)) for chip in block.chips]
        self._places: list[QRectF] = []
        self._foot = Line(_foot(block), theme.ui_font(12, 500), "accent")
        if block.links or block.body:
            self.document = _document(block)

    def layout(self, width: float) -> None:
        """The head, then chips, then pages and text, then the way to the rest."""
        super().layout(width)
        block = self._block
        self.height = float(_HEAD)
        self._places = _flow([chip.width for chip in self._chips], width - 2 * _PADDING, _HEAD)
        if self._places:
            self.height = self._places[-1].bottom() + _BELOW
        if self.document is not None:
            self.origin = QPointF(_PADDING, self.height + 1)
            self.document.setTextWidth(width - 2 * _PADDING)
            self.height += self.document.size().height() + _BELOW
        spots: list[Spot] = []
        if block.more:
            name = f"{self._title.text}: {self._foot.text}"
            spots.append(Spot(QRectF(4, 4, width - 8, _HEAD - 8), Toggle(block.key), name))
            if block.folded:
                spots.append(_foot_spot(self._foot, self.height - 6, block.key))
                self.height += _FOOT - 6
        self.spots = tuple(spots)

    def paint(self, painter: QPainter, around: Surroundings) -> None:
        """Called by the view."""
        block = self._block
        rect = QRectF(0, 0, self.width, self.height)
        goes_on = block.more and not block.folded
        paint_slice(painter, rect, "surface", line="border", last=not goes_on)
        tint = f"{block.tone}_tint" if block.tone != "text_2" else "hover"
        paint_slice(painter, QRectF(_PADDING, 7, 24, 24), tint, radius=6)
        self.paint_icon(painter, block.icon, block.tone, _PADDING + 4.5, 11.5, 15)
        space = self.width - _TITLE - 40
        self._title.paint(painter, QRectF(_TITLE, 0, space, _HEAD))
        used = min(space, self._title.width) + 10
        self._subtitle.paint(painter, QRectF(_TITLE + used, 0, max(0.0, space - used), _HEAD))
        for chip, place in zip(self._chips, self._places, strict=True):
            paint_slice(painter, place, "hover", radius=_CHIP / 2)
            chip.paint(painter, place.adjusted(_INSIDE, 0, -_INSIDE, 0))
        for number, spot in enumerate(self.spots):
            if number or around.focused == spot.action:
                self.paint_ground(painter, spot, around)
        if block.more:
            arrow = "chevron-down" if block.folded else "chevron-up"
            self.paint_icon(painter, arrow, "text_2", self.width - 28, 12, 15)
        for spot in self.spots[1:]:
            self._foot.paint(painter, spot.rect.adjusted(6, 0, 0, 0))
        self.paint_document(painter, around)
        marking.outline(painter, around, rect, words=self.document is not None)


class CardTextFace(Face):
    """A piece of the text of a card that was unfolded; below the last one is the way back."""

    def __init__(self, block: CardText) -> None:
        super().__init__()
        self._block = block
        style = style_for("thought")
        self.document = _new_document(style)
        _type_text(QTextCursor(self.document), block.text.removesuffix("\n"), style)
        self._foot = Line(_tr("Show less"), theme.ui_font(12, 500), "accent")

    def layout(self, width: float) -> None:
        """As high as its lines."""
        super().layout(width)
        document = self.document
        assert document is not None  # noqa: S101 - made in __init__
        document.setTextWidth(width - 2 * _PADDING)
        self.origin = QPointF(_PADDING, 0)
        self.height = document.size().height()
        if self._block.last:
            self.spots = (_foot_spot(self._foot, self.height + 4, self._block.key),)
            self.height += _FOOT + 4

    def paint(self, painter: QPainter, around: Surroundings) -> None:
        """Called by the view."""
        rect = QRectF(0, 0, self.width, self.height)
        last = self._block.last
        paint_slice(painter, rect, "surface", line="border", first=False, last=last)
        self.paint_document(painter, around)
        for spot in self.spots:
            self.paint_ground(painter, spot, around)
            self._foot.paint(painter, spot.rect.adjusted(6, 0, 0, 0))


def _document(block: Card) -> QTextDocument:
    style = style_for("thought")
    document = _new_document(style)
    cursor = QTextCursor(document)
    for number, link in enumerate(block.links):
        if number:
            cursor.insertBlock()
        cursor.setBlockFormat(style.block())
        _type_link(cursor, link, style)
    if block.body:
        if block.links:
            cursor.insertBlock()
        _type_text(cursor, f"{block.body}\n…" if block.more else block.body, style)
    return document


def _new_document(style: TextStyle) -> QTextDocument:
    document = new_document(style.mono)
    option = document.defaultTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    document.setDefaultTextOption(option)
    return document


def _type_text(cursor: QTextCursor, text: str, style: TextStyle) -> None:
    characters = style.characters()
    characters.setFont(style.mono)
    cursor.beginEditBlock()
    cursor.setBlockFormat(style.block())
    cursor.insertText(showable(text), characters)
    cursor.endEditBlock()


def _type_link(cursor: QTextCursor, link: CardLink, style: TextStyle) -> None:
    characters = style.characters()
    plain = QTextCharFormat(characters)
    plain.setForeground(style.muted)
    if links.is_safe(link.uri):
        characters.setAnchor(True)
        characters.setAnchorHref(showable(link.uri))
        characters.setForeground(QColor(theme.current().accent))
        characters.setFontUnderline(True)
    cursor.insertText(showable(link.title or links.shown(link.uri)), characters)
    beside = links.host(link.uri) if link.title else ""
    for words in filter(None, (beside, link.note)):
        cursor.insertText(f"  {showable(words)}", plain)


def _foot(block: Card) -> str:
    if not block.more:
        return ""
    if not block.folded:
        return _tr("Show less")
    if block.lines > 1:
        return _tr("Show all ({} lines)").format(wording.number(block.lines))
    return _tr("Show all")


def _foot_spot(words: Line, top: float, key: str) -> Spot:
    return Spot(QRectF(_PADDING - 6, top, words.width + 12, 24), Toggle(key), words.text)


def _flow(widths: list[float], room: float, top: float) -> list[QRectF]:
    """Chips side by side, in as many rows as they need."""
    places: list[QRectF] = []
    x, y = 0.0, top
    for width in widths:
        wide = min(room, width + 2 * _INSIDE + 1)
        if x and x + wide > room:
            x, y = 0.0, y + _CHIP + _CHIP_GAP
        places.append(QRectF(_PADDING + x, y, wide, _CHIP))
        x += wide + _CHIP_GAP
    return places


def _tr(text: str) -> str:
    return QCoreApplication.translate("Chat", text)
