"""A capture, or some of its events, in every form: whole files, in a thread, never half."""

from __future__ import annotations

import hashlib
import json
import random
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from gemini_desktop.core.capture import (
    BytesReceived,
    Capture,
    Ended,
    Record,
    RequestSent,
    ResponseStarted,
)
from gemini_desktop.core.decoding.decoder import decode
from gemini_desktop.core.errors import StoreError
from gemini_desktop.core.export.forms import FORMS, Form, Picked
from gemini_desktop.session.opening import InMemory, captures
from gemini_desktop.session.roles import CaptureSource
from gemini_desktop.session.saving import copying
from gemini_desktop.session.saving.job import Job, Stopped
from gemini_desktop.store.captures import Captures
from gemini_desktop.store.gcap import read_gcap
from tests.support import PATIENCE_S

BODIES = sorted((Path(__file__).parents[2] / "captures").glob("[0-9]*"))
CANARY = "CANARY-not-a-real-key-0123456789"


def records(body: bytes, seed: int = 0, *, key: str = "***") -> Iterator[Record]:
    chance = random.Random(seed)
    yield RequestSent(
        t_ns=0,
        unix_ns=1_800_000_000_000_000_000,
        method="POST",
        url="https://example.test/v1beta/models/x:streamGenerateContent",
        headers=(("x-goog-api-key", key),),
        body=b'{"contents":[]}',
    )
    yield ResponseStarted(t_ns=1, status=200, headers=(("content-type", "text/event-stream"),))
    at, t_ns = 0, 2
    while at < len(body):
        size = chance.randint(1, 400)
        yield BytesReceived(t_ns=t_ns, data=body[at : at + size])
        at, t_ns = at + size, t_ns + 1
    yield Ended(t_ns=t_ns, how="complete")


def in_memory(body: bytes, *, key: str = "***") -> InMemory:
    return InMemory(Capture(records=tuple(records(body, key=key)), id="opened.har"))


def on_tape(body: bytes, home: Path, seed: int = 0) -> CaptureSource:
    store = Captures(home)
    with store.create() as tape:
        for record in records(body, seed):
            tape.append(record)
    return store.open(tape.id)


def picked(source: CaptureSource, *numbers: int) -> list[Picked]:
    chunks = list(decode(source.records()))
    return [Picked(n, chunks[n].start, chunks[n].end, chunks[n].t_ns) for n in numbers]


def opened(path: Path) -> list[Capture]:
    return captures(path.read_bytes(), path.name)


@pytest.mark.parametrize("path", BODIES, ids=lambda path: path.name)
def test_the_body_is_what_the_server_wrote(path: Path, tmp_path: Path) -> None:
    """From the tape as from an opened file, in each form that keeps it, however it was read."""
    body = path.read_bytes()
    for source in (on_tape(body, tmp_path, seed=len(body)), in_memory(body)):
        for form in ("raw", "har", "gcap"):
            target = tmp_path / f"out.{form}"
            copying.save(source, form, target)
            (capture,) = opened(target)
            digest = hashlib.sha256(capture.body).hexdigest()
            assert digest == hashlib.sha256(body).hexdigest()


def test_an_event_stream_is_the_body_itself(tmp_path: Path) -> None:
    body = (BODIES[0]).read_bytes()
    assert b"".join(copying.pieces(in_memory(body), "sse")) == body


def test_an_array_becomes_an_event_stream() -> None:
    body = b'[{"candidates":[]},\n{"candidates":[{"index":0}]}]'
    made = b"".join(copying.pieces(in_memory(body), "sse"))
    assert made == b'data: {"candidates":[]}\n\ndata: {"candidates":[{"index":0}]}\n\n'


@pytest.mark.parametrize(
    ("body", "ending"),
    [
        (b"data: x\n\n", ".sse"),
        (b'\xef\xbb\xbf [{"a":1}]', ".json"),
        (b'{"a":1}\n{"b":2}', ".json"),
        (b"<!doctype html>", ".html"),
        (b"", ".txt"),
    ],
)
def test_a_bodys_ending_says_what_it_is(body: bytes, ending: str) -> None:
    assert copying.suffix(in_memory(body), "raw") == ending


def test_the_other_forms_have_their_own() -> None:
    source = in_memory(b"")
    found = {form: copying.suffix(source, form) for form in FORMS if form != "raw"}
    assert found == {
        "gcap": ".gcap",
        "har": ".har",
        "sse": ".sse",
        "json": ".json",
        "json-lines": ".jsonl",
    }


BODY = b'data: {"n":0}\n\n: hm\n\nevent: x\ndata: {"n":1}\n\ndata: {"n":2}\n\n'


def test_some_events_in_each_form(tmp_path: Path) -> None:
    source = in_memory(BODY)
    some = picked(source, 0, 2)

    def made(form: Form) -> bytes:
        return b"".join(copying.pieces(source, form, picked=some))

    assert made("raw") == b'data: {"n":0}\n\nevent: x\ndata: {"n":1}\n\n'
    assert made("sse") == made("raw")
    assert json.loads(made("json")) == [{"n": 0}, {"n": 1}]
    lines = [json.loads(line) for line in made("json-lines").splitlines()]
    assert [(line["number"], line["event"]) for line in lines] == [(0, "message"), (2, "x")]
    for line in lines:
        assert json.loads(BODY[line["start"] : line["end"]].split(b"data: ")[1]) == line["json"]
    for form in ("har", "gcap"):
        copying.save(source, form, tmp_path / "some", picked=some)
        (capture,) = opened(tmp_path / "some")
        assert capture.body == made("raw")
        assert capture.request is not None
        assert capture.request.body == b'{"contents":[]}'


@pytest.mark.parametrize("path", BODIES, ids=lambda path: path.name)
def test_events_alone_say_what_they_say_among_others(path: Path) -> None:
    source = in_memory(path.read_bytes())
    chunks = [c for c in decode(source.records()) if c.kind in ("event", "done") and c.data]
    some = [Picked(c.number, c.start, c.end, c.t_ns) for c in chunks]
    lines = b"".join(copying.pieces(source, "json-lines", picked=some)).splitlines()
    alone = [(found["start"], found["json"]) for found in map(json.loads, lines)]
    assert alone == [(c.start, c.json) for c in chunks]


@pytest.mark.parametrize("form", ["har", "gcap"])
def test_what_came_from_elsewhere_leaves_without_its_key(form: Form, tmp_path: Path) -> None:
    source = in_memory(b'data: {"key":"' + CANARY.encode() + b'"}\n\n', key=CANARY)
    copying.save(source, form, tmp_path / "out")
    assert b"CANARY" not in (tmp_path / "out").read_bytes()
    (capture,) = opened(tmp_path / "out")
    assert len(capture.body) == source.size()


def test_a_tape_becomes_the_file_that_it_is(tmp_path: Path) -> None:
    source = on_tape(BODY, tmp_path)
    copying.save(source, "gcap", tmp_path / "out.gcap")
    assert read_gcap(tmp_path / "out.gcap").records == tuple(source.records())


@pytest.mark.parametrize("form", FORMS)
def test_stopped_nothing_is_written(form: Form, tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.write_bytes(b"before")
    job = Job()
    job.stop = True
    with pytest.raises(Stopped):
        copying.save(in_memory(BODY), form, target, job=job)
    assert target.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("form", FORMS)
def test_where_nothing_can_be_written_it_says_so(form: Form, tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        copying.save(in_memory(BODY), form, tmp_path / "missing" / "out")
    assert "out" in caught.value.failure.message


@pytest.mark.parametrize("form", ["har", "raw", "json", "json-lines"])
def test_a_job_tells_how_far_it_is(form: Form, tmp_path: Path) -> None:
    """And a thread beside it goes on meanwhile."""
    source, job = in_memory(b'data: {"n":0}\n\n' * 5000), Job()
    thread = threading.Thread(
        target=copying.save, args=(source, form, tmp_path / "out"), kwargs={"job": job}
    )
    thread.start()
    thread.join(PATIENCE_S)
    assert not thread.is_alive()
    assert job.done == job.total == source.size()


def test_for_the_clipboard_it_is_text() -> None:
    source = in_memory(b"data: \xff\n\n")
    assert copying.text(source, "raw", None, Job()) == "data: \ufffd\n\n"
