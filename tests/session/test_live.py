"""First onto the tape, then decoded, then shown; secrets masked before anything is written."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from gemini_desktop.core.answer import Answer
from gemini_desktop.core.capture import BytesReceived, Ended, Record
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.errors import ConfigurationError, Failure, StoreError
from gemini_desktop.core.profile import Profile
from gemini_desktop.core.request import HttpRequest
from gemini_desktop.core.transcript import Turn
from gemini_desktop.net.exchange import new_client
from gemini_desktop.session import live
from gemini_desktop.store.blobs import Blobs
from gemini_desktop.store.tape import TapeReader, TapeWriter
from tests.net.test_exchange import HEAD, holding, replying, serving
from tests.support import RunCoroutine

WITH_KEY = Profile(name="test", auth="api-key")
CANARY = "CANARY-not-a-real-key-0123456789"
HELLO = b'data: {"candidates":[{"content":{"parts":[{"text":"Hello"}]}}]}\n\n'
END = (
    b'data: {"candidates":[{"content":{"parts":[{"text":" you"}]},"finishReason":"STOP"}],'
    b'"usageMetadata":{"totalTokenCount":7}}\n\n'
)


class Seen:
    """A listener that checks, at each call, that the tape already has what it is shown."""

    def __init__(self, tape: TapeReader | None = None) -> None:
        self.records: list[Record] = []
        self.chunks: list[Chunk] = []
        self._tape = tape

    def record(self, record: Record) -> None:
        self.records.append(record)

    def chunk(self, chunk: Chunk) -> None:
        if self._tape is not None:
            assert self._tape.read(chunk.start, chunk.end) == chunk.raw
        self.chunks.append(chunk)


async def send(
    port: int,
    tape: live.Tape,
    listener: live.Listener,
    answer: Answer,
    *,
    profile: Profile = WITH_KEY,
    secret: str | None = CANARY,
) -> Turn:
    request = HttpRequest(method="POST", url=f"http://127.0.0.1:{port}/v1", body=b"{}")
    async with new_client() as client:
        return await live.run(
            client,
            request,
            profile=profile,
            secret=secret,
            tape=tape,
            listener=listener,
            answer=answer,
        )


def test_what_is_shown_is_on_the_tape_already(run_async: RunCoroutine, tmp_path: Path) -> None:
    blobs = Blobs(tmp_path / "blobs")

    async def main() -> None:
        async with serving(replying(HEAD, HELLO, END, pause_s=0.01)) as port:
            with TapeWriter(tmp_path / "capture", blobs) as tape:
                reader = TapeReader(tmp_path / "capture", blobs)
                seen = Seen(reader)
                turn = await send(port, tape, seen, Answer())
        assert turn.text == "Hello you"
        assert turn.usage is not None
        assert turn.usage.total == 7
        assert turn.outcome is not None
        assert turn.outcome.kind == "complete"
        assert len(seen.chunks) == 2
        assert reader.read(0, reader.size()) == HELLO + END
        assert list(reader.records()) == seen.records

    run_async(main())


@pytest.mark.parametrize("name", ["X-Client-Secret", "X-Password", "X-Api-Token"])
def test_the_secret_of_an_own_header_reaches_no_file(
    run_async: RunCoroutine, tmp_path: Path, name: str
) -> None:
    """Neither as it was sent nor as the server echoes it."""
    body = b'data: {"error":{"code":401,"message":"bad: ' + CANARY.encode() + b'"}}\n\n'
    profile = Profile(name="test", auth="none", headers=((name, CANARY),))

    async def main() -> None:
        async with serving(replying(HEAD, body)) as port:
            with TapeWriter(tmp_path / "capture", Blobs(tmp_path / "blobs")) as tape:
                await send(port, tape, Seen(), Answer(), profile=profile, secret=None)

    run_async(main())
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert len(files) >= 2
    for file in files:
        assert CANARY.encode() not in file.read_bytes()


def test_an_echoed_key_reaches_neither_tape_nor_window(
    run_async: RunCoroutine, tmp_path: Path
) -> None:
    """Also where two reads cut it; offsets stay as they were."""
    body = b'data: {"error":{"code":401,"message":"bad key: ' + CANARY.encode() + b'"}}\n\n'
    cut = body.index(b"not-a-real")
    blobs = Blobs(tmp_path / "blobs")

    async def main() -> None:
        async with serving(replying(HEAD, body[:cut], body[cut:], pause_s=0.03)) as port:
            with TapeWriter(tmp_path / "capture", blobs) as tape:
                seen = Seen()
                answer = Answer()
                turn = await send(port, tape, seen, answer)
        reads = [r for r in seen.records if isinstance(r, BytesReceived)]
        assert len(reads) == 2
        for file in (tmp_path / "capture").iterdir():
            assert CANARY.encode() not in file.read_bytes()
        assert (tmp_path / "capture" / "body").stat().st_size == len(body)
        assert turn.outcome is not None
        assert CANARY[:7] not in repr(turn)
        assert CANARY[:7] not in repr(seen.chunks)
        assert any(note.id == "secret_masked" for note in turn.outcome.notes)

    run_async(main())


def test_what_only_begins_like_the_key_is_shown(run_async: RunCoroutine, tmp_path: Path) -> None:
    """At the end of an answer nothing more comes that could make a key of it."""
    body = b'{"error":{"code":400,"message":"' + CANARY[:9].encode()

    async def main() -> None:
        async with serving(replying(HEAD, body, pause_s=0.01)) as port:
            seen = Seen()
            await send(port, live.NoTape(), seen, Answer())
        assert any(CANARY[:9] in repr(chunk) for chunk in seen.chunks)

    run_async(main())


def test_without_a_key_nothing_is_sent(run_async: RunCoroutine) -> None:
    async def main() -> None:
        with pytest.raises(ConfigurationError) as caught:
            await send(9, live.NoTape(), Seen(), Answer(), secret="  ")
        assert caught.value.failure.kind == "no_key"
        assert "settings" in caught.value.failure.advice

    run_async(main())


@pytest.mark.parametrize("secret", ["two words", "schlüssel", "line\nbreak"])
def test_a_key_that_cannot_be_one_is_not_sent(run_async: RunCoroutine, secret: str) -> None:
    async def main() -> None:
        with pytest.raises(ConfigurationError) as caught:
            await send(9, live.NoTape(), Seen(), Answer(), secret=secret)
        assert caught.value.failure.kind == "bad_key"
        assert secret not in caught.value.failure.message

    run_async(main())


def test_stopping_keeps_what_came(run_async: RunCoroutine, tmp_path: Path) -> None:
    blobs = Blobs(tmp_path / "blobs")

    async def main() -> None:
        answer = Answer()
        arrived = asyncio.Event()

        class Watching(Seen):
            def chunk(self, chunk: Chunk) -> None:
                super().chunk(chunk)
                arrived.set()

        async with serving(holding(HEAD, HELLO)) as port:
            with TapeWriter(tmp_path / "capture", blobs) as tape:
                task = asyncio.create_task(send(port, tape, Watching(), answer))
                await arrived.wait()
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task
        turn = answer.finish()
        assert turn.text == "Hello"
        assert turn.outcome is not None
        assert turn.outcome.kind == "cancelled"
        records = list(TapeReader(tmp_path / "capture", blobs).records())
        assert isinstance(records[-1], Ended)
        assert records[-1].how == "cancelled"

    run_async(main())


class FullDisk:
    """A tape that has no room for reads."""

    def append(self, record: Record) -> None:
        if isinstance(record, BytesReceived | Ended):
            raise StoreError(
                Failure(kind="disk_full", message="The disk is full.", advice="Make room.")
            )

    def overwrite(self, offset: int, data: bytes) -> None:
        """Never asked to."""


def test_a_full_disk_ends_it_with_its_own_words(run_async: RunCoroutine) -> None:
    async def main() -> None:
        async with serving(holding(HEAD, HELLO)) as port:
            turn = await send(port, FullDisk(), Seen(), Answer())
        assert turn.outcome is not None
        assert turn.outcome.kind == "failed"
        assert turn.outcome.reason == "disk_full"

    run_async(main())


def test_an_event_beyond_the_limit_ends_it(run_async: RunCoroutine) -> None:
    """Nothing after it is read; what came before is kept."""
    endless = [b"x" * 4000] * 20

    async def main() -> None:
        async with serving(replying(HEAD, HELLO, b"data: ", *endless)) as port:
            answer = Answer(max_event_bytes=10_000)
            turn = await send(port, live.NoTape(), Seen(), answer)
        assert turn.text == "Hello"
        assert turn.outcome is not None
        assert turn.outcome.kind == "failed"
        assert turn.outcome.failure is not None
        assert turn.outcome.failure.advice

    run_async(main())
