"""What is proved of each stream: asked for in the real window, saved from its inspector, compared
with what the server says it wrote."""

from __future__ import annotations

import asyncio
import hashlib
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import measure
import msgspec

from gemini_desktop import app
from gemini_desktop.core.capture import BytesReceived, RequestSent
from gemini_desktop.core.profile import Profile
from gemini_desktop.core.transcript import Turn
from gemini_desktop.session.saving import copying
from tests.net.truth.streams import Stream, stream
from tests.net.truth.truth_server import Written
from tests.support import PATIENCE_S, patiently

_REST_S = 0.05
_BETWEEN_EVENTS = b"\r\n"
_BETWEEN_OBJECTS = b"\r\n \t,[]"


class Server:
    """The server's process; its notes are in a file, for a pipe that nobody reads would stop it."""

    def __init__(self, notes: Path) -> None:
        self._notes = notes
        with notes.open("wb") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.net.truth.truth_server"],
                stdin=subprocess.PIPE, stdout=out,
                env=measure.environment(), cwd=Path(__file__).parents[3],
            )  # fmt: skip
        self.port = self._wait_for_port()

    def _wait_for_port(self) -> int:
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            if (said := self._notes.read_bytes()).endswith(b"\n"):
                return int(said)
            time.sleep(0.02)
        raise TimeoutError("the server did not begin to listen")

    def written(self) -> dict[int, Written]:
        """What it has written so far, by the stream's number."""
        lines = self._notes.read_bytes().splitlines()[1:]
        told = (msgspec.json.decode(line, type=Written) for line in lines)
        return {written.number: written for written in told}

    def close(self) -> None:
        """End it, by closing its stdin."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait(PATIENCE_S)


@contextmanager
def serving(notes: Path) -> Iterator[Server]:
    """The server, ended at the end."""
    server = Server(notes)
    try:
        yield server
    finally:
        server.close()


class Came(NamedTuple):
    """Something that came to an end at this byte of the body, and when we say that it did."""

    end: int
    unix_ns: int


class Shown(NamedTuple):
    """What the window made of one stream."""

    stream: Stream
    turn: Turn
    sha256: str
    """Of the body as the inspector saved it."""
    reads: list[Came]
    events: list[Came]
    wrong: list[str]
    """What is not as it should be, in words; empty where all is."""


async def show(window: app.Application, port: int, number: int, folder: Path) -> Shown:
    """Ask for the stream in the window, save it from the inspector, and look at each event."""
    made = stream(number)
    turn = await _asked(window, made, port)
    inspector = window.inspector_pane
    source, columns = inspector.source, inspector.model.columns
    assert source is not None
    body = _saved(window, source.id, folder)
    records = list(source.records())
    sent = next(record for record in records if isinstance(record, RequestSent))
    zero_ns = sent.unix_ns - sent.t_ns
    reads, end = [], 0
    for record in records:
        if isinstance(record, BytesReceived):
            end += len(record.data)
            reads.append(Came(end, zero_ns + record.t_ns))
    return Shown(
        made, turn, hashlib.sha256(body).hexdigest(), reads,
        [Came(columns.ends[i], zero_ns + columns.times_ns[i]) for i in range(len(columns))],
        [*_wrong_body(made, body), *_wrong_events(window, made), *_wrong_end(turn)],
    )  # fmt: skip


async def _asked(window: app.Application, made: Stream, port: int) -> Turn:
    window.settings_pane.profile_added.emit(
        Profile(
            name=f"stream {made.number}", base_url=f"http://127.0.0.1:{port}/stream={made.number}",
            protocol=made.protocol, auth="none", max_retries=0,
        )
    )  # fmt: skip
    window.new_chat_requested.emit()  # else each request would carry the pictures of all before
    await asyncio.sleep(_REST_S)
    ended: asyncio.Future[Turn] = asyncio.get_running_loop().create_future()
    window.bridge.exchange_ended.connect(ended.set_result)
    try:
        window.chat_pane.prompt_submitted.emit(f"Write stream {made.number}")
        return await patiently(ended)
    finally:
        window.bridge.exchange_ended.disconnect(ended.set_result)


def _saved(window: app.Application, capture_id: str, folder: Path) -> bytes:
    """As the inspector's Save does it, and read with nothing of ours."""
    path = folder / "saved.gcap"
    copying.save(window.session.capture(capture_id), "gcap", path)
    with zipfile.ZipFile(path) as archive:
        return archive.read("body")


def _wrong_body(made: Stream, body: bytes) -> Iterator[str]:
    if body != made.body:
        yield f"the saved body has {len(body)} bytes, which are not the {len(made.body)} written"


def _wrong_events(window: app.Application, made: Stream) -> Iterator[str]:
    """Each event that was written stands in the table, at its own bytes, and no other does."""
    model = window.inspector_pane.model
    between = _BETWEEN_EVENTS if made.framing == "events" else _BETWEEN_OBJECTS
    kept = [
        event for event in range(len(model.columns))
        if not model.raw(event).startswith((b":", b"\xef\xbb\xbf:"))
    ]  # fmt: skip
    if len(kept) != len(made.events):
        yield f"{len(kept)} events are shown where {len(made.events)} were written"
        return
    for event, (start, end) in zip(kept, made.events, strict=True):
        first, last = model.columns.starts[event], model.columns.ends[event]
        raw, written = model.raw(event), made.body[start:end]
        if raw != made.body[first:last]:
            yield f"event {event + 1}: its offsets do not give its bytes"
        elif raw.removeprefix(b"\xef\xbb\xbf").strip(between) != written.strip(between):
            yield f"event {event + 1}: bytes {first} to {last} are not those of {start} to {end}"
        elif (chunk := model.chunk(event)) is None or chunk.error:
            yield f"event {event + 1}: cannot be read"


def _wrong_end(turn: Turn) -> Iterator[str]:
    if turn.outcome is None or turn.outcome.kind != "complete":
        yield f"the outcome is {turn.outcome.kind if turn.outcome else 'not known'}"


def delays_ms(came: Sequence[Came], on_wire_ns: Sequence[int]) -> list[float]:
    """By how much our times come after those of the wire; less than nothing where before."""
    pairs = zip(came, on_wire_ns, strict=True)
    return [(ours.unix_ns - theirs) / 1e6 for ours, theirs in pairs]
