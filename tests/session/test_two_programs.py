"""Two programs over one home: what one does for good never hurts the other."""

from __future__ import annotations

import asyncio
from pathlib import Path

from gemini_desktop.core.transcript import prompt
from gemini_desktop.session.live_exchange import LiveExchange
from gemini_desktop.session.workspace import Session
from gemini_desktop.store.drafts import Drafts
from tests.support import RunCoroutine, patiently


class Deaf:
    """Listens to nothing."""

    def record(self, record: object) -> None:
        """Nothing."""

    def chunk(self, chunk: object) -> None:
        """Nothing."""


def new_session(home: Path) -> Session:
    return Session(home, environ={}, demo_pace=0)


async def ask(session: Session, words: str, conversation_id: str = "") -> LiveExchange:
    path = (await session.chats.load(conversation_id)).turns if conversation_id else []
    exchange = session.question(words, path=path, conversation_id=conversation_id)
    await session.run(exchange, Deaf(), lambda _: None)
    return exchange


def test_what_one_deleted_can_come_back_after_the_other_has_ended(
    home: Path, run_async: RunCoroutine
) -> None:
    async def main() -> None:
        first, second = new_session(home), new_session(home)
        await first.start()
        await second.start()
        exchange = await ask(first, "Precious")
        await first.chats.delete([exchange.conversation_id])
        await second.close()
        await first.chats.restore([exchange.conversation_id])
        loaded = await first.chats.load(exchange.conversation_id)
        assert loaded.turns[0].text == "Precious"
        assert first.capture(exchange.turn.capture_id).size() > 0
        await first.chats.delete([exchange.conversation_id])
        await first.close()
        assert not list((home / "captures").iterdir())

    run_async(main())


def test_a_conversation_that_is_gone_on_with_is_not_deleted_any_more(
    home: Path, run_async: RunCoroutine
) -> None:
    async def main() -> None:
        first, second = new_session(home), new_session(home)
        await first.start()
        await second.start()
        exchange = await ask(first, "One")
        await second.chats.delete([exchange.conversation_id])
        await ask(first, "Two", exchange.conversation_id)
        await first.close()
        await second.close()
        third = new_session(home)
        await third.start()
        loaded = await third.chats.load(exchange.conversation_id)
        assert [turn.text for turn in loaded.turns if turn.role == "user"] == ["One", "Two"]
        await third.close()

    run_async(main())


def test_one_hears_of_what_the_other_writes_and_not_of_itself(
    home: Path, run_async: RunCoroutine
) -> None:
    async def main() -> None:
        first, second = new_session(home), new_session(home)
        heard = asyncio.Event()
        first.others.on_change = heard.set
        await first.start()
        await second.start()
        await asyncio.sleep(0.05)  # its first look
        exchange = await ask(first, "By itself")
        assert not heard.is_set()
        await second.chats.rename(exchange.conversation_id, "By the other")
        await patiently(heard.wait())
        (known,) = await first.chats.listed()
        assert known.title == "By the other"
        await first.close()
        await second.close()

    run_async(main())


def test_each_window_has_drafts_of_its_own_and_none_is_lost(home: Path) -> None:
    first, second = Drafts(home), Drafts(home)
    first.claim()
    second.claim()
    first.save("", prompt("of the first"))
    second.save("", prompt("of the second"))
    second.save("c", prompt("only here"))
    assert (first.load("") or prompt("")).text == "of the first"
    assert (second.load("") or prompt("")).text == "of the second"
    first.release()
    second.release()

    later, beside = Drafts(home), Drafts(home)
    later.claim()
    beside.claim()
    assert beside.load("") is None
    assert (later.load("") or prompt("")).text == "of the first\nof the second"
    assert (later.load("c") or prompt("")).text == "only here"
    later.release()
    beside.release()


def test_a_draft_in_an_open_window_is_left_to_it(home: Path) -> None:
    first, second = Drafts(home), Drafts(home)
    first.claim()
    second.claim()
    second.save("", prompt("being typed"))
    first.release()
    third = Drafts(home)
    third.claim()
    assert third.load("") is None
    assert (second.load("") or prompt("")).text == "being typed"
    second.release()
    third.release()
