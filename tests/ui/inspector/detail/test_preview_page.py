"""The preview: pictures are drawn, other things are cards, all can be saved and found again."""

import base64
import math
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QGuiApplication, QImage, QImageWriter
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from gemini_desktop.core.chunk import Chunk
from gemini_desktop.ui.chat.hands.offers import Offer
from gemini_desktop.ui.inspector.detail.detail import EventDetail
from gemini_desktop.ui.inspector.events.kinds import kind_of
from tests.ui.inspector.sources import capture, event, from_body, picture_event


@pytest.fixture
def detail(qtbot: QtBot) -> Iterator[EventDetail]:
    widget = EventDetail()
    qtbot.addWidget(widget)
    widget.resize(480, 500)
    widget.show()
    yield widget
    widget.close()


def _png(width: int, height: int) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#2563eb"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())


def _show(detail: EventDetail, chunk: Chunk) -> None:
    detail.show_event(chunk.number, chunk, kind_of(chunk))


def _media_event(mime_type: str, data: bytes) -> Chunk:
    part = {"inlineData": {"mimeType": mime_type, "data": base64.b64encode(data).decode()}}
    return from_body(event(part)).decoded()[0][0]


def _press(detail: EventDetail, name: str) -> None:
    button = detail.preview.cards[0].findChild(QAbstractButton, name)
    assert button is not None
    button.click()


def test_a_picture_is_drawn(qtbot: QtBot, detail: EventDetail) -> None:
    data = _png(1200, 300)
    _show(detail, _media_event("image/png", data))
    assert not detail.preview.cards
    detail.show_tab("preview")
    (card,) = detail.preview.cards
    assert card.words().startswith("image/png\n1200 × 300 · ")
    assert card.words().endswith("$.candidates[0].content.parts[0].inlineData.data")

    def drawn() -> bool:
        middle = card.picture.grab().toImage().pixelColor(20, 20)
        return bool(middle.name() == "#2563eb")

    qtbot.waitUntil(drawn)
    assert card.picture.width() < 480
    assert math.isclose(card.picture.height(), card.picture.width() / 4, abs_tol=2)


def test_it_is_saved_as_it_came_and_copied_as_a_picture(qtbot: QtBot, detail: EventDetail) -> None:
    data = _png(40, 30)
    _show(detail, _media_event("image/png", data))
    detail.show_tab("preview")
    offers: list[Offer] = []
    detail.save_requested.connect(offers.append)
    _press(detail, "saveBlob")
    assert offers[0].name.endswith(".png")
    assert offers[0].data() == data
    QGuiApplication.clipboard().clear()
    _press(detail, "copyBlob")
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().image().width() == 40)
    _press(detail, "findBlob")
    assert detail.tab == "tree"
    assert detail.tree.chosen_path()[-1] == "data"


def test_a_damaged_picture_says_so(qtbot: QtBot, detail: EventDetail) -> None:
    chunk = from_body(picture_event(5000)).decoded()[0][0]
    _show(detail, chunk)
    detail.show_tab("preview")
    card = detail.preview.cards[0]
    qtbot.waitUntil(lambda: "damaged" in card.words())
    assert not card.picture.isVisible()


def test_sound_is_a_card(detail: EventDetail) -> None:
    _show(detail, _media_event("audio/L16;rate=24000", bytes(48_000)))
    detail.show_tab("preview")
    (card,) = detail.preview.cards
    assert card.words().split("\n")[1] == "48.0 kB · 1.0 s"
    offers: list[Offer] = []
    detail.save_requested.connect(offers.append)
    _press(detail, "saveBlob")
    assert offers[0].name.endswith(".wav")
    assert offers[0].data()[:4] == b"RIFF"


def test_a_signature_is_its_size_and_head(detail: EventDetail) -> None:
    signature = base64.b64encode(bytes(range(200))).decode()
    part = {"text": "x", "thoughtSignature": signature}
    _show(detail, from_body(event(part)).decoded()[0][0])
    detail.show_tab("preview")
    (card,) = detail.preview.cards
    assert card.words().startswith("Signature\n200 B · 00 01 02 03")
    _press(detail, "copyBlob")
    assert QGuiApplication.clipboard().text() == signature
    offers: list[Offer] = []
    detail.save_requested.connect(offers.append)
    _press(detail, "saveBlob")
    assert offers[0].name == "thoughtSignature.bin"
    assert offers[0].data() == bytes(range(200))


def test_what_stands_elsewhere_says_where(detail: EventDetail) -> None:
    part = {"fileData": {"fileUri": "gs://bucket/film", "mimeType": "video/mp4"}}
    _show(detail, from_body(event(part)).decoded()[0][0])
    detail.show_tab("preview")
    (card,) = detail.preview.cards
    assert "gs://bucket/film" in card.words()
    save = card.findChild(QAbstractButton, "saveBlob")
    assert save is not None
    assert not save.isEnabled()


def test_the_tab_is_there_where_it_applies_and_comes_back(detail: EventDetail) -> None:
    chunks = capture("22_ix_images_interleaved.sse").decoded()[0]
    with_picture = next(c for c in chunks if kind_of(c).label == "image")
    plain = next(c for c in chunks if kind_of(c).label == "text")
    _show(detail, with_picture)
    detail.show_tab("preview")
    assert detail.tab == "preview"
    _show(detail, plain)
    assert detail.tab == "tree"
    assert not detail.preview.cards
    _show(detail, with_picture)
    assert detail.tab == "preview"


def test_going_on_to_the_next_event_waits_for_nothing(qtbot: QtBot, detail: EventDetail) -> None:
    data = _png(3000, 2000)
    detail.show_tab("preview")
    for _ in range(5):
        _show(detail, _media_event("image/png", data))
    last = detail.preview.cards[0]
    qtbot.waitUntil(lambda: last.picture.grab().toImage().pixelColor(9, 9).name() == "#2563eb")
    detail.clear()
    assert not detail.preview.cards
