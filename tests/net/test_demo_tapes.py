"""Every bundled capture is read by the product's own decoder, and holds what it is there for."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from gemini_desktop import resources
from gemini_desktop.core.answer import Answer
from gemini_desktop.core.capture import Ended, RequestSent, decode_lines
from gemini_desktop.core.events import Citation, FunctionCall, Media, ThoughtSignature, ToolCall
from gemini_desktop.core.transcript import Turn
from gemini_desktop.net.demo import scenarios, tapes

NAMES = sorted(folder.parent.name for folder in resources.path("demo").glob("*/body"))


def _turn(name: str) -> Turn:
    folder = resources.path("demo", name)
    answer = Answer()
    lines = (folder / "records.jsonl").read_bytes().splitlines()
    for record in decode_lines(lines, (folder / "body").read_bytes()):
        answer.feed(record)
    return answer.finish()


def _all(turn: Turn, kind: type[Any]) -> list[Any]:
    return [c for step in turn.steps for c in step.contents if isinstance(c, kind)]


def _reason(turn: Turn) -> tuple[str, str]:
    assert turn.outcome is not None
    return turn.outcome.kind, turn.outcome.reason


def test_each_tape_is_asked_for_by_some_prompt_and_each_scenario_has_its_tape() -> None:
    assert {scenario.tape for scenario in scenarios.scenarios()} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_tape_is_whole_on_disk(name: str) -> None:
    """Its lengths add up to its body, its times never go back, and it names no real host."""
    folder = resources.path("demo", name)
    body = (folder / "body").read_bytes()
    lines = (folder / "records.jsonl").read_bytes().splitlines()
    records = list(decode_lines(lines, body))
    assert len(records) == len(lines), "no line is passed over, no byte is without a line"
    assert [r.t_ns for r in records] == sorted(r.t_ns for r in records)
    assert isinstance(records[-1], Ended)
    assert isinstance(records[0], RequestSent)
    assert records[0].url.startswith("https://demo.invalid/")


@pytest.mark.parametrize("name", NAMES)
def test_a_tape_is_lively(name: str) -> None:
    """It neither rushes nor drags: nobody waits for seconds but where that is the point."""
    tape = tapes.load(name)
    pauses = [pause_s for pause_s, _ in tape.reads]
    slow = name == "slow"
    assert sum(pauses) < (30 if slow else 8)
    assert max(pauses, default=0.0) < (3 if slow else 1.5)
    assert tape.head_pause_s < (3 if slow else 0.6)


def test_seed_0_holds_exactly_the_bytes_of_the_example() -> None:
    body = resources.path("demo", "seed0-hello", "body").read_bytes()
    assert body.decode() == (
        'data: {"candidates":[{"content":{"parts":[{"text":"你好！"}]}}]}\n\n'
        'data: {"candidates":[{"content":{"parts":[{"text":"我是"}]}}]}\n\n'
        "data: [DONE]\n\n"
    )
    assert _turn("seed0-hello").text == "你好！我是"


def test_seed_1_is_a_gateways_story_with_headers_as_lists_and_an_empty_last_part() -> None:
    body = resources.path("demo", "seed1-story", "body").read_bytes()
    assert b'"Content-Type":["text/event-stream"]' in body
    assert b'"parts":[{}]' in body
    turn = _turn("seed1-story")
    assert _reason(turn) == ("complete", "STOP")
    assert 280 <= len(turn.text) <= 380
    assert turn.text.startswith("巷子尽头有一家小小的钟表铺")
    assert turn.usage is not None
    assert turn.usage.thoughts == 911


def test_seed_2_is_a_chat_completion_on_the_colour_of_the_sky() -> None:
    turn = _turn("seed2-sky")
    assert _reason(turn) == ("complete", "stop")
    assert "*Rayleigh scattering*" in turn.text


def test_seed_3_is_one_json_array_with_table_and_code() -> None:
    body = resources.path("demo", "seed3-learning", "body").read_bytes()
    assert body.startswith(b"[{")
    assert body.endswith(b"}\n]")
    turn = _turn("seed3-learning")
    assert _reason(turn) == ("complete", "STOP")
    assert "```python\npoints = " in turn.text
    assert "|---|---|---|---|" in turn.text


def test_seed_4_counts_to_25() -> None:
    turn = _turn("seed4-count")
    assert _reason(turn) == ("complete", "completed")
    assert turn.text == ", ".join(str(n) for n in range(1, 26)) + "."


def test_seed_4_thinks_about_a_divisor() -> None:
    turn = _turn("seed4-divisor")
    assert _reason(turn) == ("complete", "completed")
    assert "Euclid" in turn.thought_text
    assert "**21**" in turn.text
    assert len(_all(turn, ThoughtSignature)) == 1


def test_seed_4_calls_for_the_weather_and_waits() -> None:
    turn = _turn("seed4-weather")
    assert _reason(turn) == ("awaiting", "requires_action")
    (call,) = _all(turn, FunctionCall)
    assert call.arguments == '{"location": "Paris, France", "unit": "celsius"}'
    step = turn.steps[1]
    assert (step.kind, step.id, step.name) == ("function_call", "demo0call", "get_weather")


def test_seed_4_researches_with_event_ids_and_deltas_without_types() -> None:
    body = resources.path("demo", "seed4-research", "body").read_bytes()
    assert b'"delta":{"text":' in body
    assert b'"content":{"text":' in body
    assert b'"event_id":"evt_0001"' in body
    turn = _turn("seed4-research")
    assert _reason(turn) == ("complete", "completed")
    assert turn.text.startswith("# Quantum computing")
    assert turn.thought_text.count("***") == 6
    assert [c.uri for c in _all(turn, Citation)] == [
        "https://example.org/hardware",
        "https://example.org/correction",
    ]


def test_seed_4_tells_a_story_with_two_pictures() -> None:
    turn = _turn("seed4-story")
    assert _reason(turn) == ("complete", "completed")
    pictures = [media.decoded() for media in _all(turn, Media)]
    assert [picture[:3] for picture in pictures] == [b"\xff\xd8\xff"] * 2
    assert all(40_000 < len(picture) < 200_000 for picture in pictures)
    assert len({hashlib.sha256(picture).digest() for picture in pictures}) == 2
    assert turn.text.count("Part ") == 3


def test_seed_4_searches_for_a_mountain() -> None:
    turn = _turn("seed4-mountain")
    (call,) = _all(turn, ToolCall)
    assert call.arguments == {"queries": ["highest mountain in Europe"]}
    (source,) = _all(turn, Citation)
    cited = turn.text.encode()[source.start : source.end].decode()
    assert cited.startswith("**Mount Elbrus**")
    assert cited.endswith("above the sea. ")


def test_the_guide_has_thoughts_code_a_table_chinese_and_a_picture() -> None:
    turn = _turn("stream-guide")
    assert _reason(turn) == ("complete", "STOP")
    assert "**Comparing two ways to read**" in turn.thought_text
    assert "```python\nimport json\n" in turn.text
    assert "|:--|:-:|:--|" in turn.text
    assert "### 三点提醒" in turn.text
    (picture,) = _all(turn, Media)
    assert picture.mime_type == "image/jpeg"
    assert picture.decoded().endswith(b"\xff\xd9")
    assert "built-in demo" in turn.text


def test_the_code_of_the_guide_and_of_the_learner_compiles() -> None:
    for name in ("stream-guide", "seed3-learning"):
        code = _turn(name).text.split("```python\n")[1].split("```")[0]
        compile(code, name, "exec")


def test_the_journey_has_tables_japanese_and_tasks() -> None:
    turn = _turn("kyoto")
    assert _reason(turn) == ("complete", "STOP")
    assert "| 7:30 | Kiyomizu-dera | 清水寺 |" in turn.text
    assert "- [ ] An umbrella" in turn.text


def test_trouble_is_what_it_says() -> None:
    assert _reason(_turn("error")) == ("failed", "unavailable")
    assert _turn("error").text.endswith("in the middle of a senten")
    assert _reason(_turn("cut")) == ("incomplete", "body_cut")
    assert _turn("cut").text.startswith("This stream will be cut")
    assert _reason(_turn("empty")) == ("failed", "empty")
    assert _reason(_turn("slow")) == ("complete", "STOP")
