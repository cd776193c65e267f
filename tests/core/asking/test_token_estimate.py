"""About how many tokens: cheap, never wildly off, and from a server's count where there is one."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_desktop.core.asking import token_estimate
from gemini_desktop.core.asking.token_estimate import PICTURE_TOKENS, estimate
from gemini_desktop.core.events import Media, Usage
from gemini_desktop.core.transcript import Step, Turn, prompt
from tests.support import costs_less_than


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("The quick brown fox jumps over the lazy dog.", 9, 14),
        ("你好,请用一句话介绍你自己。", 9, 16),
        ("Съешь ещё этих мягких французских булок", 14, 26),
        ("", 0, 0),
    ],
)
def test_words_of_several_scripts(text: str, low: int, high: int) -> None:
    assert low <= estimate([prompt(text)]).tokens <= high


@given(st.text(), st.text())
def test_more_words_are_never_fewer_tokens(one: str, other: str) -> None:
    both = token_estimate.of_text(one + other)
    assert both >= token_estimate.of_text(one) >= 0


def test_files() -> None:
    """A picture has its price, text files their words, and what cannot be guessed is told."""
    words = base64.b64encode(b"words " * 100).decode()
    files = [
        Media(kind="image", mime_type="image/png", data="QUJD"),
        Media(kind="document", mime_type="text/plain", data=words),
        Media(kind="video", mime_type="video/mp4", data="QUJD"),
        Media(kind="document", mime_type="application/pdf", data="QUJD"),
    ]
    assert estimate([prompt("", files)]) == (PICTURE_TOKENS + 150, 2)


def test_the_conversation_and_the_instruction_count() -> None:
    answer = Turn(role="model", steps=prompt("a" * 400).steps)
    assert (
        estimate([prompt("b" * 40), answer, prompt("c" * 4)], "d" * 80).tokens == 10 + 100 + 1 + 20
    )


def test_a_servers_own_count_stands_for_all_before_it() -> None:
    answer = Turn(role="model", steps=prompt("a" * 400).steps, usage=Usage(input=1000, output=50))
    assert estimate([prompt("b" * 40), answer, prompt("c" * 40)], "d" * 80).tokens == 1060


def test_an_answer_without_usage_is_estimated() -> None:
    answer = Turn(role="model", steps=[Step(index=0, kind="model_output")], usage=Usage(output=5))
    assert estimate([prompt("b" * 40), answer]).tokens == 10


def test_a_large_text_file_is_not_read_for_it() -> None:
    file = Media(kind="document", mime_type="text/plain", data="QUJD" * 5_000_000)
    with costs_less_than(1):
        for _ in range(100):
            assert estimate([prompt("Sum up", [file])]).tokens == pytest.approx(3_750_002, abs=2)


def test_a_megabyte_costs_no_frame() -> None:
    text = "你 word " * 170_000
    with costs_less_than(1):
        estimate([prompt(text)])
