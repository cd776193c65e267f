"""A card for a picture, a sound, a file or a signature within an event: what it is, how large, and
what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gemini_desktop.core.blobs import Blob
from gemini_desktop.core.files import media_files
from gemini_desktop.core.json.spans import path_text
from gemini_desktop.ui import icons, theme
from gemini_desktop.ui.chat.hands.offers import Offer, of_media
from gemini_desktop.ui.chat.media.pictures import measured
from gemini_desktop.ui.controls import IconButton, Label, paint
from gemini_desktop.ui.inspector.events.summary import size_text

LARGEST = (900, 420)
"""As large as a picture is shown, in logical pixels."""
_HEAD_BYTES = 24
_ICONS = {"image": "image", "audio": "audio-lines", "video": "play", "document": "file-text"}


class BlobCard(QWidget):
    """Pictures come later, by `show_picture`."""

    save_requested = Signal(object)
    """An `Offer` of its bytes."""
    path_chosen = Signal(object)
    """The user wants to see where it stands in the JSON."""
    picture_wanted = Signal(object)
    """The medium whose picture, as large as it is, is to be copied."""

    def __init__(self, blob: Blob, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.blob = blob
        media = blob.media
        self.picture_size = QSize()
        problem = ""
        if blob.kind == "media" and media.kind == "image" and media.data:
            self.picture_size, problem = measured(media)
        title, about = self._words()
        self._title = Label(title, size=13, weight=600)
        self._about = Label(problem or about, size=12, tone="red" if problem else "2", wrap=True)
        self._where = Label(path_text(blob.path), size=11.5, tone="3", mono=True, wrap=True)
        self._where.setMinimumWidth(0)
        self.picture = _Picture(self._fitted())
        self.picture.setAccessibleName(title)
        self.picture.setVisible(not self.picture_size.isEmpty())
        self._save = IconButton("download", self.tr("Save this file"), "saveBlob", size=28)
        self._save.setEnabled(bool(media.data))
        self._copy = IconButton("copy", self._copy_words(), "copyBlob", size=28)
        self._find = IconButton("braces", self.tr("Show it in the tree"), "findBlob", size=28)
        self._lay_out()
        self._save.clicked.connect(self._offer)
        self._copy.clicked.connect(self.copy)
        self._find.clicked.connect(self._choose_path)
        self.setAccessibleName(f"{title}. {problem or about}")

    def words(self) -> str:
        """What the card says."""
        return f"{self._title.text()}\n{self._about.text()}\n{self._where.text()}"

    def show_picture(self, image: QImage) -> None:
        """Show the picture, or that it is damaged."""
        if image.isNull():
            self.picture.hide()
            self._about.setText(self.tr("This picture is damaged."))
            self._about.set_tone("red")
        else:
            self.picture.set_image(image)

    def copy(self) -> None:
        """Put it on the clipboard: a picture as one, anything else as the text that came."""
        if not self.picture_size.isEmpty():
            self.picture_wanted.emit(self.blob.media)
        else:
            QGuiApplication.clipboard().setText(self.blob.media.data or self.blob.media.uri)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Called by Qt."""
        painter = paint.painter_for(self)
        paint.rounded(painter, QRectF(self.rect()), 10, "ground", "border")
        painter.end()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(_Icon(self._icon()))
        head.addSpacing(4)
        head.addWidget(self._title, 1)
        for button in (self._find, self._copy, self._save):
            head.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 8, 10)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self._about)
        column.addWidget(self._where)
        column.addWidget(self.picture)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def _icon(self) -> str:
        return _ICONS[self.blob.media.kind] if self.blob.kind == "media" else "key-round"

    def _copy_words(self) -> str:
        if not self.picture_size.isEmpty():
            return self.tr("Copy the picture")
        return self.tr("Copy the base64") if self.blob.media.data else self.tr("Copy the address")

    def _words(self) -> tuple[str, str]:
        media = self.blob.media
        size = size_text(media_files.size([media]))
        if self.blob.kind != "media":
            head = media_files.head(media, _HEAD_BYTES * 2)[:_HEAD_BYTES].hex(" ")
            is_signature = self.blob.kind == "signature"
            title = self.tr("Signature") if is_signature else self.tr("Base64")
            return title, f"{size} · {head} …" if head else self.tr("This is no base64.")
        title = media.mime_type or self.tr("Picture")
        if not media.data:
            return title, self.tr("Elsewhere: {0}").format(media.uri)
        parts = [size]
        if not self.picture_size.isEmpty():
            width, height = self.picture_size.width(), self.picture_size.height()
            parts.insert(0, f"{width} × {height}")
        seconds = media_files.seconds([media]) if media.kind == "audio" else None
        if seconds is not None:
            parts.append(f"{QLocale().toString(seconds, 'f', 1)} s")
        return title, " · ".join(parts)

    def _fitted(self) -> QSize:
        size = self.picture_size
        if size.width() > LARGEST[0] or size.height() > LARGEST[1]:
            size = size.scaled(QSize(*LARGEST), Qt.AspectRatioMode.KeepAspectRatio)
        return size

    def _offer(self) -> None:
        media = self.blob.media
        if self.blob.kind == "media":
            self.save_requested.emit(of_media((media,)))
        else:
            name = str(self.blob.path[-1]) if self.blob.path else self.blob.kind
            self.save_requested.emit(Offer(f"{name}.bin", media.decoded))

    def _choose_path(self) -> None:
        self.path_chosen.emit(self.blob.path)


class _Picture(QWidget):
    """As wide as there is room, and not wider than it is."""

    def __init__(self, size: QSize) -> None:
        super().__init__()
        self._size = size
        self._image = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_image(self, image: QImage) -> None:
        self._image = image
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._scaled(width).height()

    def sizeHint(self) -> QSize:
        return self._size

    def minimumSizeHint(self) -> QSize:
        return QSize(40, 20)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        place = QRectF(0, 0, *self._scaled(self.width()).toTuple())
        painter.fillRect(place, QColor(theme.current().hover))
        if not self._image.isNull():
            painter.drawImage(place, self._image)
        painter.end()

    def _scaled(self, width: int) -> QSize:
        if self._size.isEmpty() or width >= self._size.width():
            return self._size
        return QSize(width, max(1, self._size.height() * width // self._size.width()))


class _Icon(QWidget):
    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.setFixedSize(18, 18)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.painter_for(self)
        icons.paint(painter, self._name, theme.current().text_2, QRectF(self.rect()))
        painter.end()
