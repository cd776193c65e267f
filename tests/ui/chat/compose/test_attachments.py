"""The files of a prompt as the composer shows them: cards, sizes, and what cannot be sent."""

from __future__ import annotations

import base64
import itertools
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QByteArray, QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from gemini_desktop.core.events import Media
from gemini_desktop.core.transcript import prompt
from gemini_desktop.ui import theme
from gemini_desktop.ui.chat.compose.attachment_card import AttachmentCard
from gemini_desktop.ui.chat.compose.attachments import MOST_FILES, Attachments
from gemini_desktop.ui.chat.compose.given import GivenPicture
from gemini_desktop.ui.chat.faces.picture import PictureFace
from gemini_desktop.ui.chat.pane import ChatPane
from gemini_desktop.ui.chat.turns.blocks import Prompt
from tests.support import costs_less_than

COPY = Qt.DropAction.CopyAction
NONE = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


def picture(width: int = 40, height: int = 30) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#20a040"))
    return image


def png(width: int = 40, height: int = 30) -> bytes:
    return GivenPicture(picture(width, height)).bytes()


def file(name: str = "a.png", data: bytes | None = None, mime: str = "image/png") -> Media:
    data = png() if data is None else data
    kind = mime.partition("/")[0]
    return Media(
        kind=kind if kind in ("image", "audio", "video") else "document",  # type: ignore[arg-type]
        mime_type=mime,
        data=base64.b64encode(data).decode(),
        name=name,
    )


@pytest.fixture
def pane(qtbot: QtBot) -> Iterator[ChatPane]:
    pane = ChatPane()
    qtbot.addWidget(pane)
    pane.resize(700, 600)
    pane.show()
    qtbot.waitExposed(pane)
    yield pane
    pane.composer.attachments.clear()
    pane.view.page.show([])


def cards(pane: ChatPane) -> list[AttachmentCard]:
    found = pane.composer.attachments.findChildren(AttachmentCard)
    return [card for card in found if card.isVisible()]


# --- the list ------------------------------------------------------------------------------------


def test_a_file_that_does_not_fit_any_more_is_the_one_that_is_told() -> None:
    """20 MB of base64 in all, in the order in which they came; a later small one still fits."""
    files = Attachments()
    for name, size in (("a", 8_000_000), ("b", 8_000_000), ("c", 100_000)):
        entry = files.add(name)
        assert entry is not None
        entry.media = Media(kind="image", mime_type="image/png", data="A" * (size * 4 // 3))
    (key,) = files.problems()
    assert key == files.files[1].key
    short, sentence = files.problems()[key]
    assert short == "No room left"
    assert "b does not fit" in sentence
    assert "20.0 MB" in sentence
    files.remove(files.files[0].key)
    assert not files.problems()


def test_what_the_conversation_carries_counts() -> None:
    files = Attachments(carried=19_000_000)
    entry = files.add("a.png")
    assert entry is not None
    entry.media = Media(kind="image", mime_type="image/png", data="A" * 2_000_000)
    assert "new chat" in files.problems()[entry.key][1]


def test_another_protocol_refuses_other_files() -> None:
    files = Attachments()
    entry = files.add("report.pdf")
    assert entry is not None
    entry.media = file("report.pdf", b"%PDF", "application/pdf")
    assert not files.problems()
    files.protocol = "chat-completions"
    assert files.problems()[entry.key][0] == "Not for this API"


# --- the tray ------------------------------------------------------------------------------------


def test_cards_say_what_they_are(pane: ChatPane, qtbot: QtBot) -> None:
    tray = pane.composer.attachments
    assert not tray.isVisible()
    key = tray.add("photo.png")
    assert tray.isVisible()
    assert tray.reading
    assert cards(pane)[0].accessibleName() == "photo.png, Reading…"
    tray.resolve(key, file("photo.png"))
    size = len(png())
    assert cards(pane)[0].accessibleName() == f"photo.png, PNG · {size} bytes"
    assert tray.media == [file("photo.png")]
    assert pane.composer.send.isEnabled()


def test_the_thumbnail_is_decoded_and_painted(pane: ChatPane, qtbot: QtBot) -> None:
    tray = pane.composer.attachments
    tray.put(file("photo.png", png(400, 100)))
    with qtbot.waitSignal(tray.pictures.ready):
        cards(pane)[0].grab()
    image = cards(pane)[0].grab().toImage()
    middle = image.pixelColor(QPoint(28, image.height() // 2))
    assert middle == QColor("#20a040")


def test_a_failure_stands_in_its_place_and_holds_the_prompt(pane: ChatPane) -> None:
    """A sentence below the cards, the card in words, Send off with its reason; never a dialog."""
    tray, composer = pane.composer.attachments, pane.composer
    QTest.keyClicks(composer.edit, "Look")
    tray.put(file())
    key = tray.add("film.mp4")
    tray.fail(key, "film.mp4 cannot be attached: too large, 84.0 MB.", "Send a smaller one.")
    assert tray.problem.endswith("Send a smaller one.")
    assert "Too large, 84.0 MB" in cards(pane)[1].accessibleName()
    assert not composer.send.isEnabled()
    assert "remove the file" in composer.send.toolTip()
    sent: list[str] = []
    composer.submitted.connect(sent.append)
    QTest.keyClick(composer.edit, Qt.Key.Key_Return)
    assert not sent
    assert composer.draft() == "Look"
    QTest.mouseClick(cards(pane)[1].remove, LEFT)
    assert composer.send.isEnabled()
    QTest.keyClick(composer.edit, Qt.Key.Key_Return)
    assert sent == ["Look"]
    assert composer.take_media() == [file()]
    assert composer.take_media() == []
    assert not tray.isVisible()


def test_files_alone_can_be_sent(pane: ChatPane) -> None:
    sent: list[str] = []
    pane.prompt_submitted.connect(sent.append)
    pane.composer.attachments.put(file())
    QTest.mouseClick(pane.composer.send, LEFT)
    assert sent == [""]


def test_files_are_removed_by_keyboard(pane: ChatPane) -> None:
    """The focus goes to the next card, and from the last one to the box."""
    tray = pane.composer.attachments
    pane.activateWindow()
    for name in ("a.png", "b.png"):
        tray.put(file(name))
    cards(pane)[0].remove.setFocus()
    QTest.keyClick(cards(pane)[0].remove, Qt.Key.Key_Space)
    assert tray.names == ["b.png"]
    assert pane.focusWidget() is cards(pane)[0].remove
    assert cards(pane)[0].remove.accessibleName() == "Remove b.png"
    QTest.keyClick(cards(pane)[0].remove, Qt.Key.Key_Space)
    assert pane.focusWidget() is pane.composer.edit


def test_tab_goes_from_the_box_through_the_files_and_along_the_row(pane: ChatPane) -> None:
    pane.activateWindow()
    composer = pane.composer
    composer.set_model("a-model")
    QTest.keyClicks(composer.edit, "Look")
    composer.tokens.show_count(3, exact=False)
    composer.tokens.set_asking(possible=True, way="click")
    for name in ("a.png", "b.png"):
        composer.attachments.put(file(name))
    composer.edit.setFocus()
    seen = []
    for _ in range(6):
        focused = pane.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        focused = pane.focusWidget()
        assert focused is not None
        seen.append(focused.accessibleName() or focused.objectName())
    assert seen == [
        *("Remove a.png", "Remove b.png", "Attach files…", "a-model"),
        *("About 3 tokens", "Send"),
    ]


@pytest.mark.parametrize("zoom", [100, 160, 200])
def test_the_chips_are_never_cut_for_the_number_of_tokens(pane: ChatPane, zoom: int) -> None:
    composer = pane.composer
    theme.manager().set_zoom(zoom)
    try:
        composer.set_model("gemini-3.8-flash")
        composer.tokens.show_count(123_456, exact=False)
        for width in (900, 460, 380, 900):
            pane.resize(width, 600)
            QApplication.processEvents()
            chip = composer.findChild(QWidget, "modelChip")
            assert chip is not None
            if composer.tokens.isVisible():
                assert chip.width() >= chip.sizeHint().width()
        assert composer.tokens.isVisible()
    finally:
        theme.manager().set_zoom(100)


@pytest.mark.parametrize("zoom", [100, 160, 220])
@pytest.mark.parametrize("width", [320, 460, 900])
def test_the_sentence_stands_below_the_cards(pane: ChatPane, zoom: int, width: int) -> None:
    """However many lines it takes: nothing overlaps, and all of it is in the box."""
    tray = pane.composer.attachments
    theme.manager().set_zoom(zoom)
    try:
        pane.resize(width, 900)
        key = tray.add("film.mp4")
        tray.fail(key, "film.mp4 cannot be attached: too large, 84.0 MB.", "Send another. " * 8)
        QApplication.processEvents()
        sentence = tray.findChild(QWidget, "attachmentProblem")
        assert sentence is not None
        area = tray.findChild(QScrollArea)
        assert area is not None
        assert area.geometry().bottom() < sentence.geometry().top()
        assert sentence.height() >= sentence.heightForWidth(sentence.width())
        assert tray.geometry().bottom() < pane.composer.edit.geometry().top()
    finally:
        theme.manager().set_zoom(100)


def test_many_files_scroll_and_too_many_are_told(pane: ChatPane) -> None:
    tray = pane.composer.attachments
    for number in range(MOST_FILES + 3):
        tray.put(file(f"{number}.png"))
    assert len(tray.media) == MOST_FILES
    shown = tray.findChild(QWidget, "attachmentProblem")
    assert shown is not None
    assert "3 were left out" in shown.text()  # type: ignore[attr-defined]
    assert tray.height() < 240
    area = tray.findChild(QScrollArea)
    assert area is not None
    QApplication.processEvents()
    assert area.horizontalScrollBar().maximum() == 0


@pytest.mark.parametrize("width", [300, 460, 900])
def test_cards_stay_within_the_box(pane: ChatPane, width: int) -> None:
    pane.resize(width, 600)
    tray = pane.composer.attachments
    for name in ("a very long name of a file that nobody can read.png", "b.png", "c.png"):
        tray.put(file(name))
    QApplication.processEvents()
    shown = [card.geometry() for card in cards(pane)]
    assert all(rect.right() < tray.width() for rect in shown)
    assert not any(a.intersects(b) for a, b in itertools.combinations(shown, 2))


def test_a_large_text_file_does_not_slow_the_typing(pane: ChatPane) -> None:
    """Whether it can be sent is looked up at each letter, and not in the file."""
    pane.composer.set_protocol("chat-completions")
    large = Media(kind="document", mime_type="text/plain", data="QUJD" * 4_000_000, name="a.txt")
    pane.composer.attachments.put(large)
    with costs_less_than(1):
        for _ in range(50):
            assert pane.composer.attachments.problem == ""


def test_in_the_conversation_a_picture_stands_at_the_prompts_side(pane: ChatPane) -> None:
    """Small, and above the words of its bubble."""
    pane.show_conversation([prompt("What is this?", [file("a.png", png(900, 600))])])
    QApplication.processEvents()
    face = pane.view.page.face(0, 0)
    assert isinstance(face, PictureFace)
    (shown, *_) = (spot.rect for spot in face.spots)
    assert shown.width() == 240
    assert shown.right() == face.width
    assert isinstance(pane.view.page.rows[0].blocks[1], Prompt)


@pytest.mark.parametrize("height", [300, 420, 520, 900])
def test_a_tall_box_takes_no_room_from_whole_samples(pane: ChatPane, height: int) -> None:
    """What does not fit above it is not there at all, rather than cut."""
    for number in range(9):
        pane.composer.attachments.put(file(f"{number}.png"))
    pane.resize(420, height)
    QApplication.processEvents()
    shown = [sample for sample in pane.empty.samples if sample.isVisible()]
    for sample in shown:
        assert sample.height() >= sample.heightForWidth(sample.width())
        assert pane.empty.rect().contains(
            QRect(sample.mapTo(pane.empty, QPoint(0, 0)), sample.size())
        )
    assert len(shown) == 3 if height == 900 else len(shown) < 3


# --- paste and drop ------------------------------------------------------------------------------


def mime(urls: tuple[str, ...] = (), text: str = "", image: QImage | None = None) -> QMimeData:
    data = QMimeData()
    if urls:
        data.setUrls([QUrl(url) for url in urls])
    if text:
        data.setText(text)
    if image is not None:
        data.setImageData(image)
    return data


def test_pasted_files_and_pictures_become_attachments(pane: ChatPane) -> None:
    edit = pane.composer.edit
    given: list[object] = []
    pane.composer.files_given.connect(given.extend)
    pane.composer.picture_given.connect(given.append)
    edit.insertFromMimeData(mime(("file:///tmp/a%20b.png", "file:///tmp/c.txt")))
    assert [str(path) for path in given] == ["/tmp/a b.png", "/tmp/c.txt"]
    edit.insertFromMimeData(mime(image=picture()))
    pasted = given[-1]
    assert isinstance(pasted, GivenPicture)
    assert QImage.fromData(pasted.bytes()).size() == picture().size()
    assert pasted.name == "pasted.png"
    assert edit.toPlainText() == ""


def test_a_picture_with_bytes_of_its_own_keeps_them(pane: ChatPane) -> None:
    data = mime()
    data.setData("image/jpeg", QByteArray(b"\xff\xd8\xff the very bytes"))
    given: list[GivenPicture] = []
    pane.composer.picture_given.connect(given.append)
    pane.composer.edit.insertFromMimeData(data)
    assert given[0].bytes() == b"\xff\xd8\xff the very bytes"
    assert (given[0].name, given[0].mime_type) == ("pasted.jpg", "image/jpeg")


@pytest.mark.parametrize(
    "data",
    [
        mime(text="plain words"),
        mime(("https://example.org/a.png",), "https://example.org/a.png"),
        mime(text="cells of a table", image=QImage(4, 4, QImage.Format.Format_RGB32)),
    ],
)
def test_words_stay_words(pane: ChatPane, data: QMimeData) -> None:
    """Also where an office program adds a picture of them."""
    pane.composer.edit.insertFromMimeData(data)
    assert pane.composer.edit.toPlainText() == data.text()


def enter(pane: QWidget, data: QMimeData) -> bool:
    event = QDragEnterEvent(QPoint(40, 40), COPY, data, LEFT, NONE)
    QApplication.sendEvent(pane, event)
    return event.isAccepted()


def drop(pane: QWidget, data: QMimeData) -> None:
    QApplication.sendEvent(pane, QDropEvent(QPointF(40, 40), COPY, data, LEFT, NONE))


def test_the_pane_shows_where_files_can_be_dropped(pane: ChatPane) -> None:
    zone = pane.findChild(QWidget, "dropZone")
    assert zone is not None
    assert not zone.isVisible()
    files = mime(("file:///tmp/a.png",))
    assert enter(pane, files)
    assert zone.isVisible()
    assert zone.size() == pane.size()
    QApplication.sendEvent(pane, QDragLeaveEvent())
    assert not zone.isVisible()
    dropped: list[object] = []
    pane.files_dropped.connect(dropped.extend)
    enter(pane, files)
    drop(pane, files)
    assert not zone.isVisible()
    assert [str(path) for path in dropped] == ["/tmp/a.png"]


def test_dragged_words_go_into_the_box_and_files_past_it(pane: ChatPane) -> None:
    words = mime(text="dragged words")
    assert not enter(pane, words)
    edit = pane.composer.edit
    assert enter(edit.viewport(), words)
    zone = pane.findChild(QWidget, "dropZone")
    assert zone is not None
    assert not zone.isVisible()
    assert enter(edit, mime(("file:///tmp/a.png",)))  # by the pane around it
    assert zone.isVisible()


def test_a_picture_is_dropped_from_a_browser(pane: ChatPane) -> None:
    given: list[object] = []
    pane.composer.picture_given.connect(given.append)
    data = mime(image=picture())
    assert enter(pane, data)
    drop(pane, data)
    assert len(given) == 1


def test_attaching_has_a_button_and_names(pane: ChatPane) -> None:
    asked: list[None] = []
    pane.composer.attach_requested.connect(lambda: asked.append(None))
    QTest.mouseClick(pane.composer.attach, LEFT)
    assert len(asked) == 1
    assert pane.composer.attach.accessibleName() == "Attach files…"
    assert "video" in pane.composer.attach.toolTip()
    assert "15 MB" in pane.composer.attach.toolTip()
    pane.composer.set_protocol("chat-completions")
    assert "video" not in pane.composer.attach.toolTip()
    pane.composer.attachments.put(file("film.mp4", b"\0\0", "video/mp4"))
    assert "Chat Completions takes" in pane.composer.attachments.problem
