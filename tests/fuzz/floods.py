"""Streams of 64 KiB that are full of one thing: what costs more than its share shows here."""

from __future__ import annotations

from tests.fuzz.mutate import MOST_BYTES


def floods() -> dict[str, bytes]:
    """By name."""
    text = b'{"candidates":[{"content":{"parts":[%b]}}]}'
    part, call = b'{"text":"<think>a</think>"}', b'{"functionCall":{"name":"f","args":{}}}'
    piece = b'{"choices":[{"delta":{"tool_calls":[{"index":%d,"function":{"arguments":"{"}}]}}]}'
    delta = b'data: {"event_type":"step.delta","index":%d,"delta":{"type":"text","text":"x"}}\n\n'
    url = b'{"startIndex":1,"endIndex":2,"uri":"https://example.test/%d"}'
    made = {
        "lines": b"\n" * MOST_BYTES,
        "data lines": b"data:\n" * 10_922,
        "data letters": b"data: x\n" * 8_191,
        "comments": b": x\n" * 16_383,
        "returns": b"\r" * MOST_BYTES,
        "brackets": b"[" * MOST_BYTES,
        "objects": b'{"a":' * 13_000,
        "closed": b'data: {"a":' + b"[" * 30_000 + b"]" * 30_000 + b"}\n\n",
        "strings": b'data: {"text":"' + b"\\u" * 30_000,
        "surrogates": b'data: {"text":"' + b"\\ud83d" * 10_000 + b'"}\n\n',
        "values": b"{}" * 32_000,
        "blanks": b"data: {" + b" " * 65_000,
        "tags": b"data: " + text % b",".join([part] * 2_000) + b"\n\n",
        "parts": b"data: " + text % b",".join([b"{}"] * 20_000) + b"\n\n",
        "calls": b"data: " + text % b",".join([call] * 1_500) + b"\n\n",
        "candidates": b'data: {"candidates":[' + b",".join([b"{}"] * 20_000) + b"]}\n\n",
        "pieces": b"".join(b"data: %b\n\n" % (piece % (n % 50)) for n in range(650)),
        "one call": b"".join(b"data: %b\n\n" % (piece % 0) for n in range(650)),
        "indexes": b"".join(delta % (n * 10**7) for n in range(750)),
        "one step": b"".join(delta % 0 for n in range(750)),
        "citations": b'data: {"candidates":[{"citationMetadata":{"citationSources":['
        + b",".join(url % n for n in range(1_000))
        + b"]}}]}\n\n",
        "half lines": b"".join(b"dat%b\n" % (b"a" * (n % 7)) for n in range(9_000)),
        "ids": b"".join(b"id: %d\n\n" % n for n in range(6_500)),
    }
    return {name: body[:MOST_BYTES] for name, body in made.items()}
