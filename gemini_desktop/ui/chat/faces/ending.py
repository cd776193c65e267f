"""How an answer ended: a word, a sentence, and the next steps as buttons."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QTextCursor

from gemini_desktop.ui import theme
from gemini_desktop.ui.chat import wording
from gemini_desktop.ui.chat.faces.base import Face, Line, Spot, Surroundings, paint_slice
from gemini_desktop.ui.chat.hands.turn_actions import (
    Continue,
    Edit,
    Inspect,
    OpenSettings,
    Retry,
    TurnAction,
)
from gemini_desktop.ui.chat.text.render import new_document
from gemini_desktop.ui.chat.text.showable import showable
from gemini_desktop.ui.chat.text.text_style import style_for
from gemini_desktop.ui.chat.turns.blocks import Ending

_TONES = {
    "complete": ("amber", "info"),
    "incomplete": ("amber", "triangle-alert"),
    "blocked": ("red", "circle-alert"),
    "failed": ("red", "circle-alert"),
    "cancelled": ("amber", "circle-stop"),
    "awaiting": ("accent", "clock"),
}
_PADDING = 13.0
_HEAD = 36.0
_BUTTON = 28.0
_GAP = 8.0


class EndingFace(Face):
    """Tinted by its kind; the buttons wrap where the column is narrow."""

    def __init__(self, block: Ending) -> None:
        super().__init__()
        outcome = block.outcome
        self._tone, self._icon = _TONES.get(outcome.kind, _TONES["failed"])
        self._word = Line(wording.ending(outcome.kind), theme.ui_font(13, 600), self._tone)
        self._buttons = [_Button(step) for step in block.next_steps]
        style = style_for("thought")
        document = new_document(style.font)
        cursor = QTextCursor(document)
        cursor.setBlockFormat(style.block())
        words = style.characters()
        words.setForeground(QColor(theme.current().text))
        # "Stopped" stands above it already.
        message = outcome.message.removeprefix(f"{wording.ending(outcome.kind)}.").lstrip()
        cursor.insertText(showable(message), words)
        if outcome.advice:
            if message:
                cursor.insertBlock(style.block(), style.characters())
            cursor.insertText(showable(outcome.advice), style.characters())
        self.document = document

    def layout(self, width: float) -> None:
        """The buttons stand below the sentence."""
        super().layout(width)
        document = self.document
        assert document is not None  # noqa: S101 - made in __init__
        document.setTextWidth(width - 2 * _PADDING)
        self.origin = QPointF(_PADDING, _HEAD)
        bottom = _HEAD + document.size().height() + 11
        corner = QPointF(_PADDING, bottom)
        for button in self._buttons:
            if corner.x() > _PADDING and corner.x() + button.width > width - _PADDING:
                corner = QPointF(_PADDING, corner.y() + _BUTTON + _GAP)
            button.place(corner)
            corner += QPointF(button.width + _GAP, 0)
            bottom = corner.y() + _BUTTON + 12
        self.height = bottom
        self.spots = tuple(button.spot for button in self._buttons)

    def paint(self, painter: QPainter, around: Surroundings) -> None:
        """Called by the view."""
        paint_slice(painter, QRectF(0, 0, self.width, self.height), f"{self._tone}_tint")
        self.paint_icon(painter, self._icon, self._tone, _PADDING, 12, 16)
        self._word.paint(painter, QRectF(_PADDING + 23, 0, self.width - _PADDING - 30, 40))
        self.paint_document(painter, around)
        for button in self._buttons:
            button.paint(self, painter, around)


class _Button:
    def __init__(self, step: TurnAction) -> None:
        self._icon, name = _labelled(step)
        self._line = Line(name, theme.ui_font(13, 500))
        self.width = self._line.width + 42
        self.spot = Spot(QRectF(), step, name)

    def place(self, corner: QPointF) -> None:
        rect = QRectF(corner.x(), corner.y(), self.width, _BUTTON)
        self.spot = Spot(rect, self.spot.action, self.spot.name)

    def paint(self, face: Face, painter: QPainter, around: Surroundings) -> None:
        rect = self.spot.rect
        fill = "hover" if around.hovered == self.spot.action else "surface"
        paint_slice(painter, rect, fill, line="border_strong", radius=7)
        if around.focused == self.spot.action:
            face.paint_ground(painter, self.spot, around)
        face.paint_icon(painter, self._icon, "text_2", rect.left() + 10, rect.top() + 7, 14)
        self._line.paint(painter, rect.adjusted(30, 0, 0, 0))


def _labelled(step: TurnAction) -> tuple[str, str]:
    """The icon and the words of a next step."""
    match step:
        case Continue():
            return "play", _tr("Continue")
        case Edit():
            return "pencil", _tr("Edit prompt")
        case Inspect():
            return "activity", _tr("Open in inspector")
        case Retry():
            return "rotate-ccw", _tr("Retry")
        case OpenSettings():
            return "settings", _tr("Open settings")
    raise ValueError(f"{step} is no next step")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Chat", text)
