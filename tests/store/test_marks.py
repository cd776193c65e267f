"""What the user put on conversations outlives the database that it stood in."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import stat
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from gemini_desktop.core.capture import Record
from gemini_desktop.core.errors import StoreError
from gemini_desktop.core.transcript import Turn, prompt
from gemini_desktop.store import marks
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.context import CaptureContext
from gemini_desktop.store.conversation_rows import ConversationSummary
from gemini_desktop.store.transcripts import FILE, Library
from tests.store.test_rebuild import library_in, read_answer, rebuild, record
from tests.support import Gone, RunCoroutine


def lose(home: Path) -> None:
    for path in home.glob("library.db*"):
        path.unlink()


def kept(home: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((home / marks.FILE).read_bytes())["conversations"]
    return found


def tape(home: Path, name: str) -> None:
    context = CaptureContext(
        conversation_id=name, answer_id=f"{name}2", prompt=prompt(f"Ask {name}", id=f"{name}1")
    )
    record(Captures(home), context, "Answer.")


async def brought_back(library: Library, home: Path) -> dict[str, ConversationSummary]:
    def read(records: Iterable[Record]) -> Turn:
        return read_answer(records)

    await rebuild(library, Captures(home), read)
    return {c.id: c for c in await library.conversations()}


@pytest.mark.parametrize("damaged", [False, True])
def test_they_come_back_with_the_conversations(
    tmp_path: Path, run_async: RunCoroutine, *, damaged: bool
) -> None:
    for name in "abc":
        tape(tmp_path, name)

    async def mark() -> dict[str, ConversationSummary]:
        async with library_in(tmp_path) as library:
            await brought_back(library, tmp_path)
            assert not (tmp_path / marks.FILE).exists()
            await library.rename("a", "Mine “quoted” 日本語")
            await library.pin(["a"], pinned=True)
            await library.archive(["b"], archived=True)
            await library.change_tags(["a", "b"], ["work", "日本"])
            return {c.id: c for c in await library.conversations()}

    async def again() -> dict[str, ConversationSummary]:
        async with library_in(tmp_path) as library:
            return await brought_back(library, tmp_path)

    before = run_async(mark())
    if damaged:
        lose(tmp_path)
        (tmp_path / FILE).write_bytes(b"no database " * 100)
    else:
        lose(tmp_path)
    after = run_async(again())
    for name in "abc":
        for field in ("title", "own_title", "pinned", "archived", "tags", "turn_count"):
            assert getattr(after[name], field) == getattr(before[name], field), (name, field)
    assert after["c"].title == "Ask c"
    assert run_async(again()) == after


def test_a_mark_waits_for_a_conversation_that_is_not_there(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    """It is not forgotten when others change meanwhile."""
    tape(tmp_path, "a")
    tape(tmp_path, "late")

    async def check() -> None:
        async with library_in(tmp_path) as library:
            await brought_back(library, tmp_path)
            await library.change_tags(["late"], ["kept"])
        lose(tmp_path)
        async with library_in(tmp_path) as library:
            await library.save_turn("a", prompt("Ask a", id="a1"))
            await library.pin(["a"], pinned=True)
            assert kept(tmp_path).keys() == {"a", "late"}
        async with library_in(tmp_path) as library:
            assert (await brought_back(library, tmp_path))["late"].tags == ("kept",)
            await library.pin(["a"], pinned=False)
            assert kept(tmp_path) == {"late": {"tags": ["kept"]}}

    run_async(check())


def test_a_kill_before_they_were_taken_up_loses_none(
    tmp_path: Path, run_async: RunCoroutine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new database had its conversations already, but had not read the file."""
    tape(tmp_path, "a")

    async def check() -> None:
        async with library_in(tmp_path) as library:
            await brought_back(library, tmp_path)
            await library.change_tags(["a"], ["kept"])
        lose(tmp_path)
        with monkeypatch.context() as patch:
            patch.setattr(marks, "is_taken_up", lambda _: True)
            async with library_in(tmp_path) as library:
                assert (await brought_back(library, tmp_path))["a"].tags == ()
        async with library_in(tmp_path) as library:
            [found] = await library.conversations()
            assert (found.tags, found.title) == (("kept",), "Ask a")

    run_async(check())


@pytest.mark.parametrize("in_the_way", [FILE, marks.FILE])
def test_what_could_not_be_read_at_the_start_is_not_lost(
    tmp_path: Path, run_async: RunCoroutine, in_the_way: str
) -> None:
    """A new database, and a disk that refuses either file for a while."""
    tape(tmp_path, "a")
    place, aside = tmp_path / in_the_way, tmp_path / "aside"

    async def check() -> None:
        async with library_in(tmp_path) as library:
            await brought_back(library, tmp_path)
            await library.change_tags(["a"], ["kept"])
        lose(tmp_path)
        if place.exists():
            place.rename(aside)
        place.mkdir()
        library = Library(tmp_path)
        with contextlib.suppress(StoreError):
            await library.open()
        place.rmdir()
        if aside.exists():
            aside.rename(place)
        assert await library.reopen()
        await library.save_turn("b", prompt("Hi", id="t"))
        await library.pin(["b"], pinned=True)
        assert kept(tmp_path).keys() == {"a", "b"}
        assert (await brought_back(library, tmp_path))["a"].tags == ("kept",)
        await library.close()

    run_async(check())


def test_the_file_is_the_owners_and_changes_only_with_a_mark(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    async def check() -> None:
        async with library_in(tmp_path) as library:
            await library.save_turn("a", prompt("Hi", id="t"))
            await library.pin(["a"], pinned=False)
            assert not (tmp_path / marks.FILE).exists()
            await library.pin(["a"], pinned=True)
            path = tmp_path / marks.FILE
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
            await library.pin(["a"], pinned=True)
            await library.save_turn("a", prompt("More", id="u", parent_id="t"))
            first = path.read_bytes()
            await library.change_tags(["a"], [], ["never had it"])
            assert path.read_bytes() == first
            await library.delete_conversations(["a"])
            await library.purge_deleted(Gone())
            assert kept(tmp_path) == {}

    run_async(check())


@pytest.mark.parametrize("data", [b"", b"{", b'{"version": 1}', b"[" * 100_000, b"\xff\xfe"])
def test_a_file_that_makes_no_sense_is_put_aside(
    tmp_path: Path, run_async: RunCoroutine, data: bytes
) -> None:
    (tmp_path / marks.FILE).write_bytes(data)

    async def check() -> None:
        async with library_in(tmp_path) as library:
            await library.save_turn("a", prompt("Hi", id="t"))
            await library.pin(["a"], pinned=True)

    run_async(check())
    assert kept(tmp_path).keys() == {"a"}
    [aside] = tmp_path.glob("library.json.damaged-*")
    assert aside.read_bytes() == data


def test_what_cannot_be_kept_does_not_happen(tmp_path: Path, run_async: RunCoroutine) -> None:
    """The file and the database never tell different things."""

    async def check() -> None:
        async with library_in(tmp_path) as library:
            await library.save_turn("a", prompt("Hi", id="t"))
            (tmp_path / marks.FILE).mkdir()
            with pytest.raises(StoreError) as caught:
                await library.pin(["a"], pinned=True)
            assert "library.json" in caught.value.failure.message
            assert not (await library.conversations())[0].pinned
            with contextlib.suppress(OSError):
                (tmp_path / marks.FILE).rmdir()
            await library.pin(["a"], pinned=True)
            assert (await library.conversations())[0].pinned

    run_async(check())


def test_a_stand_in_leaves_the_file_alone(tmp_path: Path, run_async: RunCoroutine) -> None:
    """A library of a newer version is not touched, nor what it keeps beside the tapes."""

    async def check() -> None:
        async with library_in(tmp_path) as library:
            await library.save_turn("a", prompt("Hi", id="t"))
            await library.change_tags(["a"], ["kept"])
        with contextlib.closing(sqlite3.connect(tmp_path / FILE)) as connection:
            connection.execute("PRAGMA user_version = 99")
        before = (tmp_path / marks.FILE).read_bytes()
        library = Library(tmp_path)
        with pytest.raises(StoreError):
            await library.open()
        await library.save_turn("b", prompt("Hello", id="u"))
        await library.pin(["b"], pinned=True)
        assert [each.pinned for each in await library.conversations()] == [True]
        await library.close()
        assert (tmp_path / marks.FILE).read_bytes() == before

    run_async(check())


class TestBranches:
    """Two answers to one prompt, each on a tape; a lost library shows the one that was chosen."""

    @staticmethod
    def branched(home: Path) -> None:
        asked = prompt("Ask", id="q", created_unix_ns=1)
        record(
            Captures(home),
            CaptureContext(conversation_id="c", answer_id="a1", prompt=asked),
            "First.",
        )
        record(
            Captures(home),
            CaptureContext(conversation_id="c", answer_id="a2", answer_parent_id="q"),
            "Second.",
        )

    @staticmethod
    async def end(library: Library) -> str:
        return (await library.load("c")).turns[-1].id

    def test_the_one_that_was_chosen_is_back(self, tmp_path: Path, run_async: RunCoroutine) -> None:
        self.branched(tmp_path)

        async def check() -> None:
            async with library_in(tmp_path) as library:
                await brought_back(library, tmp_path)
                assert await self.end(library) == "a2"
                await library.choose("c", "a2")
                assert not (tmp_path / marks.FILE).exists(), "a rebuild shows it anyway"
                await library.choose("c", "a1")
                await library.change_tags(["c"], ["kept"])
            for _ in range(2):
                lose(tmp_path)
                async with library_in(tmp_path) as library:
                    assert (await brought_back(library, tmp_path))["c"].tags == ("kept",)
                    assert await self.end(library) == "a1"
                    await library.pin(["c"], pinned=True)
            async with library_in(tmp_path) as library:
                await library.choose("c", "a2")
            lose(tmp_path)
            async with library_in(tmp_path) as library:
                await brought_back(library, tmp_path)
                assert await self.end(library) == "a2"

        run_async(check())

    def test_what_was_asked_since_is_shown_instead(
        self, tmp_path: Path, run_async: RunCoroutine
    ) -> None:
        self.branched(tmp_path)

        async def check() -> None:
            async with library_in(tmp_path) as library:
                await brought_back(library, tmp_path)
                await library.choose("c", "a1")
                context = CaptureContext(
                    conversation_id="c",
                    answer_id="a3",
                    prompt=prompt("More", id="q2", parent_id="a2", created_unix_ns=time.time_ns()),
                )
                record(Captures(tmp_path), context, "Third.")
                await brought_back(library, tmp_path)
                assert await self.end(library) == "a3"
            lose(tmp_path)
            async with library_in(tmp_path) as library:
                await brought_back(library, tmp_path)
                assert await self.end(library) == "a3"
                await library.pin(["c"], pinned=True)
                assert "head" not in kept(tmp_path)["c"]

        run_async(check())

    @pytest.mark.parametrize("by_turns", [False, True])
    def test_of_what_is_deleted_for_good_nothing_stays(
        self, tmp_path: Path, run_async: RunCoroutine, by_turns: bool
    ) -> None:
        self.branched(tmp_path)

        async def check() -> None:
            async with library_in(tmp_path) as library:
                await brought_back(library, tmp_path)
                await library.choose("c", "a1")
            assert kept(tmp_path)["c"]["head"] == "a1"
            async with library_in(tmp_path) as library:
                if by_turns:
                    await library.delete_turn("c", "q")
                else:
                    await library.delete_conversations(["c"])
                await library.purge_deleted(Captures(tmp_path))
                assert await library.conversations() == []
                assert kept(tmp_path) == {}

        run_async(check())

    def test_it_waits_for_a_conversation_that_is_still_to_come(
        self, tmp_path: Path, run_async: RunCoroutine
    ) -> None:
        self.branched(tmp_path)
        tape(tmp_path, "other")

        async def check() -> None:
            async with library_in(tmp_path) as library:
                await brought_back(library, tmp_path)
                await library.choose("c", "a1")
            lose(tmp_path)
            async with library_in(tmp_path) as library:
                await library.save_turn("other", prompt("Ask other", id="other1"))
                await library.pin(["other"], pinned=True)
                await brought_back(library, tmp_path)
                assert await self.end(library) == "a1"

        run_async(check())
