"""The prompt chooses what is played."""

from __future__ import annotations

import json

import pytest

from gemini_desktop import resources
from gemini_desktop.net.demo.questions import Question, generate_content
from gemini_desktop.net.demo.refusal import Refusal
from gemini_desktop.net.demo.scenarios import choose


def _chosen(text: str) -> str:
    tape = choose(Question(text=text))
    return tape.name if tape else ""


def test_the_three_sample_prompts_choose_three_rich_tapes() -> None:
    samples = json.loads(resources.path("demo", "prompts.json").read_text("utf-8"))["samples"]
    assert [_chosen(s["prompt"]) for s in samples] == ["stream-guide", "kyoto", "seed4-story"]
    assert [sample["icon"] for sample in samples] == ["code", "map", "image"]
    assert all(sample["title"] for sample in samples)


@pytest.mark.parametrize(
    ("prompt", "tape"),
    [
        ("你的提示词", "seed0-hello"),
        ("讲个300个字的故事", "seed1-story"),
        ("Why is the sky blue?", "seed2-sky"),
        ("Tell me about machine learning.", "seed3-learning"),
        ("Tell me a long story.", "slow"),
        ("Count to from 1 to 25.", "seed4-count"),
        ("What is the greatest common divisor of 1071 and 462?", "seed4-divisor"),
        ("What is the weather in Paris right now?", "seed4-weather"),
        ("Research the latest advances in quantum computing.", "seed4-research"),
        ("Search what it the largest mountain in Europe", "seed4-mountain"),
        ("short illustrated story about a gladiator named Marcus", "seed4-story"),
        ("夕焼けを描いて", "stream-guide"),
        ("SLOW", "slow"),
        ("an error, please", "error"),
        ("cut", "cut"),
        ("empty", "empty"),
    ],
)
def test_the_founding_documents_prompts_and_the_keywords_choose_their_tapes(
    prompt: str, tape: str
) -> None:
    assert _chosen(prompt) == tape


@pytest.mark.parametrize(
    "prompt",
    [
        "Hello",
        "",
        "accounts, executable, skyline",  # words, not parts of words
        "Why does my program report an error when I cut a file that is empty?",  # not short
    ],
)
def test_any_other_prompt_gets_a_composed_answer(prompt: str) -> None:
    assert _chosen(prompt) == ""


def test_a_functions_result_is_answered_whatever_the_prompt_was() -> None:
    assert choose(Question(text="weather", results=(("get_weather", {}),))) is None


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500, 503, 504])
def test_a_prompt_can_ask_for_a_status(status: int) -> None:
    with pytest.raises(Refusal) as caught:
        choose(Question(text=f"please fail with error {status}"))
    assert caught.value.status == status
    assert len(caught.value.message) > 20


def test_what_was_refused_before_does_not_choose_the_next_answer() -> None:
    """A prompt without an answer stands before the next one, in the same content."""
    parts = [{"text": "error 429"}, {"text": "Tell me about Kyoto"}]
    question = generate_content({"contents": [{"role": "user", "parts": parts}]}, "any")
    tape = choose(question)
    assert tape is not None
    assert tape.name == "kyoto"
