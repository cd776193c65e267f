"""The list of conversations in the whole window: searched, put in order, deleted and brought back."""

from __future__ import annotations

import asyncio
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gemini_desktop import app
from gemini_desktop.ui.library.entry import Entry
from gemini_desktop.ui.library.quick_switch import QuickSwitch
from tests.end2end.test_window import answer, opened, type_prompt, until, widget
from tests.end2end.test_window_opening import stream
from tests.support import RunCoroutine, patiently


async def ask_anew(window: app.Application, *prompts: str) -> list[str]:
    """A conversation each; their ids."""
    ids = []
    for words in prompts:
        window.new_chat_requested.emit()
        await until(lambda: not window.presenter.turns)
        await answer(window, lambda w=words: type_prompt(window, w))  # type: ignore[misc]
        ids.append(window.session.settings.last_conversation)
    await until(lambda: len(window.drawer.entries) >= len(prompts))
    return ids


def entry(window: app.Application, conversation_id: str) -> Entry:
    return next(each for each in window.drawer.entries if each.id == conversation_id)


def test_several_are_deleted_and_brought_back_at_once(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            ids = await ask_anew(window, "First", "Second", "Third")
            window.commands.chats.setChecked(True)
            drawer = window.drawer
            drawer.view.select(ids[1:])
            QTest.keyClick(drawer.view, Qt.Key.Key_Delete)
            await until(lambda: [e.id for e in drawer.entries] == ids[:1])
            assert window.toast.text == "2 chats deleted."
            assert window.presenter.turns == []  # the one that was shown is gone
            window.toast._act()
            await until(lambda: {e.id for e in drawer.entries} == set(ids))
            drawer.view.select(ids[:1])
            drawer.deleted.emit(ids[:1])
            await until(lambda: window.toast.text == "Chat deleted.")
            window.toast.hide()
            drawer.undo_wanted.emit()
            await until(lambda: {e.id for e in drawer.entries} == set(ids))

    run_qt(main())


def test_undo_shows_again_what_was_shown(home: Path, run_qt: RunCoroutine) -> None:
    """Unless somebody has begun to write something else."""

    async def main() -> None:
        async with opened(home) as window:
            ids = await ask_anew(window, "First", "Second")
            presenter, drawer = window.presenter, window.drawer
            drawer.deleted.emit(ids)
            await until(lambda: not drawer.entries)
            drawer.undo_wanted.emit()
            await until(lambda: [turn.text for turn in presenter.turns][:1] == ["Second"])
            await until(lambda: len(drawer.entries) == len(ids))
            drawer.deleted.emit(ids)
            await until(lambda: not drawer.entries)
            window.chat_pane.composer.edit.insertPlainText("Something else")
            drawer.undo_wanted.emit()
            await until(lambda: len(drawer.entries) == len(ids))
            assert presenter.turns == []
            assert window.chat_pane.composer.draft() == "Something else"

    run_qt(main())


def test_pins_tags_and_archive_are_kept(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> list[str]:
        async with opened(home) as window:
            ids = await ask_anew(window, "First", "Second")
            drawer = window.drawer
            drawer.pinned.emit([ids[0]], True)  # noqa: FBT003
            await until(lambda: entry(window, ids[0]).pinned)
            drawer.tag_added.emit(ids, "work")
            await until(lambda: entry(window, ids[1]).tags == ("work",))
            drawer.tag_removed.emit([ids[0]], "work")
            await until(lambda: entry(window, ids[0]).tags == ())
            drawer.archived.emit([ids[1]], True)  # noqa: FBT003
            await until(lambda: entry(window, ids[1]).archived)
            assert window.toast.text == "Chat archived."
            drawer.duplicated.emit(ids[0])
            await until(lambda: "First (copy)" in window.windowTitle())
            assert len(window.presenter.turns) == 2
            return ids

    async def restarted() -> None:
        async with opened(home) as window:
            assert entry(window, ids[0]).pinned
            assert entry(window, ids[1]).archived
            assert entry(window, ids[1]).tags == ("work",)
            assert len(window.drawer.entries) == 3

    ids = run_qt(main())
    run_qt(restarted())


def test_a_word_is_found_and_leads_to_its_turn(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            ids = await ask_anew(window, "Where is the Colosseum?", "Something else", "Third")
            await window.session.chat_search.catch_up()
            drawer = window.drawer
            results = drawer.results
            drawer.field.setText("colosseum")
            await until(lambda: results.rowCount() >= 3)
            first, *hits = (results.result(results.index(n)) for n in range(3))
            assert (first.entry.id, first.turn_id) == (ids[0], "")
            second = next(hit for hit in hits if hit.kind == "prompt")
            assert second.entry.id == ids[0]
            drawer.result_opened.emit(second)
            find_bar = window.chat_pane.find_bar
            await until(lambda: not find_bar.isHidden())
            assert find_bar.edit.text().casefold() == "colosseum"
            finding = window.chat_pane.view.hands.finding
            await until(lambda: finding.number == 1)
            assert window.presenter.turns[0].id == second.turn_id
            window.conversation_selected.emit(ids[1])
            await until(lambda: find_bar.isHidden())
            drawer.field.clear()
            assert results.rowCount() == 0
            drawer.field.setText("nowhere to be found")
            await until(lambda: window.drawer._empty.text() == "Nothing found.")
            drawer.field.setText("third")
            await until(lambda: results.rowCount() >= 1)
            drawer.result_opened.emit(results.result(results.index(0)))
            await until(lambda: window.session.settings.last_conversation == ids[2])

    run_qt(main())


def test_one_that_is_answered_now_is_not_deleted(home: Path, run_qt: RunCoroutine) -> None:
    async def main() -> None:
        async with opened(home) as window:
            await ask_anew(window, "First")
        async with opened(home, pace=1.0) as window:
            first = window.session.settings.last_conversation
            going: list[str] = []
            for said in ("One stays: its answer still", "2 stay: their answers still"):
                window.new_chat_requested.emit()
                type_prompt(window, "Tell me a story")
                await until(lambda: window.session.settings.last_conversation not in ("", *going))
                going.append(window.session.settings.last_conversation)
                window.conversation_deleted.emit(going)
                await until(lambda: "Stop the answer" in window.toast.text)
                window.conversation_deleted.emit([first, *going])
                await until(lambda said=said: said in window.toast.text)  # type: ignore[misc]
                window.drawer.undo_wanted.emit()
                await until(lambda: first in {e.id for e in window.drawer.entries})
            assert widget(window, "stopButton") is not None

    run_qt(main())


def test_a_chat_shows_its_captures(home: Path, run_qt: RunCoroutine) -> None:
    """From its row, and by the chip, which goes along with the chat that is shown; a copy has those
    that it shares. From a capture one comes to its turn, also in an archived chat."""

    async def main() -> None:
        async with opened(home) as window:
            ids = await ask_anew(window, "First", "Second")
            panel = window.inspector_pane.captures.panel
            window.drawer.captures_wanted.emit(ids[0])
            await until(lambda: panel.model.rowCount() == 1 and panel.chat_chip.isChecked())
            assert panel.chat_chip.text() == "First"
            assert panel.model.entry(panel.model.index(0)).note.prompt == "First"
            panel.chat_chip.click()
            assert panel.model.rowCount() == 2
            panel.chat_chip.click()
            await until(lambda: panel.model.rowCount() == 1)
            assert panel.chat_chip.text() == "This chat"
            assert panel.model.entry(panel.model.index(0)).note.prompt == "Second"
            for _ in range(3):  # the last click counts, not what is found for the one before
                panel.chat_chip.click()
            await window.session.exchanges.of_conversation(ids[1])
            await asyncio.sleep(0.02)
            assert not panel.chat_chip.isChecked()
            assert panel.model.rowCount() == 2
            panel.chat_chip.click()
            await until(lambda: panel.model.rowCount() == 1)
            window.drawer.duplicated.emit(ids[0])
            await until(lambda: "copy" in window.windowTitle())
            await until(
                lambda: (
                    panel.model.rowCount() == 1
                    and panel.model.entry(panel.model.index(0)).note.prompt == "First"
                )
            )
            capture = panel.model.entry(panel.model.index(0)).id
            window.new_chat_requested.emit()
            await until(lambda: panel.model.rowCount() == 2)
            assert not panel.chat_chip.isChecked()
            panel.chat_chip.click()
            assert "no captures yet" in window.toast.text
            assert not panel.chat_chip.isChecked()
            window.drawer.archived.emit([ids[0]], True)  # noqa: FBT003
            await until(lambda: entry(window, ids[0]).archived)
            window.drawer.deleted.emit([window.drawer.entries[0].id])  # the copy
            panel.turn_requested.emit(capture)
            await until(lambda: [t.text for t in window.presenter.turns][:1] == ["First"])
            assert window.session.settings.last_conversation == ids[0]

    run_qt(main())


def test_ctrl_j_jumps_to_a_chat(home: Path, run_qt: RunCoroutine) -> None:
    """The latest first, but for the one that is shown; typing finds by title, tag and in any case."""

    async def main() -> None:
        async with opened(home) as window:
            ids = await ask_anew(window, "Colosseum plan", "Something else", "Third")
            window.commands.switch_chat.trigger()
            switch = window.findChild(QuickSwitch)
            assert switch is not None
            titles = [switch.results.index(n).data() for n in range(switch.results.rowCount())]
            assert titles == ["Something else", "Colosseum plan"]
            QTest.keyClicks(switch.field, "zzz")
            assert switch.results.rowCount() == 0
            switch.field.clear()
            QTest.keyClick(switch.field, Qt.Key.Key_Down)
            QTest.keyClick(switch.field, Qt.Key.Key_Return)
            await until(lambda: window.session.settings.last_conversation == ids[0])
            window.commands.switch_chat.trigger()
            switch = next(s for s in window.findChildren(QuickSwitch) if s.isVisible())
            QTest.keyClick(switch.field, Qt.Key.Key_Escape)
            assert not switch.isVisible()
            window.commands.search_chats.trigger()
            assert window.drawer.isVisible()

    run_qt(main())


def test_a_hit_is_seen_though_one_was_elsewhere_in_the_chat(
    home: Path, run_qt: RunCoroutine
) -> None:
    """The place that is kept for each chat does not win over what was asked for."""

    async def main() -> None:
        async with opened(home) as window:
            [first] = await ask_anew(window, "Where is the Colosseum?")
            for words in ("Plan two days in Kyoto", "Tell me a story", "Plan it again"):
                await answer(window, lambda w=words: type_prompt(window, w))  # type: ignore[misc]
            await ask_anew(window, "Another")
            await window.session.chat_search.catch_up()
            drawer, results = window.drawer, window.drawer.results
            drawer.field.setText("where colosseum")
            await until(lambda: results.rowCount() >= 2)
            hits = [results.result(results.index(n)) for n in range(results.rowCount())]
            drawer.result_opened.emit(next(hit for hit in hits if hit.kind == "prompt"))
            finding = window.chat_pane.view.hands.finding
            await until(lambda: finding.number == 1 and not finding.searching)
            assert window.session.settings.last_conversation == first
            await until(lambda: window.chat_pane.view.verticalScrollBar().value() < 60)

    run_qt(main())


def test_what_was_asked_for_last_is_shown(home: Path, run_qt: RunCoroutine) -> None:
    """Whatever else of the library changes the chat meanwhile: a hit that is gone to, a chat that
    is brought up to date behind the user's back, or deleted, a file that takes its time."""
    file = home / "one.sse"
    file.write_text(stream("One"))

    async def main() -> None:
        async with opened(home) as window:
            ids = await ask_anew(window, "First", "Second", "Third")
            library = window.presenter._library

            def shown() -> str:
                return window.session.settings.last_conversation

            turn_id = (await window.session.chats.load(ids[0])).turns[0].id
            going = asyncio.ensure_future(library.show_turn(ids[0], turn_id))
            await asyncio.sleep(0)  # it waits for the branch to be chosen
            window.conversation_selected.emit(ids[1])
            assert not await going
            await until(lambda: shown() == ids[1])
            window.conversation_selected.emit(ids[2])
            window.conversation_selected.emit(ids[1])
            await window.session.chats.load(ids[2])
            await asyncio.sleep(0.02)
            assert shown() == ids[1]
            window.conversation_selected.emit(ids[2])
            await library.reload()
            await until(lambda: shown() == ids[2])
            opening = asyncio.ensure_future(window.presenter._opening.open_in_chat([file]))
            await asyncio.sleep(0)  # it is being read
            window.conversation_selected.emit(ids[1])
            await opening
            await until(lambda: shown() == ids[1])
            tabs = window.inspector_pane.open  # which of them is in front depends on what came last
            assert file.name in [source.id for source in tabs.sources]
            assert window.presenter.turns[0].text == "Second"
            window.conversation_selected.emit(ids[2])
            await until(lambda: shown() == ids[2])
            window.conversation_deleted.emit([ids[2]])
            window.conversation_selected.emit(ids[0])
            await until(lambda: window.toast.text == "Chat deleted.")
            await until(lambda: shown() == ids[0])

    run_qt(main())


def test_the_window_closes_in_the_moment_a_search_begins(home: Path, run_qt: RunCoroutine) -> None:
    """Closing ends the tasks that index, which the search is just waking; nothing is left to be
    indexed, so that what is not ended then would wait for news for ever."""

    async def main() -> None:
        async with opened(home) as window:
            await ask_anew(window, "A needle in it")
            await window.session.chat_search.catch_up()
            window.drawer.results.modelReset.connect(window.close)
            window.drawer.field.setText("needle")
            await patiently(window.presenter.closed.wait())

    run_qt(main())
