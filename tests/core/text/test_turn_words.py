"""All that one can read in a turn can be found in it."""

from __future__ import annotations

from gemini_desktop.core.events import (
    Citation,
    Content,
    FunctionCall,
    Media,
    Text,
    ThoughtSignature,
    ThoughtText,
    ToolCall,
    ToolResult,
)
from gemini_desktop.core.outcome import Outcome
from gemini_desktop.core.text.passages import MOST_CHARACTERS, PASSAGE
from gemini_desktop.core.text.turn_words import turn_words
from gemini_desktop.core.transcript import Step, Turn, prompt


def answer(*contents: Content, outcome: Outcome | None = None) -> Turn:
    step = Step(index=0, kind="model_output", contents=[*contents])
    return Turn(role="model", steps=[step], outcome=outcome)


def said(turn: Turn) -> dict[str, str]:
    found: dict[str, str] = {}
    for passage in turn_words(turn):
        found[passage.kind] = found.get(passage.kind, "") + passage.text
    return {kind: text.strip() for kind, text in found.items()}


def test_a_prompt_with_its_attachments() -> None:
    media = Media(kind="image", mime_type="image/png", data="QUJD", name="cat.png")
    assert said(prompt("Was ist das? 日本語", [media])) == {
        "prompt": "cat.png\nWas ist das? 日本語"
    }


def test_thoughts_answers_and_tools() -> None:
    turn = answer(
        ThoughtText(text="Let me see."),
        ThoughtSignature(signature="c2VjcmV0"),
        FunctionCall(name="weather", arguments='{"city": "Kyoto"}'),
        ToolCall(kind="google_search_call", arguments={"queries": ["東京 rain"]}),
        ToolResult(kind="function_result", name="weather", result={"sky": "cloudy"}),
        ToolResult(kind="code", result="plain words"),
        Text(text="It "),
        Text(text="rains."),
        Citation(kind="url_citation", uri="https://example.org"),
    )
    found = said(turn)
    assert found["thought"] == "Let me see."
    assert found["answer"] == "It rains."
    for word in ("weather", "Kyoto", "google_search_call", "東京 rain", "cloudy", "plain words"):
        assert word in found["call"]
    assert "c2VjcmV0" not in str(found)


def test_words_of_two_steps_are_two_words() -> None:
    steps = [Step(index=i, kind="model_output", contents=[Text(text=f"end{i}")]) for i in (0, 1)]
    assert said(Turn(role="model", steps=steps)) == {"answer": "end0\nend1"}


def test_how_it_failed_is_found_how_it_ended_well_is_not() -> None:
    failed = Outcome(kind="failed", reason="429", message="Quota exceeded for model")
    assert said(answer(outcome=failed)) == {"error": "Quota exceeded for model"}
    whole = Outcome(kind="complete", reason="STOP", message="All came.")
    assert said(answer(Text(text="x"), outcome=whole)) == {"answer": "x"}
    assert turn_words(answer()) == []


def test_what_is_long_is_cut_into_passages_and_has_an_end() -> None:
    passages = turn_words(answer(Text(text="word " * 10_000)))
    assert len(passages) > 10
    assert all(len(passage.text) <= PASSAGE + 200 for passage in passages)
    endless = turn_words(answer(Text(text="x" * (MOST_CHARACTERS + 5))))
    assert sum(len(passage.text) for passage in endless) < MOST_CHARACTERS * 1.1
    result = ToolResult(kind="fetch", name="page", result={"text": "y" * 500_000})
    assert len(said(answer(result))["call"]) < 30_000


def test_json_that_cannot_be_written_harms_nothing() -> None:
    turn = answer(ToolResult(kind="k", name="n", result=object()))
    assert said(turn)["call"].startswith("n ")
