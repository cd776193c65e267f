"""The tasks that index end when they are cancelled, also in the moment in which a search wakes
them: closing the window waits for them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gemini_desktop.session.chat_search import ChatSearch
from gemini_desktop.session.searching import Searching
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.transcripts import Library
from tests.support import PATIENCE_S, RunCoroutine

_TURNS = range(8)
"""Of the event loop, from the search until the cancellation: a wake-up takes three of them."""


@contextlib.asynccontextmanager
async def indexing(home: Path) -> AsyncIterator[tuple[ChatSearch, Searching]]:
    """Both over an empty home: with nothing to index, they would wait for news for ever."""
    library, searching = Library(home), Searching(home, Captures(home))
    await library.open()
    try:
        yield ChatSearch(library, searching), searching
    finally:
        await searching.close()
        await library.close()


async def ends(run: asyncio.Task[None]) -> bool:
    """Cancel it once; whether that ended it."""
    run.cancel()
    done, _ = await asyncio.wait([run], timeout=PATIENCE_S)
    return bool(done) and run.cancelled()


@pytest.mark.parametrize("turns", _TURNS)
def test_a_search_that_wakes_them_does_not_keep_them(
    tmp_path: Path, run_async: RunCoroutine, turns: int
) -> None:
    async def check() -> None:
        async with indexing(tmp_path) as indexers:
            for indexer in indexers:
                run = asyncio.create_task(indexer.run())
                await asyncio.sleep(0)
                search = asyncio.create_task(indexer.search("needle"))
                for _ in range(turns + 1):
                    await asyncio.sleep(0)
                assert await ends(run), f"{type(indexer).__name__} goes on"
                assert await search == []

    run_async(check())


def test_they_end_while_they_wait_for_the_window_to_be_ready(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    async def check() -> None:
        async with indexing(tmp_path) as indexers:
            for indexer in indexers:
                run = asyncio.create_task(indexer.run())
                await asyncio.sleep(0)
                assert await ends(run)

    run_async(check())
