"""Google's and OpenAI's own clients, used as their documents say.

They are read through importlib, because neither need be installed: `measure` starts this in the
interpreter that BENCH_PEERS_PYTHON names, and leaves out what that one lacks.
"""

from __future__ import annotations

import asyncio
import importlib
from typing import Any

from worker import Read


def genai() -> Read:
    """google-genai: generate_content_stream."""
    module: Any = importlib.import_module("google.genai")

    def read(base: str) -> int:
        client = _genai_client(module, base)
        events = 0
        for chunk in client.models.generate_content_stream(model="m", contents="hello"):
            events += bool(chunk.candidates)
        return events

    return read


def genai_async() -> Read:
    """google-genai: the same on asyncio."""
    module: Any = importlib.import_module("google.genai")

    async def read(base: str) -> int:
        client = _genai_client(module, base)
        events = 0
        stream = await client.aio.models.generate_content_stream(model="m", contents="hello")
        async for chunk in stream:
            events += bool(chunk.candidates)
        return events

    return lambda base: asyncio.run(read(base))


def genai_interactions() -> Read:
    """google-genai: interactions.create(stream=True)."""
    module: Any = importlib.import_module("google.genai")

    def read(base: str) -> int:
        client = _genai_client(module, base)
        stream = client.interactions.create(model="m", input="hello", stream=True)
        return sum(1 for _ in stream)

    return read


def openai() -> Read:
    """openai: chat.completions.create(stream=True)."""
    module: Any = importlib.import_module("openai")

    def read(base: str) -> int:
        client = module.OpenAI(base_url=base + "/v1", api_key="CANARY-not-a-real-key")
        stream = client.chat.completions.create(
            model="m", messages=[{"role": "user", "content": "hello"}], stream=True
        )
        return sum(1 for _ in stream)

    return read


def _genai_client(module: Any, base: str) -> Any:
    options = module.types.HttpOptions(base_url=base)
    return module.Client(api_key="CANARY-not-a-real-key", http_options=options)
