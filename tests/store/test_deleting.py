"""Deleted turns are out of sight, come back when asked, and are gone for good after the purge."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

from gemini_desktop.core.transcript import Turn, prompt
from gemini_desktop.store.migrations import MIGRATIONS
from gemini_desktop.store.queries import CaptureNote
from gemini_desktop.store.transcripts import FILE, Library
from tests.support import Gone, RunCoroutine


@contextlib.asynccontextmanager
async def library_in(home: Path) -> AsyncIterator[Library]:
    library = Library(home)
    await library.open()
    try:
        yield library
    finally:
        await library.close()


def answer(turn_id: str, parent_id: str) -> Turn:
    turn = Turn(role="model", id=turn_id, parent_id=parent_id, interaction_id=f"i-{turn_id}")
    turn.capture_id = f"capture-{turn_id}"
    return turn


async def filled(library: Library) -> str:
    """Three exchanges in a line: p1 a1 p2 a2 p3 a3."""
    conversation_id, before = "line", ""
    for number in "123":
        await library.save_turn(
            conversation_id, prompt(f"words {number}", id=f"p{number}", parent_id=before)
        )
        turn = answer(f"a{number}", f"p{number}")
        await library.save_turn(conversation_id, turn)
        note = CaptureNote(id=turn.capture_id, created_unix_ns=1, conversation_id=conversation_id)
        await library.note_capture(note)
        before = turn.id
    return conversation_id


async def shown(library: Library, conversation_id: str) -> str:
    return " ".join(turn.id for turn in (await library.load(conversation_id)).turns)


def test_an_exchange_in_the_middle_goes_and_comes_back(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    async def main() -> None:
        async with library_in(tmp_path) as library:
            line = await filled(library)
            deleted = await library.delete_turn(line, "p2")
            assert set(deleted.ids) == {"p2", "a2"}
            assert await shown(library, line) == "p1 a1 p3 a3"
            [summary] = await library.conversations()
            assert summary.turn_count == 4
            await library.restore_turns(line, deleted)
            assert await shown(library, line) == "p1 a1 p2 a2 p3 a3"

    run_async(main())


def test_what_followed_is_not_gone_on_from_at_the_server(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    """The server would still know the deleted words; before them nothing changes."""

    async def main() -> None:
        async with library_in(tmp_path) as library:
            line = await filled(library)
            deleted = await library.delete_turn(line, "a2")
            turns = (await library.load(line)).turns
            assert [turn.interaction_id for turn in turns] == ["", "i-a1", "", ""]
            await library.restore_turns(line, deleted)
            turns = (await library.load(line)).turns
            assert turns[-1].interaction_id == "i-a3"

    run_async(main())


def test_the_purge_takes_words_and_captures_and_keeps_the_tree(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    async def main() -> None:
        gone = Gone()
        async with library_in(tmp_path) as library:
            line = await filled(library)
            await library.delete_turn(line, "p2")
            await library.purge_deleted(gone)
            assert gone == ["capture-a2"]
            assert await library.capture_ids() == {"capture-a1", "capture-a3"}
        async with library_in(tmp_path) as library:
            assert await shown(library, line) == "p1 a1 p3 a3"
            turns = (await library.load(line)).turns
            assert turns[-1].interaction_id == ""
            await library.save_turn(line, prompt("on", id="p4", parent_id="a3"))
            assert await shown(library, line) == "p1 a1 p3 a3 p4"
        with contextlib.closing(sqlite3.connect(tmp_path / FILE)) as connection:
            rows = connection.execute("SELECT id, data FROM turns WHERE id IN ('p2', 'a2')")
            assert {row[1] for row in rows} == {b""}

    run_async(main())


def test_what_is_purged_is_not_purged_again(tmp_path: Path, run_async: RunCoroutine) -> None:
    """Else each end of the program would clean up anew, and each start would look for what is
    unused since."""

    async def main() -> None:
        async with library_in(tmp_path) as library:
            line = await filled(library)
            await library.delete_turn(line, "p2")
            assert await library.purge_deleted(Gone()) == 2
            before = await library.revisions()
            assert await library.purge_deleted(Gone()) == 0
            assert await library.revisions() == before
            await library.delete_turn(line, "p3")
            assert await library.purge_deleted(Gone()) == 2
        with contextlib.closing(sqlite3.connect(tmp_path / FILE)) as connection:
            assert connection.execute("SELECT count(*) FROM turns").fetchone() == (2,)

    run_async(main())


def test_the_purge_leaves_no_row_that_nothing_follows(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    async def main() -> None:
        async with library_in(tmp_path) as library:
            line = await filled(library)
            await library.delete_turn(line, "p2")
            await library.delete_turn(line, "p3")
            await library.purge_deleted(Gone())
            assert await shown(library, line) == "p1 a1"
        with contextlib.closing(sqlite3.connect(tmp_path / FILE)) as connection:
            assert connection.execute("SELECT count(*) FROM turns").fetchone() == (2,)

    run_async(main())


def test_a_conversation_of_which_nothing_is_left_goes_with_it(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    async def main() -> None:
        async with library_in(tmp_path) as library:
            line = await filled(library)
            await library.save_turn("other", prompt("asked elsewhere", id="o1"))
            for turn_id in ("p1", "p2", "p3"):
                await library.delete_turn(line, turn_id)
            assert await shown(library, line) == ""
            assert len(await library.conversations()) == 2
            await library.purge_deleted(Gone())
            assert [c.id for c in await library.conversations()] == ["other"]

    run_async(main())


def test_a_deleted_variant_is_no_longer_counted(tmp_path: Path, run_async: RunCoroutine) -> None:
    async def main() -> None:
        async with library_in(tmp_path) as library:
            line = await filled(library)
            await library.save_turn(line, answer("a2b", "p2"))
            assert (await library.load(line)).variants == {"a2b": ("a2", "a2b")}
            deleted = await library.delete_turn(line, "a2")
            assert set(deleted.ids) == {"a2", "p3", "a3"}
            assert await shown(library, line) == "p1 a1 p2 a2b"
            assert (await library.load(line)).variants == {}
            assert await library.variants(line, ["a2b"]) == {}
            await library.choose(line, "a2")
            assert await shown(library, line) == "p1 a1 p2 a2b"
            await library.restore_turns(line, deleted)
            await library.choose(line, "a2")
            assert await shown(library, line) == "p1 a1 p2 a2 p3 a3"
            assert (await library.delete_turn(line, "nowhere")).ids == ()

    run_async(main())


def test_an_older_library_can_delete_turns_too(tmp_path: Path, run_async: RunCoroutine) -> None:
    """One that was made before turns could be deleted alone."""

    async def main() -> None:
        with contextlib.closing(sqlite3.connect(tmp_path / FILE)) as connection:
            MIGRATIONS[0](connection)
            connection.execute("PRAGMA user_version = 1")
            connection.commit()
        async with library_in(tmp_path) as library:
            line = await filled(library)
            await library.delete_turn(line, "p3")
            assert await shown(library, line) == "p1 a1 p2 a2"

    run_async(main())


def test_what_was_asked_meanwhile_stays_in_view_when_turns_come_back(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    """It stands beside them then, as another branch; or after them, where they were in between."""

    async def main() -> None:
        async with library_in(tmp_path) as library:
            line = await filled(library)
            last = await library.delete_turn(line, "p3")
            middle = await library.delete_turn(line, "p2")
            await library.save_turn(line, prompt("instead", id="p4", parent_id="a1"))
            await library.restore_turns(line, middle)
            assert await shown(library, line) == "p1 a1 p4"
            assert (await library.load(line)).variants == {"p4": ("p2", "p4")}
            await library.restore_turns(line, last)
            assert await shown(library, line) == "p1 a1 p4"
            await library.choose(line, "p2")
            assert await shown(library, line) == "p1 a1 p2 a2 p3 a3"

    run_async(main())
