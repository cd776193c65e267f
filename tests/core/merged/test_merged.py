"""The merged answer is what the unary call returns, and each place of it knows its events."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from gemini_desktop.core.answer import Answer
from gemini_desktop.core.capture import (
    BytesReceived,
    Ended,
    Record,
    RequestSent,
    ResponseStarted,
    RetryScheduled,
)
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.decoding.decoder import decode
from gemini_desktop.core.events import Json
from gemini_desktop.core.merged import Merged, Merger, Path
from gemini_desktop.net.demo import (
    wire_chat_completions,
    wire_generate_content,
    wire_interactions,
)
from tests.core.lint.checking import records, sse
from tests.core.reading import CAPTURES
from tests.fuzz.mutate import stream

FOLDS = {
    "GenerateContentResponse": wire_generate_content.fold,
    "Interaction": wire_interactions.fold,
    "ChatCompletion": wire_chat_completions.fold,
}
"""How the demo server makes its unary answers of the same streams: written apart from this."""
TWINS = [
    *("01", "02", "04", "08", "09", "11", "16", "18", "20", "22", "24", "25", "26", "29", "29b"),
]
WHOLE = ["26d", "26e", "36"]


def merger_of(found: Iterable[Record], protocol: str = "") -> tuple[Merger, list[Chunk]]:
    answer, merger = Answer(protocol), Merger(protocol)
    chunks: list[Chunk] = []
    for record in found:
        merger.record(record)
        for chunk in answer.feed(record):
            merger.take(chunk)
            chunks.append(chunk)
    return merger, chunks


def merged(*events: Any, protocol: str = "") -> Merged:
    return merger(*events, protocol=protocol).result()


def merger(*events: Any, protocol: str = "") -> Merger:
    body = sse(*(json.dumps(event) for event in events)).encode()
    return merger_of(records(body), protocol)[0]


def body(name: str) -> bytes:
    (path,) = CAPTURES.glob(f"{name}_*")
    return path.read_bytes()


def candidate(*parts: Any, **more: Any) -> dict[str, Any]:
    return {"content": {"parts": list(parts), "role": "model"}, **more}


def said(*parts: Any, **more: Any) -> dict[str, Any]:
    return {"candidates": [candidate(*parts)], **more}


def leaves(value: Json, path: Path = ()) -> Iterator[tuple[Path, Json]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from leaves(item, (*path, place))
    else:
        yield path, value


@pytest.mark.parametrize("name", TWINS)
def test_a_stream_is_what_the_unary_call_returns(name: str) -> None:
    made, chunks = merger_of(records(body(name), seed=3))
    result = made.result()
    events = [each.json for each in chunks if each.kind == "event"]
    assert result.value == FOLDS[result.kind](events)
    assert result.conflicts == ()
    assert result.events == len(events)


@pytest.mark.parametrize("name", sorted(path.name for path in CAPTURES.iterdir()))
def test_a_stream_of_one_event_stays_as_it_is(name: str) -> None:
    """Each generateContent event of each capture, alone; and whole objects of the others."""
    for chunk in decode(records((CAPTURES / name).read_bytes())):
        if chunk.kind != "event" or chunk.error or not isinstance(chunk.json, dict):
            continue
        if "candidates" in chunk.json:
            assert merged(chunk.json).value == chunk.json


def test_a_whole_answer_stays_as_it_is() -> None:
    interaction = json.loads(body("26e"))
    assert merged(interaction).value == interaction
    completion = {
        "id": "c", "object": "chat.completion", "created": 1, "model": "m",
        "choices": [
            {"index": 0, "finish_reason": "tool_calls", "logprobs": None,
             "message": {"role": "assistant", "content": None, "tool_calls": [
                 {"id": "a", "type": "function", "function": {"name": "f", "arguments": "{}"}}]}}
        ],
        "usage": {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3},
    }  # fmt: skip
    assert merged(completion).value == completion


@pytest.mark.parametrize("name", TWINS)
def test_every_place_knows_the_events_that_it_came_from(name: str) -> None:
    """What stands at a leaf is written in the events that are named: a text in pieces, all of
    them; anything else whole."""
    made, chunks = merger_of(records(body(name)))
    for path, value in leaves(made.result().value):
        numbers = made.origins(path)
        assert numbers, path
        assert list(numbers) == sorted(set(numbers))
        datas = [chunks[number].data for number in numbers]
        given = path[-1] not in ("type", "object")  # these two may be left out, or differ
        if isinstance(value, str) and len(numbers) == 1 and given:
            in_json = list(leaves(json.loads(datas[0])))
            assert any(value == found or value in str(found) for _, found in in_json), path


def test_a_text_is_joined_from_all_its_events() -> None:
    made = merger(said({"text": "Hel"}), said({"text": "lo"}), said({"text": "!"}))
    assert made.result().value == said({"text": "Hello!"})
    assert list(made.origins(("candidates", 0, "content", "parts", 0, "text"))) == [0, 1, 2]
    assert list(made.origins(("candidates", 0, "content", "role"))) == [0]
    assert list(made.origins(("candidates", 0))) == [0, 1, 2]
    assert list(made.origins(("candidates", 0, "content", "parts", 9))) == []


def test_parts_of_one_chunk_stay_apart_and_thoughts_are_no_answer() -> None:
    first = said({"text": "A"}, {"text": "B"})
    made = merged(first, said({"text": "C"}), said({"text": "D", "thought": True}))
    parts = made.value["candidates"][0]["content"]["parts"]
    assert parts == [{"text": "A"}, {"text": "BC"}, {"text": "D", "thought": True}]


def test_a_signed_part_is_joined_with_no_other() -> None:
    signed = {"text": "B", "thoughtSignature": "c2ln"}
    made = merged(said({"text": "A"}), said(signed), said({"text": "C"}))
    parts = made.value["candidates"][0]["content"]["parts"]
    assert parts == [{"text": "A"}, signed, {"text": "C"}]


def test_candidates_are_kept_apart_and_in_order() -> None:
    made, _ = merger_of(records(body("03")))
    value = made.result().value
    texts = [each["content"]["parts"][0]["text"] for each in value["candidates"]]
    assert texts == ["A: red maple leaves", "B: cyan lagoon"]
    path: Path = ("candidates", 1, "content", "parts", 0, "text")
    assert list(made.origins(path)) == [0, 2]


def test_candidates_that_come_in_another_order_are_sorted_with_their_origins() -> None:
    late = {"candidates": [candidate({"text": "one"}, index=1)]}
    made = merger(late, {"candidates": [candidate({"text": "zero"}, index=0)]})
    value = made.result().value
    assert [each["index"] for each in value["candidates"]] == [0, 1]
    assert list(made.origins(("candidates", 0, "content", "parts", 0, "text"))) == [1]
    assert list(made.origins(("candidates", 1, "content", "parts", 0, "text"))) == [0]


def test_sound_in_pieces_is_one_sound() -> None:
    made, chunks = merger_of(records(body("06")))
    (part,) = made.result().value["candidates"][0]["content"]["parts"]
    pieces = [
        part["inlineData"]["data"]
        for chunk in chunks
        for candidate_ in chunk.json["candidates"]
        for part in candidate_.get("content", {}).get("parts", [])
    ]
    raw = b"".join(base64.b64decode(piece) for piece in pieces)
    assert base64.b64decode(part["inlineData"]["data"]) == raw
    assert part["inlineData"]["mimeType"] == "audio/L16;codec=pcm;rate=24000"


def test_a_call_whose_arguments_were_streamed_is_whole() -> None:
    made, _ = merger_of(records(body("07")))
    (part,) = made.result().value["candidates"][0]["content"]["parts"]
    assert part["functionCall"] == {
        "name": "book_table",
        "args": {
            "place": "Osteria del Sole", "guests": 4, "outside": True,
            "notes": [{"text": "window seat"}], "coupon": None,
        },
    }  # fmt: skip
    assert "thoughtSignature" in part
    path: Path = ("candidates", 0, "content", "parts", 0, "functionCall", "args", "place")
    assert list(made.origins(path)) == [0, 1, 2, 3, 4, 5]


def test_calls_without_an_index_are_two() -> None:
    made, _ = merger_of(records(body("17")))
    (choice,) = made.result().value["choices"]
    calls = choice["message"]["tool_calls"]
    assert [call["function"]["arguments"] for call in calls] == [
        '{"city":"Lisbon"}',
        '{"city":"Oslo"}',
    ]
    assert choice["message"]["content"].startswith("<thought>I should")
    assert choice["finish_reason"] == "stop"


def test_a_call_in_pieces_is_put_together() -> None:
    def piece(**call: Any) -> dict[str, Any]:
        return {"id": "c", "choices": [{"index": 0, "delta": {"tool_calls": [call]}}]}

    made = merger(
        piece(index=0, id="a", type="function", function={"name": "f", "arguments": ""}),
        piece(index=0, function={"arguments": '{"x"'}),
        piece(index=1, id="b", type="function", function={"name": "g", "arguments": "{}"}),
        piece(index=0, function={"arguments": ":1}"}),
    )
    calls = made.result().value["choices"][0]["message"]["tool_calls"]
    assert calls == [
        {"id": "a", "type": "function", "function": {"name": "f", "arguments": '{"x":1}'}},
        {"id": "b", "type": "function", "function": {"name": "g", "arguments": "{}"}},
    ]
    path: Path = ("choices", 0, "message", "tool_calls", 0, "function", "arguments")
    assert list(made.origins(path)) == [0, 1, 3]


def test_what_contradicts_itself_is_a_conflict() -> None:
    made = merged(
        said({"text": "A"}, responseId="a", modelVersion="m"),
        said({"text": "B"}, responseId="b", modelVersion="m"),
        said({"text": "C"}, responseId="c", modelVersion="m"),
    )
    (conflict,) = made.conflicts
    assert conflict.path == ("responseId",)
    assert conflict.values == ((0, "a"), (1, "b"), (2, "c"))
    assert made.value["responseId"] == "c"


def test_totals_and_a_status_that_go_on_are_none() -> None:
    made = merged(
        said({"text": "A"}, usageMetadata={"promptTokenCount": 1, "totalTokenCount": 1}),
        said({"text": "B"}, usageMetadata={"totalTokenCount": 2, "trafficType": "X"}),
    )
    assert made.conflicts == ()
    assert made.value["usageMetadata"] == {
        "promptTokenCount": 1, "totalTokenCount": 2, "trafficType": "X",
    }  # fmt: skip


def test_a_conflict_is_found_at_its_place_in_the_sorted_answer() -> None:
    made = merged(
        {"candidates": [{"index": 5, "finishReason": "STOP"}]},
        {"candidates": [{"index": 2, "content": {"parts": []}}]},
        {"candidates": [{"index": 5, "finishReason": "SAFETY"}]},
    )
    (conflict,) = made.conflicts
    assert conflict.path == ("candidates", 1, "finishReason")


def test_what_was_resumed_is_one_and_what_was_continued_follows() -> None:
    asked = RequestSent(t_ns=0, unix_ns=0, method="POST", url="http://x/", headers=(), body=b"{}")
    more = RequestSent(
        t_ns=0, unix_ns=0, method="POST", url="http://x/", headers=(), body=b'{"token":1}'
    )
    head = ResponseStarted(t_ns=0, status=200)
    first = sse(json.dumps(said({"text": "One "}, responseId="a")))
    second = sse(json.dumps(said({"text": "two"}, responseId="b")))
    made, _ = merger_of(
        [
            *(asked, head, BytesReceived(t_ns=1, data=first.encode())),
            *(more, head, BytesReceived(t_ns=2, data=second.encode())),
            Ended(t_ns=3, how="complete"),
        ]
    )
    result = made.result()
    assert result.value == said({"text": "One two"}, responseId="b")
    assert result.conflicts == ()


def test_another_attempt_begins_anew() -> None:
    asked = RequestSent(t_ns=0, unix_ns=0, method="POST", url="http://x/", headers=())
    head = ResponseStarted(t_ns=0, status=200)
    first = sse(json.dumps(said({"text": "Wrong"}))).encode()
    second = sse(json.dumps(said({"text": "Right"}))).encode()
    made, _ = merger_of(
        [
            *(asked, head, BytesReceived(t_ns=1, data=first)),
            RetryScheduled(t_ns=1, attempt=1, wait_s=0),
            *(asked, head, BytesReceived(t_ns=2, data=second), Ended(t_ns=3, how="complete")),
        ]
    )
    assert made.result().value == said({"text": "Right"})
    assert list(made.origins(("candidates", 0, "content", "parts", 0, "text"))) == [1]


def test_what_is_put_together_leaves_the_events_as_they_came() -> None:
    for name in TWINS:
        made, chunks = merger_of(records(body(name)))
        before = [json.dumps(each.json) for each in chunks]
        made.result()
        again = [json.dumps(each.json) for each in decode(records(body(name)))]
        assert before == again


def test_an_unknown_protocol_is_shown_as_it_came() -> None:
    result = merged({"models": []})
    assert (result.kind, result.value, result.conflicts) == ("", {"models": []}, ())
    assert Merger().result().value is None


def test_text_that_is_no_json_adds_nothing() -> None:
    found = sse("{oops", json.dumps(said({"text": "A"})), "[DONE]").encode()
    made, _ = merger_of(records(found))
    assert made.result().value == said({"text": "A"})
    assert list(made.origins(("candidates", 0, "content", "role"))) == [1]


ODD: tuple[Any, ...] = (
    *(None, True, 0, -1, 1.5, "x", [], {}, [None], [[]], [{}], {"a": 1}, {"text": 1}),
    *({"parts": None}, 10**20),
)


def bent(value: Json, chance: random.Random, odds: float) -> Json:
    """The value with some of what is in it put in place of others."""
    if chance.random() < odds:
        return chance.choice(ODD)
    if isinstance(value, dict):
        return {key: bent(item, chance, odds) for key, item in value.items()}
    return [bent(item, chance, odds) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("seed", range(300))
def test_events_of_any_shape_are_put_together(seed: int) -> None:
    chance = random.Random(seed)
    path = chance.choice(sorted(CAPTURES.glob("*.sse")))
    odds = chance.choice((0.01, 0.03, 0.1))
    lines = [
        f"event: {chunk.name}\ndata: {json.dumps(bent(chunk.json, chance, odds))}\n\n"
        for chunk in decode(records(path.read_bytes()))
        if chunk.kind == "event" and not chunk.error
    ]
    merger_, _ = merger_of(records("".join(lines).encode()))
    for place, _ in leaves(merger_.result().value):
        merger_.origins(place)


def test_two_calls_that_both_go_on_stay_two() -> None:
    def call(**fields: Any) -> dict[str, Any]:
        return said({"functionCall": fields})

    made = merged(
        call(name="f", willContinue=True),
        call(partialArgs=[{"jsonPath": "$.a", "numberValue": 1}], willContinue=True),
        call(name="g", willContinue=True),
        call(partialArgs=[{"jsonPath": "$.b", "numberValue": 2}]),
    )
    parts = made.value["candidates"][0]["content"]["parts"]
    assert parts == [
        {"functionCall": {"name": "f", "args": {"a": 1}}},
        {"functionCall": {"name": "g", "args": {"b": 2}}},
    ]


@pytest.mark.parametrize("seed", range(300))
def test_nothing_that_a_server_sends_makes_it_raise(seed: int) -> None:
    made = stream(random.Random(seed))
    merger_, chunks = merger_of(records(made.body, status=made.status, seed=seed), made.protocol)
    result = merger_.result()
    for conflict in result.conflicts:
        assert len(conflict.values) >= 2
    for path, _ in leaves(result.value):
        assert all(0 <= number < len(chunks) for number in merger_.origins(path))
