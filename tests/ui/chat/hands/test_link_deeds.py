"""What a click on a link does: pages open, mail is asked about, footnotes lead there and back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QPointF, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gemini_desktop.core.events import Text
from gemini_desktop.core.outcome import Outcome
from gemini_desktop.core.transcript import Step, Turn
from gemini_desktop.ui.chat.hands.actions import Open, ToNote
from gemini_desktop.ui.chat.pane import ChatPane
from gemini_desktop.ui.chat.text import links, notes


class Opened(QObject):
    """Takes what the desktop would be asked to open."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.addresses.append(url.toString())


@pytest.fixture
def opened() -> Iterator[list[str]]:
    handler = Opened()
    schemes = ("http", "https", "mailto", "file", "footnote")
    for scheme in schemes:
        QDesktopServices.setUrlHandler(scheme, handler, "take")  # type: ignore[arg-type]
    yield handler.addresses
    for scheme in schemes:
        QDesktopServices.unsetUrlHandler(scheme)


def pane_with(qtbot: QtBot, source: str) -> ChatPane:
    pane = ChatPane()
    qtbot.addWidget(pane)
    pane.resize(700, 400)
    step = Step(index=0, kind="model_output", contents=[Text(text=source)])
    prompt = Turn(
        role="user", steps=[Step(index=0, kind="user_input", contents=[Text(text="hello")])]
    )
    pane.show_conversation(
        [prompt, Turn(role="model", steps=[step], outcome=Outcome(kind="complete"))]
    )
    pane.show()
    pane.view.verticalScrollBar().setValue(0)
    return pane


def click(pane: ChatPane, action: type[Open | ToNote], number: int = 0) -> None:
    """Click on the link or mark with this number among those in view."""
    found = [
        corner + spot.rect.center()
        for _, face, corner in pane.view.in_view()
        for spot in face.stops()
        if isinstance(spot.action, action)
    ]
    viewport = pane.view.viewport()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=found[number].toPoint())


def press(pane: ChatPane, key: Qt.Key) -> None:
    QTest.keyClick(pane.view, key)


def focused(pane: ChatPane) -> object:
    mark = pane.view.hands.marks.focused
    return mark[1] if mark is not None else None


def tab_to(pane: ChatPane, kind: type[Open | ToNote]) -> None:
    for _ in range(40):
        press(pane, Qt.Key.Key_Tab)
        if isinstance(focused(pane), kind):
            return
    pytest.fail("the keyboard does not come there")


LONG = "Words[^n] here.\n\n" + "A paragraph of words.\n\n" * 60 + "[^n]: The note.\n"


def test_a_footnote_is_jumped_to_and_back(qtbot: QtBot, opened: list[str]) -> None:
    pane = pane_with(qtbot, LONG)
    bar = pane.view.verticalScrollBar()
    click(pane, ToNote)
    assert bar.value() > 400
    there = focused(pane)
    assert isinstance(there, ToNote)
    assert there.back
    press(pane, Qt.Key.Key_Return)
    back = focused(pane)
    assert isinstance(back, ToNote)
    assert not back.back
    assert bar.value() < 400
    assert opened == []


def test_back_is_where_one_came_from(qtbot: QtBot) -> None:
    source = "First[^a].\n\nSecond[^a] words.\n\n[^a]: The note.\n"
    pane = pane_with(qtbot, source)
    click(pane, ToNote, 1)
    press(pane, Qt.Key.Key_Return)
    mark = pane.view.hands.marks.focused
    assert mark is not None
    assert "Second" in mark[0].segment.source  # type: ignore[union-attr]


def test_a_mark_without_a_note_leads_nowhere(qtbot: QtBot, opened: list[str]) -> None:
    pane = pane_with(qtbot, "Words[^x].\n")
    click(pane, ToNote)
    assert focused(pane) is None
    assert opened == []


def test_footnotes_by_keyboard(qtbot: QtBot) -> None:
    pane = pane_with(qtbot, LONG)
    pane.view.setFocus()
    tab_to(pane, ToNote)
    press(pane, Qt.Key.Key_Return)
    there = focused(pane)
    assert isinstance(there, ToNote)
    assert there.back


def test_an_answer_cannot_forge_the_address_of_a_note(qtbot: QtBot) -> None:
    pane = pane_with(qtbot, f"[x]({notes.address('1', is_note=False)})\n")
    stops = [s for _, face, _ in pane.view.in_view() for s in face.stops()]
    assert not any(isinstance(s.action, ToNote | Open) for s in stops)


def test_the_pointer_is_told_what_a_mark_is() -> None:
    assert notes.explained(notes.address("7", is_note=False)) == "Footnote 7"
    assert "7" in notes.explained(notes.address("7", is_note=True))
    assert notes.explained("https://e.example") == ""


# --- mail ----------------------------------------------------------------------------------------


def test_mail_is_asked_about_in_place(qtbot: QtBot, opened: list[str]) -> None:
    pane = pane_with(qtbot, "Write to <a@b.example> now.\n")
    click(pane, Open)
    assert opened == []
    assert pane.mail_bar.isVisible()
    assert "a@b.example" in pane.mail_bar.text
    assert pane.mail_bar.accessibleName() == pane.mail_bar.text
    press_button(pane, "openMailButton")
    assert opened == ["mailto:a@b.example"]
    assert not pane.mail_bar.isVisible()


def press_button(pane: ChatPane, name: str) -> None:
    button = pane.mail_bar.findChild(QObject, name)
    assert button is not None
    button.click()  # type: ignore[attr-defined]


@pytest.mark.parametrize("way", ["cancel", "escape", "another conversation"])
def test_no_is_an_answer(qtbot: QtBot, opened: list[str], way: str) -> None:
    pane = pane_with(qtbot, "Write to a@b.example now.\n")
    click(pane, Open)
    assert pane.mail_bar.isVisible()
    match way:
        case "cancel":
            press_button(pane, "cancelMailButton")
        case "escape":
            QTest.keyClick(pane.mail_bar, Qt.Key.Key_Escape)
        case _:
            pane.clear()
    assert not pane.mail_bar.isVisible()
    press_button(pane, "openMailButton")
    assert opened == []


def test_a_link_by_keyboard(qtbot: QtBot, opened: list[str]) -> None:
    pane = pane_with(qtbot, "A [page](https://e.example/x) and a@b.example.\n")
    pane.view.setFocus()
    tab_to(pane, Open)
    press(pane, Qt.Key.Key_Return)
    assert opened == ["https://e.example/x"]
    press(pane, Qt.Key.Key_Tab)
    press(pane, Qt.Key.Key_Return)
    assert pane.mail_bar.isVisible()


@pytest.mark.parametrize(
    "address",
    [
        "mailto:a@b.example", "MAILTO:a@b.example", "mailto:a.b+c@d.e.example?subject=Hi%20there",
        "mailto:a@b.example?body=x&subject=y",
    ],
)  # fmt: skip
def test_plain_mail_may_be_clicked(address: str) -> None:
    assert links.may_be_clicked(address)
    assert not links.is_safe(address)


@pytest.mark.parametrize(
    "address",
    [
        "mailto:", "mailto:a", "mailto:a@b", "mailto:a@b.c?attach=/etc/passwd", "mailto://a@b.example",
        "mailto:a@b.example?attachment=x", "mailto:a@b.example?bcc=evil@e.example",
        "mailto:a@b.example,c@d.example", "mailto:-a@b.example", "mailto:a@b.example%0Acc:x@y.example",
        "mailto:a%20b@c.example", "mailto:?to=a@b.example", "mailto:a@b.example?subject", "mail:a@b.c",
        "mailto:аdmin@b.example", "mailto:a@b.example?cc=x@y.example",
    ],
)  # fmt: skip
def test_other_mail_may_not(address: str) -> None:
    assert not links.may_be_clicked(address)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("a@b.example", ""), ("mailto:a@b.example", ""), ("A@B.example", ""),
        ("write to us", "a@b.example"), ("other@b.example", "a@b.example"),
        ("x.a@b.example", "a@b.example"),
    ],
)  # fmt: skip
def test_the_true_recipient_stands_beside_other_words(words: str, shown: str) -> None:
    assert links.host_to_show(words, "mailto:a@b.example") == shown
    assert links.explained("mailto:a@b.example").startswith("a@b.example")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mail a@b.example.", ["mailto:a@b.example"]),
        ("(a.b-c+d@e.f.example), x", ["mailto:a.b-c+d@e.f.example"]),
        ("see https://user@e.example/a@b.example now", ["https://user@e.example/a@b.example"]),
        ("a@b and @handle and a@b_c and 1@2", []),
        ("a@b.example-", []),
        ("x@y.example and www.e.example", ["mailto:x@y.example", "https://www.e.example"]),
        ("@" * 5000, []),
        ("a" * 100_000 + "@", []),
    ],
)
def test_bare_mail(text: str, expected: list[str]) -> None:
    assert [address for _, _, address in links.bare(text)] == expected


def test_points_off_a_link_open_nothing(qtbot: QtBot, opened: list[str]) -> None:
    pane = pane_with(qtbot, "A [page](https://e.example/x)\n")
    viewport = pane.view.viewport()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=QPointF(5, 5).toPoint())
    assert opened == []
