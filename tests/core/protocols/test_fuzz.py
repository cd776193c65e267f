"""No parser raises for anything a server may send, and nothing that has a meaning goes unseen."""

import copy
import random
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemini_desktop.core.answer import Answer, read
from gemini_desktop.core.decoding.decoder import decode
from gemini_desktop.core.events import Json
from gemini_desktop.core.protocols.table import PROTOCOLS
from gemini_desktop.core.text_log import TextLog
from gemini_desktop.core.transcript import Step, Turn
from gemini_desktop.core.turn_fold import TurnFold
from tests.core.reading import CAPTURES, records

ANSWERS = sorted(path for path in CAPTURES.iterdir() if path.suffix in {".sse", ".txt", ".json"})
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 10**30, float("inf"), "", "text", "3", "\x00", "🌊", [], {},
    [None], [[]], {"": None}, {"type": 7}, {"text": []}, [{"index": "a"}], {"error": {}},
)  # fmt: skip
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
WORDS = st.sampled_from(
    [
        "candidates", "content", "parts", "text", "thought", "functionCall", "function_call",
        "partialArgs", "willContinue", "index", "finishReason", "error", "choices", "delta",
        "message", "tool_calls", "function", "arguments", "extra_content", "google", "usage",
        "step", "steps", "type", "event_type", "interaction", "status", "id", "signature",
        "inline_data", "groundingMetadata", "groundingSupports", "segment", "usageMetadata",
        "promptFeedback", "blockReason", "annotations", "reasoning_details", "summary", "result",
    ]
)  # fmt: skip
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=6),
    max_leaves=30,
)


def captured_events() -> list[tuple[str, Json]]:
    """The name and JSON of every event of every capture."""
    return [
        (each.name, each.json)
        for path in ANSWERS
        for each in decode(records(path.read_bytes(), seed=None))
        if each.json is not None
    ]


def places(json: Json) -> list[tuple[Any, Any]]:
    """Every place in a JSON value: its container and its key."""
    items: list[tuple[Any, Any]]
    if isinstance(json, dict):
        items = list(json.items())
    elif isinstance(json, list):
        items = list(enumerate(json))
    else:
        return []
    return [(json, key) for key, _ in items] + [p for _, v in items for p in places(v)]


def mutated(json: Json, chance: random.Random) -> Json:
    """The same JSON with up to four of its places changed, moved, removed or renamed."""
    json = copy.deepcopy(json)
    for _ in range(chance.randint(1, 4)):
        if not (found := places(json)):
            return json
        container, key = chance.choice(found)
        match chance.randrange(5):
            case 0:
                del container[key]
            case 1 | 2:
                container[key] = copy.deepcopy(chance.choice(VALUES))
            case 3:
                other, place = chance.choice(found)
                container[key] = copy.deepcopy(other[place])
            case _ if isinstance(container, dict):
                container[f"{key}X"] = container.pop(key)
            case _:
                container.append(container[key])
        if not places(json):
            break
    return json


def apply_all(protocol: str, jsons: list[tuple[str, Json]]) -> Turn:
    """Feed a parser, fold what it says, and read what was folded."""
    parser, fold = PROTOCOLS[protocol].parser(), TurnFold()
    for name, json in jsons:
        for event in parser.feed(json, name):
            msgspec.json.encode(event)
            fold.apply(event, 1)
    turn = fold.turn()
    assert isinstance(turn.text, str)
    assert isinstance(turn.thought_text, str)
    msgspec.json.decode(msgspec.json.encode(turn), type=Turn)
    return turn


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_thousand_mutated_events_raise_nothing(protocol: str) -> None:
    chance = random.Random(1)
    events = captured_events()
    for _ in range(250):
        some = [chance.choice(events) for _ in range(4)]
        apply_all(protocol, [(name, mutated(json, chance)) for name, json in some])


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_mutated_events_leave_a_trace(protocol: str) -> None:
    """An event whose meaning is gone is at least Unknown, where it was no empty repetition."""
    for json in ({"surprise": 1}, ["odd"], "odd", 7, None):
        assert PROTOCOLS[protocol].parser().feed(json, "message")


@given(st.lists(st.tuples(st.text(max_size=20), anything), max_size=5))
@settings(max_examples=300, deadline=None)
def test_any_json_raises_nothing(jsons: list[tuple[str, Json]]) -> None:
    for protocol in PROTOCOLS:
        apply_all(protocol, jsons)


@given(st.binary(max_size=400), st.integers(0, 99))
@settings(max_examples=150, deadline=None)
def test_any_bytes_have_an_outcome(data: bytes, seed: int) -> None:
    for prefix in (b"", b"data: ", b"{", b"[{"):
        turn = read(records(prefix + data, seed=seed))
        assert turn.outcome is not None
        assert turn.outcome.message


@pytest.mark.parametrize("path", ANSWERS, ids=lambda path: path.stem)
def test_damaged_captures_have_an_outcome_and_a_log(path: Any) -> None:
    chance = random.Random(path.name)
    data = path.read_bytes()
    for _ in range(15):
        damaged = bytearray(data)
        for _ in range(chance.randint(1, 5)):
            at = chance.randrange(len(damaged) + 1)
            match chance.randrange(3):
                case 0:
                    damaged[at : at + chance.randint(1, 40)] = b""
                case 1:
                    damaged[at:at] = chance.randbytes(chance.randint(1, 6))
                case _:
                    del damaged[at:]
        answer, log = Answer(), TextLog()
        for record in records(bytes(damaged), seed=chance.randrange(1000)):
            for each in answer.feed(record):
                assert bytes(damaged[each.start : each.end]) == each.raw
                assert not any("\n" in line for line in log.chunk(each))
        turn = answer.finish()
        assert turn.outcome is not None
        assert log.finish(turn) is not None


@pytest.mark.parametrize("path", ANSWERS, ids=lambda path: path.stem)
def test_a_stored_turn_folds_into_itself(path: Any) -> None:
    turn = read(records(path.read_bytes()))
    fold = TurnFold()
    for event in turn.events():
        fold.apply(event)
    assert fold.turn().steps == [bare(step) for step in turn.steps]
    again = TurnFold()
    for event in fold.turn().events():
        again.apply(event)
    assert again.turn() == fold.turn()


def bare(step: Step) -> Step:
    """A step without its times and raw parts, which a stored turn keeps beside its events."""
    return msgspec.structs.replace(step, started_ns=None, stopped_ns=None, parts=[])


@pytest.mark.parametrize("depth", [900, 20_000])
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_deep_nesting_raises_nothing(protocol: str, depth: int) -> None:
    deep: Json = {"a": 1}
    for _ in range(depth):
        deep = {"args": deep}
    call = {"functionCall": {"name": "f", "args": deep}}
    delta = {"tool_calls": [{"id": "a", "function": {"name": "f", "arguments": deep}}]}
    parser = PROTOCOLS[protocol].parser()
    for json in (
        deep,
        {"candidates": [{"content": {"parts": [call]}}]},
        {"choices": [{"delta": delta}]},
        {"event_type": "step.start", "step": {"type": "function_call", "arguments": deep}},
    ):
        assert parser.feed(json, "message")
        parser.feed(copy.copy(json), "message")
