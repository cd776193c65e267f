"""Pictures of answers: sized from their head, decoded in a worker, kept as they are shown.

Only PNG, JPEG, WebP and GIF, known by their bytes and not by their name; and only after the size
in pixels was looked at, for a small file can ask for gigabytes. A picture by address is never
fetched: its address is shown.
"""

from __future__ import annotations

import base64
import binascii
from collections import OrderedDict
from collections.abc import Callable

import msgspec
from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QCoreApplication,
    QIODevice,
    QObject,
    QRunnable,
    QSize,
    QSizeF,
    QThreadPool,
    Signal,
)
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader, QPixmap

from gemini_desktop.core.events import Media
from gemini_desktop.ui.chat.text import links

MAX_PIXELS = 64_000_000
_HEAD = 48 * 1024
_LONG_HEAD = 1024 * 1024
_KEPT_BYTES = 128 * 1024 * 1024
_MAGIC = {b"\x89PNG\r\n\x1a\n": b"png", b"\xff\xd8\xff": b"jpeg", b"GIF8": b"gif"}
_SLICE = 256 * 1024  # of base64: a longer call would hold the interpreter for many frames


def kind_of(head: bytes) -> bytes:
    """The format by its first bytes, as Qt names it; empty for anything else."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return b"webp"
    return next((kind for magic, kind in _MAGIC.items() if head.startswith(magic)), b"")


class _Known(msgspec.Struct):
    """What is known of one picture. `media` is held so that its id stays its own."""

    media: Media
    size: QSize = msgspec.field(default_factory=QSize)
    problem: str = ""
    asked: tuple[int, int] = (0, 0)


class Pictures(QObject):
    """The pictures of one view. `ready` comes when one can be painted, or turned out not to be."""

    ready = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._known: dict[int, _Known] = {}
        self._pixmaps: OrderedDict[int, QPixmap] = OrderedDict()
        self._bytes = 0
        self._tasks: dict[int, _Task] = {}
        self._wishes: list[tuple[_Task, Callable[[QImage], None]]] = []

    def size(self, media: Media) -> QSize:
        """In pixels as the head says; empty where it cannot be shown."""
        return self._look(media).size

    def problem(self, media: Media) -> str:
        """Why it cannot be shown, empty where it can."""
        return self._look(media).problem

    def pixmap(self, media: Media, size: QSizeF, ratio: float) -> QPixmap | None:
        """The picture at this size, or None: then it is being made and `ready` will come."""
        known = self._look(media)
        wanted = (max(1, round(size.width() * ratio)), max(1, round(size.height() * ratio)))
        pixmap = self._pixmaps.get(id(media))
        if pixmap is not None:
            self._pixmaps.move_to_end(id(media))
        if known.problem or (pixmap is not None and known.asked == wanted):
            return pixmap
        if id(media) not in self._tasks:
            known.asked = wanted
            self._start(media, wanted)
        return pixmap

    def whole(self, media: Media, then: Callable[[QImage], None]) -> None:
        """Decode the picture as large as it is and hand it over, later; a null image where that
        fails. Nothing comes after `clear`."""
        task = _Task(media, None)
        self._wishes.append((task, then))
        task.done.finished.connect(self._fulfil)
        self._pool.start(task)

    def _fulfil(self, key: int, image: QImage) -> None:
        for number, (task, then) in enumerate(self._wishes):
            if id(task.media) == key:
                del self._wishes[number]
                then(image)
                return

    def known(self, media: Media) -> QPixmap | None:
        """The picture as it was shown last, at whatever size."""
        return self._pixmaps.get(id(media))

    def clear(self) -> None:
        """Forget all; what is being made comes to nothing."""
        self._pool.clear()
        self._pool.waitForDone()
        for task in [*self._tasks.values(), *(task for task, _ in self._wishes)]:
            task.done.finished.disconnect()
        self._wishes.clear()
        self._known.clear()
        self._pixmaps.clear()
        self._tasks.clear()
        self._bytes = 0

    def _look(self, media: Media) -> _Known:
        known = self._known.get(id(media))
        if known is None:
            known = _Known(media)
            known.size, known.problem = measured(media)
            self._known[id(media)] = known
        return known

    def _start(self, media: Media, wanted: tuple[int, int]) -> None:
        task = _Task(media, wanted)
        task.done.finished.connect(self._made)
        self._tasks[id(media)] = task
        self._pool.start(task)

    def _made(self, key: int, image: QImage) -> None:
        task = self._tasks.pop(key, None)
        known = self._known.get(key)
        if task is None or known is None:
            return
        if image.isNull():
            known.problem = _tr("This picture is damaged ({}).").format(known.media.mime_type)
        else:
            self._keep(key, QPixmap.fromImage(image))
        self.ready.emit()

    def _keep(self, key: int, pixmap: QPixmap) -> None:
        old = self._pixmaps.pop(key, None)
        self._bytes += _cost(pixmap) - (_cost(old) if old is not None else 0)
        self._pixmaps[key] = pixmap
        while self._bytes > _KEPT_BYTES and len(self._pixmaps) > 1:
            _, dropped = self._pixmaps.popitem(last=False)
            self._bytes -= _cost(dropped)


def measured(media: Media) -> tuple[QSize, str]:
    """The size in pixels from the first bytes, or why it cannot be shown."""
    if not media.data:
        address = links.shown(media.uri) if media.uri else media.mime_type
        return QSize(), _tr("Picture: {}").format(address)
    try:
        head = media.decoded() if len(media.data) <= _HEAD else _part(media.data[:_HEAD])
    except ValueError:
        return QSize(), _tr("This picture is damaged ({}).").format(media.mime_type)
    kind = kind_of(head)
    if not kind:
        return QSize(), _tr("{} is not a kind of picture that can be shown.").format(
            media.mime_type
        )
    size = _reader_size(head, kind)
    if size.isEmpty() and len(media.data) > _HEAD:  # a JPEG may begin with much about its camera
        size = _reader_size(_part(media.data[:_LONG_HEAD]), kind)
    if size.isEmpty() and len(media.data) > _LONG_HEAD:
        size = _reader_size(_whole(media.data), kind)
    if size.isEmpty():
        return QSize(), _tr("This picture is damaged ({}).").format(media.mime_type)
    if size.width() * size.height() > MAX_PIXELS:
        text = _tr("Picture of {} × {} pixels: too large to be shown.")
        return QSize(), text.format(size.width(), size.height())
    return size, ""


def _reader_size(data: bytes, kind: bytes) -> QSize:
    array = QByteArray(data)
    buffer = QBuffer(array)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    size = _turned(QImageReader(buffer, QByteArray(kind)))
    buffer.close()
    return size


def _turned(reader: QImageReader) -> QSize:
    """The size as it is shown: a camera that was held upright says so beside the pixels."""
    size = reader.size()
    return size.transposed() if _lies(reader) else size


def _lies(reader: QImageReader) -> bool:
    turned = QImageIOHandler.Transformation.TransformationRotate90
    return bool(reader.transformation().value & turned.value)


class _Done(QObject):
    finished = Signal(object, QImage)  # an int of Qt has 32 bits, an id 64


class _Task(QRunnable):
    """Decodes one picture, scaled down while it is read where the format can; `wanted` None leaves
    it as large as it is."""

    def __init__(self, media: Media, wanted: tuple[int, int] | None) -> None:
        super().__init__()
        self.setAutoDelete(False)  # Python owns it
        self.done = _Done()
        self.media = media
        self._wanted = wanted

    def run(self) -> None:
        """Called by Qt, in a thread of the pool."""
        self.done.finished.emit(id(self.media), decoded(self.media, self._wanted))


def decoded(media: Media, wanted: tuple[int, int] | None = None) -> QImage:
    """The picture, at most so large in pixels; a null image where it cannot be shown. Takes its
    time, for a worker."""
    try:
        data = _whole(media.data)
    except ValueError:
        return QImage()
    array = QByteArray(data)
    buffer = QBuffer(array)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(kind_of(data[:16])))
    reader.setAutoTransform(True)
    size = reader.size()
    image = QImage()
    if not size.isEmpty() and size.width() * size.height() <= MAX_PIXELS:
        scaled = QSize(*wanted) if wanted is not None else size
        if wanted is not None and _lies(reader):
            scaled.transpose()
        if scaled.width() < size.width():
            reader.setScaledSize(scaled)
        image = reader.read()
    buffer.close()
    return image


def _whole(data: str) -> bytes:
    """Base64 in slices, so that the window's thread gets its turns."""
    if len(data) <= _SLICE:
        return Media(kind="image", mime_type="", data=data).decoded()
    text = data.translate({10: None, 13: None, 32: None})
    pieces = (text[at : at + _SLICE] for at in range(0, len(text), _SLICE))
    return b"".join(_part(piece) for piece in pieces)


def _part(text: str) -> bytes:
    text = text.translate({10: None, 13: None, 32: None, 45: "+", 95: "/"}).rstrip("=")
    try:
        return base64.b64decode(text[: len(text) // 4 * 4] + _padded(text), validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from error


def _padded(text: str) -> str:
    rest = text[len(text) // 4 * 4 :]
    return rest + "=" * (-len(rest) % 4) if len(rest) > 1 else ""


def _cost(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * 4


def _tr(text: str) -> str:
    return QCoreApplication.translate("Chat", text)
