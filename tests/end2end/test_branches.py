"""Editing, asking again and switching in the whole window, over a real home and the demo server:
what was there stays, and each branch is asked with its own history alone."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit

from gemini_desktop import app
from gemini_desktop.core.capture import RequestSent
from gemini_desktop.core.events import Media, Text, ToolResult
from gemini_desktop.core.profile import ProtocolName
from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.chat.faces.base import Spot
from gemini_desktop.ui.chat.hands.actions import CopyPrompt
from gemini_desktop.ui.chat.hands.turn_actions import (
    Continue,
    Delete,
    Edit,
    Inspect,
    Retry,
    Switch,
    TurnAction,
)
from gemini_desktop.ui.chat.page import Place
from gemini_desktop.ui.chat.turns.blocks import Status
from gemini_desktop.ui.chat.turns.prompt_blocks import PromptBlocks
from gemini_desktop.ui.presenters.turn import CONTINUE
from tests.end2end.test_window import answer, conversation_text, opened, type_prompt, until, widget
from tests.support import RunCoroutine


def texts(window: app.Application) -> list[str]:
    return [turn.text for turn in window.presenter.turns]


def prompts(window: app.Application) -> list[str]:
    return [turn.text for turn in window.presenter.turns if turn.role == "user"]


def request_of(window: app.Application, turn: Turn) -> RequestSent:
    records = window.session.capture(turn.capture_id).records()
    return next(r for r in records if isinstance(r, RequestSent))


def asked(window: app.Application, turn: Turn) -> list[str]:
    """The words of every prompt in the request that this answer came of."""
    contents = json.loads(request_of(window, turn).body)["contents"]
    return [
        part["text"]
        for content in contents
        if content["role"] == "user"
        for part in content["parts"]
        if "text" in part
    ]


def box(window: app.Application) -> QPlainTextEdit:
    edit = widget(window, "promptEdit")
    assert isinstance(edit, QPlainTextEdit)
    return edit


def click(window: app.Application, turn_id: str, action: TurnAction) -> None:
    """Click the tool of this turn, brought into view first."""
    view = window.chat_pane.view
    rows = [number for number, row in enumerate(view.page.rows) if row.turn.id == turn_id]
    found: list[tuple[int, Spot]] = []
    (row,) = rows
    for block in range(len(view.page.opened(row).blocks)):
        face = view.page.face(row, block)
        found += [(block, spot) for spot in face.spots if spot.action == action]
    assert found, f"turn {row} has no {action}"
    view.reveal(Place(row, found[-1][0]), 40)
    for place, face, corner in view.in_view():
        if (place.row, place.block) == (row, found[-1][0]):
            spot = next(spot for spot in face.spots if spot.action == action)
            point = (corner + spot.rect.center()).toPoint()
            QTest.mouseMove(view.viewport(), point)
            QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point)
            return
    raise AssertionError("it is not in view")


def variant(window: app.Application, turn_id: str) -> tuple[int, int]:
    shown = window.chat_pane.view.page.variant(turn_id)
    return shown.number, shown.count


def trigger(window: app.Application, name: str) -> None:
    action = window.findChild(QAction, name)
    assert action is not None
    action.trigger()


async def branched(window: app.Application) -> None:
    """Two exchanges; then the first prompt is edited and sent, so the first branch has four turns
    and the second one two."""
    first = await answer(window, lambda: type_prompt(window, "first words"))
    await answer(window, lambda: type_prompt(window, "second words"))
    click(window, first.parent_id, Edit())
    assert box(window).toPlainText() == "first words"
    box(window).clear()
    await answer(window, lambda: type_prompt(window, "edited words"))


def test_an_edited_prompt_is_a_branch_with_its_own_history(
    home: Path, run_qt: RunCoroutine
) -> None:
    async def main() -> list[str]:
        async with opened(home) as window:
            await branched(window)
            assert prompts(window) == ["edited words"]
            edited, its_answer = window.presenter.turns
            assert asked(window, its_answer) == ["edited words"]
            await until(lambda: variant(window, edited.id) == (2, 2))
            assert "second words" not in conversation_text(window)
            click(window, edited.id, Switch(-1))
            await until(lambda: prompts(window) == ["first words", "second words"])
            assert variant(window, window.presenter.turns[0].id) == (1, 2)
            assert "edited words" not in conversation_text(window)
            third = await answer(window, lambda: type_prompt(window, "third words"))
            assert asked(window, third) == ["first words", "second words", "third words"]
            trigger(window, "nextVariant")
            await until(lambda: prompts(window) == ["edited words"])
            trigger(window, "previousVariant")
            await until(lambda: len(prompts(window)) == 3)
            return texts(window)

    async def restarted() -> None:
        async with opened(home) as window:
            assert texts(window) == shown
            assert variant(window, window.presenter.turns[0].id) == (1, 2)

    shown = run_qt(main())
    run_qt(restarted())


def test_any_answer_can_be_asked_for_again(home: Path, run_qt: RunCoroutine) -> None:
    """The new one stands beside it, with what followed the old one still there."""

    async def main() -> None:
        async with opened(home) as window:
            first = await answer(window, lambda: type_prompt(window, "first words"))
            await answer(window, lambda: type_prompt(window, "second words"))
            again = await answer(window, lambda: click(window, first.id, Retry()))
            assert again.parent_id == first.parent_id
            assert again.id != first.id
            assert asked(window, again) == ["first words"]
            assert prompts(window) == ["first words"]
            await until(lambda: variant(window, again.id) == (2, 2))
            third = await answer(window, lambda: click(window, again.id, Retry()))
            await until(lambda: variant(window, third.id) == (3, 3))
            click(window, third.id, Switch(-1))
            await until(lambda: window.presenter.turns[-1].id == again.id)
            click(window, again.id, Switch(-1))
            await until(lambda: prompts(window) == ["first words", "second words"])

    run_qt(main())


def test_the_inspector_shows_the_variant_that_is_shown(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            first = await answer(window, lambda: type_prompt(window, "first words"))
            again = await answer(window, lambda: click(window, first.id, Retry()))
            await until(lambda: variant(window, again.id) == (2, 2))
            click(window, again.id, Switch(-1))
            await until(lambda: source(window) == first.capture_id)
            await answer(window, lambda: type_prompt(window, "more"))
            assert source(window) != first.capture_id
            click(window, first.id, Inspect())
            assert source(window) == first.capture_id

    def source(window: app.Application) -> str:
        shown = window.inspector_pane.source
        return shown.id if shown is not None else ""

    run_qt(main())


def test_editing_can_be_left_and_the_draft_is_back(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            await answer(window, lambda: type_prompt(window, "first words"))
            QTest.keyClicks(box(window), "a draft")
            trigger(window, "editPrompt")
            banner = window.chat_pane.edit_banner
            assert banner.isVisible()
            assert "branch" in banner.text
            assert box(window).toPlainText() == "first words"
            QTest.keyClick(box(window), Qt.Key.Key_Escape)
            assert not banner.isVisible()
            assert box(window).toPlainText() == "a draft"
            assert prompts(window) == ["first words"]

    run_qt(main())


def test_the_attachments_of_an_edited_prompt_go_with_it(home: Path, run_qt: RunCoroutine) -> None:
    picture = Media(kind="image", mime_type="image/png", data="iVBORw0KGgo=")

    async def main() -> None:
        async with opened(home) as window:
            exchange = window.session.question("look", media=[picture])
            await window.session.run(exchange, window.bridge, lambda _: None)
            window.conversation_selected.emit(exchange.conversation_id)
            await until(lambda: prompts(window) == ["look"])
            trigger(window, "editPrompt")
            assert window.chat_pane.composer.attachments.media == [picture]
            await answer(window, lambda: type_prompt(window, " closer"))
            contents = window.presenter.turns[0].steps[0].contents
            assert contents == [picture, Text(text="look closer")]

    run_qt(main())


def test_the_switched_turn_stays_where_it_is(home: Path, run_qt: RunCoroutine) -> None:
    """The other variant begins where this one began; a click there and back changes nothing."""

    async def main() -> None:
        async with opened(home) as window:
            for words in ("one", "two", "three", "four"):
                await answer(window, partial(type_prompt, window, words))
            chosen = window.presenter.turns[4]
            trigger(window, "focusPrompt")
            click(window, chosen.id, Edit())
            await answer(window, lambda: type_prompt(window, " again"))
            edited = window.presenter.turns[4]
            await until(lambda: variant(window, edited.id) == (2, 2))
            view = window.chat_pane.view
            view.reveal_turn(edited.id)
            before = top_of(window, 4)
            click(window, edited.id, Switch(-1))
            await until(lambda: window.presenter.turns[4].id == chosen.id)
            assert abs(top_of(window, 4) - before) <= 1
            assert len(window.presenter.turns) == 8

    def top_of(window: app.Application, row: int) -> float:
        return next(
            corner.y() for place, _, corner in window.chat_pane.view.in_view() if place.row == row
        )

    run_qt(main())


def test_the_keyboard_stays_at_the_switch(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            first = await answer(window, lambda: type_prompt(window, "first words"))
            again = await answer(window, lambda: click(window, first.id, Retry()))
            await until(lambda: variant(window, again.id) == (2, 2))
            view = window.chat_pane.view
            view.setFocus()
            for _ in range(40):
                QTest.keyClick(view, Qt.Key.Key_Tab)
                focused = view.hands.marks.focused
                if focused is not None and focused[1] == Switch(-1):
                    break
            QTest.keyClick(view, Qt.Key.Key_Return)
            await until(lambda: window.presenter.turns[-1].id == first.id)
            focused = view.hands.marks.focused
            assert focused is not None
            assert isinstance(focused[0], Status)
            assert focused[1] == Switch(1)
            QTest.keyClick(view, Qt.Key.Key_Return)
            await until(lambda: window.presenter.turns[-1].id == again.id)

    run_qt(main())


def test_a_prompt_offers_its_tools_from_the_start() -> None:
    blocks = PromptBlocks(Turn(role="user"))
    assert blocks.refresh() == 0
    assert len(blocks.blocks) >= 1


def test_a_cut_answer_is_continued_in_words_of_its_own(home: Path, run_qt: RunCoroutine) -> None:
    """The button below it asks on; what was asked stands in the conversation."""

    async def main() -> None:
        async with opened(home) as window:
            cut = await answer(window, lambda: type_prompt(window, "cut"))
            assert cut.outcome is not None
            assert cut.outcome.kind != "complete"
            more = await answer(window, lambda: click(window, cut.id, Continue()))
            assert asked(window, more) == ["cut", CONTINUE]
            assert prompts(window) == ["cut", CONTINUE]
            trigger(window, "continueAnswer")
            assert "was not cut off" in window.toast.text
            assert prompts(window) == ["cut", CONTINUE]

    run_qt(main())


def test_a_conversation_keeps_its_name_when_its_first_prompt_is_edited(
    home: Path, run_qt: RunCoroutine
) -> None:
    async def main() -> None:
        async with opened(home) as window:
            await branched(window)
            assert prompts(window) == ["edited words"]
            await until(lambda: window.windowTitle().startswith("first words"))
            assert window.chat_pane.header.title == "first words"

    run_qt(main())


def test_finding_follows_the_branch_that_is_shown(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            await branched(window)
            edited = window.presenter.turns[0]
            await until(lambda: variant(window, edited.id) == (2, 2))
            finding = window.chat_pane.view.hands.finding
            trigger(window, "find")
            QTest.keyClicks(widget(window, "findEdit"), "edited words")
            await until(lambda: finding.count > 0)
            click(window, edited.id, Switch(-1))
            await until(lambda: prompts(window) == ["first words", "second words"])
            await until(lambda: finding.count == 0)

    run_qt(main())


def test_what_functions_gave_back_is_not_edited(home: Path, run_qt: RunCoroutine) -> None:
    result = ToolResult(kind="function_result", call_id="c", name="weather", result={"sky": "blue"})

    async def main() -> None:
        async with opened(home) as window:
            exchange = window.session.question("", media=[result])
            await window.session.run(exchange, window.bridge, lambda _: None)
            window.conversation_selected.emit(exchange.conversation_id)
            await until(lambda: len(window.presenter.turns) == 2)
            trigger(window, "editPrompt")
            assert "not edited" in window.toast.text
            assert not window.chat_pane.edit_banner.isVisible()
            page = window.chat_pane.view.page
            blocks = page.opened(0).blocks
            tools = page.face(0, len(blocks) - 1).spots
            assert [spot.action for spot in tools] == [Delete(), CopyPrompt()]

    run_qt(main())


@pytest.mark.parametrize("protocol", ["interactions", "chat-completions"])
def test_a_branch_has_its_own_history_in_each_protocol(
    home: Path, run_qt: RunCoroutine, protocol: ProtocolName
) -> None:
    """Where the server keeps the history, a branch follows the answer that it comes after."""

    async def main() -> None:
        async with opened(home) as window:
            mine = replace(window.session.profile, protocol=protocol)
            window.settings_pane.profile_edited.emit(mine)
            first = await answer(window, lambda: type_prompt(window, "one"))
            second = await answer(window, lambda: type_prompt(window, "two"))
            await answer(window, lambda: type_prompt(window, "three"))
            click(window, second.parent_id, Edit())
            box(window).clear()
            edited = await answer(window, lambda: type_prompt(window, "two, edited"))
            check(window, first, edited, "one", "two, edited")
            click(window, edited.id, Delete())
            await until(lambda: prompts(window) == ["one", "two", "three"])
            click(window, second.id, Delete())
            await until(lambda: prompts(window) == ["one", "three"])
            last = await answer(window, lambda: type_prompt(window, "four"))
            check(window, None, last, "one", "three", "four")

    def check(window: app.Application, follows: Turn | None, turn: Turn, *words: str) -> None:
        """What was sent: the whole path, or its end after the answer that the server knows."""
        body = json.loads(request_of(window, turn).body)
        sent = json.dumps(body.get("input") or body.get("messages"))
        if protocol == "interactions" and follows is not None:
            assert body["previous_interaction_id"] == follows.interaction_id
            assert body["input"] == words[-1]
        else:
            assert not body.get("previous_interaction_id")
            assert [word for word in ("one", "two", "three", "four") if f'"{word}"' in sent] == [
                word for word in words if "," not in word
            ]

    run_qt(main())
