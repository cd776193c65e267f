"""Over a real socket: what the demo server plays has no findings, but those that its recordings
are there to show; and its streams, put together, are its unary answers."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from gemini_desktop.core.capture import Record, ResponseStarted
from gemini_desktop.core.merged import merged
from tests.core.lint.checking import linted, records
from tests.net.demo_support import (
    CHAT,
    INTERACTIONS,
    SSE,
    UNARY,
    contents,
    interaction,
    messages,
    with_client,
)

_PROMPTS = ("read a stream", "kyoto", "sky", "count", "gcd", "mountain", "weather", "hello there")
_WAYS: dict[str, tuple[str, Any]] = {
    "generate-content": (SSE, contents),
    "interactions": (INTERACTIONS, interaction),
    "chat-completions": (CHAT, messages),
}
_USAGE = {"include_usage": True}
_ODD = {
    ("300字", "generate-content"): ["GEN12", "GEN13"],  # as that gateway was recorded
    ("research", "interactions"): ["INT08"] * 9,  # an agent that leaves out its types
}


def _records(response: httpx.Response) -> list[Record]:
    headers = tuple(response.headers.items())
    made: list[Record] = []
    for record in records(response.content, seed=5):
        is_head = isinstance(record, ResponseStarted)
        made.append(ResponseStarted(t_ns=1, status=200, headers=headers) if is_head else record)
    return made


@pytest.mark.parametrize("protocol", _WAYS)
@pytest.mark.parametrize("prompt", [*_PROMPTS, "300字", "research"])
def test_what_is_played_has_no_findings_of_its_own(prompt: str, protocol: str) -> None:
    path, body = _WAYS[protocol]

    async def promise(client: httpx.AsyncClient) -> None:
        found = linted(_records(await client.post(path, json=body(prompt))), protocol).findings
        assert [each.rule for each in found.items] == _ODD.get((prompt, protocol), [])

    with_client(promise)


def _lasting(answer: Any) -> Any:
    """The answer without what is made anew with every request."""
    own = {"id", "created", "updated", "responseId", "createTime"}
    return {name: value for name, value in answer.items() if name not in own}


@pytest.mark.parametrize("prompt", _PROMPTS)
def test_a_stream_put_together_is_the_unary_answer(prompt: str) -> None:
    async def promise(client: httpx.AsyncClient) -> None:
        for stream, unary, stream_body, unary_body in (
            (SSE, UNARY, contents(prompt), contents(prompt)),
            (INTERACTIONS, INTERACTIONS, interaction(prompt), interaction(prompt, stream=False)),
            (CHAT, CHAT, messages(prompt, stream_options=_USAGE), messages(prompt, stream=False)),
        ):
            streamed = merged(_records(await client.post(stream, json=stream_body)))
            whole = (await client.post(unary, json=unary_body)).json()
            assert streamed.conflicts == ()
            assert _lasting(streamed.value) == _lasting(whole)

    with_client(promise)
