"""The short ways for plain chunks of text mean exactly what the long ways mean.

Each parser is fed the same odd but nearly plain chunks twice: as it is, and with its short ways
closed; so are the whole pipeline and the fold of usage.
"""

from __future__ import annotations

import json as standard_json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gemini_desktop.core.capture import BytesReceived
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.decoding.decoder import Decoder
from gemini_desktop.core.events import (
    FunctionCall,
    StepDelta,
    StepStarted,
    StreamEvent,
    Text,
    ThoughtSignature,
    ThoughtText,
    Usage,
)
from gemini_desktop.core.outcome import Note
from gemini_desktop.core.protocols import (
    EventParser,
    chat_completions,
    generate_content,
    interactions,
    thought_tags,
)
from gemini_desktop.core.protocols.steps import StepRuns
from gemini_desktop.core.turn_fold import TurnFold
from gemini_desktop.core.usage import merged

Event = tuple[Any, str]

odd = st.sampled_from([None, "", "a", "b", 0, 1, 1.0, True, False, [], {}, ["a"], {"a": 1}])
text = st.sampled_from(["", "a", "Hello ", "<think>", "</think>", "<tho", "風"])
name = st.sampled_from(["message", "message", "message", "error", "step.delta"])


def mostly(usual: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(usual, usual, usual, usual, odd)


def having(required: dict[str, Any], **optional: Any) -> st.SearchStrategy[Any]:
    return mostly(
        st.fixed_dictionaries(required, optional={k: mostly(v) for k, v in optional.items()})
    )


part = having({"text": mostly(text)}, thought=st.booleans(), thoughtSignature=text)
content = having({"parts": mostly(st.lists(part, max_size=2))}, role=text, extra=text)
candidate = having(
    {"content": content},
    index=st.integers(0, 1),
    finishReason=st.just("STOP"),
    safetyRatings=st.just([{"category": "x"}]),
)
usage = having(
    {"promptTokenCount": st.integers(0, 3)},
    candidatesTokenCount=st.integers(0, 3),
    thoughts_token_count=st.integers(0, 3),
    total_token_count=st.integers(0, 3),
    totalTokenCount=st.sampled_from(["7", 7.0, 7.5]),
    trafficType=text,
)
generate_content_chunk = having(
    {"candidates": mostly(st.lists(candidate, max_size=2))},
    responseId=text,
    response_id=text,
    modelVersion=text,
    createTime=text,
    usageMetadata=usage,
    usage_metadata=usage,
    error=st.just({"message": "no"}),
    unheard=text,
)
delta = having({"type": mostly(st.just("text"))}, text=text, annotations=st.just([]), data=text)
step_delta = having(
    {"delta": delta, "event_type": st.just("step.delta")},
    index=st.integers(0, 1),
    event_id=text,
    metadata=st.just({"total_usage": {"total_tokens": 1}}),
    error=text,
)
step_start = st.fixed_dictionaries(
    {
        "index": st.integers(0, 1),
        "event_type": st.just("step.start"),
        "step": st.just({"type": "model_output"}),
    }
)
message = having({"content": mostly(text)}, role=text, reasoning=text, refusal=text)
choice = having(
    {"delta": message},
    index=st.integers(0, 1),
    finish_reason=st.sampled_from([None, "stop"]),
    finishReason=st.just("stop"),
    logprobs=st.none(),
)
chat_chunk = having(
    {"choices": mostly(st.lists(choice, max_size=2))},
    id=text,
    model=text,
    created=st.integers(0, 1),
    object=text,
    usage=st.just({"total_tokens": 1}),
    provider=text,
    error=text,
)


def events(chunk: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Event]]:
    return st.lists(st.tuples(chunk, name), min_size=1, max_size=6)


def without_short_ways(patch: pytest.MonkeyPatch) -> None:
    def none(*_: object) -> None:
        return None

    for module in (generate_content, interactions, chat_completions):
        patch.setattr(module.Parser, "plain", none)
    patch.setattr(generate_content, "_USAGE", frozenset())
    patch.setattr(StepRuns, "goes_on", none)
    patch.setattr(thought_tags.ThoughtTags, "feed", slow_tags)


def slow_tags(
    tags: thought_tags.ThoughtTags, text: str, *, marked: bool = False
) -> list[thought_tags.Piece]:
    """Text that is held back first takes the long way."""
    tags._held += text[:1]
    pieces = FEED(tags, text[1:], marked=marked)
    tags.begins = [begin + len(text[:1]) for begin in tags.begins]
    return pieces


FEED = thought_tags.ThoughtTags.feed


def said(make: Callable[[], Any], fed: list[Event]) -> list[list[StreamEvent]]:
    parser = make()
    return [
        meant
        if (meant := parser.plain(standard_json.dumps(json), event_name)) is not None
        else parser.feed(json, event_name)
        for json, event_name in fed
    ]


def assert_same(make: Callable[[], Any], fed: list[Event]) -> None:
    short = said(make, fed)
    with pytest.MonkeyPatch.context() as patch:
        without_short_ways(patch)
        assert short == said(make, fed)


TEXT = {"candidates": [{"content": {"parts": [{"text": "a"}], "role": "model"}, "index": 0}]}


@given(events(generate_content_chunk))
@example([(TEXT, "message")] * 3)
@example([({**TEXT, "responseId": "a"}, "message"), ({**TEXT, "responseId": "b"}, "message")] * 2)
def test_generate_content(fed: list[Event]) -> None:
    assert_same(generate_content.Parser, fed)


@given(events(st.one_of(step_start, step_delta, step_delta)))
def test_interactions(fed: list[Event]) -> None:
    named = [
        (json, "step.delta" if event_name == "error" else event_name) for json, event_name in fed
    ]
    assert_same(interactions.Parser, fed)
    assert_same(interactions.Parser, named)


@given(events(chat_chunk))
def test_chat_completions(fed: list[Event]) -> None:
    assert_same(chat_completions.Parser, fed)


STEP = {"index": 0, "event_type": "step.start", "step": {"type": "model_output"}}
MORE = {"index": 0, "event_type": "step.delta", "delta": {"type": "text", "text": "a"}}
SPOKEN = {"id": "x", "choices": [{"index": 0, "delta": {"content": "a"}, "finish_reason": None}]}


@pytest.mark.parametrize(
    ("parser", "first", "more", "event_name"),
    [
        (generate_content.Parser(), TEXT, TEXT, "message"),
        (interactions.Parser(), STEP, MORE, "step.delta"),
        (chat_completions.Parser(), SPOKEN, SPOKEN, "message"),
    ],
)
def test_the_short_ways_are_taken(
    parser: EventParser, first: Any, more: Any, event_name: str
) -> None:
    """Where they were not, the tests above would prove nothing."""
    assert parser.plain(standard_json.dumps(first), "message") is None
    parser.feed(first, "message")
    events = parser.plain(standard_json.dumps(more), event_name)
    assert events == parser.feed(more, event_name)


@pytest.mark.parametrize(
    "text",
    [
        "not JSON",
        "{}",
        "[]",
        '{"candidates": [{"content": {"parts": [{"text": "\\ud800"}]}}]}',
        '{"candidates": [{"content": {"parts": [{"text": "a", "thought": false}]}}]}',
        '{"candidates": [{"content": {"parts": [{"text": "a"}]}}], "usageMetadata": [1]} x',
        '{"candidates": [{"content": {"parts": [{"text": "a"}]}}], "usageMetadata": '
        + "[" * 2000
        + "]" * 2000
        + "}",
    ],
)
def test_what_is_not_plain_is_left_to_the_long_way(text: str) -> None:
    parser = generate_content.Parser()
    parser.feed(TEXT, "message")
    assert parser.plain(text, "message") is None


@pytest.mark.parametrize(
    ("before", "event"),
    [
        ([], {**MORE, "event_type": "step.stop"}),
        ([{"delta": {"type": "thought_signature", "signature": "s"}}], MORE),
        ([{"event_type": "step.stop"}], MORE),
    ],
)
def test_what_may_be_out_of_order_takes_the_long_way(before: list[Any], event: Any) -> None:
    parser = interactions.Parser()
    parser.feed(STEP, "step.start")
    for changes in before:
        named = {**MORE, **changes}
        parser.feed(named, named["event_type"])
    assert parser.plain(standard_json.dumps(event), "step.delta") is None


def test_totals_that_change_are_told_and_repeated_ones_too() -> None:
    parser = generate_content.Parser()
    parser.feed(TEXT, "message")
    said = []
    for count in (1, 1, 2):
        chunk = standard_json.dumps({**TEXT, "usageMetadata": {"totalTokenCount": count}})
        said.append((parser.plain(chunk, "message") or [])[1:])
    assert [[event.usage.total for event in events] for events in said] == [[1], [1], [2]]  # type: ignore[union-attr]
    assert parser.plain(standard_json.dumps(TEXT), "message") == [
        StepDelta(index=0, content=Text(text="a"), part={"text": "a"})
    ]


def decoded(protocol: str, fed: list[Event]) -> tuple[list[Any], list[Note], int]:
    decoder = Decoder(protocol)
    chunks: list[Chunk] = []
    for json, event_name in fed:
        data = f"event: {event_name}\ndata: {standard_json.dumps(json)}\n\n".encode()
        chunks += decoder.feed(BytesReceived(t_ns=1, data=data))
    seen = [(c.kind, c.start, c.end, c.raw, c.data, c.name, c.json, c.events) for c in chunks]
    return seen, decoder.notes, decoder.readable


@given(
    st.one_of(
        st.tuples(st.just("generate-content"), events(generate_content_chunk)),
        st.tuples(st.just("chat-completions"), events(chat_chunk)),
        st.tuples(st.just("interactions"), events(st.one_of(step_start, step_delta))),
    )
)
def test_the_whole_pipeline_says_the_same(asked: tuple[str, list[Event]]) -> None:
    """Chunks with their JSON, and the notes of what is odd."""
    short = decoded(*asked)
    with pytest.MonkeyPatch.context() as patch:
        without_short_ways(patch)
        assert short == decoded(*asked)


def test_a_key_that_comes_twice_is_noted_in_the_middle_of_plain_text() -> None:
    decoder = Decoder("chat-completions")
    text = standard_json.dumps(SPOKEN)
    twice = text.replace('"content"', '"content": "b", "content"')
    for data in (text, text, twice):
        decoder.feed(BytesReceived(t_ns=1, data=f"data: {data}\n\n".encode()))
    assert [note.id for note in decoder.notes] == ["duplicate_key"]


counts = st.one_of(st.none(), st.integers(0, 3))
usages = st.builds(
    Usage,
    input=counts, output=counts, thoughts=counts, cached=counts, tool_use=counts, total=counts,
    raw=st.one_of(st.none(), st.dictionaries(st.sampled_from("ab"), st.integers(0, 2))),
)  # fmt: skip


@given(usages, usages)
def test_usage(old: Usage, new: Usage) -> None:
    short = merged(old, new)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gemini_desktop.core.usage._says_as_much", lambda *_: False)
        long = merged(old, new)
    assert short == long
    assert not isinstance(long.raw, dict) or list(short.raw) == list(long.raw)


@given(st.lists(part.filter(lambda one: one is not None), max_size=8))
def test_parts_are_joined_as_their_neighbours_allow(parts: list[Any]) -> None:
    """What goes back to the model: plain neighbours of one kind as one part, others as they are."""
    fold = TurnFold()
    expected: list[Any] = []
    for one in parts:
        fold.apply(StepDelta(index=0, content=Text(text="x"), part=one))
        if expected and is_plain(one) and is_plain(expected[-1]) and alike(one, expected[-1]):
            expected[-1] = {**expected[-1], "text": expected[-1]["text"] + one["text"]}
        else:
            expected.append(one)
    turn = fold.turn()
    assert [one for step in turn.steps for one in step.parts] == expected


def copied(words: str) -> str:
    return (words + "x")[:-1]


words = st.sampled_from(["", "ab", "cd ", "風の中"])
told = st.one_of(
    st.tuples(st.sampled_from(["text", "thought"]), words, st.booleans()),
    st.sampled_from(["signature", "call", "turn", "no part", "other part", "wrong part"]),
)


def tell(fold: TurnFold, what: Any, *, copy: bool) -> None:
    """One delta, whose part repeats its very words or, with `copy`, an equal text."""
    match what:
        case (kind, said, begins):
            part = {"text": copied(said) if copy else said}
            made: Any = Text(text=said)
            if kind == "thought":
                part, made = {**part, "thought": True}, ThoughtText(text=said)
            if begins:
                fold.apply(StepStarted(index=0, kind="model_output"))
            fold.apply(StepDelta(index=0, content=made, part=part))
        case "signature":
            made = ThoughtSignature(signature="s")
            fold.apply(StepDelta(index=0, content=made, part={"text": "", "thoughtSignature": "s"}))
        case "call":
            fold.apply(StepDelta(index=0, content=FunctionCall(name="f"), part={"text": "odd"}))
        case "turn":
            fold.turn()
        case "no part":
            fold.apply(StepDelta(index=0, content=Text(text="no part")))
        case "other part":
            fold.apply(StepDelta(index=0, content=Text(text="one"), part={"text": "two"}))
        case "wrong part":
            fold.apply(StepDelta(index=0, content=Text(text="one"), part={"text": 1}))


@given(st.lists(told, max_size=12))
def test_text_that_is_kept_once_is_the_same_as_kept_twice(deltas: list[Any]) -> None:
    once, twice = TurnFold(), TurnFold()
    for what in deltas:
        tell(once, what, copy=False)
        tell(twice, what, copy=True)
    assert once.turn() == twice.turn()
    assert once.turn() == twice.turn(), "asked again"


def test_a_text_that_only_goes_on_is_kept_once() -> None:
    fold = TurnFold()
    for _ in range(5000):
        tell(fold, ("text", "ab", False), copy=False)
    step = fold.turn().steps[0]
    assert step.parts == [{"text": "ab" * 5000}]
    assert step.parts[0]["text"] is step.contents[0].text  # type: ignore[union-attr]


def is_plain(part: Any) -> bool:
    return (
        isinstance(part, dict)
        and part.keys() <= {"text", "thought"}
        and isinstance(part.get("text"), str)
    )


def alike(part: Any, other: Any) -> bool:
    return bool(part.get("thought")) == bool(other.get("thought"))
