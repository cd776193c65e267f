"""Streams that no server should send: captures cut, mixed, damaged, and events rewritten."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from tests.core.reading import CAPTURES

MOST_BYTES = 64 * 1024

BODIES: dict[str, bytes] = {
    path.name: path.read_bytes()
    for path in sorted(CAPTURES.iterdir())
    if path.suffix in (".sse", ".json", ".txt", ".html")
}
_NAMES = list(BODIES)
_EVENT = re.compile(rb"(?:[^\r\n]+(?:\r\n|\n|\r))+(?:\r\n|\n|\r)|[^\r\n]+(?:\r\n|\n|\r)?")
_ODD_BYTES = (
    b"\0", b"\xff", b"\xc3", b"\xef\xbb\xbf", b"\xe2\x80\xa8", b"\r", b"\n", b"\r\n", b"\n\n",
    b"data: ", b"data:", b"data", b": x\n", b"event: done\n", b"id: 7\n", b"retry: 1\n", b"[", b"]",
    b"{", b"}", b",", b'"', b"\\", b"\\u", b"\\ud800", b"\\udc00", b"[DONE]", b"data: [DONE]\n\n",
    b"null", b"NaN", b"-", b"1e999", b"0" * 40, b"<html>", b"<thought>", b"</think>", b"\x1b[31m",
)  # fmt: skip
_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 2**31, 10**18, 10**30, 1.5, -0.0, "", "text", "3", "\0", "\ud800",
    "🌊", "<think>", "```", "a" * 3000, [], {}, [None], [[]], [{}], {"": None}, {"type": 7},
    {"text": []}, {"text": "x", "thought": "yes"}, [{"index": "a"}], {"error": {}},
    {"code": "x", "message": ["y"], "details": [{"@type": 1}]}, "QUJD", "====", "data:,x",
    {"type": "never_seen", "x": [1]}, "never.seen", {"mime_type": "image/png", "data": "AAAA"},
)  # fmt: skip


class Stream(NamedTuple):
    """A body, what it was sent as an answer to, and its status."""

    body: bytes
    protocol: str
    status: int


def stream(chance: random.Random) -> Stream:
    """One mutation of a capture; at most 64 KiB."""
    name = chance.choice(_NAMES)
    body = BODIES[name]
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 5))):
        body = chance.choice(_WAYS)(body, chance)
    protocol = chance.choice(("", "generate-content", "interactions", "chat-completions"))
    status = chance.choice((200, 200, 200, 200, 400, 401, 429, 500, 503))
    return Stream(body[:MOST_BYTES], protocol, status)


def _flipped(body: bytes, chance: random.Random) -> bytes:
    data = bytearray(body)
    for _ in range(chance.randint(1, 8)):
        if data:
            data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def _cut(body: bytes, chance: random.Random) -> bytes:
    start, end = sorted(chance.randrange(len(body) + 1) for _ in range(2))
    return chance.choice((body[:start], body[start:], body[:start] + body[end:]))


def _stuffed(body: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(body) + 1)
        odd = chance.choice(_ODD_BYTES) * chance.choice((1, 1, 1, 2, 50))
        body = body[:at] + odd + body[at:]
    return body


def _spliced(body: bytes, chance: random.Random) -> bytes:
    other = BODIES[chance.choice(_NAMES)]
    at, there = chance.randrange(len(body) + 1), chance.randrange(len(other) + 1)
    return body[:at] + other[there:]


def _shuffled(body: bytes, chance: random.Random) -> bytes:
    events = _EVENT.findall(body)
    for _ in range(chance.randint(1, 4)):
        if len(events) < 2:
            break
        at, other = chance.randrange(len(events)), chance.randrange(len(events))
        match chance.randrange(4):
            case 0:
                events[at], events[other] = events[other], events[at]
            case 1:
                events.insert(other, events[at])
            case 2:
                del events[at]
            case _:
                events[at:at] = _EVENT.findall(BODIES[chance.choice(_NAMES)])[:3]
    return b"".join(events)


def _other_line_ends(body: bytes, chance: random.Random) -> bytes:
    end = chance.choice((b"\r\n", b"\r", b"\n"))
    plain = body.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if chance.random() < 0.5:
        return plain.replace(b"\n", end)
    return b"".join(
        line + chance.choice((b"\r\n", b"\r", b"\n")) for line in plain.split(b"\n")[:2000]
    )


def _rewritten(body: bytes, chance: random.Random) -> bytes:
    """The JSON of one event or more, changed in its places."""
    lines = body.split(b"\n")
    chosen = [n for n, line in enumerate(lines) if b"{" in line] or [0]
    for number in chance.sample(chosen, min(len(chosen), chance.randint(1, 3))):
        before, brace, rest = lines[number].partition(b"{")
        try:
            value = json.loads(brace + rest.rstrip(b"\r,]"))
        except ValueError:
            continue
        text = json.dumps(_changed(value, chance), ensure_ascii=chance.random() < 0.5)
        lines[number] = before + text.encode("utf-8", "surrogatepass")
    return b"\n".join(lines)


def _changed(value: Any, chance: random.Random) -> Any:
    value = _copied(value)
    for _ in range(chance.randint(1, 5)):
        found = places(value)
        if not found:
            return value
        container, key = chance.choice(found)
        match chance.randrange(7):
            case 0:
                del container[key]
            case 1 | 2:
                container[key] = _copied(chance.choice(_VALUES))
            case 3:
                other, place = chance.choice(found)
                container[key] = _copied(other[place])
            case 4 if isinstance(container, dict):
                container[_other_spelling(key, chance)] = container.pop(key)
            case 5:
                container[key] = _nested(container[key], chance.choice((1, 5, 60, 150)))
            case _:
                container[key] = [_copied(container[key])] * chance.choice((2, 30))
        if len(repr(value)) > MOST_BYTES:
            break
    return value


def _other_spelling(key: str, chance: random.Random) -> str:
    words = re.findall(r"[A-Za-z][a-z0-9]*", key) or ["x"]
    snake = "_".join(word.lower() for word in words)
    camel = words[0].lower() + "".join(word.capitalize() for word in words[1:])
    return chance.choice((snake, camel, key.upper(), f"{key}X", ""))


def _copied(value: Any) -> Any:
    return json.loads(json.dumps(value))  # copy.deepcopy recurses in Python


def _nested(value: Any, depth: int) -> Any:
    for level in range(depth):
        value = [value] if level % 2 else {"a": value}
    return value


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every place in a JSON value: its container and its key."""
    found: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting and len(found) < 3000:
        here = waiting.pop()
        keys: list[Any] = []
        if isinstance(here, dict):
            keys = list(here)
        elif isinstance(here, list):
            keys = list(range(len(here)))
        found += [(here, key) for key in keys]
        waiting += [here[key] for key in keys]
    return found


_WAYS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _flipped, _cut, _stuffed, _spliced, _shuffled, _other_line_ends, _rewritten, _rewritten,
    _rewritten,
)  # fmt: skip
