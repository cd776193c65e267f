"""What is done with whole conversations, over a real home: also without the library it stood in."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from gemini_desktop.session.conversations import ConversationSummary
from gemini_desktop.session.workspace import Session
from tests.session.test_workspace import ask, new_session
from tests.support import RunCoroutine


async def by_title(session: Session) -> dict[str, ConversationSummary]:
    return {each.title: each for each in await session.chats.listed()}


@pytest.mark.parametrize("damaged", [False, True])
def test_pins_tags_and_names_outlive_the_library(
    home: Path, run_async: RunCoroutine, *, damaged: bool
) -> None:
    async def first() -> dict[str, ConversationSummary]:
        session = new_session(home)
        await session.start()
        one, two, _ = [await ask(session, words) for words in ("One", "Two", "Three")]
        await session.chats.rename(one.conversation_id, "A name of my own")
        await session.chats.pin([one.conversation_id], pinned=True)
        await session.chats.archive([two.conversation_id], archived=True)
        await session.chats.change_tags(
            [one.conversation_id, two.conversation_id], ["work", "旅行"]
        )
        known = await by_title(session)
        await session.close()
        return known

    async def again() -> dict[str, ConversationSummary]:
        session = new_session(home)
        await session.start()
        while len(await session.chats.listed()) < 3:
            await asyncio.sleep(0.01)
        known = await by_title(session)
        await session.close()
        return known

    before = run_async(first())
    for path in home.glob("library.db*"):
        path.unlink()
    if damaged:
        (home / "library.db").write_bytes(b"no database at all " * 99)
    after = run_async(again())
    assert after.keys() == before.keys() == {"A name of my own", "Two", "Three"}
    for title, summary in before.items():
        for field in ("id", "own_title", "pinned", "archived", "tags", "turn_count"):
            assert getattr(after[title], field) == getattr(summary, field), (title, field)


def test_a_copy_goes_its_own_way_and_shares_its_captures(
    home: Path, run_async: RunCoroutine
) -> None:
    async def main() -> None:
        session = new_session(home)
        await session.start()
        first = await ask(session, "One")
        copy_id = await session.chats.duplicate(first.conversation_id)
        copied = await session.chats.load(copy_id)
        assert copied.title == "One (copy)"
        capture_id = first.turn.capture_id
        assert await session.exchanges.of_conversation(copy_id) == {capture_id}
        await session.chats.delete([first.conversation_id])
        await session.close()
        session = new_session(home)
        await session.start()
        assert [each.id for each in await session.chats.listed()] == [copy_id]
        session.capture(capture_id)  # still there
        assert [note.conversation_id for note in await session.exchanges.listed()] == [copy_id]
        await session.close()

    run_async(main())


def test_what_has_not_changed_is_the_same_object(home: Path, run_async: RunCoroutine) -> None:
    """Who shows ten thousand of them sees it at a glance."""

    async def main() -> None:
        session = new_session(home)
        await session.start()
        one, two = [await ask(session, words) for words in ("One", "Two")]
        before = {each.id: each for each in await session.chats.listed()}
        await session.chats.pin([two.conversation_id], pinned=True)
        after = {each.id: each for each in await session.chats.listed()}
        assert after[one.conversation_id] is before[one.conversation_id]
        assert after[two.conversation_id] is not before[two.conversation_id]
        await session.close()

    run_async(main())
