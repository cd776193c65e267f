"""Searching all captures: their words are indexed behind everything else, one capture at a time."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path

from gemini_desktop.core.capture import Record
from gemini_desktop.core.decoding.long_reads import cut
from gemini_desktop.core.errors import StoreError
from gemini_desktop.core.text.passages import Passage, passages
from gemini_desktop.store.breath import Breath
from gemini_desktop.store.captures import Captures, created_unix_ns
from gemini_desktop.store.search.index import MOST_HITS, Hit, SearchIndex, needles_of

__all__ = ["MOST_HITS", "Hit", "Searching", "needles_of"]

START_AFTER_S = 4.0
"""The first seconds of the program are the window's."""
_AFTER_NEWS_S = 0.5
_WORK_S = 0.002
"""Longest stretch of decoding before the interpreter is left to the window for as long."""


class Searching:
    """One a session. `run` goes on until it is cancelled; `search` needs it not."""

    def __init__(self, home: Path, captures: Captures) -> None:
        self._captures = captures
        self._index = SearchIndex(home)
        self._opening: asyncio.Task[None] | None = None
        self._news = asyncio.Event()
        self._wanted = asyncio.Event()
        self._looked = False
        self._unreadable: set[str] = set()
        self._forgotten: list[str] = []
        self.left = 0
        """How many captures are not indexed yet, as far as is known."""
        self.on_progress: Callable[[], None] = _nobody
        """Called when `left` has changed."""

    def wake(self) -> None:
        """There is another capture."""
        self._news.set()

    def forget(self, capture_id: str) -> None:
        """This capture is deleted for good; its words go with `close`. From any thread."""
        self._forgotten.append(capture_id)

    async def run(self) -> None:
        """Index what is not indexed, newest first, and then what comes."""
        await keep_up(self.catch_up, self._news, self._wanted)

    async def catch_up(self) -> None:
        """Index all captures that are not indexed, and forget those that are gone."""
        await self.index()
        on_disk = await asyncio.to_thread(self._captures.ids)
        indexed = await self._index.indexed()
        await self._index.forget(indexed.difference(on_disk))
        self._looked = True
        known = indexed | self._unreadable
        todo = [each for each in reversed(on_disk) if each not in known]
        for done, capture_id in enumerate(todo):
            self._tell(len(todo) - done)
            try:
                found = await asyncio.to_thread(self._read, capture_id)
            except StoreError:
                self._unreadable.add(capture_id)
                continue
            if found is not None:
                await self._index.put(capture_id, created_unix_ns(capture_id), found)
        self._tell(0)

    async def search(self, text: str) -> list[Hit]:
        """Where all words of `text` stand close together, the newest captures first. Raises
        StoreError."""
        needles = needles_of(text)
        if not needles:
            return []
        self._wanted.set()
        await self.index()
        if not self._looked:
            on_disk = await asyncio.to_thread(self._captures.ids)
            self.left = len(set(on_disk) - await self._index.indexed())
        return await self._index.search(needles)

    async def start_anew(self) -> None:
        """Throw the index away and make it again, which `left` tells of. Raises StoreError."""
        await (await self.index()).start_anew()
        self._unreadable.clear()
        self._wanted.set()
        self.wake()

    async def close(self) -> None:
        """Forget what was deleted, and close the index."""
        if self._forgotten:
            with contextlib.suppress(StoreError):  # else at the next start
                await self.index()
                await self._index.forget(self._forgotten)
        if self._opening is not None:
            await asyncio.wait([self._opening])
            self._opening.exception()  # was told where somebody searched
        await self._index.close()

    async def index(self) -> SearchIndex:
        """The index, once it is open; where it could not be opened it is tried again. Raises
        StoreError."""
        if self._opening is None or (self._opening.done() and self._opening.exception()):
            self._opening = asyncio.get_running_loop().create_task(self._index.open())
        await asyncio.shield(self._opening)
        return self._index

    def _read(self, capture_id: str) -> list[Passage] | None:
        tape = self._captures.open(capture_id)
        if tape.is_being_written():
            return None
        return _gently(cut(tape.records()))

    def _tell(self, left: int) -> None:
        if left != self.left:
            self.left = left
            self.on_progress()


async def keep_up(
    catch_up: Callable[[], Awaitable[None]], news: asyncio.Event, wanted: asyncio.Event
) -> None:
    """Catch up, and again with each piece of `news`, until cancelled: a while after the start, or
    when it is `wanted`. Where that cannot be done, searching says so, and the next news tries."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(START_AFTER_S):
            await wanted.wait()
    while True:
        news.clear()
        with contextlib.suppress(StoreError):
            await catch_up()
        await news.wait()
        await asyncio.sleep(_AFTER_NEWS_S)


def _gently(records: Iterable[Record]) -> list[Passage]:
    found: list[Passage] = []
    breath = Breath(_WORK_S, _WORK_S)
    for each in passages(records):
        found = each
        breath.take()
    return found


def _nobody() -> None:
    """Nobody listens."""
