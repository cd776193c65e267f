"""Each event of the real captures has its word and a line on what it says."""

import pytest

from gemini_desktop.ui.controls.badge import TONES
from gemini_desktop.ui.inspector.events.kinds import Kind, kind_of
from gemini_desktop.ui.inspector.events.rereading import decode_alone, look
from gemini_desktop.ui.inspector.events.summary import (
    MAX_CHARACTERS,
    one_line,
    size_text,
    summary_of,
)
from tests.ui.inspector.sources import CAPTURES, capture, from_body, picture_event

STREAMS = sorted(
    path.name for path in CAPTURES.iterdir() if path.suffix in (".sse", ".json", ".txt")
)


def _kinds(name: str) -> list[str]:
    return [kind_of(chunk).label for chunk in capture(name).decoded()[0]]


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("01_dev_plain_text.sse", {"text", "finish"}),
        ("02_dev_thoughts_text.sse", {"thought", "text", "finish"}),
        ("04_dev_inline_image.sse", {"text", "image"}),
        ("06_dev_audio_pcm.sse", {"audio"}),
        ("08_dev_parallel_function_calls.sse", {"call"}),
        ("11_dev_prompt_blocked.sse", {"error"}),
        ("14_dev_midstream_error.sse", {"text", "error"}),
        ("19b_gateway_done_and_comments.sse", {"comment", "done"}),
        ("20_ix_text.sse", {"start", "status", "text", "signature"}),
        ("25_ix_server_tools.sse", {"tool", "citation"}),
        ("27_ix_unknown_events.sse", {"unknown"}),
        ("31_dev_truncated_mid_event.sse", {"text", "cut off"}),
    ],
)
def test_names_what_a_capture_holds(name: str, labels: set[str]) -> None:
    assert labels <= set(_kinds(name))


def test_every_kind_has_a_word_and_a_tone_of_the_theme() -> None:
    assert len({kind.label for kind in Kind}) == len(Kind)
    assert all(kind.tone in TONES for kind in Kind)


@pytest.mark.parametrize("name", STREAMS)
def test_an_event_decoded_alone_is_the_same_event(name: str) -> None:
    """What the table shows live and what it reads again from the tape agree."""
    source = capture(name)
    for chunk in source.decoded()[0]:
        again = decode_alone(chunk.raw, "", chunk.t_ns)
        assert again is not None
        assert (again.data, again.json, again.kind) == (chunk.data, chunk.json, chunk.kind)
        summary = summary_of(chunk, kind_of(chunk))
        assert len(summary) <= MAX_CHARACTERS + 1
        assert summary.isprintable() or "\u200b" in summary


def test_a_picture_is_told_by_type_size_and_bytes() -> None:
    chunk = from_body(picture_event(4000)).decoded()[0][0]
    assert kind_of(chunk) is Kind.IMAGE
    assert summary_of(chunk, Kind.IMAGE) == "image/png · 1344 × 768 · 3.0 kB"


def test_a_finish_tells_the_tokens() -> None:
    chunks = capture("02_dev_thoughts_text.sse").decoded()[0]
    last = summary_of(chunks[-1], kind_of(chunks[-1]))
    assert last.startswith("STOP")
    assert "thoughts" in last


def test_control_characters_are_seen() -> None:
    assert one_line("a\nb\tc\x00") == "a↵b⇥c␀"
    assert one_line("x" * 300) == "x" * MAX_CHARACTERS + "…"


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (2_800_000, "2.8 MB"), (999_960, "1.0 MB")],
)
def test_sizes_are_for_people(count: int, text: str) -> None:
    assert size_text(count) == text


def test_a_look_at_a_large_event_gives_its_json() -> None:
    raw = picture_event(200_000)
    whole, seen = decode_alone(raw, ""), look(raw, "")
    assert whole is not None
    assert seen is not None
    assert seen.json == whole.json
    assert seen.raw == raw
    assert look(b"data: {}\n\n", "") == decode_alone(b"data: {}\n\n", "")


@pytest.mark.parametrize(
    "raw", [b"data: {" + b"x" * 70_000 + b"\n\n", b'data: "\ndata: ' + b"x" * 70_000]
)
def test_a_look_at_what_is_no_json_says_so(raw: bytes) -> None:
    seen = look(raw, "")
    assert seen is not None
    assert seen.error
