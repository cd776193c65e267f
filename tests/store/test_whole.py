"""A conversation with all its branches, as it leaves the library."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from gemini_desktop.core.errors import StoreError
from gemini_desktop.core.export.document import Document
from gemini_desktop.core.transcript import Turn, prompt
from gemini_desktop.store.home import prepare_home
from gemini_desktop.store.transcripts import Library


def run(home: Path, work: Callable[[Library], Awaitable[None]]) -> None:
    async def main() -> None:
        library = Library(prepare_home(home))
        await library.open()
        try:
            for turn in turns():
                await library.save_turn("c", turn)
            await work(library)
        finally:
            await library.close()

    asyncio.run(main())


def turns() -> list[Turn]:
    return [
        prompt("One?", id="p1", created_unix_ns=10),
        Turn(role="model", id="a1", parent_id="p1", created_unix_ns=11, interaction_id="i1"),
        Turn(role="model", id="b1", parent_id="p1", created_unix_ns=12),
        prompt("Two?", id="p2", parent_id="a1", created_unix_ns=13),
        Turn(role="model", id="a2", parent_id="p2", created_unix_ns=14, interaction_id="i2"),
        prompt("Three?", id="p3", parent_id="a2", created_unix_ns=15),
        Turn(role="model", id="a3", parent_id="p3", created_unix_ns=16, interaction_id="i3"),
    ]


def test_all_turns_are_there_and_what_is_known_of_the_whole(tmp_path: Path) -> None:
    async def work(library: Library) -> None:
        await library.rename("c", "My own")
        await library.change_tags(["c"], add=["b", "A"])
        await library.archive(["c"], archived=True)
        assert await library.document("c") == Document(
            id="c",
            title="My own",
            own_title=True,
            created_unix_ns=10,
            updated_unix_ns=16,
            tags=("A", "b"),
            archived=True,
            head="a3",
            turns=turns(),
        )

    run(tmp_path, work)


def test_what_follows_a_deleted_turn_follows_the_one_before_it(tmp_path: Path) -> None:
    async def work(library: Library) -> None:
        await library.delete_turn("c", "p2")
        found = await library.document("c")
        assert [turn.id for turn in found.turns] == ["p1", "a1", "b1", "p3", "a3"]
        assert [turn.id for turn in found.path] == ["p1", "a1", "p3", "a3"]
        by_id = {turn.id: turn for turn in found.turns}
        assert by_id["p3"].parent_id == "a1"
        assert by_id["a1"].interaction_id == "i1"
        assert by_id["a3"].interaction_id == ""  # the server would go on from the deleted words

    run(tmp_path, work)


def test_what_is_not_there_or_deleted_is_told(tmp_path: Path) -> None:
    async def work(library: Library) -> None:
        with pytest.raises(StoreError) as caught:
            await library.document("nobody")
        assert caught.value.failure.kind == "not_found"
        await library.delete_conversations(["c"])
        with pytest.raises(StoreError):
            await library.document("c")

    run(tmp_path, work)
