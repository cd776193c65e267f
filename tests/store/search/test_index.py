"""The words of all captures: found whatever their script, and gone when they are deleted."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.errors import StoreError
from gemini_desktop.core.text.passages import Kind, Passage
from gemini_desktop.store import database
from gemini_desktop.store.search import index as search_index
from gemini_desktop.store.search import passage_rows
from gemini_desktop.store.search.index import (
    FILE,
    HITS_OF_ONE,
    Hit,
    SearchIndex,
    needles_of,
)
from tests.support import RunCoroutine


def passage(text: str, kind: Kind = "answer", event: int = 0) -> Passage:
    return Passage(kind=kind, text=text, starts=(0,), events=(event,))


@contextlib.asynccontextmanager
async def index_in(home: Path) -> AsyncIterator[SearchIndex]:
    index = SearchIndex(home)
    await index.open()
    try:
        yield index
    finally:
        await index.close()


async def put(index: SearchIndex, capture_id: str, at_us: int, *texts: str) -> None:
    await index.put(capture_id, at_us * 1000, [passage(text) for text in texts])


def marked(hit: Hit) -> list[str]:
    return [hit.snippet[start:end] for start, end in hit.marks]


@pytest.fixture(params=["trigrams", "plain"])
def _both(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """With FTS5, and on a SQLite that has none."""
    if request.param == "plain":

        def only_passages(connection: sqlite3.Connection) -> None:
            search_index._001_passages(connection)
            connection.execute("DROP TABLE words")

        monkeypatch.setattr(search_index, "_MIGRATIONS", (only_passages,))


@pytest.mark.usefixtures("_both")
def test_words_are_found_in_every_script_and_in_part(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    async def check() -> None:
        async with index_in(tmp_path) as index:
            await put(index, "a", 1, "The sunset over the Colosseum, Größe 5 % _x_")
            await put(index, "b", 2, "日本語の文章です。夕日がきれい")
            await put(index, "c", 3, 'say "hello" to 100% of them')
            for words, found in (
                ("sunset", ["a"]),
                ("SUNSET", ["a"]),
                ("unse", ["a"]),
                ("colosseum sunset", ["a"]),
                ("größe", ["a"]),
                ("GRÖSSE", []),
                ("ö", ["a"]),
                ("夕日", ["b"]),
                ("本語の文", ["b"]),
                ("日", ["b"]),
                ("th", ["c", "a"]),
                ("100%", ["c"]),
                ("5 %", ["c", "a"][1:]),
                ("_x_", ["a"]),
                ('hello"', ["c"]),
                ("sunset 夕日", []),
                ("nothing of it", []),
            ):
                hits = await index.search(needles_of(words) if words != "5 %" else ["5 %"])
                assert [hit.capture_id for hit in hits] == found, words

    run_async(check())


def test_a_hit_names_its_event_and_marks_its_words(tmp_path: Path, run_async: RunCoroutine) -> None:
    text = "x" * 500 + " before the\nsun sets, after it " + "y" * 500
    made = Passage(kind="thought", text=text, starts=(0, 500, 512), events=(3, 4, 9))

    async def check() -> None:
        async with index_in(tmp_path) as index:
            await index.put("a", 1_000, [made])
            [hit] = await index.search(["sun", "after"])
            assert (hit.kind, hit.event) == ("thought", 9)
            assert sorted(marked(hit)) == ["after", "sun"]
            assert "\n" not in hit.snippet
            assert hit.snippet.startswith("before the sun sets")
            assert len(hit.snippet) < 220

    run_async(check())


def test_the_newest_come_first_and_none_takes_all_the_room(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    async def check() -> None:
        async with index_in(tmp_path) as index:
            await put(index, "new", 30, *["a word here"] * 10)
            await put(index, "old", 10, "a word there")
            await put(index, "same time", 30, "a word anywhere")
            hits = await index.search(["word"])
            ids = [hit.capture_id for hit in hits]
            assert ids[-1] == "old"
            assert ids.count("new") == HITS_OF_ONE
            assert len(ids) == HITS_OF_ONE + 2
            assert len(await index.search(["word"], limit=2)) == 2

    run_async(check())


def test_what_is_entered_twice_is_there_once(tmp_path: Path, run_async: RunCoroutine) -> None:
    async def check() -> None:
        async with index_in(tmp_path) as index:
            await put(index, "a", 1, "first")
            await put(index, "a", 1, "second")
            assert len(await index.search(["first"])) == 1
            assert await index.search(["second"]) == []
            assert await index.indexed() == {"a"}

    run_async(check())


@pytest.mark.usefixtures("_both")
def test_deleted_words_are_gone_from_the_file(tmp_path: Path, run_async: RunCoroutine) -> None:
    async def check() -> None:
        async with index_in(tmp_path) as index:
            await put(index, "kept", 1, "harmless words")
            await put(index, "gone", 2, "QZXSECRETWORDQZX and its neighbours")
            assert len(await index.search(["qzxsecretword"])) == 1
            await index.forget(["gone", "never was"])
            assert await index.search(["qzxsecretword"]) == []
            assert len(await index.search(["harmless"])) == 1
            look_for_traces()

    def look_for_traces() -> None:
        for path in tmp_path.iterdir():
            data = path.read_bytes().lower()
            for trace in (b"qzxsecret", b"zxs", b"qzx", b"neighbours"):
                assert trace not in data, (path.name, trace)

    run_async(check())


def test_a_damaged_or_newer_index_is_made_anew(tmp_path: Path, run_async: RunCoroutine) -> None:
    async def check(expected: int) -> None:
        async with index_in(tmp_path) as index:
            assert len(await index.indexed()) == expected
            await put(index, "a", 1, "word")
            assert len(await index.search(["word"])) == 1

    path = tmp_path / FILE
    run_async(check(0))
    run_async(check(1))
    path.write_bytes(b"this is no database at all" * 100)
    run_async(check(0))
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    run_async(check(0))
    assert [each.name for each in tmp_path.iterdir()] == [FILE]  # nothing of it is left aside


def test_one_that_another_program_keeps_busy_is_not_thrown_away(
    tmp_path: Path, run_async: RunCoroutine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_S", 0.05)
    path = tmp_path / FILE

    async def check() -> None:
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("CREATE TABLE made (just INTEGER)")
            before = path.stat().st_ino
            other.execute("BEGIN EXCLUSIVE")
            index = SearchIndex(tmp_path)
            with pytest.raises(StoreError, match="busy"):
                await index.open()
            assert path.stat().st_ino == before
            other.execute("ROLLBACK")
            other.execute("DROP TABLE made")
        await index.open()
        await index.close()

    run_async(check())


@pytest.mark.parametrize(
    ("text", "needles"),
    [
        ("one  two", ["one", "two"]),
        ('"one two" three', ["one two", "three"]),
        ('"unclosed', ["unclosed"]),
        ("same same", ["same"]),
        ('""', []),
        ("", []),
    ],
)
def test_what_is_typed_becomes_words(text: str, needles: list[str]) -> None:
    assert needles_of(text) == needles


def test_half_a_surrogate_pair_breaks_nothing(tmp_path: Path, run_async: RunCoroutine) -> None:
    """JSON may say so, and a server has."""

    async def check() -> None:
        async with index_in(tmp_path) as index:
            await put(index, "a", 1, "odd \ud83d here\x00 and there")
            [hit] = await index.search(needles_of("here there"))
            assert marked(hit) == ["here", "there"]
            await index.search(needles_of("\ud83d"))

    run_async(check())


@given(st.text(max_size=30))
def test_no_search_is_too_odd(text: str) -> None:
    connection = sqlite3.connect(":memory:")
    with contextlib.closing(connection):
        search_index._001_passages(connection)
        passages = [passage(f"before {text} after")]
        passage_rows.put(connection, search_index._CAPTURES, "a", 1, passages)
        needles = needles_of(text)
        found = passage_rows.search(connection, search_index._CAPTURES, needles, 10, str)
        assert bool(found) == bool(needles)


def test_of_one_capture_the_first_passages_come_first(
    tmp_path: Path, run_async: RunCoroutine
) -> None:
    async def check() -> None:
        async with index_in(tmp_path) as index:
            texts = [passage(f"word {n}", event=n) for n in range(9)]
            await index.put("a", 1_000, texts)
            found = await index.search(["word"])
            assert [hit.event for hit in found] == list(range(HITS_OF_ONE))

    run_async(check())
