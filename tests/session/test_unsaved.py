"""A failing disk ends no answer: it goes on in memory, is tried again, or put elsewhere."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from gemini_desktop.session.live_exchange import LiveExchange
from gemini_desktop.session.workspace import Session
from gemini_desktop.store import database
from gemini_desktop.store.gcap import read_gcap
from gemini_desktop.store.settings import SettingsFile
from gemini_desktop.store.transcripts import Library
from tests.session.test_workspace import Listener, ask, new_session
from tests.store.limited import files_up_to
from tests.support import RunCoroutine, until


async def asked_on_a_full_disk(session: Session, limit: int = 3000) -> LiveExchange:
    """An answer whose tape stops after so many bytes."""
    exchange = session.question("Hello there")
    with ExitStack() as limits:
        await session.run(exchange, Listener(), lambda _: limits.enter_context(files_up_to(limit)))
    return exchange


def check_complete(exchange: LiveExchange) -> None:
    assert exchange.turn.outcome is not None
    assert exchange.turn.outcome.kind == "complete"
    assert "demo" in exchange.turn.text.lower()


def test_an_answer_goes_on_in_memory_and_is_written_later(
    home: Path, run_async: RunCoroutine
) -> None:
    async def main() -> None:
        session = new_session(home)
        await session.start()
        heard: list[bool] = []
        session.unsaved.changed = lambda: heard.append(session.unsaved.look() is not None)
        exchange = await asked_on_a_full_disk(session)
        check_complete(exchange)
        missing = session.unsaved.look()
        assert missing is not None
        assert missing.answers == 1
        assert heard.pop()
        assert missing.reason == "the file would grow larger than the system allows"
        held = session.capture(exchange.turn.capture_id)
        before = list(held.records())
        assert len(before) > 5
        assert await session.unsaved.try_again()
        assert session.unsaved.look() is None
        assert heard.pop() is False
        kept = session.capture(exchange.turn.capture_id)
        assert kept is not held
        assert list(kept.records()) == before
        loaded = await session.chats.load(exchange.conversation_id)
        assert loaded.turns[-1].text == exchange.turn.text
        await session.close()

    run_async(main())


def test_closing_tries_once_more(home: Path, run_async: RunCoroutine) -> None:
    async def main() -> None:
        session = new_session(home)
        await session.start()
        exchange = await asked_on_a_full_disk(session)
        before = list(session.capture(exchange.turn.capture_id).records())
        await session.close()
        again = new_session(home)
        await again.start()
        assert list(again.capture(exchange.turn.capture_id).records()) == before
        assert again.unsaved.look() is None
        await again.close()

    run_async(main())


def test_it_is_put_into_another_folder(home: Path, tmp_path: Path, run_async: RunCoroutine) -> None:
    """As a recording that opens, and as a transcript."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()

    async def main() -> None:
        session = new_session(home)
        await session.start()
        exchange = await asked_on_a_full_disk(session)
        before = list(session.capture(exchange.turn.capture_id).records())
        written = await session.unsaved.save_to(folder)
        assert [path.suffix for path in written] == [".gcap", ".json"]
        assert session.unsaved.look() is None
        capture = await asyncio.to_thread(read_gcap, written[0])
        assert [type(each) for each in capture.records] == [type(each) for each in before]
        assert b"".join(map(_data, capture.records)) == b"".join(map(_data, before))
        turns = json.loads(written[1].read_text("utf-8"))["turns"]
        assert [turn["role"] for turn in turns] == ["user", "model"]
        await session.close()

    run_async(main())


def _data(record: object) -> bytes:
    data = getattr(record, "data", b"")
    assert isinstance(data, bytes)
    return data


def test_a_library_that_fails_gets_its_turns_later_in_their_order(
    home: Path, run_async: RunCoroutine
) -> None:
    async def main() -> None:
        session = new_session(home)
        await session.start()
        first = await ask(session, "First")
        with closing(sqlite3.connect(home / "library.db")) as connection:
            connection.execute("ALTER TABLE turns RENAME TO lost")
            connection.commit()
        second = await ask(session, "Second", first)
        check_complete(second)
        missing = session.unsaved.look()
        assert missing is not None
        assert missing.answers == 1
        assert "library.db" in missing.failure.message
        other = await ask(session, "Another chat")
        assert not await session.unsaved.try_again()
        with closing(sqlite3.connect(home / "library.db")) as connection:
            connection.execute("ALTER TABLE lost RENAME TO turns")
            connection.commit()
        # What is shown meanwhile has the turns that wait.
        loaded = await session.chats.load(first.conversation_id)
        assert [t.text for t in loaded.turns if t.role == "user"] == ["First", "Second"]
        assert other.conversation_id in {c.id for c in await session.chats.listed()}
        assert (await session.chats.load(other.conversation_id)).title == "Another chat"
        assert await session.unsaved.try_again()
        for exchange in (second, other):
            loaded = await session.chats.load(exchange.conversation_id)
            assert loaded.turns[-1].id == exchange.turn.id
            assert loaded.turns[-1].outcome == exchange.turn.outcome
        await session.close()

    run_async(main())


def test_a_library_that_cannot_be_opened_is_stood_in_for(
    home: Path, run_async: RunCoroutine
) -> None:
    """Prompts are answered; and once the library can be had, it gets what was said meanwhile."""
    (home / "library.db").mkdir()

    async def main() -> None:
        session = new_session(home)
        await session.start()
        missing = session.unsaved.look()
        assert missing is not None
        assert missing.home
        exchange = await ask(session, "Is anybody there?")
        check_complete(exchange)
        loaded = await session.chats.load(exchange.conversation_id)
        assert loaded.turns[0].text == "Is anybody there?"
        (home / "library.db").rmdir()
        assert await session.unsaved.try_again()
        await session.close()

    run_async(main())

    async def later() -> None:
        library = Library(home)
        await library.open()
        (known,) = await library.conversations()
        assert known.title == "Is anybody there?"
        assert len((await library.load(known.id)).turns) == 2
        await library.close()

    run_async(later())


def test_a_library_that_is_kept_busy_holds_nothing_up(
    home: Path, run_async: RunCoroutine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By another program, until after the answer: one that waited for it would wait for ever."""
    monkeypatch.setattr(database, "BUSY_TIMEOUT_S", 3600.0)

    async def main() -> None:
        session = new_session(home)
        await session.start()
        first = await ask(session, "First")
        with closing(sqlite3.connect(home / "library.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            second = await ask(session, "Second", first)
            check_complete(second)
            other.execute("ROLLBACK")
        await session.unsaved.try_again()
        loaded = await session.chats.load(first.conversation_id)
        assert [t.text for t in loaded.turns if t.role == "user"] == ["First", "Second"]
        assert session.unsaved.look() is None
        await session.close()

    run_async(main())


def test_settings_that_cannot_be_written_are_tried_again(
    home: Path, run_async: RunCoroutine
) -> None:
    async def main() -> None:
        session = new_session(home)
        await session.start()
        with files_up_to(20):
            session.change(theme="dark")
            await until(session.unsaved.look)
        missing = session.unsaved.look()
        assert missing is not None
        assert missing.settings
        assert str(home / "settings.json") in missing.failure.message
        assert await session.unsaved.try_again()
        assert session.unsaved.look() is None
        await session.close()

    run_async(main())
    assert SettingsFile(home).load()[0].theme == "dark"
