"""Of a turn that was deleted for good, what followed it follows the one before it: also in a library
that was lost, whose tapes still name the deleted one, and in copies."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from gemini_desktop.session.workspace import Session
from gemini_desktop.store.backup.restoring import restore
from gemini_desktop.store.backup.writing import back_up
from gemini_desktop.store.home import prepare_home
from tests.session.test_copies_come_back import asked, words_of
from tests.session.test_imported_chats_come_back import damage, go_on_with, lose, visit
from tests.support import RunCoroutine


@pytest.mark.parametrize("ruin", [lose, damage])
@pytest.mark.parametrize(("deleted", "left"), [(0, ["Two", "Three"]), (2, ["One", "Three"])])
def test_the_path_is_whole(
    ruin: Callable[[Path], None], deleted: int, left: list[str], home: Path, run_async: RunCoroutine
) -> None:
    chats: list[str] = []

    async def use(session: Session) -> None:
        chats.append(await asked(session, "One", "Two", "Three"))
        turns = (await session.chats.load(chats[0])).turns
        await session.chats.delete_turn(chats[0], turns[deleted].id)

    async def look(session: Session) -> None:
        assert await words_of(session, chats[0]) == left
        shown = await session.chats.load(chats[0])
        assert shown.variants == {}
        links.append([turn.interaction_id for turn in shown.turns if turn.role == "model"])

    links: list[list[str]] = []
    run_async(visit(home, use))
    run_async(visit(home, look))
    for _ in range(2):
        ruin(home)
        run_async(visit(home, look))
    assert links[0] == links[1] == links[2], "the server is not asked to go on from deleted words"
    run_async(visit(home, lambda session: go_on_with(session, chats[0], "Four")))
    lose(home)
    run_async(visit(home, lambda session: _check(session, chats[0], [*left, "Four"])))


async def _check(session: Session, conversation_id: str, words: list[str]) -> None:
    assert await words_of(session, conversation_id) == words


def test_nothing_is_kept_of_what_nothing_follows(home: Path, run_async: RunCoroutine) -> None:
    chats: list[str] = []

    async def use(session: Session) -> None:
        chats.append(await asked(session, "One", "Two"))
        turns = (await session.chats.load(chats[0])).turns
        await session.chats.delete_turn(chats[0], turns[0].id)

    async def end(session: Session) -> None:
        turns = (await session.chats.load(chats[0])).turns
        await session.chats.delete_turn(chats[0], turns[0].id)

    run_async(visit(home, use))
    [mark] = json.loads((home / "library.json").read_bytes())["conversations"].values()
    assert len(mark["gone"]) == 2, "a prompt and its answer, by their ids alone"
    run_async(visit(home, end))
    assert json.loads((home / "library.json").read_bytes())["conversations"] == {}


async def without_the_middle(session: Session) -> str:
    chat = await asked(session, "One", "Two", "Three")
    turns = (await session.chats.load(chat)).turns
    await session.chats.delete_turn(chat, turns[2].id)
    return chat


async def links_of(session: Session, chat: str) -> list[str]:
    turns = (await session.chats.load(chat)).turns
    return [turn.interaction_id for turn in turns if turn.role == "model"]


def test_a_copy_does_not_ask_the_server_to_go_on_from_deleted_words(
    home: Path, run_async: RunCoroutine
) -> None:
    async def use(session: Session) -> None:
        chat = await without_the_middle(session)
        copy = await session.chats.duplicate(chat)
        assert await words_of(session, copy) == ["One", "Three"]
        first, cut = await links_of(session, copy)
        assert (bool(first), cut) == (True, "")
        assert await links_of(session, chat) == [first, cut]

    run_async(visit(home, use))


@pytest.mark.parametrize("ruin", [lose, damage])
def test_a_copy_that_inherits_the_recordings_does_not_either(
    ruin: Callable[[Path], None], home: Path, run_async: RunCoroutine
) -> None:
    """They name what the server would go on from, and the copy comes back from them."""
    links: list[str] = []

    async def use(session: Session) -> None:
        chat = await without_the_middle(session)
        links.extend(await links_of(session, chat))
        copy = await session.chats.duplicate(chat)
        await go_on_with(session, copy, "Four")
        await session.chats.delete([chat])

    async def look(session: Session) -> None:
        [copy] = [each.id for each in await session.chats.listed()]
        assert await words_of(session, copy) == ["One", "Three", "Four"]
        assert await links_of(session, copy) == [*links, ""]

    run_async(visit(home, use))
    for _ in range(2):
        ruin(home)
        run_async(visit(home, look))


def test_a_backup_puts_it_beside_in_one_piece(home: Path, run_async: RunCoroutine) -> None:
    chats: list[str] = []

    async def use(session: Session) -> None:
        chats.append(await without_the_middle(session))

    async def go_another_way(session: Session) -> None:
        turns = (await session.chats.load(chats[0])).turns
        await session.chats.delete_turn(chats[0], turns[2].id)
        assert await words_of(session, chats[0]) == ["One"]

    async def look(session: Session) -> None:
        shown = {each.id: await words_of(session, each.id) for each in await session.chats.listed()}
        assert shown.pop(chats[0]) == ["One"]
        [(copy, words)] = shown.items()
        assert words == ["One", "Three"]
        assert (await links_of(session, copy))[1] == ""

    file, other = home.parent / "all.gdbackup", home.parent / "other"
    run_async(visit(home, use))
    back_up(home, file, lambda _: None)
    prepare_home(other)
    restore(file, other, lambda _: None)
    run_async(visit(other, go_another_way))
    restore(file, other, lambda _: None)
    run_async(visit(other, look))
    run_async(visit(other, look))
