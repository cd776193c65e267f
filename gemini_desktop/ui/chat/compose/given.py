"""What a paste or a drop brings: files, a picture, or only words."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData
from PySide6.QtGui import QImage

_PICTURES = ("image/png", "image/jpeg", "image/webp", "image/gif")


class GivenPicture:
    """A picture without a file: its own bytes where the giver has them, else pixels."""

    def __init__(self, image: QImage, data: bytes = b"", mime_type: str = "image/png") -> None:
        self._image = image
        self._data = data
        self.mime_type = mime_type

    @property
    def name(self) -> str:
        """A name, as it has none of its own."""
        return f"pasted.{self.mime_type.rpartition('/')[2].replace('jpeg', 'jpg')}"

    def bytes(self) -> bytes:
        """The file's bytes; pixels become a PNG, which takes a while: call it in a thread."""
        if self._data:
            return self._data
        array = QByteArray()
        buffer = QBuffer(array)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        self._image.save(buffer, "PNG")  # type: ignore[call-overload] # the stub wants bytes
        buffer.close()
        return bytes(array.data())


def files(mime: QMimeData) -> list[Path]:
    """The files of this computer that are named in it, in order; none where it also names a page
    of the web, which is then no list of files but text."""
    urls = mime.urls() if mime.hasUrls() else []
    if not urls or not all(url.isLocalFile() for url in urls):
        return []
    return [Path(url.toLocalFile()) for url in urls if url.toLocalFile()]


def picture(mime: QMimeData) -> GivenPicture | None:
    """The picture, if that is what was copied. Office programs add a picture of the words that
    were copied: then the words are meant."""
    if mime.hasText() and mime.text().strip():
        return None
    for kind in _PICTURES:
        if mime.hasFormat(kind) and (data := bytes(mime.data(kind).data())):
            return GivenPicture(QImage(), data, kind)
    image = mime.imageData() if mime.hasImage() else None
    return GivenPicture(image) if isinstance(image, QImage) and not image.isNull() else None


def has_any(mime: QMimeData) -> bool:
    """Whether there is something that can be attached."""
    return bool(files(mime)) or picture(mime) is not None
