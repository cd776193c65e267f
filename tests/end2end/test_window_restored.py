"""The window comes back as it was left: by closing it, and but for the last second by a kill."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QRect

from gemini_desktop import app
from gemini_desktop.session.workspace import ReadingPlace
from gemini_desktop.store.places import Places
from gemini_desktop.ui.chat.reading_place import Spot, spot_of
from tests.end2end.test_window import answer, opened, shown, type_prompt, until
from tests.support import RunCoroutine, patiently

LONG = "How do I read a stream with httpx?"


def near(spot: Spot | None, wanted: Spot) -> bool:
    """The same line, but for what rounding to pixels takes."""
    return spot is not None and spot[:2] == wanted[:2] and abs(spot.share - wanted.share) < 0.05


def scroll_to(window: app.Application, share: float) -> None:
    bar = window.chat_pane.view.verticalScrollBar()
    bar.setValue(int(share * bar.maximum()))


def test_the_place_in_each_chat_comes_back(home: Path, run_qt: RunCoroutine) -> None:
    """Also at another width: it is the same line that stands at the top."""

    async def main() -> None:
        async with opened(home) as window:
            view = window.chat_pane.view
            await answer(window, lambda: type_prompt(window, LONG))
            first = window.session.settings.last_conversation
            scroll_to(window, 0.3)
            there = spot_of(view)
            assert there is not None
            window.new_chat_requested.emit()
            await until(lambda: not window.presenter.turns)
            await answer(window, lambda: type_prompt(window, LONG))
            window.conversation_selected.emit(first)
            await until(lambda: near(spot_of(view), there))
        async with opened(home) as window:
            view = window.chat_pane.view
            assert window.session.settings.last_conversation == first
            assert near(spot_of(view), there)
            window.resize(window.width() - 300, window.height())
            await asyncio.sleep(0.05)
            assert near(spot_of(view), there)
            await answer(window, lambda: type_prompt(window, "More"))
            assert view.following
        async with opened(home) as window:
            assert window.chat_pane.view.following

    run_qt(main())


def test_the_very_beginning_is_shown_with_its_margin(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            await answer(window, lambda: type_prompt(window, LONG))
            scroll_to(window, 0)
            assert spot_of(window.chat_pane.view) is not None
        async with opened(home) as window:
            assert not window.chat_pane.view.following
            assert window.chat_pane.view.verticalScrollBar().value() == 0

    run_qt(main())


def test_where_more_came_since_the_end_is_shown(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            await answer(window, lambda: type_prompt(window, LONG))
            scroll_to(window, 0.2)
            shown = window.session.settings.last_conversation
            turn = window.presenter.turns[-1].id
        places = Places(home)
        kept = places.get(shown)
        assert kept is not None
        assert kept.last == turn
        places.set(shown, ReadingPlace(kept.turn_id, kept.block, kept.share, "an earlier turn"))
        places.save()
        async with opened(home) as window:
            assert window.chat_pane.view.following

    run_qt(main())


def test_the_inspector_has_its_page_and_its_tabs_again(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            tabs = window.inspector_pane.open
            captures = [
                (await answer(window, partial(type_prompt, window, words))).capture_id
                for words in ("One", "Two", "Three")
            ]
            tabs.open_beside(window.session.capture(captures[0]), "The first")
            tabs.open_beside(window.session.capture(captures[1]), "The second")
            window.inspector_pane.show_page("timing")
        async with opened(home) as window:
            tabs = window.inspector_pane.open
            assert [tab.title for tab in tabs.beside] == ["The first", "The second"]
            assert tabs.shown.title == "The second"
            assert window.inspector_pane.pages.current == "timing"
            assert [source.id for source in tabs.sources] == [captures[2], *captures[:2]]
            tabs.close_shown()
        raw = json.loads((home / "settings.json").read_bytes())
        raw["window"]["inspector_tabs"] = '[["20200101T000000.000000Z-000000", "Gone"], 5'
        raw["window"]["inspector_page"] = "nonsense"
        raw["window"]["of a later version"] = "kept"
        (home / "settings.json").write_text(json.dumps(raw))
        async with opened(home) as window:
            assert window.inspector_pane.open.beside == []
        assert "of a later version" in json.loads((home / "settings.json").read_bytes())["window"]

    run_qt(main())


def chats_found(window: app.Application) -> set[str]:
    """By a word in the title, and a moment later by one in a turn too."""
    results = window.drawer.results
    return {results.result(results.index(n)).entry.title for n in range(results.rowCount())}


def test_the_list_of_chats_is_searched_folded_and_sorted_as_before(
    home: Path, run_qt: RunCoroutine
) -> None:
    async def main() -> None:
        async with opened(home) as window:
            await answer(window, lambda: type_prompt(window, "A needle in it"))
            window.new_chat_requested.emit()
            await answer(window, lambda: type_prompt(window, "Nothing of the kind"))
            if not window.drawer.isVisible():
                window.commands.chats.trigger()
            window.drawer.field.setText("needle")
            await until(lambda: chats_found(window) == {"A needle in it"})
        async with opened(home) as window:
            assert window.drawer.isVisible()
            assert window.drawer.field.text() == "needle"
            await until(lambda: chats_found(window) == {"A needle in it"})

    run_qt(main())


def shape_in(home: Path, names: Iterable[str]) -> dict[str, object]:
    """What of the window's state is on the disk."""
    path = home / "settings.json"
    kept = json.loads(path.read_bytes())["window"] if path.exists() else {}
    return {name: kept.get(name) for name in names}


def place_in(home: Path, conversation_id: str) -> tuple[str, int, float] | None:
    """The reader's place in a chat that is on the disk."""
    kept = Places(home).get(conversation_id)
    return None if kept is None else (kept.turn_id, kept.block, kept.share)


def test_a_kill_takes_no_more_than_the_last_second(home: Path, run_qt: RunCoroutine) -> None:
    """What a second window reads while the first one is still open is what a kill would leave."""

    async def main() -> None:
        async with opened(home) as window:
            await answer(window, lambda: type_prompt(window, LONG))
            window.commands.inspector.trigger()
            window.setGeometry(QRect(40, 50, 900, 640))
            await asyncio.sleep(0.05)
            scroll_to(window, 0.4)
            there = spot_of(window.chat_pane.view)
            assert there is not None
            shape = window.state()
            await until(lambda: shape_in(home, shape) == shape)
            await until(lambda: place_in(home, window.session.settings.last_conversation) == there)
            before = (home / "settings.json").stat().st_mtime_ns
            await asyncio.sleep(1.3)
            assert (home / "settings.json").stat().st_mtime_ns == before  # nothing changed

    run_qt(main())


def test_a_new_chat_that_is_begun_while_it_opens_stays(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            await answer(window, lambda: type_prompt(window, "The last one"))
            last = window.session.settings.last_conversation
        async with shown(home) as window:
            window.new_chat_requested.emit()
            window.session.change(last_conversation=last)  # as after a crash in the midst of it
            await window.presenter.opened()
            assert window.presenter.turns == []
            window.conversation_selected.emit(last)
            window.new_chat_requested.emit()  # before that one is read
            await asyncio.sleep(0.1)
            assert window.presenter.turns == []
            window.conversation_selected.emit(last)
            await until(lambda: len(window.presenter.turns) == 2)

    run_qt(main())


def test_the_samples_do_not_flash_where_a_chat_is_expected(
    home: Path, run_qt: RunCoroutine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They come where it is gone; and the list is there before anything is brought back."""

    async def main() -> None:
        async with opened(home) as window:
            await answer(window, lambda: type_prompt(window, "The last one"))
            last = window.session.settings.last_conversation
        for expected, turns in ((last, 2), ("gone", 0)):
            window = app.build(home, ["--demo-pace", "0"])
            window.session.change(last_conversation=expected)
            window.show()
            go_on = asyncio.Event()
            real = window.session.recover

            async def slowly(
                real: Callable[[], Awaitable[None]] = real, go_on: asyncio.Event = go_on
            ) -> None:
                await go_on.wait()
                await real()

            monkeypatch.setattr(window.session, "recover", slowly)
            try:
                await until(lambda window=window: len(window.drawer.all_entries) == 1)  # type: ignore[misc]
                assert window.chat_pane.view.isVisible()
                assert not window.chat_pane.empty.isVisible()
                go_on.set()
                await window.presenter.opened()
                assert len(window.presenter.turns) == turns
                assert window.chat_pane.empty.isVisible() == (turns == 0)
            finally:
                go_on.set()
                window.close()
                await patiently(window.presenter.closed.wait())
                window.deleteLater()

    run_qt(main())
