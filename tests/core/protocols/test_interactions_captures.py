"""Every Interactions capture means what its text says, however it was cut into reads."""

import pytest

from gemini_desktop.core import answer, arguments
from gemini_desktop.core.capture import Record
from gemini_desktop.core.events import (
    Citation,
    FunctionCall,
    Media,
    StepStarted,
    ThoughtSignature,
    ToolCall,
    ToolResult,
    Unknown,
    UnknownContent,
)
from tests.core.reading import body, chunks, found, kinds, outcome, records, turn

SIGNATURE = "Z2VtaW5pLWRlc2t0b3Agc2FtcGxlIHNpZ25hdHVyZSAwMSAAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhc="


@pytest.mark.parametrize("seed", [None, 1, 2, 3])
def test_text_after_a_thought_without_summary(seed: int | None) -> None:
    said = turn("20", seed=seed)
    assert kinds(said) == ["thought", "model_output"]
    assert said.text == "1, 2, 3, 4, 5, 6, 7, 8, 9, 10."
    assert said.thought_text == ""
    assert [s.signature for s in found(said, ThoughtSignature)] == [SIGNATURE]
    assert outcome(said) == ("complete", "completed")
    assert (said.interaction_id, said.model) == ("v1_aGVsbG8wMQ", "gemini-3.8-flash")
    usage = said.usage
    assert usage is not None
    assert (usage.input, usage.output, usage.thoughts) == (11, 90, 245)
    assert (usage.cached, usage.tool_use, usage.total) == (0, 0, 346)
    assert usage.raw["input_tokens_by_modality"] == [{"modality": "text", "tokens": 11}]


def test_pictures_between_the_words_keep_their_place() -> None:
    said = turn("22")
    assert kinds(said) == ["model_output", "thought", "model_output"]
    assert [type(content).__name__ for content in said.steps[0].contents] == [
        "Text",
        "Media",
        "Text",
    ]
    jpeg, png, linked = found(said, Media)
    assert jpeg.decoded().startswith(b"\xff\xd8\xff")
    assert jpeg.decoded().endswith(b"\xff\xd9")
    assert png.decoded().startswith(b"\x89PNG")
    assert [m.mime_type for m in (jpeg, png, linked)] == ["image/jpeg", "image/png", "image/png"]
    assert (linked.uri, linked.data) == ("https://example.test/generated/noon.png", "")
    assert said.usage is not None
    assert said.usage.raw["output_tokens_by_modality"][0]["tokens"] == 4480


def test_arguments_cut_inside_tokens() -> None:
    said = turn("24")
    assert kinds(said) == ["thought", "function_call", "function_call"]
    first, second = found(said, FunctionCall)
    assert (first.id, first.name) == ("un6k8t18", "get_weather")
    assert arguments.value(first) == {"location": "San Francisco, CA", "unit": "c"}
    assert (second.id, second.name, second.arguments) == ("un6k8t19", "get_time", "{}")
    assert [(step.id, step.name) for step in said.steps[1:]] == [
        ("un6k8t18", "get_weather"),
        ("un6k8t19", "get_time"),
    ]
    assert outcome(said) == ("awaiting", "requires_action")


def test_server_tools_and_all_kinds_of_citation() -> None:
    said = turn("25")
    tools = ("google_search", "url_context", "code_execution", "mcp_server_tool", "file_search")
    assert kinds(said) == [
        *(f"{tool}_{what}" for tool in (*tools, "google_maps") for what in ("call", "result")),
        "model_output",
    ]
    calls = {call.kind: call for call in found(said, ToolCall)}
    assert calls["google_search_call"].arguments == {"queries": ["highest mountain in Europe"]}
    assert calls["google_search_call"].signature == SIGNATURE
    assert calls["code_execution_call"].arguments["code"] == "print(5642*3.28084)"
    assert calls["mcp_server_tool_call"].name == "lookup"
    assert calls["mcp_server_tool_call"].arguments == {"q": "Elbrus"}
    assert said.steps[6].raw["server_name"] == "atlas"
    assert [call.id for call in found(said, ToolCall)] == [
        "gs_1", "uc_1", "ce_1", "mcp_1", "fs_1", "gm_1",
    ]  # fmt: skip
    results = {result.kind: result for result in found(said, ToolResult)}
    assert [result.call_id for result in found(said, ToolResult)] == [
        call.id for call in found(said, ToolCall)
    ]
    assert results["code_execution_result"].result == "18510.49928\n"
    assert results["url_context_result"].result[1]["status"] == "paywall"
    assert results["google_maps_result"].result[0]["places"][0]["name"] == "Elbrus"
    assert [(c.kind, c.title, c.start, c.end) for c in found(said, Citation)] == [
        ("url_citation", "Elbrus", 0, 41),
        ("file_citation", "atlas.pdf", 0, 12),
        ("place_citation", "Elbrus", 0, 12),
    ]
    assert not found(said, UnknownContent)
    assert said.usage is not None
    assert said.usage.tool_use == 640


def test_deep_research_says_text_and_thoughts_without_types() -> None:
    said = turn("26")
    assert said.text == (
        "# State of the field\n\n## Summary\n\nError rates fell again this year.\n"
    )
    assert said.thought_text == (
        "***Generating research plan***\n\nListing the sub-questions first."
        "***Reading sources***\n\nComparing three reports."
    )
    assert said.model == "deep-research-preview-04-2026"
    assert said.usage is not None
    assert said.usage.total == 1117031


def test_a_dropped_answer_is_incomplete_and_goes_on_where_it_stopped() -> None:
    dropped = turn("26b")
    assert outcome(dropped) == ("incomplete", "no_end_mark")
    assert dropped.thought_text == "***Plan***\n\nTwo passes."

    both: list[Record] = [*records(body("26b"))[:-1], *records(body("26c"))]
    said = answer.read(both)
    assert said.thought_text == "***Plan***\n\nTwo passes.***Second pass***"
    assert said.text == "# Findings\n"
    assert kinds(said) == ["thought", "model_output"]
    assert outcome(said) == ("complete", "completed")


def test_a_resumed_stream_alone_starts_the_step_that_it_goes_on_with() -> None:
    said = turn("26c")
    assert kinds(said) == ["thought", "model_output"]
    assert said.interaction_id == "v1_ZGVlcDAy"
    first = chunks("26c")[0].events[0]
    assert first == StepStarted(index=0, kind="thought", raw={"type": "thought"})


def test_polled_interactions() -> None:
    waiting = turn("26d")
    assert waiting.interaction_id == "v1_ZGVlcDAy"
    assert outcome(waiting) == ("incomplete", "no_end_mark")
    done = turn("26e")
    assert kinds(done) == ["user_input", "thought", "model_output"]
    assert done.text == "# Findings\n"
    assert done.thought_text == "***Plan***"
    assert [(c.uri, c.start, c.end) for c in found(done, Citation)] == [
        ("https://example.org/t", 0, 9)
    ]
    assert outcome(done) == ("complete", "completed")
    assert done.usage is not None
    assert (done.usage.input, done.usage.thoughts, done.usage.total) == (900, 100, 1200)


def test_unknown_events_steps_deltas_and_fields_are_kept() -> None:
    said = turn("27")
    assert kinds(said) == ["hologram_output", "model_output"]
    assert said.text == "Text inside a step of unknown type.Known again."
    assert {u.name: u.value for u in found(said, UnknownContent)} == {
        "voxel_grid": {"type": "voxel_grid", "cells": "AAEC", "layers": 2},
        "new_field": {"x": 1},
        "image": {"type": "image"},
    }
    assert said.steps[0].raw == {"type": "hologram_output", "depth": 3}
    unknown = [e for c in chunks("27") for e in c.events if isinstance(e, Unknown)]
    assert [e.name for e in unknown] == ["interaction.steering_applied"]
    assert unknown[0].raw["note"] == "new event kind"
    assert outcome(said) == ("complete", "paused_for_review")


def test_an_error_event_ends_the_answer() -> None:
    said = turn("28")
    assert outcome(said) == ("failed", "gateway_timeout")
    assert said.text == "The report so far: "
    assert said.outcome is not None
    assert "Deadline expired" in said.outcome.message


def test_long_answers_wait_to_be_continued() -> None:
    said = turn("29")
    assert outcome(said) == ("awaiting", "requires_continuation")
    assert said.text == "First 64k tokens … end of hop one."
    assert said.continuation_token == "tok_end_1"
    second = turn("29b")
    assert outcome(second) == ("complete", "completed")
    assert second.continuation_token == ""
    assert second.text == " Hop two finishes the story."


def test_the_older_names() -> None:
    said = turn("30")
    assert kinds(said) == ["model_output"]
    assert said.text == "Old naming still parses? "
    assert outcome(said) == ("complete", "completed")
    assert said.usage is not None
    assert said.usage.total == 9
