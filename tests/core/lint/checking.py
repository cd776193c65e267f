"""Streams with marks in them, and what the linter finds there."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable

from gemini_desktop.core.answer import Answer
from gemini_desktop.core.capture import (
    BytesReceived,
    Ended,
    Record,
    RequestSent,
    ResponseStarted,
)
from gemini_desktop.core.lint import Finding, Linter

Headers = tuple[tuple[str, str], ...]
OPEN, CLOSE = "⟦".encode(), "⟧".encode()


def unmarked(marked: str | bytes) -> tuple[bytes, int, int]:
    """The bytes without the marks ⟦ and ⟧, and where these stood."""
    data = marked.encode() if isinstance(marked, str) else marked
    before, _, rest = data.partition(OPEN)
    inside, _, after = rest.partition(CLOSE)
    return before + inside + after, len(before), len(before) + len(inside)


def records(
    body: bytes,
    *,
    status: int | None = 200,
    headers: Headers = (),
    asked: Headers = (),
    seed: int | None = None,
    request: bytes = b"",
    model: str = "",
    ended: Ended | None = None,
) -> list[Record]:
    """One exchange; in reads cut at random places where a seed is given."""
    cuts = sorted(random.Random(seed).choices(range(len(body) + 1), k=9)) if seed else []
    edges = [0, *cuts, len(body)]
    made: list[Record] = [
        RequestSent(
            t_ns=0, unix_ns=0, method="POST", url="", headers=asked, body=request, model=model
        )
    ]
    if status is not None:
        made.append(ResponseStarted(t_ns=1, status=status, headers=headers))
    pairs = itertools.pairwise(edges)
    made += [BytesReceived(t_ns=2, data=body[a:b]) for a, b in pairs if a < b]
    return [*made, ended or Ended(t_ns=3, how="complete")]


def linted(found: Iterable[Record], protocol: str = "", *, late: bool = False) -> Linter:
    """The linter after these records; `late`: the chunks come after all of them."""
    answer, linter = Answer(protocol), Linter(protocol)
    held = []
    for record in found:
        linter.take(record)
        for chunk in answer.feed(record):
            if late:
                held.append(chunk)
            else:
                linter.chunk(chunk)
    for chunk in held:
        linter.chunk(chunk)
    for chunk in answer.close():
        linter.chunk(chunk)
    linter.close(answer.finish())
    return linter


def findings(body: bytes, protocol: str = "") -> list[Finding]:
    """What is found in a saved body."""
    saved: list[Record] = [BytesReceived(t_ns=0, data=body), Ended(t_ns=0, how="complete")]
    return linted(saved, protocol).findings.items


def said(text: str, **more: str) -> str:
    """A chunk of generateContent with a text."""
    beside = "".join(f',"{name}":{value}' for name, value in more.items())
    return f'{{"candidates":[{{"content":{{"parts":[{{"text":"{text}"}}]}}{beside}}}]}}'


USAGE = '"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":4,"totalTokenCount":7}'
STOP = '{"candidates":[{"content":{"parts":[{"text":""}]},"finishReason":"STOP"}],' + USAGE + "}"


def sse(*events: str) -> str:
    """An event stream of these data."""
    return "".join(f"data: {event}\n\n" for event in events)


def ix(*events: str) -> str:
    """An event stream of the Interactions API: each event is its name, a blank, and the rest of
    its JSON."""
    lines = []
    for event in events:
        name, _, rest = event.partition(" ")
        comma = "," if rest else ""
        lines.append(f'event: {name}\ndata: {{"event_type":"{name}"{comma}{rest}}}\n\n')
    return "".join(lines)


CREATED = 'interaction.created "interaction":{"id":"v1","status":"in_progress"}'
COMPLETED = (
    'interaction.completed "interaction":{"id":"v1","status":"completed","usage":'
    '{"total_tokens":7,"total_input_tokens":3,"total_output_tokens":4}}'
)
START = 'step.start "index":0,"step":{"type":"model_output"}'
STOPPED = 'step.stop "index":0'
TEXT = 'step.delta "index":0,"delta":{"type":"text","text":"Hello"}'


def oai(*choices: str, done: bool = True) -> str:
    """A Chat Completions stream: the inside of each chunk's first choice."""
    events = [f'{{"id":"c1","choices":[{{"index":0,{choice}}}]}}' for choice in choices]
    return sse(*events, *(["[DONE]"] if done else []))


HELLO = '"delta":{"role":"assistant","content":"Hello"}'
OAI_STOP = '"delta":{},"finish_reason":"stop"'
