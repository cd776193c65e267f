"""Sound, film or document: what it is, how large, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QTextCursor, QTextDocument

from gemini_desktop.core.files import media_files
from gemini_desktop.ui import theme
from gemini_desktop.ui.chat import wording
from gemini_desktop.ui.chat.faces import marking
from gemini_desktop.ui.chat.faces.base import Face, Line, Spot, Surroundings, paint_slice
from gemini_desktop.ui.chat.faces.push_button import HEIGHT, PushButton, place_right
from gemini_desktop.ui.chat.hands.actions import Open
from gemini_desktop.ui.chat.hands.media_actions import AskToOpen, OpenFile, Play, SaveFile, Seek
from gemini_desktop.ui.chat.media import audio_player
from gemini_desktop.ui.chat.media.playing import Playing
from gemini_desktop.ui.chat.text import links
from gemini_desktop.ui.chat.text.render import new_document
from gemini_desktop.ui.chat.text.showable import showable
from gemini_desktop.ui.chat.text.text_style import style_for
from gemini_desktop.ui.chat.turns import files
from gemini_desktop.ui.chat.turns.blocks import File

_HEAD = 54
_PADDING = 13
_TILE = 32
_TEXT = _PADDING + _TILE + 11
_PLAYER = 40
_TIME = 92
_BRIEF_BELOW = 400
_ATTACHED = 420
"""What goes with a prompt stands at the right, at most so wide."""
_ICONS = {"audio": "audio-lines", "video": "play", "document": "file-text"}


class FileFace(Face):
    """A card; with a player where sounds can be played, with a question before it is opened."""

    def __init__(self, block: File) -> None:
        super().__init__()
        self._block = block
        media = block.pieces[0]
        self._icon = _ICONS.get(media.kind, "file-text")
        self._title = Line(showable(files.title(block)), theme.ui_font(13, 600))
        self._facts = Line(showable(files.facts(block)), theme.ui_font(12), "text_2")
        self._buttons = _buttons(block)
        self._answers: list[PushButton] = []
        self._plays = (
            media.kind == "audio"
            and files.kind_of(block) is not None
            and audio_player.is_available()
        )
        self._seconds = media_files.seconds(block.pieces) or 0.0
        if block.asking:
            self._answers = [
                PushButton(AskToOpen(), "x", _tr("Cancel")),
                PushButton(OpenFile(), "external-link", _tr("Open")),
            ]
            self.document = _question(block)

    def layout(self, width: float) -> None:
        """Title and buttons, then the player, then the question."""
        super().layout(width)
        wide = min(width, _ATTACHED) if self._block.part == "prompt" else width
        left = self._edge = width - wide
        brief = wide < _BRIEF_BELOW
        top = (_HEAD - HEIGHT) / 2
        self._left = place_right(self._buttons, width - _PADDING, top, brief=brief)
        spots = [button.spot for button in self._buttons]
        self.height = _HEAD
        if self._plays:
            button = QRectF(left + _PADDING, _HEAD - 3, 32, 32)
            room = max(20.0, wide - _TEXT - _TIME - _PADDING)
            bar = QRectF(left + _TEXT, _HEAD - 3, room, 32)
            spots += [
                Spot(button, Play(), _tr("Play or pause")),
                Spot(bar, Seek(), _tr("Go to a place in the sound")),
            ]
            self.height += _PLAYER
        if self.document is not None:
            self.origin = QPointF(left + _TEXT, self.height - 2)
            self.document.setTextWidth(wide - _TEXT - _PADDING)
            self.height += self.document.size().height() + 8
            place_right(self._answers, width - _PADDING, self.height, brief=False)
            spots += [button.spot for button in self._answers]
            self.height += HEIGHT + 12
        self.spots = tuple(spots)

    def paint(self, painter: QPainter, around: Surroundings) -> None:
        """Called by the view."""
        left = self._edge
        card = QRectF(left, 0, self.width - left, self.height)
        paint_slice(painter, card, "surface", line="border")
        tile = QRectF(left + _PADDING, (_HEAD - _TILE) / 2, _TILE, _TILE)
        paint_slice(painter, tile, "green_tint", radius=8)
        self.paint_icon(painter, self._icon, "green", tile.left() + 7, tile.top() + 7, 18)
        space = max(20.0, self._left - left - _TEXT - 12)
        self._title.paint(painter, QRectF(left + _TEXT, 9, space, 19))
        self._facts.paint(painter, QRectF(left + _TEXT, 28, space, 17))
        for button in self._buttons + self._answers:
            button.paint(self, painter, around)
        if self._plays:
            self._paint_player(painter, around)
        self.paint_document(painter, around)
        marking.outline(painter, around, card)

    def _paint_player(self, painter: QPainter, around: Surroundings) -> None:
        state = around.playing or Playing(duration=self._seconds)
        play = next(spot for spot in self.spots if spot.action == Play())
        seek = next(spot for spot in self.spots if spot.action == Seek())
        self.paint_button(painter, play, "pause" if state.running else "play", around, 18)
        self.paint_ground(painter, seek, around)
        if state.problem:
            problem = Line(state.problem, theme.ui_font(12), "red")
            problem.paint(painter, seek.rect.adjusted(0, 0, _TIME, 0))
            return
        bar = QRectF(seek.rect.left(), seek.rect.center().y() - 2, seek.rect.width(), 4)
        share = min(1.0, state.position / state.duration) if state.duration else 0.0
        colours = theme.current()
        paint_slice(painter, bar, "border_strong", radius=2)
        done = QRectF(bar.left(), bar.top(), bar.width() * share, 4)
        paint_slice(painter, done, "accent", radius=2)
        painter.setBrush(QColor(colours.accent))
        painter.setPen(QColor(colours.surface))
        painter.drawEllipse(QPointF(done.right(), bar.center().y()), 6, 6)
        words = f"{wording.clock_of(state.position)} / {wording.clock_of(state.duration)}"
        time = Line(words, theme.ui_font(12), "text_2")
        time.paint(painter, QRectF(bar.right() + 12, seek.rect.top(), _TIME - 12, 32))


def _buttons(block: File) -> list[PushButton]:
    media = block.pieces[0]
    if media.data:
        save = PushButton(SaveFile(), "download", _tr("Save…"), name=_tr("Save as a file…"))
        if block.asking or not files.may_open(block):
            return [save]
        return [PushButton(AskToOpen(), "external-link", _tr("Open…")), save]
    if links.is_safe(media.uri):
        name = _tr("Open {} in the browser").format(links.host(media.uri))
        return [PushButton(Open(media.uri), "external-link", _tr("Open link"), name=name)]
    return []


def _question(block: File) -> QTextDocument:
    kind = files.kind_of(block)
    words = _tr(
        "By its first bytes this is: {}. Opening it starts the program that this system uses for "
        "such files. Do so only if you trust what the server sent."
    ).format(kind.words if kind is not None else _tr("file"))
    style = style_for("thought")
    document = new_document(style.font)
    cursor = QTextCursor(document)
    cursor.setBlockFormat(style.block())
    cursor.insertText(words, style.characters())
    return document


def _tr(text: str) -> str:
    return QCoreApplication.translate("Chat", text)
