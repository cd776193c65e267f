"""What of the chosen event is more than text: a card each. Made when somebody looks."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage, QShowEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from gemini_desktop.core.blobs import Blob
from gemini_desktop.core.events import Media
from gemini_desktop.ui.inspector.detail.blob_card import LARGEST, BlobCard
from gemini_desktop.ui.inspector.detail.picture_maker import PictureMaker


class PreviewPage(QScrollArea):
    """Pictures are decoded in a thread, at the size at which they are shown."""

    save_requested = Signal(object)
    """An `Offer` of some bytes."""
    path_chosen = Signal(object)
    """The user wants to see a value in the tree."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("eventPreview")
        self.setAccessibleName(self.tr("Pictures, sounds and signatures of the event"))
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._blobs: Sequence[Blob] = ()
        self._due = False
        self._cards: list[BlobCard] = []
        self._maker = PictureMaker(self)
        self._maker.made.connect(self._made)
        self._copier = PictureMaker(self)
        self._copier.made.connect(self._copy)

    @property
    def cards(self) -> Sequence[BlobCard]:
        """The cards that were made."""
        return self._cards

    def show_blobs(self, blobs: Sequence[Blob]) -> None:
        """Show those of another event."""
        self._maker.forget()
        self._blobs = blobs
        self._due = True
        if self.isVisible() or not blobs:
            self._fill()

    def showEvent(self, event: QShowEvent) -> None:
        """Called by Qt."""
        super().showEvent(event)
        self._fill()

    def _fill(self) -> None:
        if not self._due:
            return
        self._due = False
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 4, 12, 12)
        column.setSpacing(8)
        self._cards = [BlobCard(blob) for blob in self._blobs]
        for card in self._cards:
            card.save_requested.connect(self.save_requested)
            card.path_chosen.connect(self.path_chosen)
            card.picture_wanted.connect(self._copier.ask)
            column.addWidget(card)
            if not card.picture_size.isEmpty():
                self._maker.ask(card.blob.media, self._pixels(card))
        column.addStretch(1)
        self.setWidget(inner)

    def _pixels(self, card: BlobCard) -> tuple[int, int]:
        ratio = self.devicePixelRatioF()
        size = card.picture_size
        largest = (round(LARGEST[0] * ratio), round(LARGEST[1] * ratio))
        if size.width() > largest[0] or size.height() > largest[1]:
            size = size.scaled(*largest, Qt.AspectRatioMode.KeepAspectRatio)
        return size.width(), size.height()

    def _made(self, media: Media, image: QImage) -> None:
        for card in self._cards:
            if card.blob.media is media:
                card.show_picture(image)

    def _copy(self, _media: Media, image: QImage) -> None:
        if not image.isNull():
            QGuiApplication.clipboard().setImage(image)
