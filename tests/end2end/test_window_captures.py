"""The list of captures in the whole window: live, kept, deleted, brought back."""

from __future__ import annotations

from pathlib import Path

import pytest

from gemini_desktop import app
from gemini_desktop.core.capture import BytesReceived, Ended
from gemini_desktop.core.transcript import Turn
from gemini_desktop.store.captures import Captures
from gemini_desktop.ui.inspector.captures.captures_panel import CapturesPanel
from gemini_desktop.ui.presenters import captures as captures_presenter
from tests.end2end.test_window import answer, opened, shown, type_prompt, until
from tests.support import RunCoroutine


async def listed(window: app.Application, count: int) -> list[str]:
    """The prompts in the list, once so many are there."""
    panel = window.inspector_pane.captures.panel
    window.commands.captures.trigger()
    await until(lambda: panel.model.rowCount() == count)
    return [str(panel.model.data(panel.model.index(row))) for row in range(count)]


def test_every_exchange_is_listed_and_opened_again(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            first = await answer(window, lambda: type_prompt(window, "The first"))
            second = await answer(window, lambda: type_prompt(window, "The second"))
            assert await listed(window, 2) == ["The second", "The first"]
            pane = window.inspector_pane
            note = pane.captures.panel.model.entry(pane.captures.panel.model.index(1)).note
            assert (note.id, note.outcome, note.attempts) == (first.capture_id, "complete", 1)
            assert note.duration_ns > 0
            assert pane.source is not None
            assert pane.source.id == second.capture_id
            pane.captures.panel.opened.emit(first.capture_id)
            await until(lambda: pane.source is not None and pane.source.id == first.capture_id)
            assert not pane.captures.is_open  # the pane is narrow: what was opened is seen

    run_qt(main())


def test_the_list_may_be_wanted_before_the_library_is_open(
    home: Path, run_qt: RunCoroutine
) -> None:
    async def main() -> None:
        async with opened(home) as window:
            await answer(window, lambda: type_prompt(window, "The first"))
        async with shown(home) as window:
            assert await listed(window, 1) == ["The first"]
            assert "fault" not in window.toast.text

    run_qt(main())


def test_closing_the_window_ends_looking_at_them(
    home: Path, run_qt: RunCoroutine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer ends with the window, which is news for the list; nobody can ask any more."""
    monkeypatch.setattr(captures_presenter, "_LOOK_AGAIN_MS", 0)

    async def main() -> None:
        async with opened(home, pace=1.0) as window:
            type_prompt(window, "Take your time")
            await until(lambda: window.inspector_pane.source is not None)
            await listed(window, 1)

    run_qt(main())


def test_a_live_one_stands_on_top_and_grows(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home, pace=1.0) as window:
            type_prompt(window, "Take your time")
            await until(lambda: window.inspector_pane.source is not None)
            await listed(window, 1)
            model = window.inspector_pane.captures.panel.model
            assert model.entry(model.index(0)).live
            before = model.entry(model.index(0)).note.bytes
            await until(lambda: model.entry(model.index(0)).note.bytes > before)
            window.chat_pane.stop_requested.emit()
            await until(lambda: not model.entry(model.index(0)).live)
            assert model.entry(model.index(0)).note.outcome == "cancelled"

    run_qt(main())


def test_its_turn_is_shown_whatever_chat_it_is_in(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            first = await answer(window, lambda: type_prompt(window, "The first"))
            window.commands.new_chat.trigger()
            await until(lambda: window.presenter.turns == [])
            await listed(window, 1)
            window.inspector_pane.captures.panel.turn_requested.emit(first.capture_id)
            await until(lambda: [t.id for t in window.presenter.turns][-1:] == [first.id])

    run_qt(main())


def test_one_that_a_chat_needs_stays_and_says_why(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            turn: Turn = await answer(window, lambda: type_prompt(window, "Keep me"))
            await listed(window, 1)
            panel = window.inspector_pane.captures.panel
            panel.delete_requested.emit(turn.capture_id)
            await until(lambda: "chat “Keep me”" in window.toast.text)
            assert panel.model.rowCount() == 1

    run_qt(main())


def test_one_without_a_chat_is_deleted_and_brought_back(home: Path, run_qt: RunCoroutine) -> None:
    captures = Captures(home)
    with captures.create() as writer:
        writer.append(BytesReceived(t_ns=1, data=b"data: {}\n\n"))
        writer.append(Ended(t_ns=2, how="complete"))

    async def main() -> None:
        async with opened(home) as window:
            await listed(window, 1)
            panel = window.inspector_pane.captures.panel
            panel.delete_requested.emit(writer.id)
            await until(lambda: panel.model.rowCount() == 0)
            assert window.toast.text == "Capture deleted."
            assert window.toast._callback is not None
            window.toast._callback()
            await until(lambda: panel.model.rowCount() == 1)
            panel.delete_requested.emit(writer.id)
            await until(lambda: panel.model.rowCount() == 0)
        assert captures.ids() == []

    run_qt(main())


def test_words_lead_to_the_event_that_said_them(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            first = await answer(window, lambda: type_prompt(window, "Say something"))
            await answer(window, lambda: type_prompt(window, "Zebras and unicorns"))
            pane = window.inspector_pane
            panel = pane.captures.panel
            window.commands.search_captures.trigger()
            panel.field.setText("unicorns")
            await until(lambda: panel.hits.rowCount() > 0)
            found, entry = panel.hits.hit(panel.hits.index(0))
            assert (found.event, entry.note.prompt) == (-1, "Zebras and unicorns")
            panel.hit_opened.emit(found)
            await until(lambda: pane.pages.current == "request")
            word = first.text.split()[0]
            window.commands.search_captures.trigger()
            panel.field.setText(word)
            await until(lambda: any(_is_of(panel, row, first) for row in range(_rows(panel))))
            row = next(row for row in range(_rows(panel)) if _is_of(panel, row, first))
            panel.hit_opened_beside.emit(panel.hits.hit(panel.hits.index(row))[0])
            await until(lambda: pane.source is not None and pane.source.id == first.capture_id)
            await until(lambda: pane.table.chosen_event() >= 0)
            chosen = pane.model.raw(pane.table.chosen_event()).decode()
            assert word[:3] in chosen

    run_qt(main())


def _rows(panel: CapturesPanel) -> int:
    return panel.hits.rowCount()


def _is_of(panel: CapturesPanel, row: int, turn: Turn) -> bool:
    found, _ = panel.hits.hit(panel.hits.index(row))
    return found.capture_id == turn.capture_id and found.kind == "answer"
