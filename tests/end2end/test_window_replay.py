"""Replay in the whole window: what was shown then is shown again, and nothing is changed by it."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

import msgspec
import pytest

from gemini_desktop import app
from gemini_desktop.core.answer import Answer
from gemini_desktop.core.capture import (
    BytesReceived,
    Ended,
    Record,
    RequestSent,
    ResponseStarted,
    RetryScheduled,
)
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.transcript import Turn
from gemini_desktop.ui.chat.hands.turn_actions import Delete, Inspect, Retry
from gemini_desktop.ui.inspector.replay.pace import AT_ONCE
from tests.end2end.test_window import answer, conversation_text, opened, type_prompt, until
from tests.support import RunCoroutine
from tests.ui.inspector.sources import CAPTURES, MemorySource, text_events

SECOND = 1_000_000_000


def shown_figures(window: app.Application) -> dict[str, object]:
    """What the inspector shows, in numbers and words."""
    pages, model = window.inspector_pane.pages, window.inspector_pane.model
    log = pages.log.model
    return {
        "events": [model.raw(event) for event in range(len(model.columns))],
        "times": list(model.columns.times_ns),
        "metrics": pages.glance.metrics.cells(),
        "log": [log.line(row) for row in range(log.rowCount())],
    }


async def end_of(window: app.Application) -> Turn:
    """The turn of a replay that is played as fast as it can."""
    bar = window.inspector_pane.pages.replay
    bar.pace.set_speed(AT_ONCE)
    return await answer(window, bar.play.click)


def without_names(turn: Turn) -> Turn:
    """What the exchange says of it, without what the library does."""
    return msgspec.structs.replace(turn, id="", parent_id="", capture_id="")


def test_played_to_its_end_all_is_as_it_was(home: Path, run_qt: RunCoroutine) -> None:
    """The same turn as the stored one, the same words in the chat, the same figures; then the
    conversation is back, and the library knows of nothing."""

    async def main() -> None:
        async with opened(home) as window:
            stored = await answer(window, lambda: type_prompt(window, "Hello out there"))
            turns, text = window.presenter.turns, conversation_text(window)
            figures = shown_figures(window)
            bar, strip = window.inspector_pane.pages.replay, window.chat_pane.replay_strip
            known = await window.session.chats.listed()
            played = await end_of(window)
            assert without_names(played) == without_names(stored)
            assert strip.active
            assert strip.badge.isVisible()
            assert not window.chat_pane.composer.isVisible()
            assert conversation_text(window) == text
            assert shown_figures(window) == figures
            strip.leave_asked.emit()
            await until(lambda: not strip.active and not window.inspector_pane.loading)
            assert window.chat_pane.composer.isVisible()
            assert window.presenter.turns == turns
            assert conversation_text(window) == text
            assert shown_figures(window) == figures
            assert not bar.leave.isVisible()
            assert await window.session.chats.listed() == known

    run_qt(main())


def test_each_step_back_shows_what_was_there(home: Path, run_qt: RunCoroutine) -> None:
    """The chat has the words of the events that are in the table, no others; on and on again."""

    async def main() -> None:
        async with opened(home) as window:
            await answer(window, lambda: type_prompt(window, "Hello out there"))
            source = window.inspector_pane.source
            assert source is not None
            whole = chunks_of(window)
            bar, model = window.inspector_pane.pages.replay, window.inspector_pane.model
            for count in range(len(whole) + 1, len(whole) - 4, -1):
                bar.back.click()
                await until(lambda: not reel_busy(window))
                expected = min(count - 1, len(whole))
                assert len(model.columns) == expected
                assert bar.moment.event == expected
                assert said(whole[:expected]) in normal(conversation_text(window))
                assert window.inspector_pane.table.chosen_event() == expected - 1
            bar.slider.sought.emit(0.0)
            await until(lambda: len(model.columns) == 0)
            assert "Hello out there" in conversation_text(window)
            assert window.inspector_pane.source is source, "copies are of the whole"
            bar.on.click()
            await until(lambda: len(model.columns) == 1)

    run_qt(main())


def chunks_of(window: app.Application) -> list[Chunk]:
    source = window.inspector_pane.source
    assert source is not None
    reader = Answer()
    chunks = [chunk for record in source.records() for chunk in reader.feed(record)]
    return [*chunks, *reader.close()]


def said(chunks: list[Chunk]) -> str:
    """The last words, as they can be found in the chat whatever Markdown made of the rest."""
    reader = Answer()
    for chunk in chunks:
        for event in chunk.events:
            reader.fold.apply(event)
    words = reader.fold.turn().text.split()
    return words[-1].strip("*_`#.|") if words else ""


def normal(text: str) -> str:
    return " ".join(text.split())


def reel_busy(window: app.Application) -> bool:
    return window.presenter.replay.busy


def test_a_replay_refuses_to_change_the_conversation(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            await answer(window, lambda: type_prompt(window, "Hello"))
            before = await window.session.chats.load(window.session.settings.last_conversation)
            await end_of(window)
            for action in (Delete(), Retry(), Inspect()):
                window.chat_pane.turn_asked.emit(action, "")
                assert "replay" in window.toast.text.lower()
            window.chat_pane.prompt_submitted.emit("not now")
            await asyncio.sleep(0.05)
            after = await window.session.chats.load(window.session.settings.last_conversation)
            assert after.turns == before.turns
            assert not window.busy

    run_qt(main())


def test_another_conversation_ends_the_replay(home: Path, run_qt: RunCoroutine) -> None:
    """Also a new one, and a file that is opened; the composer is there again."""

    async def main() -> None:
        async with opened(home) as window:
            await answer(window, lambda: type_prompt(window, "Hello"))
            await end_of(window)
            window.new_chat_requested.emit()
            assert not window.chat_pane.replay_strip.active
            assert window.chat_pane.composer.isVisible()
            assert not window.inspector_pane.pages.replay.isVisible()
            await answer(window, lambda: type_prompt(window, "A second one"))
            assert len(window.presenter.turns) == 2

    run_qt(main())


def test_another_capture_in_the_inspector_ends_the_replay(home: Path, run_qt: RunCoroutine) -> None:
    """The chat shows its conversation again, the inspector what was asked for."""

    async def main() -> None:
        async with opened(home) as window:
            await answer(window, lambda: type_prompt(window, "Hello"))
            await answer(window, lambda: type_prompt(window, "Again"))
            first = window.session.capture(window.presenter.turns[1].capture_id)
            text = conversation_text(window)
            await end_of(window)
            window.inspector_pane.show_capture(first)
            await until(lambda: not window.chat_pane.replay_strip.active)
            await until(lambda: not window.inspector_pane.loading)
            await until(lambda: conversation_text(window) == text)
            await until(lambda: shown_id(window) == first.id)
            assert len(window.presenter.turns) == 4

    run_qt(main())


def shown_id(window: app.Application) -> str:
    source = window.inspector_pane.source
    return source.id if source is not None else ""


def test_an_earlier_answer_is_played_in_its_place(home: Path, run_qt: RunCoroutine) -> None:
    """With the turns before it above, and without those below."""

    async def main() -> None:
        async with opened(home) as window:
            for words in ("First prompt", "Second prompt", "Third prompt"):
                await answer(window, partial(type_prompt, window, words))
            turns = window.presenter.turns
            window.inspector_pane.show_capture(window.session.capture(turns[3].capture_id))
            await until(lambda: not window.inspector_pane.loading)
            await end_of(window)
            text = conversation_text(window)
            assert "First prompt" in text
            assert "Second prompt" in text
            assert "Third prompt" not in text
            window.inspector_pane.pages.replay.leave.click()
            await until(lambda: "Third prompt" in conversation_text(window))

    run_qt(main())


@pytest.mark.parametrize(
    "name", ["16_dev_json_array_no_alt_sse.json", "22_ix_images_interleaved.sse"]
)
def test_a_file_without_times_is_played_too(home: Path, run_qt: RunCoroutine, name: str) -> None:
    async def main() -> None:
        async with opened(home) as window:
            window.chat_pane.files_dropped.emit([CAPTURES / name])
            await until(lambda: window.inspector_pane.source is not None)
            await until(lambda: not window.inspector_pane.loading)
            text = conversation_text(window)
            bar = window.inspector_pane.pages.replay
            bar.back.click()
            await until(lambda: bar.moment.remark == "no times")
            assert bar.moment.duration_ns > 0
            turn = await end_of(window)
            assert turn.outcome is not None
            assert conversation_text(window) == text
            bar.leave.click()
            await until(lambda: not window.chat_pane.replay_strip.active)
            assert conversation_text(window) == text

    run_qt(main())


def test_an_answer_that_comes_in_goes_on_behind_a_replay(home: Path, run_qt: RunCoroutine) -> None:
    """It is whole when one comes back."""

    async def main() -> None:
        async with opened(home) as window:
            await answer(window, lambda: type_prompt(window, "Hello"))
            first = window.session.capture(window.presenter.turns[1].capture_id)
            seen: list[Chunk] = []
            window.bridge.chunk_parsed.connect(seen.append)
            type_prompt(window, "Go on")
            await until(lambda: bool(seen))
            window.bridge.chunk_parsed.disconnect(seen.append)
            window.inspector_pane.show_capture(first)
            await until(lambda: not window.inspector_pane.loading)
            bar = window.inspector_pane.pages.replay
            bar.back.click()
            await until(lambda: window.chat_pane.replay_strip.active and bar.moment.event > 0)
            await until(lambda: not window.busy)
            bar.leave.click()
            await until(lambda: len(window.presenter.turns) == 4)
            assert "Go on" in conversation_text(window)
            last = window.presenter.turns[-1]
            assert last.outcome is not None
            assert last.outcome.kind == "complete"

    run_qt(main())


def test_closing_the_window_amid_a_replay(home: Path, run_qt: RunCoroutine) -> None:
    """Nothing is left running; the fixtures watch."""

    async def main() -> None:
        async with opened(home, pace=0.3) as window:
            await answer(window, lambda: type_prompt(window, "Hello"))
            bar = window.inspector_pane.pages.replay
            bar.pace.set_speed(0.5)
            bar.play.click()
            await until(lambda: window.presenter.replay.playing)

    run_qt(main())


def test_a_long_way_back_is_not_seen_and_then_painted(
    home: Path, tmp_path: Path, run_qt: RunCoroutine
) -> None:
    """Going back in a large capture takes a moment, in which nothing runs past."""
    path = tmp_path / "large.sse"
    path.write_bytes(text_events(20_000))

    async def main() -> None:
        async with opened(home) as window:
            window.chat_pane.files_dropped.emit([path])
            pages, bar = window.inspector_pane.pages, window.inspector_pane.pages.replay
            await until(lambda: bar.play.isEnabled())
            bar.pace.set_step("read")
            for _ in range(3):
                bar.back.click()
            assert bar.moment.remark in ("reading…", "no times", "")
            await until(lambda: not window.presenter.replay.busy and bar.moment.event < 20_000)
            assert pages.updatesEnabled()
            assert window.chat_pane.view.updatesEnabled()
            assert len(window.inspector_pane.model.columns) == bar.moment.event
            bar.back.click()
            bar.leave.click()
            await until(lambda: not window.chat_pane.replay_strip.active)
            assert pages.updatesEnabled()

    run_qt(main())


def test_an_attempt_that_failed_is_told_while_it_waits(home: Path, run_qt: RunCoroutine) -> None:
    """By a word in the bar; the chat offers no retry of what is long over."""

    async def main() -> None:
        async with opened(home) as window:
            window.inspector_pane.show_capture(MemorySource(retried()))
            bar = window.inspector_pane.pages.replay
            await until(lambda: bar.play.isEnabled())
            bar.slider.sought.emit(0.5)
            await until(lambda: bar.moment.remark == "waits to retry")
            assert not window.chat_pane.retry_bar.isVisible()
            bar.pace.set_skip_waits(True)
            bar.play.click()
            await until(lambda: "skipped" in bar.moment.remark)
            assert bar.moment.now_ns >= 59 * SECOND
            await until(lambda: bar.moment.event == bar.moment.events)
            assert "word" in conversation_text(window)

    run_qt(main())


def retried() -> list[Record]:
    """A minute between a refusal and the answer."""
    sent = RequestSent(t_ns=0, unix_ns=1, method="POST", url="http://127.0.0.1/", headers=())
    words = (
        b'data: {"candidates":[{"content":{"parts":[{"text":"word"}]},"finishReason":"STOP"}]}\n\n'
    )
    return [
        sent,
        ResponseStarted(t_ns=SECOND // 2, status=503),
        RetryScheduled(t_ns=SECOND // 2, attempt=1, wait_s=59.5, reason="It is overloaded."),
        msgspec.structs.replace(sent, t_ns=60 * SECOND, attempt=2),
        ResponseStarted(t_ns=60 * SECOND + 1, status=200),
        BytesReceived(t_ns=60 * SECOND + 2, data=words),
        Ended(t_ns=60 * SECOND + 3, how="complete"),
    ]
