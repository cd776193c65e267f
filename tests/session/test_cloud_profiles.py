"""A profile with Google's credentials, as the window sends with it."""

from pathlib import Path

from gemini_desktop.core.profile import Profile
from gemini_desktop.session.workspace import Session
from tests.net.token_support import TOKEN, Asked, Reply, answering, info, token, written
from tests.session.test_workspace import ask, new_session
from tests.support import RunCoroutine

CHUNK = b'data: {"candidates":[{"content":{"parts":[{"text":"Hello"}]},"finishReason":"STOP"}]}\n\n'


def cloud(session: Session, **fields: str) -> None:
    profile = Profile(
        name="Cloud",
        auth="service-account",
        allow_token_host="127.0.0.1",
        **fields,  # type: ignore[arg-type]
    )
    session.change(profiles=(profile,), current_profile="Cloud")


def test_a_service_account_answers_with_one_token_for_two_turns(
    home: Path, tmp_path: Path, run_async: RunCoroutine
) -> None:
    def reply(asked: Asked) -> Reply:
        if asked.path == "/token":
            return token()
        known = asked.headers["authorization"] == f"Bearer {TOKEN}"
        known = known and asked.headers["x-goog-user-project"] == "payer-1"
        return Reply(200 if known else 401, CHUNK)

    async def main() -> None:
        session = new_session(home)
        await session.start()
        file = written(tmp_path, info(server.token_uri))
        cloud(
            session, base_url=server.base, service_account_file=str(file), quota_project="payer-1"
        )
        first = await ask(session, "Hi")
        second = await ask(session, "And?", first)
        for exchange in (first, second):
            assert exchange.turn.outcome is not None
            assert exchange.turn.outcome.kind == "complete"
            assert exchange.turn.text == "Hello"
        assert "never kept" in await session.keys.state(session.profile)
        await session.close()

    with answering(reply) as server:
        run_async(main())
    assert [asked.path for asked in server.asked].count("/token") == 1
    kept = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert TOKEN.encode() not in kept
    assert b"PRIVATE KEY" not in kept


def test_a_missing_file_is_a_failed_turn_with_the_next_step(
    home: Path, run_async: RunCoroutine
) -> None:
    async def main() -> None:
        session = new_session(home)
        await session.start()
        cloud(session, service_account_file=str(home / "gone.json"))
        outcome = (await ask(session, "Hi")).turn.outcome
        assert outcome is not None
        assert (outcome.kind, outcome.reason) == ("failed", "no_credential_file")
        assert outcome.advice
        await session.close()

    run_async(main())
