"""One exchange, read to its end: what counts where attempts and ends disagree."""

from gemini_desktop.core.answer import Answer, read
from gemini_desktop.core.capture import (
    BytesReceived,
    Ended,
    Record,
    RequestSent,
    ResponseStarted,
    RetryScheduled,
)
from gemini_desktop.core.decoding.decoder import Decoder
from gemini_desktop.core.errors import Failure
from gemini_desktop.core.events import Usage
from gemini_desktop.core.transcript import Turn
from tests.core.reading import body, outcome, records

REQUEST = RequestSent(t_ns=0, unix_ns=0, method="POST", url="", headers=())


def after_refusal(refusal: bytes, status: int, answer: list[Record]) -> list[Record]:
    """An attempt that was refused, then another."""
    return [
        REQUEST,
        ResponseStarted(t_ns=1, status=status),
        BytesReceived(t_ns=2, data=refusal),
        RetryScheduled(t_ns=3, attempt=1, wait_s=1),
        *answer,
    ]


def test_a_refused_attempt_does_not_fail_the_next() -> None:
    for name, status in (("15", 429), ("38", 502)):
        said = read(after_refusal(body(name), status, records(body("01"))))
        assert outcome(said) == ("complete", "STOP")
        assert said.text.startswith("Tides rise")


def test_an_empty_answer_after_a_refused_attempt_is_empty() -> None:
    said = read(after_refusal(body("15"), 429, records(b"")))
    assert outcome(said) == ("failed", "empty")


def test_the_last_attempts_refusal_counts() -> None:
    said = read(after_refusal(body("38"), 502, records(body("15"), status=429)))
    assert outcome(said) == ("failed", "rate_limited")


def test_counts_and_times() -> None:
    answer = Answer()
    for record in after_refusal(body("38"), 502, records(body("02"), seed=None)):
        answer.feed(record)
    assert answer.requests == 2
    assert answer.received_bytes == len(body("38")) + len(body("02"))
    assert (answer.first_byte_ns, answer.fold.turn().first_token_ns, answer.last_ns) == (2, 20, 100)
    assert answer.events == 6
    assert answer.outcome is None
    assert answer.finish().outcome is answer.outcome


def test_done_alone_makes_an_answer_whole_where_it_is_the_custom() -> None:
    """Chat Completions always ends so, gateways end generateContent so; Interactions has more."""
    chat = b'data: {"choices":[{"delta":{"content":"a"}}]}\n\ndata: [DONE]\n\n'
    google = b'data: {"candidates":[{"content":{"parts":[{"text":"a"}]}}]}\n\ndata: [DONE]\n\n'
    step = b'data: {"event_type":"step.delta","index":0,"delta":{"text":"a"}}\n\ndata: [DONE]\n\n'
    assert outcome(read(records(chat))) == ("complete", "done")
    assert outcome(read(records(google))) == ("complete", "done")
    assert outcome(read(records(step))) == ("incomplete", "no_end_mark")


def test_the_rate_counts_from_the_first_token() -> None:
    """99 thought and 1 output tokens in the two seconds after the first piece came."""

    def rate(first_ns: int | None, elapsed_ns: int | None) -> float | None:
        usage = Usage(output=1, thoughts=99)
        turn = Turn(role="model", usage=usage, first_token_ns=first_ns, elapsed_ns=elapsed_ns)
        return turn.tokens_per_s

    assert rate(1_000_000_000, 3_000_000_000) == 50
    assert rate(1_000_000_000, 1_100_000_000) is None
    assert rate(None, 3_000_000_000) is None


def test_without_an_end_it_was_interrupted_and_its_last_words_are_read() -> None:
    said = read(records(body("31"))[:-1])
    assert outcome(said) == ("incomplete", "interrupted")
    assert said.text == "A stream that stops "
    whole = read(records(body("01"))[:-1])
    assert outcome(whole) == ("complete", "STOP")


def test_stopped_by_the_user() -> None:
    stopped = [*records(body("01"))[:-3], Ended(t_ns=99, how="cancelled")]
    assert outcome(read(stopped)) == ("cancelled", "stopped")


def test_a_connection_that_broke_after_the_end_mark_is_a_note() -> None:
    failure = Failure(kind="reset", message="The connection was reset.")
    broken = [*records(body("01"))[:-1], Ended(t_ns=99, how="failed", failure=failure)]
    said = read(broken)
    assert outcome(said) == ("complete", "STOP")
    assert said.outcome is not None
    assert [note.id for note in said.outcome.notes] == ["transfer_cut"]


def test_an_answer_beyond_the_limit_fails_and_keeps_what_came() -> None:
    answer = Answer()
    answer.decoder = Decoder(max_event_bytes=1000)
    data = body("14").split(b"\r\n\r\n")[0] + b"\r\n\r\ndata: " + b"x" * 5000
    for record in records(data):
        answer.feed(record)
    turn = answer.finish()
    assert turn.outcome is not None
    assert turn.outcome.kind == "failed"
    assert turn.outcome.failure is answer.decoder.failure
    assert "kept" in turn.outcome.message
    assert turn.text == "The first three chapters cover "
