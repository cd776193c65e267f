"""What the founding documents' servers say, and how the program reads it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from contextlib import asynccontextmanager, suppress
from typing import Any

from gemini_desktop import resources
from gemini_desktop.core import answer
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.decoding.decoder import decode
from gemini_desktop.core.transcript import Turn
from gemini_desktop.session import direct
from tests.core.reading import records
from tests.core.test_text_log import log


def events(*values: Any, end: str = "\n\n") -> bytes:
    """A stream of `data:` lines; a string stands for itself."""
    texts = (v if isinstance(v, str) else _dumped(v) for v in values)
    return "".join(f"data: {text}{end}" for text in texts).encode()


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def named(*values: dict[str, Any]) -> bytes:
    """A stream of interactions: each event under its own name."""
    return b"".join(f"event: {value['event_type']}\n".encode() + events(value) for value in values)


def text(words: str, **fields: Any) -> dict[str, Any]:
    """A chunk of generateContent."""
    return {"candidates": [{"content": {"parts": [{"text": words}]}, **fields}]}


def read(body: bytes, protocol: str = "", status: int = 200) -> Turn:
    """The turn that a body adds up to."""
    return answer.read(records(body, protocol=protocol, status=status))


def chunks(body: bytes, protocol: str = "") -> list[Chunk]:
    """The chunks of a body."""
    return list(decode(records(body, protocol=protocol)))


def lines(body: bytes, protocol: str = "", status: int = 200) -> list[str]:
    """The tagged log of a body."""
    return log(records(body, protocol=protocol, status=status), protocol)


def tape(name: str) -> bytes:
    """The body of a bundled capture."""
    return resources.path("demo", name, "body").read_bytes()


def outcome(turn: Turn) -> str:
    """How it ended."""
    assert turn.outcome is not None
    assert direct.raised(turn.outcome, "") is None or turn.outcome.message
    return turn.outcome.kind


def noted(body: bytes, protocol: str = "") -> list[str]:
    """What was odd about a body, by the ids of its notes."""
    turn = read(body, protocol)
    assert turn.outcome is not None
    return [note.id for note in turn.outcome.notes]


def kinds(turn: Turn) -> list[str]:
    """The kinds of its steps."""
    return [step.kind for step in turn.steps]


@asynccontextmanager
async def replying(pieces: Iterable[bytes], pause_s: float = 0.0, status: str = "200 OK") -> Any:
    """A server that sends the pieces with a pause between them."""
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.current_task())  # type: ignore[arg-type]
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            if await reader.readexactly(1) != b"\x16":  # else somebody begins TLS
                await send(reader, writer)
        writer.close()

    async def send(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        await reader.readexactly(int(length or 0))
        writer.write(f"HTTP/1.1 {status}\r\nConnection: close\r\n\r\n".encode())
        for place, piece in enumerate(pieces):
            await asyncio.sleep(pause_s if place else 0)
            writer.write(piece)
            await writer.drain()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks)
        await server.wait_closed()
