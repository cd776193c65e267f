"""What a home takes is told and given back, and only what nobody wants goes by itself."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gemini_desktop.core.errors import StoreError
from gemini_desktop.core.outcome import Outcome
from gemini_desktop.core.transcript import Turn, prompt
from gemini_desktop.session import storage
from gemini_desktop.session.storage import Recording, preselected
from gemini_desktop.session.workspace import Session
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.care import sweeping
from gemini_desktop.store.queries import CaptureNote
from gemini_desktop.store.transcripts import Library
from tests.archives import unpack
from tests.support import RunCoroutine, patiently, until

OLD = Path(__file__).parents[1] / "store" / "old"
LARGE = "long " * 2000


@contextlib.asynccontextmanager
async def started(home: Path) -> AsyncIterator[Session]:
    session = Session(home)
    await session.start()
    try:
        yield session
    finally:
        await session.close()


async def chat(home: Path, name: str, words: str = "Hi") -> str:
    """A chat with one recording, written as another program would."""
    library, captures = Library(home), Captures(home)
    await library.open()
    with captures.create() as tape:
        capture_id = tape.id
    (captures.folder / capture_id / "body").write_bytes(b"x" * 50_000)
    answer = Turn(
        role="model",
        id=f"{name}2",
        parent_id=f"{name}1",
        capture_id=capture_id,
        outcome=Outcome(kind="complete"),
    )
    await library.save_turn(name, prompt(words, id=f"{name}1"))
    await library.save_turn(name, answer)
    await library.note_capture(
        CaptureNote(
            id=capture_id, created_unix_ns=1, conversation_id=name, turn_id=f"{name}2", ended=True
        )
    )
    await library.close()
    return capture_id


def aged(home: Path) -> None:
    then = time.time() - 2 * sweeping.YOUNG_S
    for path in (home / "blobs").glob("*/*"):
        os.utime(path, (then, then))


def blobs(home: Path) -> list[Path]:
    return [path for path in (home / "blobs").glob("*/*") if path.is_file()]


def test_removed_recordings_go_when_the_session_ends(home: Path, run_async: RunCoroutine) -> None:
    async def check() -> None:
        first, second = await chat(home, "a"), await chat(home, "b")
        async with started(home) as session:
            found = await session.storage.recordings()
            assert {each.id for each in found} == {first, second}
            assert all(each.bytes >= 50_000 for each in found)
            before = await session.storage.measure()
            await session.storage.remove([first, second])
            await session.storage.restore([second])
            assert [each.id for each in await session.storage.recordings()] == [second]
            assert Captures(home).ids() == [first, second]
        assert Captures(home).ids() == [second]
        async with started(home) as session:
            assert (await session.storage.measure()).captures <= before.captures - 50_000
            assert (await session.chats.load("a")).turns[-1].capture_id == ""

    run_async(check())


def test_what_a_deleted_chat_needed_goes_at_the_next_start(
    home: Path, run_async: RunCoroutine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "SWEEP_AFTER_S", 0.0)

    async def check() -> None:
        await chat(home, "a", LARGE)
        await chat(home, "b", LARGE.upper())
        assert len(blobs(home)) == 2
        aged(home)
        async with started(home) as session:
            await session.chats.delete(["a"])
            await asyncio.sleep(0.1)
            assert len(blobs(home)) == 2
        async with started(home) as session:
            await until(lambda: len(blobs(home)) < 2)
            assert (await session.chats.load("b")).turns[0].text == LARGE.upper()
            await until(lambda: not list((home / "blobs").glob(".*")))

    run_async(check())


def test_nothing_is_swept_while_a_damaged_library_lies_there(
    home: Path, run_async: RunCoroutine
) -> None:
    async def check() -> None:
        async with started(home) as session:
            Captures(home).blobs.put(LARGE.encode())
            aged(home)
            damaged = home / "library.db.damaged-20261121T033015.123456"
            damaged.write_bytes(b"who knows")
            with pytest.raises(StoreError, match="damaged"):
                await session.storage.sweep()
            assert await session.storage.remove_spare() > 0
            assert not damaged.exists()
            assert (await session.storage.sweep()).count == 1
            assert (await session.storage.sweep()).count == 0

    run_async(check())


def aged_copies(home: Path) -> list[Path]:
    """The copies that a migration has left, as if that was long ago."""
    found = sorted(home.glob("library.db.before-*"))
    for path in found:
        os.utime(path, (1.0, 1.0))
    return found


async def rested(home: Path) -> None:
    """Start, let all be done that is done behind the window, and end."""
    async with started(home) as session:
        for task in asyncio.all_tasks():
            if task.get_name() == "bring the recordings back":
                await patiently(task)
        assert session.recovery.left == 0


def test_deleted_words_do_not_stay_in_copies_of_old_libraries(
    home: Path, run_async: RunCoroutine
) -> None:
    """The first start brings an old home up to date; one that comes a week later lets the copies
    go, where the library is sound."""
    unpack(OLD / "home-4.tar.gz", home)
    run_async(rested(home))
    assert aged_copies(home) != []
    run_async(rested(home))
    assert aged_copies(home) == []


def test_copies_of_a_library_that_was_lost_stay(home: Path, run_async: RunCoroutine) -> None:
    """The chats come from the tapes, but who knows."""
    unpack(OLD / "home-4.tar.gz", home)
    run_async(rested(home))
    before = [path.read_bytes() for path in aged_copies(home)]
    for suffix in ("", "-wal", "-shm"):
        (home / f"library.db{suffix}").unlink(missing_ok=True)
    for _ in range(2):
        run_async(rested(home))
        kept = sorted(home.glob("library.db.damaged-*"))
        assert [path.read_bytes() for path in kept] == before


def test_nothing_is_swept_beside_another_window_or_a_recording(
    home: Path, run_async: RunCoroutine
) -> None:
    async def check() -> None:
        async with started(home) as session:
            Captures(home).blobs.put(LARGE.encode())
            aged(home)
            with Captures(home).create(), pytest.raises(StoreError, match="coming in"):
                await session.storage.sweep()
            async with started(home):
                with pytest.raises(StoreError, match="another window"):
                    await session.storage.sweep()
            assert len(blobs(home)) == 1
            assert (await session.storage.sweep()).count == 1

    run_async(check())


def test_the_search_index_is_made_anew(home: Path, run_async: RunCoroutine) -> None:
    async def check() -> None:
        await chat(home, "a", "grows")
        async with started(home) as session:
            await session.chat_search.catch_up()
            assert await session.chat_search.search("grows")
            await session.storage.rebuild_search()
            while not await session.chat_search.search("grows"):
                await asyncio.sleep(0.02)

    run_async(check())


def test_compacting_tells_how_far_it_is(home: Path, run_async: RunCoroutine) -> None:
    heard: list[float] = []

    async def check() -> None:
        await chat(home, "a")
        async with started(home) as session:
            assert await session.storage.compact(heard.append) >= 0
            assert len((await session.chats.load("a")).turns) == 2

    run_async(check())
    assert heard[-1] == 1.0


def test_a_rule_offers_neither_pinned_ones_nor_only_copies() -> None:
    old = Recording(id="old", created_unix_ns=1, bytes=1)
    found = [
        old,
        Recording(id="pinned", created_unix_ns=1, bytes=1, pinned=True),
        Recording(id="only", created_unix_ns=1, bytes=1, only_copy=True),
        Recording(id="new", created_unix_ns=storage.months_ago(1), bytes=1),
    ]
    assert preselected(found, storage.months_ago(2)) == {"old"}
    assert preselected(found, storage.months_ago(0)) == {"old", "new"}
