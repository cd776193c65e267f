"""The tools of a turn: quiet, always in the same place, and as wide as there is room."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gemini_desktop.core.errors import Failure
from gemini_desktop.core.events import Text, ToolResult
from gemini_desktop.core.outcome import Outcome
from gemini_desktop.core.transcript import Step, Turn, prompt
from gemini_desktop.ui import theme
from gemini_desktop.ui.chat.faces.base import Face, Surroundings
from gemini_desktop.ui.chat.faces.ending import EndingFace
from gemini_desktop.ui.chat.faces.prompt_tools import PromptToolsFace
from gemini_desktop.ui.chat.faces.small import StatusFace
from gemini_desktop.ui.chat.hands.actions import CopyAnswer, CopyPrompt
from gemini_desktop.ui.chat.hands.turn_actions import (
    Continue,
    Delete,
    Edit,
    Inspect,
    OpenSettings,
    Retry,
    Switch,
    TurnAction,
)
from gemini_desktop.ui.chat.turns.blocks import Ending, PromptTools, Status, Variant
from gemini_desktop.ui.chat.turns.next_steps import can_edit, can_go_on, next_steps
from gemini_desktop.ui.chat.view import ChatView
from tests.ui.chat.viewing import chat_view

WIDTH = 600
CLIP = QRectF(0, 0, 4000, 4000)


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[ChatView]:
    with chat_view(qtbot, 600, 400) as view:
        yield view


def painted(face: Face, around: Surroundings, width: float = WIDTH) -> QImage:
    face.layout(width)
    image = QImage(round(width), round(face.height) + 1, QImage.Format.Format_ARGB32)
    image.fill(QColor(theme.current().surface))
    painter = QPainter(image)
    face.paint(painter, around)
    painter.end()
    return image


def ink(image: QImage, rect: QRectF) -> bool:
    """Whether anything is painted there."""
    ground = QColor(theme.current().surface)
    area = rect.toRect()
    return any(
        image.pixelColor(x, y) != ground
        for x in range(area.left(), area.right())
        for y in range(area.top(), area.bottom())
    )


def actions(face: Face) -> list[object]:
    return [spot.action for spot in face.spots]


def test_what_is_quiet_shows_at_the_turn_and_nothing_moves(qtbot: QtBot) -> None:
    del qtbot
    face = PromptToolsFace(PromptTools())
    rest = painted(face, Surroundings(CLIP))
    places = [spot.rect for spot in face.spots]
    height = face.height
    near = painted(face, Surroundings(CLIP, near=True))
    assert [spot.rect for spot in face.spots] == places
    assert face.height == height
    assert actions(face) == [Delete(), CopyPrompt(), Edit()]
    for rect in places:
        assert not ink(rest, rect)
        assert ink(near, rect)
    focused = painted(face, Surroundings(CLIP, focused=Edit()))
    assert all(ink(focused, rect) for rect in places)


def test_an_answer_always_offers_a_copy_and_another(qtbot: QtBot) -> None:
    del qtbot
    face = StatusFace(Status(live=False, has_capture=True, output_tokens=9, seconds=1.0))
    rest = painted(face, Surroundings(CLIP))
    assert actions(face) == [Delete(), Inspect(), CopyAnswer(), Retry()]
    assert [ink(rest, spot.rect) for spot in face.spots] == [False, False, True, True]
    near = painted(face, Surroundings(CLIP, near=True))
    assert all(ink(near, spot.rect) for spot in face.spots)
    assert actions(StatusFace(Status(live=True))) == []


def test_the_words_have_the_room_of_tools_that_are_not_seen(qtbot: QtBot) -> None:
    """In a narrow column they are cut only while one is at the turn."""
    del qtbot
    block = Status(
        live=False, thought_tokens=1234, output_tokens=412, seconds=9.9, has_capture=True
    )
    face = StatusFace(block)
    hidden = QRectF(WIDTH * 0.6 - 3 * 32, 0, 20, 28)
    rest = painted(face, Surroundings(CLIP), WIDTH * 0.6)
    assert face.spots[0].rect.intersects(hidden.adjusted(-40, 0, 40, 0))
    near = painted(face, Surroundings(CLIP, near=True), WIDTH * 0.6)
    assert rest != near


@pytest.mark.parametrize(
    ("variant", "leads"),
    [
        (Variant(1, 1), []),
        (Variant(1, 2), [Switch(1)]),
        (Variant(2, 3), [Switch(-1), Switch(1)]),
        (Variant(3, 3), [Switch(-1)]),
        (Variant(99, 100), [Switch(-1), Switch(1)]),
    ],
)
def test_the_switch_leads_where_there_is_something(
    qtbot: QtBot, variant: Variant, leads: list[Switch]
) -> None:
    del qtbot
    for face in (
        PromptToolsFace(PromptTools(variant)),
        StatusFace(Status(live=False, variant=variant)),
    ):
        face.layout(WIDTH)
        assert [action for action in actions(face) if isinstance(action, Switch)] == leads
        inside = QRectF(-4, 0, WIDTH + 4, face.height)
        assert all(inside.contains(spot.rect) for spot in face.spots)
        overlaps = [
            (one.name, other.name)
            for n, one in enumerate(face.spots)
            for other in face.spots[n + 1 :]
            if one.rect.intersects(other.rect)
        ]
        assert overlaps == []
    if leads:
        names = [s.name for s in face.spots if isinstance(s.action, Switch)]
        assert all(f"{variant.number} of {variant.count}" in name for name in names)


def test_the_tools_come_with_the_pointer_and_go_with_it(view: ChatView) -> None:
    """Anywhere at the turn, also over its words."""
    view.show_turns([prompt("a question"), Turn(role="model")])
    place, face, corner = next(
        found for found in view.in_view() if isinstance(found[1], PromptToolsFace)
    )
    tool = QRectF(corner + face.spots[0].rect.topLeft(), face.spots[0].rect.size())
    assert not ink(view.viewport().grab().toImage(), tool)
    words = next(corner for p, _, corner in view.in_view() if p.row == place.row)
    QTest.mouseMove(view.viewport(), (words + QPointF(20, 8)).toPoint())
    assert ink(view.viewport().grab().toImage(), tool)
    QApplication.sendEvent(view.viewport(), QEvent(QEvent.Type.Leave))
    assert not ink(view.viewport().grab().toImage(), tool)


def test_a_tool_that_is_not_seen_yet_can_be_clicked(view: ChatView, qtbot: QtBot) -> None:
    """The pointer that clicks is at the turn by then."""
    view.show_turns([prompt("a question", id="p")])
    for _place, face, corner in view.in_view():
        for spot in face.spots:
            if spot.action == Edit():
                point = (corner + spot.rect.center()).toPoint()
                with qtbot.waitSignal(view.turn_asked) as asked:
                    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point)
                assert asked.args == [Edit(), "p"]
                return
    pytest.fail("no pencil")


@pytest.mark.parametrize("width", [180, 260, 420, 820])
def test_the_next_steps_wrap_within_the_card(qtbot: QtBot, width: int) -> None:
    del qtbot
    outcome = Outcome(kind="failed", message="It went wrong. " * 6, advice="Do this.")
    face = EndingFace(Ending(outcome, (Continue(), Edit(), Retry(), Inspect())))
    face.layout(width)
    card = QRectF(0, 0, width, face.height)
    rects = [spot.rect for spot in face.spots]
    assert all(card.contains(rect) for rect in rects)
    assert not any(a.intersects(b) for n, a in enumerate(rects) for b in rects[n + 1 :])
    assert face.document is not None
    assert rects[0].top() > face.origin.y() + face.document.size().height()
    plain = EndingFace(Ending(outcome))
    plain.layout(width)
    assert plain.height < face.height


def answered(kind: str, words: str = "", capture_id: str = "") -> Turn:
    step = Step(index=0, kind="model_output", contents=[Text(text=words)])
    outcome = Outcome(kind=kind, message="So.")  # type: ignore[arg-type] # each kind below
    return Turn(role="model", steps=[step], outcome=outcome, capture_id=capture_id)


@pytest.mark.parametrize(
    ("turn", "steps"),
    [
        (answered("complete", "All."), ()),
        (answered("incomplete", "Half"), (Continue(), Retry())),
        (answered("incomplete", "Half", "c"), (Continue(), Retry(), Inspect())),
        (answered("incomplete", " "), (Retry(),)),
        (answered("cancelled", "Half", "c"), (Continue(), Retry())),
        (answered("failed", "", "c"), (Retry(), Inspect())),
        (answered("failed", "Half", "c"), (Continue(), Retry(), Inspect())),
        (answered("blocked", "Half", "c"), (Edit(), Retry(), Inspect())),
        (answered("awaiting", "Half", "c"), (Retry(),)),
        (Turn(role="model"), ()),
    ],
)
def test_each_outcome_has_its_next_steps(turn: Turn, steps: tuple[TurnAction, ...]) -> None:
    assert next_steps(turn) == steps
    assert can_go_on(turn) == (Continue() in steps)


@pytest.mark.parametrize(
    ("kind", "steps"),
    [
        ("no_key", (OpenSettings(), Retry())),
        ("unauthenticated", (OpenSettings(), Retry(), Inspect())),
        ("unavailable", (Retry(), Inspect())),
    ],
)
def test_where_a_key_is_wanted_the_way_leads_to_the_settings(
    kind: str, steps: tuple[TurnAction, ...]
) -> None:
    failure = Failure(kind=kind, message="It did not work.")
    outcome = Outcome(kind="failed", message="It did not work.", failure=failure)
    assert next_steps(Turn(role="model", outcome=outcome, capture_id="c")) == steps


def test_only_words_are_edited() -> None:
    assert can_edit(prompt("words"))
    assert not can_edit(prompt("", [ToolResult(kind="function_result", call_id="c")]))


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("Stopped.", "Send it again."),
        ("Stopped. What had come is kept.", "What had come is kept.\nSend it again."),
        ("Stopped by you.", "Stopped by you.\nSend it again."),
    ],
)
def test_the_word_above_the_sentence_is_not_said_twice(
    qtbot: QtBot, message: str, shown: str
) -> None:
    del qtbot
    outcome = Outcome(kind="cancelled", message=message, advice="Send it again.")
    face = EndingFace(Ending(outcome))
    assert face.document is not None
    assert face.document.toPlainText() == shown
