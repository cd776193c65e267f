"""The list of conversations says of each what is true, whoever changed its turns and how."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.errors import StoreError
from gemini_desktop.core.events import Media
from gemini_desktop.core.outcome import Outcome
from gemini_desktop.core.transcript import prompt
from gemini_desktop.store.conversation_rows import ConversationSummary
from gemini_desktop.store.migrations import MIGRATIONS
from gemini_desktop.store.queries import CaptureNote
from gemini_desktop.store.titles import tag_of
from gemini_desktop.store.transcripts import FILE, Library
from tests.store.test_transcripts import COMPLETE, answer, library_in
from tests.support import Gone, RunCoroutine


async def one(library: Library, conversation_id: str = "c") -> ConversationSummary:
    return next(c for c in await library.conversations() if c.id == conversation_id)


def truth(home: Path) -> list[tuple[str, int, int]]:
    """Id, turns and bytes, counted anew."""
    with contextlib.closing(sqlite3.connect(home / FILE)) as connection:
        return connection.execute(
            """
            SELECT id,
                (SELECT count(*) FROM turns WHERE conversation_id = c.id
                 AND deleted_unix_ns IS NULL),
                (SELECT ifnull(sum(length(data)), 0) FROM turns WHERE conversation_id = c.id)
                + (SELECT ifnull(sum(bytes), 0) FROM captures WHERE conversation_id = c.id)
            FROM conversations AS c ORDER BY id
            """
        ).fetchall()


def revisions(home: Path) -> dict[str, int]:
    with contextlib.closing(sqlite3.connect(home / FILE)) as connection:
        return dict(connection.execute("SELECT id, revision FROM conversations").fetchall())


class TestCounts:
    def test_they_follow_every_change(self, tmp_path: Path, run_async: RunCoroutine) -> None:
        async def counts(library: Library) -> list[tuple[str, int, int]]:
            known = sorted(await library.conversations(), key=lambda c: c.id)
            found = [(c.id, c.turn_count, c.bytes) for c in known]
            assert found == truth(tmp_path)
            return found

        async def check() -> None:
            async with library_in(tmp_path) as library:
                await library.save_turn("c", prompt("One", id="p1"))
                await library.save_turn("c", answer("A", "a1", "p1"))
                assert [row[1] for row in await counts(library)] == [2]
                before = (await counts(library))[0][2]
                await library.save_turn("c", answer("A" * 500, "a1", "p1", outcome=COMPLETE))
                assert (await counts(library))[0][2] > before + 400
                note = CaptureNote(id="k", created_unix_ns=1, conversation_id="c", bytes=7_000)
                await library.note_capture(note)
                await library.note_capture(note)  # the same again, not twice as much
                assert (await counts(library))[0][2] > 7_000
                await library.save_turn("d", prompt("Two", id="p2"))
                deleted = await library.delete_turn("c", "p1")
                assert [row[1] for row in await counts(library)] == [0, 1]
                await library.restore_turns("c", deleted)
                assert [row[1] for row in await counts(library)] == [2, 1]
                await library.delete_turn("c", "p1")
                await library.delete_conversations(["d"])
                await library.purge_deleted(Gone())
                assert await counts(library) == []

        run_async(check())

    def test_a_revision_grows_with_the_turns_and_never_comes_again(
        self, tmp_path: Path, run_async: RunCoroutine
    ) -> None:
        async def check() -> None:
            async with library_in(tmp_path) as library:
                seen = set()
                for number in range(5):
                    await library.save_turn("c", prompt("One", id=f"p{number}"))
                    seen.add(revisions(tmp_path)["c"])
                await library.delete_turn("c", "p1")
                seen.add(revisions(tmp_path)["c"])
                await library.pin(["c"], pinned=True)
                assert revisions(tmp_path)["c"] == max(seen)
            (tmp_path / FILE).unlink()
            async with library_in(tmp_path) as library:  # a new database has none of the old ones
                await library.save_turn("c", prompt("Other", id="p0"))
                assert revisions(tmp_path)["c"] > max(seen)
            assert len(seen) == 6

        run_async(check())

    def test_an_older_library_is_counted_once(
        self, tmp_path: Path, run_async: RunCoroutine
    ) -> None:
        """And a title that no prompt begins with is taken for the user's own."""
        with contextlib.closing(sqlite3.connect(tmp_path / FILE)) as connection:
            for migration in MIGRATIONS[:3]:
                migration(connection)
            connection.executemany(
                "INSERT INTO conversations (id, title, created_unix_ns, updated_unix_ns)"
                " VALUES (?, ?, 1, 2)",
                [("a", "Why is the sky blue and not…"), ("b", "My own"), ("empty", "")],
            )
            connection.executemany(
                "INSERT INTO turns (id, conversation_id, role, created_unix_ns, data,"
                " deleted_unix_ns) VALUES (?, ?, 'user', 1, ?, ?)",
                [
                    ("t1", "a", b'"Why is the sky blue and not green at all?"', None),
                    ("t2", "a", b'"gone"', 9),
                    ("t3", "b", b'"Something"', None),
                ],
            )
            connection.execute(
                "INSERT INTO captures (id, conversation_id, created_unix_ns, bytes)"
                " VALUES ('k', 'a', 1, 1000)"
            )
            connection.execute("PRAGMA user_version = 3")
            connection.commit()

        async def check() -> None:
            async with library_in(tmp_path) as library:
                known = sorted(await library.conversations(), key=lambda c: c.id)
                assert [(c.id, c.turn_count, c.bytes) for c in known] == truth(tmp_path)
                assert [c.own_title for c in known] == [False, True, False]
                assert [c.created_unix_ns for c in known] == [1, 1, 1]

        run_async(check())


class TestMarks:
    def test_pins_archive_and_tags(self, tmp_path: Path, run_async: RunCoroutine) -> None:
        async def check() -> None:
            async with library_in(tmp_path) as library:
                for name in "abc":
                    await library.save_turn(name, prompt(name, id=name))
                await library.pin(["a", "b"], pinned=True)
                await library.pin(["b"], pinned=False)
                await library.archive(["c"], archived=True)
                await library.change_tags(["a", "b"], ["Work", " # 日本語 ", "work", "\n"])
                await library.change_tags(["b"], ["x"], ["WORK"])
                a, b, c = [await one(library, name) for name in "abc"]
                assert (a.pinned, b.pinned, c.pinned) == (True, False, False)
                assert (a.archived, c.archived) == (False, True)
                assert (a.tags, b.tags, c.tags) == (("Work", "日本語"), ("x", "日本語"), ())
                await library.archive(["c"], archived=False)
                assert not (await one(library, "c")).archived

        run_async(check())

    def test_all_of_them_or_none(self, tmp_path: Path, run_async: RunCoroutine) -> None:
        async def check() -> None:
            async with library_in(tmp_path) as library:
                await library.save_turn("a", prompt("a", id="a"))
                for act in (
                    library.pin(["a", "nowhere"], pinned=True),
                    library.archive(["a", "nowhere"], archived=True),
                    library.change_tags(["a", "nowhere"], ["x"]),
                    library.delete_conversations(["a", "nowhere"]),
                    library.rename("nowhere", "x"),
                    library.duplicate("nowhere"),
                ):
                    with pytest.raises(StoreError) as caught:
                        await act
                    assert caught.value.failure.kind == "not_found"
                a = await one(library, "a")
                assert (a.pinned, a.archived, a.tags) == (False, False, ())

        run_async(check())

    def test_a_title_of_ones_own_is_not_taken_away(
        self, tmp_path: Path, run_async: RunCoroutine
    ) -> None:
        async def check() -> None:
            async with library_in(tmp_path) as library:
                await library.save_turn("c", prompt("Made by itself", id="p"))
                assert not (await one(library)).own_title
                await library.rename("c", "Mine")
                await library.save_turn("c", prompt("More", id="q", parent_id="p"))
                assert ((await one(library)).title, (await one(library)).own_title) == (
                    "Mine",
                    True,
                )

        run_async(check())

    @given(st.text(max_size=80))
    def test_a_tag_is_one_short_line(self, text: str) -> None:
        tag = tag_of(text)
        assert tag == tag.strip() == tag_of(tag) or tag.startswith("#")
        assert len(tag) <= 40
        assert "\n" not in tag

    def test_what_begins_with_a_file_is_called_by_its_name(
        self, tmp_path: Path, run_async: RunCoroutine
    ) -> None:
        media = [
            Media(kind="image", mime_type="image/png", data="QQ==", name=name)
            for name in ("cat.png", "")
        ]

        async def check() -> None:
            async with library_in(tmp_path) as library:
                await library.save_turn("c", prompt("", media, id="p"))
                assert (await one(library)).title == "cat.png"
                await library.rename("c", f"  A long\n name {'of ones own ' * 10}")
                assert len((await one(library)).title) > 100
                assert "\n" not in (await one(library)).title

        run_async(check())


class TestDuplicates:
    def test_a_copy_has_all_branches_and_a_life_of_its_own(
        self, tmp_path: Path, run_async: RunCoroutine
    ) -> None:
        async def check() -> None:
            async with library_in(tmp_path) as library:
                for turn in (
                    prompt("One", id="p1", created_unix_ns=1),
                    answer("A", "a1", "p1", capture_id="k1", outcome=COMPLETE),
                    answer("B", "a2", "p1", capture_id="k2", outcome=COMPLETE),
                    prompt("Gone", id="p2", parent_id="a2"),
                ):
                    await library.save_turn("c", turn)
                await library.delete_turn("c", "p2")
                await library.change_tags(["c"], ["x"])
                await library.pin(["c"], pinned=True)
                copy_id = await library.duplicate("c")
                copy = await one(library, copy_id)
                assert (copy.title, copy.tags, copy.pinned) == ("One (copy)", ("x",), False)
                assert copy.turn_count == 3
                assert (await library.conversations())[0].id == copy_id
                loaded = await library.load(copy_id)
                assert [t.text for t in loaded.turns] == ["One", "B"]
                assert loaded.turns[1].capture_id == "k2"
                assert [len(family) for family in loaded.variants.values()] == [2]
                await library.save_turn(copy_id, prompt("On", id="n", parent_id=loaded.turns[1].id))
                assert (await one(library, "c")).turn_count == 3

        run_async(check())

    def test_a_shared_recording_goes_with_the_last_who_has_it(
        self, tmp_path: Path, run_async: RunCoroutine
    ) -> None:
        gone = Gone()

        async def check() -> None:
            async with library_in(tmp_path) as library:
                await library.save_turn("c", prompt("One", id="p"))
                await library.save_turn(
                    "c", answer("A", "a", "p", capture_id="k", outcome=Outcome(kind="complete"))
                )
                note = CaptureNote(id="k", created_unix_ns=1, conversation_id="c", turn_id="a")
                await library.note_capture(note)
                copy_id = await library.duplicate("c")
                await library.delete_conversations(["c"])
                await library.purge_deleted(gone)
                assert gone == []
                [kept] = await library.captures()
                assert kept.conversation_id == copy_id
                turn = (await library.load(copy_id)).turns[1]
                assert kept.turn_id == turn.id
                second = await library.duplicate(copy_id)
                await library.delete_turn(copy_id, turn.id)  # by turns, too
                await library.purge_deleted(gone)
                assert gone == []
                assert [n.conversation_id for n in await library.captures()] == [second]
                await library.delete_conversations([second])
                await library.purge_deleted(gone)
                assert gone == ["k"]

        run_async(check())


def test_two_programs_change_marks_at_once(tmp_path: Path, run_async: RunCoroutine) -> None:
    async def check() -> None:
        async with library_in(tmp_path) as first, library_in(tmp_path) as second:
            for number in range(20):
                await first.save_turn(f"c{number}", prompt("Hi", id=f"t{number}"))
            await asyncio.gather(
                *(first.change_tags([f"c{n}"], ["one"]) for n in range(20)),
                *(second.change_tags([f"c{n}"], ["two"]) for n in range(20)),
            )
            assert {c.tags for c in await first.conversations()} == {("one", "two")}

    run_async(check())
