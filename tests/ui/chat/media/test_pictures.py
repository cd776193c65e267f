"""Pictures are measured before they are decoded, and decoded away from the window."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QSize, QSizeF
from PySide6.QtGui import QColor, QImage, QImageIOHandler, QImageWriter
from pytestqt.qtbot import QtBot

from gemini_desktop.core.events import Media
from gemini_desktop.ui.chat.media import pictures
from gemini_desktop.ui.chat.media.pictures import Pictures
from tests.support import costs_less_than
from tests.ui.chat import everything_media


def encoded(width: int, height: int, kind: str = "PNG") -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#336699"))
    array = QByteArray()
    buffer = QBuffer(array)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert QImageWriter(buffer, QByteArray(kind.encode())).write(image)
    buffer.close()
    return bytes(array.data())


def media(data: bytes, mime: str = "image/png") -> Media:
    return Media(kind="image", mime_type=mime, data=base64.b64encode(data).decode())


def claims(width: int, height: int) -> bytes:
    """A PNG whose head asks for this size, with next to nothing behind it."""
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b"")]
    chunks = (
        struct.pack(">I", len(d)) + t + d + struct.pack(">I", zlib.crc32(t + d)) for t, d in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.fixture
def store(qtbot: QtBot) -> Iterator[Pictures]:
    parent = QObject()
    store = Pictures(parent)
    yield store
    store.clear()


@pytest.mark.parametrize("kind", ["PNG", "JPG"])
def test_a_picture_comes_at_the_size_asked_for(store: Pictures, qtbot: QtBot, kind: str) -> None:
    picture = media(encoded(800, 400, kind), f"image/{kind.lower()}")
    assert store.size(picture) == QSize(800, 400)
    with qtbot.waitSignal(store.ready):
        assert store.pixmap(picture, QSizeF(200, 100), 2.0) is None
    pixmap = store.pixmap(picture, QSizeF(200, 100), 2.0)
    assert pixmap is not None
    assert (pixmap.width(), pixmap.height()) == (400, 200)


def test_url_safe_base64_without_padding_is_read(store: Pictures, qtbot: QtBot) -> None:
    data = base64.urlsafe_b64encode(encoded(33, 21)).decode().rstrip("=")
    picture = Media(kind="image", mime_type="image/png", data=data)
    with qtbot.waitSignal(store.ready):
        store.pixmap(picture, QSizeF(33, 21), 1.0)
    assert store.pixmap(picture, QSizeF(33, 21), 1.0) is not None


def test_large_base64_is_joined_from_its_slices(store: Pictures) -> None:
    data = bytes(range(256)) * 4000
    text = base64.b64encode(data).decode()
    assert pictures._whole(text) == data
    broken = "\n".join(text[i : i + 76] for i in range(0, len(text), 76))
    assert pictures._whole(broken) == data


def test_a_small_file_cannot_ask_for_gigabytes(store: Pictures) -> None:
    bomb = media(claims(50_000, 50_000))
    assert store.size(bomb).isEmpty()
    assert "50000 × 50000" in store.problem(bomb)


@pytest.mark.parametrize(
    "data",
    [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"BM....", b"GIF", b"", b"\x89PNG\r\n\x1a\n"],
)
def test_what_is_no_picture_says_so(store: Pictures, data: bytes) -> None:
    """Known by its bytes: the name of the type is only a claim."""
    picture = media(data)
    assert store.size(picture).isEmpty()
    assert store.problem(picture)


def test_what_is_not_base64_says_so(store: Pictures) -> None:
    picture = Media(kind="image", mime_type="image/png", data="!!!!")
    assert "damaged" in store.problem(picture)


def test_a_picture_by_address_is_an_address(store: Pictures) -> None:
    """It is not fetched."""
    picture = Media(kind="image", mime_type="image/png", uri="https://e.example/p.png")
    assert store.size(picture).isEmpty()
    assert "https://e.example/p.png" in store.problem(picture)


def test_a_picture_cut_short_is_found_out(store: Pictures, qtbot: QtBot) -> None:
    picture = media(claims(64, 64)[:60])
    assert store.size(picture) == QSize(64, 64)
    with qtbot.waitSignal(store.ready):
        store.pixmap(picture, QSizeF(64, 64), 1.0)
    assert store.problem(picture)


def test_memory_for_pictures_is_bounded(
    store: Pictures, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "_KEPT_BYTES", 100_000)
    for number in range(4):
        picture = media(encoded(100 + number, 100))
        with qtbot.waitSignal(store.ready):
            store.pixmap(picture, QSizeF(100 + number, 100), 1.0)
    assert len(store._pixmaps) <= 2


def test_a_picture_taken_upright_is_shown_upright(store: Pictures, qtbot: QtBot) -> None:
    """What the head says beside the pixels turns both the size and the picture."""
    image = QImage(60, 20, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    for y in range(20):
        for x in range(30, 60):
            image.setPixelColor(x, y, QColor("blue"))
    array = QByteArray()
    buffer = QBuffer(array)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"JPG"))
    writer.setTransformation(QImageIOHandler.Transformation.TransformationRotate90)
    assert writer.write(image)
    buffer.close()
    picture = media(bytes(array.data()), "image/jpeg")
    assert store.size(picture) == QSize(20, 60)
    with qtbot.waitSignal(store.ready):
        store.pixmap(picture, QSizeF(10, 30), 1.0)
    pixmap = store.pixmap(picture, QSizeF(10, 30), 1.0)
    assert pixmap is not None
    assert (pixmap.width(), pixmap.height()) == (10, 30)
    shown = pixmap.toImage()
    assert shown.pixelColor(5, 3).red() > 150
    assert shown.pixelColor(5, 27).blue() > 150


def test_of_a_picture_that_moves_the_first_frame_is_shown(store: Pictures, qtbot: QtBot) -> None:
    picture = media(everything_media.gif(), "image/gif")
    assert store.size(picture) == QSize(120, 80)
    with qtbot.waitSignal(store.ready):
        store.pixmap(picture, QSizeF(120, 80), 1.0)
    pixmap = store.pixmap(picture, QSizeF(120, 80), 1.0)
    assert pixmap is not None
    assert pixmap.toImage().pixelColor(60, 40).name() == "#2563eb"


def test_the_whole_picture_is_handed_over_and_not_after_clear(
    store: Pictures, qtbot: QtBot
) -> None:
    got: list[QImage] = []
    picture, damaged = media(encoded(70, 30)), media(claims(64, 64)[:60])
    store.whole(picture, got.append)
    store.whole(damaged, got.append)
    qtbot.waitUntil(lambda: len(got) == 2)
    assert (got[0].width(), got[0].height(), got[1].isNull()) == (70, 30, True)
    store.whole(picture, got.append)
    store.clear()
    qtbot.wait(50)
    assert len(got) == 2


@pytest.mark.qt_log_ignore("JPEG datastream contains no image")  # so far, it says of a head
@pytest.mark.parametrize("filler", [100_000, 2_000_000])
def test_the_size_stands_behind_much_about_the_camera(store: Pictures, filler: int) -> None:
    """Segments of a JPEG hold at most 64 KB each, and there may be many before the size."""
    jpeg = encoded(90, 40, "JPG")
    segment = b"\xff\xef" + struct.pack(">H", 60_002) + bytes(60_000)
    picture = media(jpeg[:2] + segment * (filler // 60_000) + jpeg[2:], "image/jpeg")
    assert store.size(picture) == QSize(90, 40)
    assert store.problem(picture) == ""


def test_twenty_megabytes_are_measured_without_holding_up_the_window(store: Pictures) -> None:
    picture = media(encoded(64, 64) + bytes(20_000_000))
    with costs_less_than(0.1):
        assert store.size(picture) == QSize(64, 64)
