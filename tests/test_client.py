"""Gemini for a program: the whole text, the chunks as they come, and errors with what was kept."""

from __future__ import annotations

import asyncio
import contextlib
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from gemini_desktop.client import AnswerChunk, Client, Options
from gemini_desktop.core import errors
from gemini_desktop.core.failures.error_table import TABLE
from gemini_desktop.core.outcome import Outcome
from gemini_desktop.core.profile import ProtocolName
from gemini_desktop.core.transcript import Transcript, Turn, prompt
from gemini_desktop.net.demo_server import DemoServer
from gemini_desktop.session.direct import raised
from gemini_desktop.session.profiles import DEMO
from tests.net.test_exchange import HEAD, holding, replying, serving
from tests.net.token_support import TOKEN, Asked, Reply, answering, info, token, written
from tests.support import PATIENCE_S, RunCoroutine

CANARY = "CANARY-not-a-real-key-0123456789"
HELLO = b'data: {"candidates":[{"content":{"parts":[{"text":"Hello"}]}}]}\n\n'
THOUGHT = b'data: {"candidates":[{"content":{"parts":[{"text":"Hm.","thought":true}]}}]}\n\n'
OTHER = b'data: {"candidates":[{"index":1,"content":{"parts":[{"text":"Other"}]}}]}\n\n'
END = b'data: {"candidates":[{"content":{"parts":[{"text":" you"}]},"finishReason":"STOP"}]}\n\n'


@contextlib.contextmanager
def in_a_thread(server: Any) -> Iterator[str]:
    """A server on a loop of its own, for calls that block; gives its base URL."""
    ready = threading.Event()
    found: list[Any] = []

    async def main() -> None:
        stop = asyncio.Event()
        async with server() as base:
            found.extend([base, asyncio.get_running_loop(), stop])
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=lambda: asyncio.run(main()))
    thread.start()
    try:
        assert ready.wait(PATIENCE_S)
        yield found[0]
    finally:
        found[1].call_soon_threadsafe(found[2].set)
        thread.join(PATIENCE_S)
        assert not thread.is_alive()


@contextlib.asynccontextmanager
async def demo_server() -> Any:
    server = DemoServer(pace=0)
    await server.start()
    try:
        yield server.base_url
    finally:
        await server.stop()


def scripted(handler: Any) -> Any:
    """A server that answers each connection by a handler."""

    @contextlib.asynccontextmanager
    async def server() -> Any:
        async with serving(handler) as port:
            yield f"http://127.0.0.1:{port}"

    return server


@pytest.fixture
def demo(home: Path) -> Iterator[str]:
    with in_a_thread(demo_server) as base:
        yield base


def test_the_text_comes_whole_and_in_chunks(demo: str) -> None:
    chunks: list[AnswerChunk] = []
    with Client(base_url=demo) as client:
        text = client.generate_content(
            model_name="gemini-3-pro-preview", prompt="Hello", on_chunk=chunks.append
        )
    assert text
    assert "".join(map(str, chunks)) == text
    assert len(chunks) > 2
    assert client.last_turn is not None
    assert client.last_turn.model == "gemini-3-pro-preview"
    assert client.last_turn.usage is not None


@pytest.mark.parametrize("protocol", ["generate-content", "interactions", "chat-completions"])
@pytest.mark.parametrize("streaming", [True, False])
def test_each_protocol_streams_or_not(demo: str, protocol: ProtocolName, streaming: bool) -> None:
    base = demo + ("/v1beta/openai" if protocol == "chat-completions" else "")
    with Client(base_url=base, protocol=protocol) as client:
        first = client.generate_content(prompt="Hello", streaming=streaming)
        assert client.generate_content(prompt="Hello", streaming=streaming) == first
        assert first
        assert client.last_turn is not None
        assert client.last_turn.outcome is not None
        assert client.last_turn.outcome.kind == "complete"


def test_nothing_is_printed(demo: str, capsys: pytest.CaptureFixture[str]) -> None:
    with Client(base_url=demo) as client:
        client.generate_content(prompt="Hello", streaming=True)
    assert capsys.readouterr() == ("", "")


def test_the_first_chunk_is_handed_out_before_the_last_is_sent(home: Path) -> None:
    seen: list[tuple[str, float]] = []
    began = time.monotonic()
    with (
        in_a_thread(scripted(replying(HEAD, HELLO, END, pause_s=0.2))) as base,
        Client(base_url=base) as client,
    ):
        client.generate_content(
            prompt="x", on_chunk=lambda chunk: seen.append((chunk.text, time.monotonic() - began))
        )
    assert [text for text, _ in seen] == ["Hello", " you"]
    assert seen[1][1] - seen[0][1] > 0.1


def test_thoughts_and_further_candidates_stay_beside_the_text(home: Path) -> None:
    chunks: list[AnswerChunk] = []
    with (
        in_a_thread(scripted(replying(HEAD, THOUGHT, HELLO, OTHER, END))) as base,
        Client(base_url=base) as client,
    ):
        assert client.generate_content(prompt="x", on_chunk=chunks.append) == "Hello you"
    assert [(chunk.thought, chunk.text) for chunk in chunks] == [
        ("Hm.", ""),
        ("", "Hello"),
        ("", ""),
        ("", " you"),
    ]
    assert chunks[1].json["candidates"]


def test_a_conversation_goes_on(demo: str) -> None:
    with Client(base_url=demo) as client:
        client.generate_content(prompt="Hello")
        assert isinstance(client.last_turn, Turn)
        path = Transcript(turns=[prompt("Hello"), client.last_turn, prompt("And then?")])
        assert client.generate_content(prompt=path)


def test_the_server_says_no(demo: str) -> None:
    with (
        Client(base_url=demo, max_retries=0) as client,
        pytest.raises(errors.Refused) as caught,
    ):
        client.generate_content(prompt="error 404")
    assert caught.value.failure.status == 404
    assert str(caught.value)
    assert caught.value.partial_text == ""


def test_a_cut_answer_is_raised_with_what_had_come(home: Path) -> None:
    with (
        in_a_thread(scripted(replying(HEAD, HELLO))) as base,
        Client(base_url=base, max_retries=0) as client,
        pytest.raises(errors.Incomplete) as caught,
    ):
        client.generate_content(prompt="x")
    assert caught.value.partial_text == "Hello"


def test_a_blocked_prompt(home: Path) -> None:
    blocked = b'data: {"promptFeedback":{"blockReason":"SAFETY"}}\n\n'
    with (
        in_a_thread(scripted(replying(HEAD, blocked))) as base,
        Client(base_url=base) as client,
        pytest.raises(errors.Blocked, match="SAFETY") as caught,
    ):
        client.generate_content(prompt="x")
    assert caught.value.failure.kind == "SAFETY"


def test_nobody_there(home: Path) -> None:
    with (
        Client(base_url="http://127.0.0.1:9", max_retries=0) as client,
        pytest.raises(errors.NetworkError, match="refused"),
    ):
        client.generate_content(prompt="x")


def test_silence(home: Path) -> None:
    with (
        in_a_thread(scripted(holding())) as base,
        Client(base_url=base, timeout_s=0.2, max_retries=0) as client,
        pytest.raises(errors.TimedOut),
    ):
        client.generate_content(prompt="x")


@pytest.mark.parametrize("kind", sorted(TABLE))
def test_every_failure_is_raised_as_what_it_is(kind: str) -> None:
    """By the place where the table puts it, so that a new kind is never called a refusal."""
    place = TABLE[kind].place
    failure = errors.Failure(kind=kind, message="m", status=500 if place == "server" else None)
    outcome = Outcome(kind="failed", reason=kind, message="m", failure=failure)
    error = raised(outcome, "kept")
    assert error is not None
    assert error.partial_text == "kept"
    assert isinstance(error, errors.TimedOut) == kind.startswith("timeout_")
    match place:
        case "network":
            assert isinstance(error, errors.NetworkError)
        case "here":
            assert isinstance(error, errors.ConfigurationError)
        case "server":
            assert isinstance(error, errors.Refused)
        case _:
            assert not isinstance(error, errors.ConfigurationError)


@pytest.mark.parametrize("kind", [KeyError, ValueError, BrokenPipeError, TimeoutError])
def test_what_the_program_raises_comes_back_to_it(demo: str, kind: type[Exception]) -> None:
    """Also an error of a kind that the network raises too: it is not retried or swallowed."""
    seen: list[AnswerChunk] = []

    def refuse(chunk: AnswerChunk) -> None:
        seen.append(chunk)
        raise kind("mine")

    with Client(base_url=demo) as client:
        with pytest.raises(kind, match="mine"):
            client.generate_content(prompt="Hello", on_chunk=refuse)
        assert len(seen) == 1
        assert client.generate_content(prompt="Hello")


def counting(heads: list[bytes], connections: list[int]) -> Any:
    """A server that answers any number of requests on a connection; each is noted."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(1)
        with contextlib.suppress(asyncio.IncompleteReadError):
            while True:
                heads.append(await reader.readuntil(b"\r\n\r\n"))
                length = re.search(rb"(?i)content-length: (\d+)", heads[-1])
                assert length is not None
                await reader.readexactly(int(length[1]))
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(HELLO + END))
                writer.write(HELLO + END)
        writer.close()

    @contextlib.asynccontextmanager
    async def server() -> Any:
        async with await asyncio.start_server(handle, "127.0.0.1", 0) as listening:
            yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"

    return server


def test_connections_are_kept_inside_with_alone(home: Path) -> None:
    """Without it every call closes what it opened: nothing is left for the garbage collector,
    which would warn of a loop that nobody closed."""
    heads: list[bytes] = []
    connections: list[int] = []
    with in_a_thread(counting(heads, connections)) as base:
        client = Client(base_url=base)
        with client:
            assert client.generate_content(prompt="1") == "Hello you"
            assert client.generate_content(prompt="2") == "Hello you"
        assert (len(heads), len(connections)) == (2, 1)
        assert client.generate_content(prompt="3") == "Hello you"
        assert client.generate_content(prompt="4") == "Hello you"
        assert (len(heads), len(connections)) == (4, 3)
        assert client._runner is None
        assert not client._direct._clients._made


def test_one_client_serves_several_loops(demo: str) -> None:
    """A script may call `asyncio.run` as often as it likes, and block in between."""
    client = Client(base_url=demo)

    async def ask() -> str:
        return "".join([chunk.text async for chunk in client.stream(prompt="Hello")])

    async def twice() -> tuple[str, str]:
        first, second = await asyncio.gather(ask(), ask())
        return first, second

    told = client.generate_content(prompt="Hello")
    assert asyncio.run(ask()) == told
    assert asyncio.run(twice()) == (told, told)
    assert client.generate_content(prompt="Hello") == told


def test_the_key_travels_in_a_header_and_is_shown_nowhere(home: Path) -> None:
    with in_a_thread(demo_server) as base:
        client = Client(api_key=CANARY, base_url=base)
        assert client.generate_content(prompt="Hello")
        client.close()
        assert client.profile.auth == "api-key"
        assert CANARY not in repr(client)
        assert CANARY not in repr(vars(client))


def test_a_service_account_answers(home: Path, tmp_path: Path) -> None:
    def reply(asked: Asked) -> Reply:
        if asked.path == "/token":
            return token()
        assert asked.headers["authorization"] == f"Bearer {TOKEN}"
        return Reply(200, HELLO + END)

    with answering(reply) as server:
        file = written(tmp_path, info(server.token_uri))
        account = Client(service_account_file=str(file), project_id="p-1", base_url=server.base)
        profile = msgspec.structs.replace(account.profile, allow_token_host="127.0.0.1")
        with Client(profile) as client:
            assert client.generate_content(prompt="x") == "Hello you"
            assert client.generate_content(prompt="y") == "Hello you"
    assert [asked.path for asked in server.asked].count("/token") == 1


def test_the_parts_of_a_profile(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    account = Client(service_account_file="a.json", project_id="p-1", location="us-central1")
    assert account.profile.auth == "service-account"
    assert account.profile.service_account_file == "a.json"
    assert (account.profile.project, account.profile.location) == ("p-1", "us-central1")
    assert Client(project_id="p-1").profile.auth == "adc"
    assert Client(token=CANARY).profile.auth == "bearer"
    assert Client(base_url="http://127.0.0.1:9").profile.auth == "none"
    with pytest.raises(errors.ConfigurationError, match="Neither a key nor an account"):
        Client()
    monkeypatch.setenv("GEMINI_API_KEY", CANARY)
    assert Client().profile.secret == "env:GEMINI_API_KEY"


def test_options_are_checked_before_anything_is_sent(demo: str) -> None:
    with Client(base_url=demo, options=Options(temperature=3.0)) as client:
        with pytest.raises(errors.ConfigurationError, match="temperature"):
            client.generate_content(prompt="x")
        assert client.generate_content(prompt="x", options=Options(temperature=1.0))


def test_the_built_in_demo_needs_nothing(home: Path) -> None:
    with Client(DEMO) as client:
        assert "demo" in client.generate_content(prompt="Hello").lower()


# --- within an event loop ------------------------------------------------------------------------


def test_an_async_iterator(home: Path, run_async: RunCoroutine) -> None:
    async def main() -> None:
        async with demo_server() as base, Client(base_url=base) as client:
            text = [chunk.text async for chunk in client.stream(prompt="Hello")]
            assert len(text) > 2
            assert client.last_turn is not None
            assert "".join(text) == client.last_turn.text
            with pytest.raises(errors.ConfigurationError, match="event loop") as caught:
                client.generate_content(prompt="Hello")
            assert "client.stream" in caught.value.failure.advice

    run_async(main())


def test_leaving_early_closes_the_connection(home: Path, run_async: RunCoroutine) -> None:
    """000-22: the server sees it at once."""
    gone = asyncio.Event()

    async def hold(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + HELLO)
        await writer.drain()
        while await reader.read(4096):
            pass
        gone.set()
        writer.close()

    async def main() -> None:
        async with serving(hold) as port, Client(base_url=f"http://127.0.0.1:{port}") as client:
            async with contextlib.aclosing(client.stream(prompt="x")) as chunks:
                async for chunk in chunks:
                    assert chunk.text == "Hello"
                    break
            await gone.wait()

    run_async(main())


def test_an_error_comes_after_the_chunks(home: Path, run_async: RunCoroutine) -> None:
    async def main() -> None:
        seen: list[str] = []
        async with (
            serving(replying(HEAD, HELLO)) as port,
            Client(base_url=f"http://127.0.0.1:{port}", max_retries=0) as client,
        ):
            with pytest.raises(errors.Incomplete) as caught:
                async for chunk in client.stream(prompt="x"):
                    seen += [chunk.text]
        assert "".join(seen) == "Hello" == caught.value.partial_text

    run_async(main())


# --- documentation -------------------------------------------------------------------------------


def test_the_readme_says_what_works(demo: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Its program runs as printed, both halves, but for the account and the key that it names."""
    readme = Path(__file__).parent.parent.joinpath("README.md").read_text("utf-8")
    (program,) = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    account = 'Client(service_account_file="service-account.json", project_id="my-project")'
    key = 'Client(api_key="your key")'
    assert len(program.strip().splitlines()) <= 10
    for named in (account, key):
        assert named in program
        program = program.replace(named, f"Client(base_url={demo!r})")
    names: dict[str, Any] = {}
    exec(program, names)
    assert names["text"]
    assert capsys.readouterr().out.replace("\n", "") == names["text"].replace("\n", "")
    asyncio.run(names["main"]())
    assert capsys.readouterr().out == names["text"]
