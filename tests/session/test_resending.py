"""A recorded request goes out once more, with the profile's key, and only where that belongs."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from gemini_desktop.core.capture import Record, RequestSent, ResponseStarted
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.errors import ConfigurationError
from gemini_desktop.core.profile import Profile
from gemini_desktop.core.transcript import Turn
from gemini_desktop.session.live import CaptureSource
from gemini_desktop.session.workspace import Session
from tests.net.test_exchange import HEAD, holding, serving
from tests.net.token_support import Asked, Reply, answering
from tests.session.test_live import HELLO
from tests.session.test_workspace import ask, new_session
from tests.support import RunCoroutine

CANARY = "CANARY-not-a-real-key-0123456789"
BODY = b'{ "contents" : [ {"parts":[{"text":"Hi"}]} ] }'


class Seen:
    """Listens; `source` is the new capture."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.chunks: list[Chunk] = []
        self.source: CaptureSource | None = None
        self.first = asyncio.Event()

    def record(self, record: Record) -> None:
        self.records.append(record)

    def chunk(self, chunk: Chunk) -> None:
        self.chunks.append(chunk)
        self.first.set()

    def started(self, source: CaptureSource) -> None:
        self.source = source


def recorded(url: str, **changes: Any) -> RequestSent:
    fields: dict[str, Any] = {
        "t_ns": 0,
        "unix_ns": 1,
        "method": "POST",
        "url": url,
        "headers": (
            ("Host", "elsewhere"),
            ("Content-Type", "application/json"),
            ("Content-Length", "3"),
            ("X-Trace", "kept"),
            ("x-goog-api-key", "***"),
        ),
        "body": BODY,
        "protocol": "generate-content",
        "profile": "mine",
        "model": "m",
    }
    return RequestSent(**{**fields, **changes})


def mine(base: str, **changes: Any) -> Profile:
    fields: dict[str, Any] = {"name": "mine", "base_url": base, "secret": "env:MY_KEY"}
    return Profile(**{**fields, "max_retries": 0, **changes})


async def resent(
    home: Path, sent: RequestSent, *profiles: Profile, body: bytes | None = None
) -> tuple[Turn, Seen]:
    session = Session(home, environ={"MY_KEY": CANARY, "QUERY": "CANARY-query"}, demo_pace=0)
    await session.start()
    seen = Seen()
    try:
        turn = await session.resending.send(
            sent, profiles, listener=seen, started=seen.started, body=body
        )
    finally:
        await session.close()
    return turn, seen


def hello(_: Asked) -> Reply:
    return Reply(body=HELLO, headers=(("Content-Type", "text/event-stream"),))


@pytest.fixture(autouse=True)
def _key(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_KEY", CANARY)


def test_the_same_bytes_with_the_key_of_the_profile(home: Path, run_async: RunCoroutine) -> None:
    with answering(hello) as server:
        url = f"{server.base}/v1beta/models/m:streamGenerateContent?alt=sse"
        turn, seen = run_async(resent(home, recorded(url), mine(server.base)))
    (got,) = server.asked
    assert got.body == BODY
    assert got.path == "/v1beta/models/m:streamGenerateContent?alt=sse"
    assert got.headers["x-goog-api-key"] == CANARY
    assert got.headers["x-trace"] == "kept"
    assert got.headers["host"] != "elsewhere"
    assert int(got.headers["content-length"]) == len(BODY)
    assert turn.text
    assert seen.chunks
    assert seen.source is not None
    request = next(r for r in seen.source.records() if isinstance(r, RequestSent))
    assert request.body == BODY
    assert request.profile == "mine"
    assert CANARY not in repr(list(seen.source.records()))


def test_an_edited_body_goes_out_as_it_was_typed(home: Path, run_async: RunCoroutine) -> None:
    with answering(hello) as server:
        url = f"{server.base}/v1beta/models/m:streamGenerateContent"
        run_async(resent(home, recorded(url), mine(server.base), body=b'{\n  "a": 1.50\n}'))
    assert server.asked[0].body == b'{\n  "a": 1.50\n}'


def test_it_stands_in_the_list_of_captures_without_a_chat(
    home: Path, run_async: RunCoroutine
) -> None:
    async def main() -> None:
        session = new_session(home)
        await session.start()
        exchange = await ask(session, "Hello there")
        (sent,) = [
            r
            for r in session.capture(exchange.turn.capture_id).records()
            if isinstance(r, RequestSent)
        ]
        seen = Seen()
        turn = await session.resending.send(
            sent, session.profiles, listener=seen, started=seen.started
        )
        assert turn.text == exchange.turn.text
        assert seen.source is not None
        newest = (await session.exchanges.listed())[0]
        assert newest.id == seen.source.id
        assert newest.conversation_id == ""
        assert newest.outcome == "complete"
        assert len(await session.chats.listed()) == 1
        await session.close()

    run_async(main())


def test_a_stranger_gets_no_key(home: Path, run_async: RunCoroutine) -> None:
    """A file from elsewhere may name any host; nothing is sent there, and nothing recorded."""
    with answering(hello) as server, pytest.raises(ConfigurationError) as caught:
        sent = recorded(f"{server.base}/v1beta/models/m:generateContent", profile="")
        run_async(resent(home, sent, mine("https://example.test")))
    assert server.asked == []
    assert "127.0.0.1" in caught.value.failure.message
    assert "Nothing was sent" in caught.value.failure.message
    assert not list((home / "captures").glob("*"))


@pytest.mark.parametrize("own", ["http://127.0.0.1:1", "https://127.0.0.1:{port}"])
def test_another_port_or_scheme_is_a_stranger_too(
    own: str, home: Path, run_async: RunCoroutine
) -> None:
    with answering(hello) as server, pytest.raises(ConfigurationError):
        port = server.base.rpartition(":")[2]
        sent = recorded(f"{server.base}/v1beta/models/m:generateContent")
        run_async(resent(home, sent, mine(own.format(port=port))))
    assert server.asked == []


def test_any_profile_that_goes_there_will_do(home: Path, run_async: RunCoroutine) -> None:
    with answering(hello) as server:
        sent = recorded(f"{server.base}/v1beta/models/m:generateContent", profile="gone")
        other = mine("https://example.test", name="other")
        broken = mine("no address", name="broken")
        run_async(resent(home, sent, other, broken, mine(server.base, name="third")))
    assert len(server.asked) == 1


def test_the_one_that_sent_it_comes_first(home: Path, run_async: RunCoroutine) -> None:
    with answering(hello) as server:
        sent = recorded(f"{server.base}/v1beta/models/m:generateContent")
        other = mine(server.base, name="other", auth="none")
        run_async(resent(home, sent, other, mine(server.base)))
    assert server.asked[0].headers["x-goog-api-key"] == CANARY


def test_a_key_in_the_query_is_the_profiles_too(home: Path, run_async: RunCoroutine) -> None:
    with answering(hello) as server:
        sent = recorded(f"{server.base}/v1beta/models/m:generateContent?key=***&a=b%20c")
        own = mine(server.base, query=(("key", "env:QUERY"), ("a", "not this")))
        run_async(resent(home, sent, own))
    assert server.asked[0].path.endswith(":generateContent?a=b%20c&key=CANARY-query")


@pytest.mark.parametrize(
    ("path", "protocol", "header"),
    [
        ("/v1beta/openai/chat/completions", "", "authorization"),
        ("/v1beta/interactions", "", "x-goog-api-key"),
        ("/v1beta/models/m:generateContent", "", "x-goog-api-key"),
        ("/odd", "chat-completions", "authorization"),
    ],
)
def test_the_key_goes_where_the_protocol_has_it(
    path: str, protocol: str, header: str, home: Path, run_async: RunCoroutine
) -> None:
    with answering(hello) as server:
        sent = recorded(server.base + path, protocol=protocol)
        run_async(resent(home, sent, mine(server.base)))
    assert CANARY in server.asked[0].headers[header]


def test_stopped_it_keeps_what_had_come(home: Path, run_async: RunCoroutine) -> None:
    async def main() -> None:
        async with serving(holding(HEAD + HELLO)) as port:
            session = Session(home, environ={}, demo_pace=0)
            await session.start()
            base = f"http://127.0.0.1:{port}"
            sent = recorded(f"{base}/v1beta/models/m:generateContent")
            seen = Seen()
            own = mine(base, auth="none")
            task = asyncio.create_task(
                session.resending.send(sent, [own], listener=seen, started=seen.started)
            )
            await seen.first.wait()
            task.cancel()
            turn = await task
            assert turn.outcome is not None
            assert turn.outcome.kind == "cancelled"
            assert seen.source is not None
            assert seen.source.size() == len(HELLO)
            assert any(isinstance(r, ResponseStarted) for r in seen.source.records())
            await session.close()

    run_async(main())
