"""The composed answer: fitting words, in the prompt's language, in pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.events import StepDelta, Text, ThoughtText
from gemini_desktop.core.turn_fold import TurnFold
from gemini_desktop.net.demo.composer import compose
from gemini_desktop.net.demo.questions import Question


def _text(question: Question) -> str:
    fold = TurnFold()
    for moment in compose(question).moments:
        fold.apply(moment.event)
    return fold.text


@pytest.mark.parametrize(
    ("prompt", "words"),
    [
        ("Good morning", "No model has read it"),
        ("早上好", "没有模型读到这句话"),
        ("おはようございます", "モデルはこれを読んでいません"),
        ("漢字とかな", "モデルはこれを読んでいません"),
    ],
)
def test_it_answers_in_the_language_of_the_prompt_and_quotes_it(prompt: str, words: str) -> None:
    text = _text(Question(text=prompt))
    assert words in text
    assert prompt in text


def test_it_says_that_it_is_the_demo_and_what_can_be_tried() -> None:
    text = _text(Question(text="Hi"))
    assert "built-in demo" in text
    assert "| `count` |" in text
    assert "the settings" in text


def test_it_knows_how_many_prompts_came_before() -> None:
    assert "prompt number" not in _text(Question(text="Hi"))
    later = _text(Question(text="Hi", earlier=2))
    assert "prompt number 3" in later
    assert "the earlier 2" in later


def test_it_names_what_was_attached() -> None:
    assert "image/png, audio/wav" in _text(Question(text="Hi", files=("image/png", "audio/wav")))


def test_only_the_first_words_of_a_long_prompt_are_quoted() -> None:
    text = _text(Question(text="one two three four " * 1000))
    assert "…”" in text
    assert len(text) < 1500


def test_a_prompt_cannot_break_the_markdown_around_it() -> None:
    text = _text(Question(text="**x** `y` [z](http://a.invalid)\n# {title} <b>"))
    assert "\\*\\*x\\*\\* \\`y\\` \\[z\\]" in text
    assert "\n# " not in text


def test_a_functions_result_is_shown_as_it_came_but_bounded() -> None:
    text = _text(Question(results=(("get_weather", {"sky": "clear"}),)))
    assert "`get_weather` gave back" in text
    assert '"sky": "clear"' in text
    assert len(_text(Question(results=(("", "x" * 5000),)))) < 1200
    assert _text(Question(results=(("", "```"),))).count("```") == 2


def test_a_thought_comes_first_where_thoughts_are_wanted() -> None:
    contents = [
        m.event.content
        for m in compose(Question(text="Hi", thoughts=True)).moments
        if isinstance(m.event, StepDelta)
    ]
    assert isinstance(contents[0], ThoughtText)
    assert all(isinstance(content, Text) for content in contents[1:])


@given(st.text())
def test_the_pieces_are_small_and_their_pauses_lively(prompt: str) -> None:
    moments = compose(Question(text=prompt)).moments
    assert all(0 <= moment.pause_s <= 0.25 for moment in moments)
    deltas = [m.event for m in moments if isinstance(m.event, StepDelta)]
    assert len(deltas) > 20
    assert sum(moment.pause_s for moment in moments) < 6
