"""Our engine from the socket to the slot: session.live.run, a tape, and a listener."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from pathlib import Path

from worker import Read

from gemini_desktop.core.answer import Answer
from gemini_desktop.core.capture import Record
from gemini_desktop.core.chunk import Chunk
from gemini_desktop.core.profile import Profile, ProtocolName
from gemini_desktop.core.protocols.table import PROTOCOLS
from gemini_desktop.core.request import HttpRequest, Options
from gemini_desktop.core.transcript import Transcript, prompt
from gemini_desktop.net import exchange
from gemini_desktop.session import live
from gemini_desktop.store.blobs import Blobs
from gemini_desktop.store.tape import TapeWriter

KEY = "CANARY-not-a-real-key"
"""The peers send it too; we look for it in all that comes back."""
_HELLO = Transcript(turns=[prompt("hello")])


class Counter:
    """A listener on plain asyncio: the slot is a method."""

    def __init__(self) -> None:
        self.events = 0

    def record(self, record: Record) -> None:
        """Records are not counted."""

    def chunk(self, chunk: Chunk) -> None:
        """Count what says something."""
        if chunk.kind == "event":
            self.events += 1


def on_asyncio() -> Read:
    """Plain asyncio, with a tape."""
    return reader(asyncio.new_event_loop(), "generate-content", Counter(), taped=True)


def without_tape() -> Read:
    """Plain asyncio, kept nowhere."""
    return reader(asyncio.new_event_loop(), "generate-content", Counter(), taped=False)


def without_bulk_reads() -> Read:
    """The same without the transport that puts HTTP's chunks together."""
    exchange.in_bulk = lambda client: client  # type: ignore[attr-defined]
    return without_tape()


def on_qt() -> Read:
    """The window's loop, with a tape and a signal for each chunk."""
    return _on_qt("generate-content")


def interactions_on_qt() -> Read:
    """The same for the Interactions API."""
    return _on_qt("interactions")


def chat_completions_on_qt() -> Read:
    """The same for Chat Completions."""
    return _on_qt("chat-completions")


def new_qt_loop() -> asyncio.AbstractEventLoop:
    """The window's loop, without a window."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from gemini_desktop.ui.event_loop import create_event_loop

    return create_event_loop(QApplication([]))


def asked(base: str, protocol: ProtocolName) -> tuple[Profile, HttpRequest]:
    """Where to, and the request of a greeting."""
    profile = Profile(name="bench", protocol=protocol, base_url=base, auth="api-key", model="m")
    return profile, PROTOCOLS[protocol].build(profile, _HELLO, Options())


def _on_qt(protocol: ProtocolName) -> Read:
    from gemini_desktop.ui.bridge import Bridge

    loop = new_qt_loop()
    bridge, counter = Bridge(), Counter()
    bridge.chunk_parsed.connect(counter.chunk)
    return reader(loop, protocol, bridge, taped=True, counter=counter)


def reader(
    loop: asyncio.AbstractEventLoop,
    protocol: ProtocolName,
    listener: live.Listener,
    *,
    taped: bool,
    counter: Counter | None = None,
) -> Read:
    """Reads on this loop; `counter`, or else the listener, counts."""
    counted = counter or listener
    assert isinstance(counted, Counter)
    client = exchange.new_client()

    async def read(base: str, tape: live.Tape) -> None:
        profile, request = asked(base, protocol)
        answer = Answer()
        await live.run(
            client, request, profile=profile, secret=KEY, tape=tape, listener=listener,
            answer=answer,
        )  # fmt: skip
        assert answer.outcome is not None
        assert answer.outcome.kind == "complete", answer.outcome

    def run(base: str) -> int:
        before = counted.events
        folder = Path(tempfile.mkdtemp(prefix="bench-"))
        try:
            if not taped:
                loop.run_until_complete(read(base, live.NoTape()))
            else:
                with TapeWriter(folder / "capture", Blobs(folder / "blobs")) as tape:
                    loop.run_until_complete(read(base, tape))
        finally:
            shutil.rmtree(folder)
        return counted.events - before

    return run
