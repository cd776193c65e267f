"""A conversation that is deleted leaves no word behind: not in the library, not in the index."""

from __future__ import annotations

from pathlib import Path

from tests.session.test_workspace import ask, new_session
from tests.support import RunCoroutine

WORD = "Quetzalcoatlus"


def traces(home: Path) -> list[str]:
    """The files with the word in them."""
    found = (path for path in home.rglob("*") if path.is_file())
    return [path.name for path in found if WORD.lower().encode() in path.read_bytes().lower()]


def test_no_file_of_the_home_has_its_words(home: Path, run_async: RunCoroutine) -> None:
    async def main() -> None:
        session = new_session(home)
        await session.start()
        exchange = await ask(session, f"Was {WORD} large?")
        kept = await ask(session, "And what else?")
        await session.searching.catch_up()
        hits = await session.searching.search(WORD)
        assert {hit.capture_id for hit in hits} == {exchange.turn.capture_id}
        assert traces(home)
        await session.chats.delete([exchange.conversation_id])
        listed = [note.id for note in await session.exchanges.listed()]
        assert listed == [kept.turn.capture_id]
        await session.close()

    run_async(main())
    assert traces(home) == []
