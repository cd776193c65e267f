"""Every generateContent capture means what its text says, however it was cut into reads."""

import hashlib
import re

import pytest

from gemini_desktop.core import arguments
from gemini_desktop.core.events import Citation, FunctionCall, Media, Metadata, ThoughtSignature
from tests.core.reading import body, chunks, found, kinds, outcome, turn

SIGNATURE = "Z2VtaW5pLWRlc2t0b3Agc2FtcGxlIHNpZ25hdHVyZSAwMSAAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhc="


@pytest.mark.parametrize("seed", [None, 1, 2, 3])
def test_plain_text(seed: int | None) -> None:
    said = turn("01", seed=seed)
    assert said.text == (
        "Tides rise and fall because the Moon pulls on the oceans — "
        "twice a day, near and far side bulge. 🌊"
    )
    assert kinds(said) == ["model_output"]
    assert outcome(said) == ("complete", "STOP")
    assert said.finish == {"0": "STOP"}
    assert (said.model, said.interaction_id) == ("gemini-3.8-flash", "Zr4taYqXB8mw1dkP2sWn4A8")
    assert said.usage is not None
    assert (said.usage.input, said.usage.output, said.usage.total) == (9, 27, 36)
    assert said.usage.raw["promptTokensDetails"] == [{"modality": "TEXT", "tokenCount": 9}]


def test_thoughts_are_kept_apart_and_the_signature_of_an_empty_part_is_kept() -> None:
    said = turn("02")
    assert kinds(said) == ["thought", "model_output"]
    assert said.text == "The greatest common divisor is **21**."
    assert said.thought_text == (
        "**Setting up Euclid**\n\nI divide 1071 by 462 and keep the remainder."
        "**Checking**\n\n462 = 3·147 + 21, then 147 = 7·21."
    )
    assert [s.signature for s in found(said, ThoughtSignature)] == [SIGNATURE]
    assert said.steps[1].parts == [
        {"text": "The greatest common divisor is **21**."},
        {"text": "", "thoughtSignature": SIGNATURE},
    ]
    assert said.usage is not None
    assert said.usage.thoughts == 131


def test_candidates_do_not_mix() -> None:
    said = turn("03")
    assert [(step.candidate, step.text) for step in said.steps] == [
        (0, "A: red maple leaves"),
        (1, "B: cyan lagoon"),
    ]
    assert said.text == "A: red maple leaves"
    assert said.finish == {"0": "STOP", "1": "STOP"}


def test_inline_image() -> None:
    said = turn("04")
    (image,) = found(said, Media)
    data = image.decoded()
    assert (image.kind, image.mime_type) == ("image", "image/png")
    assert data.startswith(b"\x89PNG\r\n")
    assert data.endswith(b"IEND\xaeB`\x82")
    assert int.from_bytes(data[16:20]) == 64
    assert int.from_bytes(data[20:24]) == 48
    assert said.text == "Here is the gradient tile you asked for."
    assert len(found(said, ThoughtSignature)) == 1
    assert said.steps[0].parts[1]["thoughtSignature"] == SIGNATURE


def test_audio_in_three_parts_is_100_ms_of_pcm() -> None:
    said = turn("06")
    media = found(said, Media)
    assert [m.kind for m in media] == ["audio"] * 3
    assert {m.mime_type for m in media} == {"audio/L16;codec=pcm;rate=24000"}
    pcm = b"".join(m.decoded() for m in media)
    assert len(pcm) == 24000 * 2 // 10
    assert outcome(said) == ("complete", "STOP")
    assert kinds(said) == ["model_output"]


def test_streamed_arguments_add_up() -> None:
    said = turn("07")
    assert kinds(said) == ["function_call"]
    (call,) = found(said, FunctionCall)
    assert call.name == said.steps[0].name == "book_table"
    assert arguments.value(call) == {
        "place": "Osteria del Sole",
        "guests": 4,
        "outside": True,
        "notes": [{"text": "window seat"}],
        "coupon": None,
    }
    assert found(said, ThoughtSignature)[0].signature == SIGNATURE
    assert said.usage is not None
    assert (said.usage.total, said.usage.raw["trafficType"]) == (259, "ON_DEMAND")


def test_parallel_calls_are_steps_of_their_own() -> None:
    said = turn("08")
    assert [(s.id, s.name) for s in said.steps] == [
        ("fc_7d1", "get_weather"),
        ("fc_7d2", "get_weather"),
        ("fc_7d3", "get_time"),
    ]
    calls = found(said, FunctionCall)
    assert [arguments.value(call) for call in calls] == [{"city": "Lisbon"}, {"city": "Oslo"}, {}]
    assert len(found(said, ThoughtSignature)) == 1


def test_grounding_cites_bytes_of_the_text() -> None:
    said = turn("09")
    data = said.text.encode()
    cited = [(c.kind, c.uri, data[c.start : c.end].decode()) for c in found(said, Citation)]
    first = "Mount Elbrus in the Caucasus is Europe’s highest peak, "
    second = "at 5,642 m above sea level."
    assert cited == [
        ("web", "https://example.test/grounding-redirect/AA1", first),
        ("web", "https://example.test/grounding-redirect/AA1", second),
        ("web", "https://example.org/grounding-redirect/AA2", second),
        ("citation", "https://example.org/elbrus", second),
    ]
    names = {m.name: m.value for m in found(said, Metadata)}
    assert names.keys() == {"groundingMetadata", "citationMetadata"}
    assert names["groundingMetadata"]["webSearchQueries"][1] == "Mount Elbrus height"
    assert said.usage is not None
    assert said.usage.tool_use is not None


def test_a_blocked_prompt_says_so() -> None:
    said = turn("11")
    assert outcome(said) == ("blocked", "PROHIBITED_CONTENT")
    assert said.outcome is not None
    assert said.outcome.message.startswith("The prompt was blocked")
    assert said.steps == []
    assert said.usage is not None
    assert said.usage.input == 31


def test_an_error_in_the_stream_keeps_what_came() -> None:
    said = turn("14")
    assert outcome(said) == ("failed", "unavailable")
    assert said.text == "The first three chapters cover "
    assert said.outcome is not None
    assert "What had come is kept." in said.outcome.message
    assert said.outcome.failure is not None
    assert said.outcome.failure.status == 503


@pytest.mark.parametrize(
    ("name", "status", "reason", "words"),
    [
        ("15", 429, "rate_limited", "exceeded your current quota"),
        ("15b", 429, "rate_limited", "Resource exhausted"),
        ("15c", 400, "unauthenticated", "API key not valid"),
        ("15d", 400, "bad_request", "Invalid JSON payload"),
        ("28b", 400, "bad_request", "telepathy"),
        ("38", 502, "bad_gateway", "502 Bad Gateway"),
    ],
)
def test_refusals(name: str, status: int, reason: str, words: str) -> None:
    said = turn(name, status=status)
    assert outcome(said) == ("failed", reason)
    assert said.outcome is not None
    assert said.outcome.failure is not None
    assert said.outcome.failure.status == status or reason == "unauthenticated"
    assert words in said.outcome.message
    assert said.outcome.advice
    assert said.steps == []


def test_an_array_instead_of_a_stream() -> None:
    said = turn("16")
    assert said.text == 'One, two, [brackets], {braces} and "quotes" \\ — still one string.'
    assert outcome(said) == ("complete", "STOP")


@pytest.mark.parametrize(
    ("name", "text", "total"),
    [
        ("19", "小猫坐在窗边，看着雨滴慢慢滑下玻璃。", 237),
        (
            "19b",
            (
                "Gateway extras: comment, event and id lines, no space after the colon, "
                "and a DONE mark."
            ),
            26,
        ),
        ("19c", "Lines of bare JSON, no data prefix.", 13),
        (
            "34",
            (
                "line\u2028separator, para\u2029sep, nel\x85 inside JSON"
                "pretty-printed over many data lines"
            ),
            11,
        ),
    ],
)
def test_gateways(name: str, text: str, total: int) -> None:
    said = turn(name)
    assert said.text == text
    assert outcome(said) == ("complete", "STOP")
    assert said.usage is not None
    assert said.usage.total == total
    assert kinds(said) == ["model_output"]


def test_an_answer_cut_inside_an_event_is_incomplete() -> None:
    said = turn("31")
    assert said.text == "A stream that stops "
    assert outcome(said) == ("incomplete", "cut_event")
    assert said.outcome is not None
    (note,) = said.outcome.notes
    assert body("31")[note.start : note.end].endswith(b"in the middle")


def test_an_empty_answer_is_a_failure() -> None:
    assert outcome(turn("39")) == ("failed", "empty")


@pytest.mark.parametrize("name", ["35", "35b", "35c", "35d", "36", "36b"])
def test_what_is_no_answer_is_read_without_one(name: str) -> None:
    said = turn(name)
    assert said.steps == []
    assert outcome(said) == ("incomplete", "no_end_mark")
    assert all(chunk.events for chunk in chunks(name))


def test_no_capture_changes_with_its_reads() -> None:
    for name in ("01", "04", "07", "09", "16", "34"):
        turns = [repr(turn(name, seed=seed).steps) for seed in (None, 5, 6)]
        digests = {hashlib.sha256(_without_times(text).encode()).hexdigest() for text in turns}
        assert len(digests) == 1


def _without_times(text: str) -> str:
    return re.sub(r"(started|stopped)_ns=\d+", "", text)
