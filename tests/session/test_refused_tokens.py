"""A token that the server refuses (401) is renewed once, visibly; what else a profile adds."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from gemini_desktop.core.answer import Answer
from gemini_desktop.core.capture import Record, RequestSent, ResponseStarted, RetryScheduled
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.profile import Profile
from gemini_desktop.core.request import Options
from gemini_desktop.core.transcript import Transcript, prompt
from gemini_desktop.net.tokens import Tokens
from gemini_desktop.session.direct import Direct
from tests.net.token_support import Asked, Reply, answering, info, token, written
from tests.support import RunCoroutine

HELLO = (
    b'data: {"candidates":[{"content":{"parts":[{"text":"Hello %s"}]},"finishReason":"STOP"}]}\n\n'
)
CREATED = (
    b'data: {"event_type":"interaction.created","event_id":"e1",'
    b'"interaction":{"id":"v1_x","status":"in_progress"}}\n\n'
)
DONE = (
    b'{"id":"v1_x","status":"completed","steps":'
    b'[{"type":"model_output","content":[{"type":"text","text":"The report."}]}]}'
)
WHO = b'{"error":{"code":401,"status":"UNAUTHENTICATED","message":"Token CANARY-token-1 is over."}}'


class Seen:
    def __init__(self) -> None:
        self.records: list[Record] = []

    def record(self, record: Record) -> None:
        self.records.append(record)

    def chunk(self, chunk: Chunk) -> None:
        """Of no interest."""


class Vertex:
    """Gives numbered tokens and takes only those from `first_good` on; echoes what it was shown."""

    def __init__(self, first_good: int, refuse_from: int = 99) -> None:
        self.given = 0
        self.first_good = first_good
        self.refuse_from = refuse_from

    def __call__(self, asked: Asked) -> Reply:
        if asked.path == "/token":
            self.given += 1
            if self.given >= self.refuse_from:
                return Reply(400, b'{"error":"invalid_grant"}')
            return token(f"CANARY-token-{self.given}")
        shown = asked.headers["authorization"].removeprefix("Bearer ")
        if int(shown.rpartition("-")[2]) < self.first_good:
            return Reply(401, WHO)
        return Reply(200, HELLO % shown.encode())


def send(
    run_async: RunCoroutine, folder: Path, vertex: Vertex, **fields: Any
) -> tuple[Answer, Seen, list[str]]:
    """One exchange; gives the answer, the records and the paths that were asked for."""
    seen, answer = Seen(), Answer()

    async def main() -> None:
        direct = Direct(tokens=Tokens())
        await direct.send(
            profile, Transcript(turns=[prompt("Hi")]), Options(), listener=seen, answer=answer
        )
        await direct.close()

    with answering(vertex) as server:
        file = written(folder, info(server.token_uri))
        profile = Profile(
            name="Cloud",
            auth="service-account",
            base_url=server.base,
            service_account_file=str(file),
            allow_token_host="127.0.0.1",
            **fields,
        )
        run_async(main())
    return answer, seen, [asked.path.partition("?")[0] for asked in server.asked]


@pytest.mark.parametrize("max_retries", [0, 4])
def test_a_refused_token_is_renewed_once_and_the_attempt_is_seen(
    home: Path, tmp_path: Path, run_async: RunCoroutine, max_retries: int
) -> None:
    answer, seen, paths = send(run_async, tmp_path, Vertex(2), max_retries=max_retries)
    turn = answer.finish()
    assert turn.outcome is not None
    assert turn.outcome.kind == "complete"
    assert turn.text == f"Hello {14 * chr(42)}"  # the token that was echoed, as asterisks
    assert paths[::2] == ["/token", "/token"]
    assert len(paths) == 4
    (wait,) = [record for record in seen.records if isinstance(record, RetryScheduled)]
    assert wait.wait_s == 0
    assert wait.reason == "401 UNAUTHENTICATED, once more with a new token"
    heads = [record for record in seen.records if isinstance(record, ResponseStarted)]
    assert [head.status for head in heads] == [401, 200]
    sent = [record for record in seen.records if isinstance(record, RequestSent)]
    assert [request.attempt for request in sent] == [1, 2]
    told = repr(msgspec.to_builtins(seen.records))
    assert "CANARY-token-1" not in told
    assert "CANARY-token-2" not in told


def test_a_second_refusal_is_the_answer(
    home: Path, tmp_path: Path, run_async: RunCoroutine
) -> None:
    answer, _, paths = send(run_async, tmp_path, Vertex(9))
    outcome = answer.finish().outcome
    assert outcome is not None
    assert outcome.kind == "failed"
    assert outcome.failure is None or outcome.failure.status in {None, 401}
    assert len(paths) == 4


def test_a_token_that_cannot_be_renewed_ends_it_in_words(
    home: Path, tmp_path: Path, run_async: RunCoroutine
) -> None:
    answer, _, paths = send(run_async, tmp_path, Vertex(9, refuse_from=2))
    outcome = answer.finish().outcome
    assert outcome is not None
    assert outcome.kind == "failed"
    assert "invalid_grant" in f"{outcome.message} {outcome.failure}"
    assert len(paths) == 3


def test_a_key_is_not_tried_twice(home: Path, run_async: RunCoroutine) -> None:
    answer, seen = Answer(), Seen()

    async def main() -> None:
        direct = Direct("CANARY-token-1")
        await direct.send(
            profile, Transcript(turns=[prompt("Hi")]), Options(), listener=seen, answer=answer
        )
        await direct.close()

    with answering(lambda _: Reply(401, WHO)) as server:
        profile = Profile(name="Key", base_url=server.base)
        run_async(main())
    assert len(server.asked) == 1


def test_the_profiles_query_is_sent_and_an_unchecked_certificate_is_noted(
    home: Path, tmp_path: Path, run_async: RunCoroutine
) -> None:
    asked: list[str] = []

    class Keeping(Vertex):
        def __call__(self, request: Asked) -> Reply:
            asked.append(request.path)
            return super().__call__(request)

    query = (("tenant", "a b&c"), ("key", "CANARY-not-a-real-key"), ("", "x"))
    answer, seen, _ = send(run_async, tmp_path, Keeping(1), query=query, insecure=True)
    assert asked[-1].endswith("?alt=sse&tenant=a%20b%26c&key=CANARY-not-a-real-key")
    outcome = answer.finish().outcome
    assert outcome is not None
    assert "certificates_unchecked" in {note.id for note in outcome.notes}
    assert "CANARY" not in json.dumps(msgspec.to_builtins(seen.records), default=str)


def test_an_interaction_may_outlive_its_tokens(
    home: Path, tmp_path: Path, run_async: RunCoroutine
) -> None:
    """A token that ends while an agent works: the look at it goes on with the next one, and the
    interaction is not created again."""
    state = {"good": 1}

    def reply(asked: Asked) -> Reply:
        if asked.path == "/token":
            given.append(asked.path)
            return token(f"CANARY-token-{len(given)}")
        calls.append(asked.method)
        shown = int(asked.headers["authorization"].rpartition("-")[2])
        if shown < state["good"]:
            return Reply(401, WHO)
        if asked.method == "POST":
            state["good"] = 2
            return Reply(200, CREATED)
        return Reply(200, DONE)

    given: list[str] = []
    calls: list[str] = []
    seen, answer = Seen(), Answer("interactions")

    async def main(profile: Profile) -> None:
        direct = Direct(tokens=Tokens())
        turns = [prompt("Research this")]
        options = Options(background=True, store=True)
        await direct.send(profile, Transcript(turns=turns), options, listener=seen, answer=answer)
        await direct.close()

    with answering(reply) as server:
        file = written(tmp_path, info(server.token_uri))
        profile = Profile(
            name="Agent",
            protocol="interactions",
            auth="service-account",
            base_url=server.base,
            service_account_file=str(file),
            allow_token_host="127.0.0.1",
            max_retries=0,
        )
        run_async(main(profile))
    turn = answer.finish()
    assert turn.outcome is not None
    assert (turn.outcome.kind, turn.text) == ("complete", "The report.")
    assert calls == ["POST", "GET", "GET"]
    assert len(given) == 2


def test_extra_headers_and_query_come_from_the_environment(
    home: Path, tmp_path: Path, run_async: RunCoroutine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their values are sent, also over those of this program, and are in no record; the server's
    echo of them is masked."""
    monkeypatch.setenv("CANARY_PASS", "CANARY-not-a-real-pass word")
    monkeypatch.setenv("CANARY_TENANT", "CANARY-tenant")
    seen, answer = Seen(), Answer()

    def reply(asked: Asked) -> Reply:
        return Reply(200, HELLO % asked.headers["x-pass"].encode())

    async def main() -> None:
        direct = Direct()
        await direct.send(
            profile, Transcript(turns=[prompt("Hi")]), Options(), listener=seen, answer=answer
        )
        await direct.close()

    with answering(reply) as server:
        profile = Profile(
            name="Gateway",
            auth="none",
            base_url=server.base,
            headers=(("x-pass", "env:CANARY_PASS"), ("accept", "text/plain"), ("x-team", "a")),
            query=(("who", "env:CANARY_TENANT"), ("x", "1")),
        )
        run_async(main())
    (asked,) = server.asked
    assert asked.path.endswith("?alt=sse&who=CANARY-tenant&x=1")
    assert asked.headers["x-pass"] == "CANARY-not-a-real-pass word"
    assert asked.headers["accept"] == "text/plain"
    assert asked.headers["x-team"] == "a"
    told = repr(msgspec.to_builtins(seen.records))
    assert "CANARY-tenant" not in told
    assert "not-a-real-pass word" not in told
    assert "x-team" in told
