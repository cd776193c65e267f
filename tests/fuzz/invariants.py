"""What holds for every stream, however broken: read to its end, logged, exported, answered."""

from __future__ import annotations

import itertools
import random
from typing import get_args

import msgspec

from gemini_desktop.core.answer import Answer
from gemini_desktop.core.capture import BytesReceived, Ended, Record, RequestSent, ResponseStarted
from gemini_desktop.core.errors import ConfigurationError
from gemini_desktop.core.export import document, markdown
from gemini_desktop.core.profile import Profile, ProtocolName
from gemini_desktop.core.protocols.table import PROTOCOLS
from gemini_desktop.core.redact import BodyMask
from gemini_desktop.core.request import Options
from gemini_desktop.core.text_log import TextLog
from gemini_desktop.core.transcript import Transcript, Turn, prompt
from tests.fuzz.mutate import Stream

KINDS = {"complete", "incomplete", "blocked", "failed", "cancelled", "awaiting"}
_SECRET = "CANARY-not-a-real-key-0123456789"


def records(stream: Stream, chance: random.Random | None) -> list[Record]:
    """The exchange, in reads cut at random; whole without `chance`."""
    body, edges = stream.body, [0, len(stream.body)]
    if chance is not None:
        more = (chance.randrange(len(body) + 1) for _ in range(chance.choice((1, 3, 12))))
        edges = sorted({*edges, *more})
    reads = [body[a:b] for a, b in itertools.pairwise(edges) if b > a]
    return [
        RequestSent(t_ns=0, unix_ns=0, method="POST", url="", headers=(), protocol=stream.protocol),
        ResponseStarted(t_ns=1, status=stream.status),
        *(BytesReceived(t_ns=2 + n, data=read) for n, read in enumerate(reads)),
        Ended(t_ns=99, how="complete"),
    ]


def check(stream: Stream, chance: random.Random, *, deep: bool) -> None:
    """Raises where something does not hold. `deep` also exports, asks on, and reads it again as
    one piece."""
    answer, log, mask = Answer(stream.protocol), TextLog(), BodyMask([_SECRET])
    told: list[tuple[int, int, str, str]] = []
    for record in records(stream, chance):
        if isinstance(record, BytesReceived):
            assert mask.feed(record.data).data == record.data
        for chunk in answer.feed(record):
            assert stream.body[chunk.start : chunk.end].startswith(chunk.raw), "bytes of the chunk"
            assert 0 <= chunk.start <= chunk.end <= len(stream.body), "range of the chunk"
            assert not any("\n" in line for line in log.chunk(chunk))
            told.append((chunk.start, chunk.end, chunk.kind, chunk.error))
    turn = answer.finish()
    outcome = turn.outcome
    assert outcome is not None
    assert outcome.kind in KINDS
    assert outcome.message
    for note in outcome.notes:
        assert note.start is None or 0 <= note.start <= (note.end or 0) <= len(stream.body)
    log.finish(turn)
    if deep:
        _whole(stream, told, turn)
        _kept(turn)
        _asked_on(turn)


def _whole(stream: Stream, told: list[tuple[int, int, str, str]], turn: Turn) -> None:
    answer = Answer(stream.protocol)
    chunks = [chunk for record in records(stream, None) for chunk in answer.feed(record)]
    assert [(c.start, c.end, c.kind, c.error) for c in chunks] == told, "cuts change the chunks"
    again = answer.finish()
    assert again.text == turn.text, "cuts change the text"
    assert again.outcome is not None
    assert turn.outcome is not None
    assert again.outcome.kind == turn.outcome.kind, "cuts change the outcome"


def _kept(turn: Turn) -> None:
    data = msgspec.json.encode(turn)
    assert msgspec.json.encode(msgspec.json.decode(data, type=Turn)) == data
    transcript = Transcript(turns=[prompt("x"), turn])
    assert markdown.render(transcript, "t")
    assert len(document.load(document.render(transcript, "t")).turns) == len(transcript.turns)


def _asked_on(turn: Turn) -> None:
    transcript = Transcript(turns=[prompt("x"), turn, prompt("And then?")])
    for name in get_args(ProtocolName):
        profile = Profile(name="p", protocol=name, auth="none", model="gemini-3.8-flash")
        try:
            request = PROTOCOLS[name].build(profile, transcript, Options())
        except ConfigurationError:
            continue
        assert msgspec.json.decode(request.body)
