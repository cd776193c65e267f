"""Every capture as an answer over a real connection: however the bytes are cut and framed, the same
chunks, the same outcome, and on the tape the very bytes that the server wrote."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from gemini_desktop.core import answer as answers
from gemini_desktop.core.answer import Answer
from gemini_desktop.core.capture import BytesReceived, Ended, Record, RequestSent, ResponseStarted
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.profile import Profile, ProtocolName, Timeouts
from gemini_desktop.core.transcript import Turn
from gemini_desktop.store.blobs import Blobs
from gemini_desktop.store.tape import TapeReader, TapeWriter
from tests.core.reading import CAPTURES
from tests.net.test_exchange import serving
from tests.session.test_live import Seen, send
from tests.support import RunCoroutine

_NAMES = sorted(path.name for path in CAPTURES.iterdir() if path.suffix != ".md")
_STATUSES = {"15": 429, "28b": 400, "38": 502}
_MULTIPART = 3  # so many writes at least must have come as reads of their own


def status_of(name: str) -> int:
    """The status that the capture was made with."""
    number = name.partition("_")[0]
    return _STATUSES.get(number, _STATUSES.get(number[:2] if number[:2] == "15" else "", 200))


def protocol_of(name: str) -> ProtocolName:
    """The protocol of the question that the capture answers."""
    number = int("".join(itertools.takewhile(str.isdigit, name)))
    if number in (17, 18) or name.startswith("35d"):
        return "chat-completions"
    return "interactions" if 20 <= number <= 30 else "generate-content"


def whole(body: bytes) -> Iterator[bytes]:
    yield body


def by(size: int) -> Callable[[bytes], Iterator[bytes]]:
    def cut(body: bytes) -> Iterator[bytes]:
        for start in range(0, len(body), size):
            yield body[start : start + size]

    return cut


def at_random(seed: int) -> Callable[[bytes], Iterator[bytes]]:
    def cut(body: bytes) -> Iterator[bytes]:
        chance, start = random.Random(seed), 0
        while start < len(body):
            end = start + chance.choice((1, 2, 3, 5, 8, 40, 300, 2000))
            yield body[start:end]
            start = end

    return cut


CUTS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "whole": whole,
    "1 byte": by(1),
    "7 bytes": by(7),
    "random 1": at_random(1),
    "random 2": at_random(2),
}


class Reading(NamedTuple):
    """What an exchange came to, without its times."""

    chunks: list[tuple[object, ...]]
    turn: tuple[str, str]
    reads: int


def told(chunk: Chunk) -> tuple[object, ...]:
    """All but its time."""
    names = ("number", "kind", "start", "end", "raw", "data", "name", "id", "error", "events")
    return (*(getattr(chunk, name) for name in names), repr(chunk.json))


def summed(turn: Turn) -> tuple[str, str]:
    """All but its times."""
    skipped = {"first_token_ns", "elapsed_ns", "tokens_per_s", "steps"}
    fields = {name: getattr(turn, name) for name in turn.__struct_fields__ if name not in skipped}
    steps = [
        {name: getattr(step, name) for name in step.__struct_fields__ if not name.endswith("_ns")}
        for step in turn.steps
    ]
    return repr(fields), repr(steps)


def expected(name: str, body: bytes) -> Reading:
    """By the pure decoder, from one read."""
    records: list[Record] = [
        RequestSent(
            t_ns=0, unix_ns=0, method="POST", url="", headers=(), protocol=protocol_of(name)
        ),
        ResponseStarted(
            t_ns=1, status=status_of(name), headers=(("Content-Type", "text/event-stream"),)
        ),
        *([BytesReceived(t_ns=2, data=body)] if body else []),
        Ended(t_ns=3, how="complete"),
    ]
    answer, chunks = Answer(protocol_of(name)), []
    for record in records:
        chunks += answer.feed(record)
    return Reading([told(chunk) for chunk in chunks], summed(answer.finish()), 1)


async def received(
    name: str, body: bytes, pieces: list[bytes], framing: str, folder: Path
) -> Reading:
    """Over a socket; the server lets the client read between two writes."""

    async def reply(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = f"HTTP/1.1 {status_of(name)} Some reason\r\nContent-Type: text/event-stream\r\n"
        more = {
            "chunked": "Transfer-Encoding: chunked\r\n",
            "length": f"Content-Length: {len(body)}\r\n",
            "close": "Connection: close\r\n",
        }[framing]
        writer.write(f"{head}{more}\r\n".encode())
        for piece in pieces:
            writer.write(b"%x\r\n%b\r\n" % (len(piece), piece) if framing == "chunked" else piece)
            await asyncio.sleep(0)
        if framing == "chunked":
            writer.write(b"0\r\n\r\n")

    profile = Profile(
        name="test",
        auth="none",
        protocol=protocol_of(name),
        max_retries=0,
        follow=False,
        timeouts=Timeouts(silence_s=3600),
    )
    blobs = Blobs(folder / "blobs")
    async with serving(reply) as port:
        with TapeWriter(folder / "capture", blobs) as tape:
            reader = TapeReader(folder / "capture", blobs)
            seen, answer = Seen(reader), Answer(profile.protocol)
            turn = await send(port, tape, seen, answer, profile=profile, secret=None)
    assert reader.read(0, reader.size()) == body
    reads = sum(isinstance(record, BytesReceived) for record in seen.records)
    again = answers.read(list(reader.records()), protocol=profile.protocol)
    assert summed(again) == summed(turn)
    return Reading([told(chunk) for chunk in seen.chunks], summed(turn), reads)


@pytest.mark.parametrize("name", _NAMES)
def test_the_same_chunks_and_the_same_outcome(
    name: str, run_async: RunCoroutine, tmp_path: Path
) -> None:
    body = (CAPTURES / name).read_bytes()
    wanted = expected(name, body)

    async def main() -> None:
        for number, (cut, framing) in enumerate(
            itertools.product(CUTS, ("chunked", "length", "close"))
        ):
            if framing != "chunked" and cut.startswith("random"):
                continue
            pieces = [piece for piece in CUTS[cut](body) if piece]
            found = await received(name, body, pieces, framing, tmp_path / str(number))
            assert found.chunks == wanted.chunks, (cut, framing)
            assert found.turn == wanted.turn, (cut, framing)
            if len(pieces) > _MULTIPART * 10:
                assert found.reads > _MULTIPART, (cut, framing)

    run_async(main())


def test_the_captures_are_there() -> None:
    """An empty folder would make this file prove nothing."""
    assert len(_NAMES) >= 46
    assert {protocol_of(name) for name in _NAMES} == {
        "chat-completions",
        "generate-content",
        "interactions",
    }
    assert status_of("15_dev_429_retryinfo.json") == 429
    assert status_of("28b_ix_400.json") == 400
    assert status_of("20_ix_text.sse") == 200
