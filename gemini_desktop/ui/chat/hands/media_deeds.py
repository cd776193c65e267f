"""What is done with pictures, sounds and files: look closer, copy, save, drag out, open, play."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, assert_never

from PySide6.QtCore import QMimeData, QObject, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDrag, QGuiApplication, QImage, QPixmap
from PySide6.QtWidgets import QMenu

from gemini_desktop.core.events import Media
from gemini_desktop.ui.chat.hands import copying, offers
from gemini_desktop.ui.chat.hands.marks import Marks
from gemini_desktop.ui.chat.hands.media_actions import (
    AskToOpen,
    CopyPicture,
    MediaAction,
    OpenFile,
    Play,
    SaveCode,
    SaveFile,
    ScrollCode,
    Seek,
    ShowCandidate,
    ShowSource,
    WrapCode,
    Zoom,
)
from gemini_desktop.ui.chat.media.audio_player import AudioPlayer
from gemini_desktop.ui.chat.media.temporary_files import TemporaryFiles
from gemini_desktop.ui.chat.page import Place
from gemini_desktop.ui.chat.scrolled_page import ScrolledPage
from gemini_desktop.ui.chat.turns.blocks import Block, Card, Code, File, Picture, Sources

if TYPE_CHECKING:
    from gemini_desktop.ui.chat.faces.base import Surroundings
    from gemini_desktop.ui.chat.media.zoom_overlay import ZoomOverlay

_SKIP_S = 5.0
_DRAGGED = 160
"""The picture under the pointer is at most so wide, in pixels."""


class MediaDeeds(QObject):
    """Acts for one view. Saving is asked for by the view's `save_requested`."""

    def __init__(self, view: ScrolledPage, marks: Marks) -> None:
        super().__init__(view)
        self._view = view
        self._marks = marks
        self._temporary = TemporaryFiles()
        self._overlay: ZoomOverlay | None = None
        self._player = AudioPlayer(self)
        self._player.changed.connect(view.viewport().update)

    def reset(self) -> None:
        """Another conversation is shown."""
        self._player.stop()
        if self._overlay is not None:
            self._overlay.close()

    def tell(self, around: Surroundings, block: Block) -> None:
        """Tell the face of a sound how far it has been played."""
        if isinstance(block, File):
            around.playing = self._player.playing(block.pieces)

    def act(self, place: Place, action: MediaAction, at: QPointF | None = None) -> None:  # noqa: C901 - a flat table
        """Do what was clicked, at this point of the block; nothing where it is gone, as a menu may
        stay open while the conversation changes."""
        if not self._view.page.has(place):
            return
        block = self._block(place)
        match action:
            case Zoom():
                if isinstance(block, Picture):
                    self._zoom(block.media)
            case CopyPicture():
                if isinstance(block, Picture):
                    self._copy(block, action)
            case SaveFile():
                if pieces := _pieces(block):
                    self._view.save_requested.emit(offers.of_media(pieces))
            case AskToOpen():
                self._ask(place, block)
            case OpenFile():
                from gemini_desktop.ui.chat.turns import files

                if isinstance(block, File) and files.may_open(block):
                    self._ask(place, block)
                    self._open(block)
            case Play():
                if isinstance(block, File):
                    self._player.toggle(block.pieces)
            case Seek():
                if isinstance(block, File) and at is not None:
                    face = self._view.page.face(place.row, place.block)
                    bar = next(s.rect for s in face.spots if s.action == action)
                    self._player.seek(block.pieces, (at.x() - bar.left()) / bar.width())
            case ShowSource():
                self._show_source(place, action)
            case SaveCode():
                if isinstance(block, Code):
                    row = self._view.page.opened(place.row)
                    code = copying.whole_code(row.blocks, place.block)
                    offer = offers.of_code(code, block.segment.language)
                    self._view.save_requested.emit(offer)
            case ShowCandidate():
                from gemini_desktop.ui.chat.turns.conversation import AnswerBlocks

                content = self._view.page.opened(place.row).content
                if isinstance(content, AnswerBlocks):
                    content.show_candidate(action.number)
                    self._view.refresh_row(place.row)
            case WrapCode():
                page = self._view.page
                blocks = page.code_views.toggle(page.opened(place.row).blocks, place.block)
                self._view.reshape(place.row, blocks)
            case ScrollCode():
                from gemini_desktop.ui.chat.faces.code import CodeFace

                face = self._view.page.face(place.row, place.block)
                if isinstance(face, CodeFace) and at is not None:
                    face.scroll_to(at.x())
                    self._view.viewport().update()
            case _:
                assert_never(action)

    def sideways(self, place: Place, pixels: float) -> bool:
        """Scroll the code at this place to the right, or go on in its sound; False where there is
        neither."""
        block = self._block(place)
        if isinstance(block, File):
            return self._player.skip(block.pieces, _SKIP_S if pixels > 0 else -_SKIP_S)
        view = self._view.page.code_views.of(block)
        if view is None or view.wraps:
            return False
        view.scroll(pixels)
        self._view.viewport().update()
        return True

    def show_head(self, number: int, key: str) -> None:
        """A card was folded from its foot, far below: its head comes into view."""
        for index, block in enumerate(self._view.page.opened(number).blocks):
            if isinstance(block, Card) and block.key == key:
                face = self._view.page.face(number, index)
                self._view.reveal(Place(number, index), face.height, to_nearest=True)

    def fill(self, menu: QMenu, place: Place) -> None:
        """Add what can be done with the block at this place, if it is a picture or a file."""
        block = self._block(place)
        pieces = _pieces(block)
        if not pieces:
            return
        whole = isinstance(block, Picture) and not self._view.pictures.problem(block.media)
        entries: list[tuple[str, MediaAction]] = []
        if whole:
            entries += [(self.tr("Enlarge"), Zoom()), (self.tr("Copy picture"), CopyPicture())]
        entries.append((self.tr("Save picture…") if whole else self.tr("Save as…"), SaveFile()))
        from gemini_desktop.ui.chat.turns import files

        if isinstance(block, File) and files.may_open(block):
            entries.append((self.tr("Open…"), AskToOpen()))
        menu.addSeparator()
        for words, action in entries:
            menu.addAction(words, partial(self.act, place, action))

    def drag(self, place: Place) -> bool:
        """Drag the picture or file out as a file; False where there is none. Returns when it was
        dropped. Qt turns a loop of its own meanwhile, but inside a mouse event and not inside a
        task, so what streams goes on streaming."""
        block = self._block(place)
        pieces = _pieces(block)
        path = self._temporary.put(offers.of_media(pieces)) if pieces else None
        if path is None:
            return False
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        drag = QDrag(self._view)
        drag.setMimeData(data)
        if isinstance(block, Picture) and (shown := self._view.pictures.known(block.media)):
            drag.setPixmap(_small(shown, self._view.devicePixelRatioF()))
        drag.exec(Qt.DropAction.CopyAction)
        return True

    # --- inside ----------------------------------------------------------------------------------

    def _block(self, place: Place) -> Block:
        return self._view.page.rows[place.row].blocks[place.block]

    def _zoom(self, media: Media) -> None:
        if self._overlay is not None:
            return
        size = self._view.pictures.size(media)
        name = self.tr("Picture, {} × {} pixels").format(size.width(), size.height())
        from gemini_desktop.ui.chat.media.zoom_overlay import ZoomOverlay

        overlay = ZoomOverlay(self._view.window(), media, name)
        overlay.copy_requested.connect(self._copy_shown)
        overlay.save_requested.connect(self._save_shown)
        overlay.closed.connect(self._closed)
        self._overlay, self._enlarged = overlay, media

    def _show_source(self, place: Place, action: ShowSource) -> None:
        """Bring it into view below the answer, and light it for a moment."""
        from gemini_desktop.ui.chat.faces.sources import FEW, SourcesFace

        row = self._view.page.opened(place.row)
        index = next((n for n, b in enumerate(row.blocks) if isinstance(b, Sources)), None)
        if index is None or row.content is None:
            return
        block = row.blocks[index]
        if isinstance(block, Sources) and block.folded and action.number > FEW:
            row.content.toggle(block.key)
            self._view.refresh_row(place.row)
        face = self._view.page.face(place.row, index)
        if isinstance(face, SourcesFace):
            line = face.row(action.number)
            self._view.reveal(Place(place.row, index, line.top()), line.height(), to_nearest=True)
            self._marks.tick((row.blocks[index], action))

    def _closed(self) -> None:
        self._overlay = None
        self._view.setFocus(Qt.FocusReason.PopupFocusReason)

    def _copy_shown(self) -> None:
        self._view.pictures.whole(self._enlarged, self._copied_shown)

    def _copied_shown(self, image: QImage) -> None:
        if not image.isNull():
            QGuiApplication.clipboard().setImage(image)
            if self._overlay is not None:
                self._overlay.tick()

    def _save_shown(self) -> None:
        self._view.save_requested.emit(offers.of_media((self._enlarged,)))

    def _copy(self, block: Picture, action: MediaAction) -> None:
        def copied(image: QImage) -> None:
            if not image.isNull():
                QGuiApplication.clipboard().setImage(image)
                self._marks.tick((block, action))

        self._view.pictures.whole(block.media, copied)

    def _ask(self, place: Place, block: Block) -> None:
        content = self._view.page.rows[place.row].content
        if isinstance(block, File) and content is not None:
            content.toggle(block.key)
            self._view.refresh_row(place.row)
            face = self._view.page.face(place.row, place.block)
            self._view.reveal(Place(place.row, place.block), face.height, to_nearest=True)

    def _open(self, block: File) -> None:
        path = self._temporary.put(offers.of_media(block.pieces))
        if path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _pieces(block: Block) -> tuple[Media, ...]:
    """The media of a block that has their bytes."""
    match block:
        case Picture(media=media) if media.data:
            return (media,)
        case File(pieces=pieces) if pieces[0].data:
            return pieces
    return ()


def _small(pixmap: QPixmap, ratio: float) -> QPixmap:
    width = round(min(_DRAGGED * ratio, pixmap.width()))
    small = pixmap.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
    small.setDevicePixelRatio(ratio)
    return small
