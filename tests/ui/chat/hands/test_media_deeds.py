"""Pictures, sounds and files: looked at, copied, saved, opened after a question, by mouse and key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, QPointF, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from gemini_desktop.core.events import Media
from gemini_desktop.core.files import media_files
from gemini_desktop.core.transcript import Step, Turn
from gemini_desktop.ui.chat.faces.base import Face
from gemini_desktop.ui.chat.hands.media_actions import (
    AskToOpen,
    CopyPicture,
    MediaAction,
    OpenFile,
    SaveFile,
    Zoom,
)
from gemini_desktop.ui.chat.hands.offers import Offer
from gemini_desktop.ui.chat.media.zoom_overlay import ZoomOverlay
from gemini_desktop.ui.chat.page import Place
from gemini_desktop.ui.chat.turns.blocks import Block, File, Picture
from gemini_desktop.ui.chat.view import ChatView
from tests.ui.chat import everything_media as made

SUNSET = made.sunset(320, 200)
PICTURE = made.media("image", "image/jpeg", SUNSET, name="../a/b\\sunset?.jpeg")


class Opened(QObject):
    """What the system was asked to open, caught before any program could start."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: list[QUrl] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.urls.append(url)


@pytest.fixture
def opened() -> Iterator[Opened]:
    opened = Opened()
    for scheme in ("file", "http", "https"):
        QDesktopServices.setUrlHandler(scheme, opened, "take")  # type: ignore[arg-type]
    yield opened
    for scheme in ("file", "http", "https"):
        QDesktopServices.unsetUrlHandler(scheme)


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[ChatView]:
    window = QWidget()
    qtbot.addWidget(window)
    view = ChatView(window)
    window.resize(700, 560)
    view.setGeometry(0, 0, 700, 560)
    window.show()
    qtbot.waitExposed(window)
    yield view
    view.show_turns([])


def show(view: ChatView, *contents: Media) -> None:
    step = Step(index=0, kind="model_output", contents=[*contents])
    view.show_turns([Turn(role="model", steps=[step])])
    view.grab()


def found(view: ChatView, kind: type[Block]) -> tuple[Place, Face, QPointF]:
    for place, face, corner in view.in_view():
        if isinstance(view.page.rows[place.row].blocks[place.block], kind):
            return place, face, corner
    pytest.fail(f"no {kind} in view")


def actions(face: Face) -> list[type[object]]:
    return [type(spot.action) for spot in face.spots]


def click(view: ChatView, kind: type[Block], action: MediaAction) -> None:
    _, face, corner = found(view, kind)
    (spot,) = [s for s in face.spots if s.action == action]
    point = corner + spot.rect.center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point.toPoint())


def offered(args: list[Any] | None) -> Offer:
    """What came with the view's signal."""
    assert args
    assert isinstance(args[0], Offer)
    return args[0]


def overlay(view: ChatView) -> ZoomOverlay:
    child = view.window().findChild(ZoomOverlay)
    assert child is not None
    return child


def no_overlay(view: ChatView, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: view.window().findChild(ZoomOverlay) is None)


# --- looking closer --------------------------------------------------------------------------------


def test_a_click_shows_the_picture_over_the_window(view: ChatView, qtbot: QtBot) -> None:
    show(view, PICTURE)
    click(view, Picture, Zoom())
    shown = overlay(view)
    assert shown.geometry() == view.window().rect()
    assert shown.hasFocus()
    assert shown.accessibleName() == "Picture, 320 × 200 pixels"
    with qtbot.waitSignal(shown._pictures.ready):
        shown.grab()
    image = shown.grab().toImage()
    middle = image.pixelColor(image.width() // 2, image.height() // 2)
    assert middle.lightness() > 60  # the sky, not the dark around it
    QTest.keyClick(shown, Qt.Key.Key_Escape)
    no_overlay(view, qtbot)
    assert view.hasFocus()


def test_a_second_click_closes_it(view: ChatView, qtbot: QtBot) -> None:
    show(view, PICTURE)
    click(view, Picture, Zoom())
    QTest.mouseClick(overlay(view), Qt.MouseButton.LeftButton, pos=overlay(view).rect().center())
    no_overlay(view, qtbot)


def test_it_opens_by_keyboard_and_gives_the_focus_back(view: ChatView, qtbot: QtBot) -> None:
    show(view, PICTURE)
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Tab)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert overlay(view).isVisible()
    QTest.keyClick(overlay(view), Qt.Key.Key_Return)
    no_overlay(view, qtbot)
    assert view.hasFocus()


def test_keys_and_wheel_zoom_and_the_pointer_stays_where_it_is(
    view: ChatView, qtbot: QtBot
) -> None:
    show(view, made.media("image", "image/png", made.sunset(1200, 700)))
    click(view, Picture, Zoom())
    shown = overlay(view)
    fit = shown.scale
    assert 0.4 < fit < 0.6
    QTest.keyClick(shown, Qt.Key.Key_1)
    assert shown.scale == pytest.approx(1.0)
    QTest.keyClick(shown, Qt.Key.Key_Plus)
    assert shown.scale == pytest.approx(1.25)
    QTest.keyClick(shown, Qt.Key.Key_Minus)
    QTest.keyClick(shown, Qt.Key.Key_0)
    assert shown.scale == pytest.approx(fit)
    at = QPointF(200, 300)
    before = shown._picture_rect()
    share = (at.x() - before.left()) / before.width()
    shown.zoom(2.0, at)
    after = shown._picture_rect()
    assert (at.x() - after.left()) / after.width() == pytest.approx(share, abs=0.01)
    for _ in range(40):
        QTest.keyClick(shown, Qt.Key.Key_Left)
        shown.zoom(1.5)
    assert shown.scale <= 16
    assert shown.rect().toRectF().intersects(shown._picture_rect())


def test_dragging_moves_it_and_does_not_close_it(view: ChatView) -> None:
    show(view, made.media("image", "image/png", made.sunset(1200, 700)))
    click(view, Picture, Zoom())
    shown = overlay(view)
    shown.show_pixels()
    before = shown._picture_rect().topLeft()
    centre = shown.rect().center()
    QTest.mousePress(shown, Qt.MouseButton.LeftButton, pos=centre)
    QTest.mouseMove(shown, centre + QPointF(60, 40).toPoint())
    QTest.mouseRelease(shown, Qt.MouseButton.LeftButton, pos=centre + QPointF(60, 40).toPoint())
    moved = shown._picture_rect().topLeft() - before
    assert (moved.x(), moved.y()) == pytest.approx((60, 40))
    assert shown.isVisible()


def test_tab_stays_within_it(view: ChatView) -> None:
    show(view, PICTURE)
    click(view, Picture, Zoom())
    shown = overlay(view)
    for _ in range(10):
        QTest.keyClick(shown.window().focusWidget(), Qt.Key.Key_Tab)
        focused = shown.window().focusWidget()
        assert focused is shown or shown.isAncestorOf(focused)


def test_it_grows_with_the_window_and_goes_with_the_conversation(
    view: ChatView, qtbot: QtBot
) -> None:
    show(view, PICTURE)
    click(view, Picture, Zoom())
    view.window().resize(900, 640)
    assert overlay(view).geometry() == view.window().rect()
    view.show_turns([])
    no_overlay(view, qtbot)


# --- copying and saving ----------------------------------------------------------------------------


def test_the_whole_picture_is_copied(view: ChatView, qtbot: QtBot) -> None:
    """As large as it is, not as it was shown."""
    show(view, made.media("image", "image/png", made.sunset(900, 500)))
    QGuiApplication.clipboard().clear()
    click(view, Picture, CopyPicture())
    qtbot.waitUntil(lambda: not QGuiApplication.clipboard().image().isNull())
    image = QGuiApplication.clipboard().image()
    assert (image.width(), image.height()) == (900, 500)


def test_the_bytes_that_came_are_saved_under_a_harmless_name(view: ChatView, qtbot: QtBot) -> None:
    show(view, PICTURE)
    with qtbot.waitSignal(view.save_requested) as caught:
        click(view, Picture, SaveFile())
    offer = offered(caught.args)
    assert offer.name == "sunset.png"  # it says that it is a JPEG, and is none
    assert offer.data() == SUNSET


def test_what_is_shown_larger_is_copied_and_saved_too(view: ChatView, qtbot: QtBot) -> None:
    show(view, PICTURE)
    click(view, Picture, Zoom())
    QGuiApplication.clipboard().clear()
    QTest.keyClick(overlay(view), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not QGuiApplication.clipboard().image().isNull())
    assert overlay(view).copy_button.icon_name == "check"
    with qtbot.waitSignal(view.save_requested):
        QTest.keyClick(overlay(view), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)


def test_a_damaged_picture_can_be_saved_and_not_enlarged(view: ChatView, qtbot: QtBot) -> None:
    show(view, made.media("image", "image/png", SUNSET[:200]))
    qtbot.waitUntil(
        lambda: (
            SaveFile in actions(found(view, Picture)[1]) and len(found(view, Picture)[1].spots) == 1
        )
    )
    with qtbot.waitSignal(view.save_requested) as caught:
        click(view, Picture, SaveFile())
    offer = offered(caught.args)
    assert offer.data() == SUNSET[:200]


# --- files -----------------------------------------------------------------------------------------


def test_raw_sound_is_saved_as_one_wave_file(view: ChatView, qtbot: QtBot) -> None:
    pieces = made.sound_in_pieces()
    show(view, *pieces)
    with qtbot.waitSignal(view.save_requested) as caught:
        click(view, File, SaveFile())
    offer = offered(caught.args)
    assert offer.name == "audio.wav"
    assert offer.data() == media_files.whole(pieces)


def test_a_file_is_opened_after_a_question_and_not_before(view: ChatView, opened: Opened) -> None:
    show(view, made.media("video", "video/mp4", made.video(), name="x/../evil.sh"))
    click(view, File, AskToOpen())
    assert not opened.urls
    assert OpenFile in actions(found(view, File)[1])
    click(view, File, OpenFile())
    (url,) = opened.urls
    path = Path(url.toLocalFile())
    assert path.name == "evil.mp4"  # the ending is what the bytes are
    assert path.read_bytes() == made.video()
    assert path.stat().st_mode & 0o077 == 0
    assert OpenFile not in actions(found(view, File)[1])


def test_the_question_can_be_taken_back(view: ChatView, opened: Opened) -> None:
    show(view, made.media("document", "application/pdf", made.pdf()))
    click(view, File, AskToOpen())
    click(view, File, AskToOpen())  # now the button that says Cancel
    assert AskToOpen in actions(found(view, File)[1])
    assert OpenFile not in actions(found(view, File)[1])
    assert not opened.urls


@pytest.mark.parametrize(
    "data", [b"MZ\x90\0", b"#!/bin/sh\nid\n", b"[Desktop Entry]\n", b"<html>", b"PK\x03\x04"]
)
def test_what_is_not_what_it_says_is_never_opened(
    view: ChatView, opened: Opened, data: bytes
) -> None:
    """Only saved: its name and type are but claims."""
    show(view, made.media("video", "video/mp4", data, name="film.mp4"))
    place, face, _ = found(view, File)
    assert actions(face) == [SaveFile]
    view.hands.deeds.media.act(place, OpenFile())
    assert not opened.urls


def test_an_address_is_a_link_only_where_a_click_may_open_it(
    view: ChatView, opened: Opened
) -> None:
    safe = Media(kind="video", mime_type="video/mp4", uri="https://files.example.org/v.mp4")
    for uri, count in (
        (safe.uri, 1),
        ("gs://b/x", 0),
        ("file:///etc/passwd", 0),
        ("javascript:1", 0),
    ):
        show(view, Media(kind="video", mime_type="video/mp4", uri=uri))
        assert len(found(view, File)[1].spots) == count, uri
    assert not opened.urls


def test_the_menu_offers_what_can_be_done(view: ChatView, qtbot: QtBot) -> None:
    show(view, PICTURE)
    place, _, _ = found(view, Picture)
    menu = QMenu()
    qtbot.addWidget(menu)
    view.hands.deeds.media.fill(menu, place)
    words = [a.text() for a in menu.actions() if a.text()]
    assert words == ["Enlarge", "Copy picture", "Save picture…"]
    menu.actions()[1].trigger()
    assert overlay(view).isVisible()


def test_a_menu_that_outlives_its_block_does_nothing(view: ChatView, qtbot: QtBot) -> None:
    show(view, PICTURE)
    place, _, _ = found(view, Picture)
    menu = QMenu()
    qtbot.addWidget(menu)
    view.hands.deeds.media.fill(menu, place)
    view.show_turns([])
    for action in menu.actions():
        action.trigger()
    no_overlay(view, qtbot)
