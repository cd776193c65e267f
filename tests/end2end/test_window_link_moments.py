"""Words and their bytes while things move: an answer comes in, a replay plays, another capture is shown."""

from __future__ import annotations

from pathlib import Path

from gemini_desktop.core.provenance.trace import Said
from gemini_desktop.ui.chat.hands.selection import Point
from gemini_desktop.ui.chat.turns.blocks import Code, Markdown
from tests.end2end.test_window import answer, opened, type_prompt, until
from tests.end2end.test_window_link import answer_row, chosen_event, select, traced, view_of
from tests.end2end.test_window_replay import end_of
from tests.support import RunCoroutine


def test_another_capture_is_opened_for_the_words_of_its_turn(
    home: Path, run_qt: RunCoroutine
) -> None:
    async def main() -> None:
        async with opened(home) as window:
            first = await answer(window, lambda: type_prompt(window, "The first"))
            second = await answer(window, lambda: type_prompt(window, "The second"))
        async with opened(home) as window:
            pane, view = window.inspector_pane, view_of(window)
            await until(lambda: pane.source is not None and not pane.loading)
            assert pane.source is not None
            assert pane.source.id == second.capture_id
            row = next(n for n, r in enumerate(view.page.rows) if r.turn.id == first.id)
            blocks = view.page.opened(row).blocks
            index = next(i for i, b in enumerate(blocks) if isinstance(b, Markdown | Code))
            view.hands.selection.span(Point(row, index, 0), Point(row, index, 3))
            window.commands.trace.trigger()
            await until(lambda: pane.table.chosen_event() >= 0)
            assert pane.source.id == first.capture_id
            turn_id, said = view.hands.tracing.marked
            assert turn_id == first.id
            assert said

    run_qt(main())


def test_live_words_are_found_while_more_comes(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home, pace=1.0) as window:
            type_prompt(window, "Take your time")
            view, pane = view_of(window), window.inspector_pane

            def words() -> bool:
                blocks = view.page.rows[answer_row(window)].blocks if view.page.rows else []
                return any(isinstance(b, Markdown) and b.part == "answer" for b in blocks)

            await until(words)
            row = answer_row(window)
            blocks = view.page.rows[row].blocks
            index = next(
                i for i, b in enumerate(blocks) if isinstance(b, Markdown) and b.part == "answer"
            )
            view.hands.selection.span(Point(row, index, 0), Point(row, index, 2))
            window.commands.trace.trigger()
            await until(lambda: pane.table.chosen_event() >= 0)
            assert traced(window)
            before = len(pane.model.columns)
            await until(lambda: len(pane.model.columns) > before)
            assert traced(window)
            window.chat_pane.stop_requested.emit()
            await until(lambda: not window.busy)

    run_qt(main())


def test_words_of_a_replay_lead_to_what_has_been_played(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            await answer(window, lambda: type_prompt(window, "Hello out there"))
            await end_of(window)
            assert window.chat_pane.replay_strip.active
            await until(lambda: not view_of(window).page.unfinished())
            pane = window.inspector_pane
            pane.table.clearSelection()
            view_of(window).setFocus()
            select(window, "Hello")
            window.commands.trace.trigger()
            assert b"Hello" in chosen_event(window)
            assert any("Hello" in words for words in traced(window))
            select(window, "demo")
            window.commands.trace.trigger()
            assert b"demo" in chosen_event(window)

    run_qt(main())


def test_marks_stay_where_they_are_while_the_block_grows(home: Path, run_qt: RunCoroutine) -> None:
    """The open block is not aligned anew for each word that comes."""

    async def main() -> None:
        async with opened(home, pace=1.0) as window:
            type_prompt(window, "Take your time")
            pane = window.inspector_pane
            view = view_of(window)
            await until(lambda: len(pane.model.columns) > 4)
            event = next(e for e in range(5) if pane.model.columns.kind(e).label == "text")
            pane.select_event(event)
            await until(lambda: bool(traced(window)))
            first = traced(window)
            grown = view.hands.tracing._grown
            for _ in range(5):
                before = len(pane.model.columns)
                await until(lambda: len(pane.model.columns) > before)  # noqa: B023 - awaited here
                assert traced(window) == first
                assert grown is None or view.hands.tracing._grown is grown
            window.chat_pane.stop_requested.emit()
            await until(lambda: not window.busy)

    run_qt(main())


def test_another_capture_forgets_what_was_chosen_and_waited_for(
    home: Path, run_qt: RunCoroutine
) -> None:
    async def main() -> None:
        async with opened(home) as window:
            first = await answer(window, lambda: type_prompt(window, "The first"))
            await answer(window, lambda: type_prompt(window, "The second"))
            pane, tracing = window.inspector_pane, view_of(window).hands.tracing
            pane.select_event(3)
            assert tracing.marked[1]
            link = window.presenter._link
            link._wanted = [Said(0, "text", 100_000, 100_001)]
            pane.show_capture(window.session.capture(first.capture_id))
            assert link._wanted == []
            await until(lambda: not pane.loading)
            assert not tracing.marked[1]
            assert "does not have" not in window.toast.text
            pane.select_event(3)
            assert tracing.marked[0] == first.id

    run_qt(main())
