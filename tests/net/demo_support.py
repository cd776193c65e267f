"""A demo server to talk to, and what came back read by the product's own decoder."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx

from gemini_desktop.core.answer import Answer
from gemini_desktop.core.capture import BytesReceived, Ended, ResponseStarted
from gemini_desktop.core.transcript import Turn
from gemini_desktop.net.demo_server import DemoServer
from tests.support import PATIENCE_S

MODEL = "gemini-3.8-flash"
SSE = f"/v1beta/models/{MODEL}:streamGenerateContent?alt=sse"
ARRAY = f"/v1beta/models/{MODEL}:streamGenerateContent"
UNARY = f"/v1beta/models/{MODEL}:generateContent"
INTERACTIONS = "/v1beta/interactions"
CHAT = "/v1beta/openai/chat/completions"


@asynccontextmanager
async def running(pace: float = 0.0) -> AsyncIterator[DemoServer]:
    server = DemoServer(pace=pace)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


def with_server(promise: Callable[[DemoServer], Awaitable[None]], pace: float = 0.0) -> None:
    """Run a promise against a fresh server, for no longer than PATIENCE_S."""

    async def main() -> None:
        async with asyncio.timeout(PATIENCE_S), running(pace) as server:
            await promise(server)

    asyncio.run(main())


def with_client(promise: Callable[[httpx.AsyncClient], Awaitable[None]], pace: float = 0.0) -> None:
    """Run a promise with a client of a fresh server."""

    async def talk(server: DemoServer) -> None:
        async with httpx.AsyncClient(base_url=server.base_url) as client:
            await promise(client)

    with_server(talk, pace)


def contents(text: str) -> dict[str, Any]:
    return {"contents": [{"role": "user", "parts": [{"text": text}]}]}


def interaction(text: str, **fields: Any) -> dict[str, Any]:
    return {"model": MODEL, "input": text, "stream": True, **fields}


def messages(text: str, **fields: Any) -> dict[str, Any]:
    return {
        "model": MODEL,
        "messages": [{"role": "user", "content": text}],
        "stream": True,
        **fields,
    }


def read(body: bytes, protocol: str = "", status: int = 200) -> Turn:
    """The turn that a body adds up to, with its outcome."""
    answer = Answer(protocol)
    answer.feed(ResponseStarted(t_ns=1, status=status))
    if body:
        answer.feed(BytesReceived(t_ns=2, data=body))
    answer.feed(Ended(t_ns=3, how="complete"))
    return answer.finish()
