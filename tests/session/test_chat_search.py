"""Every conversation can be searched: recorded, imported or edited; what is deleted cannot."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import pytest

from gemini_desktop.core.errors import StoreError
from gemini_desktop.core.transcript import prompt
from gemini_desktop.session.chat_search import ChatSearch
from gemini_desktop.session.searching import Searching
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.search.index import FILE
from gemini_desktop.store.search.searchable import MOST_AT_ONCE
from gemini_desktop.store.transcripts import Library
from tests.session.test_forgetting import WORD, traces
from tests.session.test_workspace import ask, new_session
from tests.store.test_transcripts import COMPLETE, answer
from tests.support import Gone, RunCoroutine


class Opened(NamedTuple):
    library: Library
    search: ChatSearch

    async def found(self, text: str) -> set[tuple[str, str, str]]:
        await self.search.catch_up()
        hits = await self.search.search(text)
        return {(hit.conversation_id, hit.turn_id, hit.kind) for hit in hits}


@contextlib.asynccontextmanager
async def opened(home: Path) -> AsyncIterator[Opened]:
    library, searching = Library(home), Searching(home, Captures(home))
    await library.open()
    try:
        yield Opened(library, ChatSearch(library, searching))
    finally:
        await searching.close()
        await library.close()


async def fill(library: Library, name: str, asked: str, answered: str) -> None:
    await library.save_turn(name, prompt(asked, id=f"{name}1", created_unix_ns=1))
    turn = answer(answered, f"{name}2", f"{name}1", created_unix_ns=2, outcome=COMPLETE)
    await library.save_turn(name, turn)


def test_words_of_turns_are_found_without_any_capture(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    async def check() -> None:
        async with opened(tmp_path) as it:
            await fill(it.library, "a", "Where is the Colosseum?", "In Rome. 夕日がきれい")
            await fill(it.library, "b", "Rome again", "Long " * 3_000 + "needle at the end")
            assert await it.found("colosseum") == {("a", "a1", "prompt")}
            assert await it.found("rome") == {("a", "a2", "answer"), ("b", "b1", "prompt")}
            assert await it.found("夕日") == {("a", "a2", "answer")}
            assert await it.found("日がき") == {("a", "a2", "answer")}
            assert await it.found('"again" rome') == {("b", "b1", "prompt")}
            assert await it.found('"rome is"') == set()
            assert await it.found("needle end") == {("b", "b2", "answer")}
            assert await it.found("hm") >= {("a", "a2", "thought")}
            assert await it.found("  ") == set()

    run_async(check())


def test_only_what_has_changed_is_read_again(tmp_path: Path, run_async: RunCoroutine) -> None:
    async def check() -> None:
        async with opened(tmp_path) as it:
            told: list[int] = []
            it.search.on_progress = lambda: told.append(it.search.left)
            for number in range(40):
                await fill(it.library, f"c{number}", "Same words", "Same words")
            await it.search.catch_up()
            assert told == [40, 24, 8, 0]
            await it.search.catch_up()
            assert told == [40, 24, 8, 0]
            await it.library.save_turn("c7", prompt("New words", id="n", parent_id="c72"))
            assert await it.found("new words") == {("c7", "n", "prompt")}
            assert told[4:] == [1, 0]
            longer = answer("Other words", "c72", "c71", created_unix_ns=2, outcome=COMPLETE)
            await it.library.save_turn("c7", longer)
            assert await it.found("other") == {("c7", "c72", "answer")}
            assert ("c7", "c72", "answer") not in await it.found("same")

    run_async(check())


def test_an_answer_is_found_when_it_is_whole(tmp_path: Path, run_async: RunCoroutine) -> None:
    async def check() -> None:
        async with opened(tmp_path) as it:
            await it.library.save_turn("c", prompt("Hi", id="p"))
            await it.library.save_turn("c", answer("Half an ans", "a", "p"))
            assert await it.found("half") == set()
            await it.library.save_turn("c", answer("Half an answer", "a", "p", outcome=COMPLETE))
            assert await it.found("half") == {("c", "a", "answer")}

    run_async(check())


def test_what_is_deleted_is_gone_and_may_come_back(tmp_path: Path, run_async: RunCoroutine) -> None:
    async def check() -> None:
        async with opened(tmp_path) as it:
            await fill(it.library, "a", "Question", f"Was {WORD} large?")
            await fill(it.library, "b", f"{WORD} too", "Yes")
            assert len(await it.found(WORD)) == 2
            await it.library.delete_conversations(["a"])
            assert await it.found(WORD) == {("b", "b1", "prompt")}
            await it.library.restore_conversations(["a"])
            assert len(await it.found(WORD)) == 2
            deleted = await it.library.delete_turn("b", "b1")
            assert await it.found(WORD) == {("a", "a2", "answer")}
            await it.library.restore_turns("b", deleted)
            assert len(await it.found(WORD)) == 2
            await it.library.delete_turn("b", "b1")
            await it.library.delete_conversations(["a"])
            await it.library.purge_deleted(Gone())
            await it.search.forget_deleted()

    run_async(check())
    assert traces(tmp_path) == []


def test_the_session_forgets_turns_when_it_closes(home: Path, run_async: RunCoroutine) -> None:
    async def main() -> None:
        session = new_session(home)
        await session.start()
        gone = await ask(session, f"{WORD} one")
        kept = await ask(session, "Kept")
        later = await ask(session, f"{WORD} two", kept)
        await session.chat_search.catch_up()
        assert len(await session.chat_search.search(WORD)) >= 2
        await session.chats.delete([gone.conversation_id])
        await session.chats.delete_turn(kept.conversation_id, later.prompt.id)
        await session.close()

    run_async(main())
    assert traces(home) == []


def test_a_search_says_how_many_are_not_indexed(tmp_path: Path, run_async: RunCoroutine) -> None:
    """And sets it in motion."""

    async def check() -> None:
        async with opened(tmp_path) as it:
            await fill(it.library, "a", "Find me", "Yes")
            assert await it.search.search("find") == []
            assert it.search.left == 1
            running = asyncio.create_task(it.search.run())
            while not await it.search.search("find"):
                await asyncio.sleep(0.01)
            running.cancel()
            assert [hit.turn_id for hit in await it.search.search("find")] == ["a1"]
            assert it.search.left == 0

    run_async(check())


def test_an_index_of_an_older_version_keeps_no_copy(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    """It would keep the words of what is deleted."""

    async def check() -> None:
        async with opened(tmp_path) as it:
            await fill(it.library, "a", "Find me", "Yes")
            await it.found("find")
        with contextlib.closing(sqlite3.connect(tmp_path / FILE)) as connection:
            for table in ("turns", "turn_passages", "turn_words", "chats"):
                connection.execute(f"DROP TABLE {table}")
            connection.execute("PRAGMA user_version = 1")
            connection.commit()
        async with opened(tmp_path) as it:
            assert await it.found("find") == {("a", "a1", "prompt")}

    run_async(check())
    assert [path.name for path in tmp_path.glob("search.db*")] == ["search.db"]


def test_an_index_that_cannot_be_used_is_tried_again(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    """Searching says so; the task goes on, and the rest of the program with it."""
    (tmp_path / FILE).mkdir()

    async def check() -> None:
        async with opened(tmp_path) as it:
            await fill(it.library, "a", "Find me", "Yes")
            with pytest.raises(StoreError):
                await it.search.search("find")
            running = asyncio.create_task(it.search.run())
            await asyncio.sleep(0.05)
            it.search.wake()
            await asyncio.sleep(0.05)
            assert not running.done()
            running.cancel()

    run_async(check())


def test_a_long_conversation_is_taken_in_slices(tmp_path: Path, run_async: RunCoroutine) -> None:
    """So that what is saved meanwhile need not wait for all of it."""

    async def check() -> None:
        async with opened(tmp_path) as it:
            parent = ""
            for number in range(2 * MOST_AT_ONCE + 5):
                turn = prompt(f"common word{number}x", id=f"t{number}", parent_id=parent)
                await it.library.save_turn("long", turn)
                parent = turn.id
            slices = await it.library.searchable({"long": set()})
            assert len(slices["long"].new) == MOST_AT_ONCE
            assert not slices["long"].whole
            for number in (0, MOST_AT_ONCE, 2 * MOST_AT_ONCE + 4):
                assert await it.found(f"word{number}x") == {("long", f"t{number}", "prompt")}
            assert it.search.left == 0

    run_async(check())
