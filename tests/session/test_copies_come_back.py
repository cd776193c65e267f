"""A copy shares the recordings of another chat, and its own words are on no tape: a lost library
gets it back from its file, and never with what was deleted."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from gemini_desktop.core.errors import Failure, StoreError
from gemini_desktop.session.workspace import Session
from gemini_desktop.store.backup.restoring import restore
from gemini_desktop.store.backup.writing import back_up
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.context import Heir
from gemini_desktop.store.home import prepare_home
from tests.session.test_imported_chats_come_back import (
    damage,
    files,
    go_on_with,
    lose,
    visit,
)
from tests.session.test_workspace import Listener
from tests.support import RunCoroutine


async def asked(session: Session, *prompts: str) -> str:
    """A chat with these prompts; its id."""
    conversation_id = ""
    for words in prompts:
        path = (await session.chats.load(conversation_id)).turns if conversation_id else []
        exchange = session.question(words, path=path, conversation_id=conversation_id)
        conversation_id = exchange.conversation_id
        await session.run(exchange, Listener(), lambda _: None)
    return conversation_id


async def words_of(session: Session, conversation_id: str) -> list[str]:
    turns = (await session.chats.load(conversation_id)).turns
    return [turn.text for turn in turns if turn.role == "user"]


@pytest.mark.parametrize("ruin", [lose, damage])
def test_a_copy_is_back_beside_what_it_was_copied_from(
    ruin: Callable[[Path], None], home: Path, run_async: RunCoroutine
) -> None:
    async def use(session: Session) -> None:
        first = await asked(session, "One", "Two")
        copy = await session.chats.duplicate(first)
        await go_on_with(session, copy, "Asked in the copy alone")
        await session.chats.rename(copy, "My copy")
        second = await session.chats.duplicate(copy)
        await session.chats.pin([second], pinned=True)

    before = run_async(visit(home, use))
    assert sorted(entry[0] for entry in before.values()) == ["My copy", "My copy (copy)", "One"]
    assert len(files(home)) == 2
    ruin(home)
    assert run_async(visit(home)) == before
    assert run_async(visit(home)) == before


def test_what_was_deleted_does_not_come_back_through_its_copy(
    home: Path, run_async: RunCoroutine
) -> None:
    """The recording that both share is the copy's from then on, also by its own account."""

    async def use(session: Session) -> None:
        first = await asked(session, "One", "Two")
        copy = await session.chats.duplicate(first)
        await go_on_with(session, copy, "Three")
        await session.chats.delete([first])

    before = run_async(visit(home, use))
    [copy_id] = before
    run_async(visit(home))
    captures = Captures(home)
    assert {captures.conversation_of(each) for each in captures.ids()} == {copy_id}

    async def look(session: Session) -> None:
        assert await words_of(session, copy_id) == ["One", "Two", "Three"]
        turns = (await session.chats.load(copy_id)).turns
        assert all(turn.capture_id for turn in turns if turn.role == "model")

    for _ in range(2):
        lose(home)
        after = run_async(visit(home, look))
        assert after == before
    (home / "imported").rename(home / "gone")
    lose(home)
    assert [*run_async(visit(home, look))] == [copy_id], "its tapes alone do it too"


def test_words_that_were_deleted_in_the_copy_are_not_in_its_inheritance(
    home: Path, run_async: RunCoroutine
) -> None:
    async def use(session: Session) -> None:
        first = await asked(session, "CANARY-deleted words", "Two")
        copy = await session.chats.duplicate(first)
        await session.chats.rename(copy, "Its title is no word of it")
        turns = (await session.chats.load(copy)).turns
        await session.chats.delete_turn(copy, turns[0].id)
        await session.chats.delete([first])

    run_async(visit(home, use))
    for folder in ("captures", "imported", "blobs"):
        for path in (home / folder).rglob("*"):
            if path.is_file() and path.name != "records.jsonl":
                assert b"CANARY-deleted" not in path.read_bytes(), path
    lose(home)
    after = run_async(visit(home))
    assert len(after) == 1
    assert b"CANARY-deleted" not in next(iter(after.values()))[4]


def test_a_deleted_copy_is_gone_with_its_file(home: Path, run_async: RunCoroutine) -> None:
    async def use(session: Session) -> None:
        first = await asked(session, "One")
        copy = await session.chats.duplicate(first)
        assert len(files(home)) == 1
        await session.chats.delete([copy])

    before = run_async(visit(home, use))
    assert [entry[0] for entry in before.values()] == ["One"]
    assert files(home) == []
    lose(home)
    assert run_async(visit(home)) == before


def test_a_chat_whose_recordings_were_removed_is_back(home: Path, run_async: RunCoroutine) -> None:
    """The recordings that could rebuild it are what went."""

    async def use(session: Session) -> None:
        await asked(session, "One", "Two")
        await asked(session, "Other")
        recordings = await session.storage.recordings()
        await session.storage.remove([each.id for each in recordings[:2]])

    run_async(visit(home, use))
    before = run_async(visit(home))
    assert len(before) == 2
    assert len(files(home)) == 1
    lose(home)
    assert run_async(visit(home)) == before


def test_its_answers_stand_in_the_same_order(home: Path, run_async: RunCoroutine) -> None:
    """One has a recording, and the other one is in the file, which is read first."""

    async def ids(session: Session) -> list[str]:
        [chat] = [each.id for each in await session.chats.listed()]
        turns = (await session.chats.load(chat)).turns
        return [*(await session.chats.variants(chat, [turns[1].id]))[turns[1].id]]

    async def use(session: Session) -> None:
        chat = await asked(session, "One")
        question = (await session.chats.load(chat)).turns[0]
        for _ in range(2):
            again = session.again(question, path=[], conversation_id=chat)
            await session.run(again, Listener(), lambda _: None)
        await session.storage.remove([again.turn.capture_id])
        answers.extend(await ids(session))

    async def look(session: Session) -> None:
        assert await ids(session) == answers

    answers: list[str] = []
    run_async(visit(home, use))
    assert len(answers) == 3
    lose(home)
    run_async(visit(home, look))


def test_what_a_backup_puts_beside_is_kept_too(home: Path, run_async: RunCoroutine) -> None:
    file, other = home.parent / "all.gdbackup", home.parent / "other"

    async def use(session: Session) -> None:
        await asked(session, "One", "Two")

    [(first, _)] = run_async(visit(home, use)).items()
    prepare_home(other)
    back_up(home, file, lambda _: None)
    restore(file, other, lambda _: None)

    async def go_another_way(session: Session) -> None:
        turns = (await session.chats.load(first)).turns
        await session.chats.delete_turn(first, turns[-2].id)

    run_async(visit(other, go_another_way))
    restore(file, other, lambda _: None)
    before = run_async(visit(other))
    assert len(before) == 2
    assert len(files(other)) == 1
    lose(other)
    assert run_async(visit(other)) == before


def test_copies_of_earlier_versions_get_their_files(home: Path, run_async: RunCoroutine) -> None:
    """Which kept them in the database alone."""

    async def use(session: Session) -> None:
        await session.chats.duplicate(await asked(session, "One"))

    before = run_async(visit(home, use))
    with sqlite3.connect(home / "library.db") as connection:
        connection.execute("DELETE FROM imported")
    connection.close()
    for path in files(home):
        path.unlink()
    assert run_async(visit(home)) == before
    assert len(files(home)) == 1
    lose(home)
    assert run_async(visit(home)) == before


def test_the_branch_that_was_chosen_in_a_copy_is_shown_again(
    home: Path, run_async: RunCoroutine
) -> None:
    """Also the newest one: the file of the copy has the one that it was made with."""
    copies: list[str] = []

    async def use(session: Session) -> None:
        first = await asked(session, "One", "Two")
        turns = (await session.chats.load(first)).turns
        exchange = session.question("Another way", path=turns[:2], conversation_id=first)
        await session.run(exchange, Listener(), lambda _: None)
        await session.chats.choose(first, turns[-1].id)
        copies.append(await session.chats.duplicate(first))
        assert await words_of(session, copies[0]) == ["One", "Two"]
        [family] = (await session.chats.load(copies[0])).variants.values()
        await session.chats.choose(copies[0], family[1])
        assert await words_of(session, first) == ["One", "Two"]

    async def look(session: Session) -> None:
        assert await words_of(session, copies[0]) == ["One", "Another way"]

    before = run_async(visit(home, use))
    lose(home)
    assert run_async(visit(home, look)) == before


def test_what_ends_between_the_tapes_and_the_library_loses_nothing(
    home: Path, run_async: RunCoroutine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The recording says already that it is the copy's, the library does not: as after a kill."""
    real = Captures.give

    def give(captures: Captures, capture_id: str, heir: Heir) -> None:
        real(captures, capture_id, heir)
        raise StoreError(Failure(kind="io", message="The disk is gone.", advice=""))

    copies: list[str] = []

    async def use(session: Session) -> None:
        first = await asked(session, "One", "Two")
        copies.append(await session.chats.duplicate(first))
        await session.chats.delete([first])
        monkeypatch.setattr(Captures, "give", give)

    async def look(session: Session) -> None:
        assert await words_of(session, copies[0]) == ["One", "Two"]

    run_async(visit(home, use))
    monkeypatch.setattr(Captures, "give", real)
    lost = home.parent / "lost"
    shutil.copytree(home, lost)
    lose(lost)
    assert copies[0] in run_async(visit(lost, look))
    assert [*run_async(visit(home, look))] == copies, "the next end takes it up again"
    lose(home)
    assert [*run_async(visit(home, look))] == copies
