"""An answer over several requests: resumed, looked at, continued; nothing comes twice."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import pytest

from gemini_desktop.core import answer as answers
from gemini_desktop.core.answer import Answer
from gemini_desktop.core.capture import RequestSent, RetryScheduled
from gemini_desktop.core.events import StepDelta, Text, ThoughtText
from gemini_desktop.core.outcome import Outcome
from gemini_desktop.core.profile import Profile, Timeouts
from gemini_desktop.core.protocols.table import PROTOCOLS
from gemini_desktop.core.request import Options
from gemini_desktop.core.transcript import Transcript, prompt
from gemini_desktop.net.exchange import new_client
from gemini_desktop.session import going_on, live
from tests.core.reading import body as capture
from tests.support import RunCoroutine

AGENT = "deep-research-preview-04-2026"
CANARY = "CANARY-not-a-real-key-0123456789"
Step = Callable[["Asked"], bytes]


class Asked(msgspec.Struct):
    """A request as it came."""

    method: str
    target: str
    headers: dict[str, str]
    body: Any


class Script:
    """A server that answers the n-th request with the n-th of its replies."""

    def __init__(self, *replies: bytes) -> None:
        self.replies = list(replies)
        self.asked: list[Asked] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        first, *lines = head.strip().split("\r\n")
        headers = {k.lower(): v for k, _, v in (line.partition(": ") for line in lines)}
        data = await reader.readexactly(int(headers.get("content-length", 0)))
        method, target, _ = first.split(" ")
        self.asked.append(Asked(method, target, headers, json.loads(data) if data else None))
        place = len(self.asked) - 1
        writer.write(self.replies[place] if place < len(self.replies) else reply(b"{}", 500))
        await writer.drain()
        writer.close()

    @asynccontextmanager
    async def running(self) -> Any:
        server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        try:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        finally:
            server.close()
            await server.wait_closed()


def reply(body: bytes, status: int = 200, *, cut: bool = False) -> bytes:
    """A whole reply; or one whose last bytes never come."""
    kind = "application/json" if body[:1] == b"{" else "text/event-stream"
    length = len(body) + (7 if cut else 0)
    head = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
    return head.encode() + body


class Seen:
    def __init__(self) -> None:
        self.records: list[Any] = []
        self.text = ""
        self.thoughts = ""

    def record(self, record: Any) -> None:
        self.records.append(record)

    def chunk(self, chunk: Any) -> None:
        for event in chunk.events:
            match event:
                case StepDelta(content=Text(text=text)):
                    self.text += text
                case StepDelta(content=ThoughtText(text=text)):
                    self.thoughts += text

    @property
    def waits(self) -> list[str]:
        return [record.reason for record in self.records if isinstance(record, RetryScheduled)]


class Told(msgspec.Struct):
    answer: Answer
    seen: Seen
    asked: list[Asked]

    @property
    def outcome(self) -> Outcome:
        assert self.answer.outcome is not None
        return self.answer.outcome

    @property
    def paths(self) -> list[str]:
        return [f"{asked.method} {asked.target}" for asked in self.asked]


@pytest.fixture(autouse=True)
def no_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(going_on, "POLL_S", (0.01,))


def tell(
    run_async: RunCoroutine,
    *replies: bytes,
    protocol: Any = "interactions",
    model: str = AGENT,
    follow: bool = True,
    **options: Any,
) -> Told:
    script = Script(*replies)
    seen, answer = Seen(), Answer()

    async def main() -> None:
        async with script.running() as base, new_client() as client:
            profile = Profile(
                name="t",
                protocol=protocol,
                base_url=base,
                model=model,
                headers=(("X-Team", "blue"),),
                max_retries=0,
                follow=follow,
                timeouts=Timeouts(silence_s=3600),
            )
            transcript = Transcript(turns=[prompt("Research tides.")])
            request = PROTOCOLS[protocol].build(profile, transcript, Options(**options))
            await live.run(
                client,
                request,
                profile=profile,
                secret=CANARY,
                tape=live.NoTape(),
                listener=seen,
                answer=answer,
            )

    run_async(main())
    told = Told(answer, seen, script.asked)
    replayed = answers.read(seen.records)
    assert replayed.outcome == answer.outcome
    assert replayed.text == answer.fold.turn().text
    assert replayed.thought_text == answer.fold.turn().thought_text
    assert replayed.usage == answer.fold.turn().usage
    return told


def test_a_dropped_stream_is_resumed_after_its_last_event(run_async: RunCoroutine) -> None:
    told = tell(run_async, reply(capture("26b"), cut=True), reply(capture("26c")))
    assert told.paths == [
        "POST /v1beta/interactions",
        "GET /v1beta/interactions/v1_ZGVlcDAy?stream=true&last_event_id=evt_0004",
    ]
    assert told.outcome.kind == "complete"
    assert told.seen.text == told.answer.fold.text == "# Findings\n"
    assert told.seen.thoughts == "***Plan***\n\nTwo passes.***Second pass***"
    assert [step.kind for step in told.answer.fold.turn().steps] == ["thought", "model_output"]
    assert told.seen.waits == ["connection lost, resuming after event evt_0004"]
    assert [note.id for note in told.outcome.notes] == ["resumed"]


def test_each_request_carries_the_key_and_the_profiles_headers(run_async: RunCoroutine) -> None:
    told = tell(run_async, reply(capture("26b"), cut=True), reply(capture("26c")))
    for asked in told.asked:
        assert asked.headers["x-goog-api-key"] == CANARY
        assert asked.headers["x-team"] == "blue"
        assert asked.headers["accept"] == "text/event-stream"
    assert "content-type" not in told.asked[1].headers
    assert CANARY not in repr(told.seen.records)


def test_a_stream_that_ends_too_early_is_resumed_as_well(run_async: RunCoroutine) -> None:
    told = tell(run_async, reply(capture("26b")), reply(capture("26c")))
    assert told.outcome.kind == "complete"
    assert told.seen.waits[0].startswith("the stream ended too early")


def test_a_stream_cut_at_any_byte_says_the_same(run_async: RunCoroutine) -> None:
    """Once the interaction is known; wherever the connection was lost, nothing is lost or
    doubled."""
    whole = capture("26")
    wanted = answers.read(told_records(whole))
    frames = [m.end() for m in re.finditer(rb"\n\n", whole)]
    for cut in range(frames[0], len(whole) - 40, 131):
        sent = [end for end in frames if end <= cut]
        told = tell(run_async, reply(whole[:cut], cut=True), reply(whole[sent[-1] :]))
        turn = told.answer.fold.turn()
        assert (turn.text, turn.thought_text) == (wanted.text, wanted.thought_text), cut
        assert told.outcome.kind == "complete", cut
        assert told.seen.text == wanted.text


def told_records(body: bytes) -> list[Any]:
    from tests.core.reading import records

    return records(body, protocol="interactions")


def test_a_server_that_begins_again_is_not_heard_twice(run_async: RunCoroutine) -> None:
    """Its events have no ids, so the stream comes from its beginning, cut into other pieces."""
    whole = re.sub(rb',"event_id":"[^"]*"', b"", capture("26"))
    half = whole.index(b"Error rates")
    frames = [m.end() for m in re.finditer(rb"\n\n", whole)]
    half = max(end for end in frames if end <= half)
    told = tell(run_async, reply(whole[:half], cut=True), reply(whole))
    assert told.paths[1].endswith("?stream=true")
    assert told.seen.waits == ["connection lost, resuming from its beginning"]
    wanted = answers.read(told_records(whole))
    assert told.seen.text == told.answer.fold.text == wanted.text
    assert told.seen.thoughts == wanted.thought_text
    assert told.outcome.kind == "complete"


def test_the_id_of_the_line_serves_where_the_event_has_none(run_async: RunCoroutine) -> None:
    first = re.sub(rb',"event_id":"([^"]*)"', b"", capture("26b"))
    first = first.replace(b"event: step.delta", b"id: line 7\nevent: step.delta")
    told = tell(run_async, reply(first), reply(capture("26c")))
    assert told.paths[1].endswith("last_event_id=line%207")


@pytest.mark.parametrize(("identified", "last"), [({2}, 2), ({2, 150}, 150), ({63, 64}, 64)])
def test_the_last_id_counts_however_many_events_follow_without(
    identified: set[int], last: int, run_async: RunCoroutine
) -> None:
    begun = capture("26b")
    delta = 'event: step.delta\ndata: {"index":1,"delta":{"type":"text","text":"a"}%s}\n\n'
    start = 'event: step.start\ndata: {"index":1,"step":{"type":"model_output"}}\n\n'
    ids = (f',"event_id":"mine {n}"' if n in identified else "" for n in range(200))
    more = start + "".join(delta % id_ for id_ in ids)
    told = tell(run_async, reply(begun + more.encode(), cut=True), reply(capture("26c")))
    assert told.paths[1].endswith(f"last_event_id=mine%20{last}")


def test_where_no_stream_can_be_resumed_the_interaction_is_looked_at(
    run_async: RunCoroutine,
) -> None:
    told = tell(
        run_async,
        reply(capture("26b"), cut=True),
        reply(b'{"error":{"code":"not_found","message":"no stream"}}', 404),
        reply(capture("26d")),
        reply(capture("26d")),
        reply(capture("26e")),
    )
    assert told.paths[2:] == ["GET /v1beta/interactions/v1_ZGVlcDAy"] * 3
    assert told.outcome.kind == "complete"
    turn = told.answer.fold.turn()
    assert [step.kind for step in turn.steps] == ["thought", "model_output"]
    assert told.seen.text == turn.text == "# Findings\n"
    assert turn.usage is not None
    assert turn.usage.total == 1200
    assert told.answer.requests == 5
    assert {note.id for note in told.outcome.notes} == {"resumed", "polled"}
    assert told.seen.waits[-1] == "the interaction is in progress, looking again in 0.0 s"


def test_the_whole_adds_only_the_rest_of_a_step(run_async: RunCoroutine) -> None:
    """Half of the thought and of the text had been streamed."""
    state = json.loads(capture("26e"))
    state["steps"][1]["summary"][0]["text"] = "***Plan***\n\nTwo passes. And a third."
    told = tell(
        run_async,
        reply(capture("26b"), cut=True),
        reply(b"{}", 404),
        reply(json.dumps(state).encode()),
    )
    assert told.seen.thoughts == "***Plan***\n\nTwo passes. And a third."
    assert told.seen.text == "# Findings\n"


def test_looking_in_vain_comes_to_an_end(run_async: RunCoroutine) -> None:
    told = tell(run_async, reply(capture("26b"), cut=True))
    assert told.answer.requests == 2 + going_on.MOST_LOOKS_IN_VAIN
    assert told.outcome.kind == "failed"
    assert told.answer.fold.turn().thought_text


def test_what_is_not_streamed_is_looked_at_until_it_ends(run_async: RunCoroutine) -> None:
    told = tell(
        run_async, reply(capture("26d")), reply(capture("26d")), reply(capture("26e")), stream=False
    )
    assert told.paths[0] == "POST /v1beta/interactions"
    assert len(told.paths) == 3
    assert told.outcome.kind == "complete"
    assert told.seen.text == "# Findings\n"


def test_a_model_that_does_not_work_in_the_background_is_not_resumed(
    run_async: RunCoroutine,
) -> None:
    told = tell(run_async, reply(capture("26b"), cut=True), model="gemini-3.8-flash")
    assert len(told.paths) == 1
    assert told.outcome.kind == "incomplete"


@pytest.mark.parametrize("fields", [{"follow": False}, {"store": False}])
def test_it_is_not_resumed_against_the_users_will(
    run_async: RunCoroutine, fields: dict[str, Any]
) -> None:
    told = tell(run_async, reply(capture("26b"), cut=True), **fields)
    assert len(told.paths) == 1
    assert told.outcome.kind == "incomplete"


# --- continuation --------------------------------------------------------------------------------


def test_a_long_answer_is_continued(run_async: RunCoroutine) -> None:
    told = tell(
        run_async,
        reply(capture("29")),
        reply(capture("29b")),
        model="gemini-4-argon",
        temperature=1.0,
    )
    first, second = (asked.body for asked in told.asked)
    token = second.pop("continuation_token")
    assert second.pop("previous_interaction_id") == "v1_Y29udDAx"
    assert token.startswith("tok_")
    assert second == {key: value for key, value in first.items() if key != "input"}
    assert told.outcome.kind == "complete"
    text = "First 64k tokens … end of hop one. Hop two finishes the story."
    assert told.answer.fold.text == told.seen.text == text
    turn = told.answer.fold.turn()
    assert turn.interaction_id == "v1_Y29udDAy"
    assert turn.continuation_token == ""
    assert turn.usage is not None
    assert turn.usage.total == 2 * 346
    assert [note.id for note in told.outcome.notes] == ["continued"]


def test_what_the_server_does_not_keep_is_asked_again_whole(run_async: RunCoroutine) -> None:
    told = tell(
        run_async,
        reply(capture("29")),
        reply(capture("29b")),
        model="gemini-4-argon",
        store=False,
    )
    assert told.asked[1].body["input"] == "Research tides."
    assert "previous_interaction_id" not in told.asked[1].body


def more(text: str, reason: str, token: str = "", total: int = 5) -> bytes:
    candidate: dict[str, Any] = {"content": {"parts": [{"text": text}]}, "finishReason": reason}
    if token:
        candidate["continuationToken"] = token
    chunk = {"candidates": [candidate], "usageMetadata": {"totalTokenCount": total}}
    return b"data: " + json.dumps(chunk).encode() + b"\n\n"


def test_generate_content_is_continued_with_the_same_request(run_async: RunCoroutine) -> None:
    told = tell(
        run_async,
        reply(more("One, ", "CONTINUATION", "tok 1")),
        reply(more("two, ", "CONTINUATION", "tok 2")),
        reply(more("three.", "STOP")),
        protocol="generate-content",
        model="gemini-4-argon",
    )
    bodies = [asked.body for asked in told.asked]
    assert [body.pop("continuationToken", None) for body in bodies] == [None, "tok 1", "tok 2"]
    assert bodies[0] == bodies[1] == bodies[2]
    assert told.seen.text == told.answer.fold.text == "One, two, three."
    assert told.outcome.kind == "complete"
    turn = told.answer.fold.turn()
    assert turn.finish == {"0": "STOP"}
    assert turn.usage is not None
    assert turn.usage.total == 15


def test_a_token_that_leads_nowhere_is_given_up(run_async: RunCoroutine) -> None:
    told = tell(
        run_async,
        reply(more("One", "CONTINUATION", "tok")),
        *[reply(more("", "CONTINUATION", "tok"))] * 9,
        protocol="generate-content",
        model="gemini-4-argon",
    )
    assert told.answer.requests == 1 + going_on.MOST_IN_VAIN
    assert told.outcome.kind == "awaiting"
    assert told.answer.fold.turn().continuation_token == "tok"


def test_a_continuation_that_is_cut_is_not_taken_for_whole(run_async: RunCoroutine) -> None:
    cut = b'data: {"candidates":[{"content":{"parts":[{"text":"two"}]}}]}\n\n'
    told = tell(
        run_async,
        reply(more("One, ", "CONTINUATION", "tok")),
        reply(cut, cut=True),
        protocol="generate-content",
        model="gemini-4-argon",
    )
    assert told.outcome.kind == "incomplete"
    assert told.answer.fold.text == "One, two"


def test_all_requests_stand_in_one_capture(run_async: RunCoroutine) -> None:
    told = tell(run_async, reply(capture("26b"), cut=True), reply(capture("26c")))
    sent = [record for record in told.seen.records if isinstance(record, RequestSent)]
    assert [record.method for record in sent] == ["POST", "GET"]
    assert [record.attempt for record in sent] == [1, 2]
