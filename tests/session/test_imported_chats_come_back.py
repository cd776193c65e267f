"""Imported chats are in no tape: a library that is lost or damaged gets them back from their files,
and what was deleted for good is gone from those too."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from gemini_desktop.core.events import Media
from gemini_desktop.core.export import document
from gemini_desktop.core.export.document import Document
from gemini_desktop.core.transcript import Turn, prompt
from gemini_desktop.session.workspace import Session
from gemini_desktop.store.home import prepare_home
from gemini_desktop.store.importing import chat_files
from gemini_desktop.store.importing.chat_files import ChatFiles
from tests.session.importing.test_chats import SAMPLES, chat, rows, write
from tests.session.test_workspace import Listener
from tests.support import PATIENCE_S, RunCoroutine

ROOT = Path(__file__).parents[2]
Shown: TypeAlias = dict[str, tuple[str, str, bool, tuple[str, ...], bytes]]
"""By id: title, origin, whether pinned, tags, and all of it as JSON."""

_KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from gemini_desktop.session.workspace import Session
from gemini_desktop.store.importing.chat_files import ChatFiles

name, home, path = sys.argv[1:]
real = getattr(ChatFiles, name)

def killed(self, *arguments):
    real(self, *arguments)
    os.kill(os.getpid(), signal.SIGKILL)

setattr(ChatFiles, name, killed)

async def main():
    session = Session(Path(home), environ={}, demo_pace=0)
    await session.start()
    await session.importing.run([Path(path)])

asyncio.run(main())
"""


async def visit(home: Path, work: Callable[[Session], Awaitable[Any]] | None = None) -> Shown:
    """Open the home, wait for all that comes back, do the work; what there is then."""
    session = Session(prepare_home(home), environ={}, demo_pace=0)
    await session.open()
    await session.recovery.begin()
    sentences = await session.recovery.go_on()
    assert sentences == ()
    assert session.recovery.left == 0
    try:
        if work is not None:
            await work(session)
        return await shown(session)
    finally:
        await session.close()


async def shown(session: Session) -> Shown:
    found = {}
    for each in await session.chats.listed():
        whole = document.encode(tape_apart(await session.exporting.document(each.id)))
        found[each.id] = (each.title, each.origin, each.pinned, each.tags, whole)
    return found


def tape_apart(whole: Document) -> Document:
    """Without what a tape tells in its own way: when its answer began, and for which profile."""
    for turn in whole.turns:
        if turn.capture_id:
            turn.created_unix_ns, turn.profile, whole.updated_unix_ns = 0, "", 0
    return whole


def lose(home: Path) -> None:
    for path in home.glob("library.db*"):
        path.unlink()


def damage(home: Path) -> None:
    for suffix in ("-wal", "-shm"):
        (home / f"library.db{suffix}").unlink(missing_ok=True)
    data = (home / "library.db").read_bytes()
    (home / "library.db").write_bytes(b"\x5a" * len(data))


def files(home: Path) -> list[Path]:
    return sorted((home / "imported").rglob("*.json"))


async def go_on_with(session: Session, conversation_id: str, words: str) -> None:
    path = (await session.chats.load(conversation_id)).turns
    exchange = session.question(words, path=path, conversation_id=conversation_id)
    await session.run(exchange, Listener(), lambda _: None)


@pytest.mark.parametrize("ruin", [lose, damage])
def test_all_but_what_was_deleted_for_good_is_back(
    ruin: Callable[[Path], None], home: Path, run_async: RunCoroutine
) -> None:
    secret = "CANARY-words-that-were-deleted"
    more = write(home.parent / "more.json", [chat(1, secret), chat(2, "Kept")])

    async def use(session: Session) -> None:
        await session.importing.run([*sorted(SAMPLES.iterdir()), more])
        listed = {each.title: each.id for each in await session.chats.listed()}
        bridges = next(listed[title] for title in listed if title.startswith("Bridges"))
        await go_on_with(session, bridges, "Tell me more")
        await session.chats.change_tags([bridges], add=["towns", "Work"])
        await session.chats.rename(listed["Chat 2"], "My own title")
        await session.chats.delete([listed["Chat 1"]])

    before = run_async(visit(home, use))
    assert len(before) == 13
    assert {entry[1] for entry in before.values()} >= {"chatgpt", "claude", "takeout"}
    assert any({"towns", "Work"} < {*entry[3]} for entry in before.values())
    assert secret.encode() not in b"".join(path.read_bytes() for path in files(home))
    ruin(home)
    assert run_async(visit(home)) == before
    assert run_async(visit(home)) == before
    again = run_async(visit(home, lambda s: s.importing.run([more])))
    assert len(again) == 14, "each but the deleted one is known to be here"


def test_branches_are_there_to_switch_to_and_to_add_to(home: Path, run_async: RunCoroutine) -> None:
    async def use(session: Session) -> None:
        await session.importing.run([SAMPLES / "chatgpt.json"])
        bridges = await bridges_of(session)
        [family] = (await session.chats.load(bridges)).variants.values()
        await session.chats.choose(bridges, family[0])
        await go_on_with(session, bridges, "And then?")

    async def look(session: Session) -> None:
        bridges = await bridges_of(session)
        path = await session.chats.load(bridges)
        assert path.turns[-2].text == "And then?"
        assert path.turns[-3].text == "The old one."
        [family] = path.variants.values()
        other = await session.chats.choose(bridges, family[1])
        assert other.turns[-1].text == "The new one has two arches."

    async def bridges_of(session: Session) -> str:
        listed = await session.chats.listed()
        return next(each.id for each in listed if each.title.startswith("Bridges"))

    run_async(visit(home, use))
    lose(home)
    run_async(visit(home, look))


def test_pictures_and_long_texts_are_back_and_never_swept(
    home: Path, run_async: RunCoroutine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also while the files alone know of them."""
    picture = Media(kind="image", mime_type="image/png", data="iVBORw0KGgo" * 1000)
    asked = prompt("Look", [picture], id="q1", created_unix_ns=1)
    told = Turn(role="model", id="a1", parent_id="q1", created_unix_ns=2)
    told.steps = prompt("A long story. " * 30_000).steps
    path = home.parent / "one.json"
    whole = Document(id="c1", title="Pictures", head="a1", turns=[asked, told])
    path.write_bytes(document.encode(whole))
    before = run_async(visit(home, lambda s: s.importing.run([path])))
    lose(home)
    monkeypatch.setattr("gemini_desktop.store.care.sweeping.YOUNG_S", -1.0)

    async def sweep(session: Session) -> None:
        assert (await session.storage.sweep()).count == 0

    async def in_an_empty_library() -> None:
        session = Session(prepare_home(home), environ={})
        await session.open()
        await sweep(session)
        await session.close()

    run_async(in_an_empty_library())
    after = run_async(visit(home, sweep))
    assert after == before
    assert len(before) == 1
    assert picture.data.encode() in next(iter(after.values()))[4]


def test_turns_deleted_for_good_are_gone_from_the_file(home: Path, run_async: RunCoroutine) -> None:
    path = write(home.parent / "a.json", [chat(1, "CANARY-turn")])

    async def use(session: Session) -> None:
        await session.importing.run([path])
        [entry] = await session.chats.listed()
        await go_on_with(session, entry.id, "What follows stays")
        first = (await session.chats.load(entry.id)).turns[0]
        await session.chats.delete_turn(entry.id, first.id)

    before = run_async(visit(home, use))
    [file] = files(home)
    assert b"CANARY-turn" not in file.read_bytes()
    lose(home)
    after = run_async(visit(home))
    assert after == before
    assert b"What follows stays" in next(iter(after.values()))[4]


def test_an_import_that_adds_turns_adds_them_to_the_file(
    home: Path, run_async: RunCoroutine
) -> None:
    early, late = chat(1), chat(1)
    late["chat_messages"].append({"uuid": "1-3", "sender": "human", "text": "One question more"})
    first, second = write(home.parent / "1.json", [early]), write(home.parent / "2.json", [late])

    async def use(session: Session) -> None:
        await session.importing.run([first])
        report = await session.importing.run([second])
        assert report.files[0].grown

    before = run_async(visit(home, use))
    lose(home)
    after = run_async(visit(home))
    assert after == before
    assert b"One question more" in next(iter(after.values()))[4]

    async def undo(session: Session) -> None:
        [entry] = await session.chats.listed()
        turns = (await session.chats.load(entry.id)).turns
        await session.chats.delete_turn(entry.id, turns[-1].id)

    run_async(visit(home, undo))
    [file] = files(home)
    assert b"One question more" not in file.read_bytes()


def test_undoing_an_import_takes_its_files(home: Path, run_async: RunCoroutine) -> None:
    async def use(session: Session) -> None:
        report = await session.importing.run(sorted(SAMPLES.iterdir()))
        assert len(ChatFiles(home).missing(each.id for each in await session.chats.listed())) == 0
        await session.importing.undo(report)

    assert run_async(visit(home, use)) == {}
    assert list((home / "imported").iterdir()) == []
    lose(home)
    assert run_async(visit(home)) == {}


def test_chats_of_earlier_versions_get_their_files(home: Path, run_async: RunCoroutine) -> None:
    """Which kept them in the database alone."""
    samples = [SAMPLES / "chatgpt.json", SAMPLES / "claude.json"]
    before = run_async(visit(home, lambda s: s.importing.run(samples)))
    first, second = files(home)
    first.unlink()
    second.write_bytes(b"")  # as a power cut may leave it
    run_async(visit(home))
    assert ChatFiles(home).missing(before) == []
    lose(home)
    assert run_async(visit(home)) == before


def test_a_damaged_file_is_told_of_and_the_others_come(home: Path, run_async: RunCoroutine) -> None:
    """As far as they are whole."""
    path = write(home.parent / "a.json", [chat(number) for number in range(120)])
    run_async(visit(home, lambda s: s.importing.run([path])))
    for file in files(home)[:2]:
        file.write_bytes(file.read_bytes()[:-3])
    lose(home)

    async def main() -> None:
        session = Session(home, environ={})
        await session.open()
        await session.recovery.begin()
        assert session.recovery.left == 120
        [sentence] = await session.recovery.go_on()
        assert "could not all be brought back" in sentence
        assert "besides it: 1" in sentence
        assert len(await session.chats.listed()) == 118
        await session.close()

    run_async(main())


def killed(name: str, home: Path, path: Path) -> None:
    """Import the file in another process that is killed at the end of this step."""
    arguments = [sys.executable, "-c", _KILLED, name, str(home), str(path)]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    assert subprocess.run(arguments, env=environ, timeout=PATIENCE_S).returncode == -signal.SIGKILL


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no kill -9")
@pytest.mark.parametrize("step", ["stage", "reveal"])
def test_kill_9_before_the_import_is_shown_leaves_nothing(
    step: str, home: Path, run_async: RunCoroutine
) -> None:
    """Also after its files have got their names, with the library as it was."""
    path = write(home.parent / "a.json", [chat(number) for number in range(5)])
    killed(step, home, path)
    if step == "reveal":
        hidden = "SELECT count(*) FROM conversations WHERE deleted_unix_ns IS NOT NULL"
        assert rows(home, hidden) == [(5,)]
        assert len(files(home)) == 1
    assert run_async(visit(home)) == {}
    assert files(home) == []
    assert run_async(visit(home)) == {}
    assert len(run_async(visit(home, lambda s: s.importing.run([path])))) == 5


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no kill -9")
def test_a_killed_half_does_not_come_back_with_a_lost_library(
    home: Path, run_async: RunCoroutine
) -> None:
    path = write(home.parent / "a.json", [chat(number) for number in range(5)])
    killed("stage", home, path)
    lose(home)
    assert run_async(visit(home)) == {}
    assert list((home / "imported").iterdir()) == []


def test_others_may_not_look(home: Path, run_async: RunCoroutine) -> None:
    before = os.umask(0)
    try:
        run_async(visit(home, lambda s: s.importing.run([SAMPLES / "claude.json"])))
    finally:
        os.umask(before)
    places = [home / chat_files.FOLDER, *(home / chat_files.FOLDER).rglob("*")]
    assert len(places) >= 3
    for place in places:
        assert place.stat().st_mode & 0o777 == (0o700 if place.is_dir() else 0o600)


def test_the_storage_page_counts_them(home: Path, run_async: RunCoroutine) -> None:
    async def use(session: Session) -> None:
        before = await session.storage.measure()
        await session.importing.run([SAMPLES / "claude.json"])
        after = await session.storage.measure()
        size = sum(path.stat().st_blocks * 512 for path in files(home))
        assert after.library >= before.library + size
        assert after.other == before.other

    run_async(visit(home, use))
