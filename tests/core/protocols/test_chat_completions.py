"""Chat Completions: disguised thoughts, calls in fragments, gateways' habits."""

from typing import Any

import pytest

from gemini_desktop.core import arguments
from gemini_desktop.core.events import (
    ErrorReported,
    FunctionCall,
    InteractionFinished,
    InteractionStarted,
    Json,
    Media,
    Metadata,
    StepStarted,
    StepStopped,
    Text,
    ThoughtSignature,
    ThoughtText,
    Unknown,
    UnknownContent,
    UsageReported,
)
from gemini_desktop.core.protocols.thought_tags import Piece, ThoughtTags
from tests.core.protocols.feeding import contents, events, folded
from tests.core.reading import found, kinds

CHAT = "chat-completions"


def delta(**fields: Any) -> Json:
    return {"choices": [{"index": 0, "delta": fields}]}


def call(**fields: Any) -> Json:
    function = {key: fields.pop(key) for key in ("name", "arguments") if key in fields}
    return delta(tool_calls=[{**fields, "function": function}])


def test_missing_and_null_content_say_nothing() -> None:
    assert events(CHAT, delta(role="assistant"), delta(content=None), delta(content="")) == []


def test_the_usage_chunk_has_no_choices() -> None:
    (event,) = events(CHAT, {"choices": [], "usage": {"total_tokens": "7"}})
    assert isinstance(event, UsageReported)
    assert event.usage.total == 7


def test_steps_begin_and_end_where_the_kind_changes() -> None:
    finish = {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
    found = events(CHAT, delta(reasoning_content="hm"), delta(content="a"), finish)
    assert [type(event).__name__ for event in found] == [
        "StepStarted", "StepDelta", "StepStopped", "StepStarted", "StepDelta", "StepStopped",
        "InteractionFinished",
    ]  # fmt: skip
    assert [e.kind for e in found if isinstance(e, StepStarted)] == ["thought", "model_output"]
    assert [e.index for e in found if isinstance(e, StepStopped)] == [0, 1]


def test_choices_are_kept_apart() -> None:
    said = folded(
        CHAT,
        {"choices": [{"index": 1, "delta": {"content": "B"}}, {"delta": {"content": "A"}}]},
        {"choices": [{"index": 1, "delta": {"content": "b"}, "finish_reason": "length"}]},
        {"choices": [{"index": 0, "delta": {"content": "a"}, "finish_reason": "stop"}]},
    )
    assert sorted((s.candidate, s.text) for s in said.steps) == [(0, "Aa"), (1, "Bb")]
    assert said.finish == {"1": "length", "0": "stop"}


def test_a_whole_message_means_what_its_deltas_would() -> None:
    message = {
        "role": "assistant",
        "content": "<thought>why</thought>because",
        "tool_calls": [{"id": "c1", "function": {"name": "f", "arguments": '{"a":1}'}}],
    }
    said = folded(
        CHAT,
        {"object": "chat.completion", "choices": [{"message": message, "finish_reason": "stop"}]},
    )
    assert kinds(said) == ["thought", "model_output", "function_call"]
    assert (said.thought_text, said.text) == ("why", "because")


# --- calls -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fragments",
    [
        pytest.param(
            [
                call(index=0, id="a", name="f", arguments='{"x"'),
                call(index=1, id="b", name="f", arguments='{"y"'),
                call(index=0, arguments=":1}"),
                call(index=1, arguments=":2}"),
            ],
            id="numbered and interleaved",
        ),
        pytest.param(
            [
                call(id="a", name="f", arguments='{"x":1}'),
                call(id="b", name="f", arguments='{"y":2}'),
            ],
            id="whole, without numbers",
        ),
        pytest.param(
            [
                call(id="a", name="f", arguments='{"x"'),
                call(arguments=":1}"),
                call(id="b", name="f", arguments='{"y"'),
                call(id="b", name="f", arguments=":2}"),
            ],
            id="split, without numbers",
        ),
        pytest.param(
            [
                call(index=0, id="a", name="f", arguments='{"x":1}'),
                call(index=0, id="b", name="f", arguments='{"y":2}'),
            ],
            id="all numbered 0",
        ),
        pytest.param(
            [
                call(id="a", name="f", arguments={"x": 1}),
                call(id="b", name="f", arguments={"y": 2}),
            ],
            id="arguments as objects",
        ),
    ],
)
def test_calls_are_put_together(fragments: list[Json]) -> None:
    said = folded(CHAT, *fragments)
    assert [
        (s.id, s.name, arguments.value(c))
        for s, c in zip(said.steps, found(said, FunctionCall), strict=True)
    ] == [
        ("a", "f", {"x": 1}),
        ("b", "f", {"y": 2}),
    ]


def test_calls_without_any_id_split_where_one_is_whole() -> None:
    said = folded(CHAT, call(name="f", arguments='{"x":1}'), call(name="f", arguments='{"x":2}'))
    assert [arguments.value(c) for c in found(said, FunctionCall)] == [{"x": 1}, {"x": 2}]


@pytest.mark.parametrize("namespace", ["google", "vertex"])
def test_signatures_stay_in_their_namespace(namespace: str) -> None:
    extra = {namespace: {"thought_signature": "c2ln"}}
    beside = call(id="a", name="f", arguments="{}", extra_content=extra)
    (whole,) = found(folded(CHAT, beside), FunctionCall)
    assert whole.extra == extra
    alone = folded(
        CHAT,
        call(index=0, id="a", name="f", arguments="{}"),
        delta(tool_calls=[{"index": 0, "extra_content": extra}]),
    )
    assert found(alone, FunctionCall)[0].extra == extra
    after = folded(CHAT, call(id="a", name="f", arguments="{}"), delta(extra_content=extra))
    assert found(after, FunctionCall)[0].extra == extra


def test_a_signature_of_the_text_is_kept_with_its_namespace() -> None:
    extra = {"google": {"thought_signature": "c2ln"}}
    said = folded(CHAT, delta(content="hi"), delta(extra_content=extra))
    assert found(said, ThoughtSignature) == [ThoughtSignature(signature="c2ln")]
    assert found(said, Metadata) == [Metadata(name="extra_content", value=extra)]
    assert kinds(said) == ["model_output"]


# --- thoughts --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        {"reasoning_content": "hm"},
        {"reasoning": "hm"},
        {"reasoning_content": "hm", "reasoning": "hm"},
        {"reasoning_details": [{"type": "reasoning.text", "text": "hm"}]},
        {"reasoning": "hm", "reasoning_details": [{"type": "reasoning.text", "text": "hm"}]},
        {"reasoning_details": [{"type": "reasoning.summary", "summary": "hm"}]},
        {"content": "hm", "extra_content": {"google": {"thought": True}}},
        {"content": [{"type": "thinking", "text": "hm"}]},
    ],
)
def test_gateways_names_for_thoughts(fields: dict[str, Any]) -> None:
    assert contents(CHAT, delta(**fields)) == [ThoughtText(text="hm")]


def test_encrypted_reasoning_is_a_signature() -> None:
    details = [{"type": "reasoning.encrypted", "data": "b3BhcXVl"}]
    assert contents(CHAT, delta(reasoning_details=details)) == [
        ThoughtSignature(signature="b3BhcXVl")
    ]


def pieces(*texts: str | tuple[str, bool]) -> list[Piece]:
    """What the tags make of texts, neighbours of one kind joined."""
    tags = ThoughtTags()
    found: list[Piece] = []
    for each in texts:
        text, marked = each if isinstance(each, tuple) else (each, False)
        found += tags.feed(text, marked=marked)
    joined: list[Piece] = []
    for thought, text in [*found, *tags.flush()]:
        if joined and joined[-1][0] == thought:
            joined[-1] = (thought, joined[-1][1] + text)
        else:
            joined.append((thought, text))
    return joined


@pytest.mark.parametrize("tag", ["thought", "think"])
def test_tags_may_be_cut_anywhere(tag: str) -> None:
    text = f"<{tag}>a < b</{tag}>The answer < thought."
    for first in range(len(text)):
        for second in range(first, len(text)):
            cut = (text[:first], text[first:second], text[second:])
            assert pieces(*cut) == [(True, "a < b"), (False, "The answer < thought.")]


def test_an_answer_that_speaks_of_tags_stays_whole() -> None:
    assert pieces("Write <thought>x", "</thought> to mark it") == [
        (False, "Write <thought>x</thought> to mark it")
    ]
    assert pieces("<th", "ead> is HTML") == [(False, "<thead> is HTML")]
    assert pieces("<tho") == [(False, "<tho")]


def test_marked_thoughts_end_where_the_mark_ends() -> None:
    assert pieces(("<thought>a", True), ("b", True), "</thought>c") == [(True, "ab"), (False, "c")]
    assert pieces(("<thought>a", True), "c", "d") == [(True, "a"), (False, "cd")]
    assert pieces(("a", True), "c") == [(True, "a"), (False, "c")]
    assert pieces(("<thought>a", True), "</tho", "ught>c") == [(True, "a"), (False, "c")]
    assert pieces(("<thought>a</thought>", True), "c", ("<thought>d", True), "</thought>e") == [
        (True, "a"),
        (False, "c"),
        (True, "d"),
        (False, "e"),
    ]


# --- the rest --------------------------------------------------------------------------------


def test_images_of_an_answer() -> None:
    url = {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0="}}
    assert contents(CHAT, delta(images=[url])) == [
        Media(kind="image", mime_type="image/png", data="iVBORw0=")
    ]
    linked = contents(CHAT, delta(content=[{"image_url": "https://example.test/a.png"}]))
    assert linked == [Media(kind="image", mime_type="", uri="https://example.test/a.png")]


@pytest.mark.parametrize(
    "json",
    [
        {"error": {"code": 400, "message": "no"}},
        [{"error": {"code": 400, "message": "no"}}],
        {"id": "x", "error": {"code": "400", "message": "no"}},
    ],
)
def test_errors_anywhere(json: Json) -> None:
    errors = [e for e in events(CHAT, json) if isinstance(e, ErrorReported)]
    assert [(e.code, e.message) for e in errors] == [("400", "no")]


def test_a_refused_answer_is_blocked_and_its_words_are_shown() -> None:
    said = events(
        CHAT,
        delta(refusal="I cannot."),
        {"choices": [{"delta": {}, "finish_reason": "content_filter"}]},
    )
    assert [e.blocked for e in said if isinstance(e, InteractionFinished)] == [True]
    assert contents(CHAT, delta(refusal="I cannot.")) == [Text(text="I cannot.")]


def test_what_is_learnt_is_said_once() -> None:
    chunk = {"id": "c", "model": "m", "created": 7, "choices": []}
    (started,) = events(CHAT, chunk, chunk)
    assert isinstance(started, InteractionStarted)
    assert (started.id, started.model, started.created) == ("c", "m", "7")


def test_what_is_unknown_leaves_a_trace() -> None:
    assert events(CHAT, {"choices": [], "x_new": 1}) == [Unknown(name="x_new", raw=1)]
    assert contents(CHAT, delta(hologram="AAEC")) == [UnknownContent(name="hologram", value="AAEC")]
    assert contents(CHAT, delta(content=[{"type": "smell", "data": "x"}])) == [
        UnknownContent(name="smell", value={"type": "smell", "data": "x"})
    ]
    for odd in (7, "text", None, [7], {"choices": [7]}, {"choices": [{"delta": 7}]}):
        assert any(isinstance(event, Unknown) for event in events(CHAT, odd)), odd
