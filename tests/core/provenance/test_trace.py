"""From what was said to its bytes and back: the identity, for every delta of every capture."""

import json
import random
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core import json_text
from gemini_desktop.core.answer import Answer
from gemini_desktop.core.capture import BytesReceived, Record, RequestSent
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.events import FunctionCall, Media, Text, ThoughtSignature, ThoughtText
from gemini_desktop.core.json.rewritten import rewritten
from gemini_desktop.core.json.spans import EventJson, path_text
from gemini_desktop.core.provenance.trace import (
    CHARACTERS,
    Provenance,
    Said,
    SaidKind,
    Source,
    joined,
)
from gemini_desktop.core.transcript import Step, Turn
from tests.core.reading import CAPTURES, body, records
from tests.support import costs_less_than

NAMES = sorted(path.name for path in CAPTURES.iterdir() if path.suffix in {".sse", ".json", ".txt"})


class Read:
    """An exchange, read to its end, with its index."""

    def __init__(self, exchange: Iterable[Record], protocol: str = "") -> None:
        self.index = Provenance()
        self.index.protocol = protocol
        self.chunks: list[Chunk] = []
        answer = Answer(protocol)
        for record in exchange:
            for chunk in answer.feed(record):
                self.index.take(len(self.chunks), chunk)
                self.chunks.append(chunk)
        self.turn: Turn = answer.finish()

    def stretches(self) -> Iterator[tuple[Said, str]]:
        """All that was said as text, with that."""
        for step in self.turn.steps:
            for kind in CHARACTERS:
                if text := said_text(step, kind):
                    yield Said(step.index, kind, 0, len(text)), text

    def text_of(self, source: Source) -> str:
        """What the bytes of a source say, read as the inside of a JSON string."""
        raw = self.chunks[source.event].raw
        span = source.bytes_in(raw)
        assert span is not None, path_text(source.path)
        said = raw[span[0] : span[1]].decode("utf-8", "replace")
        return str(json_text.parse(f'"{said}"'))

    def back(self, sources: list[Source]) -> list[Said]:
        """What the bytes of these sources said, joined where it goes on."""
        found: list[Said] = []
        for source in sources:
            raw = self.chunks[source.event].raw
            span = source.bytes_in(raw)
            assert span is not None
            found += self.index.words_of_bytes(source.event, raw, *span)
        return joined(found)


def said_text(step: Step, kind: SaidKind) -> str:
    if kind == "arguments":
        return "".join(c.arguments for c in step.contents if isinstance(c, FunctionCall))
    return step.text if kind == "text" else step.thought_text


def read_body(body: bytes, *, protocol: str = "", seed: int | None = 0) -> Read:
    return Read(records(body, protocol=protocol, seed=seed), protocol)


@cache
def capture(name: str, seed: int | None) -> Read:
    return read_body((CAPTURES / name).read_bytes(), seed=seed)


def is_object(read: Read, source: Source) -> bool:
    raw = read.chunks[source.event].raw
    return source.end >= 0 and rewritten(EventJson(raw), source.path) is not None


def check(read: Read, said: Said, text: str) -> None:
    """Text to bytes is the text; bytes to text is where it was."""
    sources = list(read.index.sources(said))
    if any(is_object(read, source) for source in sources):  # written anew by the parser
        assert said.kind == "arguments"
        (back,) = read.back(sources)
        assert back.start <= said.start < said.end <= back.end
        assert read.back(list(read.index.sources(back))) == [back]
        return
    assert "".join(map(read.text_of, sources)) == text
    assert read.back(sources) == [said]
    events = [source.event for source in sources]
    assert events == sorted(events)
    words = read.index.words(events[0], events[-1])
    assert any(w[:2] == said[:2] and w.start <= said.start and w.end >= said.end for w in words)


@pytest.mark.parametrize("seed", [None, 1, 2])
@pytest.mark.parametrize("name", NAMES)
def test_each_delta_of_each_capture_is_found_again(name: str, seed: int | None) -> None:
    read = capture(name, seed)
    for said, text in read.stretches():
        assert read.index.length(said.step, said.kind) == len(text)
        check(read, said, text)
        for source in read.index.sources(said):
            assert 0 <= source.event < len(read.chunks)
    for event, chunk in enumerate(read.chunks):
        for words in read.index.words_of_bytes(event, chunk.raw, 0, len(chunk.raw)):
            assert words in read.index.words(event, event) or words.kind in CHARACTERS


@given(st.sampled_from(NAMES), st.sampled_from([None, 1, 2]), st.data())
def test_each_part_of_a_text_is_found_again(name: str, seed: int | None, data: Any) -> None:
    read = capture(name, seed)
    stretches = list(read.stretches())
    if not stretches:
        return
    said, text = data.draw(st.sampled_from(stretches))
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    check(read, said._replace(start=start, end=end), text[start:end])


@pytest.mark.parametrize("name", NAMES)
def test_pictures_calls_and_signatures_are_found_again(name: str) -> None:
    read = capture(name, 1)
    for step in read.turn.steps:
        media = [c for c in step.contents if isinstance(c, Media)]
        assert read.index.length(step.index, "media") == len(media)
        for place, picture in enumerate(media):
            (source,) = read.index.sources(Said(step.index, "media", place, place + 1))
            raw = read.chunks[source.event].raw
            span = source.bytes_in(raw)
            assert span is not None
            said = json_text.parse(raw[span[0] : span[1]])
            assert (picture.data or picture.uri) in said
            back = read.index.words_of_bytes(source.event, raw, span[0] + 1, span[0] + 2)
            assert Said(step.index, "media", place, place + 1) in back
        signed = [c for c in step.contents if isinstance(c, ThoughtSignature)]
        for place, signature in enumerate(signed):
            (source,) = read.index.sources(Said(step.index, "signature", place, place + 1))
            assert signature.signature.encode() in read.chunks[source.event].raw
        for call in (c for c in step.contents if isinstance(c, FunctionCall)):
            end = read.index.length(step.index, "arguments")
            sources = list(read.index.sources(Said(step.index, "arguments", 0, end)))
            raws = b"".join(read.chunks[source.event].raw for source in sources)
            assert sources, call
            assert end == len(call.arguments)
            assert call.name.encode() in raws or call.arguments.encode() in raws or end


# --- answers made up -----------------------------------------------------------------------------

words = st.text(max_size=12) | st.sampled_from(
    ["<", "<tho", "ught>", "<thought>", "</thought>", "</th", "ought>", "<think>x", " a < b ", "t"]
)
told = words | st.text(alphabet='"\\\n\r\u2028é漢😀', max_size=8)


def sse(events: list[Any], chance: random.Random, *, named: bool = False) -> bytes:
    out = b""
    for event in events:
        text = json.dumps(
            event, ensure_ascii=chance.random() < 0.5, indent=chance.choice([None, 1])
        )
        end = chance.choice([b"\n", b"\r\n"])
        name = str(event.get("event_type", "")) if named else ""
        out += f"event: {name}".encode() + end if name else b""
        for line in text.encode("utf-8", "surrogatepass").split(b"\n"):
            out += b"data: " + line + end
        out += end
    return out


def gemini(text: str, candidate: int, *, thought: bool) -> dict[str, Any]:
    part = {"text": text, "thought": True} if thought else {"text": text}
    content = {"content": {"parts": [part], "role": "model"}, "index": candidate}
    return {"candidates": [content], "responseId": "r"}


@given(
    st.lists(st.tuples(told, st.integers(0, 1), st.booleans()), max_size=12),
    st.sampled_from(["sse", "array", "lines"]),
    st.randoms(use_true_random=False),
    st.integers(0, 5),
)
def test_candidates_and_thoughts_in_every_framing(
    made: list[tuple[str, int, bool]], how: str, chance: random.Random, seed: int
) -> None:
    events = [gemini(text, candidate, thought=thought) for text, candidate, thought in made]
    if how == "sse":
        data = b"\xef\xbb\xbf" * chance.randint(0, 1) + sse(events, chance)
    elif how == "array":
        data = json.dumps(events, indent=chance.choice([None, 2])).encode()
    else:
        data = b"".join(json.dumps(event).encode() + b"\n" for event in events)
    read = read_body(data, protocol="generate-content", seed=seed)
    said = dict(read.stretches())
    for stretch, text in said.items():
        check(read, stretch, text)
    assert sum(map(len, said.values())) == sum(len(text) for text, *_ in made)


@given(
    st.lists(st.tuples(words, st.integers(0, 1)), max_size=14),
    st.randoms(use_true_random=False),
    st.integers(0, 5),
)
def test_thoughts_between_tags_that_are_cut_anywhere(
    made: list[tuple[str, int]], chance: random.Random, seed: int
) -> None:
    def chunk(text: str, choice: int) -> dict[str, Any]:
        delta = {"content": text, "role": "assistant"}
        return {"id": "c", "choices": [{"delta": delta, "index": choice}]}

    ends = [
        {"id": "c", "choices": [{"index": n, "delta": {}, "finish_reason": "stop"}]} for n in (0, 1)
    ]
    events = [*(chunk(text, choice) for text, choice in made), *ends]
    read = read_body(sse(events, chance), protocol="chat-completions", seed=seed)
    for stretch, text in read.stretches():
        check(read, stretch, text)
        if len(text) > 1:
            at = chance.randrange(len(text))
            check(read, stretch._replace(start=at, end=at + 1), text[at])


@given(st.lists(st.tuples(told, st.integers(0, 2)), max_size=12), st.randoms(use_true_random=False))
def test_steps_of_interactions(made: list[tuple[str, int]], chance: random.Random) -> None:
    kinds = ["thought", "model_output", "function_call"]
    events: list[dict[str, Any]] = [
        {"event_type": "step.start", "index": n, "step": {"type": kind, "id": "x", "name": "f"}}
        for n, kind in enumerate(kinds)
    ]
    for text, step in made:
        deltas: list[dict[str, Any]] = [
            {"type": "thought_summary", "content": {"type": "text", "text": text}},
            {"type": "text", "text": text},
            {"type": "arguments_delta", "arguments": text},
        ]
        delta = deltas[step]
        events.append({"event_type": "step.delta", "index": step, "delta": delta})
    read = read_body(sse(events, chance, named=True), protocol="interactions")
    for stretch, text in read.stretches():
        check(read, stretch, text)


def test_what_a_second_attempt_says_anew_takes_the_place_of_the_first() -> None:
    """As in the turn: a step that had ended and is started again begins from nothing."""

    def stream(text: str) -> list[dict[str, Any]]:
        return [
            {"event_type": "step.start", "index": 0, "step": {"type": "model_output"}},
            {"event_type": "step.delta", "index": 0, "delta": {"type": "text", "text": text}},
            {"event_type": "step.stop", "index": 0},
        ]

    index, answer, count = Provenance(), Answer("interactions"), 0
    exchange = records(sse(stream("first"), random.Random(1), named=True), seed=None)
    again = records(sse(stream("second"), random.Random(2), named=True), seed=None)
    for record in [*exchange[:-1], *again[1:]]:
        for chunk in answer.feed(record):
            index.take(count, chunk)
            count += 1
    assert answer.finish().text == "second"
    assert index.length(0, "text") == 6
    (source,) = index.sources(Said(0, "text", 0, 6))
    assert source.event == 4
    assert index.words(0, 2) == []
    assert index.words(3, 5) == [Said(0, "text", 0, 6)]


@pytest.mark.parametrize(
    ("names", "method", "address"),
    [
        (("26b", "26c"), "GET", "https://host/v1beta/interactions/x?stream=true"),
        (("26b", "26d", "26e"), "GET", "https://host/v1beta/interactions/x"),
        (("26b", "26e"), "GET", "https://host/v1beta/interactions/x"),
        (("29", "29b"), "POST", "https://host/v1beta/interactions"),
        (("20", "20"), "GET", "https://host/v1beta/interactions/x?stream=true"),
    ],
)
@pytest.mark.parametrize("cut", [0, 300, 900])
def test_answers_that_took_several_requests(
    names: tuple[str, ...], method: str, address: str, cut: int
) -> None:
    """What is said again is cut off; what is new has bytes of its own response."""
    exchange: list[Record] = []
    for number, name in enumerate(names):
        data = body(name)
        if number == 0 and cut:
            data = data[:-cut]
        hop = records(data, protocol="interactions", seed=number)
        if number:
            hop[0] = RequestSent(
                t_ns=1, unix_ns=1, method=method, url=address, headers=(), body=b"more"
            )
        exchange += hop[:-1]
    read = Read([*exchange, records(b"")[-1]], "interactions")
    found = 0
    for said, text in read.stretches():
        assert read.index.length(said.step, said.kind) == len(text)
        check(read, said, text)
        found += 1
        middle = len(text) // 2
        check(read, said._replace(start=middle, end=middle + 1), text[middle])
    assert found
    assert sum(isinstance(record, BytesReceived) for record in exchange) > 1


def test_a_long_stream_costs_a_few_numbers_a_delta() -> None:
    chunks = [
        Chunk(
            number=n, kind="event", start=0, end=0, t_ns=0, raw=b"", data="{}",
            value={}, events=(),
        )
        for n in range(3)
    ]  # fmt: skip
    index = Provenance()
    for number, chunk in enumerate(chunks):
        index.take(number, chunk)
    assert len(index) == 0
    assert list(index.sources(Said(0, "text", 0, 10))) == []
    assert index.words(0, 10) == []


def test_text_and_thought_are_told_apart_in_one_step() -> None:
    """A step may hold both, each with places of its own."""
    read = capture("02_dev_thoughts_text.sse", None)
    kinds = {type(c) for step in read.turn.steps for c in step.contents}
    assert {Text, ThoughtText} <= kinds
    found = read.index.words(0, len(read.chunks))
    assert {said.kind for said in found} >= {"text", "thought"}


def test_a_field_that_nobody_knows_has_its_own_bytes() -> None:
    part = {"text": "words", "novel": True}
    data = sse([{"candidates": [{"content": {"parts": [part]}}]}], random.Random(1))
    read = read_body(data, protocol="generate-content")
    (source,) = read.index.sources(Said(0, "other", 0, 1))
    raw = read.chunks[0].raw
    span = source.bytes_in(raw)
    assert span is not None
    assert raw[slice(*span)] == b"true"
    place = raw.index(b"words")
    assert read.index.words_of_bytes(0, raw, place, place + 5) == [Said(0, "text", 0, 5)]


def test_each_of_many_calls_in_one_event_has_its_own_arguments() -> None:
    parts = [{"functionCall": {"name": "f", "args": {"n": n}}} for n in range(400)]
    data = sse([{"candidates": [{"content": {"parts": parts}}]}], random.Random(1))
    read = read_body(data, protocol="generate-content")
    for number, step in enumerate(read.turn.steps):
        (source,) = read.index.sources(Said(step.index, "arguments", 0, 7))
        place = ("candidates", 0, "content", "parts", number, "functionCall", "args")
        assert source.path == place


@pytest.mark.parametrize(
    "part",
    [
        {"text": "a"},
        {"text": "a", "thought": True},
        {"functionCall": {"name": "f", "args": {}}},
        {"executableCode": {}},
    ],
)
def test_thousands_of_parts_in_one_event_cost_what_their_length_says(part: dict[str, Any]) -> None:
    parts = [part, {"text": "b"}] * 5000
    data = sse([{"candidates": [{"content": {"parts": parts}}]}], random.Random(1))
    with costs_less_than(20):
        read_body(data, protocol="generate-content")


def test_thousands_of_choices_in_one_event_cost_what_their_length_says() -> None:
    choices = [{"index": n, "delta": {"content": "<think>a</think>b"}} for n in range(10_000)]
    data = sse([{"choices": choices}], random.Random(1))
    with costs_less_than(20):
        read_body(data, protocol="chat-completions")
