"""Every filter lets through what a plain look at each decoded chunk would choose."""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.events import ErrorReported, StepDelta, Text, UsageReported
from gemini_desktop.ui.inspector.events.columns import Columns
from gemini_desktop.ui.inspector.events.kinds import kind_of
from gemini_desktop.ui.inspector.events.query import QueryError, parse
from tests.ui.inspector.sources import MemorySource, event, from_body

Plain = Callable[[list[Chunk], int], bool]
Case = tuple[str, Plain]
_RELATIONS = {
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
    "=": operator.eq,
    "!=": operator.ne,
}


def _usage(tokens: int) -> dict[str, int]:
    return {"promptTokenCount": 5, "totalTokenCount": tokens}


_TEXTS = st.text(alphabet='abAB /\\"é日\n.*sun', max_size=12)
_EVENTS = st.one_of(
    st.builds(lambda t: event({"text": t}), _TEXTS),
    st.builds(lambda t: event({"text": t, "thought": True}), _TEXTS),
    st.builds(lambda t: event({"text": t}, finishReason="STOP"), _TEXTS),
    st.builds(
        lambda t, n: b"data: " + json.dumps({"candidates": [{"content": {"parts": [{"text": t}]}}],
                                             "usageMetadata": _usage(n)}).encode() + b"\n\n",
        _TEXTS, st.integers(0, 300),
    ),
    st.just(b"data: {broken\n\n"),
    st.just(b": a sunny comment\n\n"),
    st.just(b'data: {"candidates":\n: ab inside\ndata: [{"finishReason":"STOP"}]}\n\n'),
    st.just(b'data: {"error":{"code":429,"message":"slow down","status":"X"}}\r\n\r\n'),
    st.just(b'event: odd\ndata: {"un\\u006bnown": [1, -2, {"text": "sun"}]}\n\n'),
    st.just(b"data: [DONE]\n\n"),
)  # fmt: skip


def _text(word: str) -> Case:
    def holds(chunks: list[Chunk], at: int) -> bool:
        raw = chunks[at].raw
        escaped = json.dumps(word)[1:-1]
        capital = re.sub(r"\\u....", lambda m: "\\u" + m[0][2:].upper(), escaped)
        forms = {word, escaped, capital, json.dumps(word, ensure_ascii=False)[1:-1]}
        if word == word.lower() and re.search("[a-z]", word):
            raw, forms = raw.lower(), {form.lower() for form in forms}
        return any(form.encode() in raw for form in forms)

    return f'"{word}"', holds


def _regex(source: str) -> Case:
    flags = re.IGNORECASE if source == source.lower() else 0
    pattern = re.compile(source.encode(), flags)
    return f"/{source}/", lambda chunks, at: pattern.search(chunks[at].raw) is not None


def _type(name: str) -> Case:
    def holds(chunks: list[Chunk], at: int) -> bool:
        return kind_of(chunks[at]).label.replace(" ", "-").startswith(name)

    return f"type:{name}", holds


def _bytes(relation: str, bound: int) -> Case:
    compare = _RELATIONS[relation]
    return f"bytes{relation}{bound}", lambda chunks, at: compare(
        chunks[at].end - chunks[at].start, bound
    )


def _gap(relation: str, milliseconds: int) -> Case:
    def holds(chunks: list[Chunk], at: int) -> bool:
        gap = chunks[at].t_ns - chunks[at - 1].t_ns
        return at > 0 and _RELATIONS[relation](gap, milliseconds * 1_000_000)

    return f"gap{relation}{milliseconds}ms", holds


def _tokens(relation: str, bound: int) -> Case:
    def holds(chunks: list[Chunk], at: int) -> bool:
        told = [e.usage.total for e in chunks[at].events if isinstance(e, UsageReported)]
        return bool(told) and told[-1] is not None and _RELATIONS[relation](told[-1], bound)

    return f"tokens{relation}{bound}", holds


def _json(path: str, find: Callable[[Any], list[Any]], then: Callable[[Any], bool]) -> Case:
    def holds(chunks: list[Chunk], at: int) -> bool:
        value = chunks[at].json
        return value is not None and any(then(node) for node in find(value))

    return path, holds


def _finish(value: Any) -> list[Any]:
    candidates = value.get("candidates", []) if isinstance(value, dict) else []
    return [c["finishReason"] for c in candidates[:1] if "finishReason" in c]


def _total(value: Any) -> list[Any]:
    usage = value.get("usageMetadata", {}) if isinstance(value, dict) else {}
    return [usage["totalTokenCount"]] if "totalTokenCount" in usage else []


def _named(name: str) -> Callable[[Any], list[Any]]:
    def find(value: Any) -> list[Any]:
        found = [value[name]] if isinstance(value, dict) and name in value else []
        below = value.values() if isinstance(value, dict) else value
        if isinstance(value, dict | list):
            found += [node for child in below for node in find(child)]
        return found

    return find


def _has_tag(name: str, holds: Callable[[Chunk], bool]) -> Case:
    return f"tag:{name}", lambda chunks, at: holds(chunks[at])


def _adds_text(chunk: Chunk) -> bool:
    contents = [e.content for e in chunk.events if isinstance(e, StepDelta)]
    return any(isinstance(content, Text) and content.text for content in contents)


_LEAVES = st.one_of(
    st.builds(_text, st.text(alphabet="abABé日sun. ", min_size=1, max_size=3).filter(str.strip)),
    st.builds(_regex, st.sampled_from(
        ["a.*b", "s?un", "^data", "sun$", "[ab]+n", "A|b", "\\\\\\\\u", "x{0}s", "te(x)t", "sun\\."]
    )),
    st.builds(_type, st.sampled_from(["text", "thought", "t", "comment", "error", "bad-json"])),
    st.builds(_bytes, st.sampled_from(sorted(_RELATIONS)), st.integers(0, 250)),
    st.builds(_gap, st.sampled_from([">", "<="]), st.integers(0, 30)),
    st.builds(_tokens, st.sampled_from(sorted(_RELATIONS)), st.integers(0, 300)),
    st.just(_json("$.candidates[0].finishReason=STOP", _finish, lambda node: node == "STOP")),
    st.just(_json("$.candidates[0].finishReason", _finish, lambda _: True)),
    st.just(_json("$.usageMetadata.totalTokenCount>100", _total, lambda node: node > 100)),
    st.just(_json("$..text~sun", _named("text"), lambda node: "sun" in str(node).lower())),
    st.just(_json("$..unknown", _named("unknown"), lambda _: True)),
    st.just(_json("$..code!=429", _named("code"), lambda node: node != 429)),
    st.just(_has_tag("json_error", lambda chunk: bool(chunk.error))),
    st.just(_has_tag("chunk", _adds_text)),
    st.just(_has_tag("error", lambda c: any(isinstance(e, ErrorReported) for e in c.events))),
    st.just(_has_tag("comment", lambda chunk: chunk.kind == "comment")),
)  # fmt: skip


def _not(case: Case) -> Case:
    return f"not {case[0]}", lambda chunks, at: not case[1](chunks, at)


def _and(one: Case, other: Case) -> Case:
    return f"({one[0]} {other[0]})", lambda c, at: one[1](c, at) and other[1](c, at)


def _or(one: Case, other: Case) -> Case:
    return f"({one[0]} or {other[0]})", lambda c, at: one[1](c, at) or other[1](c, at)


_FILTERS = st.recursive(
    _LEAVES,
    lambda part: st.one_of(
        st.builds(_not, part), st.builds(_and, part, part), st.builds(_or, part, part)
    ),
    max_leaves=5,
)


def _through(source: MemorySource, text: str, block: int) -> list[int]:
    """What is let through in blocks of so many events."""
    columns = Columns()
    for chunk in source.decoded()[0]:
        columns.append(chunk)
    query, found = parse(text), []
    for first in range(0, len(columns), block):
        last = min(first + block, len(columns))
        start, end = min(columns.starts[first:last]), columns.ends[last - 1]
        found += query.matching(columns, first, last, source.body[start:end], start)
    return found


@settings(deadline=None, max_examples=400)
@given(st.lists(_EVENTS, min_size=1, max_size=12), _FILTERS, st.integers(1, 40), st.integers(1, 9))
def test_a_filter_is_a_plain_look_at_each_chunk(
    events: list[bytes], case: Case, read_bytes: int, block: int
) -> None:
    source = from_body(b"".join(events), read_bytes=read_bytes)
    text, holds = case
    chunks = source.decoded()[0]
    expected = [at for at in range(len(chunks)) if holds(chunks, at)]
    assert _through(source, text, block) == expected


@settings(deadline=None)
@given(st.lists(_EVENTS, min_size=1, max_size=8), st.text(max_size=40))
def test_whatever_is_typed_is_read_or_refused_with_its_place(
    events: list[bytes], text: str
) -> None:
    source = from_body(b"".join(events))
    refusal = None
    try:
        found = _through(source, text, 4)
        assert found == sorted(set(found))
    except QueryError as error:
        refusal = error
    if refusal is not None:
        assert 0 <= refusal.position <= len(text)
        assert str(refusal).endswith(".")
