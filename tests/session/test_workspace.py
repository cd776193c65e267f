"""The window's session over a real home, a real database and the demo server."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import msgspec
import pytest

from gemini_desktop.core.capture import Record
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.errors import StoreError
from gemini_desktop.core.profile import Profile, ProtocolName
from gemini_desktop.core.request import Options
from gemini_desktop.core.transcript import Transcript, Turn
from gemini_desktop.session import opening
from gemini_desktop.session.live_exchange import LiveExchange
from gemini_desktop.session.saving import copying
from gemini_desktop.session.workspace import Session
from tests.net.test_exchange import HEAD, holding, serving
from tests.session.test_live import HELLO
from tests.support import RunCoroutine

CANARY = "CANARY-not-a-real-key-0123456789"


class Listener:
    def __init__(self) -> None:
        self.chunks: list[Chunk] = []
        self.first = asyncio.Event()

    def record(self, record: Record) -> None:
        """Not looked at."""

    def chunk(self, chunk: Chunk) -> None:
        self.chunks.append(chunk)
        self.first.set()


def new_session(home: Path) -> Session:
    return Session(home, environ={}, demo_pace=0)


async def ask(session: Session, words: str, after: LiveExchange | None = None) -> LiveExchange:
    path = [*after.path, after.prompt, after.turn] if after else []
    exchange = session.question(
        words, path=path, conversation_id=after.conversation_id if after else ""
    )
    await session.run(exchange, Listener(), lambda _: None)
    return exchange


def test_a_first_start_without_a_key_is_the_demo(home: Path, run_async: RunCoroutine) -> None:
    async def main() -> None:
        session = new_session(home)
        await session.start()
        assert session.profile.demo
        assert await session.keys.state(session.profile) == "No key is needed."
        exchange = await ask(session, "Hello there")
        turn = exchange.turn
        assert turn.demo
        assert turn.outcome is not None
        assert turn.outcome.kind == "complete"
        assert "demo" in turn.text.lower()
        await session.close()

    run_async(main())


def test_a_key_of_the_environment_makes_a_profile(home: Path) -> None:
    session = Session(home, environ={"GEMINI_API_KEY": CANARY, "GOOGLE_API_KEY": " "})
    assert not session.profile.demo
    assert session.profile.secret == "env:GEMINI_API_KEY"
    assert any(profile.demo for profile in session.profiles)
    assert CANARY not in repr(session.profiles)


def test_a_restart_shows_the_conversation_again(home: Path, run_async: RunCoroutine) -> None:
    """Two turns, the second with the first in its request; the next program finds both."""

    async def first() -> LiveExchange:
        session = new_session(home)
        await session.start()
        exchange = await ask(session, "First question")
        exchange = await ask(session, "Second question", exchange)
        source = session.capture(exchange.turn.capture_id)
        request = next(iter(source.records()))
        assert b"First question" in request.body  # type: ignore[union-attr]
        await session.close()
        return exchange

    exchange = run_async(first())

    async def second() -> None:
        session = new_session(home)
        await session.start()
        (summary,) = await session.chats.listed()
        assert summary.title == "First question"
        loaded = await session.chats.load(summary.id)
        assert [turn.role for turn in loaded.turns] == ["user", "model", "user", "model"]
        assert loaded.turns[3].text == exchange.turn.text
        assert loaded.turns[3].outcome == exchange.turn.outcome
        await session.close()

    run_async(second())


def test_another_answer_stands_beside_the_first(home: Path, run_async: RunCoroutine) -> None:
    async def main() -> None:
        session = new_session(home)
        await session.start()
        first = await ask(session, "Question")
        again = session.again(first.prompt, path=[], conversation_id=first.conversation_id)
        await session.run(again, Listener(), lambda _: None)
        loaded = await session.chats.load(first.conversation_id)
        assert [turn.id for turn in loaded.turns] == [first.prompt.id, again.turn.id]
        assert again.turn.id != first.turn.id
        await session.close()

    run_async(main())


def test_stop_keeps_the_partial_answer(home: Path, run_async: RunCoroutine) -> None:
    async def main() -> None:
        async with serving(holding(HEAD, HELLO)) as port:
            session = new_session(home)
            await session.start()
            mine = Profile(name="mine", base_url=f"http://127.0.0.1:{port}", auth="none")
            session.change(profiles=(mine,), current_profile="mine")
            exchange = session.question("Hi")
            listener = Listener()
            task = asyncio.create_task(session.run(exchange, listener, lambda _: None))
            await listener.first.wait()
            assert exchange.running
            exchange.stop()
            turn = await task
            assert turn.text == "Hello"
            assert turn.outcome is not None
            assert turn.outcome.kind == "cancelled"
            loaded = await session.chats.load(exchange.conversation_id)
            assert loaded.turns[-1].text == "Hello"
            await session.close()

    run_async(main())


def test_stop_before_it_is_sent_sends_nothing(home: Path, run_async: RunCoroutine) -> None:
    """As when the library still opens. The prompt is kept, and the answer says what happened."""

    async def main() -> None:
        session = new_session(home)
        await session.start()
        exchange = session.question("Never mind")
        exchange.stop()
        started: list[LiveExchange] = []
        turn = await session.run(exchange, Listener(), started.append)
        assert turn.outcome is not None
        assert turn.outcome.kind == "cancelled"
        assert started == []
        loaded = await session.chats.load(exchange.conversation_id)
        assert [t.text for t in loaded.turns] == ["Never mind", ""]
        await session.close()

    run_async(main())


def test_stop_twice_still_keeps_the_answer(home: Path, run_async: RunCoroutine) -> None:
    async def main() -> None:
        async with serving(holding(HEAD, HELLO)) as port:
            session = new_session(home)
            await session.start()
            mine = Profile(name="mine", base_url=f"http://127.0.0.1:{port}", auth="none")
            session.change(profiles=(mine,), current_profile="mine")
            exchange = session.question("Hi")
            listener = Listener()
            task = asyncio.create_task(session.run(exchange, listener, lambda _: None))
            await listener.first.wait()
            while not task.done():
                exchange.stop()
                await asyncio.sleep(0)
            turn = await task
            loaded = await session.chats.load(exchange.conversation_id)
            assert loaded.turns[-1].outcome == turn.outcome
            await session.close()

    run_async(main())


def test_what_cannot_be_sent_keeps_the_prompt(home: Path, run_async: RunCoroutine) -> None:
    async def main() -> None:
        session = new_session(home)
        await session.start()
        session.change(
            profiles=(Profile(name="mine", secret="env:NO_SUCH_VARIABLE_IS_SET"),),
            current_profile="mine",
        )
        exchange = session.question("Precious words")
        turn = await session.run(exchange, Listener(), lambda _: None)
        assert turn.outcome is not None
        assert turn.outcome.reason == "no_key"
        loaded = await session.chats.load(exchange.conversation_id)
        assert loaded.turns[0].text == "Precious words"
        assert loaded.turns[1].outcome == turn.outcome
        await session.close()

    run_async(main())


def test_settings_are_kept(home: Path, run_async: RunCoroutine) -> None:
    """Many changes in a row are written once they rest, and at the latest at the end."""

    async def main() -> None:
        session = new_session(home)
        await session.start()
        for step in range(100):
            session.change(options=Options(temperature=step / 100))
        session.change(theme="dark")
        await session.close()

    run_async(main())
    again = new_session(home)
    assert again.settings.options.temperature == 0.99
    assert again.settings.theme == "dark"
    assert again.profile.demo


def test_settings_that_cannot_be_written_are_told(home: Path, run_async: RunCoroutine) -> None:
    said: list[str] = []

    async def main() -> None:
        session = new_session(home)
        await session.start()
        session.on_trouble = said.append
        (home / "settings.json").mkdir()
        session.change(theme="dark")
        await session.close()

    run_async(main())
    (sentence,) = said
    assert "settings.json" in sentence


def test_deleting_can_be_undone(home: Path, run_async: RunCoroutine) -> None:
    async def main() -> None:
        session = new_session(home)
        await session.start()
        exchange = await ask(session, "Question")
        await session.chats.rename(exchange.conversation_id, "A better name")
        await session.chats.delete([exchange.conversation_id])
        assert await session.chats.listed() == []
        await session.chats.restore([exchange.conversation_id])
        assert [c.title for c in await session.chats.listed()] == ["A better name"]
        await session.close()

    run_async(main())


def test_what_was_deleted_leaves_the_disk_with_the_program(
    home: Path, run_async: RunCoroutine
) -> None:
    """Its words and its recording; what was not deleted, or was brought back, stays."""

    async def main() -> None:
        session = new_session(home)
        await session.start()
        gone = await ask(session, "Forget this")
        kept = await ask(session, "Keep this")
        back = await ask(session, "Bring this back")
        for exchange in (gone, back):
            await session.chats.delete([exchange.conversation_id])
        await session.chats.restore([back.conversation_id])
        session.capture(gone.turn.capture_id)
        await session.close()
        session = new_session(home)
        await session.start()
        left = {c.id for c in await session.chats.listed()}
        assert left == {kept.conversation_id, back.conversation_id}
        with pytest.raises(StoreError):
            session.capture(gone.turn.capture_id)
        session.capture(kept.turn.capture_id)
        await session.close()

    run_async(main())


@pytest.mark.parametrize("suffix", [".md", ".json", ".log"])
def test_transcripts_are_saved(
    home: Path, tmp_path: Path, run_async: RunCoroutine, suffix: str
) -> None:
    async def main() -> bytes:
        session = new_session(home)
        await session.start()
        exchange = await ask(session, "Hello there")
        path = tmp_path / f"talk{suffix}"
        await session.save_transcript(
            path, Transcript(turns=[exchange.prompt, exchange.turn]), "Talk"
        )
        await session.close()
        return path.read_bytes()

    data = run_async(main())
    text = data.decode()
    assert "Hello there" in text
    match suffix:
        case ".md":
            assert text.startswith("# Talk\n")
        case ".json":
            assert len(msgspec.json.decode(data)["turns"]) == 2
        case _:
            assert "[RAW] data: {" in text
            assert "\n[COMPLETE_RESPONSE]:\n" + "=" * 50 + "\n" in text


def test_a_capture_goes_out_and_comes_back(
    home: Path, tmp_path: Path, run_async: RunCoroutine
) -> None:
    async def main() -> None:
        session = new_session(home)
        await session.start()
        exchange = await ask(session, "Hello there")
        path = tmp_path / "talk.gcap"
        copying.save(session.capture(exchange.turn.capture_id), "gcap", path)
        [found] = opening.find(path)
        opened = opening.open_source(found)
        assert opened is not None
        assert opened.turn.text == exchange.turn.text
        assert opened.prompt == "Hello there"
        assert opened.source.size() == session.capture(exchange.turn.capture_id).size()
        await session.close()

    run_async(main())


def test_after_a_crash_the_partial_answer_is_there(home: Path, run_async: RunCoroutine) -> None:
    """The program dies in mid-stream: the next one shows what had come, as interrupted."""
    script = (
        "import asyncio, os, sys\n"
        "from pathlib import Path\n"
        "from gemini_desktop.core.profile import Profile\n"
        "from gemini_desktop.session.workspace import Session\n"
        "class Dying:\n"
        "    def record(self, record): pass\n"
        "    def chunk(self, chunk): os._exit(9)\n"
        "async def main():\n"
        "    session = Session(Path(sys.argv[1]), environ={})\n"
        "    await session.start()\n"
        "    mine = Profile(name='m', base_url=sys.argv[2], auth='none')\n"
        "    session.change(profiles=(mine,), current_profile='m')\n"
        "    await session.run(session.question('Hi'), Dying(), lambda _: None)\n"
        "asyncio.run(main())\n"
    )

    async def main() -> Turn:
        async with serving(holding(HEAD, HELLO)) as port:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-c",
                script,
                str(home),
                f"http://127.0.0.1:{port}",
                env={**os.environ, "PYTHONPATH": str(Path.cwd())},
            )
            assert await process.wait() == 9
        session = new_session(home)
        await session.start()
        (summary,) = await session.chats.listed()
        loaded = await session.chats.load(summary.id)
        await session.close()
        assert loaded.turns[0].text == "Hi"
        return loaded.turns[1]

    turn = run_async(main())
    assert turn.text == "Hello"
    assert turn.outcome is not None
    assert turn.outcome.kind == "incomplete"
    assert turn.outcome.reason == "interrupted"


@pytest.mark.parametrize("protocol", ["generate-content", "interactions", "chat-completions"])
def test_the_demo_speaks_every_protocol(
    home: Path, run_async: RunCoroutine, protocol: ProtocolName
) -> None:
    async def main() -> None:
        session = new_session(home)
        await session.start()
        demo = msgspec.structs.replace(session.profile, protocol=protocol)
        session.change(profiles=(demo,))
        exchange = await ask(session, "Hello there")
        assert exchange.turn.outcome is not None
        assert exchange.turn.outcome.kind == "complete"
        assert exchange.answer.decoder.protocol == protocol
        assert session.profile.base_url == ""
        await session.close()

    run_async(main())
