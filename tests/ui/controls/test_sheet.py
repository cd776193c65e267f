"""A sheet stays in its place over the window, and says when it goes."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from gemini_desktop.ui import theme
from gemini_desktop.ui.controls import Label
from gemini_desktop.ui.controls.sheet import Sheet, sheet_button


class Middle(Sheet):
    def _place(self) -> None:
        room = self._over.rect()
        self.setGeometry(room.adjusted(50, 50, -50, -50))


def test_it_follows_the_window_while_it_is_shown(qtbot: QtBot) -> None:
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(400, 300)
    over.show()
    sheet = Middle(over, "middle", "Middle", "closeMiddle")
    assert not sheet.isVisible()
    before = sheet.geometry()
    over.resize(500, 400)
    assert sheet.geometry() == before
    sheet.show()
    over.resize(600, 500)
    assert sheet.width() == 500
    assert sheet.height() == 400
    image = sheet.grab().toImage()
    border, ground = image.pixelColor(250, 0), image.pixelColor(250, 200)
    assert border not in (ground, image.pixelColor(0, 0)), "a ground with round corners"
    with qtbot.waitSignal(sheet.closed):
        sheet.hide()


def test_it_opens_in_its_place_and_in_front(qtbot: QtBot) -> None:
    """Also where the window has changed its size while it was hidden."""
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(400, 300)
    over.show()
    sheet, other = (Middle(over, "middle", "Middle", "closeMiddle") for _ in range(2))
    sheet.open()
    sheet.hide()
    over.resize(600, 500)
    other.open()
    sheet.open()
    assert sheet.geometry() == over.rect().adjusted(50, 50, -50, -50)
    inside = sheet.geometry().bottomRight() - QPoint(40, 40)
    assert over.childAt(inside) is sheet
    other.open()
    assert over.childAt(inside) is other


class Worded(Sheet):
    """As high as its words."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over, "worded", "Words", "closeWords")
        self.words = Label("Some words. " * 20, wrap=True)
        self._column.addWidget(self.words)

    def _place(self) -> None:
        self._centre_by_words(theme.scaled(300))

    def wanted(self) -> int:
        return self._column.totalHeightForWidth(self.width())


def test_it_grows_with_its_words(qtbot: QtBot) -> None:
    """While it is open, too: at another zoom, and where there is more to say."""
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(1000, 800)
    over.show()
    sheet = Worded(over)
    sheet.open()
    before = sheet.size()
    assert before.height() == sheet.wanted()
    try:
        theme.manager().set_zoom(200)
        qtbot.waitUntil(lambda: sheet.width() == 600)
        assert sheet.height() == sheet.wanted()
    finally:
        theme.manager().set_zoom(100)
    qtbot.waitUntil(lambda: sheet.size() == before)
    sheet.words.setText("Many more words. " * 40)
    qtbot.waitUntil(lambda: sheet.height() == sheet.wanted() > before.height())


def test_it_is_named_and_closed_by_its_cross_and_by_escape(qtbot: QtBot) -> None:
    over = QWidget()
    qtbot.addWidget(over)
    with qtbot.waitExposed(over):
        over.show()
    over.activateWindow()
    sheet = Middle(over, "middle", "Middle", "closeMiddle")
    assert (sheet.objectName(), sheet.accessibleName()) == ("middle", "Middle")
    cross = sheet.findChild(QAbstractButton, "closeMiddle")
    assert cross is not None
    assert cross.accessibleName() == "Close"
    sheet.open()
    cross.click()
    assert sheet.isHidden()
    sheet.open()
    cross.setFocus()
    QTest.keyClick(cross, Qt.Key.Key_Escape)
    assert sheet.isHidden()


def test_a_window_out_of_sight_closes_no_sheet(qtbot: QtBot) -> None:
    over = QWidget()
    qtbot.addWidget(over)
    over.show()
    sheet = Middle(over, "middle", "Middle", "closeMiddle")
    sheet.show()
    with qtbot.assertNotEmitted(sheet.closed):
        over.hide()
        over.show()
    assert sheet.isVisible()


def test_enter_presses_a_button_of_a_sheet(qtbot: QtBot) -> None:
    button = sheet_button("Change…", "Choose another file", "changeButton", primary=True)
    qtbot.addWidget(button)
    with qtbot.waitActive(button):
        button.show()
    button.setFocus()
    assert button.accessibleName() == "Change"
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
        with qtbot.waitSignal(button.clicked):
            QTest.keyClick(button, key)


def test_it_throws_a_shadow_that_goes_with_it(qtbot: QtBot) -> None:
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(400, 300)
    over.show()
    bare = over.grab().toImage().pixelColor(200, 255)
    sheet = Middle(over, "middle", "Middle", "closeMiddle")
    sheet._place()
    sheet.show()
    assert over.grab().toImage().pixelColor(200, 255) != bare
    assert over.grab().toImage().pixelColor(200, 290) == bare
    assert over.childAt(200, 255) is None, "it is in nobody's way"
    over.resize(500, 400)
    assert over.grab().toImage().pixelColor(200, 255) == sheet.grab().toImage().pixelColor(150, 205)
    sheet.hide()
    assert over.grab().toImage().pixelColor(200, 255) == bare
