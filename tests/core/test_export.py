"""A transcript in other forms: nothing is lost in JSON, and Markdown says what it was."""

from __future__ import annotations

import pytest

from gemini_desktop.core.errors import GeminiDesktopError
from gemini_desktop.core.events import (
    Citation,
    FunctionCall,
    Media,
    Metadata,
    Text,
    ThoughtSignature,
    ThoughtText,
    ToolCall,
    ToolResult,
    UnknownContent,
    Usage,
)
from gemini_desktop.core.export import document, markdown
from gemini_desktop.core.outcome import Outcome
from gemini_desktop.core.transcript import Step, Transcript, Turn, prompt


def transcript() -> Transcript:
    answer = Turn(
        role="model",
        id="a1",
        parent_id="p1",
        model="gemini-3.8-flash",
        usage=Usage(input=3, output=5, raw={"promptTokenCount": 3}),
        finish={"0": "STOP"},
        steps=[
            Step(index=0, kind="thought", contents=[ThoughtText(text="First\nthen")]),
            Step(
                index=1,
                kind="model_output",
                contents=[
                    Text(text="# Title\n\nSome *text* 日本語\n"),
                    Media(kind="image", mime_type="image/png", data="aGk=", name="A picture"),
                    ThoughtSignature(signature="c2ln"),
                    Citation(kind="web", uri="https://example.test/a", title="A source"),
                    Metadata(name="safetyRatings", value=[]),
                ],
                parts=[{"text": "# Title", "thoughtSignature": "c2ln"}],
            ),
            Step(
                index=2,
                kind="function_call",
                contents=[FunctionCall(name="get_weather", arguments='{"city":"Paris"}')],
            ),
            Step(
                index=3,
                kind="code_execution_result",
                contents=[
                    ToolCall(kind="code_execution_call", arguments={"code": "print('```')"}),
                    ToolResult(kind="code_execution_result", result="```\n42"),
                    UnknownContent(name="hologram", value={"depth": 3}),
                ],
            ),
        ],
        outcome=Outcome(kind="incomplete", message="The connection\nclosed."),
    )
    return Transcript(turns=[prompt("Why?", id="p1"), answer])


def test_markdown_says_everything_once() -> None:
    text = markdown.render(transcript(), "A talk")
    assert text.startswith("# A talk\n\n## Prompt\n\nWhy?\n\n## Answer · gemini-3.8-flash\n\n")
    assert "> **Thought**\n>\n> First\n> then" in text
    assert "# Title\n\nSome *text* 日本語" in text
    assert "![A picture](data:image/png;base64,aGk=)" in text
    assert "- Source: [A source](https://example.test/a)" in text
    assert '**Call** `get_weather`\n\n```json\n{"city":"Paris"}\n```' in text
    assert "**hologram**" in text
    assert '"depth": 3' in text
    assert "> **Incomplete.** The connection closed." in text
    assert "c2ln" not in text
    assert text.endswith("\n")


def test_a_fence_is_longer_than_the_backticks_inside() -> None:
    text = markdown.render(transcript())
    assert "````\n```\n42\n````" in text


def test_candidates_are_told_apart() -> None:
    steps = [
        Step(index=0, kind="model_output", candidate=0, contents=[Text(text="red")]),
        Step(index=1, kind="model_output", candidate=1, contents=[Text(text="blue")]),
    ]
    text = markdown.render(Transcript(turns=[Turn(role="model", steps=steps, demo=True)]))
    assert (
        text == "## Answer · Gemini · demo\n\n### Candidate 1\n\nred\n\n### Candidate 2\n\nblue\n"
    )


def test_json_gives_everything_back() -> None:
    data = document.render(transcript(), "A talk")
    loaded = document.load(data)
    assert loaded.title == "A talk"
    assert loaded.turns == transcript().turns
    assert document.render(Transcript(turns=loaded.turns), loaded.title) == data


@pytest.mark.parametrize("data", [b"", b"{}", b"[1]", b'{"turns": 1}', b"[" * 5000])
def test_what_is_no_transcript_is_refused_with_words(data: bytes) -> None:
    with pytest.raises(GeminiDesktopError) as caught:
        document.load(data)
    assert caught.value.failure.kind == "bad_transcript"
    assert caught.value.failure.advice


def test_a_later_version_is_not_guessed_at() -> None:
    later = b'{"format": "gemini-desktop transcript", "version": 99, "turns": []}'
    with pytest.raises(GeminiDesktopError) as caught:
        document.load(later)
    assert caught.value.failure.kind == "later_transcript"
