"""Conversations come back as they were, in the order in which they were used."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gemini_desktop.core.errors import StoreError
from gemini_desktop.core.events import FunctionCall, Media, Text, ThoughtText, Usage
from gemini_desktop.core.outcome import Note, Outcome
from gemini_desktop.core.transcript import Step, Turn, prompt
from gemini_desktop.store.queries import CaptureNote
from gemini_desktop.store.titles import shortened
from gemini_desktop.store.transcripts import Library
from tests.support import Gone, RunCoroutine

COMPLETE = Outcome(kind="complete", reason="STOP", notes=(Note(id="n", message="m", start=1),))


@contextlib.asynccontextmanager
async def library_in(home: Path) -> AsyncIterator[Library]:
    library = Library(home)
    await library.open()
    try:
        yield library
    finally:
        await library.close()


def answer(text: str, turn_id: str, parent_id: str, **fields: object) -> Turn:
    call = FunctionCall(id="f", arguments="{}")
    step = Step(
        index=0,
        kind="model_output",
        contents=[ThoughtText(text="Hm."), Text(text=text), call],
        parts=[{"text": text}],
    )
    turn = Turn(role="model", steps=[step], id=turn_id, parent_id=parent_id)
    for name, value in fields.items():
        setattr(turn, name, value)
    return turn


def test_a_conversation_comes_back_after_a_restart(tmp_path: Path, run_async: RunCoroutine) -> None:
    turns = [
        prompt("Why is the sky blue?", id="t1", created_unix_ns=10),
        answer("Rayleigh.", "t2", "t1", created_unix_ns=11, outcome=COMPLETE, usage=Usage(total=9)),
        prompt("日本語 \u2028 \x00 ok", id="t3", parent_id="t2", created_unix_ns=12),
    ]

    async def write() -> str:
        async with library_in(tmp_path) as library:
            for turn in turns:
                await library.save_turn("sky", turn)
            return "sky"

    async def read(conversation_id: str) -> None:
        async with library_in(tmp_path) as library:
            [summary] = await library.conversations()
            assert summary.id == conversation_id
            assert summary.title == "Why is the sky blue?"
            assert summary.turn_count == 3
            loaded = await library.load(conversation_id)
            assert loaded.turns == turns
            assert loaded.title == summary.title

    run_async(read(run_async(write())))


def test_branches_are_kept_and_switched(tmp_path: Path, run_async: RunCoroutine) -> None:
    """An edited prompt and a second answer stand beside the first ones; the choice is kept over a
    restart, and what is asked after it goes on from there."""

    async def write() -> None:
        async with library_in(tmp_path) as library:
            for turn in (
                prompt("One", id="p1"),
                answer("A", "a1", "p1"),
                prompt("Two", id="p2", parent_id="a1"),
                answer("B", "a2", "p2"),
                answer("C", "a3", "p2"),
                prompt("One, edited", id="q1"),
                answer("D", "b1", "q1"),
            ):
                await library.save_turn("c", turn)
            loaded = await library.load("c")
            assert [turn.id for turn in loaded.turns] == ["q1", "b1"]
            assert loaded.variants == {"q1": ("p1", "q1")}
            await library.choose("c", "p1")
            await library.choose("c", "nowhere")

    async def read() -> None:
        async with library_in(tmp_path) as library:
            loaded = await library.load("c")
            assert [turn.id for turn in loaded.turns] == ["p1", "a1", "p2", "a3"]
            assert loaded.variants == {"p1": ("p1", "q1"), "a3": ("a2", "a3")}
            await library.choose("c", "a2")
            await library.save_turn("c", prompt("Three", id="p3", parent_id="a2"))
            loaded = await library.load("c")
            assert [turn.id for turn in loaded.turns] == ["p1", "a1", "p2", "a2", "p3"]
            await library.save_turn("c", answer("A, whole", "a1", "p1"))  # replaced, not new
            assert (await library.load("c")).turns[-1].id == "p3"

    run_async(write())
    run_async(read())


def test_the_conversation_used_last_comes_first(tmp_path: Path, run_async: RunCoroutine) -> None:
    async def check() -> None:
        async with library_in(tmp_path) as library:
            for name, created in (("a", 10), ("b", 30), ("c", 20)):
                await library.save_turn(name, prompt(name, id=name, created_unix_ns=created))
            assert [c.id for c in await library.conversations()] == ["b", "c", "a"]
            await library.save_turn("a", prompt("more", id="a2", parent_id="a", created_unix_ns=40))
            assert [c.id for c in await library.conversations()] == ["a", "b", "c"]

    run_async(check())


def test_an_answer_is_replaced_by_its_longer_self(tmp_path: Path, run_async: RunCoroutine) -> None:
    async def check() -> None:
        async with library_in(tmp_path) as library:
            await library.save_turn("c", prompt("Hi", id="t1"))
            await library.save_turn("c", answer("Hel", "t2", "t1"))
            whole = answer("Hello", "t2", "t1", outcome=COMPLETE)
            await library.save_turn("c", whole)
            assert (await library.load("c")).turns[1:] == [whole]

    run_async(check())


def test_a_turn_may_go_on_changing_while_it_is_saved(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    async def check() -> None:
        async with library_in(tmp_path) as library:
            turn = prompt("as handed in", id="t1")
            saving = asyncio.create_task(library.save_turn("c", turn))
            await asyncio.sleep(0)
            turn.steps.clear()
            await saving
            assert (await library.load("c")).turns[0].text == "as handed in"

    run_async(check())


def test_a_branch_shows_its_own_path(tmp_path: Path, run_async: RunCoroutine) -> None:
    async def check() -> None:
        async with library_in(tmp_path) as library:
            await library.save_turn("c", prompt("first", id="t1"))
            await library.save_turn("c", answer("one", "t2", "t1"))
            await library.save_turn("c", answer("another", "t3", "t1"))
            assert [t.id for t in (await library.load("c")).turns] == ["t1", "t3"]
            await library.save_turn("c", answer("one, mended", "t2", "t1"))
            assert [t.id for t in (await library.load("c")).turns] == ["t1", "t3"]

    run_async(check())


def test_a_ring_of_parents_ends(tmp_path: Path, run_async: RunCoroutine) -> None:
    async def check() -> None:
        async with library_in(tmp_path) as library:
            await library.save_turn("c", prompt("a", id="t1", parent_id="t2"))
            await library.save_turn("c", prompt("b", id="t2", parent_id="t1"))
            assert [t.id for t in (await library.load("c")).turns] == ["t1", "t2"]

    run_async(check())


def test_pictures_lie_beside_the_database(tmp_path: Path, run_async: RunCoroutine) -> None:
    picture = Media(kind="image", mime_type="image/png", data="iVBORw0KGgo" * 50_000)

    async def check() -> None:
        async with library_in(tmp_path) as library:
            for number in range(5):
                await library.save_turn("c", prompt("See", [picture], id=f"t{number}"))
            assert (await library.load("c")).turns[0] == prompt("See", [picture], id="t4")
        assert (tmp_path / "library.db").stat().st_size < 200_000

    run_async(check())


def test_a_turn_that_cannot_be_read_says_so_and_spares_the_others(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    async def check() -> None:
        async with library_in(tmp_path) as library:
            await library.save_turn("c", prompt("Hi", id="t1"))
            await library.save_turn("c", answer("lost", "t2", "t1", capture_id="cap"))
        with contextlib.closing(sqlite3.connect(tmp_path / "library.db")) as connection:
            connection.execute("UPDATE turns SET data = X'7B' WHERE id = 't2'")
            connection.commit()
        async with library_in(tmp_path) as library:
            first, second = (await library.load("c")).turns
            assert first.text == "Hi"
            assert (second.id, second.parent_id, second.capture_id) == ("t2", "t1", "cap")
            assert second.outcome is not None
            assert second.outcome.reason == "unreadable"

    run_async(check())


def test_a_turn_needs_an_id(tmp_path: Path, run_async: RunCoroutine) -> None:
    async def check() -> None:
        async with library_in(tmp_path) as library:
            with pytest.raises(ValueError, match="needs an id"):
                await library.save_turn("c", prompt("Hi"))

    run_async(check())


# --- titles --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Why?", "Why?"),
        ("\n\n  Why \t so?  \nsecond", "Why so?"),
        ("", ""),
        (" \n ", ""),
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 59 + "…"),
        ("word " * 20, "word word word word word word word word word word word word…"),
    ],
)
def test_the_title_is_the_first_line_in_short(text: str, title: str) -> None:
    assert shortened(text) == title
    assert len(shortened(text)) <= 60


def test_a_title_of_the_users_own_stays(tmp_path: Path, run_async: RunCoroutine) -> None:
    async def check() -> None:
        async with library_in(tmp_path) as library:
            await library.save_turn("a", prompt("", id="t1"))
            await library.rename("a", "Mine")
            await library.save_turn("a", prompt("Hi", id="t2", parent_id="t1"))
            assert (await library.conversations())[0].title == "Mine"
            await library.rename("a", "Still mine")
            assert (await library.load("a")).title == "Still mine"

    run_async(check())


# --- deleting ------------------------------------------------------------------------------------


def test_deleting_can_be_undone(tmp_path: Path, run_async: RunCoroutine) -> None:
    async def check() -> None:
        async with library_in(tmp_path) as library:
            await library.save_turn("c", prompt("Hi", id="t1"))
            await library.delete_conversations(["c"])
            assert await library.conversations() == []
            await library.restore_conversations(["c"])
            assert [c.id for c in await library.conversations()] == ["c"]

    run_async(check())


def test_purging_deletes_rows_and_captures_for_good(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    deleted = Gone()

    async def check() -> None:
        async with library_in(tmp_path) as library:
            await library.save_turn("c", answer("Hi", "t1", "", capture_id="cap1"))
            await library.note_capture(
                CaptureNote(id="cap2", created_unix_ns=1, conversation_id="c")
            )
            await library.save_turn("kept", answer("Hi", "t2", "", capture_id="cap3"))
            await library.delete_conversations(["c"])
            assert await library.purge_deleted(deleted) == 1
            assert await library.purge_deleted(deleted) == 0
            assert await library.capture_ids() == {"cap3"}
            with pytest.raises(StoreError):
                await library.restore_conversations(["c"])

    run_async(check())
    assert sorted(deleted) == ["cap1", "cap2"]


def test_rows_stay_where_their_capture_could_not_be_deleted(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    class Refusing(Gone):
        def delete(self, capture_id: str) -> None:
            raise ValueError(capture_id)

    async def check() -> None:
        async with library_in(tmp_path) as library:
            await library.save_turn("c", answer("Hi", "t1", "", capture_id="cap1"))
            await library.delete_conversations(["c"])
            with pytest.raises(ValueError, match="cap1"):
                await library.purge_deleted(Refusing())
            assert await library.capture_ids() == {"cap1"}

    run_async(check())


def test_an_unknown_conversation_is_said_plainly(tmp_path: Path, run_async: RunCoroutine) -> None:
    async def check() -> None:
        async with library_in(tmp_path) as library:
            for refused in (
                library.load("nowhere"),
                library.rename("nowhere", "x"),
                library.delete_conversations(["nowhere"]),
            ):
                with pytest.raises(StoreError) as caught:
                    await refused
                assert caught.value.failure.kind == "not_found"
                assert "'nowhere'" in str(caught.value)

    run_async(check())


# --- what a crash leaves -------------------------------------------------------------------------

SAVE_FOR_EVER = """
    import asyncio, itertools, os, sys
    from pathlib import Path
    from gemini_desktop.core.transcript import prompt
    from gemini_desktop.store.transcripts import Library

    async def main(home):
        library = Library(home)
        await library.open()
        for number in itertools.count():
            await library.save_turn("c", prompt("x" * (number * 97 % 9000), id=str(number)))
            os.write(1, b"%d\\n" % number)

    asyncio.run(main(Path(sys.argv[1])))
"""


@pytest.mark.parametrize("shown", [1, 40, 200])
def test_after_kill_9_every_turn_that_was_saved_is_there(
    tmp_path: Path, run_async: RunCoroutine, shown: int
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(SAVE_FOR_EVER), str(tmp_path)],
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        saved = [process.stdout.readline() for _ in range(shown)]
    finally:
        process.kill()
        saved += process.stdout.read().splitlines(keepends=True)
        process.stdout.close()
        process.wait()

    async def check() -> None:
        async with library_in(tmp_path) as library:
            [summary] = await library.conversations()
            whole = [line for line in saved if line.endswith(b"\n")]
            assert summary.turn_count - len(whole) in {0, 1}
            [last] = (await library.load("c")).turns
            assert len(last.text) == int(last.id) * 97 % 9000

    run_async(check())


def test_answers_without_an_outcome_are_found(tmp_path: Path, run_async: RunCoroutine) -> None:
    async def check() -> None:
        async with library_in(tmp_path) as library:
            await library.save_turn("c", prompt("Hi", id="t1"))
            cut = answer("Hel", "t2", "t1", capture_id="cap", created_unix_ns=2)
            await library.save_turn("c", cut)
            await library.save_turn("c", answer("Hello", "t3", "t1", outcome=COMPLETE))
            await library.save_turn("gone", answer("Hello", "t4", ""))
            await library.delete_conversations(["gone"])
        async with library_in(tmp_path) as library:
            [found] = await library.unfinished_turns()
            assert found.conversation_id == "c"
            assert found.turn == cut
            cut.outcome = Outcome(kind="incomplete", reason="interrupted")
            await library.save_turn("c", cut)
            assert await library.unfinished_turns() == []

    run_async(check())


def test_a_capture_is_noted_and_noted_again(tmp_path: Path, run_async: RunCoroutine) -> None:
    async def check() -> None:
        async with library_in(tmp_path) as library:
            await library.note_capture(CaptureNote(id="cap", created_unix_ns=1))
            await library.note_capture(
                CaptureNote(id="cap", created_unix_ns=1, outcome="complete", bytes=7, ended=True)
            )
            assert await library.capture_ids() == {"cap"}
        with contextlib.closing(sqlite3.connect(tmp_path / "library.db")) as connection:
            rows = connection.execute("SELECT outcome, bytes, ended FROM captures").fetchall()
        assert rows == [("complete", 7, 1)]

    run_async(check())
