"""generateContent: every part, both spellings, and what servers leave out or get wrong."""

from typing import Any

import pytest

from gemini_desktop.core import arguments
from gemini_desktop.core.events import (
    Citation,
    Content,
    ErrorReported,
    FunctionCall,
    InteractionFinished,
    InteractionStarted,
    Json,
    Media,
    Metadata,
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
    UnknownContent,
    UsageReported,
)
from gemini_desktop.core.protocols import wire
from tests.core.protocols.feeding import contents, events, folded
from tests.core.reading import found, kinds

GENERATE = "generate-content"


def parts(*values: Json, **candidate: Any) -> Json:
    """A chunk with these parts."""
    return {"candidates": [{"content": {"role": "model", "parts": list(values)}, **candidate}]}


def snake(json: Json) -> Json:
    """The same JSON with every key in snake_case."""
    if isinstance(json, dict):
        return {wire.snake(key): snake(value) for key, value in json.items()}
    return [snake(item) for item in json] if isinstance(json, list) else json


PARTS: list[tuple[Json, str, list[Content]]] = [
    ({"text": "a"}, "model_output", [Text(text="a")]),
    ({"text": "a", "thought": True}, "thought", [ThoughtText(text="a")]),
    ({"text": "a", "thought": "true"}, "thought", [ThoughtText(text="a")]),
    ({"text": "a", "thought": None}, "model_output", [Text(text="a")]),
    (
        {"text": "", "thoughtSignature": "c2ln"},
        "model_output",
        [ThoughtSignature(signature="c2ln")],
    ),
    (
        {"inlineData": {"mimeType": "application/pdf", "data": "JVBERg==", "displayName": "a.pdf"}},
        "model_output",
        [Media(kind="document", mime_type="application/pdf", data="JVBERg==", name="a.pdf")],
    ),
    (
        {"inlineData": {"mimeType": "image/png", "data": "iVBORw0="}, "thought": True},
        "thought",
        [Media(kind="image", mime_type="image/png", data="iVBORw0=", thought=True)],
    ),
    (
        {"fileData": {"mimeType": "video/mp4", "fileUri": "gs://b/f.mp4"}},
        "model_output",
        [Media(kind="video", mime_type="video/mp4", uri="gs://b/f.mp4")],
    ),
    (
        {"functionCall": {"id": "1", "name": "f", "args": {"a": "ü"}}},
        "function_call",
        [FunctionCall(id="1", name="f", arguments='{"a":"ü"}')],
    ),
    (
        {"functionResponse": {"id": "1", "name": "f", "response": {"a": 1}}},
        "function_result",
        [ToolResult(kind="function_result", call_id="1", name="f", result={"a": 1})],
    ),
    (
        {"executableCode": {"id": "1", "language": "PYTHON", "code": "1+1"}},
        "code_execution_call",
        [ToolCall(kind="executableCode", id="1", arguments={"language": "PYTHON", "code": "1+1"})],
    ),
    (
        {"codeExecutionResult": {"id": "1", "outcome": "OUTCOME_OK", "output": "2"}},
        "code_execution_result",
        [ToolResult(kind="codeExecutionResult", call_id="1", result="2")],
    ),
    (
        {"codeExecutionResult": {"outcome": "OUTCOME_FAILED", "output": "no"}},
        "code_execution_result",
        [
            ToolResult(
                kind="codeExecutionResult",
                result={"outcome": "OUTCOME_FAILED", "output": "no"},
                is_error=True,
            )
        ],
    ),
    (
        {"toolCall": {"id": "1", "toolType": "GOOGLE_SEARCH_WEB", "args": {"queries": ["a"]}}},
        "google_search_call",
        [ToolCall(kind="toolCall", id="1", name="GOOGLE_SEARCH_WEB", arguments={"queries": ["a"]})],
    ),
    (
        {"toolResponse": {"id": "1", "toolType": "NEW_TOOL", "response": {"a": 1}}},
        "new_tool_result",
        [ToolResult(kind="toolResponse", call_id="1", name="NEW_TOOL", result={"a": 1})],
    ),
    (
        {"hologram": {"depth": 3}},
        "model_output",
        [UnknownContent(name="hologram", value={"depth": 3})],
    ),
    ({"text": 5}, "model_output", [UnknownContent(name="text", value=5)]),
    ({"inlineData": {}}, "model_output", [UnknownContent(name="inlineData", value={})]),
    ("loose", "model_output", [UnknownContent(name="part", value="loose")]),
]


@pytest.mark.parametrize(("part", "kind", "expected"), PARTS, ids=[str(p[0])[:40] for p in PARTS])
def test_every_part_in_both_spellings(part: Json, kind: str, expected: list[Content]) -> None:
    for json in (parts(part), snake(parts(part))):
        started, *deltas = events(GENERATE, json)
        assert started == StepStarted(index=0, kind=kind)
        said = [event.content for event in deltas if isinstance(event, StepDelta)]
        assert [_same_names(content) for content in said] == expected


def _same_names(content: Content) -> Content:
    if isinstance(content, UnknownContent):
        return UnknownContent(name=wire.camel(content.name), value=content.value)
    return content


def test_a_part_is_kept_once_as_it_came() -> None:
    part = {"text": "a", "thoughtSignature": "c2ln", "newField": 1}
    deltas = [e for e in events(GENERATE, parts(part)) if isinstance(e, StepDelta)]
    assert [e.part for e in deltas] == [part, None, None]
    assert folded(GENERATE, parts(part)).steps[0].parts == [part]


@pytest.mark.parametrize(
    "json",
    [
        {"candidates": None},
        {"candidates": []},
        {"candidates": [{}]},
        {"candidates": [{"content": None}]},
        {"candidates": [{"content": {}}]},
        {"candidates": [{"content": {"parts": None}}]},
        {"candidates": [{"content": {"parts": [{}]}}]},
        {"candidates": [{"content": {"parts": [None]}}]},
        {"candidates": [{"content": {"parts": [{"text": ""}]}, "finishReason": None}]},
        {"candidates": [{"finishReason": "FINISH_REASON_UNSPECIFIED"}]},
        {"error": None},
        {},
    ],
)
def test_what_says_nothing_makes_no_event(json: Json) -> None:
    assert events(GENERATE, json) == []


def test_brackets_may_be_missing_or_too_many() -> None:
    bare = {"candidates": {"content": {"parts": {"text": "a"}}}}
    assert contents(GENERATE, bare) == [Text(text="a")]
    assert contents(GENERATE, [parts({"text": "a"}), parts({"text": "b"})]) == [
        Text(text="a"),
        Text(text="b"),
    ]


def test_steps_follow_the_kind_and_end_with_the_answer() -> None:
    said = events(
        GENERATE,
        parts({"text": "t", "thought": True}),
        parts({"text": "a"}, {"text": "b"}),
        parts({"functionCall": {"name": "f", "args": {}}}, {"functionCall": {"name": "f"}}),
        parts({"text": "c"}, finishReason="STOP"),
    )
    started = [(e.index, e.kind) for e in said if isinstance(e, StepStarted)]
    assert started == [
        (0, "thought"),
        (1, "model_output"),
        (2, "function_call"),
        (3, "function_call"),
        (4, "model_output"),
    ]
    assert [e.index for e in said if isinstance(e, StepStopped)] == [0, 1, 2, 3, 4]
    assert isinstance(said[-1], InteractionFinished)


def test_interleaved_candidates_have_steps_of_their_own() -> None:
    def piece(index: Json, text: str) -> Json:
        return {"index": index, "content": {"parts": [{"text": text}]}}

    said = folded(
        GENERATE,
        {"candidates": [piece(1, "B"), piece(0, "A")]},
        {"candidates": [piece("1", "b")]},
        {"candidates": [piece(None, "a")]},
    )
    assert [(s.candidate, s.text) for s in said.steps] == [(1, "Bb"), (0, "Aa")]


# --- calls -----------------------------------------------------------------------------------


def test_a_streamed_call_ends_where_it_says_so() -> None:
    def fragment(**fields: Any) -> Json:
        return parts({"functionCall": fields})

    piece = {"jsonPath": "$.a", "stringValue": "x"}
    said = folded(
        GENERATE,
        fragment(name="f", willContinue=True),
        fragment(partialArgs=[piece], willContinue=True),
        fragment(),
        fragment(name="g", willContinue=True),
        fragment(name="g", partialArgs=[piece], willContinue=True),
        fragment(name="h", args={"b": 1}),
    )
    calls = found(said, FunctionCall)
    assert [(c.name, arguments.value(c)) for c in calls] == [
        ("f", {"a": "x"}),
        ("g", {"a": "x"}),
        ("h", {"b": 1}),
    ]
    assert kinds(said) == ["function_call"] * 3


def test_an_empty_call_out_of_the_blue_is_kept_as_unknown() -> None:
    part: Json = {"functionCall": {}}
    assert contents(GENERATE, parts(part)) == [UnknownContent(name="functionCall", value=part)]


# --- beside the content ----------------------------------------------------------------------


def test_metadata_waits_for_a_step_and_replaces_itself() -> None:
    first, second = [{"category": "A"}], [{"category": "B"}]
    said = folded(
        GENERATE,
        {"candidates": [{"safetyRatings": first}]},
        parts({"text": "a"}),
        parts({"text": "b"}, safetyRatings=second),
        parts({"text": ""}, safetyRatings=second, finishReason="STOP"),
    )
    assert kinds(said) == ["model_output"]
    assert found(said, Metadata) == [Metadata(name="safetyRatings", value=second)]
    assert said.text == "ab"


def test_log_probabilities_add_up() -> None:
    said = folded(
        GENERATE,
        parts({"text": "a"}, logprobsResult={"chosenCandidates": [1]}),
        parts({"text": "b"}, logprobsResult={"chosenCandidates": [2]}),
    )
    assert [m.value["chosenCandidates"] for m in found(said, Metadata)] == [[1], [2]]


def test_metadata_after_the_end_still_finds_its_step() -> None:
    said = folded(
        GENERATE,
        parts({"text": "a"}, finishReason="STOP"),
        {"candidates": [{"urlContextMetadata": {"urlMetadata": []}}]},
    )
    assert [m.name for m in found(said, Metadata)] == ["urlContextMetadata"]
    assert kinds(said) == ["model_output"]


def test_grounding_is_cited_once_and_in_the_step_whose_words_it_names() -> None:
    grounding = {
        "groundingChunks": [{"maps": {"uri": "https://example.test/m", "title": "M"}}, {"odd": 1}],
        "groundingSupports": [
            {"segment": {"endIndex": "2", "text": "é"}, "groundingChunkIndices": [0, 9, "x"]},
            {
                "segment": {"startIndex": 0, "endIndex": 1, "text": "b"},
                "groundingChunkIndices": [1],
            },
        ],
    }
    said = folded(
        GENERATE,
        parts({"text": "é"}),
        parts({"executableCode": {"code": "1"}}),
        parts({"text": "b"}, groundingMetadata=grounding),
        parts({"text": ""}, groundingMetadata=grounding, finishReason="STOP"),
    )
    first, _, second = said.steps
    assert [(c.kind, c.uri, c.start, c.end) for c in _citations(first.contents)] == [
        ("maps", "https://example.test/m", 0, 2)
    ]
    assert [(c.kind, c.start, c.end) for c in _citations(second.contents)] == [("source", 0, 1)]
    assert len(found(said, Metadata)) == 1


def _citations(contents: list[Content]) -> list[Citation]:
    return [content for content in contents if isinstance(content, Citation)]


def test_both_names_of_citations_are_read() -> None:
    for name in ("citations", "citationSources"):
        metadata = {name: [{"endIndex": 1, "uri": "https://example.test"}]}
        said = folded(GENERATE, parts({"text": "a"}, citationMetadata=metadata))
        (citation,) = found(said, Citation)
        assert (citation.start, citation.end) == (0, 1)


# --- the whole answer ------------------------------------------------------------------------


def test_usage_in_text_and_traffic_alone_wipes_no_totals() -> None:
    said = folded(
        GENERATE,
        {"usageMetadata": {"promptTokenCount": "9", "totalTokenCount": 14.0}},
        {"usage_metadata": {"thoughts_token_count": 3, "cachedContentTokenCount": True}},
        {"usageMetadata": {"trafficType": "ON_DEMAND"}},
    )
    usage = said.usage
    assert usage is not None
    assert (usage.input, usage.total, usage.thoughts, usage.cached) == (9, 14, 3, None)
    assert usage.raw["trafficType"] == "ON_DEMAND"
    assert usage.raw["promptTokenCount"] == "9"


def test_what_is_learnt_is_said_once_and_again_when_more_is_learnt() -> None:
    said = [
        event
        for event in events(
            GENERATE,
            {"modelVersion": "m"},
            {"modelVersion": "m"},
            {"model_version": "m", "responseId": "r", "createTime": "2026-11-20T10:25:59Z"},
            {"responseId": "r"},
        )
        if isinstance(event, InteractionStarted)
    ]
    assert [(e.id, e.model, e.created) for e in said] == [
        ("", "m", ""),
        ("r", "m", "2026-11-20T10:25:59Z"),
    ]


def test_headers_that_a_gateway_leaks_are_kept_beside() -> None:
    leaked = {"headers": {"Vary": ["Origin", "X-Origin", "Referer"]}}
    (event,) = events(GENERATE, {"sdkHttpResponse": leaked})
    assert isinstance(event, InteractionStarted)
    assert event.raw == {"sdkHttpResponse": leaked}


@pytest.mark.parametrize(
    ("given", "reason", "blocked", "awaiting"),
    [
        ("STOP", "STOP", False, False),
        ("MAX_TOKENS", "MAX_TOKENS", False, False),
        ("SAFETY", "SAFETY", True, False),
        ("PROHIBITED_CONTENT", "PROHIBITED_CONTENT", True, False),
        ("CONTINUATION", "CONTINUATION", False, True),
        ("NEW_REASON", "NEW_REASON", False, False),
        (1, "STOP", False, False),
        (3, "SAFETY", True, False),
        (17, "17", False, False),
    ],
)
def test_finish_reasons(given: Json, reason: str, *, blocked: bool, awaiting: bool) -> None:
    candidate = {"finishReason": given, "finishMessage": "because", "continuationToken": "tok"}
    (event,) = events(GENERATE, {"candidates": [candidate]})
    assert isinstance(event, InteractionFinished)
    assert (event.reason, event.blocked, event.awaiting) == (reason, blocked, awaiting)
    assert (event.message, event.continuation_token) == ("because", "tok")


def test_a_checkpoint_between() -> None:
    (event,) = events(GENERATE, {"candidates": [{"continuationToken": "tok"}]})
    assert event == StatusChanged(status="", continuation_token="tok")


def test_a_blocked_prompt_and_one_that_is_only_rated() -> None:
    feedback = {"blockReason": "SAFETY", "blockReasonMessage": "no"}
    blocked = events(GENERATE, {"promptFeedback": feedback})[-1]
    assert isinstance(blocked, InteractionFinished)
    assert (blocked.prompt, blocked.blocked, blocked.message) == (True, True, "no")
    rated = events(GENERATE, {"prompt_feedback": {"safetyRatings": []}})
    assert [type(event) for event in rated] == [InteractionStarted]


def test_a_model_that_retires_says_so_once() -> None:
    status = {"modelStage": "DEPRECATED", "message": "Old.", "retirementTime": "2027-01-01"}
    (event,) = events(GENERATE, {"modelStatus": status}, {"modelStatus": status})
    assert event == StatusChanged(status="DEPRECATED", message="Old. Retires on 2027-01-01.")


@pytest.mark.parametrize(
    ("json", "code", "message"),
    [
        ({"error": {"code": 503, "message": "no", "status": "UNAVAILABLE"}}, "503", "no"),
        ({"responseId": "r", "error": {"code": "503", "message": "no"}}, "503", "no"),
        ([{"error": {"message": "no"}}], "", "no"),
        ({"error": "no"}, "", "no"),
        ({"error": ["no"]}, "", "no"),
    ],
)
def test_errors_anywhere(json: Json, code: str, message: str) -> None:
    errors = [e for e in events(GENERATE, json) if isinstance(e, ErrorReported)]
    assert [(e.code, e.message) for e in errors] == [(code, message)]


def test_an_event_named_error_is_one() -> None:
    said = events(GENERATE, {"message": "no", "code": 500}, name="error")
    assert [e.message for e in said if isinstance(e, ErrorReported)] == ["no"]


@pytest.mark.parametrize(
    ("json", "name"),
    [
        ({"newTop": 1}, "newTop"),
        ({"candidates": [7]}, "candidates"),
        ({"candidates": [{"newField": 1}]}, "newField"),
        ({"candidates": [{"content": "text"}]}, "content"),
        ({"candidates": [{"finishReason": ["STOP"]}]}, "finishReason"),
        ({"usageMetadata": [1]}, "usageMetadata"),
        ({"modelStatus": 7}, "modelStatus"),
        ("text", "message"),
    ],
)
def test_what_is_unknown_leaves_a_trace(json: Json, name: str) -> None:
    assert [e.name for e in events(GENERATE, json) if isinstance(e, Unknown)] == [name]


def test_unknown_fields_within_a_step_belong_to_it() -> None:
    said = folded(GENERATE, parts({"text": "a"}, newField=1), parts({"text": "b"}, newField=1))
    assert found(said, UnknownContent) == [UnknownContent(name="newField", value=1)]
    assert [e for e in events(GENERATE, {"usageMetadata": {}}) if isinstance(e, UsageReported)]
