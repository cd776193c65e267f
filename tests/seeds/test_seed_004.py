"""Seed 004: the Interactions API, event by event. The request bodies of its samples stand in
tests/core/protocols/test_interactions_samples.py (004-1 to 004-8)."""

from __future__ import annotations

import base64
import json
import random
from pathlib import Path
from typing import Any

import pytest

from gemini_desktop.client import Client
from gemini_desktop.core import arguments
from gemini_desktop.core.events import (
    ErrorReported,
    FunctionCall,
    InteractionFinished,
    InteractionStarted,
    Media,
    StatusChanged,
    StepDelta,
    StepStarted,
    StepStopped,
    Text,
    ThoughtSignature,
    ThoughtText,
    ToolCall,
    ToolResult,
    Unknown,
)
from gemini_desktop.core.profile import ProtocolName
from gemini_desktop.core.protocols.table import PROTOCOLS
from gemini_desktop.core.request import FunctionDeclaration, Options
from gemini_desktop.core.transcript import Step, Transcript, Turn, prompt
from tests.core.reading import body as capture
from tests.core.reading import found
from tests.seeds.wire import chunks, events, kinds, named, noted, outcome, read, tape
from tests.test_client import demo_server, in_a_thread

IX: ProtocolName = "interactions"
STREAMS = ("count", "divisor", "mountain", "research", "story", "weather")
SIGNED = {"signature": "c2ln", "type": "thought_signature"}


def event(kind: str, **fields: Any) -> dict[str, Any]:
    return {**fields, "event_type": kind}


def created(**fields: Any) -> dict[str, Any]:
    known = {"id": "v1_abc123", "status": "in_progress", "object": "interaction"}
    return event("interaction.created", interaction=known | fields)


def started(index: int, **step: Any) -> dict[str, Any]:
    return event("step.start", index=index, step=step)


def delta(index: int, **fields: Any) -> dict[str, Any]:
    return event("step.delta", index=index, delta=fields)


def stopped(index: int) -> dict[str, Any]:
    return event("step.stop", index=index)


def completed(status: str = "completed", **fields: Any) -> dict[str, Any]:
    known = {"id": "v1_abc123", "status": status}
    return event("interaction.completed", interaction=known | fields)


def meant(value: dict[str, Any], *before: dict[str, Any]) -> list[Any]:
    """The stream events of one wire event, after others."""
    return list(chunks(named(*before, value), IX)[-1].events)


# --- the request, and its whole answer ---


def test_the_call() -> None:
    """004-1, 004-2: the address; no revision header unless the profile has one."""
    from tests.core.protocols.building import built, profile

    asked = profile(IX, base_url="https://generativelanguage.googleapis.com")
    request = built(asked, "Count to from 1 to 25.")
    assert request.method == "POST"
    assert request.url == "https://generativelanguage.googleapis.com/v1beta/interactions"
    assert "api-revision" not in {name.lower() for name, _ in request.headers}


@pytest.mark.parametrize("name", ["count", "divisor", "story", "research"])
def test_the_whole_is_what_its_stream_adds_up_to(name: str, home: Path) -> None:
    """004-9: `stream: false` gives the same steps, but for what the server leaves out."""
    prompts = {"count": "count to 25", "divisor": "gcd", "story": "marcus", "research": "quantum"}
    turns: list[Turn] = []
    with in_a_thread(demo_server) as base:
        for streaming in (True, False):
            with Client(base_url=base, protocol=IX) as client:
                client.generate_content(prompt=prompts[name], streaming=streaming)
                assert client.last_turn is not None
                turns.append(client.last_turn)
    streamed, whole = turns
    assert kinds(streamed) == kinds(whole)
    assert streamed.text == whole.text != ""
    assert streamed.thought_text == whole.thought_text
    assert len(found(streamed, Media)) == len(found(whole, Media))


# --- events ---


def test_created() -> None:
    """004-10."""
    (first,) = meant(created(model="gemini-3-flash-preview"))
    assert isinstance(first, InteractionStarted)
    assert (first.id, first.model) == ("v1_abc123", "gemini-3-flash-preview")
    assert first.status == "in_progress"
    (agent,) = meant(created(agent="deep-research-preview-04-2026"))
    assert agent.model == "deep-research-preview-04-2026"


def test_status_update_between_steps() -> None:
    """004-11."""
    update = event("interaction.status_update", interaction_id="v1_abc123", status="in_progress")
    assert meant(update) == [StatusChanged(status="in_progress")]
    turn = read(
        named(
            *(created(), started(0, type="model_output"), delta(0, type="text", text="a")),
            *(update, delta(0, type="text", text="b"), stopped(0), completed()),
        ),
        IX,
    )
    assert turn.text == "ab"


def test_step_start() -> None:
    """004-12."""
    call, *_ = meant(
        started(0, type="function_call", id="un6k8t18", name="get_weather", arguments={})
    )
    assert isinstance(call, StepStarted)
    assert (call.kind, call.id, call.name) == ("function_call", "un6k8t18", "get_weather")
    (plain,) = meant(started(0, type="model_output"))
    assert plain.kind == "model_output"


@pytest.mark.parametrize(
    ("fields", "content"),
    [
        (
            {"type": "text", "text": "Hello, my name is Phil"},
            Text(text="Hello, my name is Phil"),
        ),
        (
            {"type": "image", "mime_type": "image/jpeg", "data": "/9j/4AAQ"},
            Media(kind="image", mime_type="image/jpeg", data="/9j/4AAQ"),
        ),
        (
            {"type": "thought_summary", "content": {"type": "text", "text": "I need the GCD"}},
            ThoughtText(text="I need the GCD"),
        ),
        (
            {"type": "arguments_delta", "arguments": '{"location": "San Francisco, CA"}'},
            FunctionCall(arguments='{"location": "San Francisco, CA"}'),
        ),
        (SIGNED, ThoughtSignature(signature="c2ln")),
    ],
)
def test_step_delta(fields: dict[str, Any], content: Any) -> None:
    """004-13: the five kinds of the page."""
    assert meant(delta(0, **fields), started(0, type="any")) == [
        StepDelta(index=0, content=content)
    ]


def test_step_stop() -> None:
    """004-14."""
    assert meant(stopped(0), started(0, type="model_output")) == [StepStopped(index=0)]


def test_completed_without_steps() -> None:
    """004-15."""
    turn = read(
        named(
            *(created(), started(0, type="model_output"), delta(0, type="text", text="Hi")),
            *(stopped(0),),
            completed(
                usage={"total_input_tokens": 7, "total_output_tokens": 12, "total_tokens": 19}
            ),
        ),
        IX,
    )
    assert outcome(turn) == "complete"
    assert turn.text == "Hi"
    assert turn.usage is not None
    assert (turn.usage.input, turn.usage.output, turn.usage.total) == (7, 12, 19)


def test_an_error_event() -> None:
    """004-16."""
    words = "Deadline expired before operation could complete."
    error = event("error", error={"message": words, "code": "gateway_timeout"})
    (meaning,) = meant(error)
    assert isinstance(meaning, ErrorReported)
    assert (meaning.code, meaning.message) == ("gateway_timeout", words)
    turn = read(named(created(), error), IX)
    assert outcome(turn) == "failed"


def test_done() -> None:
    """004-17: the end mark of the stream, not an event of the interaction."""
    body = named(created(), completed()) + b"event: done\ndata: [DONE]\n\n"
    last = chunks(body, IX)[-1]
    assert (last.kind, last.name, last.error) == ("done", "done", "")
    assert outcome(read(body, IX)) == "complete"


def test_the_name_on_the_line_and_the_name_in_the_event() -> None:
    """004-18: absent or different, nothing is lost; a difference is noted."""
    values = (created(), started(0, type="model_output"), delta(0, type="text", text="Hi"))
    whole = (*values, stopped(0), completed())
    assert read(events(*whole), IX).text == "Hi"
    assert outcome(read(events(*whole), IX)) == "complete"
    bare = [{k: v for k, v in value.items() if k != "event_type"} for value in whole]
    lines = b"".join(
        f"event: {value['event_type']}\n".encode() + events(plain)
        for value, plain in zip(whole, bare, strict=True)
    )
    assert read(lines, IX).text == "Hi"
    odd = named(*values).replace(b"event: step.delta", b"event: something.else")
    assert read(odd, IX).text == "Hi"
    assert "event_name" in noted(odd, IX)
    assert "event_name" not in noted(named(*values), IX) + noted(events(*whole), IX)


def test_steps_out_of_order() -> None:
    """004-19: by their index, interleaved, and a delta whose start never came, which is noted."""
    body = named(
        *(created(), started(1, type="model_output"), started(0, type="thought")),
        *(delta(1, type="text", text="a"), delta(0, **SIGNED)),
        *(delta(1, type="text", text="b"), stopped(1), stopped(0)),
        *(delta(2, type="text", text="c"), completed()),
    )
    turn = read(body, IX)
    assert noted(body, IX) == ["step_not_started"]
    assert kinds(turn) == ["thought", "model_output", "model_output"]
    assert turn.text == "abc"


# --- steps and deltas ---


def test_text_pictures_and_sound_in_one_step() -> None:
    """004-20, 004-27, 004-28: their order is kept, and their bytes."""
    picture = base64.b64encode(b"\xff\xd8\xff\xe0 a picture").decode()
    sound = base64.b64encode(bytes(480)).decode()
    turn = read(
        named(
            *(created(), started(0, type="model_output"), delta(0, type="text", text="one")),
            delta(0, type="image", mime_type="image/jpeg", data=picture),
            delta(0, type="text", text="two"),
            delta(0, type="audio", mime_type="audio/l16", data=sound, sample_rate=24000),
            *(stopped(0), completed()),
        ),
        IX,
    )
    (step,) = turn.steps
    assert [type(content) for content in step.contents] == [Text, Media, Text, Media]
    image, audio = found(turn, Media)
    assert image.decoded() == b"\xff\xd8\xff\xe0 a picture"
    assert (audio.kind, len(audio.decoded())) == ("audio", 480)
    assert audio.details == {"sample_rate": 24000}


def test_a_thought_in_words_and_in_pictures() -> None:
    """004-21."""
    turn = read(
        named(
            *(created(), started(0, type="thought")),
            delta(0, type="thought_summary", content={"type": "text", "text": "Hm."}),
            delta(
                0,
                type="thought_summary",
                content={"type": "image", "mime_type": "image/png", "data": "iVBORw0K"},
            ),
            *(delta(0, **SIGNED), stopped(0), completed()),
        ),
        IX,
    )
    assert turn.thought_text == "Hm."
    (picture,) = found(turn, Media)
    assert picture.thought
    assert found(turn, ThoughtSignature)[0].signature == "c2ln"


def test_arguments_in_pieces() -> None:
    """004-22."""
    turn = read(tape("seed4-weather"), IX)
    (call,) = found(turn, FunctionCall)
    assert (call.name, call.id) == ("get_weather", "demo0call")
    assert arguments.value(call) == {"location": "Paris, France", "unit": "celsius"}


def test_the_servers_own_tools() -> None:
    """004-23: called and answered, each in its step; unknown ones are kept as they came."""
    turn = read(tape("seed4-mountain"), IX)
    (search,) = found(turn, ToolCall)
    (result,) = found(turn, ToolResult)
    assert search.arguments == {"queries": ["highest mountain in Europe"]}
    assert result.call_id == search.id == "demo0search"
    others = read(capture("25"), IX)
    assert {"code_execution_call", "code_execution_result"} <= set(kinds(others))
    unknown = {"type": "time_travel_call", "id": "t1", "year": 1900}
    strange = read(named(created(), started(0, **unknown), stopped(0), completed()), IX)
    assert kinds(strange) == ["time_travel_call"]
    assert strange.steps[0].raw == unknown


@pytest.mark.parametrize("name", ["count", "story"])
def test_a_thought_that_is_only_signed(name: str) -> None:
    """004-24, 004-25: a step of its own, with nothing in it to read."""
    turn = read(tape(f"seed4-{name}"), IX)
    thoughts = [step for step in turn.steps if step.kind == "thought"]
    assert thoughts
    for step in thoughts:
        assert [type(content) for content in step.contents] == [ThoughtSignature]
        assert step.thought_text == ""


def test_a_thought_that_goes_on_after_its_signature() -> None:
    """004-24: read all the same, and noted."""
    summary = delta(0, type="thought_summary", content={"type": "text", "text": "Hm."})
    thought = (created(), started(0, type="thought"))
    usual = named(*thought, summary, delta(0, **SIGNED), stopped(0), completed())
    turned = named(*thought, delta(0, **SIGNED), summary, stopped(0), completed())
    assert noted(usual, IX) == []
    assert noted(turned, IX) == ["signature_not_last"]
    assert read(turned, IX).thought_text == "Hm."


def test_a_delta_without_a_type() -> None:
    """004-26: text is text, and a summary is a summary."""
    turn = read(tape("seed4-research"), IX)
    assert turn.text.startswith("# Quantum computing: where the field stands\n\n")
    assert turn.thought_text.startswith("***Drawing up a plan***")
    bare = read(
        named(
            *(created(), started(0, type="thought")),
            delta(0, type="thought_summary", content={"text": "plan"}),
            *(stopped(0), started(1, type="model_output"), delta(1, text="report")),
            *(stopped(1), completed()),
        ),
        IX,
    )
    assert (bare.thought_text, bare.text) == ("plan", "report")


def test_pieces_of_one_kind_add_up() -> None:
    """004-29."""
    turn = read(
        named(
            *(created(), started(1, type="model_output")),
            delta(1, text="1, 2, 3, 4, 5, 6, ", type="text"),
            delta(1, text="7, 8, 9, 10, 11, 12, 13,", type="text"),
            *(stopped(1), completed()),
        ),
        IX,
    )
    assert turn.text == "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13,"
    assert len(turn.steps[0].contents) == 1


# --- calling functions ---


def test_the_weather_in_paris(home: Path) -> None:
    """004-30, 004-31, 004-32, 004-33, 004-35: asked, answered by us, and told by the model, over
    a real server that keeps the first turn."""
    weather = FunctionDeclaration(name="get_weather", parameters={"type": "object"})
    asked = prompt("What is the weather in Paris right now?")
    with (
        in_a_thread(demo_server) as base,
        Client(base_url=base, protocol=IX, options=Options(functions=(weather,))) as client,
    ):
        client.generate_content(prompt=Transcript(turns=[asked]))
        first = client.last_turn
        assert first is not None
        assert outcome(first) == "awaiting"
        assert first.outcome is not None
        assert first.outcome.reason == "requires_action"
        assert "function call" in first.outcome.message
        (call,) = found(first, FunctionCall)
        assert first.interaction_id
        value = {"content": [{"type": "text", "text": '{"weather": "Sunny and 22°C"}'}]}
        result = ToolResult(kind="function_result", call_id=call.id, name=call.name, result=value)
        given = Turn(role="user", steps=[Step(index=0, kind="user_input", contents=[result])])
        text = client.generate_content(prompt=Transcript(turns=[asked, first, given]))
        assert text
        assert client.last_turn is not None
        assert outcome(client.last_turn) == "complete"


def test_a_function_and_a_search_in_one_request() -> None:
    """004-34."""
    body = named(
        *(created(), started(0, type="google_search_call", id="s1")),
        delta(0, type="google_search_call", arguments={"queries": ["largest mountain"]}),
        *(stopped(0), started(1, type="google_search_result", call_id="s1"), stopped(1)),
        started(2, type="function_call", id="f1", name="get_weather", arguments={}),
        delta(2, type="arguments_delta", arguments='{"location":'),
        delta(2, type="arguments_delta", arguments='"Elbrus"}'),
        *(stopped(2), completed("requires_action")),
    )
    turn = read(body, IX)
    (search,) = found(turn, ToolCall)
    (call,) = found(turn, FunctionCall)
    assert search.arguments == {"queries": ["largest mountain"]}
    assert turn.steps[1].id == "s1"
    assert arguments.value(call) == {"location": "Elbrus"}
    assert outcome(turn) == "awaiting"


# --- thinking, agents, pictures ---


def test_thoughts_apart_from_the_answer() -> None:
    """004-36."""
    turn = read(tape("seed4-divisor"), IX)
    assert "Euclid" in turn.thought_text
    assert "**21**" in turn.text
    assert kinds(turn) == ["thought", "model_output"]


def test_deep_research() -> None:
    """004-37: progress, report, and the total."""
    assert "# Quantum computing" in read(tape("seed4-research"), IX).text
    turn = read(capture("26"), IX)
    assert turn.model == "deep-research-preview-04-2026"
    assert turn.usage is not None
    assert turn.usage.total == 1_117_031
    assert outcome(turn) == "complete"


def test_an_illustrated_story() -> None:
    """004-38: steps 0 to 4, signed thoughts between the parts."""
    turn = read(tape("seed4-story"), IX)
    assert kinds(turn) == ["model_output", "thought"] * 2 + ["model_output"]
    assert len(found(turn, Media)) == 2
    assert all(media.decoded() for media in found(turn, Media))


# --- usage ---


def test_usage_by_modality() -> None:
    """004-39: any subset; the sums of the first sample are right."""
    usage = {
        "total_tokens": 346,
        "total_input_tokens": 11,
        "input_tokens_by_modality": [{"modality": "text", "tokens": 11}],
        "total_cached_tokens": 0,
        "total_output_tokens": 90,
        "total_tool_use_tokens": 0,
        "total_thought_tokens": 245,
    }
    got = read(named(created(), completed(usage=usage)), IX).usage
    assert got is not None
    assert (got.input or 0) + (got.output or 0) + (got.thoughts or 0) == got.total == 346
    assert (got.cached, got.tool_use) == (0, 0)
    assert got.raw == usage
    pictures = {
        "total_tokens": 6128,
        "output_tokens_by_modality": [{"modality": "image", "tokens": 4480}],
    }
    part = read(named(created(), completed(usage=pictures)), IX).usage
    assert part is not None
    assert (part.total, part.input, part.raw) == (6128, None, pictures)


def test_times_and_tier_are_kept() -> None:
    """004-40."""
    fields = {"created": "2026-05-12T18:44:51Z", "updated": "2026-05-12T18:44:51Z"}
    value = completed(**fields, service_tier="standard", object="interaction")
    finished = next(e for e in meant(value) if isinstance(e, InteractionFinished))
    assert fields.items() <= finished.raw.items()
    assert finished.raw["service_tier"] == "standard"


# --- robustness ---


def test_a_thousand_changed_events_raise_nothing() -> None:
    """004-41: each is kept in its bytes, and what is not known is said to be so."""
    sound = [chunk.json for name in STREAMS for chunk in chunks(tape(f"seed4-{name}"), IX)]
    values = [value for value in sound if isinstance(value, dict)]
    chance = random.Random(4)
    parser = PROTOCOLS[IX].parser()
    for _ in range(1000):
        value = json.loads(json.dumps(chance.choice(values)))
        spots = [value, *(v for v in value.values() if isinstance(v, dict))]
        spot = chance.choice(spots)
        key = chance.choice(list(spot))
        spot[key] = chance.choice([None, 7, "odd", [], {}, [[]], {"type": "odd"}, True])
        assert isinstance(parser.feed(value, "message"), list)
        body = events(value)
        (chunk,) = chunks(body, IX)
        assert chunk.raw.strip() == body.strip()


def test_what_is_not_known_is_logged_and_skipped() -> None:
    """004-41: unknown events, steps and deltas, between known ones."""
    odd = event("interaction.paused", why="tea")
    (unknown,) = meant(odd)
    assert isinstance(unknown, Unknown)
    assert unknown.raw == odd
    turn = read(capture("27"), IX)
    assert turn.text
    assert outcome(turn)


def test_the_samples_with_their_gaps_filled() -> None:
    """004-43: all six are whole and say nothing that is not known."""
    for name in STREAMS:
        body = tape(f"seed4-{name}")
        assert not [chunk for chunk in chunks(body, IX) if chunk.error]
        assert not [e for chunk in chunks(body, IX) for e in chunk.events if isinstance(e, Unknown)]
        assert outcome(read(body, IX)) in {"complete", "awaiting"}


def test_what_follows_the_page_says_so() -> None:
    """004-44."""
    notice = Path(__file__).parents[2].joinpath("NOTICE").read_text("utf-8")
    for name in ("test_seed_004.py", "test_interactions_samples.py", "CC BY 4.0", "Apache 2.0"):
        assert name in notice
