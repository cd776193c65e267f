"""Searching all captures: indexed behind everything else, and forgotten with what is deleted."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gemini_desktop.core.capture import BytesReceived, Ended, RequestSent
from gemini_desktop.core.errors import StoreError
from gemini_desktop.session import searching as module
from gemini_desktop.session.searching import Searching
from gemini_desktop.store.captures import Captures
from tests.support import RunCoroutine, costs_less_than


@contextlib.asynccontextmanager
async def searching_in(home: Path) -> AsyncIterator[Searching]:
    made = Searching(home, Captures(home))
    try:
        yield made
    finally:
        await made.close()


def record(home: Path, *words: str, prompt: str = "Question") -> str:
    with Captures(home).create() as writer:
        writer.append(
            RequestSent(
                t_ns=0,
                unix_ns=1,
                method="POST",
                url="u",
                headers=(),
                body=b'{"input": "%s"}' % prompt.encode(),
            )
        )
        for word in words:
            data = '{"candidates":[{"content":{"parts":[{"text":"%s"}]}}]}' % word  # noqa: UP031
            writer.append(BytesReceived(t_ns=1, data=f"data: {data}\n\n".encode()))
        writer.append(Ended(t_ns=2, how="complete"))
    return writer.id


def test_all_captures_are_indexed_and_found_with_their_event(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    first = record(tmp_path, "red ", "green ", "blue")
    second = record(tmp_path, "green grass", prompt="What is green?")

    async def check() -> None:
        async with searching_in(tmp_path) as searching:
            told: list[int] = []
            searching.on_progress = lambda: told.append(searching.left)
            await searching.catch_up()
            assert told == [2, 1, 0]
            found = [(h.capture_id, h.kind, h.event) for h in await searching.search("green")]
            assert sorted(found) == sorted(
                [(second, "answer", 0), (second, "prompt", -1), (first, "answer", 1)]
            )
            # A word that two events brought is found where it begins.
            [hit] = await searching.search("n blu")
            assert (hit.capture_id, hit.event) == (first, 1)
            assert await searching.search("  ") == []

    run_async(check())


def test_what_is_gone_from_the_disk_is_forgotten(tmp_path: Path, run_async: RunCoroutine) -> None:
    first, second = record(tmp_path, "one word"), record(tmp_path, "another word")

    async def check() -> None:
        async with searching_in(tmp_path) as searching:
            await searching.catch_up()
            Captures(tmp_path).delete(first)
            searching.forget(first)
        async with searching_in(tmp_path) as searching:
            assert [hit.capture_id for hit in await searching.search("word")] == [second]
            Captures(tmp_path).delete(second)  # and the program was killed
            await searching.catch_up()
            assert await searching.search("word") == []

    run_async(check())


def test_one_that_is_being_written_and_one_that_is_damaged_do_not_hold_it_up(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    good = record(tmp_path, "good word")
    damaged = record(tmp_path, "damaged word")
    (tmp_path / "captures" / damaged / "records.jsonl").unlink()
    writer = Captures(tmp_path).create()

    async def check() -> None:
        async with searching_in(tmp_path) as searching:
            await searching.catch_up()
            assert [hit.capture_id for hit in await searching.search("word")] == [good]
            writer.append(BytesReceived(t_ns=1, data=b"<p>late word</p>"))
            writer.close()
            await searching.catch_up()
            assert len(await searching.search("word")) == 2

    run_async(check())


def test_it_goes_on_with_what_comes(
    tmp_path: Path, run_async: RunCoroutine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "START_AFTER_S", 0.0)
    monkeypatch.setattr(module, "_AFTER_NEWS_S", 0.0)

    async def check() -> None:
        async with searching_in(tmp_path) as searching:
            running = asyncio.get_running_loop().create_task(searching.run())
            while not (tmp_path / "search.db").exists():
                await asyncio.sleep(0.01)
            record(tmp_path, "fresh word")
            searching.wake()
            while not await searching.search("fresh"):
                await asyncio.sleep(0.01)
            running.cancel()
            await asyncio.wait([running])

    run_async(check())


def test_who_searches_before_the_index_is_made_hears_how_much_is_missing(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    record(tmp_path, "early word")

    async def check() -> None:
        async with searching_in(tmp_path) as searching:
            assert await searching.search("early") == []
            assert searching.left == 1
            running = asyncio.get_running_loop().create_task(searching.run())
            while searching.left:  # at once, and not after the first seconds
                await asyncio.sleep(0.01)
            assert len(await searching.search("early")) == 1
            running.cancel()
            await asyncio.wait([running])

    run_async(check())


def test_an_index_that_cannot_be_used_is_told_when_somebody_searches(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    (tmp_path / "search.db").mkdir()

    async def check() -> None:
        async with searching_in(tmp_path) as searching:
            with pytest.raises(StoreError, match=r"search\.db"):
                await searching.search("word")

    run_async(check())


def test_an_index_that_could_not_be_used_is_used_when_it_can(
    tmp_path: Path, run_async: RunCoroutine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "START_AFTER_S", 0.0)
    monkeypatch.setattr(module, "_AFTER_NEWS_S", 0.0)
    in_the_way = tmp_path / "search.db"
    in_the_way.mkdir()

    async def check() -> None:
        record(tmp_path, "word")
        async with searching_in(tmp_path) as searching:
            running = asyncio.create_task(searching.run())
            with pytest.raises(StoreError):
                await searching.search("word")
            in_the_way.rmdir()
            searching.wake()
            while not await searching.search("word"):
                await asyncio.sleep(0.01)
            running.cancel()

    run_async(check())


def test_many_recordings_hold_nothing_up(
    tmp_path: Path, run_async: RunCoroutine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is indexed is compared with what there is after every answer, by the window's thread."""
    there = [f"20260101T000000.{number:06}Z-00ff00" for number in range(10_000)]

    async def indexed() -> set[str]:
        return set(there)

    async def check() -> None:
        async with searching_in(tmp_path) as searching:
            index = await searching.index()
            monkeypatch.setattr(searching._captures, "ids", lambda: there)
            monkeypatch.setattr(index, "indexed", indexed)
            with costs_less_than(1):
                await searching.catch_up()
            assert searching.left == 0

    run_async(check())
