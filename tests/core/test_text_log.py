"""The tagged log: what the founding document prints, to the letter."""

import json

import pytest

from gemini_desktop.core.answer import Answer
from gemini_desktop.core.capture import BytesReceived, Ended, Record
from gemini_desktop.core.errors import Failure
from gemini_desktop.core.text_log import TextLog
from tests.core.reading import body, records


def log(exchange: list[Record], protocol: str = "") -> list[str]:
    """All lines of an exchange."""
    answer, text_log = Answer(protocol), TextLog()
    lines = [
        line
        for record in exchange
        for chunk in answer.feed(record)
        for line in text_log.chunk(chunk)
    ]
    return lines + text_log.finish(answer.finish())


HELLO = '{"candidates":[{"content":{"parts":[{"text":"你好！"}]}}]}'
I_AM = '{"candidates":[{"content":{"parts":[{"text":"我是"}]}}]}'
EXPECTED = f"""\
[RAW] data: {HELLO}
[CHUNK] 你好！
[RAW] data: {I_AM}
[CHUNK] 我是
[RAW] data: [DONE]

[COMPLETE_RESPONSE]:
==================================================
你好！我是"""


@pytest.mark.parametrize("between", ["\n\n", "\r\n\r\n", "\r\r", "\n", "\r\n"])
@pytest.mark.parametrize("seed", [None, 1, 2])
def test_the_founding_example_is_printed_to_the_letter(between: str, seed: int | None) -> None:
    events = (f"data: {HELLO}", f"data: {I_AM}", "data: [DONE]", "")
    lines = log(records(between.join(events).encode(), protocol="generate-content", seed=seed))
    assert "\n".join(lines) == EXPECTED


def test_a_finished_answer_has_nothing_after_its_text() -> None:
    finish = HELLO.replace('{"content"', '{"finishReason":"STOP","content"')
    lines = log(records(f"data: {finish}\n\ndata: [DONE]\n\n".encode()))
    assert lines == [
        f"[RAW] data: {finish}",
        "[CHUNK] 你好！",
        "[RAW] data: [DONE]",
        "",
        "[COMPLETE_RESPONSE]:",
        "=" * 50,
        "你好！",
    ]


def test_the_prefix_is_cut_at_the_start_alone() -> None:
    text = "data: a data: b"
    event = json.dumps({"candidates": [{"content": {"parts": [{"text": text}]}}]})
    assert f"[CHUNK] {text}" in log(records(f"data: {event}\n\n".encode()))


def test_comments_are_raw_alone_and_thoughts_are_no_chunks() -> None:
    assert log(records(b": keep-alive\n\n"))[:1] == ["[RAW] : keep-alive"]
    chunks = [line for line in log(records(body("02"))) if line.startswith("[CHUNK]")]
    assert chunks == ["[CHUNK] The greatest common divisor is ", "[CHUNK] **21**."]


def test_chunks_add_up_to_the_complete_response_with_several_candidates() -> None:
    lines = log(records(body("03")))
    said = "".join(line.removeprefix("[CHUNK] ") for line in lines if line.startswith("[CHUNK]"))
    assert said == lines[-1] == "A: red maple leaves"


def test_half_an_event_is_one_json_error_and_the_stream_goes_on() -> None:
    half = 'data: {"candidates":[{"content"\n\n'
    lines = log(records(f"{half}data: {HELLO}\n\n".encode()))
    assert lines[0] == '[RAW] data: {"candidates":[{"content"'
    assert lines[1].startswith("[JSON_ERROR] Failed to parse: ")
    assert len([line for line in lines if "JSON_ERROR" in line]) == 1
    assert "[CHUNK] 你好！" in lines


def test_a_cut_tail_is_shown_raw() -> None:
    lines = log(records(body("31")))
    at = next(n for n, line in enumerate(lines) if line.startswith("[JSON_ERROR]"))
    assert lines[at - 1].endswith('{"text":"in the middle')
    assert lines[-2].startswith("[ERROR] The connection closed inside an event.")
    assert lines[-1].startswith("Hint: ")


@pytest.mark.parametrize(
    ("code", "status", "hint"),
    [
        (401, "UNAUTHENTICATED", "Check that the key is valid"),
        (404, "NOT_FOUND", "Check the model"),
    ],
)
def test_a_refusal_names_the_status_its_words_and_a_hint_once(
    code: int, status: str, hint: str
) -> None:
    error = {"error": {"code": code, "message": "First line.\nSecond.", "status": status}}
    lines = log(records(json.dumps(error).encode(), status=code, protocol="generate-content"))
    at = lines.index(f"[ERROR] Request failed: {code}")
    assert lines[at + 1].endswith(f"({status}): First line.")
    assert lines[at + 2] == "Second."
    assert lines[at + 3].startswith(f"Hint: {hint}")
    assert lines[at + 4 :] == []
    assert "[COMPLETE_RESPONSE]:" not in lines


def test_a_status_without_words() -> None:
    lines = log(records(b"", status=503))
    assert lines[0] == "[ERROR] Request failed: 503"
    assert lines[-1].startswith("Hint: ")


def test_a_page_instead_of_a_stream() -> None:
    lines = log(records(body("38"), status=502))
    assert lines[0].startswith("[RAW] <html>")
    assert "[ERROR] Request failed: 502" in lines


def test_a_failed_connection_keeps_the_text_and_says_why() -> None:
    failure = Failure(kind="reset", message="The connection was reset.", advice="Try again.")
    exchange = [
        *records(f"data: {HELLO}\n\n".encode())[:-1],
        Ended(t_ns=200, how="failed", failure=failure),
    ]
    lines = log(exchange)
    assert lines[-6:-2] == ["", "[COMPLETE_RESPONSE]:", "=" * 50, "你好！"]
    assert lines[-2].startswith("[ERROR] The connection was reset.")
    assert lines[-1].startswith("Hint: ")


def test_no_line_holds_a_line_end_and_odd_bytes_are_shown() -> None:
    data = b'data: {"candidates":[{"content":{"parts":[{"text":"a\\n\\nb\xff"}]}}]}\r\r'
    lines = log(records(data))
    assert all("\n" not in line and "\r" not in line for line in lines)
    assert lines[0].endswith('"a\\n\\nb\ufffd"}]}}]}')
    assert lines[1:4] == ["[CHUNK] a", "", "b\ufffd"]


def test_lines_come_with_their_chunk() -> None:
    """The first piece is logged before the second has come."""
    answer, text_log = Answer("generate-content"), TextLog()
    lines: list[str] = []
    for chunk in answer.feed(BytesReceived(t_ns=1, data=f"data: {HELLO}\n\n".encode())):
        lines += text_log.chunk(chunk)
    assert lines[-1] == "[CHUNK] 你好！"


def test_all_captures_have_a_log() -> None:
    for name in ("04", "06", "07", "14", "16", "17", "19c", "24", "25", "26e", "27", "28", "39"):
        assert log(records(body(name)))


@pytest.mark.parametrize("name", ["03", "14", "20"])
def test_what_was_passed_over_is_known_to_the_lines_after_it(name: str) -> None:
    """A log that begins in the middle says of the rest what it would have said anyway."""
    exchange = records(body(name))
    answer, text_log = Answer(), TextLog()
    chunks = [chunk for record in exchange for chunk in answer.feed(record)]
    half = len(chunks) // 2
    for chunk in chunks[:half]:
        text_log.pass_over(chunk)
    rest = [line for chunk in chunks[half:] for line in text_log.chunk(chunk)]
    rest += text_log.finish(answer.finish())
    assert rest == log(exchange)[-len(rest) :]
